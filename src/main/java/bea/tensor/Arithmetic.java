package bea.tensor;

/// An operation on two tensors of one shape, entry by entry; a scalar stands for a tensor of equal entries.
public enum Arithmetic {
    ADD, SUB, MUL, DIV;

    public double at(double a, double b) {
        return switch (this) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
        };
    }
}
