package bea.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;

/// A figure laid out: sizes in points, and how it is drawn.
final class Drawing {
    static {
        // before anything of AWT is loaded: there may be no screen
        System.setProperty("java.awt.headless", "true");
        // text that stands upright stays text, instead of outlines
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private static final double ALONE = 400;
    private static final double BESIDE = 330;
    private static final double HIGH = 290;
    /// The room for numbers beside an axis, the same in all panels of a figure.
    private static final double AXIS = 46;

    private final List<JFreeChart> charts;
    private final List<Legend> legends;
    private final double panelWidth;
    private final double panelHeight;

    Drawing(Figure f) {
        Graphics2D scratch = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB).createGraphics();
        this.charts = f.panels().stream().map(Chart::of).toList();
        if (charts.size() > 1) {
            charts.forEach(c -> c.getXYPlot().getRangeAxis().setFixedDimension(AXIS));
        }
        double wished = charts.size() == 1 ? ALONE : BESIDE;
        var names = f.legend();
        double share = wished * charts.size() / names.size();
        this.legends = names.stream().map(n -> new Legend(n, share, scratch)).toList();
        this.panelWidth = Math.max(wished, legends.stream().mapToDouble(Legend::width).max().orElse(0) * names.size()
                / charts.size());
        this.panelHeight = f.panels().getFirst().equal() ? equal(f.panels().getFirst(), scratch) : HIGH;
        scratch.dispose();
    }

    /// The height with which a unit is as long on both axes of a panel.
    private double equal(Panel p, Graphics2D scratch) {
        ChartRenderingInfo info = new ChartRenderingInfo();
        charts.getFirst().draw(scratch, new Rectangle2D.Double(0, 0, panelWidth, HIGH), info);
        Rectangle2D area = info.getPlotInfo().getDataArea();
        double ratio = (p.y().high() - p.y().low()) / (p.x().high() - p.x().low());
        return HIGH - area.getHeight() + area.getWidth() * ratio;
    }

    double width() {
        return Math.ceil(panelWidth * charts.size());
    }

    double height() {
        return Math.ceil(panelHeight + legends.stream().mapToDouble(Legend::height).max().orElse(0));
    }

    void draw(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setPaint(Color.WHITE);
        g.fill(new Rectangle2D.Double(0, 0, width(), height()));
        for (int i = 0; i < charts.size(); i++) {
            charts.get(i).draw(g, new Rectangle2D.Double(i * panelWidth, 0, panelWidth, panelHeight));
        }
        double share = width() / legends.size();
        for (int i = 0; i < legends.size(); i++) {
            legends.get(i).draw(g, i * share, (i + 1) * share, panelHeight);
        }
    }
}
