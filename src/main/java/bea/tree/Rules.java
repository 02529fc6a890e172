package bea.tree;

import bea.model.Slot;
import bea.model.Symbol;
import java.util.Map;
import java.util.Set;

/// What is known about derivatives (theory: relations).
///
/// @param quadratic losses with at most two, fields with at most one derivative
/// @param invariant losses that scaling the position in these slots does not change
public record Rules(Set<Symbol> quadratic, Map<Symbol, Set<Slot>> invariant) {
    public static final Rules NONE = new Rules(Set.of());

    public Rules(Set<Symbol> quadratic) {
        this(quadratic, Map.of());
    }

    boolean isInvariant(Vertex v, Slot slot) {
        return v.symbol() != null && invariant.getOrDefault(v.symbol(), Set.of()).contains(slot);
    }

    boolean allows(Vertex v, int derivatives) {
        return !isQuadratic(v) || derivatives <= most(v);
    }

    /// Whether the derivatives of this vertex end, so that it is a polynomial of the position.
    public boolean isQuadratic(Vertex v) {
        return v.symbol() != null && quadratic.contains(v.symbol());
    }

    /// Whether this is the same tensor at every point.
    boolean isConstant(Vertex v, int derivatives) {
        return isQuadratic(v) && derivatives >= most(v);
    }

    private static int most(Vertex v) {
        return v.symbol().output().isPresent() ? 1 : 2;
    }
}
