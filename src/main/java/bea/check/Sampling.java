package bea.check;

import bea.model.Exp;
import bea.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The instances of a model that statements are evaluated on; made when first needed, and shared.
///
/// A symbolic count takes at least [#VALUES] consecutive values from its smallest on, more when a statement is of a
/// higher degree in it ([CountDegree]). With several counts the values are paired off.
final class Sampling {
    static final int VALUES = 4;
    /// A statement of higher degree than this allows is confirmed on instances only.
    static final int MOST = 12;
    /// Independent instances of a model without symbolic counts.
    static final int DRAWS = 2;
    static final int DIMENSION = 3;

    private final Model model;
    private final long seed;
    private int wanted;
    private final Map<String, Instance> made = new HashMap<>();

    Sampling(Model model, long seed) {
        this.model = model;
        this.seed = seed;
    }

    private boolean counted() {
        return model.counts().stream().anyMatch(c -> c.fixed().isEmpty());
    }

    int size() {
        return counted() ? Math.max(VALUES, wanted) : DRAWS;
    }

    /// Asks for at least so many values of each count, within [#MOST].
    void want(int values) {
        wanted = Math.min(values, MOST);
    }

    /// @param number which instance, below [#size]
    /// @param order  the largest order of a correction, or power of `h` less one, that matters
    /// @param redraw how often this instance turned out to be unusable before
    Instance instance(int number, int order, int redraw) {
        int degree = degree(order);
        return made.computeIfAbsent(number + " " + degree + " " + redraw,
                k -> Instance.random(model, counts(number), DIMENSION, degree, seed(number, redraw)));
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
        int shift = 0;
        for (Model.Count c : model.counts()) {
            boolean fixed = c.fixed().isPresent();
            counts.put(c.name(), (long) (fixed ? c.fixed().get()
                    : c.atLeast() + (number < VALUES ? (number + shift) % VALUES : number)));
            shift += fixed ? 0 : 1;
        }
        return counts;
    }

    /// The numbers of the instances on which the expectations are small enough to be enumerated.
    List<Integer> numbers(List<Exp.Expect> expectations) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            Map<String, Long> counts = counts(i);
            if (expectations.stream().allMatch(x -> enumerable(x, counts))) {
                numbers.add(i);
            }
        }
        if (numbers.isEmpty()) {
            throw new NotChecked("an expectation over so many batches is not enumerated");
        }
        return numbers;
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
        parts.add("seed " + seed);
        return List.of(String.join(", ", parts));
    }
}
