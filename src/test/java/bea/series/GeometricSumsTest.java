package bea.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Power;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Powers with indices as exponents: what they obey, and closed forms of their sums against additions one by one.
class GeometricSumsTest {
    private static final String X = "~x";
    private static final Affine N = Affine.variable("n");
    private static final Coef BETA = Coef.named("beta");

    private static Coef at(Coef c, Map<String, Integer> numbers) {
        return Scalars.relabel(c, a -> a.substitute(
                n -> numbers.containsKey(n) ? Affine.constant(numbers.get(n)) : null));
    }

    @Test
    void sumsAgreeWithAddition() {
        Random r = new Random(7);
        Coef[] bases = {BETA, Coef.named("gamma"), Coef.of(2), Coef.of(3, 4), BETA.times(Rational.of(1, 2))};
        for (int i = 0; i < 80; i++) {
            Coef c = Coef.ZERO;
            for (int t = 1 + r.nextInt(3); t > 0; t--) {
                Affine exponent = Affine.variable(X).times(r.nextInt(5) - 2).plus(N.times(r.nextInt(3) - 1))
                        .plus(r.nextInt(5) - 2);
                Coef part = Scalars.power(bases[r.nextInt(bases.length)], exponent)
                        .times(Scalars.power(bases[r.nextInt(bases.length)], Affine.variable(X).times(r.nextInt(2))));
                c = c.plus(part.times(Coef.generator(new Scalars.Index(X)).pow(r.nextInt(4)))
                        .times(Rational.of(1 + r.nextInt(3))));
            }
            assertTrue(PowerSums.has(c, X));
            int from = r.nextInt(5) - 2;
            Coef closed = PowerSums.sum(c, X, Affine.constant(from), N.plus(-1));
            for (int n = Math.max(0, from); n <= 4; n++) {
                Coef sum = Coef.ZERO;
                for (int x = from; x < n; x++) {
                    sum = sum.plus(at(c, Map.of(X, x, "n", n)));
                }
                assertTrue(sum.sameAs(at(closed, Map.of("n", n))), c + " from " + from + " for n = " + n);
            }
        }
    }

    @Test
    void exponentsAddUp() {
        Affine k = Affine.variable("k");
        for (Coef base : new Coef[]{BETA, Coef.of(12, 35), BETA.dividedBy(Coef.named("gamma")).times(Rational.of(3))}) {
            Coef split = Scalars.power(base, k).times(Scalars.power(base, N.times(-2))).times(base.pow(3));
            assertTrue(Scalars.power(base, k.minus(N.times(2)).plus(3)).sameAs(split));
            assertTrue(Scalars.power(base, k).times(Scalars.power(base, k.times(-1))).isOne());
            assertTrue(Scalars.power(base.pow(2), k).sameAs(Scalars.power(base, k.times(2))));
        }
        assertTrue(Scalars.power(Coef.of(4), N).sameAs(Scalars.power(Coef.of(2), N).pow(2)));
        assertEquals(Coef.ONE, Scalars.power(Coef.ONE, N));
        assertEquals(Coef.ONE, Scalars.power(Coef.ZERO, Affine.ZERO));
    }

    @Test
    void otherBasesAndFarExponentsAreRefused() {
        Coef x = Coef.generator(new Generator.Named("x"));
        assertEquals(Optional.empty(), Power.of(Coef.ONE.minus(x), N));
        assertEquals(Optional.empty(), Power.of(Coef.of(-2), N));
        assertEquals(Optional.empty(), Power.of(Coef.ZERO, N));
        assertEquals(Optional.empty(), Power.of(Coef.of(1_000_003), N));
        assertEquals(Optional.empty(), Power.of(x, Affine.constant(Power.MOST + 1)));
        assertEquals(Optional.empty(), Power.of(x.pow(2), N.times(Power.MOST)));
    }
}
