package bea.bseries;

import static bea.bseries.Methods.r;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.algebra.Rational;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Modified fields against known values and against the definition.
class FlowTest {
    private static final Runnable NO_TICK = () -> {
    };
    private static final Trees TREES = Trees.through(Colours.all(1), 9);
    private static final Trees TWO = Trees.through(Colours.all(2), 6);

    private static Map<String, Rational> through(int order, Coefficients<Rational> b) {
        Map<String, Rational> all = new java.util.TreeMap<>();
        IntStream.range(0, b.trees().first(order + 1)).forEach(t -> all.put(b.trees().text(t), b.of(t)));
        return all;
    }

    /// Hairer, Lubich, Wanner, IX.1, the modified equation of the explicit Euler method through h^3 (there with
    /// b/σ), and the theory's list.
    @Test
    void explicitEuler() {
        Coefficients<Rational> b = Flow.modified(Methods.EULER.series(TREES));
        assertEquals(Map.of(".", r(1, 1), "[.]", r(-1, 2), "[[.]]", r(1, 3), "[.,.]", r(1, 6), "[[[.]]]", r(-1, 4),
                "[[.,.]]", r(-1, 6), "[[.],.]", r(-1, 12), "[.,.,.]", r(0, 1)), through(4, b));
        assertEquals(r(1, 12), b.overSymmetry(TREES.plus(TREES.plus(0, 0), 0)));
        // on tall trees log(1 + h), on bushy ones the Bernoulli numbers
        int tall = 0;
        int bushy = 0;
        Rational[] bernoulli = {r(1, 1), r(-1, 2), r(1, 6), r(0, 1), r(-1, 30), r(0, 1), r(1, 42), r(0, 1),
                r(-1, 30)};
        for (int m = 1; m <= 9; m++) {
            assertEquals(r(m % 2 == 1 ? 1 : -1, m), b.of(tall));
            assertEquals(bernoulli[m - 1], b.of(bushy));
            if (m < 9) {
                tall = TREES.plus(0, tall);
                bushy = TREES.plus(bushy, 0);
            }
        }
    }

    @Test
    void sumOverAllTreesOfTheMidpointRule() {
        Coefficients<Rational> b = Flow.modified(Methods.EXPLICIT_MIDPOINT.series(TREES));
        Rational sum = IntStream.range(0, TREES.count()).mapToObj(b::of).reduce(Rational.ZERO, Rational::plus);
        assertEquals(r(19063, 26880), sum);
    }

    /// The local error of the classical method of order 4 is `h^5 (a - 1/γ)/σ`; below, its modified field is `f`. Worked out
    /// by hand from the elementary weights of the tableau, with which the series is compared below; no page of a book that
    /// prints these nine numbers was found.
    @Test
    void classicalRungeKutta() {
        Coefficients<Rational> a = Methods.RK4.series(TREES);
        Coefficients<Rational> b = Flow.modified(a);
        assertEquals(Rational.ONE, b.of(0));
        for (int t = 1; t < TREES.first(5); t++) {
            assertEquals(Rational.ZERO, b.of(t));
        }
        Map<String, Rational> error = Map.of("[.,.,.,.]", r(1, 120), "[[.],.,.]", r(1, 240), "[[.],[.]]", r(1, 80),
                "[[.,.],.]", r(-1, 240), "[[[.]],.]", r(1, 120), "[[.,.,.]]", r(-1, 120), "[[[.],.]]", r(-1, 240),
                "[[[.,.]]]", r(1, 240), "[[[[.]]]]", r(-1, 120));
        for (int t = TREES.first(5); t < TREES.first(6); t++) {
            assertEquals(a.of(t).minus(Rational.of(1, TREES.density(t))), b.of(t));
            assertEquals(error.get(TREES.text(t)), b.of(t), TREES.text(t));
        }
    }

    /// The elementary weights by their definition, as nested sums over stages.
    @Test
    void tableauSeriesAreElementaryWeights() {
        for (Tableau m : List.of(Methods.RK4, Methods.HEUN_3, Methods.TRAPEZOIDAL, Methods.STOERMER_VERLET)) {
            Trees trees = m.b().size() == 1 ? TREES : TWO;
            Coefficients<Rational> a = m.series(trees);
            for (int t = 0; t < trees.first(7); t++) {
                Methods.Plain p = Methods.plain(trees, t);
                Rational sum = Rational.ZERO;
                for (int i = 0; i < m.b().getFirst().length; i++) {
                    sum = sum.plus(m.b().get(p.colour())[i].times(stage(m, p, i)));
                }
                assertEquals(sum, a.of(t));
            }
        }
    }

    private static Rational stage(Tableau m, Methods.Plain p, int i) {
        Rational product = Rational.ONE;
        for (Methods.Plain b : p.below()) {
            Rational sum = Rational.ZERO;
            for (int j = 0; j < m.b().getFirst().length; j++) {
                sum = sum.plus(m.a().get(b.colour())[i][j].times(stage(m, b, j)));
            }
            product = product.times(sum);
        }
        return product;
    }

    @Test
    void theFlowOfTheModifiedFieldIsTheMethod() {
        for (Tableau m : List.of(Methods.EULER, Methods.EXPLICIT_MIDPOINT, Methods.RK4, Methods.HEUN_3,
                Methods.IMPLICIT_MIDPOINT)) {
            Coefficients<Rational> a = m.series(TREES);
            assertTrue(Flow.of(Flow.modified(a)).sameAs(a));
        }
        Coefficients<Rational> f = Coefficients.field(TREES, Ring.RATIONALS,
                t -> Rational.of(TREES.size(t) == 1 ? 1 : 0));
        assertTrue(Flow.of(f).sameAs(Coefficients.exactFlow(TREES)));
        assertTrue(Flow.modified(Coefficients.exactFlow(TREES)).sameAs(f));
    }

    /// Theory, section 2: the sum over all ways to cut, with the definition's own trees.
    @Test
    void agreesWithTheSumOverAllCuts() {
        for (Tableau m : List.of(Methods.SYMPLECTIC_EULER, Methods.STOERMER_VERLET,
                Methods.SYMPLECTIC_EULER)) {
            Coefficients<Rational> a = m.series(TWO);
            Coefficients<Rational> b = Flow.modified(a);
            for (int t = 0; t < TWO.count(); t++) {
                Rational sum = Rational.ZERO;
                for (Methods.Cut c : Methods.cuts(Methods.plain(TWO, t))) {
                    Rational term = c.skeleton().inverseDensity().times(b.of(c.piece().find(TWO)));
                    for (Methods.Plain p : c.others()) {
                        term = term.times(b.of(p.find(TWO)));
                    }
                    sum = sum.plus(term);
                }
                assertEquals(a.of(t), sum);
            }
        }
    }

    /// Hairer, Lubich, Wanner, Geometric Numerical Integration, 2nd ed. 2006, Table IX.10.1, p. 383: the field of symplectic
    /// Euler on the bi-coloured trees through order 3, the first colour implicit. (Page and values as the tests of
    /// BSeries.jl cite them; the book itself was not at hand.) Symplectic Euler has `a = Π` over the
    /// edges of 1 for a child of the implicit colour and 0 for one of the explicit colour, so `b` depends on these bits
    /// only; the numbers are those of two bits (theory, section 3).
    @Test
    void symplecticEuler() {
        Coefficients<Rational> b = Flow.modified(Methods.SYMPLECTIC_EULER.series(TWO));
        Rational[][] tall = {{r(1, 3), r(-1, 6)}, {r(-1, 6), r(1, 3)}};
        Rational[][] bushy = {{r(1, 6), r(-1, 3)}, {r(-1, 3), r(1, 6)}};
        for (int root = 0; root < 2; root++) {
            assertEquals(Rational.ONE, b.of(root));
            for (int x = 0; x < 2; x++) {
                assertEquals(r(x == 0 ? 1 : -1, 2), b.of(TWO.plus(root, x)));
                for (int y = 0; y < 2; y++) {
                    assertEquals(tall[x][y], b.of(TWO.plus(root, TWO.plus(x, y))));
                    assertEquals(bushy[x][y], b.of(TWO.plus(TWO.plus(root, x), y)));
                }
            }
        }
    }

    /// Hairer, Lubich, Wanner, Section IX.3: for `H = p²/2 + U(q)` the method that kicks, drifts and kicks has the modified
    /// Hamiltonian `H + h² (1/12 pᵀU''p - 1/24 U'ᵀU')`; with `f = -U'`, `g = p` its field is
    /// `f + h² (1/12 f''(g,g) + 1/12 f'g'f)` and `g - h²/6 g'f'g`.
    @Test
    void stoermerVerletAsAHamiltonian() {
        Coefficients<Rational> b = Flow.modified(Methods.STOERMER_VERLET.series(TWO));
        assertEquals(r(1, 12), b.overSymmetry(TWO.plus(TWO.plus(0, 1), 1)));
        assertEquals(r(1, 12), b.overSymmetry(TWO.plus(0, TWO.plus(1, 0))));
        assertEquals(r(-1, 6), b.overSymmetry(TWO.plus(1, TWO.plus(0, 1))));
    }

    /// Hairer, Lubich, Wanner, 2nd ed. 2006, Table IX.10.2, p. 386: series and field of the Störmer–Verlet method on the
    /// bi-coloured trees through order 3 (page and values as the tests of BSeries.jl cite them). Black is what drifts, here
    /// the second colour; the colour of the root does not matter.
    @Test
    void stoermerVerlet() {
        Coefficients<Rational> a = Methods.STOERMER_VERLET.series(TWO);
        Coefficients<Rational> b = Flow.modified(a);
        int black = 1;
        int white = 0;
        for (int root = 0; root < 2; root++) {
            assertEquals(List.of(Rational.ONE, Rational.ONE), List.of(a.of(root), b.of(root)));
            for (int child = 0; child < 2; child++) {
                int t = TWO.plus(root, child);
                assertEquals(List.of(r(1, 2), Rational.ZERO), List.of(a.of(t), b.of(t)));
            }
            is(a, b, tall(root, black, black), r(1, 4), r(1, 12));
            is(a, b, tall(root, black, white), r(1, 4), r(1, 12));
            is(a, b, tall(root, white, black), Rational.ZERO, r(-1, 6));
            is(a, b, tall(root, white, white), r(1, 4), r(1, 12));
            is(a, b, bushy(root, black, black), r(1, 2), r(1, 6));
            is(a, b, bushy(root, white, black), r(1, 4), r(-1, 12));
            is(a, b, bushy(root, white, white), r(1, 4), r(-1, 12));
        }
    }

    private static void is(Coefficients<Rational> a, Coefficients<Rational> b, int tree, Rational series,
            Rational field) {
        assertEquals(List.of(series, field), List.of(a.of(tree), b.of(tree)), TWO.text(tree));
    }

    private static int tall(int root, int child, int grandchild) {
        return TWO.plus(root, TWO.plus(child, grandchild));
    }

    private static int bushy(int root, int one, int other) {
        return TWO.plus(TWO.plus(root, one), other);
    }

    /// Integers over a common denominator, reduced fractions and symbols give the same; also with denominators that
    /// make words overflow, which must not show.
    @Test
    void allThreeRingsAgree() {
        Trees trees = Trees.through(Colours.all(1), 8);
        Rational wide = Rational.of(1_000_000_007L, 998_244_353L);
        for (Coefficients<Rational> a : List.of(Methods.RK4.series(trees), Methods.EULER.series(trees),
                Coefficients.method(trees, Ring.RATIONALS, t -> Rational.of(t * t % 7 - 3, 1 + t % 5)),
                Coefficients.method(trees, Ring.RATIONALS, t -> wide.pow(trees.size(t)).plus(Rational.of(t))),
                Coefficients.method(trees, Ring.RATIONALS, t -> Rational.of(Long.MAX_VALUE / (t + 1), 1)))) {
            Coefficients<Rational> b = Flow.modified(a);
            assertTrue(new Flow.General<>(a, true, List.of()).run(NO_TICK).sameAs(b));
            assertTrue(Flow.of(b).sameAs(a));
            assertTrue(new Flow.General<>(b, false, List.of()).run(NO_TICK).sameAs(a));
            Coefficients<Coef> symbolic = Flow
                    .modified(Coefficients.method(trees, Ring.SYMBOLS, t -> Coef.of(a.of(t))));
            for (int t = 0; t < trees.count(); t++) {
                assertTrue(symbolic.of(t).isRational() && symbolic.of(t).rationalValue().equals(b.of(t)));
            }
        }
    }

    /// The family `k = f(y + α h f)`, `y + h ((1 - β) f + β k)` with symbols, at numbers.
    @Test
    void symbolsStandForNumbers() {
        Trees trees = Trees.through(Colours.all(1), 6);
        Coef alpha = Coef.named("alpha");
        Coef beta = Coef.named("beta");
        Coefficients<Coef> y = Coefficients.method(trees, Ring.SYMBOLS, _ -> Coef.ZERO);
        Coefficients<Coef> f = y.evaluated();
        Coefficients<Coef> k = y.plus(f.scaledBy(alpha)).evaluated();
        Coefficients<Coef> b = Flow
                .modified(y.plus(f.scaledBy(Coef.ONE.minus(beta))).plus(k.scaledBy(beta)));
        Tableau numbers = Tableau.parse("2/5 3/5", "", "5/6");
        Coefficients<Rational> expected = Flow.modified(numbers.series(trees));
        for (int t = 0; t < trees.count(); t++) {
            Coef at = b.of(t).substitute(g -> g.key().equals("alpha") ? Coef.of(5, 6) : Coef.of(3, 5));
            assertEquals(expected.of(t), at.rationalValue());
        }
    }

    /// A time of its own for each colour; equal times are one clock.
    @Test
    void ownTimes() {
        Trees trees = Trees.through(Colours.all(2), 5);
        Coefficients<Rational> a = Methods.SYMPLECTIC_EULER.series(trees);
        Coefficients<Rational> b = Flow.modified(a, List.of(Rational.of(3), Rational.of(3)), NO_TICK);
        assertTrue(b.times(Rational.of(3)).sameAs(Flow.modified(a)));
        Coefficients<Rational> own = Flow.modified(a, List.of(Rational.of(1, 2), Rational.of(-3)), NO_TICK);
        // [.1]0: λ_0 b(τ) = a(τ) - λ_0²/2 b(.0) b(.1)
        assertEquals(a.of(trees.plus(0, 1)).minus(r(1, 8).times(r(2, 1)).times(r(-1, 3))).times(r(2, 1)),
                own.of(trees.plus(0, 1)));
    }
}
