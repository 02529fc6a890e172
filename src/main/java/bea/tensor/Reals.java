package bea.tensor;

/// Elementary functions that the class library lacks, or computes too slowly for the inner loop of a plan.
/// They are accurate to a few units in the last place, in relative terms, wherever the result is a normal number.
final class Reals {
    private Reals() {}

    static double exp(double x) {
        return Math.exp(x);
    }

    static double tanh(double x) {
        return Math.tanh(x);
    }

    /// 1 / (1 + exp(-x)), without overflow and with small results to full relative accuracy.
    static double sigmoid(double x) {
        double e = exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(exp(-Math.abs(x)));
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
