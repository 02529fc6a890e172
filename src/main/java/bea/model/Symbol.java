package bea.model;

import java.util.List;
import java.util.Optional;

/// An abstract smooth function of some slots: a loss (scalar) or a field (a vector in `output`).
///
/// @param slots      the slots that it reads, in declared order
/// @param output     the slot of its value, empty for a loss
/// @param batch      the family of batches that it is evaluated on, if any
/// @param definition for a loss built from others or given by an expression: its value at the live state; it may use
///                   the index name [#LABEL] for its own batch
public record Symbol(String name, List<Slot> slots, Optional<Slot> output, Optional<String> batch,
        Optional<Exp> definition) {
    public static final String LABEL = "@";

    public Type type() {
        return output.<Type>map(Type.Vector::new).orElse(Type.SCALAR);
    }

    /// Two symbols of one model are the same when their names are.
    @Override
    public boolean equals(Object other) {
        return other instanceof Symbol s && s.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
