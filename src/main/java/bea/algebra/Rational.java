package bea.algebra;

import java.math.BigInteger;

/// An exact rational number in lowest terms with a positive denominator.
///
/// Values whose numerator and denominator fit a machine word are kept there; an operation that would
/// overflow widens to [BigInteger], so a result is never wrong.
public final class Rational implements Comparable<Rational> {
    public static final Rational ZERO = new Rational(0, 1, null, null);
    public static final Rational ONE = new Rational(1, 1, null, null);
    public static final Rational MINUS_ONE = new Rational(-1, 1, null, null);

    private static final BigInteger LONG_MIN = BigInteger.valueOf(-Long.MAX_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final long num;
    private final long den;
    /// Both null when the value fits a word.
    private final BigInteger bigNum;
    private final BigInteger bigDen;

    private Rational(long num, long den, BigInteger bigNum, BigInteger bigDen) {
        this.num = num;
        this.den = den;
        this.bigNum = bigNum;
        this.bigDen = bigDen;
    }

    public static Rational of(long value) {
        return value == 0 ? ZERO : value == 1 ? ONE : value == Long.MIN_VALUE
                ? of(BigInteger.valueOf(value), BigInteger.ONE) : new Rational(value, 1, null, null);
    }

    /// @throws ArithmeticException when `den` is zero
    public static Rational of(long num, long den) {
        if (den == 0) {
            throw new ArithmeticException("division by zero");
        }
        if (num == Long.MIN_VALUE || den == Long.MIN_VALUE) {
            return of(BigInteger.valueOf(num), BigInteger.valueOf(den));
        }
        if (num == 0) {
            return ZERO;
        }
        long g = gcd(Math.abs(num), Math.abs(den));
        long s = den < 0 ? -1 : 1;
        return new Rational(s * (num / g), s * (den / g), null, null);
    }

    /// @throws ArithmeticException when `den` is zero
    public static Rational of(BigInteger num, BigInteger den) {
        if (den.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        BigInteger g = num.gcd(den);
        if (den.signum() < 0) {
            g = g.negate();
        }
        BigInteger n = num.divide(g);
        BigInteger d = den.divide(g);
        if (n.compareTo(LONG_MIN) >= 0 && n.compareTo(LONG_MAX) <= 0 && d.compareTo(LONG_MAX) <= 0) {
            return n.signum() == 0 ? ZERO : new Rational(n.longValue(), d.longValue(), null, null);
        }
        return new Rational(0, 0, n, d);
    }

    /// Reads `12`, `-3/4` or a decimal such as `0.25`, exactly.
    ///
    /// @throws NumberFormatException when the text is none of these
    public static Rational parse(String text) {
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return of(new BigInteger(text.substring(0, slash)), new BigInteger(text.substring(slash + 1)));
        }
        int dot = text.indexOf('.');
        if (dot < 0) {
            return of(new BigInteger(text), BigInteger.ONE);
        }
        String digits = text.substring(0, dot) + text.substring(dot + 1);
        return of(new BigInteger(digits), BigInteger.TEN.pow(text.length() - dot - 1));
    }

    private static long gcd(long a, long b) {
        while (b != 0) {
            long t = a % b;
            a = b;
            b = t;
        }
        return a;
    }

    public BigInteger numerator() {
        return bigNum != null ? bigNum : BigInteger.valueOf(num);
    }

    public BigInteger denominator() {
        return bigDen != null ? bigDen : BigInteger.valueOf(den);
    }

    public Rational plus(Rational o) {
        if (bigNum == null && o.bigNum == null) {
            if (num == 0) {
                return o;
            }
            if (o.num == 0) {
                return this;
            }
            if (fitsInt(num) && fitsInt(den) && fitsInt(o.num) && fitsInt(o.den)) {
                long n = num * o.den;
                long m = o.num * den;
                long sum = n + m;
                if (((n ^ sum) & (m ^ sum)) >= 0) {
                    return of(sum, den * o.den);
                }
            }
        }
        return of(numerator().multiply(o.denominator()).add(o.numerator().multiply(denominator())),
                denominator().multiply(o.denominator()));
    }

    public Rational minus(Rational o) {
        return plus(o.negate());
    }

    public Rational times(Rational o) {
        if (bigNum == null && o.bigNum == null) {
            if (num == 0 || o.num == 0) {
                return ZERO;
            }
            if (fitsInt(num) && fitsInt(den) && fitsInt(o.num) && fitsInt(o.den)) {
                return of(num * o.num, den * o.den);
            }
        }
        return of(numerator().multiply(o.numerator()), denominator().multiply(o.denominator()));
    }

    private static boolean fitsInt(long v) {
        return (int) v == v;
    }

    /// @throws ArithmeticException when `o` is zero
    public Rational dividedBy(Rational o) {
        return times(o.reciprocal());
    }

    /// @throws ArithmeticException when this is zero
    public Rational reciprocal() {
        return bigNum == null ? of(den, num) : of(bigDen, bigNum);
    }

    public Rational negate() {
        return bigNum == null ? (num == 0 ? ZERO : new Rational(-num, den, null, null)) : of(bigNum.negate(), bigDen);
    }

    /// Integer power; a negative exponent needs a non-zero base.
    public Rational pow(int exponent) {
        if (exponent < 0) {
            return reciprocal().pow(-exponent);
        }
        Rational result = ONE;
        Rational base = this;
        for (int e = exponent; e > 0; e >>= 1) {
            if ((e & 1) == 1) {
                result = result.times(base);
            }
            if (e > 1) {
                base = base.times(base);
            }
        }
        return result;
    }

    public boolean isZero() {
        return bigNum == null && num == 0;
    }

    public boolean isOne() {
        return bigNum == null && num == 1 && den == 1;
    }

    public boolean isInteger() {
        return bigNum == null ? den == 1 : bigDen.equals(BigInteger.ONE);
    }

    public int signum() {
        return bigNum == null ? Long.signum(num) : bigNum.signum();
    }

    public Rational abs() {
        return signum() < 0 ? negate() : this;
    }

    /// The value as an `int`.
    ///
    /// @throws ArithmeticException when it is no integer or out of range
    public int intValueExact() {
        if (!isInteger()) {
            throw new ArithmeticException(this + " is not an integer");
        }
        return numerator().intValueExact();
    }

    public double doubleValue() {
        return bigNum == null ? (double) num / den
                : new java.math.BigDecimal(bigNum)
                        .divide(new java.math.BigDecimal(bigDen), java.math.MathContext.DECIMAL64)
                        .doubleValue();
    }

    @Override
    public int compareTo(Rational o) {
        return minus(o).signum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rational o && num == o.num && den == o.den
                && java.util.Objects.equals(bigNum, o.bigNum) && java.util.Objects.equals(bigDen, o.bigDen);
    }

    @Override
    public int hashCode() {
        return bigNum == null ? Long.hashCode(num) * 31 + Long.hashCode(den)
                : bigNum.hashCode() * 31 + bigDen.hashCode();
    }

    /// `3`, `-1/2`.
    @Override
    public String toString() {
        return isInteger() ? numerator().toString() : numerator() + "/" + denominator();
    }
}
