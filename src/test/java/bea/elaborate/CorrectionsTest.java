package bea.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.Systems;
import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.Series;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The coefficients `b` of the modified flow (theory, sections 2, 3 and 5).
class CorrectionsTest {

    // ---- one step

    @Test
    void oneStepOfEuler() {
        Map<String, Rational> b = new HashMap<>();
        for (int k = 0; k <= 3; k++) {
            for (Term t : Systems.dictated(Systems.context(Systems.euler(3)), k).terms()) {
                b.put(brackets(node(t)), t.coef().rationalValue().times(Rational.of(node(t).symmetry())));
            }
        }
        Map<String, Rational> known = new HashMap<>(Map.of("[]", Rational.ONE, "[[]]", Rational.of(-1, 2), "[[[]]]",
                Rational.of(1, 3), "[[][]]", Rational.of(1, 6), "[[[[]]]]", Rational.of(-1, 4), "[[[][]]]",
                Rational.of(-1, 6), "[[[]][]]", Rational.of(-1, 12)));
        // the eighth, [·,·,·], is 0 and does not occur
        assertEquals(known, b);
    }

    private static Node node(Term t) {
        return t.open().orElseThrow().node();
    }

    private static String brackets(Node n) {
        List<String> parts = new ArrayList<>(n.branches().stream().map(x -> brackets(x.node())).toList());
        parts.sort((x, y) -> x.length() != y.length() ? y.length() - x.length() : x.compareTo(y));
        return "[" + String.join("", parts) + "]";
    }

    // ---- the recursion over cuts, written down once more

    /// `b` of a tree whose vertices carry numbers: `a` less all ways to cut it, `1/γ(trunk) · Π b(pieces)`.
    private static Rational byCuts(List<Integer> parent, List<Integer> label) {
        int n = parent.size();
        Rational b = Rational.ONE;
        for (int v = 1; v < n; v++) {
            b = label.get(v) < label.get(parent.get(v)) ? b : Rational.ZERO;
        }
        for (int cut = 1; cut < 1 << n - 1; cut++) {
            b = b.minus(contribution(cut << 1, parent, label));
        }
        return b;
    }

    /// Bit `v` of `cut`: the edge above `v` is cut.
    private static Rational contribution(int cut, List<Integer> parent, List<Integer> label) {
        int n = parent.size();
        int[] piece = new int[n];
        List<List<Integer>> pieces = new ArrayList<>();
        List<Integer> above = new ArrayList<>();
        for (int v = 0; v < n; v++) {
            if (v == 0 || (cut >> v & 1) == 1) {
                piece[v] = pieces.size();
                pieces.add(new ArrayList<>());
                above.add(v == 0 ? -1 : piece[parent.get(v)]);
            } else {
                piece[v] = piece[parent.get(v)];
            }
            pieces.get(piece[v]).add(v);
        }
        Rational product = Rational.ONE;
        for (int p = 0; p < pieces.size(); p++) {
            List<Integer> members = pieces.get(p);
            List<Integer> up = new ArrayList<>();
            members.forEach(v -> up.add(members.indexOf(parent.get(v))));
            product = product.times(byCuts(up, members.stream().map(label::get).toList()));
            int size = 0;
            for (int q = 0; q < pieces.size(); q++) {
                int at = q;
                while (at > p) {
                    at = above.get(at);
                }
                size += at == p ? 1 : 0;
            }
            product = product.dividedBy(Rational.of(size));
        }
        return product;
    }

    private static Rational byCuts(Node tree) {
        List<Integer> parent = new ArrayList<>();
        List<Integer> label = new ArrayList<>();
        flatten(tree, -1, parent, label);
        return byCuts(parent, label);
    }

    private static void flatten(Node n, int above, List<Integer> parent, List<Integer> label) {
        int me = parent.size();
        parent.add(above);
        label.add(n.vertex().label().map(CorrectionsTest::place).orElse(0));
        n.branches().forEach(b -> flatten(b.node(), me, parent, label));
    }

    /// The rank of a block `$bn_2`, or a number.
    private static int place(Affine label) {
        return label.isConstant() ? label.constant()
                : Integer.parseInt(label.toString().substring(label.toString().lastIndexOf('_') + 1));
    }

    @Test
    void theRecursionOverCutsKnowsTheEulerCoefficients() {
        assertEquals(Rational.of(-1, 2), byCuts(List.of(-1, 0), List.of(0, 0)));
        assertEquals(Rational.of(1, 3), byCuts(List.of(-1, 0, 1), List.of(0, 0, 0)));
        assertEquals(Rational.of(1, 6), byCuts(List.of(-1, 0, 0), List.of(0, 0, 0)));
        assertEquals(Rational.ZERO, byCuts(List.of(-1, 0, 0, 0), List.of(0, 0, 0, 0)));
    }

    @Test
    void oneStepThroughOrderFive() {
        Context c = Systems.context(Systems.euler(4));
        int[] nonzero = {1, 1, 2, 3, 7};
        for (int k = 0; k <= 4; k++) {
            for (Term t : Systems.dictated(c, k).terms()) {
                assertEquals(byCuts(node(t)), t.coef().rationalValue().times(Rational.of(node(t).symmetry())));
            }
            assertTrue(k == 4 || nonzero[k] == Systems.dictated(c, k).size());
        }
    }

    // ---- n steps

    private static final Map<String, Rational> TABLE = Map.of("E", Rational.of(1, 2), "N", Rational.of(-1, 2), "EE",
            Rational.of(1, 3), "EN", Rational.of(-1, 6), "NE", Rational.of(-1, 6), "NN", Rational.of(1, 3), "^EE",
            Rational.of(1, 6), "^EN", Rational.of(-1, 3), "^NN", Rational.of(1, 6), "", Rational.ONE);

    /// One letter for each edge, from the root up: E if the child is earlier, N otherwise; `^` where two meet.
    private static String edges(Node n) {
        int here = place(n.vertex().label().orElseThrow());
        List<String> letters = new ArrayList<>();
        for (Node.Branch b : n.branches()) {
            letters.add((place(b.node().vertex().label().orElseThrow()) < here ? "E" : "N") + edges(b.node()));
        }
        letters.sort(null);
        return (letters.size() > 1 ? "^" : "") + String.join("", letters);
    }

    private static Collection<Term> canonical(Context c, int k) {
        return Canonical.of(Systems.dictated(c, k), c.setting()).values();
    }

    @Test
    void tableOfEarlierAndNotEarlier() {
        Context c = Systems.context(Systems.sgd(2));
        // trees on order patterns: 1; 3; 13 chains and (13 + 3)/2 cherries
        int[] patterns = {1, 3, 21};
        for (int k = 0; k <= 2; k++) {
            Collection<Term> terms = canonical(c, k);
            assertEquals(patterns[k], terms.size());
            for (Term t : terms) {
                Rational b = t.coef().rationalValue().times(Rational.of(node(t).symmetry()));
                assertEquals(TABLE.get(edges(node(t))), b, t::toString);
                assertEquals(byCuts(node(t)), b);
            }
        }
    }

    @Test
    void orderFourWithSymbolicCount() {
        Collection<Term> terms = canonical(Systems.context(Systems.sgd(3)), 3);
        assertTrue(terms.size() > 150);
        for (Term t : terms) {
            assertEquals(byCuts(node(t)), t.coef().rationalValue().times(Rational.of(node(t).symmetry())), t::toString);
        }
    }

    @Test
    void coefficientsDoNotDependOnTheCount() {
        for (int n : List.of(3, 4)) {
            Context c = Systems.context(Systems.sgd(2), Map.of("n", n));
            for (int k = 0; k <= 2; k++) {
                Collection<Term> terms = canonical(c, k);
                assertEquals(k == 0 ? n : k == 1 ? n * n : n * n * n + n * n * (n + 1) / 2, terms.size());
                for (Term t : terms) {
                    Rational b = t.coef().rationalValue().times(Rational.of(node(t).symmetry()));
                    assertEquals(TABLE.get(edges(node(t))), b, t::toString);
                }
            }
        }
    }

    @Test
    void powersAndTimeOnlyRescale() {
        Sum plain = Systems.dictated(Systems.context(Systems.sgd(2)), 2);
        Context c = Systems.context(Systems.sgd(2).replace("powers of h over time h", "powers of n*h over time n*h"));
        Coef n = Coef.generator(new bea.series.Scalars.Index("n"));
        assertTrue(Canonical.isZero(plain.minus(Systems.dictated(c, 2).times(n.pow(3))), c.setting()));
        assertFalse(Canonical.isZero(plain.minus(Systems.dictated(c, 2).times(n.pow(2))), c.setting()));
    }

    // ---- freezing in lower orders

    private static final String TWO_STEPS = """
            state theta
            batches X[0 .. 1]
            loss E(theta; X)
            update for mu in 0 .. 1 { theta <- theta - h * grad E(theta; X[mu]) }
            let Ebar(theta) = mean(mu in 0..1) E(theta; X[mu])
            find f_2 in powers of 2*h over time 2*h freezing %s
            claim: f_1 = -grad (1/4 * norm(grad Ebar)^2 - 1/4 * dot(grad E(theta; X[1]), grad E(start; X[0])))
            """;

    /// The first power of `h` at which the flow of the given corrections leaves the update, at most 4.
    private static int leaves(Context c, Sum... corrections) {
        Slot s = Systems.theta(c);
        Evaluator e = new Evaluator(c, 3);
        Series field = Series.of(Sum.ZERO, 3);
        for (int k = 0; k < corrections.length; k++) {
            field = field.plus(Series.monomial(corrections[k].times(c.corrections().epsilon().pow(k)), k, 3));
        }
        Series time = Series.monomial(Sum.constant(c.corrections().time(s)), 1, 3);
        Series flow = e.flow(s, time, new LinkedHashMap<>(Map.of(s, field))).minus(e.evaluate(new Exp.Start(s)));
        Series rest = flow.minus(c.displacement(3).get(s)).freeze(-1);
        for (int k = 0; k <= 3; k++) {
            if (!Canonical.isZero(rest.at(k), c.setting())) {
                return k;
            }
        }
        return 4;
    }

    @Test
    void goldenTestOfFrozenCorrections() {
        Context live = Systems.context(TWO_STEPS.formatted("nothing"));
        Context paper = Systems.context(TWO_STEPS.formatted("paper"));
        Sum f0 = Systems.chosen(paper, 0);
        Sum f1 = Systems.chosen(paper, 1);
        Model.Claim claim = paper.model().claims().getFirst();
        assertTrue(new Verifier(paper.model(), Budget.unlimited()).decide(claim.body(), List.of()).isHolds());
        assertFalse(new Verifier(live.model(), Budget.unlimited()).decide(claim.body(), List.of()).isHolds());
        // through h^2, and no further
        assertEquals(3, leaves(paper, f0, f1));
        // the f_2 of a live f_1 is no help; beside its own f_1 it is
        Sum unflagged = Systems.dictated(live, 2);
        assertEquals(3, leaves(paper, f0, f1, unflagged));
        assertEquals(4, leaves(live, f0, Systems.dictated(live, 1), unflagged));
        // the flagged one reaches h^3, whatever is frozen in it
        assertEquals(4, leaves(paper, f0, f1, Systems.dictated(paper, 2)));
        assertEquals(4, leaves(paper, f0, f1, Systems.chosen(paper, 2)));
        assertEquals(4, leaves(paper, f0, f1, Systems.dictated(paper, 2).freeze(-1)));
    }

    @Test
    void onlyTheChainsThroughTheFrozenBatchChange() {
        Context live = Systems.context(TWO_STEPS.formatted("nothing"));
        Context paper = Systems.context(TWO_STEPS.formatted("paper"));
        // T ε² f_2 = 8 f_2, and every field is minus a gradient
        Sum before = Systems.dictated(live, 2).times(Rational.of(-8));
        Sum after = Systems.dictated(paper, 2).times(Rational.of(-8));
        Map<String, Rational> b = chains(live, before);
        Map<String, Rational> b2 = chains(paper, after);
        for (int m = 0; m <= 1; m++) {
            assertEquals(Rational.of(-1, 6), b.get("10" + m));
            assertEquals(Rational.of(1, 3), b2.get("10" + m));
        }
        Map<String, Rational> change = chains(paper, after.minus(before));
        assertEquals(Set.of("100", "101"), change.keySet());
        assertEquals(2, Canonical.of(after.minus(before), paper.setting()).size());
    }

    /// The chains of batches from the root up.
    private static Map<String, Rational> chains(Context c, Sum s) {
        Map<String, Rational> result = new HashMap<>();
        for (Term t : Canonical.of(s, c.setting()).values()) {
            StringBuilder name = new StringBuilder();
            boolean chain = true;
            Optional<Node> at = Optional.of(node(t));
            while (at.isPresent()) {
                Vertex v = at.get().vertex();
                name.append(v.label().orElseThrow());
                chain &= at.get().branches().size() <= 1;
                at = at.get().branches().stream().findFirst().map(Node.Branch::node);
            }
            if (chain) {
                result.put(name.toString(), t.coef().rationalValue());
            }
        }
        return result;
    }

    @Test
    void everyCanonicalTermIsDifferent() {
        Set<String> seen = new HashSet<>();
        canonical(Systems.context(Systems.sgd(2)), 2)
                .forEach(t -> assertTrue(seen.add(t.domain() + " " + node(t).key())));
    }
}
