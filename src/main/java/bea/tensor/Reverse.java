package bea.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reverse mode: from a scalar back to inputs, one adjoint for each node on the way.
final class Reverse {
    private final Graph g;
    private final Node scalar;
    private final List<Node> inputs;
    private final boolean[] moves;
    private final Map<Node, List<Node>> adjoints = new HashMap<>();

    Reverse(Graph g, Node scalar, List<Node> inputs) {
        this.g = g;
        this.scalar = scalar;
        this.inputs = inputs;
        this.moves = Dependence.on(g, scalar, inputs);
    }

    List<Node> gradients() {
        if (moves[scalar.id()]) contribute(scalar, g.number(1));
        for (int i = scalar.id(); i >= 0; i--) {
            Node y = g.node(i);
            if (!y.isInput() && adjoints.containsKey(y)) back(y, g.sumOf(adjoints.remove(y)));
        }
        return inputs.stream().map(x -> adjoints.containsKey(x) ? g.sumOf(adjoints.get(x)) : g.zeros(x.shape()))
                .toList();
    }

    /// What comes to a repetition is summed at once: several batches may share it, and their adjoints, which are as large
    /// as batches, would have to be kept for one sum.
    private void contribute(Node to, Node adjoint) {
        if (Fusion.isRepeated(to)) back(to, adjoint);
        else if (!adjoint.isZero()) adjoints.computeIfAbsent(to, _ -> new ArrayList<>()).add(adjoint);
    }

    private void back(Node y, Node adjoint) {
        for (int i = 0; i < y.args().size(); i++) {
            if (moves[y.arg(i).id()]) contribute(y.arg(i), adjointOf(y, i, adjoint));
        }
    }

    /// What the adjoint of y contributes to that of its i-th argument.
    private Node adjointOf(Node y, int i, Node adjoint) {
        Node x = y.arg(i);
        return switch (y.op()) {
            case Op.Input _,Op.Constant _,Op.Number _,Op.Detach _ -> g.zeros(x.shape());
            case Op.Fill _,Op.Sum _ -> x.isScalar() ? g.sum(adjoint) : g.fill(adjoint, x.shape());
            case Op.Map(var f) -> g.mul(adjoint, f.derivative(g, x, y));
            case Op.Power(int n) -> g.mul(adjoint, g.mul(n, g.pow(x, n - 1)));
            case Op.Zip(var operation) -> zip(operation, y, i, adjoint);
            case Op.MatMul(boolean ta, boolean tb) ->
                i == 0 ? left(y.arg(1), ta, tb, adjoint) : right(y.arg(0), ta, tb, adjoint);
            case Op.SumRows _ -> g.repeatRow(adjoint, x.shape().rows());
            case Op.SumColumns _ -> g.repeatColumn(adjoint, x.shape().columns());
            case Op.RepeatRow _ -> g.sumRows(adjoint);
            case Op.RepeatColumn _ -> g.sumColumns(adjoint);
            case Op.Dot _ -> g.mul(adjoint, y.arg(1 - i));
            case Op.Slice(int offset) ->
                g.places().slice(g.scatter(adjoint, offset, x.shape().size()), 0, x.shape());
            case Op.Scatter(var offsets) -> g.places().slice(adjoint, offsets.get(i), x.shape());
            case Op.LogSumExp _ -> g.mul(g.repeatColumn(adjoint, x.shape().columns()), g.softmax(x));
            case Op.Softmax _ -> g.softmaxDerivative(y, adjoint);
        };
    }

    private Node zip(Arithmetic operation, Node y, int i, Node adjoint) {
        Node x = y.arg(i);
        return switch (operation) {
            case ADD -> into(x, adjoint);
            case SUB -> into(x, i == 0 ? adjoint : g.neg(adjoint));
            case MUL -> into(x, g.mul(adjoint, y.arg(1 - i)));
            case DIV -> into(x, i == 0 ? g.div(adjoint, y.arg(1)) : g.neg(g.div(g.mul(adjoint, y), y.arg(1))));
        };
    }

    /// The adjoint of a scalar that stood for a tensor is the sum of the tensor's adjoint.
    private Node into(Node x, Node adjoint) {
        return x.isScalar() ? g.sum(adjoint) : adjoint;
    }

    private Node left(Node b, boolean ta, boolean tb, Node adjoint) {
        return ta ? g.matmul(b, tb, adjoint, true) : g.matmul(adjoint, false, b, !tb);
    }

    private Node right(Node a, boolean ta, boolean tb, Node adjoint) {
        return tb ? g.matmul(adjoint, true, a, ta) : g.matmul(a, !ta, adjoint, false);
    }
}
