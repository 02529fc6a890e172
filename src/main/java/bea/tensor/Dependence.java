package bea.tensor;

import java.util.List;

/// Which nodes lie between some inputs and a node.
final class Dependence {
    private Dependence() {}

    /// For each node up to the given one, whether it is needed for it and moves when the inputs do.
    static boolean[] on(Graph g, Node of, List<Node> inputs) {
        var moves = needed(g, List.of(of));
        var depends = new boolean[moves.length];
        for (Node input : inputs) if (input.id() < depends.length) depends[input.id()] = true;
        for (int i = 0; i < moves.length; i++) {
            Node y = g.node(i);
            if (moves[i] && !(y.op() instanceof Op.Detach)) {
                for (Node x : y.args()) depends[i] |= depends[x.id()];
            }
            moves[i] &= depends[i];
        }
        return moves;
    }

    /// For each node up to the last of the outputs, whether some output needs it.
    static boolean[] needed(Graph g, List<Node> outputs) {
        int last = outputs.stream().mapToInt(Node::id).max().orElse(-1);
        var needed = new boolean[last + 1];
        for (Node output : outputs) needed[output.id()] = true;
        for (int i = last; i >= 0; i--) {
            if (needed[i]) for (Node x : g.node(i).args()) needed[x.id()] = true;
        }
        return needed;
    }
}
