package bea.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Panels side by side over one legend. Equal figures give equal texts and bytes.
public record Figure(List<Panel> panels) {
    public Figure {
        panels = List.copyOf(panels);
    }

    /// With a remark above the first panel.
    public Figure noted(String remark) {
        Panel first = panels.getFirst();
        String title = first.title().isEmpty() || remark.isEmpty() ? first.title() + remark
                : first.title() + ", " + remark;
        List<Panel> all = new ArrayList<>(panels);
        all.set(0, new Panel(title, first.x(), first.y(), first.equal(), first.curves(), first.labels()));
        return new Figure(all);
    }

    public String svg() {
        return Svg.of(new Drawing(this));
    }

    /// With 200 pixels to an inch.
    public byte[] png() {
        return Png.of(new Drawing(this));
    }

    /// What the legend says, in the order of the curves: one part for each panel if they have no names in common.
    List<Map<String, Look>> legend() {
        List<Map<String, Look>> parts = panels.stream().map(Figure::legend).toList();
        Map<String, Look> all = new LinkedHashMap<>();
        parts.forEach(p -> p.forEach(all::putIfAbsent));
        return all.size() == parts.stream().mapToInt(Map::size).sum() ? parts : List.of(all);
    }

    private static Map<String, Look> legend(Panel p) {
        Map<String, Look> legend = new LinkedHashMap<>();
        p.curves().stream().filter(Curve::isNamed).forEach(c -> legend.putIfAbsent(c.name(), c.look()));
        return legend;
    }
}
