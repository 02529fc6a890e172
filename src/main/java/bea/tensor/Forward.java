package bea.tensor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Forward mode: the derivative of each node when the inputs move.
final class Forward {
    private final Graph g;
    private final Map<Node, Node> directions;
    private final Map<Node, Node> tangents;

    Forward(Graph g, Map<Node, Node> directions) {
        this.g = g;
        this.directions = directions;
        this.tangents = new HashMap<>(directions);
    }

    Node derivative(Node of) {
        boolean[] moves = Dependence.on(g, of, List.copyOf(directions.keySet()));
        for (int i = 0; i <= of.id(); i++) {
            Node y = g.node(i);
            if (moves[i] && !tangents.containsKey(y)) tangents.put(y, tangent(y));
        }
        return tangents.getOrDefault(of, g.zeros(of.shape()));
    }

    private Node of(Node x) {
        return tangents.getOrDefault(x, g.zeros(x.shape()));
    }

    private Node tangent(Node y) {
        return switch (y.op()) {
            case Op.Input _,Op.Constant _,Op.Number _,Op.Detach _ -> g.zeros(y.shape());
            case Op.Fill _ -> g.fill(of(y.arg(0)), y.shape());
            case Op.Map(var f) -> g.mul(of(y.arg(0)), f.derivative(g, y.arg(0), y));
            case Op.Power(int n) -> g.mul(of(y.arg(0)), g.mul(n, g.pow(y.arg(0), n - 1)));
            case Op.Zip(var operation) -> zip(operation, y, y.arg(0), y.arg(1));
            case Op.MatMul(boolean ta, boolean tb) -> g.add(g.matmul(of(y.arg(0)), ta, y.arg(1), tb),
                    g.matmul(y.arg(0), ta, of(y.arg(1)), tb));
            case Op.SumRows _ -> g.sumRows(of(y.arg(0)));
            case Op.SumColumns _ -> g.sumColumns(of(y.arg(0)));
            case Op.RepeatRow _ -> g.repeatRow(of(y.arg(0)), y.shape().rows());
            case Op.RepeatColumn _ -> g.repeatColumn(of(y.arg(0)), y.shape().columns());
            case Op.Sum _ -> g.sum(of(y.arg(0)));
            case Op.Dot _ -> g.add(g.dot(of(y.arg(0)), y.arg(1)), g.dot(y.arg(0), of(y.arg(1))));
            case Op.Slice(int offset) -> g.places().slice(of(y.arg(0)), offset, y.shape());
            case Op.Scatter(var offsets) -> g.places().scatter(y.args().stream().map(this::of).toList(), offsets,
                    y.shape().size());
            case Op.LogSumExp _ -> g.sumColumns(g.mul(g.softmax(y.arg(0)), of(y.arg(0))));
            case Op.Softmax _ -> g.softmaxDerivative(y, of(y.arg(0)));
        };
    }

    private Node zip(Arithmetic operation, Node y, Node a, Node b) {
        Node change = switch (operation) {
            case ADD -> g.add(of(a), of(b));
            case SUB -> g.sub(of(a), of(b));
            case MUL -> g.add(g.mul(of(a), b), g.mul(a, of(b)));
            case DIV -> g.div(g.sub(of(a), g.mul(y, of(b))), b);
        };
        return change.isScalar() ? g.fill(change, y.shape()) : change;
    }
}
