package bea.plot;

/// Points that belong together; the line has a gap where a point is NaN.
///
/// @param name  as the legend has it; without one the curve is not in the legend
public record Curve(String name, double[] x, double[] y, Look look) {
    public Curve {
        if (x.length != y.length) {
            throw new IllegalArgumentException(x.length + " and " + y.length + " coordinates");
        }
    }

    boolean isNamed() {
        return !name.isEmpty();
    }
}
