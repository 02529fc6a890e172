package bea.tensor;

/// Elementary functions that the class library lacks, or computes too slowly for the inner loop of a plan.
/// They are accurate to a few units in the last place, in relative terms, wherever the result is a normal number.
final class Reals {
    private Reals() {}

    private static final double LN2_HIGH = 0x1.62e42fefa3800p-1;
    private static final double LN2_LOW = 0x1.ef35793c76730p-45;
    private static final double LOG2_E = 0x1.71547652b82fep0;
    /// Adding and subtracting this rounds to an integer, which the lowest bits of the sum hold.
    private static final double ROUND = 0x1.8p52;

    static double exp(double x) {
        if (!(Math.abs(x) < 700)) return Math.exp(x);
        double shifted = Math.fma(x, LOG2_E, ROUND);
        double n = shifted - ROUND;
        return Math.fma(reduced(x, n), power(shifted), power(shifted));
    }

    /// exp(r) - 1 for r = x - n log 2, at most log 2 / 2 in size.
    private static double reduced(double x, double n) {
        double r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, x));
        double r2 = r * r;
        double r4 = r2 * r2;
        double low = Math.fma(r2, Math.fma(r, 1 / 120.0, 1 / 24.0), Math.fma(r, 1 / 6.0, 0.5));
        double middle = Math.fma(r2, Math.fma(r, 1 / 362880.0, 1 / 40320.0), Math.fma(r, 1 / 5040.0, 1 / 720.0));
        double high = Math.fma(r2, Math.fma(r, 1 / 6227020800.0, 1 / 479001600.0),
                Math.fma(r, 1 / 39916800.0, 1 / 3628800.0));
        return Math.fma(Math.fma(r4, Math.fma(r4, high, middle), low), r2, r);
    }

    /// 2 to the integer that a sum with ROUND holds.
    private static double power(double shifted) {
        return Double.longBitsToDouble((Double.doubleToRawLongBits(shifted) + 1023) << 52);
    }

    /// -t / (2 + t) with t = exp(-2 |x|) - 1, which is accurate for small x too, and 1 in size for large.
    static double tanh(double x) {
        double z = -2 * Math.abs(x);
        if (!(z > -80)) return Double.isNaN(x) ? x : Math.signum(x);
        double shifted = Math.fma(z, LOG2_E, ROUND);
        double power = power(shifted);
        double t = Math.fma(power, reduced(z, shifted - ROUND), power - 1);
        return Math.copySign(t / (2 + t), x);
    }

    /// 1 / (1 + exp(-x)), without overflow and with small results to full relative accuracy.
    static double sigmoid(double x) {
        double e = exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(exp(-Math.abs(x)));
    }

    static double reciprocal(double x) {
        return 1 / x;
    }

    static double step(double x) {
        return x > 0 ? 1 : 0;
    }

    /// x to an integer power, by repeated squaring.
    static double pow(double x, int exponent) {
        double result = 1;
        double square = x;
        for (int n = Math.abs(exponent); n > 0; n >>= 1) {
            if ((n & 1) != 0) result *= square;
            square *= square;
        }
        return exponent < 0 ? 1 / result : result;
    }
}
