package bea.algebra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnivariateTest {
    private static Univariate of(long... coefficients) {
        List<Rational> all = new ArrayList<>();
        for (long c : coefficients) {
            all.add(Rational.of(c));
        }
        return new Univariate(all);
    }

    private static Univariate product(long... roots) {
        Poly p = Poly.ONE;
        Generator x = new Generator.Named("x");
        for (long r : roots) {
            p = p.times(Poly.generator(x).plus(Poly.constant(Rational.of(-r))));
        }
        return Univariate.of(p, x);
    }

    @Test
    void rationalRoots() {
        assertEquals(List.of(Rational.of(-3), Rational.of(2)), product(2, 2, -3).roots());
        assertEquals(List.of(Rational.ZERO, Rational.of(1, 2)), of(0, -1, 2).roots());
        assertEquals(List.of(), of(-2, 0, 1).roots());
        assertEquals(List.of(), of(5).roots());
    }

    /// Against the roots themselves, double and triple ones at the ends included.
    @Test
    void rootsBetweenNumbersAreThoseThatThereAre() {
        long[][] all = {{0}, {0, 0}, {0, 0, 1}, {1, 1, 1}, {-2, 0, 0, 3}, {0, 0, 2, 2}, {1, 2, 3}, {-1, -1, 4}};
        for (long[] roots : all) {
            Univariate f = product(roots);
            for (int a = -4; a <= 4; a++) {
                for (int b = a + 1; b <= 5; b++) {
                    int from = a;
                    int to = b;
                    boolean between = java.util.Arrays.stream(roots).anyMatch(r -> from < r && r < to);
                    assertEquals(between, f.hasRoot(Optional.of(Rational.of(a)), Optional.of(Rational.of(b))),
                            f + " in (" + a + ", " + b + ")");
                }
                int end = a;
                assertEquals(java.util.Arrays.stream(roots).anyMatch(r -> end < r),
                        f.hasRoot(Optional.of(Rational.of(a)), Optional.empty()), f + " > " + a);
                assertEquals(java.util.Arrays.stream(roots).anyMatch(r -> r < end),
                        f.hasRoot(Optional.empty(), Optional.of(Rational.of(a))), f + " < " + a);
            }
        }
    }

    @Test
    void commonRoots() {
        assertEquals(List.of(Rational.of(2)), product(2, 3).common(product(2, 5, 7)).roots());
        assertEquals(0, product(1).common(product(2)).degree());
    }

    @Test
    void normalForm() {
        assertEquals("x^2-2", new Univariate(List.of(Rational.of(1, 3), Rational.ZERO, Rational.of(-1, 6)))
                .normal(new Generator.Named("x")).toString());
    }
}
