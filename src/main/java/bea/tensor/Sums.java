package bea.tensor;

import bea.tensor.Op.Fill;
import bea.tensor.Op.MatMul;
import bea.tensor.Op.Scatter;
import bea.tensor.Op.Zip;

/// Products of matrices, sums over entries, and the repetitions that are their adjoints, simplified as they are built:
/// sums of products become dot products, factors leave sums, and what is repeated or scattered is summed in parts.
final class Sums {
    private final Graph g;

    Sums(Graph g) {
        this.g = g;
    }

    Node matmul(Node a, boolean ta, Node b, boolean tb) {
        if (a.shape().rank() == 1) {
            Node row = matmul(g.reshape(a, 1, a.shape().size()), false, b, tb);
            return g.reshape(row, row.shape().size());
        }
        if (b.shape().rank() == 1) {
            Node column = matmul(a, ta, g.reshape(b, b.shape().size(), 1), false);
            return g.reshape(column, column.shape().size());
        }
        Graph.requireMatrix(a);
        Graph.requireMatrix(b);
        int rows = ta ? a.shape().columns() : a.shape().rows();
        int inner = ta ? a.shape().rows() : a.shape().columns();
        int columns = tb ? b.shape().rows() : b.shape().columns();
        Graph.require(inner == (tb ? b.shape().columns() : b.shape().rows()),
                "the product of " + a.shape() + (ta ? "^T" : "") + " and " + b.shape() + (tb ? "^T" : ""));
        Shape shape = Shape.matrix(rows, columns);
        if (a.isZero() || b.isZero()) return g.zeros(shape);
        if (a.isNegated()) return g.neg(matmul(a.arg(0), ta, b, tb));
        if (b.isNegated()) return g.neg(matmul(a, ta, b.arg(0), tb));
        if (Rules.isScaled(a)) return g.mul(a.arg(0), matmul(a.arg(1), ta, b, tb));
        if (Rules.isScaled(b)) return g.mul(b.arg(0), matmul(a, ta, b.arg(1), tb));
        return g.node(new MatMul(ta, tb), shape, a, b);
    }

    Node dot(Node a, Node b) {
        Graph.require(a.shape().equals(b.shape()), "the dot product of " + a.shape() + " and " + b.shape());
        if (a.isScalar()) return g.mul(a, b);
        if (a.id() > b.id()) return dot(b, a);
        if (a.isNegated()) return g.neg(dot(a.arg(0), b));
        if (b.isNegated()) return g.neg(dot(a, b.arg(0)));
        if (a.op() instanceof Fill) return g.mul(a.arg(0), sum(b));
        if (b.op() instanceof Fill) return g.mul(b.arg(0), sum(a));
        if (Rules.isScaled(a)) return g.mul(a.arg(0), dot(a.arg(1), b));
        if (Rules.isScaled(b)) return g.mul(b.arg(0), dot(a, b.arg(1)));
        if (isScattered(a)) return dotOfPieces(a, b);
        if (isScattered(b)) return dotOfPieces(b, a);
        return g.node(new Op.Dot(), Shape.SCALAR, a, b);
    }

    private Node dotOfPieces(Node scattered, Node other) {
        return Places.pieces(scattered).stream()
                .map(p -> dot(p.node(), g.places().slice(other, p.offset(), p.node().shape())))
                .reduce(g::add).orElseThrow();
    }

    Node sum(Node a) {
        if (a.isScalar()) return a;
        if (a.isNegated()) return g.neg(sum(a.arg(0)));
        if (Rules.isScaled(a)) return g.mul(a.arg(0), sum(a.arg(1)));
        return switch (a.op()) {
            case Fill _ -> g.mul(a.shape().size(), a.arg(0));
            case Zip(var op) when op == Arithmetic.MUL -> dot(a.arg(0), a.arg(1));
            case Scatter _ -> a.args().stream().map(this::sum).reduce(g::add).orElseThrow();
            case Op.SumRows _,Op.SumColumns _ -> sum(a.arg(0));
            case Op.RepeatRow _ -> g.mul(a.shape().rows(), sum(a.arg(0)));
            case Op.RepeatColumn _ -> g.mul(a.shape().columns(), sum(a.arg(0)));
            case Op.Slice _ when a.arg(0).shape().size() == a.shape().size() -> sum(a.arg(0));
            case Op.Input _,Op.Constant _,Op.Number _,Op.Map _,Op.Power _,Zip _,MatMul _,Op.Sum _,Op.Dot _,Op.Slice _,Op.LogSumExp _,Op.Softmax _,Op.Detach _ ->
                g.node(new Op.Sum(), Shape.SCALAR, a);
        };
    }

    Node sumRows(Node a) {
        Graph.requireMatrix(a);
        Shape shape = Shape.vector(a.shape().columns());
        if (a.op() instanceof Fill) return g.fill(g.mul(a.shape().rows(), a.arg(0)), shape);
        if (a.op() instanceof Op.RepeatRow) return g.mul(a.shape().rows(), a.arg(0));
        if (a.op() instanceof Op.RepeatColumn) return g.fill(sum(a.arg(0)), shape);
        if (a.isNegated()) return g.neg(sumRows(a.arg(0)));
        if (Rules.isScaled(a)) return g.mul(a.arg(0), sumRows(a.arg(1)));
        return g.node(new Op.SumRows(), shape, a);
    }

    Node sumColumns(Node a) {
        Graph.requireMatrix(a);
        Shape shape = Shape.vector(a.shape().rows());
        if (a.op() instanceof Fill) return g.fill(g.mul(a.shape().columns(), a.arg(0)), shape);
        if (a.op() instanceof Op.RepeatColumn) return g.mul(a.shape().columns(), a.arg(0));
        if (a.op() instanceof Op.RepeatRow) return g.fill(sum(a.arg(0)), shape);
        if (a.isNegated()) return g.neg(sumColumns(a.arg(0)));
        if (Rules.isScaled(a)) return g.mul(a.arg(0), sumColumns(a.arg(1)));
        return g.node(new Op.SumColumns(), shape, a);
    }

    Node repeatRow(Node v, int rows) {
        Graph.requireVector(v);
        Shape shape = Shape.matrix(rows, v.shape().size());
        if (v.op() instanceof Fill) return g.fill(v.arg(0), shape);
        if (v.isNegated()) return g.neg(repeatRow(v.arg(0), rows));
        if (Rules.isScaled(v)) return g.mul(v.arg(0), repeatRow(v.arg(1), rows));
        return rows == 1 ? g.places().slice(v, 0, shape) : g.node(new Op.RepeatRow(), shape, v);
    }

    Node repeatColumn(Node v, int columns) {
        Graph.requireVector(v);
        Shape shape = Shape.matrix(v.shape().size(), columns);
        if (v.op() instanceof Fill) return g.fill(v.arg(0), shape);
        if (v.isNegated()) return g.neg(repeatColumn(v.arg(0), columns));
        if (Rules.isScaled(v)) return g.mul(v.arg(0), repeatColumn(v.arg(1), columns));
        return columns == 1 ? g.places().slice(v, 0, shape) : g.node(new Op.RepeatColumn(), shape, v);
    }

    private static boolean isScattered(Node a) {
        return a.op() instanceof Scatter(var offsets) && offsets.size() <= Places.FEW;
    }
}
