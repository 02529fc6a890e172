package bea.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Names beside samples of their lines, in as many columns as fit.
final class Legend {
    private static final double ROW = 14;
    private static final double SAMPLE = 32;
    private static final double GAP = 6;
    private static final double BETWEEN = 16;
    private static final double LEFT = 12;

    private final List<Map.Entry<String, Look>> entries;
    private final double column;
    private final int columns;

    /// @param width that is there; where it is too small for a name, [#width] is larger
    Legend(Map<String, Look> names, double width, Graphics2D g) {
        this.entries = new ArrayList<>(names.entrySet());
        this.column = SAMPLE + GAP + entries.stream().mapToDouble(e -> width(e.getKey(), g)).max().orElse(0) + BETWEEN;
        this.columns = (int) Math.max(1, Math.min(entries.size(), Math.floor((width - 2 * LEFT + BETWEEN) / column)));
    }

    double width() {
        return 2 * LEFT + columns * column - BETWEEN;
    }

    private static double width(String name, Graphics2D g) {
        return g.getFontMetrics(Chart.SMALL).getStringBounds(Typeset.name(name), g).getWidth();
    }

    private int rows() {
        return (entries.size() + columns - 1) / columns;
    }

    double height() {
        return entries.isEmpty() ? 0 : rows() * ROW + 8;
    }

    /// Draws it in the middle between two margins.
    void draw(Graphics2D g, double left, double right, double top) {
        double first = Math.max(left + LEFT, (left + right - columns * column + BETWEEN) / 2);
        for (int i = 0; i < entries.size(); i++) {
            double x = first + i / rows() * column;
            double y = top + i % rows() * ROW + ROW / 2;
            sample(g, entries.get(i).getValue(), x, y);
            g.setFont(Chart.SMALL);
            g.setPaint(Color.BLACK);
            g.drawString(Typeset.name(entries.get(i).getKey()), (float) (x + SAMPLE + GAP), (float) (y + 3.2));
        }
    }

    private static void sample(Graphics2D g, Look look, double x, double y) {
        g.setPaint(new Color(look.rgb()));
        if (look.dash() != Dash.NONE) {
            g.setStroke(Pen.stroke(look));
            g.draw(new Line2D.Double(x, y, x + SAMPLE, y));
        }
        if (look.mark() != Mark.NONE) {
            var shape = AffineTransform.getTranslateInstance(x + SAMPLE / 2, y)
                    .createTransformedShape(Pen.shape(look.mark()));
            if (Pen.isFull(look.mark())) {
                g.fill(shape);
            }
            g.setStroke(Pen.outline(look));
            g.draw(shape);
        }
    }
}
