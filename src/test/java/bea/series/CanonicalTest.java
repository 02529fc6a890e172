package bea.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.Systems;
import bea.algebra.Coef;
import bea.elaborate.Context;
import bea.elaborate.Evaluator;
import bea.model.Affine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The canonical form with a symbolic count, evaluated at numbers, against sums written out index by index.
class CanonicalTest {
    private static final int LEAST = 1;
    private static final int MOST = 6;

    /// One bound index: `low .. high`, each a number, another index or the count, plus a constant.
    private record Binder(String name, String low, String high, List<String> excluded) {}

    /// `sum … sum factor * body`, where `body` reads the given labels.
    private record Nested(List<Binder> binders, String factor, List<String> labels) {
        String text() {
            StringBuilder b = new StringBuilder();
            for (Binder x : binders) {
                b.append("sum(").append(x.name).append(" in ").append(x.low).append("..").append(x.high);
                x.excluded.forEach(e -> b.append(", ").append(x.name).append(" != ").append(e));
                b.append(") ");
            }
            return b.append("(").append(factor).append(" * ").append(body()).append(")").toString();
        }

        private String body() {
            List<String> g = labels.stream().map(l -> "grad E(theta; X[" + l + "])").toList();
            return switch (labels.size()) {
                case 0 -> "1";
                case 1 -> "norm(" + g.get(0) + ")^2";
                case 2 -> "dot(" + g.get(0) + ", " + g.get(1) + ")";
                default -> "dot(" + g.get(0) + ", hess E(theta; X[" + labels.get(1) + "]) * " + g.get(2) + ")";
            };
        }

        /// By loops, at a number.
        SortedMap<String, Coef> brute(int n) {
            TreeMap<String, Coef> all = new TreeMap<>();
            loop(0, new HashMap<>(Map.of("n", n)), all);
            return all;
        }

        private void loop(int i, Map<String, Integer> at, Map<String, Coef> all) {
            if (i < binders.size()) {
                Binder x = binders.get(i);
                for (int v = value(x.low, at); v <= value(x.high, at); v++) {
                    int here = v;
                    if (x.excluded.stream().noneMatch(e -> value(e, at) == here)) {
                        at.put(x.name, v);
                        loop(i + 1, at, all);
                        at.remove(x.name);
                    }
                }
                return;
            }
            add(all, shape(labels.stream().map(l -> value(l, at)).toList()), Coef.of(product(at)));
        }

        private long product(Map<String, Integer> at) {
            long p = 1;
            for (String f : factor.split("\\*")) {
                p *= value(f.trim().replace("(", "").replace(")", ""), at);
            }
            return p;
        }
    }

    /// `mu`, `mu+2`, `n-1`, `3`.
    private static int value(String form, Map<String, Integer> at) {
        int sign = Math.max(form.indexOf('+'), form.indexOf('-'));
        String name = sign < 0 ? form : form.substring(0, sign);
        int base = Character.isDigit(name.charAt(0)) ? Integer.parseInt(name) : at.get(name);
        return sign < 0 ? base : base + Integer.parseInt(form.substring(sign));
    }

    /// A contraction of two or three factors has no direction.
    private static String shape(List<Integer> l) {
        if (l.isEmpty()) {
            return "1";
        }
        int a = l.getFirst();
        int b = l.getLast();
        return Math.min(a, b) + (l.size() == 3 ? "-" + l.get(1) : "") + "-" + Math.max(a, b);
    }

    private static void add(Map<String, Coef> all, String shape, Coef c) {
        all.merge(shape, c, (x, y) -> x.plus(y).isZero() ? null : x.plus(y));
        all.values().removeIf(Coef::isZero);
    }

    /// The canonical terms at a number, every block in its place.
    private static SortedMap<String, Coef> evaluate(SortedMap<String, Term> canonical, int n) {
        TreeMap<String, Coef> all = new TreeMap<>();
        for (Term t : canonical.values()) {
            places(t, new ArrayList<>(t.bound()), new HashMap<>(Map.of("n", n)), n, all);
        }
        return all;
    }

    private static void places(Term t, List<String> left, Map<String, Integer> at, int n, Map<String, Coef> all) {
        if (!left.isEmpty()) {
            for (int v = 0; v < n; v++) {
                at.put(left.getLast(), v);
                places(t, left.subList(0, left.size() - 1), at, n, all);
            }
            at.remove(left.getLast());
            return;
        }
        for (Affine a : t.domain().inequalities()) {
            if (a.evaluate(x -> (long) at.get(x)) < 0) {
                return;
            }
        }
        Coef c = t.coef().substitute(g -> g instanceof Scalars.Index i ? Coef.of(at.get(i.name()))
                : g.key().equals("n") ? Coef.of(n) : null);
        assertTrue(c.isRational(), c::toString);
        List<Integer> labels = new ArrayList<>();
        if (!t.scalars().isEmpty()) {
            // the ends are the vertices with one neighbour
            t.scalars().getFirst().rootings().stream().filter(r -> r.branches().size() == 1).findFirst().orElseThrow()
                    .forEach(v -> labels.add((int) v.label().orElseThrow().evaluate(x -> (long) at.get(x))));
        }
        add(all, shape(labels), c);
    }

    private static String system(String let) {
        return system(let, LEAST);
    }

    private static String system(String let, int least) {
        return """
                count n >= %d
                state theta
                batches X[0 .. n-1]
                loss E(theta; X)
                update { theta <- theta - h*grad E(theta; X[0]) }
                let S(theta) = %s
                """.formatted(least, let);
    }

    private static Sum sum(Context c) {
        return new Evaluator(c, 0).evaluate(c.model().lets().getFirst().body()).at(0);
    }

    private static void check(Nested e) {
        Context symbolic = Systems.context(system(e.text()));
        SortedMap<String, Term> canonical = Canonical.of(sum(symbolic), symbolic.setting());
        for (int n = LEAST; n <= MOST; n++) {
            SortedMap<String, Coef> brute = e.brute(n);
            int count = n;
            assertEquals(brute.toString(), evaluate(canonical, n).toString(),
                    () -> "n = " + count + ": " + e.text() + "\n" + canonical);
            Context numeric = Systems.context(system(e.text()), Map.of("n", n));
            assertEquals(brute.toString(), evaluate(Canonical.of(sum(numeric), numeric.setting()), n).toString(),
                    () -> "written out, n = " + count + ": " + e.text());
        }
    }

    private static Binder over(String name, String low, String high, String... excluded) {
        return new Binder(name, low, high, List.of(excluded));
    }

    @Test
    void theSumsOfThePaper() {
        List<String> pair = List.of("mu", "tau");
        check(new Nested(List.of(over("mu", "0", "n-1"), over("tau", "0", "n-1")), "1", pair));
        check(new Nested(List.of(over("tau", "0", "n-1"), over("mu", "tau+1", "n-1")), "1", pair));
        check(new Nested(List.of(over("mu", "1", "n-1"), over("tau", "0", "mu-1")), "1", pair));
        check(new Nested(List.of(over("mu", "0", "n-1"), over("tau", "0", "n-1", "mu")), "1", pair));
        check(new Nested(List.of(over("mu", "1", "n-1"), over("tau", "0", "mu-1")), "1", List.of()));
    }

    @Test
    void offsetsAnchorsAndExclusions() {
        List<String> pair = List.of("mu", "tau");
        check(new Nested(List.of(over("tau", "0", "n-1"), over("mu", "tau+2", "n-1")), "1", pair));
        check(new Nested(List.of(over("tau", "1", "n-2"), over("mu", "0", "tau+1")), "mu", pair));
        check(new Nested(List.of(over("mu", "1", "n-1")), "mu*mu", List.of("mu")));
        check(new Nested(List.of(over("mu", "1", "n-1")), "n*mu", List.of("mu", "mu-1")));
        check(new Nested(List.of(over("mu", "0", "n-1"), over("tau", "0", "n-1", "mu", "mu+1", "0")), "1", pair));
        check(new Nested(List.of(over("mu", "0", "n-1"), over("tau", "mu+1", "n-1")), "tau", List.of("mu")));
        check(new Nested(List.of(over("mu", "0", "n-1"), over("tau", "0", "mu-1"), over("k", "tau+1", "n-1", "mu")),
                "1",
                List.of("mu", "tau", "k")));
        check(new Nested(List.of(over("mu", "0", "n-1"), over("tau", "0", "n-1"), over("k", "0", "n-1")), "1",
                List.of("mu", "k")));
        check(new Nested(List.of(over("mu", "0", "n-1")), "(mu+1)", List.of("mu", "0", "n-1")));
    }

    @Test
    void randomSums() {
        Random r = new Random(22);
        for (int i = 0; i < 150; i++) {
            check(random(r));
        }
    }

    /// What runs backwards for the smallest counts is empty there, labelled or in closed form.
    @Test
    void rangesThatRunBackwardsAreEmpty() {
        List<String> none = List.of();
        check(new Nested(List.of(over("mu", "4", "n-1")), "1", none));
        check(new Nested(List.of(over("mu", "4", "n-1")), "mu*mu", none));
        check(new Nested(List.of(over("mu", "0", "n-2", "1")), "1", none));
        check(new Nested(List.of(over("mu", "1", "n-2"), over("tau", "mu+2", "n-2")), "tau", none));
        check(new Nested(List.of(over("mu", "3", "n-1"), over("tau", "2", "mu-1")), "1", List.of("mu")));
        check(new Nested(List.of(over("mu", "0", "n-1"), over("tau", "3", "n-2")), "1", List.of("mu")));
        check(new Nested(List.of(over("mu", "0", "n-1"), over("tau", "3", "n-2")), "mu", List.of("tau", "n-1")));
        assertTrue(zero(
                "sum(mu in 4..n-1) 1 - sum(mu in 5..n-1) 1 - sum(mu in 4..n-1) (1 - sum(k in mu+1..mu+1, k != n) 1)"));
        assertFalse(zero("sum(mu in 4..n-1) 1 - (n-4)"));
        assertFalse(zero("sum(mu in 3..n-1) 1 - sum(mu in 4..n-1) 1 - 1"));
    }

    private static Nested random(Random r) {
        List<Binder> binders = new ArrayList<>();
        List<String> names = List.of("mu", "tau", "k").subList(0, 1 + r.nextInt(r.nextInt(4) == 0 ? 3 : 2));
        for (int i = 0; i < names.size(); i++) {
            String low = pick(r, "0", "0", "1", "3");
            String high = pick(r, "n-1", "n-1", "n-2", "n-3");
            String before = i == 0 ? "0" : names.get(r.nextInt(i));
            if (i > 0 && r.nextInt(3) > 0) {
                if (r.nextBoolean()) {
                    low = before + pick(r, "", "+1", "+2");
                } else {
                    high = before + pick(r, "", "-1", "-2");
                }
            }
            List<String> excluded = r.nextInt(3) > 0 ? List.of() : List.of(before + pick(r, "", "+1"));
            binders.add(new Binder(names.get(i), low, high, excluded));
        }
        List<String> labels = new ArrayList<>();
        for (int k = r.nextInt(names.size() == 3 ? 3 : 4); k > 0; k--) {
            labels.add(r.nextInt(8) == 0 ? "0" : names.get(r.nextInt(names.size())));
        }
        String factor = r.nextInt(3) > 0 ? "1" : pick(r, "n*", "") + names.get(r.nextInt(names.size()));
        return new Nested(binders, factor, labels);
    }

    private static String pick(Random r, String... choices) {
        return choices[r.nextInt(choices.length)];
    }

    /// Two ways to write one sum have one canonical form; nearly equal ones do not.
    @Test
    void equalSumsAreEqual() {
        String all = "sum(mu in 0..n-1) sum(tau in 0..n-1) dot(grad E(theta; X[mu]), grad E(theta; X[tau]))";
        String diagonal = "sum(mu in 0..n-1) norm(grad E(theta; X[mu]))^2";
        String below = "sum(mu in 1..n-1) sum(tau in 0..mu-1) dot(grad E(theta; X[mu]), grad E(theta; X[tau]))";
        String above = "sum(tau in 0..n-1) sum(mu in tau+1..n-1) dot(grad E(theta; X[mu]), grad E(theta; X[tau]))";
        String apart = "sum(mu in 0..n-1) sum(tau in 0..n-1, tau != mu) dot(grad E(theta; X[mu]), grad E(theta; X[tau]))";
        assertTrue(zero(all + " - " + diagonal + " - 2 * " + below));
        assertTrue(zero(below + " - " + above));
        assertTrue(zero(all + " - " + diagonal + " - " + apart));
        assertFalse(zero(all + " - " + diagonal + " - " + below));
        assertFalse(zero(all + " - 2 * " + above));
        assertFalse(zero("sum(mu in 0..n-1) mu * norm(grad E(theta; X[mu]))^2 - (n-1)/2 * " + diagonal));
        // the second index is 1 on one side only
        assertFalse(zero("sum(mu in 1..n-1) dot(grad E(theta; X[0]), grad E(theta; X[mu])) - "
                + "dot(grad E(theta; X[0]), grad E(theta; X[1]))"));
        assertTrue(zero("sum(mu in 0..n-1) sum(tau in 0..mu-1) norm(grad E(theta; X[mu]))^2 - "
                + "sum(mu in 0..n-1) mu * norm(grad E(theta; X[mu]))^2"));
    }

    private static boolean zero(String let) {
        Context c = Systems.context(system(let, let.contains("X[1]") ? 2 : LEAST));
        return Canonical.isZero(sum(c), c.setting());
    }

    /// Functions of several batches fall into parts, each on the cell of the batches that it depends on.
    @Test
    void valuesAreCutIntoParts() {
        String system = """
                count n >= 2
                state theta
                batches X[0 .. n-1]
                loss E(theta; X)
                let f(theta) = %s
                """;
        for (String zero : List.of(
                "sum(i in 0..n-2) (E(theta; X[i+1]) - E(theta; X[i])) - E(theta; X[n-1]) + E(theta; X[0])",
                "sum(i in 0..n-3) (E(theta; X[i+2]) - E(theta; X[i])) - E(theta; X[n-1]) - E(theta; X[n-2])"
                        + " + E(theta; X[0]) + E(theta; X[1])",
                "sum(i in 0..n-2) (log(E(theta; X[i+1])) - log(E(theta; X[i]))) - log(E(theta; X[n-1]))"
                        + " + log(E(theta; X[0]))",
                "sum(i in 0..n-1) sum(j in 0..n-1, j != i) E(theta; X[i])/E(theta; X[j])"
                        + " - (sum(i in 0..n-1) E(theta; X[i]))*(sum(j in 0..n-1) 1/E(theta; X[j])) + n")) {
            Context c = Systems.context(system.formatted(zero));
            Sum s = new Evaluator(c, 0).evaluate(c.model().lets().getFirst().body()).at(0);
            assertTrue(Canonical.isZero(s, c.setting()), zero);
            Context more = Systems.context(system.formatted(zero + " + E(theta; X[0])"));
            Sum t = new Evaluator(more, 0).evaluate(more.model().lets().getFirst().body()).at(0);
            assertFalse(Canonical.isZero(t, more.setting()), zero);
        }
    }

    /// A closed form of `sum 1/(i+1)` is not known; it is not that of a polynomial.
    @Test
    void functionsOfAnIndexAreNotSummed() {
        for (String term : List.of("1/(i+1)", "exp(i)")) {
            Context c = Systems.context("""
                    count n >= 2
                    state theta
                    loss G(theta)
                    let f(theta) = sum(i in 0..n-1) %s * norm(grad G)^2
                    """.formatted(term));
            Sum s = new Evaluator(c, 0).evaluate(c.model().lets().getFirst().body()).at(0);
            assertThrows(NotExpressible.class, () -> Canonical.of(s, c.setting()));
        }
    }
}
