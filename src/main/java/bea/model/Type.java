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

    /// A vector in the space of `slot`; two are the same type when their spaces are.
    record Vector(Slot slot) implements Type {
        @Override
        public boolean equals(Object other) {
            return other instanceof Vector v && v.slot.space().equals(slot.space());
        }

        @Override
        public int hashCode() {
            return slot.space().hashCode();
        }

        @Override
        public String toString() {
            return "vector in " + slot.name();
        }
    }

    /// A linear map from the space of `column` to that of `row`.
    record Operator(Slot row, Slot column) implements Type {
        @Override
        public boolean equals(Object other) {
            return other instanceof Operator o && o.row.space().equals(row.space())
                    && o.column.space().equals(column.space());
        }

        @Override
        public int hashCode() {
            return row.space().hashCode() * 31 + column.space().hashCode();
        }

        @Override
        public String toString() {
            return row.equals(column) ? "operator on " + row.name()
                    : "operator from " + column.name() + " to " + row.name();
        }
    }
}
