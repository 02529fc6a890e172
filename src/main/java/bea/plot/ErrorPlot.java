package bea.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Errors against the step size, both logarithmic, beside lines of the orders that are claimed.
public final class ErrorPlot {
    /// The errors of a flow and the order found in them.
    ///
    /// @param claimed     what the order is said to be, or, when it `misses`, not to be
    /// @param order       as measured, with its `uncertainty`
    /// @param h           step sizes, with the `error` at each
    public record Series(String name, double claimed, boolean misses, double order, double uncertainty, double[] h,
            double[] error) {}

    /// By which a line of reference may stand off, the first that is far enough from everything.
    private static final List<Double> FACTORS = List.of(2.2, 1 / 2.2, 4.0, 0.25);

    private ErrorPlot() {}

    /// @param measured what the error is: `distance after one update`
    /// @throws IllegalArgumentException when there is nothing to draw
    public static Figure of(String measured, List<Series> series) {
        List<Curve> curves = new ArrayList<>();
        List<Label> labels = new ArrayList<>();
        references(series).forEach((order, c) -> {
            curves.add(c);
            labels.add(new Label((order == 1 ? "h" : Typeset.power("h", order)) + "  ", c.x()[1], c.y()[1]));
        });
        for (int i = 0; i < series.size(); i++) {
            Series s = series.get(i);
            curves.add(new Curve(legend(s), s.h(), s.error(), Look.series(i)));
        }
        double[] h = range(curves, true);
        double[] error = range(curves, false);
        return new Figure(List.of(new Panel("", new Axis("h", Axis.Scale.HALVES, h[0] / 1.7, h[1] * 1.3),
                new Axis(measured, Axis.Scale.DECADES, error[0] / 2.5, error[1] * 2.5), false, curves, labels)));
    }

    private static String legend(Series s) {
        String claim = (s.misses() ? "said to miss " : "claimed ") + Math.round(s.claimed());
        String measured = Double.isFinite(s.order())
                ? String.format(Locale.ROOT, "%.3f ± %.3f", s.order(), s.uncertainty())
                : "not measured";
        return s.name() + ":  " + measured + "  (" + claim + ")";
    }

    /// A line for each order that is claimed, beside the first series that claims it.
    private static Map<Long, Curve> references(List<Series> series) {
        Map<Long, Curve> lines = new TreeMap<>(Comparator.naturalOrder());
        for (Series s : series) {
            if (!s.misses() && s.h().length > 1) {
                lines.computeIfAbsent(Math.round(s.claimed()), k -> reference(s, k, series));
            }
        }
        return lines;
    }

    private static Curve reference(Series s, long order, List<Series> all) {
        int last = s.h().length - 1;
        double factor = FACTORS.stream()
                .max(Comparator.comparingDouble(f -> Math.min(0.6, gap(f * s.error()[last], all))))
                .orElseThrow();
        double above = factor * s.error()[last] / Math.pow(s.h()[last], order);
        double[] h = {s.h()[0], s.h()[last]};
        return new Curve("", h, new double[]{above * Math.pow(h[0], order), above * Math.pow(h[1], order)},
                Look.REFERENCE);
    }

    /// How far from all series a line is that ends at a value.
    private static double gap(double end, List<Series> all) {
        return all.stream().filter(s -> s.h().length > 0).mapToDouble(s -> Math.abs(Math.log(end
                / s.error()[s.h().length - 1]))).min().orElse(0);
    }

    private static double[] range(List<Curve> curves, boolean x) {
        var all = curves.stream().flatMapToDouble(c -> java.util.Arrays.stream(x ? c.x() : c.y()))
                .filter(v -> v > 0 && Double.isFinite(v)).summaryStatistics();
        return new double[]{all.getMin(), all.getMax()};
    }
}
