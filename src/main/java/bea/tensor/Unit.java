package bea.tensor;

import java.util.List;

/// One step of a plan: it computes its last node, and the entries of the others on the way in the same loop.
///
/// @param nodes the nodes computed, arguments before users; only the last is stored
/// @param reads the stored nodes whose values are read, each once
record Unit(List<Node> nodes, List<Node> reads) {
    Node result() {
        return nodes.getLast();
    }

    boolean isScalar() {
        return result().isScalar();
    }

    boolean isLoop() {
        return !isScalar() && Fusion.isElementwise(result());
    }

    /// A rough time in nanoseconds, for the balance between threads.
    double cost() {
        return 20 + nodes.stream().mapToDouble(Unit::cost).sum();
    }

    private static double cost(Node y) {
        double size = y.shape().size();
        return switch (y.op()) {
            case Op.Input _,Op.Constant _,Op.Number _,Op.Slice _,Op.Detach _ -> 0;
            case Op.Map(var f) when f == Elementary.NEG || f == Elementary.RELU || f == Elementary.STEP -> 0.3 * size;
            case Op.Map _,Op.Softmax _ -> 5 * size;
            case Op.Power _,Op.Zip _,Op.Fill _,Op.RepeatRow _,Op.RepeatColumn _,Op.Scatter _ -> 0.3 * size;
            case Op.MatMul(boolean ta, boolean _) ->
                size * (ta ? y.arg(0).shape().rows() : y.arg(0).shape().columns()) / 7 + size;
            case Op.SumRows _,Op.SumColumns _,Op.Sum _,Op.Dot _ -> 0.5 * y.arg(0).shape().size();
            case Op.LogSumExp _ -> 5 * y.arg(0).shape().size();
        };
    }
}
