package bea.series;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.algebra.Rational;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Closed forms of power sums against additions one by one, empty ranges included.
class PowerSumsTest {
    @Test
    void agreesWithAddition() {
        Random r = new Random(20);
        Scalars.Index x = new Scalars.Index("~x");
        Coef n = Coef.named("n");
        for (int i = 0; i < 60; i++) {
            Coef p = Coef.ZERO;
            for (int d = r.nextInt(6); d >= 0; d--) {
                Coef c = Coef.of(r.nextInt(9) - 4, 1 + r.nextInt(3)).times(r.nextBoolean() ? n : n.reciprocal());
                p = p.plus(Coef.generator(x).pow(d).times(c));
            }
            int from = r.nextInt(7) - 3;
            Coef symbolic = PowerSums.sum(p, x, Coef.of(from), n.minus(Coef.ONE));
            for (int count = Math.max(1, from); count <= 6; count++) {
                Coef at = Coef.of(count);
                Coef sum = Coef.ZERO;
                for (int k = from; k < count; k++) {
                    Coef here = Coef.of(Rational.of(k));
                    sum = sum.plus(p.substitute(g -> g.compareTo(x) == 0 ? here : at));
                }
                Coef closed = symbolic.substitute(g -> at);
                Coef brute = sum;
                assertTrue(brute.sameAs(closed), () -> brute + " is not " + closed);
            }
        }
    }
}
