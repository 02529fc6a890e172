package bea.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.Systems;
import bea.algebra.Coef;
import bea.algebra.LinearSystem;
import bea.algebra.Rational;
import bea.elaborate.Context;
import bea.elaborate.Evaluator;
import bea.model.Affine;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.Domain;
import bea.series.NotExpressible;
import bea.series.Quadratic;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Shape;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The affine space of all gradient choices (theory, section 5), against searches that know nothing of how it is built.
class FamilyTest {
    private static final Setting NOTHING = new Setting(Map.of(), Map.of());

    private static final String GAME = """
            state phi, theta
            loss A(phi, theta), B(phi, theta)
            update simultaneously {
              phi <- phi - h * grad[phi] A
              theta <- theta - h * grad[theta] B
            }
            find f_2
            """;

    private static final String STEPS = """
            count n >= 3
            state theta
            batches X[0 .. n-1]
            loss E(theta; X)
            update for mu in 0 .. n-1 { theta <- theta - h * grad E(theta; X[mu]) }
            find f_2 in powers of n*h over time n*h freezing %s
            let Ebar(theta) = mean(mu in 0..n-1) E(theta; X[mu])
            """;

    private static Family family(Context c, int k, Slot s) {
        return c.corrections().family(c.corrections().dictated(k).get(s), s);
    }

    private static Family family(Context c, int k) {
        return family(c, k, Systems.theta(c));
    }

    /// How often each independent tree is in a sum.
    private static Map<String, Coef> coordinates(Sum s, Setting setting) {
        Map<String, Coef> result = new TreeMap<>();
        Canonical.of(s, setting).forEach((k, t) -> result.put(k, t.coef()));
        return result;
    }

    /// Whether some combination of the parts is the whole, and in how many ways beside one.
    private static Optional<Integer> combination(List<Sum> parts, Sum whole, Setting setting) {
        List<Map<String, Coef>> columns = parts.stream().map(p -> coordinates(p, setting)).toList();
        Map<String, Coef> right = coordinates(whole, setting);
        Set<String> rows = new TreeSet<>(right.keySet());
        columns.forEach(c -> rows.addAll(c.keySet()));
        LinearSystem system = new LinearSystem(parts.size());
        for (String row : rows) {
            system.equation(columns.stream().map(c -> c.getOrDefault(row, Coef.ZERO)).toArray(Coef[]::new),
                    right.getOrDefault(row, Coef.ZERO));
        }
        return system.solve().map(x -> x.free().size());
    }

    /// Whether a field is a member: the first least frozen one and some combination of the basis.
    private static boolean contains(Context c, Family f, Sum field) {
        Sum first = f.least().orElseThrow().choices().getFirst();
        return combination(f.basis().stream().map(Choice.Option::field).toList(), field.minus(first), c.setting())
                .isPresent();
    }

    private static List<Sum> descents(Context c, String... losses) {
        List<Sum> all = new ArrayList<>();
        for (Model.Let l : c.model().lets()) {
            if (Arrays.asList(losses).contains(l.name())) {
                all.add(new Evaluator(c, 0).evaluate(l.body()).at(0).gradient(Systems.theta(c), c.rules())
                        .times(Rational.MINUS_ONE));
            }
        }
        assertEquals(losses.length, all.size());
        return all;
    }

    @Test
    void knownMembersAndNearMisses() {
        Context c = Systems.context(Systems.descent(2)
                + """
                        let a = 1/12 * dot(grad E, hess E * grad E) + 1/12 * dot(grad E, hess E(start) * grad E)
                        let b = 1/4 * dot(grad E, hess E * grad E) - 1/6 * dot(grad E, hess E * grad E(start))
                        let d = 1/3 * dot(grad E, hess E(start) * grad E(start)) + 1/12 * dot(grad E(start), hess E * grad E(start))
                        let l = 1/3 * dot(theta - start, hess E(start) * hess E(start) * grad E(start))
                              + 1/12 * dot(grad E(start), hess E * grad E(start))
                        let x = 1/12 * dot(grad E, hess E * grad E) + 1/6 * dot(grad E, hess E(start) * grad E)
                        let y = 1/4 * dot(grad E, hess E * grad E) - 1/6 * dot(grad E, hess E(start) * grad E)
                        let z = 1/3 * dot(grad E, hess E(start) * grad E(start)) + 1/12 * dot(grad E, hess E * grad E(start))
                        """);
        Family f = family(c, 2);
        assertEquals(5, f.dimension());
        descents(c, "a", "b", "d", "l").forEach(m -> assertTrue(contains(c, f, m), m::toString));
        descents(c, "x", "y", "z").forEach(m -> assertFalse(contains(c, f, m), m::toString));
        assertTrue(contains(c, f, c.corrections().paper(Systems.dictated(c, 2), Systems.theta(c))));
        // the value itself has the value, and is no gradient
        assertFalse(contains(c, f, Systems.dictated(c, 2)));
    }

    /// Smith's regulariser and a commutator is a choice for any number of steps; so is the paper's.
    @Test
    void membersForSymbolicCounts() {
        Context c = Systems.context(STEPS.formatted("paper")
                + """
                        let S(theta) = 1/(4*n^2) * sum(k in 0..n-1) norm(grad E(theta; X[k]))^2
                          + 1/(2*n^2) * sum(mu in 1..n-1) sum(tau in 0..mu-1)
                              (dot(grad E(theta; X[tau]), grad E(start; X[mu])) - dot(grad E(theta; X[mu]), grad E(start; X[tau])))
                        let T(theta) = 1/(4*n^2) * sum(k in 0..n-1) norm(grad E(theta; X[k]))^2
                          + 1/(2*n^2) * sum(mu in 1..n-1) sum(tau in 0..mu-1)
                              (dot(grad E(theta; X[tau]), grad E(start; X[mu])) + dot(grad E(theta; X[mu]), grad E(start; X[tau])))
                        """);
        Family f = family(c, 1);
        assertEquals(5, f.dimension());
        assertTrue(contains(c, f, Systems.chosen(c, 1)));
        assertTrue(contains(c, f, descents(c, "S").getFirst()));
        assertFalse(contains(c, f, descents(c, "T").getFirst()));
    }

    /// Every direction is the gradient of its loss and zero at the start, and none is a combination of the others.
    @Test
    void directionsAreIndependentGradientsThatVanishAtTheStart() {
        for (String text : List.of(Systems.descent(3), GAME, STEPS.formatted("nothing"),
                Systems.descent(2).replace("update", "given E quadratic\nupdate"),
                STEPS.formatted("least keeping X[n-1] live"))) {
            Context c = Systems.context(text);
            int last = c.model().finds().getFirst().order();
            for (int k = 1; k <= last; k++) {
                for (Slot s : c.model().slots()) {
                    Family f = family(c, k, s);
                    List<Choice.Option> basis = f.basis();
                    assertEquals(f.dimension(), basis.size());
                    for (Choice.Option b : basis) {
                        assertTrue(Canonical.isZero(b.field().thaw(), c.setting()), b::toString);
                        assertTrue(
                                Canonical.isZero(b.potential().gradient(s, c.rules()).minus(b.field()), c.setting()));
                        assertTrue(Gradient.decide(b.field(), s, c.setting(), c.rules()).holds(), b::toString);
                    }
                    assertEquals(Optional.of(0),
                            combination(basis.stream().map(Choice.Option::field).toList(), Sum.ZERO, c.setting()));
                }
            }
        }
    }

    // ---- against searches

    /// All vectors that one tree becomes when some of its vertices are frozen in a slot.
    private static Map<String, Sum> flagged(Sum tree, Slot slot, Rules rules) {
        Term t = tree.terms().iterator().next();
        Tree open = t.open().orElseThrow();
        int[] count = {0};
        open.node().forEach(v -> count[0] += v.isLive(slot) ? 1 : 0);
        Map<String, Sum> all = new TreeMap<>();
        for (int m = 0; m < 1 << count[0]; m++) {
            int mask = m;
            int[] at = {0};
            Node n = open.node()
                    .map(v -> v.isLive(slot) && (mask >> at[0]++ & 1) == 1 ? v.freeze(1 << slot.index()) : v);
            Sum s = Sum.of(
                    List.of(new Term(Coef.ONE, t.scalars(), Optional.of(new Tree(open.slot(), open.rootOutput(), n)),
                            t.bound(), t.domain())));
            Sum settled = Quadratic.constants(s, rules);
            all.put(settled.toString(), settled);
        }
        return all;
    }

    /// All fields of flagged trees, their coefficients unknown: those with the value and without curl are the gradient
    /// choices.
    private static int dimensionByCurl(Sum value, Slot slot, Context c) {
        Map<String, Sum> trees = new TreeMap<>();
        for (Term t : Canonical.of(value, c.setting()).values()) {
            Tree open = t.open().orElseThrow();
            Sum closed = Sum
                    .of(List.of(new Term(Coef.ONE, List.of(open.closed()), Optional.empty(), t.bound(), t.domain())));
            for (Term r : closed.gradient(slot, c.rules()).terms()) {
                Sum one = Sum.of(List.of(new Term(Coef.ONE, r.scalars(), r.open(), r.bound(), r.domain())));
                trees.putAll(flagged(one, slot, c.rules()));
            }
        }
        List<Sum> all = List.copyOf(trees.values());
        List<Map<String, Coef>> columns = new ArrayList<>();
        for (Sum s : all) {
            Map<String, Coef> column = new TreeMap<>();
            coordinates(s.thaw(), c.setting()).forEach((k, x) -> column.put("value " + k, x));
            coordinates(Curl.of(s, slot, c.rules()), c.setting()).forEach((k, x) -> column.put("curl " + k, x));
            columns.add(column);
        }
        Map<String, Coef> right = new TreeMap<>();
        coordinates(value, c.setting()).forEach((k, x) -> right.put("value " + k, x));
        Set<String> rows = new TreeSet<>(right.keySet());
        columns.forEach(x -> rows.addAll(x.keySet()));
        LinearSystem system = new LinearSystem(all.size());
        for (String row : rows) {
            system.equation(columns.stream().map(x -> x.getOrDefault(row, Coef.ZERO)).toArray(Coef[]::new),
                    right.getOrDefault(row, Coef.ZERO));
        }
        return system.solve().orElseThrow().free().size();
    }

    @Test
    void noGradientChoiceIsMissed() {
        for (String text : List.of(Systems.descent(3), GAME, """
                state theta
                batches X[0 .. 1]
                loss E(theta; X)
                update for mu in 0 .. 1 { theta <- theta - h * grad E(theta; X[mu]) }
                find f_2
                """, Systems.descent(2).replace("update", "given E quadratic\nupdate"))) {
            Context c = Systems.context(text);
            int last = c.model().finds().getFirst().order();
            for (int k = 1; k <= last; k++) {
                for (Slot s : c.model().slots()) {
                    Sum value = c.corrections().dictated(k).get(s);
                    assertEquals(dimensionByCurl(value, s, c), family(c, k, s).dimension(), text + k + s);
                }
            }
        }
    }

    /// A frozen forest, or a linear loss whose gradient is frozen throughout.
    private record Part(Sum field, int frozen) {}

    private static List<Part> parts(Node forest) {
        int[] count = {0};
        forest.forEach(v -> count[0]++);
        Map<String, Part> all = new TreeMap<>();
        for (int m = 0; m < 1 << count[0]; m++) {
            int mask = m;
            int[] at = {0};
            Node n = forest.map(v -> (mask >> at[0]++ & 1) == 1 ? v.freeze(1) : v).free();
            Sum field = scalar(n).gradient(Shape.THETA, Rules.NONE);
            if (!field.isZero()) {
                all.put(n.key(), new Part(field, Integer.bitCount(m)));
            }
        }
        for (Term t : scalar(forest).gradient(Shape.THETA, Rules.NONE).terms()) {
            Sum frozen = Sum.of(List.of(new Term(Coef.ONE, t.scalars(), t.open(), t.bound(), t.domain()))).freeze(1);
            all.put(frozen.toString(), new Part(frozen, count[0]));
        }
        return List.copyOf(all.values());
    }

    private static Sum scalar(Node free) {
        return Sum.of(List.of(new Term(Coef.ONE, List.of(free), Optional.empty(), Set.of(), Domain.ALL)));
    }

    /// Every set of parts that can be combined to the value with no factor 0: how many of those with fewest frozen
    /// vertices have fewest terms.
    private static long minimaBySearch(List<Part> parts, Sum value) {
        long best = Long.MAX_VALUE;
        long number = 0;
        for (int m = 1; m < 1 << parts.size(); m++) {
            List<Part> some = new ArrayList<>();
            long cost = 0;
            for (int i = 0; i < parts.size(); i++) {
                if ((m >> i & 1) == 1) {
                    some.add(parts.get(i));
                    cost += 1000L * parts.get(i).frozen + 1;
                }
            }
            if (cost <= best && combines(some, value)) {
                number = cost < best ? 1 : number + 1;
                best = cost;
            }
        }
        return number;
    }

    private static boolean combines(List<Part> some, Sum value) {
        List<Map<String, Coef>> columns = some.stream().map(p -> coordinates(p.field.thaw(), NOTHING)).toList();
        Map<String, Coef> right = coordinates(value, NOTHING);
        Set<String> rows = new TreeSet<>(right.keySet());
        columns.forEach(x -> rows.addAll(x.keySet()));
        LinearSystem system = new LinearSystem(some.size());
        for (String row : rows) {
            system.equation(columns.stream().map(x -> x.getOrDefault(row, Coef.ZERO)).toArray(Coef[]::new),
                    right.getOrDefault(row, Coef.ZERO));
        }
        // with fewer terms than these it would have been found before, or the solution is the only one
        return system.solve().filter(x -> x.values().stream().noneMatch(Coef::isZero)).isPresent();
    }

    @Test
    void theMinimaAreAllMinima() {
        Random r = new Random(40);
        int several = 0;
        for (int order = 2; order <= 4; order++) {
            for (int i = 0; i < 60; i++) {
                Node forest = Shape.random(r, order, 2).ofLosses(0, r).free();
                List<Part> parts = parts(forest);
                Sum value = Sum.ZERO;
                for (Term t : scalar(forest).gradient(Shape.THETA, Rules.NONE).terms()) {
                    value = value.plus(Sum.of(List.of(
                            new Term(Coef.of(r.nextInt(5) - 1), t.scalars(), t.open(), t.bound(), t.domain()))));
                }
                if (value.isZero() || parts.size() > 13) {
                    continue;
                }
                Choice.Least least = Choice.least(value, Shape.THETA, NOTHING, Rules.NONE);
                assertEquals(minimaBySearch(parts, value), least.total().longValueExact(), value::toString);
                several += least.total().intValueExact() > 2 ? 1 : 0;
            }
        }
        assertTrue(several > 5);
    }

    /// Two rootings with one deficit, frozen together or apart: as many terms when the live one vanishes.
    @Test
    void aSplitThatCostsNoTermIsFound() {
        Context c = Systems.context("""
                state theta
                loss A(theta), B(theta), C(theta), D(theta)
                update { theta <- theta - h * grad A + h^4 * (
                    2 * hess A * hess B * hess C * grad D
                  + 2 * deriv[theta, theta] (grad B) (grad A, hess C * grad D)
                  + deriv[theta, theta] (grad C) (hess B * grad A, grad D)
                  + hess D * hess C * hess B * grad A) }
                find f_3
                """);
        Sum extra = Systems.dictated(c, 3).minus(Systems.dictated(Systems.context(
                "state theta\nloss A(theta), B(theta), C(theta), D(theta)\nupdate { theta <- theta - h * grad A }\nfind f_3"),
                3));
        assertEquals(4, extra.size());
        Choice.Least least = Choice.least(extra, Systems.theta(c), c.setting(), c.rules());
        // totals 2 and 1, the second with a live term; the first apart as well
        assertEquals(3, least.total().intValueExact());
    }

    // ---- what must stay live

    private static Optional<Choice.Least> keeping(String text, Affine... labels) {
        Context c = Systems.context(text);
        Sum value = Systems.dictated(c, 1);
        List<Family.Kept> kept = Arrays.stream(labels).map(l -> new Family.Kept("X", l)).toList();
        Optional<Choice.Least> least = Family.of(value, Systems.theta(c), c.setting(), c.rules(), kept).least();
        least.ifPresent(l -> l.choices().forEach(f -> {
            assertTrue(Canonical.isZero(f.thaw().minus(value), c.setting()));
            assertTrue(Gradient.decide(f, Systems.theta(c), c.setting(), c.rules()).holds());
            assertFalse(Family.freezes(f, kept, c.setting()));
        }));
        return least;
    }

    @Test
    void batchesThatStayLive() {
        Affine last = Affine.variable("n").plus(-1);
        String steps = STEPS.formatted("nothing");
        assertEquals(2, keeping(steps).orElseThrow().total().intValueExact());
        assertEquals(2, keeping(steps, Affine.ZERO).orElseThrow().total().intValueExact());
        assertEquals(2, keeping(steps, last).orElseThrow().total().intValueExact());
        assertTrue(keeping(steps, Affine.ZERO, last).isEmpty());
        assertTrue(keeping(steps, last.plus(-1), last).isEmpty());
        Context c = Systems.context(steps);
        Sum paper = c.corrections().paper(Systems.dictated(c, 1), Systems.theta(c));
        assertTrue(Family.freezes(paper, List.of(new Family.Kept("X", Affine.ZERO)), c.setting()));
        assertTrue(Family.freezes(paper, List.of(new Family.Kept("X", last.plus(-1))), c.setting()));
        assertFalse(Family.freezes(paper, List.of(new Family.Kept("X", last)), c.setting()));
    }

    /// What is found for symbolic counts is found for numbers.
    @Test
    void batchesThatStayLiveForNumbers() {
        String two = """
                state theta
                batches X[0 .. 1]
                loss E(theta; X)
                update for mu in 0 .. 1 { theta <- theta - h * grad E(theta; X[mu]) }
                find f_1
                """;
        assertEquals(1, keeping(two, Affine.constant(0)).orElseThrow().total().intValueExact());
        assertEquals(1, keeping(two, Affine.constant(1)).orElseThrow().total().intValueExact());
        assertTrue(keeping(two, Affine.constant(0), Affine.constant(1)).isEmpty());
    }

    /// For some learning rate the two batches might commute; that no choice exists is then not said.
    @Test
    void impossibleForEveryValueOfASymbolOrUndecided() {
        String two = """
                scalar a in [0, 2]
                state theta
                batches X[0 .. 1]
                loss E(theta; X)
                update {
                  theta <- theta - h * grad E(theta; X[0])
                  theta <- theta - h * grad E(theta; X[1]) + h^2 * a * hess E(theta; X[0]) * grad E(theta; X[1])
                }
                find f_1
                """;
        assertThrows(NotExpressible.class, () -> keeping(two, Affine.constant(0), Affine.constant(1)));
        assertTrue(keeping(two, Affine.constant(0)).isPresent());
    }

    @Test
    void onlyThePlayersOwnSlotIsFrozen() {
        for (String kind : List.of("paper", "least")) {
            Context c = Systems.context(GAME.replace("find f_2", "find f_2 freezing " + kind + " in own slot only"));
            for (int k = 1; k <= 2; k++) {
                for (Slot s : c.model().slots()) {
                    Sum f = c.corrections().get(k).get(s);
                    assertTrue(f.terms().stream().anyMatch(t -> frozen(t) != 0));
                    f.terms().forEach(t -> assertEquals(0, frozen(t) & ~(1 << s.index()), t::toString));
                    assertTrue(Gradient.decide(f, s, c.setting(), c.rules()).holds());
                    assertTrue(f.thaw().minus(c.corrections().dictated(k).get(s)).isZero());
                }
            }
        }
        Context paper = Systems.context(GAME.replace("find f_2", "find f_1 freezing paper"));
        Slot phi = paper.model().slots().getFirst();
        assertTrue(paper.corrections().get(1).get(phi).terms().stream().anyMatch(t -> frozen(t) == 3));
    }

    private static int frozen(Term t) {
        int[] all = {0};
        t.forEachVertex((Vertex v) -> all[0] |= v.frozen());
        return all[0];
    }
}
