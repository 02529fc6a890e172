package bea.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/// Iterates and flows in the plane, over contour lines of a loss or arrows of a field.
public final class Portrait {
    private static final int ARROWS = 17;
    private static final int LEVELS = 14;
    private static final int MANY = 150;

    /// A path through the plane.
    public record Track(String name, double[] x, double[] y) {
        private Track end() {
            return new Track(name, new double[]{x[x.length - 1]}, new double[]{y[y.length - 1]});
        }
    }

    /// A function of the plane, by the name that it has in the legend.
    public record Height(String name, DoubleBinaryOperator at) {}

    /// A vector at each point of the plane.
    public interface Field {
        double[] at(double x, double y);
    }

    private final String step;
    private final String xName;
    private final String yName;
    private final Track iterates;
    private final List<Track> flows;
    private final double[] box;

    /// @param step  of the update: `h = 1/8`
    /// @param flows told apart by their looks, in this order
    public Portrait(String step, String xName, String yName, Track iterates, List<Track> flows) {
        this.step = step;
        this.xName = xName;
        this.yName = yName;
        this.iterates = iterates;
        this.flows = List.copyOf(flows);
        List<Track> all = new ArrayList<>(flows);
        all.add(iterates);
        this.box = box(all, 0.58, 0.75, 1.05);
    }

    /// What is around all of them, with a ratio of height to width between bounds.
    ///
    /// @param part of what they need that half of a side has
    private static double[] box(List<Track> tracks, double part, double flat, double thin) {
        var x = tracks.stream().flatMapToDouble(t -> java.util.Arrays.stream(t.x())).filter(Double::isFinite)
                .summaryStatistics();
        var y = tracks.stream().flatMapToDouble(t -> java.util.Arrays.stream(t.y())).filter(Double::isFinite)
                .summaryStatistics();
        double width = x.getMax() - x.getMin();
        double height = y.getMax() - y.getMin();
        double w = part * Math.max(width, height / thin);
        double h = part * Math.max(height, width * flat);
        double cx = (x.getMax() + x.getMin()) / 2;
        double cy = (y.getMax() + y.getMin()) / 2;
        return new double[]{cx - w, cx + w, cy - h, cy + h};
    }

    /// Over contour lines of functions, of all at the levels of the first: all of the paths, and where they end.
    public Figure over(List<Height> heights) {
        List<Panel> panels = new ArrayList<>();
        double[] ends = ends();
        panels.add(panel(step, over(heights, box), box));
        if (ends[1] > ends[0] && ends[1] - ends[0] < 0.3 * (box[1] - box[0])) {
            panels.add(panel("the ends, enlarged", over(heights, ends), ends));
        }
        return new Figure(panels);
    }

    private List<Curve> over(List<Height> heights, double[] within) {
        List<Curve> curves = new ArrayList<>();
        List<Double> levels = new ArrayList<>();
        for (Height h : heights) {
            Contours c = new Contours(h.at(), within[0], within[1], within[2], within[3]);
            Look look = curves.isEmpty() ? Look.CONTOUR : Look.OTHER_CONTOUR;
            if (levels.isEmpty()) {
                levels = c.levels(LEVELS);
            }
            curves.add(c.curve(h.name(), levels, look));
        }
        curves.addAll(tracks(flows));
        return curves;
    }

    private double[] ends() {
        List<Track> ends = new ArrayList<>();
        flows.forEach(t -> ends.add(t.end()));
        ends.add(iterates.end());
        double ratio = (box[3] - box[2]) / (box[1] - box[0]);
        return box(ends, 1, ratio, ratio);
    }

    /// One panel over the arrows of a field.
    public Figure over(String name, Field field) {
        return new Figure(List.of(panel(step, join(arrows(name, field), tracks(flows)), box)));
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
        right.add(joined("how each would go on", pieces, kept - 1, Integer.MAX_VALUE, Look.ONWARD));
        right.add(joined(name + ", anew at each update", pieces, 0, kept, Look.series(2).unmarked().wide(1.9f)));
        List<Track> marked = apart(pieces.subList(1, pieces.size()));
        right.add(
                joined("where it starts anew" + (marked.size() < pieces.size() - 1 ? " (not all marked)" : ""), marked,
                        0, 1, Look.RESTART));
        right.add(dots());
        right.add(start());
        return new Figure(List.of(panel("(a)  " + step, left, box), panel("(b)  " + step, right, box)));
    }

    /// Those whose first points are far enough from each other for marks of their own.
    private List<Track> apart(List<Track> pieces) {
        double room = 0.03 * (box[1] - box[0]);
        List<Track> kept = new ArrayList<>();
        for (Track t : pieces) {
            if (kept.stream().noneMatch(k -> Math.hypot(k.x()[0] - t.x()[0], k.y()[0] - t.y()[0]) < room)) {
                kept.add(t);
            }
        }
        return kept;
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

    private Panel panel(String title, List<Curve> curves, double[] within) {
        return new Panel(title, new Axis(xName, Axis.Scale.LINEAR, within[0], within[1]),
                new Axis(yName, Axis.Scale.LINEAR, within[2], within[3]), true, curves, List.of());
    }

    private List<Curve> tracks(List<Track> shown) {
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            Track t = shown.get(i);
            curves.add(new Curve(t.name(), t.x(), t.y(), Look.series(i).unmarked().wide(1.6f)));
        }
        curves.add(dots());
        curves.add(start());
        return curves;
    }

    private Curve dots() {
        return new Curve(iterates.name(), iterates.x(), iterates.y(), iterates.x().length > MANY ? Look.MANY_ITERATES
                : Look.ITERATES);
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
