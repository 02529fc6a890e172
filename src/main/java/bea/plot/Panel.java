package bea.plot;

import java.util.List;

/// One pair of axes with what is drawn between them, the first curve at the bottom.
///
/// @param equal whether a unit is as long on both axes
public record Panel(String title, Axis x, Axis y, boolean equal, List<Curve> curves, List<Label> labels) {
    public Panel {
        curves = List.copyOf(curves);
        labels = List.copyOf(labels);
    }
}
