package bea.numeric;

import java.util.List;

/// The order of an error in `h`: the slope of its logarithm against that of `h`, by least squares.
///
/// @param claimed     what it is said to be, or, when it `misses`, not to be
/// @param measured    what it is: infinite where all errors are rounding, NaN where too few are above it
/// @param uncertainty half the width of the 95 % interval of the slope
/// @param points      the step sizes and errors that entered
public record Slope(String name, double claimed, boolean misses, double measured, double uncertainty,
        List<Point> points) {
    /// Errors below this are rounding.
    static final double FLOOR = 1e-12;

    public record Point(double h, double error) {}

    /// @param all errors for decreasing step sizes; those in the rounding are left out
    static Slope of(String name, double claimed, boolean misses, List<Point> all) {
        List<Point> used = all.stream().filter(p -> p.error() > FLOOR && Double.isFinite(p.error())).toList();
        int n = used.size();
        if (n < 3) {
            boolean exact = all.size() > 2 && all.stream().allMatch(p -> p.error() <= FLOOR);
            return new Slope(name, claimed, misses, exact ? Double.POSITIVE_INFINITY : Double.NaN, Double.NaN, used);
        }
        double[] x = used.stream().mapToDouble(p -> Math.log(p.h())).toArray();
        double[] y = used.stream().mapToDouble(p -> Math.log(p.error())).toArray();
        double mx = java.util.Arrays.stream(x).average().orElseThrow();
        double my = java.util.Arrays.stream(y).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < n; i++) {
            xx += (x[i] - mx) * (x[i] - mx);
            xy += (x[i] - mx) * (y[i] - my);
        }
        double slope = xy / xx;
        double rest = 0;
        for (int i = 0; i < n; i++) {
            double e = y[i] - my - slope * (x[i] - mx);
            rest += e * e;
        }
        double t = new org.hipparchus.distribution.continuous.TDistribution(n - 2).inverseCumulativeProbability(0.975);
        return new Slope(name, claimed, misses, slope, t * Math.sqrt(rest / (n - 2) / xx), used);
    }

    /// Whether the order is as claimed, within a tenth: the next power of `h` bends the line a little.
    public boolean asClaimed() {
        return misses ? measured < claimed - 0.1
                : measured == Double.POSITIVE_INFINITY || Math.abs(measured - claimed) <= 0.1;
    }
}
