package bea.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A multilayer perceptron: affine layers with an activation between them, none after the last.
///
/// Its parameters are one vector, layer after layer, each its weights (inputs × outputs, row by row) and then its
/// biases.
///
/// @param sizes      the width of each layer, that of the input first; at least two
/// @param activation applied entry by entry between the layers
public record Mlp(List<Integer> sizes, Elementary activation) {
    public Mlp {
        sizes = List.copyOf(sizes);
        Graph.require(sizes.size() >= 2 && sizes.stream().allMatch(n -> n > 0), "layers of sizes " + sizes);
    }

    public int parameterCount() {
        int n = 0;
        for (int l = 1; l < sizes.size(); l++) n += (sizes.get(l - 1) + 1) * sizes.get(l);
        return n;
    }

    /// The output for each row of x, as a matrix with one row for each.
    public Node output(Graph g, Node theta, Node x) {
        Graph.require(theta.shape().equals(Shape.vector(parameterCount())),
                parameterCount() + " parameters, not a " + theta.shape());
        Node layer = x;
        int offset = 0;
        for (int l = 1; l < sizes.size(); l++) {
            int in = sizes.get(l - 1);
            int out = sizes.get(l);
            Node weights = g.slice(theta, offset, in, out);
            Node biases = g.slice(theta, offset + in * out, out);
            layer = g.addRow(g.matmul(l == 1 ? layer : g.apply(activation, layer), weights), biases);
            offset += (in + 1) * out;
        }
        return layer;
    }

    /// Parameters to start from, the same for the same seed: weights normal with variance 2 / (inputs + outputs) of
    /// their layer (Glorot & Bengio 2010), biases zero.
    public double[] initial(long seed) {
        var random = new SplittableRandom(seed);
        var theta = new ArrayList<Double>();
        for (int l = 1; l < sizes.size(); l++) {
            double deviation = Math.sqrt(2.0 / (sizes.get(l - 1) + sizes.get(l)));
            for (int i = 0; i < sizes.get(l - 1) * sizes.get(l); i++) theta.add(deviation * random.nextGaussian());
            for (int i = 0; i < sizes.get(l); i++) theta.add(0.0);
        }
        return theta.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
