package bea.elaborate;

import bea.series.Sum;
import java.util.List;

/// What must vanish for a statement to hold: one sum for each power of `h` and slot.
///
/// @param parts   in increasing power of `h`
/// @param claimed the smallest power that the statement leaves open (`O(h^claimed)`)
/// @param exact   false when agreement of all parts does not prove the statement, because it speaks of all powers
public record Residual(List<Part> parts, int claimed, boolean exact) {
    /// @param slot the name of the slot, empty for a scalar or an operator
    public record Part(String slot, int power, Sum sum) {}
}
