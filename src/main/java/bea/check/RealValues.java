package bea.check;

import bea.algebra.Rational;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;

/// Values of elementary functions as real numbers, rounded far below [#TOLERANCE].
final class RealValues {
    private static final int DIGITS = 70;
    /// Two numbers that are nearer to each other, relative to their size, count as equal.
    static final Rational TOLERANCE = Rational.of(BigInteger.ONE, BigInteger.TEN.pow(30));
    static final String WORDS = "values of functions to 30 digits";

    private RealValues() {}

    static boolean near(Rational a, Rational b) {
        Rational size = Rational.ONE.plus(absolute(a)).plus(absolute(b));
        return absolute(a.minus(b)).minus(size.times(TOLERANCE)).signum() <= 0;
    }

    private static Rational absolute(Rational a) {
        return a.signum() < 0 ? a.negate() : a;
    }

    /// @throws ArithmeticException where the function has no real value
    static Rational of(String name, Rational argument) {
        Apfloat x = new Apfloat(argument.numerator(), DIGITS).divide(new Apfloat(argument.denominator(), DIGITS));
        return rational(switch (name) {
            case "log" -> ApfloatMath.log(x);
            case "exp" -> ApfloatMath.exp(x);
            case "sin" -> ApfloatMath.sin(x);
            case "cos" -> ApfloatMath.cos(x);
            case "atan" -> ApfloatMath.atan(x);
            case "sqrt" -> ApfloatMath.sqrt(x);
            default -> throw new NotChecked("the function " + name + " is not known to the check");
        });
    }

    private static Rational rational(Apfloat x) {
        BigDecimal d = new BigDecimal(x.toString());
        return d.scale() >= 0 ? Rational.of(d.unscaledValue(), BigInteger.TEN.pow(d.scale()))
                : Rational.of(d.toBigIntegerExact(), BigInteger.ONE);
    }
}
