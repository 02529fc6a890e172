package bea.tree;

import bea.model.Symbol;
import java.util.Set;

/// Known derivatives: the losses whose derivatives of order three and more vanish (theory: relations).
///
/// @param quadratic losses with at most two, fields with at most one derivative
public record Rules(Set<Symbol> quadratic) {
    public static final Rules NONE = new Rules(Set.of());

    boolean allows(Vertex v, int derivatives) {
        return v.symbol() == null || !quadratic.contains(v.symbol())
                || derivatives <= (v.symbol().output().isPresent() ? 1 : 2);
    }
}
