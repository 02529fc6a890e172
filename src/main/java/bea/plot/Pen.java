package bea.plot;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/// Strokes and shapes of a look.
final class Pen {
    private Pen() {}

    static BasicStroke stroke(Look look) {
        float[] lengths = look.dash().lengths();
        return lengths.length == 0 ? outline(look) : new BasicStroke(look.width(), BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_ROUND, 1, lengths, 0);
    }

    static BasicStroke outline(Look look) {
        return new BasicStroke(Math.max(0.5f, look.width()), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    }

    /// Full marks are small and open ones large, so that one behind another is seen.
    static boolean isFull(Mark mark) {
        return switch (mark) {
            case DOT, SMALL_DOT, CIRCLE, TRIANGLE_DOWN, CROSS, PLUS -> true;
            case NONE, SQUARE, TRIANGLE, DIAMOND, START -> false;
        };
    }

    static Shape shape(Mark mark) {
        return switch (mark) {
            case NONE, DOT -> circle(1.5);
            case SMALL_DOT -> circle(0.9);
            case CIRCLE -> circle(2.6);
            case START -> polygon(star());
            case SQUARE -> new Rectangle2D.Double(-3, -3, 6, 6);
            case TRIANGLE -> polygon(0, -3.8, 3.5, 2.6, -3.5, 2.6);
            case TRIANGLE_DOWN -> polygon(0, 3.8, 3.5, -2.6, -3.5, -2.6);
            case DIAMOND -> polygon(0, -4.2, 3.4, 0, 0, 4.2, -3.4, 0);
            case CROSS -> strokes(-3, -3, 3, 3, -3, 3, 3, -3);
            case PLUS -> strokes(-3.8, 0, 3.8, 0, 0, -3.8, 0, 3.8);
        };
    }

    private static Shape circle(double r) {
        return new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
    }

    private static double[] star() {
        double[] xy = new double[20];
        for (int i = 0; i < 10; i++) {
            double r = i % 2 == 0 ? 6.5 : 2.7;
            xy[2 * i] = r * Math.sin(Math.PI * i / 5);
            xy[2 * i + 1] = -r * Math.cos(Math.PI * i / 5);
        }
        return xy;
    }

    private static Shape polygon(double... xy) {
        Path2D p = new Path2D.Double();
        p.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            p.lineTo(xy[i], xy[i + 1]);
        }
        p.closePath();
        return p;
    }

    private static Shape strokes(double... xy) {
        Path2D p = new Path2D.Double();
        for (int i = 0; i < xy.length; i += 4) {
            p.moveTo(xy[i], xy[i + 1]);
            p.lineTo(xy[i + 2], xy[i + 3]);
        }
        return new BasicStroke(1.3f).createStrokedShape(p);
    }
}
