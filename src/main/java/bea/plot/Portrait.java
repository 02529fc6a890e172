package bea.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/// Iterates and flows in the plane, over contour lines of a loss or arrows of a field.
public final class Portrait {
    private static final int ARROWS = 17;
    private static final int LEVELS = 14;

    /// A path through the plane.
    public record Track(String name, double[] x, double[] y) {}

    /// A function of the plane, by the name that it has in the legend.
    public record Height(String name, DoubleBinaryOperator at) {}

    /// A vector at each point of the plane.
    public interface Field {
        double[] at(double x, double y);
    }

    private final String xName;
    private final String yName;
    private final Track iterates;
    private final List<Track> flows;
    private final double[] box;

    /// @param flows told apart by their looks, in this order
    public Portrait(String xName, String yName, Track iterates, List<Track> flows) {
        this.xName = xName;
        this.yName = yName;
        this.iterates = iterates;
        this.flows = List.copyOf(flows);
        List<Track> all = new ArrayList<>(flows);
        all.add(iterates);
        this.box = box(all);
    }

    /// What is around all of them, with a margin, neither flat nor thin.
    private static double[] box(List<Track> tracks) {
        var x = tracks.stream().flatMapToDouble(t -> java.util.Arrays.stream(t.x())).filter(Double::isFinite)
                .summaryStatistics();
        var y = tracks.stream().flatMapToDouble(t -> java.util.Arrays.stream(t.y())).filter(Double::isFinite)
                .summaryStatistics();
        double width = x.getMax() - x.getMin();
        double height = y.getMax() - y.getMin();
        double w = 0.58 * Math.max(width, height / 1.05);
        double h = 0.58 * Math.max(height, width * 0.75);
        double cx = (x.getMax() + x.getMin()) / 2;
        double cy = (y.getMax() + y.getMin()) / 2;
        return new double[]{cx - w, cx + w, cy - h, cy + h};
    }

    /// One panel for each function, with all the paths.
    public Figure over(List<Height> heights) {
        List<Panel> panels = new ArrayList<>();
        for (Height h : heights) {
            panels.add(panel("", join(contours(h), tracks(flows))));
        }
        return new Figure(panels.isEmpty() ? List.of(panel("", tracks(flows))) : panels);
    }

    /// One panel over the arrows of a field.
    public Figure over(String name, Field field) {
        return new Figure(List.of(panel("", join(arrows(name, field), tracks(flows)))));
    }

    /// Two panels: the paths, and flows that start anew at each update, with the way that each would go on.
    ///
    /// @param pieces of one flow, from update to update, each with a point for `beyond` more than it is followed
    /// @param kept   points of each piece that are followed
    public Figure restarted(Optional<Height> height, String name, List<Track> pieces, int kept) {
        List<Curve> below = height.map(this::contours).map(List::of).orElse(List.of());
        List<Curve> left = new ArrayList<>(below);
        left.addAll(tracks(flows));
        List<Curve> right = new ArrayList<>(below);
        right.add(
                joined("how each would go on", pieces, kept - 1, Integer.MAX_VALUE, new Look(0x8C8C8C, 0.9f, Dash.SHORT,
                        Mark.NONE)));
        right.add(joined(name + ", anew at each update", pieces, 0, kept, Look.series(2).unmarked().wide(1.9f)));
        right.add(new Curve(iterates.name(), iterates.x(), iterates.y(), Look.ITERATES));
        right.add(start());
        return new Figure(List.of(panel("(a)", left), panel("(b)", right)));
    }

    private static Curve joined(String name, List<Track> pieces, int from, int to, Look look) {
        Points points = new Points();
        for (Track t : pieces) {
            for (int i = from; i < Math.min(to, t.x().length); i++) {
                points.add(t.x()[i], t.y()[i]);
            }
            points.gap();
        }
        return points.curve(name, look);
    }

    private static List<Curve> join(Curve below, List<Curve> above) {
        List<Curve> all = new ArrayList<>(List.of(below));
        all.addAll(above);
        return all;
    }

    private Panel panel(String title, List<Curve> curves) {
        return new Panel(title, new Axis(xName, Axis.Scale.LINEAR, box[0], box[1]),
                new Axis(yName, Axis.Scale.LINEAR, box[2], box[3]), true, curves, List.of());
    }

    private List<Curve> tracks(List<Track> shown) {
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            Track t = shown.get(i);
            curves.add(new Curve(t.name(), t.x(), t.y(), Look.series(i).unmarked().wide(1.6f)));
        }
        curves.add(new Curve(iterates.name(), iterates.x(), iterates.y(), Look.ITERATES));
        curves.add(start());
        return curves;
    }

    private Curve start() {
        return new Curve("start", new double[]{iterates.x()[0]}, new double[]{iterates.y()[0]}, Look.START);
    }

    private Curve contours(Height h) {
        Contours c = new Contours(h.at(), box[0], box[1], box[2], box[3]);
        return c.curve(h.name(), c.levels(LEVELS), Look.CONTOUR);
    }

    private Curve arrows(String name, Field field) {
        double step = (box[1] - box[0]) / ARROWS;
        int rows = (int) Math.floor((box[3] - box[2]) / step);
        double[][] places = new double[ARROWS * rows][];
        for (int i = 0; i < places.length; i++) {
            places[i] = new double[]{box[0] + (i % ARROWS + 0.5) * step,
                    box[2] + (box[3] - box[2] - rows * step) / 2 + (i / ARROWS + 0.5) * step};
        }
        return Arrows.of(name, field, places, 0.85 * step);
    }
}
