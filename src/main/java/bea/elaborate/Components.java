package bea.elaborate;

import bea.algebra.Coef;
import bea.model.Slot;
import bea.series.Domain;
import bea.series.NotExpressible;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Vertex;
import java.util.Arrays;

/// The components of a vector in a slot with named coordinates.
public final class Components {
    private Components() {}

    /// @throws NotExpressible when something abstract is left in the vector
    public static Coef[] of(Sum vector, Slot slot) {
        Coef[] parts = new Coef[slot.coordinates().size()];
        Arrays.fill(parts, Coef.ZERO);
        for (Term t : vector.terms()) {
            Vertex v = t.open().orElseThrow().node().vertex();
            if (v.kind() != Vertex.Kind.AXIS || !t.scalars().isEmpty() || !t.bound().isEmpty()
                    || !t.domain().equals(Domain.ALL)) {
                throw new NotExpressible("a closed form where a loss or a field is still abstract");
            }
            parts[v.number()] = parts[v.number()].plus(t.coef());
        }
        return parts;
    }
}
