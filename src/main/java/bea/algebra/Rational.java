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

    /// The greatest common divisor of two numbers above 0, by halving: a division costs more than many shifts.
    private static long gcd(long x, long y) {
        if (x == 1 || y == 1) {
            return 1;
        }
        int twos = Long.numberOfTrailingZeros(x | y);
        long a = x >> Long.numberOfTrailingZeros(x);
        long b = y >> Long.numberOfTrailingZeros(y);
        while (a != b) {
            long d = a - b;
            b = Math.min(a, b);
            a = Math.abs(d) >> Long.numberOfTrailingZeros(d);
        }
        return a << twos;
    }

    /// Whether the product fits a word, and is not the one word whose negative does not.
    private static boolean fits(long a, long b) {
        long low = a * b;
        return Math.multiplyHigh(a, b) == low >> 63 && low != Long.MIN_VALUE;
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
            Rational sum = sum(o);
            if (sum != null) {
                return sum;
            }
        }
        return of(numerator().multiply(o.denominator()).add(o.numerator().multiply(denominator())),
                denominator().multiply(o.denominator()));
    }

    /// In words, null where they overflow. With `g` the common divisor of the denominators only `g` can still divide
    /// the sum (Knuth, The Art of Computer Programming, 4.5.1).
    private Rational sum(Rational o) {
        long g = den == o.den ? den : gcd(den, o.den);
        long left = o.den / g;
        long right = den / g;
        if (!fits(num, left) || !fits(o.num, right)) {
            return null;
        }
        long n = num * left;
        long m = o.num * right;
        long sum = n + m;
        if (((n ^ sum) & (m ^ sum)) < 0 || sum == Long.MIN_VALUE) {
            return null;
        }
        if (sum == 0) {
            return ZERO;
        }
        long h = g == 1 ? 1 : gcd(Math.abs(sum), g);
        return fits(right, o.den / h) ? new Rational(sum / h, right * (o.den / h), null, null) : null;
    }

    public Rational minus(Rational o) {
        return plus(o.negate());
    }

    public Rational times(Rational o) {
        if (bigNum == null && o.bigNum == null) {
            if (num == 0 || o.num == 0) {
                return ZERO;
            }
            // both are in lowest terms, so only crosswise can anything be divided out
            long g = gcd(Math.abs(num), o.den);
            long h = gcd(Math.abs(o.num), den);
            if (fits(num / g, o.num / h) && fits(den / h, o.den / g)) {
                return new Rational(num / g * (o.num / h), den / h * (o.den / g), null, null);
            }
        }
        return of(numerator().multiply(o.numerator()), denominator().multiply(o.denominator()));
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
