package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.model.Affine;
import bea.model.Exp;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import java.util.ArrayList;
import java.util.HashMap;
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
        List<Term> result = new ArrayList<>();
        for (Term t : Canonical.of(sum, setting).values()) {
            average(t, over, range, setting, result);
        }
        return Sum.of(result);
    }

    private static void average(Term t, Exp.Expect over, Setting.Range range, Setting setting, List<Term> out) {
        TreeSet<Affine> labels = new TreeSet<>();
        t.forEachVertex(v -> {
            if (v.symbol() != null && v.symbol().batch().filter(over.batch()::equals).isPresent()) {
                v.label().ifPresent(labels::add);
            } else if (v.label().isPresent() && !v.label().get().isConstant()) {
                throw new NotExpressible("an expectation beside sums over other batches");
            }
        });
        if (labels.isEmpty()) {
            out.add(t);
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
            average(new Term(number, t.scalars(), t.open(), t.bound(), t.domain()), values, List.copyOf(labels), over,
                    range, setting, out);
        }
    }

    private static boolean isPlain(Generator g) {
        return g instanceof Scalars.Index || g instanceof Generator.Named;
    }

    private static void requirePlain(Coef c) {
        if (!c.generators().stream().allMatch(Expectation::isPlain)) {
            throw new NotExpressible("an expectation of a nonlinear function of a batch's loss");
        }
    }

    /// @param values undifferentiated losses, a factor of the tree
    private static void average(Term t, Coef values, List<Affine> labels, Exp.Expect over, Setting.Range range,
            Setting setting, List<Term> out) {
        if (values.generators().stream().anyMatch(Scalars.Function.class::isInstance)) {
            requirePlain(values);
        }
        Coef size = Scalars.value(range.to().minus(range.from()).plus(1));
        Coef count = positions(t, setting);
        boolean shuffled = over.kind() == Exp.Expect.Kind.SHUFFLES;
        int q = labels.size();
        for (int i = 0; i < q; i++) {
            count = count.dividedBy(shuffled ? size.minus(Coef.of(i)) : size);
        }
        for (List<Integer> blocks : shuffled ? partitions(q) : List.of(identity(q))) {
            out.add(tuple(t, values, labels, blocks, count, range, setting));
        }
    }

    /// The sum of the coefficient over all positions of the pattern.
    private static Coef positions(Term t, Setting setting) {
        Sum count = Sum.of(List.of(new Term(t.coef(), List.of(), java.util.Optional.empty(), t.bound(), t.domain())));
        Coef total = Coef.ZERO;
        for (Term c : Canonical.of(count, setting).values()) {
            total = total.plus(c.coef());
        }
        return total;
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
