package bea.tensor;

import java.util.Arrays;
import java.util.List;

/// What a node does with its arguments. Shapes belong to the node.
public sealed interface Op {
    record Input(String name) implements Op {}

    record Constant(Data data) implements Op {}

    /// A scalar known when the graph is built.
    record Number(double value) implements Op {}

    /// A scalar repeated over a shape.
    record Fill() implements Op {}

    record Map(Elementary function) implements Op {}

    record Power(int exponent) implements Op {}

    record Zip(Arithmetic operation) implements Op {}

    /// The product of two matrices, either of them transposed first.
    record MatMul(boolean transposeLeft, boolean transposeRight) implements Op {}

    /// Adds the rows of a matrix: a vector with one entry per column.
    record SumRows() implements Op {}

    /// Adds the columns of a matrix: a vector with one entry per row.
    record SumColumns() implements Op {}

    /// A matrix all of whose rows are the argument.
    record RepeatRow() implements Op {}

    /// A matrix all of whose columns are the argument.
    record RepeatColumn() implements Op {}

    /// The sum of all entries.
    record Sum() implements Op {}

    /// The sum of the products of entries of two tensors of one shape.
    record Dot() implements Op {}

    /// Entries of the argument in the order they are stored, from an offset on, in another shape.
    record Slice(int offset) implements Op {}

    /// The sum of vectors that are zero except for one argument each, placed at its offset. Offsets ascend.
    record Scatter(List<Integer> offsets) implements Op {}

    /// log of the sum of exp of each row of a matrix: a vector with one entry per row.
    record LogSumExp() implements Op {}

    /// exp of each row of a matrix, over its sum.
    record Softmax() implements Op {}

    /// The argument, for derivatives a constant.
    record Detach() implements Op {}

    /// Numbers that are equal when all entries are: an array does not compare so.
    final class Data {
        private final double[] entries;

        Data(double[] entries) {
            this.entries = entries.clone();
        }

        /// The entries themselves, not a copy; not to be changed.
        double[] entries() {
            return entries;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Data d && Arrays.equals(entries, d.entries);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(entries);
        }
    }
}
