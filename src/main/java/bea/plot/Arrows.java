package bea.plot;

/// Arrows of a field, around given points.
final class Arrows {
    private Arrows() {}

    /// @param longest how long the arrow of the largest vector is; others are shorter by the root of their length
    static Curve of(String name, Portrait.Field field, double[][] places, double longest) {
        double[][] vectors = new double[places.length][];
        double largest = 0;
        for (int i = 0; i < places.length; i++) {
            vectors[i] = field.at(places[i][0], places[i][1]);
            double length = Math.hypot(vectors[i][0], vectors[i][1]);
            largest = Double.isFinite(length) ? Math.max(largest, length) : largest;
        }
        Points points = new Points();
        for (int i = 0; i < places.length; i++) {
            double length = Math.hypot(vectors[i][0], vectors[i][1]);
            if (length > 0 && Double.isFinite(length)) {
                double drawn = longest * Math.sqrt(length / largest) / length;
                arrow(points, places[i], vectors[i][0] * drawn, vectors[i][1] * drawn);
            }
        }
        return points.curve(name, Look.FIELD);
    }

    private static void arrow(Points points, double[] at, double dx, double dy) {
        double x = at[0] + dx / 2;
        double y = at[1] + dy / 2;
        points.add(at[0] - dx / 2, at[1] - dy / 2);
        points.add(x, y);
        points.gap();
        points.add(x - 0.3 * dx + 0.16 * dy, y - 0.3 * dy - 0.16 * dx);
        points.add(x, y);
        points.add(x - 0.3 * dx - 0.16 * dy, y - 0.3 * dy + 0.16 * dx);
        points.gap();
    }
}
