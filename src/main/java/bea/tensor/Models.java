package bea.tensor;

/// Losses of common models on one batch, as scalars of a graph: the mean over the rows of x.
public final class Models {
    private Models() {}

    /// Half the mean squared error of x w, with an intercept where theta has one entry more than x has columns.
    ///
    /// @param y the target for each row of x
    public static Node linearRegression(Graph g, Node theta, Node x, Node y) {
        return squaredError(g, linear(g, theta, x), y);
    }

    /// The mean cross-entropy of the logits x w and labels y of 0 or 1: softplus z - y z.
    public static Node logisticRegression(Graph g, Node theta, Node x, Node y) {
        Node z = linear(g, theta, x);
        return g.mean(g.sub(g.softplus(z), g.mul(y, z)));
    }

    private static Node linear(Graph g, Node theta, Node x) {
        int columns = x.shape().columns();
        Node z = g.matmul(x, g.slice(theta, 0, columns));
        if (theta.shape().size() == columns) return z;
        Graph.require(theta.shape().size() == columns + 1, theta.shape() + " as weights of a " + x.shape());
        return g.add(z, g.component(theta, columns));
    }

    /// Half the squared distance of outputs and targets, the mean over rows (for vectors: over entries).
    public static Node squaredError(Graph g, Node output, Node target) {
        Node error = g.sub(output, target);
        return g.div(g.dot(error, error), g.number(2 * rows(output)));
    }

    /// The mean cross-entropy of the softmax of each row and the target's row, which adds up to 1.
    public static Node crossEntropy(Graph g, Node logits, Node target) {
        Node likelihood = g.sub(g.sum(g.logSumExp(logits)), g.dot(logits, target));
        return g.div(likelihood, g.number(rows(logits)));
    }

    /// Labels 0, 1, … as rows that hold a single 1: targets for [#crossEntropy].
    public static double[] oneHot(int[] labels, int classes) {
        var rows = new double[labels.length * classes];
        for (int i = 0; i < labels.length; i++) rows[i * classes + labels[i]] = 1;
        return rows;
    }

    private static double rows(Node output) {
        return output.shape().rank() == 2 ? output.shape().rows() : output.shape().size();
    }
}
