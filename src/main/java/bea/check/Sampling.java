package bea.check;

import bea.model.Exp;
import bea.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The instances of a model that statements are evaluated on; made when first needed, and shared.
///
/// A symbolic count takes at least [#VALUES] consecutive values from its smallest on, more when a statement needs them
/// ([Reach]). With several counts those values are paired off; more are all their combinations.
final class Sampling {
    static final int VALUES = 4;
    /// Independent instances of a model without symbolic counts.
    static final int DRAWS = 2;
    /// The same where some of the batches are zero.
    private static final int SUPPORTS = 8;
    static final int DIMENSION = 3;

    private final Model model;
    private final long seed;
    private final Map<String, Instance> made = new HashMap<>();

    Sampling(Model model, long seed) {
        this.model = model;
        this.seed = seed;
    }

    boolean counted() {
        return model.counts().stream().anyMatch(c -> c.fixed().isEmpty());
    }

    /// How many instances every statement is looked at on.
    int least() {
        return counted() || isPartial(0, 1) ? VALUES : DRAWS;
    }

    /// How many instances decide a statement.
    int enough(Supplier<Reach> reach) {
        if (!counted()) {
            return isPartial(0, 1) ? SUPPORTS : DRAWS;
        }
        Reach r = reach.get();
        int counts = 0;
        int most = 0;
        for (Model.Count c : model.counts()) {
            if (c.fixed().isEmpty()) {
                counts++;
                most = Math.max(most, r.values(c.atLeast()));
            }
        }
        return counts == 1 ? most : (int) Math.min(VALUES + Math.pow(most, counts), Integer.MAX_VALUE);
    }

    /// @param number which instance
    /// @param order  the largest order of a correction, or power of `h` less one, that matters
    /// @param redraw how often this instance turned out to be unusable before
    Instance instance(int number, int order, int redraw) {
        int degree = degree(order);
        return made.computeIfAbsent(number + " " + degree + " " + redraw,
                k -> random(number, degree, seed(number, redraw)));
    }

    private Instance random(int number, int degree, long seed) {
        Map<String, Long> counts = counts(number);
        return Instance.random(model, counts, DIMENSION, degree, seed, Support.sample(model, counts, number, seed));
    }

    /// Whether the losses of some batches are zero on an instance.
    boolean isPartial(int number, int order) {
        return instance(number, order, 0).support.isPartial();
    }

    private long seed(int number, int redraw) {
        return seed + 1000L * redraw + number;
    }

    /// High enough for the derivatives in trees of that order, and at least cubic, so that the third derivative of a loss
    /// shows.
    static int degree(int order) {
        return Math.max(3, order + 1) + 1;
    }

    Map<String, Long> counts(int number) {
        Map<String, Long> counts = new TreeMap<>();
        int free = 0;
        for (Model.Count c : model.counts()) {
            free += c.fixed().isPresent() ? 0 : 1;
        }
        int[] combination = number < VALUES || free < 2 ? null : combination(number - VALUES, free);
        int i = 0;
        for (Model.Count c : model.counts()) {
            boolean fixed = c.fixed().isPresent();
            int more = number < VALUES ? (number + i) % VALUES : combination == null || fixed ? number : combination[i];
            counts.put(c.name(), (long) (fixed ? c.fixed().get() : c.atLeast() + more));
            i += fixed ? 0 : 1;
        }
        return counts;
    }

    /// All tuples of so many numbers, those with a smaller maximum first.
    private static int[] combination(int number, int size) {
        int top = (int) Math.floor(Math.pow(number + 0.5, 1.0 / size));
        int left = number - (int) Math.pow(top, size);
        for (int code = 0;; code++) {
            int[] digits = new int[size];
            boolean reaches = false;
            for (int i = 0, rest = code; i < size; i++, rest /= top + 1) {
                digits[i] = rest % (top + 1);
                reaches |= digits[i] == top;
            }
            if (reaches && left-- == 0) {
                return digits;
            }
        }
    }

    /// Whether the expectations are small enough to be enumerated on an instance.
    boolean enumerable(int number, List<Exp.Expect> expectations) {
        Map<String, Long> counts = counts(number);
        for (Exp.Expect x : expectations) {
            if (!enumerable(x, counts)) {
                return false;
            }
        }
        return true;
    }

    private boolean enumerable(Exp.Expect x, Map<String, Long> counts) {
        for (Model.Batch b : model.batches()) {
            if (b.name().equals(x.batch())) {
                long size = b.to().minus(b.from()).plus(1).evaluate(counts::get);
                return Relabelling.cases(x.kind(), size) <= Relabelling.MAX_CASES;
            }
        }
        return true;
    }

    /// `n = 2..5, dimension 3, degree 4, seed 1`.
    List<String> describe(List<Integer> numbers, int order) {
        List<String> parts = new ArrayList<>();
        for (Model.Count c : model.counts()) {
            if (c.fixed().isEmpty()) {
                List<Long> values = numbers.stream().map(i -> counts(i).get(c.name())).sorted().toList();
                boolean run = values.getLast() - values.getFirst() == values.size() - 1 && values.size() > 1;
                parts.add(c.name() + " = " + (run ? values.getFirst() + ".." + values.getLast()
                        : String.join(", ", values.stream().map(String::valueOf).toList())));
            }
        }
        if (!counted()) {
            parts.add(numbers.size() == 1 ? "one instance" : numbers.size() + " instances");
        }
        if (model.slots().stream().anyMatch(s -> s.coordinates().isEmpty())) {
            parts.add("dimension " + DIMENSION);
            parts.add("degree " + degree(order));
        }
        if (numbers.stream().anyMatch(i -> isPartial(i, order))) {
            parts.add("most batches zero");
        }
        parts.add("seed " + seed);
        return List.of(String.join(", ", parts));
    }
}
