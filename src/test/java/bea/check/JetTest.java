package bea.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Rational;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The checker's numbers and polynomials obey the laws that its derivatives rest on.
class JetTest {
    private static Jet number(long n) {
        return Jet.of(Rational.of(n));
    }

    @Test
    void incrementsOfOneLevelVanishTogether() {
        Jet a = Jet.increment(0, 1);
        Jet b = Jet.increment(0, 2);
        Jet c = Jet.increment(1, 1);
        assertTrue(a.times(a, 9).isZero());
        assertTrue(a.times(b, 9).isZero());
        assertEquals(Jet.ONE, a.times(c, 9).derivative(1, 1).derivative(0, 1));
        assertTrue(a.times(c, 9).derivative(0, 2).isZero());
    }

    @Test
    void productRuleAndTruncation() {
        Jet x = number(3).plus(Jet.STEP).plus(Jet.increment(0, 1));
        Jet y = number(5).minus(Jet.STEP).plus(Jet.increment(0, 1).times(Rational.of(2)));
        Jet product = x.times(y, 1);
        assertEquals(number(15).plus(Jet.STEP.times(Rational.of(2))), product.minus(
                Jet.increment(0, 1).times(product.derivative(0, 1), 9)));
        // x' y + x y' = (5 - h) + 2 (3 + h)
        assertEquals(number(11).plus(Jet.STEP), product.derivative(0, 1));
        assertEquals(product, y.times(x, 1));
        assertEquals(Rational.MINUS_ONE, x.times(y, 2).at(2));
    }

    @Test
    void ringLawsOnRandomNumbers() {
        for (int seed = 0; seed < 50; seed++) {
            Jet a = random(seed);
            Jet b = random(seed + 100);
            Jet c = random(seed + 200);
            assertEquals(a.times(b, 3).times(c, 3), a.times(b.times(c, 3), 3));
            assertEquals(a.times(b.plus(c), 3), a.times(b, 3).plus(a.times(c, 3)));
            assertEquals(a, a.plus(b).minus(b));
        }
    }

    private static Jet random(int seed) {
        Random r = new Random(seed);
        Jet sum = Jet.of(r.coefficient());
        for (int i = 0; i < 4; i++) {
            Jet term = Jet.of(r.coefficient());
            for (int k = r.below(3); k > 0; k--) {
                term = term.times(Jet.STEP, 3);
            }
            sum = sum.plus(r.below(2) == 0 ? term : term.times(Jet.increment(r.below(2), 1 + r.below(2)), 3));
        }
        return sum;
    }

    @Test
    void integralOverTheTimeOfTheFlow() {
        // x = 1 + h int x: the exponential series
        Jet x = Jet.ONE;
        for (int round = 1; round <= 4; round++) {
            x = Jet.ONE.plus(x.times(Jet.STEP, round).integral());
        }
        assertEquals(Rational.of(1, 24), x.atEnd().at(4));
    }

    @Test
    void polynomialsMoveTheirCentre() {
        Rational[] centre = {Rational.of(1, 2), Rational.of(-1)};
        Polynomial p = Polynomial.random(centre, 4, new Random(5));
        Polynomial square = new Polynomial(new Rational[]{Rational.ZERO, Rational.ZERO},
                List.of(new Polynomial.Monomial(new int[]{0, 0, 1}, Rational.of(3))));
        assertEquals("3*x^2*y", square.text(List.of("x", "y")));
        // at (2 + e, 5): 3 * 4 * 5 and 3 * 2 * 2 * 5
        Jet at = square.at(new Jet[]{number(2).plus(Jet.increment(0, 1)), number(5)}, 0);
        assertEquals(Rational.of(60), at.constant());
        assertEquals(number(60), at.derivative(0, 1));
        // a step of size h is a Taylor series in h; at h = 1 it is the value there
        Jet path = p.at(new Jet[]{Jet.of(centre[0]).plus(Jet.STEP), Jet.of(centre[1]).minus(Jet.STEP)}, 4);
        Rational sum = Rational.ZERO;
        for (int k = 0; k <= 4; k++) {
            sum = sum.plus(path.at(k));
        }
        assertEquals(p.at(new Jet[]{Jet.of(centre[0].plus(Rational.ONE)), Jet.of(centre[1].minus(Rational.ONE))}, 0)
                .constant(), sum);
    }
}
