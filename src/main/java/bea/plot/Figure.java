package bea.plot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Panels side by side over one legend. Equal figures give equal texts and bytes.
public record Figure(List<Panel> panels) {
    public Figure {
        panels = List.copyOf(panels);
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
