package bea.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;
import java.util.function.LongFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/// A panel as a chart of the library. Logarithmic axes hold the logarithms, so that every number on them is ours.
final class Chart {
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 9);
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 10);
    private static final Color GRID = new Color(0xEBEBEB);
    private static final Color INK = new Color(0x202020);

    private Chart() {}

    static JFreeChart of(Panel p) {
        double unit = p.equal() ? unit(p) : 0;
        XYPlot plot = new XYPlot(new XYSeriesCollection(), axis(p.x(), unit), axis(p.y(), unit), renderer(p));
        plot.setDataset(data(p));
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.setBackgroundPaint(null);
        plot.setOutlinePaint(INK);
        plot.setOutlineStroke(new BasicStroke(0.7f));
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlineStroke(new BasicStroke(0.6f));
        plot.setRangeGridlineStroke(new BasicStroke(0.6f));
        plot.setDomainGridlinesVisible(!p.equal());
        plot.setRangeGridlinesVisible(!p.equal());
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        p.labels().forEach(l -> plot.addAnnotation(label(l, p)));
        JFreeChart chart = new JFreeChart(null, TEXT, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(4, 2, 4, 8));
        if (!p.title().isEmpty()) {
            chart.setTitle(title(p.title()));
        }
        return chart;
    }

    private static TextTitle title(String text) {
        TextTitle t = new TextTitle(Typeset.name(text), TEXT);
        t.setPaint(INK);
        t.setPadding(0, 0, 4, 0);
        return t;
    }

    /// One, two or five times a power of ten, so that there are some six of them.
    private static double unit(Panel p) {
        double about = Math.max(p.x().high() - p.x().low(), p.y().high() - p.y().low()) / 6;
        double ten = Math.pow(10, Math.floor(Math.log10(about)));
        return about < 1.5 * ten ? ten : about < 3.5 * ten ? 2 * ten : about < 7.5 * ten ? 5 * ten : 10 * ten;
    }

    private static NumberFormat decimals(double unit) {
        NumberFormat f = NumberFormat.getNumberInstance(Locale.ROOT);
        int digits = (int) Math.max(0, -Math.floor(Math.log10(unit) + 1e-9));
        f.setMinimumFractionDigits(digits);
        f.setMaximumFractionDigits(digits);
        f.setGroupingUsed(false);
        return f;
    }

    /// @param unit between two numbers; 0 for one that suits
    private static NumberAxis axis(Axis a, double unit) {
        NumberAxis axis = new NumberAxis(Typeset.name(a.label()));
        axis.setAutoRangeIncludesZero(false);
        axis.setRange(a.low(), a.high());
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(SMALL);
        axis.setLabelPaint(INK);
        axis.setTickLabelPaint(INK);
        axis.setTickMarkPaint(INK);
        axis.setAxisLineVisible(false);
        axis.setTickMarkStroke(new BasicStroke(0.7f));
        axis.setTickMarkInsideLength(0);
        axis.setTickMarkOutsideLength(3);
        axis.setLabelInsets(new RectangleInsets(3, 3, 3, 3));
        switch (a.scale()) {
            case LINEAR -> {
                if (unit > 0) {
                    axis.setTickUnit(new NumberTickUnit(unit, decimals(unit)));
                }
            }
            case DECADES -> whole(axis, a, e -> Typeset.power("10", e));
            case HALVES -> whole(axis, a, Typeset::half);
        }
        return axis;
    }

    /// At most eight numbers, at whole logarithms.
    private static void whole(NumberAxis axis, Axis a, LongFunction<String> text) {
        axis.setTickUnit(new NumberTickUnit(Math.max(1, Math.ceil((a.high() - a.low()) / 8)), new Whole(text)));
    }

    private static final class Whole extends NumberFormat {
        private final transient LongFunction<String> text;

        Whole(LongFunction<String> text) {
            this.text = text;
        }

        @Override
        public StringBuffer format(double x, StringBuffer to, FieldPosition position) {
            return to.append(text.apply(Math.round(x)));
        }

        @Override
        public StringBuffer format(long x, StringBuffer to, FieldPosition position) {
            return to.append(text.apply(x));
        }

        /// No text is a number: labels are written only.
        @Override
        public Number parse(String s, ParsePosition position) {
            position.setErrorIndex(position.getIndex());
            return null;
        }
    }

    private static XYSeriesCollection data(Panel p) {
        XYSeriesCollection all = new XYSeriesCollection();
        for (int i = 0; i < p.curves().size(); i++) {
            Curve c = p.curves().get(i);
            XYSeries s = new XYSeries(i, false, true);
            for (int k = 0; k < c.x().length; k++) {
                s.add(p.x().scale().position(c.x()[k]), p.y().scale().position(c.y()[k]), false);
            }
            all.addSeries(s);
        }
        return all;
    }

    private static XYLineAndShapeRenderer renderer(Panel p) {
        XYLineAndShapeRenderer r = new XYLineAndShapeRenderer(true, true);
        r.setDrawSeriesLineAsPath(true);
        for (int i = 0; i < p.curves().size(); i++) {
            Look look = p.curves().get(i).look();
            r.setSeriesLinesVisible(i, look.dash() != Dash.NONE);
            r.setSeriesShapesVisible(i, look.mark() != Mark.NONE);
            r.setSeriesStroke(i, Pen.stroke(look));
            r.setSeriesOutlineStroke(i, Pen.outline(look));
            r.setSeriesPaint(i, new Color(look.rgb()));
            r.setSeriesShape(i, Pen.shape(look.mark()));
            r.setSeriesShapesFilled(i, Pen.isFull(look.mark()));
        }
        r.setUseOutlinePaint(false);
        return r;
    }

    private static XYTextAnnotation label(Label l, Panel p) {
        XYTextAnnotation a = new XYTextAnnotation(Typeset.name(l.text()), p.x().scale().position(l.x()),
                p.y().scale().position(l.y()));
        a.setFont(SMALL);
        a.setPaint(new Color(0x606060));
        a.setTextAnchor(TextAnchor.CENTER_RIGHT);
        return a;
    }
}
