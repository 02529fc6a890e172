package bea.algebra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Polynomials form a ring with exact division, quotients of them a field with a derivation.
class CoefTest {
    private static final List<Generator> NAMES = List.of(new Generator.Named("a"), new Generator.Named("b"),
            new Generator.Named("n"));

    private static Poly poly(Random r, int terms) {
        Poly sum = Poly.ZERO;
        for (int i = 0; i < terms; i++) {
            Monomial m = Monomial.ONE;
            for (int d = r.nextInt(3); d > 0; d--) {
                m = m.times(Monomial.of(NAMES.get(r.nextInt(3))));
            }
            sum = sum.plus(Poly.monomial(m, Rational.of(r.nextInt(9) - 4, 1 + r.nextInt(3))));
        }
        return sum;
    }

    private static Coef coef(Random r) {
        Coef top = Coef.of(poly(r, r.nextInt(4)));
        Coef bottom = Coef.of(poly(r, r.nextInt(3)));
        return bottom.isZero() ? top : top.dividedBy(bottom);
    }

    private static void same(Coef a, Coef b) {
        assertTrue(a.sameAs(b), () -> a + " is not " + b);
    }

    @Test
    void ringLaws() {
        Random r = new Random(3);
        for (int i = 0; i < 1000; i++) {
            Poly a = poly(r, 4);
            Poly b = poly(r, 3);
            Poly c = poly(r, 3);
            assertEquals(a.plus(b), b.plus(a));
            assertEquals(a.times(b), b.times(a));
            assertEquals(a.times(b).times(c), a.times(b.times(c)));
            assertEquals(a.times(b.plus(c)), a.times(b).plus(a.times(c)));
            assertTrue(a.plus(a.times(Rational.MINUS_ONE)).isZero());
            Generator x = NAMES.get(r.nextInt(3));
            assertEquals(a.times(b).derivative(x), a.derivative(x).times(b).plus(a.times(b.derivative(x))));
        }
    }

    @Test
    void exactDivision() {
        Random r = new Random(4);
        for (int i = 0; i < 1000; i++) {
            Poly a = poly(r, 4);
            Poly b = poly(r, 3);
            if (b.isConstant()) {
                continue;
            }
            assertEquals(Optional.of(a), a.times(b).dividedBy(b));
            // a remainder of lower degree than the divisor
            assertEquals(Optional.empty(), a.times(b).plus(Poly.ONE).dividedBy(b));
        }
    }

    @Test
    void monomialsAreOrderedAsMultiplicationDoes() {
        Random r = new Random(5);
        List<Monomial> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.addAll(poly(r, 4).terms().keySet());
        }
        for (int i = 0; i < 4000; i++) {
            Monomial a = all.get(r.nextInt(all.size()));
            Monomial b = all.get(r.nextInt(all.size()));
            Monomial c = all.get(r.nextInt(all.size()));
            assertEquals(Integer.signum(a.compareTo(b)), Integer.signum(a.times(c).compareTo(b.times(c))));
            assertEquals(a.equals(b), a.compareTo(b) == 0);
            assertEquals(Optional.of(a), a.times(b).dividedBy(b));
        }
    }

    @Test
    void fieldLaws() {
        Random r = new Random(6);
        for (int i = 0; i < 500; i++) {
            Coef a = coef(r);
            Coef b = coef(r);
            Coef c = coef(r);
            same(a.plus(b), b.plus(a));
            same(a.times(b), b.times(a));
            same(a.plus(b).plus(c), a.plus(b.plus(c)));
            same(a.times(b).times(c), a.times(b.times(c)));
            same(a.times(b.plus(c)), a.times(b).plus(a.times(c)));
            assertTrue(a.minus(a).isZero());
            if (!b.isZero()) {
                same(a, a.dividedBy(b).times(b));
                same(a, a.times(b).dividedBy(b));
                same(b.pow(-3), b.reciprocal().pow(3));
                assertTrue(b.dividedBy(b).isOne(), () -> b + " / itself");
            }
            assertEquals(a.minus(b).isZero(), a.sameAs(b));
        }
        assertThrows(ArithmeticException.class, Coef.ZERO::reciprocal);
    }

    @Test
    void derivation() {
        Random r = new Random(7);
        for (int i = 0; i < 300; i++) {
            Coef a = coef(r);
            Coef b = coef(r);
            Generator x = NAMES.get(r.nextInt(3));
            Generator y = NAMES.get(r.nextInt(3));
            same(a.plus(b).derivative(x), a.derivative(x).plus(b.derivative(x)));
            same(a.times(b).derivative(x), a.derivative(x).times(b).plus(a.times(b.derivative(x))));
            same(a.derivative(x).derivative(y), a.derivative(y).derivative(x));
            if (!b.isZero()) {
                same(a.dividedBy(b).derivative(x),
                        a.derivative(x).times(b).minus(a.times(b.derivative(x))).dividedBy(b.times(b)));
            }
        }
    }

    @Test
    void substitutionIsAHomomorphism() {
        Random r = new Random(8);
        int done = 0;
        for (int i = 0; i < 300; i++) {
            Coef a = coef(r);
            Coef b = coef(r);
            Map<Generator, Coef> at = Map.of(NAMES.get(0), coef(r), NAMES.get(1), Coef.of(r.nextInt(7) + 11, 3));
            try {
                Coef left = a.substitute(at::get);
                Coef right = b.substitute(at::get);
                same(a.plus(b).substitute(at::get), left.plus(right));
                same(a.times(b).substitute(at::get), left.times(right));
                same(a, a.substitute(g -> null));
                done++;
            } catch (ArithmeticException pole) {
                assertEquals("division by zero", pole.getMessage());
            }
        }
        assertTrue(done > 200);
    }

    @Test
    void chainRule() {
        Random r = new Random(9);
        Generator a = NAMES.get(0);
        Generator n = NAMES.get(2);
        for (int i = 0; i < 100; i++) {
            Coef f = Coef.of(poly(r, 4));
            Coef inner = coef(r);
            Map<Generator, Coef> at = Map.of(a, inner);
            same(f.substitute(at::get).derivative(n),
                    f.derivative(a).substitute(at::get).times(inner.derivative(n))
                            .plus(f.derivative(n).substitute(at::get)));
        }
    }

    @Test
    void plainRationalsStayPlain() {
        Coef n = Coef.named("n");
        assertTrue(n.dividedBy(n).isRational());
        assertTrue(n.plus(Coef.ONE).minus(n).isOne());
        assertTrue(n.times(n).minus(Coef.ONE).dividedBy(n.plus(Coef.ONE)).minus(n).isRational());
        assertFalse(n.reciprocal().isRational());
        assertEquals(Rational.of(-1, 2), Coef.of(3, -6).rationalValue());
        assertThrows(ArithmeticException.class, () -> n.minus(Coef.of(2)).reciprocal().substitute(g -> Coef.of(2)));
    }
}
