package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.series.Scalars;
import java.util.Map;

/// Whether a coefficient that is not formally zero may still be zero as a function, because elementary functions obey
/// identities that the field of coefficients does not know.
public final class ZeroTest {
    private ZeroTest() {}

    /// False is certain up to rounding far below the threshold; true means only "not seen to differ from 0".
    public static boolean looksZero(Coef c) {
        if (c.generators().stream().noneMatch(Scalars.Function.class::isInstance)) {
            return c.isZero();
        }
        for (int sample = 1; sample <= 8; sample++) {
            double scale = size(c.numerator(), sample);
            double value = value(c.numerator(), sample, false);
            if (Double.isFinite(value) && Math.abs(value) > 1e-8 * scale) {
                return false;
            }
        }
        return true;
    }

    private static double size(Poly p, int sample) {
        return value(p, sample, true);
    }

    private static double value(Poly p, int sample, boolean absolute) {
        double sum = 0;
        for (Map.Entry<Monomial, bea.algebra.Rational> t : p.terms().entrySet()) {
            double product = t.getValue().doubleValue();
            for (Monomial.Power f : t.getKey().powers()) {
                product *= Math.pow(value(f.base(), sample), f.exponent());
            }
            sum += absolute ? Math.abs(product) : product;
        }
        return sum;
    }

    private static double value(Generator g, int sample) {
        if (g instanceof Scalars.Function f) {
            double x = value(f.argument().numerator(), sample, false);
            for (Map.Entry<Poly, Integer> e : f.argument().denominator().entrySet()) {
                x /= Math.pow(value(e.getKey(), sample, false), e.getValue());
            }
            return switch (f.name()) {
                case "log" -> Math.log(x);
                case "exp" -> Math.exp(x);
                case "sin" -> Math.sin(x);
                case "cos" -> Math.cos(x);
                case "tan" -> Math.tan(x);
                case "tanh" -> Math.tanh(x);
                case "sqrt" -> Math.sqrt(x);
                case "atan" -> Math.atan(x);
                case "sigmoid" -> 1 / (1 + Math.exp(-x));
                default -> Double.NaN;
            };
        }
        // any fixed spread of points will do; the key keeps generators apart
        int hash = g.key().hashCode() * 31 + sample * 7919;
        return 0.1 + Math.floorMod(hash * 0x9E3779B9, 1000) / 1111.0;
    }
}
