package bea.tree;

import bea.model.Symbol;
import java.util.Set;

/// Known derivatives: the losses whose derivatives of order three and more vanish (theory: relations).
///
/// @param quadratic losses with at most two, fields with at most one derivative
public record Rules(Set<Symbol> quadratic) {
    public static final Rules NONE = new Rules(Set.of());

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
