package bea.bseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Rational;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The laws of B-series and P-series, over all trees through order 6, with one colour and with two.
class LawsTest {
    private static final Trees ONE = Trees.through(Colours.all(1), 6);
    private static final Trees TWO = Trees.through(Colours.all(2), 6);

    private static final List<Tableau> PLAIN = List.of(Methods.EULER, Methods.IMPLICIT_EULER,
            Methods.EXPLICIT_MIDPOINT, Methods.IMPLICIT_MIDPOINT, Methods.RK4, Methods.HEUN_3);
    private static final List<Tableau> PARTITIONED = List.of(Methods.SYMPLECTIC_EULER, Methods.STOERMER_VERLET);

    private static final List<Coefficients<Rational>> METHODS = Stream
            .of(PLAIN.stream().map(m -> m.series(ONE)), PLAIN.stream().map(LawsTest::onTwo),
                    PARTITIONED.stream().map(m -> m.series(TWO)))
            .flatMap(s -> s).toList();

    /// The same method for both parts of a system, or of a sum of two fields.
    private static Coefficients<Rational> onTwo(Tableau m) {
        return Tableau.partitioned(m, m).series(TWO);
    }

    /// Every law below is about all of them; [Coefficients#sameAs] compares tree by tree. OEIS A000081 and A000151.
    @Test
    void allTreesThroughOrderSix() {
        assertEquals(1 + 1 + 2 + 4 + 9 + 20, ONE.count());
        assertEquals(2 + 4 + 14 + 52 + 214 + 916, TWO.count());
        for (Coefficients<Rational> a : METHODS) {
            int last = a.trees().count() - 1;
            Coefficients<Rational> changed = Coefficients.method(a.trees(), Ring.RATIONALS,
                    t -> t == last ? a.of(t).plus(Rational.ONE) : a.of(t));
            assertFalse(a.sameAs(changed));
        }
    }

    private static Coefficients<Rational> other(Trees t) {
        return Coefficients.method(t, Ring.RATIONALS, x -> Rational.of(x % 11 - 5, 1 + x % 3));
    }

    private static Coefficients<Rational> identity(Trees t) {
        return Coefficients.method(t, Ring.RATIONALS, _ -> Rational.ZERO);
    }

    private static Coefficients<Rational> f(Trees t) {
        return Coefficients.field(t, Ring.RATIONALS, x -> Rational.of(t.size(x) == 1 ? 1 : 0));
    }

    /// Hairer, Lubich, Wanner, Theorem IX.2.2: the adjoint method's field has the even powers' signs changed.
    @Test
    void fieldOfTheAdjointMethod() {
        for (Coefficients<Rational> a : METHODS) {
            Coefficients<Rational> b = Flow.modified(a);
            Coefficients<Rational> expected = Coefficients.field(a.trees(), Ring.RATIONALS,
                    t -> a.trees().size(t) % 2 == 0 ? b.of(t).negate() : b.of(t));
            assertTrue(Flow.modified(Composition.adjoint(a)).sameAs(expected));
            assertTrue(Composition.adjoint(Composition.adjoint(a)).sameAs(a));
        }
        assertTrue(Composition.adjoint(Methods.EULER.series(ONE)).sameAs(Methods.IMPLICIT_EULER.series(ONE)));
    }

    /// Symmetric methods have even powers of h only in `f_k h^k`: trees of odd order.
    @Test
    void symmetricMethods() {
        for (Coefficients<Rational> a : List.of(Methods.IMPLICIT_MIDPOINT.series(ONE),
                Methods.TRAPEZOIDAL.series(ONE), onTwo(Methods.IMPLICIT_MIDPOINT), onTwo(Methods.TRAPEZOIDAL),
                Methods.STOERMER_VERLET.series(TWO))) {
            assertTrue(Composition.adjoint(a).sameAs(a));
            Coefficients<Rational> b = Flow.modified(a);
            for (int t = 0; t < a.trees().count(); t++) {
                assertTrue(a.trees().size(t) % 2 == 1 || b.of(t).isZero());
            }
        }
        Coefficients<Rational> euler = Methods.EULER.series(ONE);
        assertFalse(Composition.adjoint(euler).sameAs(euler));
    }

    /// Hairer, Lubich, Wanner, Theorem IX.9.3: the field is Hamiltonian for every `f = J^{-1} grad H` exactly when
    /// `b(u∘v) + b(v∘u) = 0`.
    private static boolean isHamiltonian(Coefficients<Rational> b) {
        Trees trees = b.trees();
        Set<Integer> covered = new HashSet<>();
        for (int u = 0; u < trees.count(); u++) {
            for (int v = 0; v <= u; v++) {
                if (trees.size(u) + trees.size(v) <= trees.order()) {
                    if (!b.of(trees.plus(u, v)).plus(b.of(trees.plus(v, u))).isZero()) {
                        return false;
                    }
                    covered.addAll(List.of(trees.plus(u, v), trees.plus(v, u)));
                }
            }
        }
        // all but single vertices
        assertEquals(trees.count() - trees.colours().count(), covered.size());
        return true;
    }

    @Test
    void symplecticMethodsHaveHamiltonianFields() {
        assertTrue(isHamiltonian(Flow.modified(Methods.IMPLICIT_MIDPOINT.series(ONE))));
        // of a sum of two Hamiltonian fields
        assertTrue(isHamiltonian(Flow.modified(onTwo(Methods.IMPLICIT_MIDPOINT))));
        assertFalse(isHamiltonian(Flow.modified(onTwo(Methods.RK4))));
        for (Tableau no : List.of(Methods.EULER, Methods.RK4, Methods.TRAPEZOIDAL, Methods.EXPLICIT_MIDPOINT)) {
            assertFalse(isHamiltonian(Flow.modified(no.series(ONE))));
        }
        // of a composition of symplectic methods, too
        Coefficients<Rational> m = Methods.IMPLICIT_MIDPOINT.series(ONE);
        assertTrue(isHamiltonian(Flow.modified(
                Composition.of(m.scaled(Rational.of(1, 3)), m.scaled(Rational.of(2, 3))))));
    }

    /// The same for partitioned methods and any `H(p, q)`, where the field of `p` is minus the derivative in `q` and that
    /// of `q` the derivative in `p`: an edge between a `p`- and a `q`-vertex changes the sign when the root moves over it,
    /// and the root's own colour does not matter, because one vertex is one derivative of `H`.
    private static boolean isHamiltonianInParts(Coefficients<Rational> b) {
        Set<Integer> covered = new HashSet<>();
        for (int u = 0; u < TWO.count(); u++) {
            if (!b.of(u).equals(b.of(otherRoot(u)))) {
                return false;
            }
            for (int v = 0; v < TWO.count(); v++) {
                if (TWO.size(u) + TWO.size(v) <= 6 && TWO.colour(u) != TWO.colour(v)) {
                    if (!b.of(TWO.plus(u, v)).plus(b.of(TWO.plus(v, u))).isZero()) {
                        return false;
                    }
                    covered.add(TWO.plus(u, v));
                }
            }
        }
        // all but those whose root has children of its own colour only
        assertEquals(IntStream.range(0, TWO.count()).filter(LawsTest::hasOtherChild).count(), covered.size());
        assertEquals(COVERED, covered.size());
        return true;
    }

    private static final int COVERED = 774;

    private static boolean hasOtherChild(int t) {
        return TWO.size(t) > 1
                && (TWO.colour(TWO.branch(t)) != TWO.colour(t) || hasOtherChild(TWO.trunk(t)));
    }

    /// The tree with a root of the other colour.
    private static int otherRoot(int t) {
        return TWO.size(t) == 1 ? TWO.leaf(1 - TWO.colour(t)) : TWO.plus(otherRoot(TWO.trunk(t)), TWO.branch(t));
    }

    @Test
    void symplecticPartitionedMethods() {
        for (Tableau m : PARTITIONED) {
            assertTrue(isHamiltonianInParts(Flow.modified(m.series(TWO))));
        }
        assertTrue(isHamiltonianInParts(Flow.modified(onTwo(Methods.IMPLICIT_MIDPOINT))));
        for (Tableau no : List.of(Methods.EULER, Methods.RK4, Methods.TRAPEZOIDAL)) {
            assertFalse(isHamiltonianInParts(Flow.modified(onTwo(no))));
        }
    }

    @Test
    void compositionIsAssociativeAndHasInverses() {
        for (Coefficients<Rational> a : METHODS) {
            Coefficients<Rational> b = other(a.trees());
            Coefficients<Rational> c = Composition.inverse(b).scaled(Rational.of(-2));
            assertTrue(Composition.of(Composition.of(a, b), c).sameAs(Composition.of(a, Composition.of(b, c))));
            assertTrue(Composition.of(a, Composition.inverse(a)).sameAs(identity(a.trees())));
            assertTrue(Composition.of(Composition.inverse(a), a).sameAs(identity(a.trees())));
            assertTrue(Composition.of(a, identity(a.trees())).sameAs(a));
            assertTrue(Composition.of(identity(a.trees()), a).sameAs(a));
        }
    }

    /// The flow over `s h` and then `t h` is that over `(s + t) h`.
    @Test
    void flowProperty() {
        for (Coefficients<Rational> a : METHODS) {
            Coefficients<Rational> b = Flow.modified(a);
            Rational s = Rational.of(2, 3);
            Rational t = Rational.of(-5, 7);
            assertTrue(Composition.of(Flow.of(b.times(s)), Flow.of(b.times(t)))
                    .sameAs(Flow.of(b.times(s.plus(t)))));
            assertTrue(Composition.of(a, a).sameAs(Flow.of(b.times(Rational.of(2)))));
        }
    }

    /// A field evaluated at a point reached is the composition with that field.
    @Test
    void evaluationIsComposition() {
        for (Coefficients<Rational> a : METHODS) {
            assertTrue(Composition.of(a, f(a.trees())).sameAs(a.evaluated()));
        }
    }

    /// Chartier, Hairer, Vilmart: substituting the modified field into the exact flow gives the method; substitution
    /// is associative and distributes over composition.
    @Test
    void substitution() {
        for (Coefficients<Rational> a : METHODS) {
            Trees trees = a.trees();
            Coefficients<Rational> b = Flow.modified(a);
            Coefficients<Rational> exact = Coefficients.exactFlow(trees);
            assertTrue(Composition.substituted(b, exact).sameAs(a));
            assertTrue(Composition.substituted(f(trees), a).sameAs(a));
            assertTrue(Composition.substituted(b, f(trees)).sameAs(b));
            Coefficients<Rational> c = Flow.modified(other(trees));
            assertTrue(Composition.substituted(c, Composition.substituted(b, exact))
                    .sameAs(Composition.substituted(Composition.substituted(c, b), exact)));
            assertTrue(Composition.of(Composition.substituted(b, a), Composition.substituted(b, other(trees)))
                    .sameAs(Composition.substituted(b, Composition.of(a, other(trees)))));
        }
        Trees rule = Trees.through(new Colours(new boolean[][]{{true}}, new int[]{1}), 3);
        assertThrows(IllegalArgumentException.class, () -> Composition.substituted(f(rule), identity(rule)));
        assertThrows(IllegalArgumentException.class, () -> Composition.substituted(identity(ONE), f(ONE)));
        assertThrows(IllegalArgumentException.class, () -> f(ONE).evaluated());
    }

    /// Runge–Kutta series by their tableau and by their stages.
    @Test
    void tableausAndEvaluationsAgree() {
        Coefficients<Rational> y = identity(ONE);
        Coefficients<Rational> k1 = y.evaluated();
        Coefficients<Rational> k2 = y.plus(k1.times(Rational.of(1, 2))).evaluated();
        Coefficients<Rational> k3 = y.plus(k2.times(Rational.of(1, 2))).evaluated();
        Coefficients<Rational> k4 = y.plus(k3).evaluated();
        Coefficients<Rational> sum = k1.plus(k2.times(Rational.of(2))).plus(k3.times(Rational.of(2))).plus(k4);
        assertTrue(Methods.RK4.series(ONE).sameAs(y.plus(sum.times(Rational.of(1, 6)))));
        // symplectic Euler: p from the new p and the old q, then q from the new p
        Coefficients<Rational> start = identity(TWO);
        Coefficients<Rational> p = start;
        for (int round = 0; round < 6; round++) {
            p = start.plus(p.evaluated(c -> c == 0));
        }
        Coefficients<Rational> both = p.plus(p.evaluated(c -> c == 1));
        assertTrue(Methods.SYMPLECTIC_EULER.series(TWO).sameAs(both));
    }
}
