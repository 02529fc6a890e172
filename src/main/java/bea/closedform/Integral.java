package bea.closedform;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.series.Scalars;
import java.util.Map;

/// Integrals of what is a polynomial in the variable, exactly and without a computer algebra system.
final class Integral {
    private Integral() {}

    /// @param done the integral of the part that is a polynomial in `x`
    /// @param left the integrand that remains
    record Split(Coef done, Coef left) {}

    static Split of(Coef c, Generator x) {
        if (c.denominator().keySet().stream().anyMatch(p -> dependsOn(Coef.of(p), x))) {
            return new Split(Coef.ZERO, c);
        }
        Poly done = Poly.ZERO;
        Poly left = Poly.ZERO;
        for (Map.Entry<Monomial, Rational> t : c.numerator().terms().entrySet()) {
            Poly term = Poly.monomial(t.getKey(), t.getValue());
            boolean polynomial = t.getKey().powers().stream()
                    .noneMatch(p -> p.base() instanceof Scalars.Function f && dependsOn(f.argument(), x));
            if (polynomial) {
                int e = t.getKey().exponentOf(x);
                done = done.plus(term.times(Poly.generator(x)).times(Rational.of(1, e + 1)));
            } else {
                left = left.plus(term);
            }
        }
        Coef bottom = Coef.ONE;
        for (Map.Entry<Poly, Integer> e : c.denominator().entrySet()) {
            bottom = bottom.times(Coef.of(e.getKey()).pow(e.getValue()));
        }
        return new Split(Coef.of(done).dividedBy(bottom), Coef.of(left).dividedBy(bottom));
    }

    static boolean dependsOn(Coef c, Generator x) {
        return c.generators().stream()
                .anyMatch(g -> g.compareTo(x) == 0 || g instanceof Scalars.Function f && dependsOn(f.argument(), x));
    }
}
