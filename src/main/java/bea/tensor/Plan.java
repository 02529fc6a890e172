package bea.tensor;

import java.util.List;

/// An executable for some outputs of a graph. Inputs are given in the order they were made in the graph, those only
/// that the outputs need; see [#inputs()].
public final class Plan {
    private final List<Node> inputs;
    private final List<Node> outputs;
    private final Graph g;
    private final boolean[] needed;

    private Plan(Graph g, List<Node> outputs) {
        this.g = g;
        this.outputs = outputs;
        this.needed = Dependence.needed(g, outputs);
        this.inputs = java.util.stream.IntStream.range(0, needed.length).filter(i -> needed[i]).mapToObj(g::node)
                .filter(Node::isInput).toList();
    }

    public static Plan of(Graph g, List<Node> outputs, int threads) {
        return new Plan(g, List.copyOf(outputs));
    }

    public List<Node> inputs() {
        return inputs;
    }

    public double[][] run(double[]... in) {
        var values = new double[needed.length][];
        int next = 0;
        for (int i = 0; i < needed.length; i++) {
            if (!needed[i]) continue;
            Node y = g.node(i);
            values[i] = y.isInput() ? in[next++]
                    : Interpreter.value(y, y.args().stream().map(a -> values[a.id()]).toArray(double[][]::new));
        }
        return outputs.stream().map(o -> values[o.id()]).toArray(double[][]::new);
    }

    public int peakDoubles() {
        return java.util.stream.IntStream.range(0, needed.length).filter(i -> needed[i])
                .map(i -> g.node(i).shape().size()).sum();
    }
}
