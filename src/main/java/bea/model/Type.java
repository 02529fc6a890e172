package bea.model;

/// What an expression denotes: a number, a vector in one slot, or a linear map between two slots.
public sealed interface Type {
    Type SCALAR = new Scalar();

    record Scalar() implements Type {
        @Override
        public String toString() {
            return "scalar";
        }
    }

    /// A vector in the space of `slot`.
    record Vector(Slot slot) implements Type {
        @Override
        public boolean equals(Object other) {
            return other instanceof Vector v && v.slot.equals(slot);
        }

        @Override
        public int hashCode() {
            return slot.hashCode();
        }

        @Override
        public String toString() {
            return "vector in " + slot.name();
        }
    }

    /// A linear map from the space of `column` to that of `row`.
    record Operator(Slot row, Slot column) implements Type {
        @Override
        public String toString() {
            return row.equals(column) ? "operator on " + row.name()
                    : "operator from " + column.name() + " to " + row.name();
        }
    }
}
