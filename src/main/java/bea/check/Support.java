package bea.check;

import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Symbol;
import bea.model.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// The batches whose losses and fields are not zero on an instance, where there are many: sums then run over these
/// alone, and ten thousand batches cost no more than ten.
///
/// A correction of order k is linear in trees with at most k + 1 labels, so whether two agree shows on so many batches:
/// those at the ends, where ranges begin, neighbours in the middle, and those that the file names.
final class Support {
    static final Support ALL = new Support(Map.of());
    /// Where there may be so few batches none is zero.
    private static final int MANY = 6;

    private final Map<String, TreeSet<Long>> batches;
    private final Map<Exp.Sum, Optional<String>> restricting = new IdentityHashMap<>();

    private Support(Map<String, TreeSet<Long>> batches) {
        this.batches = batches;
    }

    /// What a person can follow: two batches where there are many, with those that the file names; single ones that
    /// may tell more; and what tells most.
    static List<Support> small(Model model, Map<String, Long> counts) {
        Support all = sample(model, counts, Sampling.VALUES, 1);
        List<Support> small = new ArrayList<>();
        if (all.isPartial()) {
            small.add(of(model, counts, (from, to) -> {
                List<Long> some = new ArrayList<>(List.of(from, from + 1));
                Consumer<Affine> add = evaluated(counts, some::add);
                each(model, e -> labels(e, add));
                return some.stream().filter(i -> i >= from && i <= to).toList();
            }));
            all.batches.forEach((batch, some) -> some.forEach(i -> small.add(all.only(batch, i))));
        }
        small.add(all);
        return small;
    }

    /// The support of an instance, the larger the later it comes: neighbours inside, the first batch, then all that the
    /// file names, which the ends mostly are, with more and more of the inside.
    static Support sample(Model model, Map<String, Long> counts, int number, long seed) {
        return of(model, counts, (from, to) -> {
            List<Long> some = new ArrayList<>();
            if (number > 0) {
                some.add(from);
            }
            if (number > 1) {
                some.addAll(List.of(from + 1, to - 1, to));
                named(model, counts,
                        x -> Stream.of(x - 1, x, x + 1).filter(i -> i >= from && i <= to).forEach(some::add));
            }
            long size = to - from + 1;
            int inside = Random.of(seed, "inside").below((int) size);
            for (int i = inside; i < inside + (number > 1 ? number - 2 : 2); i++) {
                some.add(from + i % size);
            }
            return some;
        });
    }

    private Support only(String batch, long label) {
        Map<String, TreeSet<Long>> one = new HashMap<>();
        batches.keySet().forEach(b -> one.put(b, new TreeSet<>(b.equals(batch) ? List.of(label) : List.of())));
        return new Support(one);
    }

    private static Support of(Model model, Map<String, Long> counts, BiFunction<Long, Long, List<Long>> some) {
        Map<String, TreeSet<Long>> batches = new HashMap<>();
        for (Model.Batch b : model.batches()) {
            long from = b.from().evaluate(counts::get);
            long to = b.to().evaluate(counts::get);
            if (least(model, b) > MANY && !equal(model, b) && !dividesByLosses(model)) {
                batches.put(b.name(), new TreeSet<>(some.apply(from, to)));
            }
        }
        return batches.isEmpty() ? ALL : new Support(batches);
    }

    /// The labels, and the ends of ranges, in what the file says.
    private static void named(Model model, Map<String, Long> counts, LongConsumer action) {
        Consumer<Affine> evaluated = evaluated(counts, action);
        each(model, e -> {
            labels(e, evaluated);
            if (e instanceof Exp.Sum s) {
                evaluated.accept(s.from());
                evaluated.accept(s.to());
                s.excluded().forEach(evaluated);
            }
        });
        model.update().ifPresent(u -> loops(u.body(), evaluated));
    }

    private static void labels(Exp e, Consumer<Affine> action) {
        if (e instanceof Exp.Apply a) {
            a.label().ifPresent(action);
        }
    }

    private static Consumer<Affine> evaluated(Map<String, Long> counts, LongConsumer action) {
        return a -> {
            if (counts.keySet().containsAll(a.coefficients().keySet())) {
                action.accept(a.evaluate(counts::get));
            }
        };
    }

    private static void loops(List<Update.Stmt> body, Consumer<Affine> action) {
        for (Update.Stmt s : body) {
            if (s instanceof Update.Loop l) {
                action.accept(l.from());
                action.accept(l.to());
                loops(l.body(), action);
            } else if (s instanceof Update.Average a) {
                action.accept(a.from());
                action.accept(a.to());
                loops(a.body(), action);
            }
        }
    }

    private static void each(Model model, Consumer<Exp> action) {
        model.symbols().forEach(s -> s.definition().ifPresent(d -> Parts.forEach(d, action)));
        model.update().ifPresent(u -> Parts.forEach(u.body(), action));
        model.claims().forEach(c -> Parts.of(c.body()).forEach(e -> Parts.forEach(e, action)));
    }

    /// How many batches there are for the smallest counts.
    private static long least(Model model, Model.Batch b) {
        Map<String, Long> smallest = new HashMap<>();
        model.counts().forEach(c -> smallest.put(c.name(), (long) c.fixed().orElse(c.atLeast())));
        return b.to().minus(b.from()).evaluate(smallest::get) + 1;
    }

    private static boolean equal(Model model, Model.Batch b) {
        return model.relations().stream()
                .anyMatch(r -> r instanceof Model.Relation.EqualBatches e && e.batch().equals(b.name()));
    }

    /// Of 0 there is no reciprocal and no logarithm.
    private static boolean dividesByLosses(Model model) {
        boolean[] found = {false};
        each(model, e -> {
            if (e instanceof Exp.Recip || e instanceof Exp.Fun) {
                Parts.forEach(e, p -> found[0] |= p instanceof Exp.Apply);
            }
        });
        return found[0];
    }

    /// Whether the losses and fields of some batches are zero.
    boolean isPartial() {
        return !batches.isEmpty();
    }

    /// Whether those of some batches of this symbol are.
    boolean isPartial(Symbol symbol) {
        return symbol.batch().filter(batches::containsKey).isPresent();
    }

    boolean isZero(Symbol symbol, long label) {
        return symbol.batch().map(batches::get).filter(x -> !x.contains(label)).isPresent();
    }

    /// What a sum has to run over, where its terms are zero for the other batches.
    Optional<TreeSet<Long>> of(Exp.Sum s) {
        return batches.isEmpty() ? Optional.empty()
                : restricting.computeIfAbsent(s, this::restricting).map(batches::get);
    }

    private Optional<String> restricting(Exp.Sum s) {
        return batches.keySet().stream().filter(b -> vanishes(s.body(), b, Affine.variable(s.variable()))).findFirst();
    }

    /// Whether the expression is zero, whatever the positions are, when all that is labelled so is.
    private static boolean vanishes(Exp e, String batch, Affine label) {
        return switch (e) {
            case Exp.Apply a -> a.symbol().definition().isEmpty() && a.label().filter(label::equals).isPresent()
                    && a.symbol().batch().filter(batch::equals).isPresent();
            case Exp.Sum s -> !s.variable().equals(label.name()) && vanishes(s.body(), batch, label);
            case Exp.Add a -> a.terms().stream().allMatch(t -> vanishes(t, batch, label));
            case Exp.Scale s -> vanishes(s.scalar(), batch, label) || vanishes(s.body(), batch, label);
            case Exp.MatVec m -> vanishes(m.operator(), batch, label) || vanishes(m.vector(), batch, label);
            case Exp.Dot d -> vanishes(d.left(), batch, label) || vanishes(d.right(), batch, label);
            case Exp.Derivative d -> vanishes(d.body(), batch, label)
                    || d.directions().stream().anyMatch(x -> vanishes(x.position(), batch, label));
            case Exp.Grad g -> vanishes(g.body(), batch, label);
            case Exp.Jac j -> vanishes(j.body(), batch, label);
            case Exp.At a -> vanishes(a.body(), batch, label);
            case Exp.Stop s -> vanishes(s.body(), batch, label);
            default -> false;
        };
    }
}
