package bea.plot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/// Lines on which a function of the plane has given values: marching squares on a grid (Lorensen & Cline 1987, in two
/// dimensions). A square in which all four sides are crossed is cut as the mean of its corners says.
public final class Contours {
    private static final int SQUARES = 96;

    private final double[] x;
    private final double[] y;
    private final double[][] values;

    /// Of a function between two corners.
    public Contours(DoubleBinaryOperator f, double x0, double x1, double y0, double y1) {
        this.x = between(x0, x1);
        this.y = between(y0, y1);
        this.values = new double[SQUARES + 1][SQUARES + 1];
        for (int i = 0; i <= SQUARES; i++) {
            for (int j = 0; j <= SQUARES; j++) {
                values[i][j] = f.applyAsDouble(x[i], y[j]);
            }
        }
    }

    private static double[] between(double from, double to) {
        double[] all = new double[SQUARES + 1];
        java.util.Arrays.setAll(all, i -> from + (to - from) * i / SQUARES);
        return all;
    }

    /// Values that stand apart evenly where the function grows as a square does.
    public List<Double> levels(int n) {
        var finite = java.util.Arrays.stream(values).flatMapToDouble(java.util.Arrays::stream).filter(Double::isFinite)
                .summaryStatistics();
        List<Double> levels = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            double part = (k + 0.5) / n;
            levels.add(finite.getMin() + (finite.getMax() - finite.getMin()) * part * part);
        }
        return levels;
    }

    /// All lines of all levels, one after another, with a NaN behind each.
    public Curve curve(String name, List<Double> levels, Look look) {
        Points points = new Points();
        levels.forEach(l -> lines(l).forEach(line -> {
            line.forEach(p -> points.add(p[0], p[1]));
            points.gap();
        }));
        return points.curve(name, look);
    }

    /// The lines of a level, each a list of points.
    List<List<double[]>> lines(double level) {
        Map<Integer, List<Integer>> next = new HashMap<>();
        List<Integer> sides = new ArrayList<>();
        for (int i = 0; i < SQUARES; i++) {
            for (int j = 0; j < SQUARES; j++) {
                square(i, j, level, next, sides);
            }
        }
        List<List<double[]>> lines = new ArrayList<>();
        for (int side : sides) {
            if (!next.get(side).isEmpty()) {
                lines.add(walk(side, next).stream().map(s -> crossing(s, level)).toList());
            }
        }
        return lines;
    }

    /// Joins the crossed sides of a square, two by two.
    private void square(int i, int j, double level, Map<Integer, List<Integer>> next, List<Integer> sides) {
        double[] corners = {values[i][j], values[i + 1][j], values[i + 1][j + 1], values[i][j + 1]};
        int[] around = {side(i, j, 0), side(i + 1, j, 1), side(i, j + 1, 0), side(i, j, 1)};
        double mean = (corners[0] + corners[1] + corners[2] + corners[3]) / 4;
        if (!Double.isFinite(mean)) {
            return;
        }
        List<Integer> crossed = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            if (corners[k] > level != corners[(k + 1) % 4] > level) {
                crossed.add(around[k]);
            }
        }
        if (crossed.size() == 2) {
            join(crossed.get(0), crossed.get(1), next, sides);
        } else if (crossed.size() == 4) {
            int shift = corners[0] > level == mean > level ? 0 : 1;
            join(crossed.get(shift), crossed.get(shift + 1), next, sides);
            join(crossed.get(shift + 2), crossed.get((shift + 3) % 4), next, sides);
        }
    }

    /// A number for the side from a corner of the grid to the right (0) or upwards (1).
    private static int side(int i, int j, int upwards) {
        return (i * (SQUARES + 1) + j) * 2 + upwards;
    }

    private static void join(int a, int b, Map<Integer, List<Integer>> next, List<Integer> sides) {
        for (int s : new int[]{a, b}) {
            next.computeIfAbsent(s, k -> {
                sides.add(k);
                return new ArrayList<>();
            });
        }
        next.get(a).add(b);
        next.get(b).add(a);
    }

    /// From a side as far as the line goes both ways; what was walked is taken out.
    private static Deque<Integer> walk(int from, Map<Integer, List<Integer>> next) {
        Deque<Integer> line = new ArrayDeque<>(List.of(from));
        while (!next.get(line.getLast()).isEmpty()) {
            line.addLast(step(line.getLast(), next));
        }
        while (!next.get(line.getFirst()).isEmpty()) {
            line.addFirst(step(line.getFirst(), next));
        }
        return line;
    }

    private static int step(int from, Map<Integer, List<Integer>> next) {
        int to = next.get(from).removeFirst();
        next.get(to).remove((Integer) from);
        return to;
    }

    private double[] crossing(int side, double level) {
        int i = side / 2 / (SQUARES + 1);
        int j = side / 2 % (SQUARES + 1);
        int p = i + 1 - side % 2;
        int q = j + side % 2;
        double t = (level - values[i][j]) / (values[p][q] - values[i][j]);
        return new double[]{x[i] + t * (x[p] - x[i]), y[j] + t * (y[q] - y[j])};
    }
}
