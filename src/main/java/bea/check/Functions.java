package bea.check;

import bea.algebra.Rational;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Elementary functions of numbers that are a rational constant plus something nilpotent.
///
/// Derivatives are exact. The value at the constant is irrational in general, so an arbitrary rational stands for it:
/// always the same one for the same argument, and such that `log` turns products into sums, `exp` sums of integers
/// into products, and `sin^2 + cos^2 = 1`. An equation that holds for such values holds. One that fails may need more
/// about the values than that; it is looked at again with real values, to many digits.
final class Functions {
    /// Exponents up to here are powers of one base; the number would become unwieldy beyond.
    private static final int MAX_EXPONENT = 40;
    private static final int MAX_PRIME = 1000;

    /// A value that has to be a real number.
    static final class Irrational extends ArithmeticException {
        private static final long serialVersionUID = 1L;

        Irrational(String message) {
            super(message);
        }
    }

    private final long seed;
    private final boolean real;
    private boolean arbitrary;
    private boolean turned;
    private boolean exponential;

    /// @param real whether values are real numbers instead of arbitrary ones
    Functions(long seed, boolean real) {
        this.seed = seed;
        this.real = real;
    }

    boolean isReal() {
        return real;
    }

    /// Whether the logarithm of a negative number, for which that of its size stands, may have been undone by an
    /// exponential, which it does not allow.
    boolean areUnfit() {
        return turned && exponential;
    }

    /// Whether some value that was asked for was an arbitrary one.
    boolean wereArbitrary() {
        return arbitrary;
    }

    /// @throws ArithmeticException when the argument's constant is zero
    Jet reciprocal(Jet x, int limit) {
        Rational inverse = x.constant().reciprocal();
        List<Jet> powers = powers(x.withoutConstant(), limit);
        Rational[] a = new Rational[powers.size()];
        Rational c = inverse;
        for (int k = 0; k < a.length; k++) {
            a[k] = c;
            c = c.times(inverse).negate();
        }
        return combine(a, powers);
    }

    /// @throws ArithmeticException when the function has no value or derivative there that this class can represent
    Jet apply(String name, Jet x, int limit) {
        List<Jet> powers = powers(x.withoutConstant(), limit);
        return combine(taylor(name, x.constant(), powers.size()), powers);
    }

    private static List<Jet> powers(Jet move, int limit) {
        List<Jet> powers = new ArrayList<>();
        for (Jet p = Jet.ONE; !p.isZero(); p = p.times(move, limit)) {
            powers.add(p);
        }
        return powers;
    }

    private static Jet combine(Rational[] a, List<Jet> powers) {
        Jet.Terms sum = new Jet.Terms(8);
        for (int k = 0; k < a.length; k++) {
            sum.add(powers.get(k), a[k]);
        }
        return sum.toJet();
    }

    private Rational[] taylor(String name, Rational c, int terms) {
        return switch (name) {
            case "log" -> integrate(log(c), terms > 1 ? geometric(c, terms) : new Rational[0], terms);
            case "exp" -> exponential(exp(c), terms);
            case "sin" -> trigonometric(sin(c), cos(c), terms);
            case "cos" -> trigonometric(cos(c), sin(c).negate(), terms);
            case "sqrt" -> squareRoot(c, terms);
            case "tan" -> riccati(sin(c).dividedBy(cos(c)), Rational.ONE, 0, 1, terms);
            case "tanh" -> riccati(tanh(c), Rational.ONE, 0, -1, terms);
            case "sigmoid" -> riccati(sigmoid(c), Rational.ZERO, 1, -1, terms);
            case "atan" -> integrate(real ? RealValues.of("atan", c) : free("atan", c), arcTangent(c, terms), terms);
            default -> throw new NotChecked("the function " + name + " is not known to the check");
        };
    }

    /// The antiderivative of a series.
    private static Rational[] integrate(Rational value, Rational[] derivative, int terms) {
        Rational[] a = new Rational[terms];
        a[0] = value;
        for (int k = 1; k < terms; k++) {
            a[k] = derivative[k - 1].dividedBy(Rational.of(k));
        }
        return a;
    }

    /// `1/(c + x)`.
    private static Rational[] geometric(Rational c, int terms) {
        Rational[] a = new Rational[terms];
        Rational inverse = c.reciprocal();
        a[0] = inverse;
        for (int k = 1; k < terms; k++) {
            a[k] = a[k - 1].times(inverse).negate();
        }
        return a;
    }

    /// `1/(1 + (c + x)^2)`.
    private static Rational[] arcTangent(Rational c, int terms) {
        Rational[] a = new Rational[terms];
        Rational inverse = Rational.ONE.plus(c.times(c)).reciprocal();
        for (int k = 0; k < terms; k++) {
            Rational rest = k == 0 ? Rational.ONE : c.times(Rational.of(-2)).times(a[k - 1]);
            a[k] = (k < 2 ? rest : rest.minus(a[k - 2])).times(inverse);
        }
        return a;
    }

    private static Rational[] exponential(Rational value, int terms) {
        Rational[] a = new Rational[terms];
        a[0] = value;
        for (int k = 1; k < terms; k++) {
            a[k] = a[k - 1].dividedBy(Rational.of(k));
        }
        return a;
    }

    /// The solution of `y'' = -y`.
    private static Rational[] trigonometric(Rational value, Rational derivative, int terms) {
        Rational[] a = new Rational[terms];
        for (int k = 0; k < terms; k++) {
            a[k] = k == 0 ? value : k == 1 ? derivative : a[k - 2].negate().dividedBy(Rational.of((long) k * (k - 1)));
        }
        return a;
    }

    /// The solution of `y' = constant + linear y + quadratic y^2`.
    private static Rational[] riccati(Rational value, Rational constant, long linear, long quadratic, int terms) {
        Rational[] a = new Rational[terms];
        a[0] = value;
        for (int k = 1; k < terms; k++) {
            Rational square = Rational.ZERO;
            for (int i = 0; i < k; i++) {
                square = square.plus(a[i].times(a[k - 1 - i]));
            }
            Rational slope = (k == 1 ? constant : Rational.ZERO).plus(a[k - 1].times(Rational.of(linear)))
                    .plus(square.times(Rational.of(quadratic)));
            a[k] = slope.dividedBy(Rational.of(k));
        }
        return a;
    }

    private Rational[] squareRoot(Rational c, int terms) {
        BigInteger n = c.numerator();
        if (n.signum() <= 0) {
            throw new ArithmeticException("the square root of a number that is not positive");
        }
        BigInteger top = n.sqrt();
        BigInteger bottom = c.denominator().sqrt();
        boolean rational = top.multiply(top).equals(n) && bottom.multiply(bottom).equals(c.denominator());
        if (!rational && !real) {
            throw new Irrational("an irrational square root");
        }
        Rational[] a = new Rational[terms];
        a[0] = rational ? Rational.of(top, bottom) : RealValues.of("sqrt", c);
        for (int k = 1; k < terms; k++) {
            a[k] = a[k - 1].times(Rational.of(3 - 2L * k, 2L * k)).dividedBy(c);
        }
        return a;
    }

    private Rational free(String name, Rational c) {
        if (c.signum() < 0) {
            return free(name, c.negate()).negate();
        }
        return c.isZero() ? Rational.ZERO : positive(name + c);
    }

    /// An arbitrary positive number that belongs to a name, neither 0 nor 1.
    private Rational positive(String name) {
        arbitrary = true;
        Random r = Random.of(seed, name);
        return Rational.of(2 + r.below(9), 11 + r.below(8));
    }

    /// The sum over the prime factors; a large cofactor counts as a prime. Of a negative number, that of its size: the
    /// two differ by a constant.
    private Rational log(Rational c) {
        if (c.isZero()) {
            throw new ArithmeticException("the logarithm of zero");
        }
        turned |= c.signum() < 0;
        return real ? RealValues.of("log", c.signum() < 0 ? c.negate() : c)
                : log(c.numerator().abs()).minus(log(c.denominator()));
    }

    private Rational log(BigInteger n) {
        Rational sum = Rational.ZERO;
        BigInteger rest = n;
        for (int p = 2; p < MAX_PRIME && rest.bitLength() > 1; p++) {
            BigInteger prime = BigInteger.valueOf(p);
            for (BigInteger[] q = rest.divideAndRemainder(prime); q[1].signum() == 0; q = rest
                    .divideAndRemainder(prime)) {
                sum = sum.plus(positive("log" + p));
                rest = q[0];
            }
        }
        return rest.bitLength() > 1 ? sum.plus(positive("log" + rest)) : sum;
    }

    private Rational exp(Rational c) {
        exponential = true;
        if (real) {
            return RealValues.of("exp", c);
        }
        if (c.signum() < 0) {
            return exp(c.negate()).reciprocal();
        }
        return c.numerator().bitLength() < 16 && c.numerator().intValue() <= MAX_EXPONENT
                ? positive("exp" + c.denominator()).pow(c.numerator().intValue()) : positive("exp" + c);
    }

    private Rational tanh(Rational c) {
        Rational square = exp(c).pow(2);
        return square.minus(Rational.ONE).dividedBy(square.plus(Rational.ONE));
    }

    private Rational sigmoid(Rational c) {
        return exp(c).dividedBy(exp(c).plus(Rational.ONE));
    }

    /// The tangent of half the angle, an odd function of it.
    private Rational half(Rational c) {
        return free("half", c);
    }

    private Rational sin(Rational c) {
        if (real) {
            return RealValues.of("sin", c);
        }
        Rational t = half(c);
        return t.times(Rational.of(2)).dividedBy(Rational.ONE.plus(t.times(t)));
    }

    private Rational cos(Rational c) {
        if (real) {
            return RealValues.of("cos", c);
        }
        Rational t = half(c);
        return Rational.ONE.minus(t.times(t)).dividedBy(Rational.ONE.plus(t.times(t)));
    }
}
