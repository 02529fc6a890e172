package bea.tensor;

/// The shape of a tensor of rank 0, 1 or 2, stored row by row. A scalar is 1 × 1; a vector of n entries is stored as
/// 1 × n.
public record Shape(int rank, int rows, int columns) {
    public static final Shape SCALAR = new Shape(0, 1, 1);

    public Shape {
        if (rank < 0 || rank > 2 || rows < 1 || columns < 1) {
            throw new IllegalArgumentException("no shape of rank " + rank + ": " + rows + " x " + columns);
        }
    }

    public static Shape vector(int n) {
        return new Shape(1, 1, n);
    }

    public static Shape matrix(int rows, int columns) {
        return new Shape(2, rows, columns);
    }

    /// The shape with these extents: none for a scalar, one for a vector, two for a matrix.
    public static Shape of(int... extents) {
        return switch (extents.length) {
            case 0 -> SCALAR;
            case 1 -> vector(extents[0]);
            case 2 -> matrix(extents[0], extents[1]);
            default -> throw new IllegalArgumentException("tensors have rank 0, 1 or 2, not " + extents.length);
        };
    }

    public int size() {
        return rows * columns;
    }

    public boolean isScalar() {
        return rank == 0;
    }

    @Override
    public String toString() {
        return switch (rank) {
            case 0 -> "scalar";
            case 1 -> "vector(" + columns + ")";
            default -> "matrix(" + rows + ", " + columns + ")";
        };
    }
}
