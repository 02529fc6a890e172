package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Power;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Exact expectations over the order of batches or over independent draws from them (theory, section 3).
///
/// On one order pattern of `m` distinct labels the batches are, over a shuffling, a uniformly random tuple of distinct
/// batches; over independent draws, of arbitrary ones. So the pattern's coefficient is summed over the positions and the
/// tree is averaged over tuples, written with full sums and diagonals by Möbius inversion on set partitions.
final class Expectation {
    private Expectation() {}

    static Sum of(Sum sum, Exp.Expect over, Context context) {
        if (sum.isZero()) {
            return sum;
        }
        Setting setting = context.setting();
        Setting.Range range = setting.families().get(over.batch());
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        for (Term t : Canonical.of(sum, setting).values()) {
            average(t, over, range, setting, patterns);
        }
        List<Term> result = new ArrayList<>();
        patterns.values().forEach(p -> p.average(over, range, setting, result));
        return Sum.of(result);
    }

    private static void average(Term t, Exp.Expect over, Setting.Range range, Setting setting,
            Map<String, Pattern> patterns) {
        List<Affine> all = labels(t, over);
        requireDistinct(t, all, setting);
        if (all.isEmpty()) {
            unlabelled(t, t.coef(), setting, patterns);
            return;
        }
        Coef under = Coef.ONE;
        for (var e : t.coef().denominator().entrySet()) {
            under = under.times(Coef.of(e.getKey()).pow(-e.getValue()));
        }
        requirePlain(under);
        for (var e : t.coef().numerator().terms().entrySet()) {
            Coef number = under.times(e.getValue());
            Coef values = Coef.ONE;
            for (Monomial.Power p : e.getKey().powers()) {
                Coef power = Coef.generator(p.base()).pow(p.exponent());
                boolean plain = isPlain(p.base());
                number = plain ? number.times(power) : number;
                values = plain ? values : values.times(power);
            }
            if (values.generators().stream().anyMatch(Scalars.Function.class::isInstance)) {
                requirePlain(values);
            }
            // a value of a loss is part of one product only: a mean over twenty batches has twenty of one label each
            List<Affine> labels = labels(new Term(values, t.scalars(), t.open(), t.bound(), t.domain()), over);
            if (labels.isEmpty()) {
                unlabelled(t, number, setting, patterns);
                continue;
            }
            Pattern one = new Pattern(unit(t), values, labels, new ArrayList<>());
            patterns.computeIfAbsent(one.key(range, setting), k -> one).parts.addAll(positions(
                    new Term(number, t.scalars(), t.open(), t.bound(), t.domain()), setting));
        }
    }

    private static void unlabelled(Term t, Coef number, Setting setting, Map<String, Pattern> patterns) {
        patterns.computeIfAbsent(t.shape(), k -> new Pattern(unit(t), Coef.ONE, List.of(), new ArrayList<>())).parts
                .addAll(positions(new Term(number, t.scalars(), t.open(), t.bound(), t.domain()), setting));
    }

    private static List<Affine> labels(Term t, Exp.Expect over) {
        TreeSet<Affine> labels = new TreeSet<>();
        t.forEachVertex(v -> {
            if (v.symbol() != null && v.symbol().batch().filter(over.batch()::equals).isPresent()) {
                v.label().ifPresent(labels::add);
            } else if (v.label().isPresent() && !v.label().get().isConstant()) {
                throw new NotExpressible("an expectation beside sums over other batches");
            }
        });
        return List.copyOf(labels);
    }

    private static Term unit(Term t) {
        return new Term(Coef.ONE, t.scalars(), t.open(), t.bound(), t.domain());
    }

    /// The labels of a cell are distinct; those of a term without indices, such as `X[2]` and `X[n-2]`, may meet.
    private static void requireDistinct(Term t, List<Affine> labels, Setting setting) {
        for (int i = 0; t.bound().isEmpty() && i < labels.size(); i++) {
            for (int j = 0; j < i; j++) {
                Affine d = labels.get(i).minus(labels.get(j));
                List<Affine> meet = new ArrayList<>(List.of(d, d.times(-1)));
                meet.addAll(setting.facts(meet));
                if (!bea.series.Domain.ALL.and(meet).isEmpty()) {
                    throw new NotExpressible("an expectation of batches that are the same one for some counts");
                }
            }
        }
    }

    /// One tree on distinct batches, and how often: the coefficients of all cells that have it, each for the counts that
    /// have the cell.
    private record Pattern(Term tree, Coef values, List<Affine> labels, List<Term> parts) {
        /// The same for trees that differ by a renaming of the batches.
        String key(Setting.Range range, Setting setting) {
            return labels.size() + " " + Sum.of(List.of(
                    tuple(tree, values, labels, identity(labels.size()), Coef.ONE, range, setting)));
        }

        void average(Exp.Expect over, Setting.Range range, Setting setting, List<Term> out) {
            Coef count = forEveryCount(parts, setting);
            if (labels.isEmpty()) {
                out.add(new Term(count, tree.scalars(), tree.open(), Set.of(), bea.series.Domain.ALL));
                return;
            }
            Coef size = Scalars.value(range.to().minus(range.from()).plus(1));
            boolean shuffled = over.kind() == Exp.Expect.Kind.SHUFFLES;
            int q = labels.size();
            for (int i = 0; i < q && !count.isZero(); i++) {
                count = count.dividedBy(shuffled ? size.minus(Coef.of(i)) : size);
            }
            for (List<Integer> blocks : shuffled ? partitions(q) : List.of(identity(q))) {
                out.add(tuple(tree, values, labels, blocks, count, range, setting));
            }
        }
    }

    private static boolean isPlain(Generator g) {
        return g instanceof Scalars.Index || g instanceof Power || g instanceof Generator.Named;
    }

    private static void requirePlain(Coef c) {
        if (!c.generators().stream().allMatch(Expectation::isPlain)) {
            throw new NotExpressible("an expectation of a nonlinear function of a batch's loss");
        }
    }

    /// The coefficient summed over all positions of the pattern: parts that some counts have.
    private static List<Term> positions(Term t, Setting setting) {
        return Canonical.counted(
                new Term(t.coef(), List.of(), java.util.Optional.empty(), t.bound(), t.domain()), setting);
    }

    /// The sum of the parts, as one expression that is right for every count in its declared range.
    private static Coef forEveryCount(List<Term> parts, Setting setting) {
        Coef general = Coef.ZERO;
        TreeSet<String> counts = new TreeSet<>();
        for (Term p : parts) {
            for (Affine a : p.domain().essential(p.domain().names())) {
                if (a.coefficients().size() > 1 || !setting.counts().containsAll(a.coefficients().keySet())) {
                    throw new NotExpressible("an expectation of a sum whose range compares two counts");
                }
                counts.addAll(a.coefficients().keySet());
            }
            if (counts.stream().noneMatch(n -> p.domain().upper(n, Set.of()).isPresent())) {
                general = general.plus(p.coef());
            }
        }
        requireForEveryCount(parts, List.copyOf(counts), general, setting);
        return general;
    }

    private static void requireForEveryCount(List<Term> parts, List<String> counts, Coef value, Setting setting) {
        if (counts.isEmpty()) {
            Coef sum = Coef.ZERO;
            for (Term p : parts) {
                sum = sum.plus(p.coef());
            }
            if (!sum.sameAs(value)) {
                throw new NotExpressible("an expectation of a sum that small counts cut short");
            }
            return;
        }
        String name = counts.getFirst();
        List<String> others = counts.subList(1, counts.size());
        int large = setting.atLeast().get(name);
        for (Term p : parts) {
            large = Math.max(large, p.domain().lower(name, Set.of()).map(Affine::constant).orElse(0));
            large = Math.max(large, p.domain().upper(name, Set.of()).map(a -> a.constant() + 1).orElse(0));
        }
        for (int n = setting.atLeast().get(name); n < large; n++) {
            int here = n;
            List<Term> had = parts.stream().filter(p -> p.domain().lower(name, Set.of())
                    .filter(a -> a.constant() > here).isEmpty()
                    && p.domain().upper(name, Set.of()).filter(a -> a.constant() < here).isEmpty())
                    .map(p -> new Term(at(p.coef(), name, here), List.of(), java.util.Optional.empty(), Set.of(),
                            p.domain()))
                    .toList();
            requireForEveryCount(had, others, at(value, name, n), setting);
        }
        requireForEveryCount(parts.stream().filter(p -> p.domain().upper(name, Set.of()).isEmpty()).toList(), others,
                value, setting);
    }

    private static Coef at(Coef c, String count, int value) {
        try {
            Affine number = Affine.constant(value);
            return Scalars.relabel(c, a -> a.substitute(n -> n.equals(count) ? number : null));
        } catch (NotExpressible pole) {
            throw new NotExpressible("an expectation of a sum that has no value for some counts");
        }
    }

    private static Term tuple(Term t, Coef values, List<Affine> labels, List<Integer> blocks, Coef count,
            Setting.Range range,
            Setting setting) {
        Map<Affine, Affine> names = new HashMap<>();
        Set<String> bound = new TreeSet<>();
        List<Affine> conditions = new ArrayList<>();
        long sign = 1;
        for (int i = 0; i < labels.size(); i++) {
            String name = "$e" + blocks.get(i);
            names.put(labels.get(i), Affine.variable(name));
            if (bound.add(name)) {
                conditions.add(Affine.variable(name).minus(range.from()));
                conditions.add(range.to().minus(Affine.variable(name)));
            } else {
                int here = i;
                sign *= -java.util.stream.IntStream.range(0, here).filter(j -> blocks.get(j).equals(blocks.get(here)))
                        .count();
            }
        }
        conditions.addAll(setting.facts(conditions));
        java.util.function.UnaryOperator<bea.tree.Vertex> rename = v -> v.relabel(a -> names.getOrDefault(a, a));
        Coef renamed = values.substitute(g -> g instanceof bea.tree.Vertex.Value v
                ? Coef.generator(new bea.tree.Vertex.Value(rename.apply(v.vertex()))) : null);
        Term s = t.map(rename, c -> c);
        return new Term(count.times(bea.algebra.Rational.of(sign)).times(renamed), s.scalars(), s.open(), bound,
                bea.series.Domain.ALL.and(conditions));
    }

    private static List<Integer> identity(int n) {
        return java.util.stream.IntStream.range(0, n).boxed().toList();
    }

    /// All set partitions of 0..n-1, each as the block number of every element.
    private static List<List<Integer>> partitions(int n) {
        List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < n; i++) {
            List<List<Integer>> next = new ArrayList<>();
            for (List<Integer> p : all) {
                int blocks = p.stream().mapToInt(b -> b + 1).max().orElse(0);
                for (int b = 0; b <= blocks; b++) {
                    List<Integer> q = new ArrayList<>(p);
                    q.add(b);
                    next.add(q);
                }
            }
            all = next;
        }
        return all;
    }
}
