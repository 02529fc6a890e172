package bea.plot;

/// An axis from one number to another.
public record Axis(String label, Scale scale, double from, double to) {
    /// `HALVES` is a logarithmic scale whose numbers read 1/4, 1/8, …
    public enum Scale {
        LINEAR, DECADES, HALVES;

        /// Where a number stands.
        double position(double x) {
            return switch (this) {
                case LINEAR -> x;
                case DECADES -> x > 0 ? Math.log10(x) : Double.NaN;
                case HALVES -> x > 0 ? Math.log(x) / Math.log(2) : Double.NaN;
            };
        }
    }

    /// @throws IllegalArgumentException when it has no length: then there is nothing to draw
    public Axis {
        double length = scale.position(to) - scale.position(from);
        if (!(length > 0) || Double.isInfinite(length)) {
            throw new IllegalArgumentException("an axis from " + from + " to " + to);
        }
    }

    double low() {
        return scale.position(from);
    }

    double high() {
        return scale.position(to);
    }
}
