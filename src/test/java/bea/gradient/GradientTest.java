package bea.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.Systems;
import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.elaborate.Context;
import bea.elaborate.Evaluator;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.Domain;
import bea.series.NotExpressible;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is a gradient, and which frozen choices make one (theory, sections 4 and 5).
class GradientTest {
    private static final Setting NOTHING = new Setting(Map.of(), Map.of());

    private static Sum scalar(Node free, Coef c) {
        return Sum.of(List.of(new Term(c, List.of(free), Optional.empty(), Set.of(), Domain.ALL)));
    }

    private static Gradient.Decision decide(Sum field) {
        return Gradient.decide(field, Shape.THETA, NOTHING, Rules.NONE);
    }

    private static Node flagged(Shape s, Random r) {
        return s.ofLosses(0, r).map(v -> r.nextInt(3) == 0 ? v.freeze(1) : v).free();
    }

    @Test
    void gradientsOfFreeTreesAreRecognised() {
        Random r = new Random(30);
        for (int order = 1; order <= 4; order++) {
            for (Shape s : Shape.all(order, 2)) {
                for (int flags = 0; flags < 3; flags++) {
                    Sum potential = scalar(flagged(s, r), Coef.of(1 + r.nextInt(5), 3));
                    Sum field = potential.gradient(Shape.THETA, Rules.NONE);
                    Gradient.Decision d = decide(field);
                    assertTrue(d.holds(), field::toString);
                    assertEquals(field.toString(), d.potential().gradient(Shape.THETA, Rules.NONE).toString());
                    if (!field.isZero()) {
                        assertEquals(potential.toString(), d.potential().toString());
                    }
                }
            }
        }
    }

    @Test
    void combinationsAreRecognisedAndPerturbationsRefused() {
        Random r = new Random(31);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            Sum field = Sum.ZERO;
            List<Sum> parts = new ArrayList<>();
            for (int k = 1 + r.nextInt(3); k > 0; k--) {
                Coef c = Coef.of(r.nextInt(9) - 4, 1 + r.nextInt(3)).plus(Coef.named("n"));
                Sum g = scalar(flagged(Shape.random(r, 1 + r.nextInt(4), 2), r), c).gradient(Shape.THETA, Rules.NONE);
                parts.add(g);
                field = field.plus(g);
            }
            Gradient.Decision d = decide(field);
            assertTrue(d.holds(), field::toString);
            assertTrue(field.minus(d.potential().gradient(Shape.THETA, Rules.NONE)).isZero());
            for (Sum g : parts) {
                if (g.size() > 1) {
                    // one of several rootings no longer has the coefficient of the others
                    Term t = new ArrayList<>(g.terms()).get(r.nextInt(g.size()));
                    Sum off = Sum.of(List.of(new Term(Coef.of(1, 7), t.scalars(), t.open(), t.bound(), t.domain())));
                    Gradient.Decision no = decide(field.plus(off));
                    assertFalse(no.holds(), field::toString);
                    assertTrue(field.plus(off).minus(no.remainder())
                            .minus(no.potential().gradient(Shape.THETA, Rules.NONE)).isZero());
                    refused++;
                }
            }
        }
        assertTrue(refused > 200);
    }

    /// Products of trees and undifferentiated losses, combined at random: a gradient exactly when the curl vanishes.
    @Test
    void factorsAreDecidedAsTheCurlDecides() {
        Random r = new Random(32);
        int[] answers = new int[2];
        for (int i = 0; i < 600; i++) {
            Sum field = Sum.ZERO;
            for (int k = 1 + r.nextInt(2); k > 0; k--) {
                List<Node> factors = new ArrayList<>();
                for (int f = 1 + r.nextInt(3); f > 0; f--) {
                    factors.add(flagged(Shape.random(r, 1 + r.nextInt(3), 2), r));
                }
                field = field.plus(Sum.of(List.of(new Term(Coef.of(1 + r.nextInt(4), 3), factors, Optional.empty(),
                        Set.of(), Domain.ALL))).gradient(Shape.THETA, Rules.NONE));
            }
            if (r.nextBoolean() && !field.isZero()) {
                Term t = new ArrayList<>(field.terms()).get(r.nextInt(field.size()));
                field = field.plus(Sum.of(List.of(t)));
            }
            Gradient.Decision d = decide(field);
            assertEquals(Curl.of(field, Shape.THETA, Rules.NONE).isZero(), d.holds(), field::toString);
            assertTrue(field.minus(d.remainder()).minus(d.potential().gradient(Shape.THETA, Rules.NONE)).isZero(),
                    field::toString);
            answers[d.holds() ? 1 : 0]++;
        }
        assertTrue(answers[0] > 100 && answers[1] > 100);
    }

    /// No potential of these is written down, and nothing speaks against one.
    @Test
    void whatIsNotDecidedIsSaid() {
        Context c = Systems.context(Systems.descent(1) + """
                let a = tanh(E) * grad E
                """);
        Sum field = new Evaluator(c, 0).evaluate(c.model().lets().getFirst().body()).at(0);
        assertThrows(NotExpressible.class,
                () -> Gradient.decide(field, Systems.theta(c), c.setting(), c.rules()));
    }

    /// The value of a choice at the start is what was asked for, also where a lone loss is among its trees.
    @Test
    void choicesHaveTheirValue() {
        for (String extra : List.of("grad E", "grad G", "G*grad E", "norm(grad E)^2*grad G")) {
            Context c = Systems.context("""
                    state theta
                    loss E(theta), G(theta)
                    update { theta <- theta - h * grad E + h^3 * %s }
                    find f_2
                    """.formatted(extra));
            Sum value = Systems.dictated(c, 2);
            Choice.Least least = Choice.least(value, Systems.theta(c), c.setting(), c.rules());
            assertTrue(least.total().intValueExact() >= 2);
            for (Sum choice : least.choices()) {
                assertTrue(choice.thaw().minus(value).isZero(), choice::toString);
                assertTrue(Gradient.decide(choice, Systems.theta(c), c.setting(), c.rules()).holds());
            }
            Sum paper = Choice.paper(value, Systems.theta(c), c.setting(), c.rules());
            assertTrue(paper.thaw().minus(value).isZero(), paper::toString);
            assertTrue(Gradient.decide(paper, Systems.theta(c), c.setting(), c.rules()).holds());
        }
    }

    /// `H(θ₀) g` is no gradient, `H g(θ₀)` is, and so is everything that is frozen throughout.
    @Test
    void frozenFactors() {
        Context c = Systems.context(Systems.descent(1) + """
                let a = -1/2 * hess E(start) * grad E
                let b = -1/2 * hess E * grad E(start)
                let c = hess E(start) * grad E(start)
                let d = hess E * grad E
                let e = hess E * grad E(start) - hess E(start) * grad E
                let f = hess E * grad E(start) + hess E(start) * grad E
                """);
        assertEquals("noyesyesyesnono", lets(c));
    }

    /// In the words of order: `H²g` and `∇³E[g,g]` stand as 2 : 1.
    @Test
    void twoToOne() {
        Context c = Systems.context(Systems.descent(2) + """
                let a = 2 * hess E * hess E * grad E + deriv[theta, theta] (grad E) (grad E, grad E)
                let b = hess E * hess E * grad E + deriv[theta, theta] (grad E) (grad E, grad E)
                let c = 1/3 * hess E * hess E * grad E + 1/12 * deriv[theta, theta] (grad E) (grad E, grad E)
                let d = hess E * hess E * grad E
                let e = deriv[theta, theta] (grad E) (grad E, grad E)
                """);
        assertEquals("yesnononono", lets(c));
        assertFalse(Gradient.decide(Systems.dictated(c, 2), Systems.theta(c), c.setting(), c.rules()).holds());
        assertTrue(Gradient.decide(Systems.dictated(c, 1), Systems.theta(c), c.setting(), c.rules()).holds());
    }

    private static String lets(Context c) {
        StringBuilder b = new StringBuilder();
        for (Model.Let l : c.model().lets()) {
            Sum field = new Evaluator(c, 0).evaluate(l.body()).at(0);
            b.append(Gradient.decide(field, Systems.theta(c), c.setting(), c.rules()).holds() ? "yes" : "no");
        }
        return b.toString();
    }

    private static final String GAME = """
            state phi, theta
            loss A(phi, theta), B(phi, theta)
            %s
            update %s {
              phi <- phi - h * grad[phi] A
              theta <- theta - h * grad[theta] B
            }
            find f_1
            """;

    private static String players(String relation, String order) {
        Context c = Systems.context(GAME.formatted(relation, order));
        StringBuilder b = new StringBuilder();
        for (Slot s : c.model().slots()) {
            Sum f = c.corrections().dictated(1).get(s);
            Gradient.Decision d = Gradient.decide(f, s, c.setting(), c.rules());
            assertTrue(
                    Canonical.isZero(f.minus(d.remainder()).minus(d.potential().gradient(s, c.rules())), c.setting()));
            b.append(d.holds() ? "yes" : "no");
        }
        return b.toString();
    }

    @Test
    void relationsBetweenLosses() {
        assertEquals("nono", players("", "simultaneously"));
        assertEquals("nono", players("", ""));
        assertEquals("yesyes", players("given B = -A", "simultaneously"));
        assertEquals("yesyes", players("given B = -A", ""));
        assertEquals("yesyes", players("given B = A", "simultaneously"));
        assertEquals("yesyes", players("given B = A", ""));
        assertEquals("yesyes", players("given A = -B", ""));
    }

    /// Quadratic losses: without third derivatives the answer at third order changes.
    @Test
    void quadraticLosses() {
        Context c = Systems.context(Systems.descent(2).replace("update", "given E quadratic\nupdate"));
        Sum f2 = Systems.dictated(c, 2);
        assertEquals(1, f2.size());
        assertTrue(Gradient.decide(f2, Systems.theta(c), c.setting(), c.rules()).holds());
    }

    // ---- freezing

    /// The fields of the losses, as the file's lets.
    private static List<Sum> descents(Context c) {
        List<Sum> all = new ArrayList<>();
        for (Model.Let l : c.model().lets()) {
            all.add(new Evaluator(c, 0).evaluate(l.body()).at(0).gradient(Systems.theta(c), c.rules())
                    .times(Rational.MINUS_ONE));
        }
        return all;
    }

    private static void same(List<Sum> expected, List<Sum> found, Context c) {
        assertEquals(expected.size(), found.size(), found::toString);
        for (Sum e : expected) {
            assertEquals(1, found.stream().filter(f -> Canonical.isZero(f.minus(e), c.setting())).count(), e::toString);
        }
    }

    @Test
    void leastChoicesOfGradientDescent() {
        Context c = Systems.context(Systems.descent(2) + """
                let a = 1/12 * dot(grad E, hess E * grad E) + 1/12 * dot(grad E, hess E(start) * grad E)
                let b = 1/4 * dot(grad E, hess E * grad E) - 1/6 * dot(grad E, hess E * grad E(start))
                """);
        Sum value = Systems.dictated(c, 2);
        List<Sum> expected = descents(c);
        expected.forEach(e -> assertTrue(e.thaw().minus(value).isZero()));
        same(expected, Choice.least(value, Systems.theta(c), c.setting(), c.rules()).choices(), c);
    }

    @Test
    void leastChoicesOfStochasticDescent() {
        Context c = Systems.context("""
                count n >= 2
                state theta
                batches X[0 .. n-1]
                loss E(theta; X)
                update for mu in 0 .. n-1 { theta <- theta - h * grad E(theta; X[mu]) }
                find f_1 in powers of n*h over time n*h freezing paper
                let Ebar(theta) = mean(mu in 0..n-1) E(theta; X[mu])
                let P(theta) = 1/4 * norm(grad Ebar)^2 - 1/n^2 * sum(mu in 1..n-1) sum(tau in 0..mu-1)
                         dot(grad E(theta; X[mu]), grad E(start; X[tau]))
                let Q(theta) = 1/(4*n^2) * sum(mu in 0..n-1) norm(grad E(theta; X[mu]))^2
                       - 1/(2*n^2) * sum(mu in 1..n-1) sum(tau in 0..mu-1)
                           dot(grad E(theta; X[mu]), grad E(theta; X[tau]))
                       + 1/n^2 * sum(mu in 1..n-1) sum(tau in 0..mu-1)
                           dot(grad E(start; X[mu]), grad E(theta; X[tau]))
                """);
        Sum value = Systems.dictated(c, 1);
        assertFalse(Gradient.decide(value, Systems.theta(c), c.setting(), c.rules()).holds());
        List<Sum> fields = descents(c).subList(1, 3);
        List<Sum> least = Choice.least(value, Systems.theta(c), c.setting(), c.rules()).choices();
        fields.forEach(f -> assertTrue(Canonical.isZero(f.thaw().minus(value), c.setting())));
        same(fields, least, c);
        Sum paper = Choice.paper(value, Systems.theta(c), c.setting(), c.rules());
        assertTrue(Canonical.isZero(paper.minus(fields.getFirst()), c.setting()));
        assertTrue(Canonical.isZero(Systems.chosen(c, 1).minus(paper), c.setting()));
    }

    /// Every choice, at every order, is a gradient with the dictated value.
    @Test
    void choicesAreGradientsWithTheSameValue() {
        for (String word : List.of("paper", "least")) {
            Context c = Systems.context(Systems.descent(3) + " freezing " + word);
            for (int k = 1; k <= 3; k++) {
                Sum f = Systems.chosen(c, k);
                assertTrue(Gradient.decide(f, Systems.theta(c), c.setting(), c.rules()).holds());
                assertTrue(Canonical.isZero(f.minus(Systems.dictated(c, k)).thaw(), c.setting()));
            }
        }
    }
}
