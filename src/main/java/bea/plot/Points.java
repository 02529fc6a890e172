package bea.plot;

import java.util.ArrayList;
import java.util.List;

/// Points that become a curve.
final class Points {
    private final List<double[]> all = new ArrayList<>();

    void add(double x, double y) {
        all.add(new double[]{x, y});
    }

    /// The line ends, and another begins.
    void gap() {
        add(Double.NaN, Double.NaN);
    }

    Curve curve(String name, Look look) {
        return new Curve(name, all.stream().mapToDouble(p -> p[0]).toArray(),
                all.stream().mapToDouble(p -> p[1]).toArray(),
                look);
    }
}
