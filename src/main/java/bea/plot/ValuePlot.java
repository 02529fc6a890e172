package bea.plot;

import java.util.ArrayList;
import java.util.List;

/// Numbers along training, against the number of the update: losses in one panel, the terms that are added to them in
/// another, other expressions in a third.
public final class ValuePlot {
    /// @param values at each update
    public record Series(String name, double[] values) {}

    private ValuePlot() {}

    /// @throws IllegalArgumentException when there is nothing to draw
    public static Figure of(double[] updates, List<Series> losses, List<Series> terms, List<Series> named) {
        List<Panel> panels = new ArrayList<>();
        if (!losses.isEmpty()) {
            panels.add(panel("losses", updates, losses, 0));
        }
        if (!terms.isEmpty()) {
            panels.add(panel("terms of the modified loss", updates, terms, losses.size()));
        }
        if (!named.isEmpty()) {
            panels.add(panel("named in the file", updates, named, losses.size() + terms.size()));
        }
        return new Figure(panels);
    }

    private static Panel panel(String title, double[] updates, List<Series> series, int first) {
        var all = series.stream().flatMapToDouble(s -> java.util.Arrays.stream(s.values())).filter(Double::isFinite)
                .summaryStatistics();
        boolean logarithmic = all.getMin() > 0 && all.getMax() > 100 * all.getMin();
        Axis x = new Axis("update", Axis.Scale.LINEAR, updates[0], updates[updates.length - 1]);
        List<Curve> curves = new ArrayList<>();
        if (!logarithmic) {
            curves.add(new Curve("", new double[]{x.from(), x.to()}, new double[2], Look.ZERO));
        }
        for (int i = 0; i < series.size(); i++) {
            curves.add(new Curve(series.get(i).name(), updates, series.get(i).values(),
                    Look.series(first + i).unmarked().wide(1.7f)));
        }
        return new Panel(title, x,
                logarithmic ? new Axis("", Axis.Scale.DECADES, all.getMin() / 1.5, all.getMax() * 1.5)
                        : padded(Math.min(0, all.getMin()), Math.max(0, all.getMax())),
                false, curves, List.of());
    }

    private static Axis padded(double from, double to) {
        double pad = 0.04 * (to - from);
        return new Axis("", Axis.Scale.LINEAR, from - pad, to + pad);
    }
}
