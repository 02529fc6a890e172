package bea.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Nodes drawn at random, whose values stay of moderate size.
final class RandomGraph {
    private final Graph g;
    private final SplittableRandom random;
    private final List<Node> pool = new ArrayList<>();

    RandomGraph(Graph g, SplittableRandom random) {
        this.g = g;
        this.random = random;
        pool.addAll(List.of(g.input("s"), g.input("v", 6), g.input("w", 4), g.input("A", 4, 6), g.input("B", 6, 4),
                g.input("C", 4, 4), g.constant(random.doubles(24).toArray(), 4, 6), g.number(0.5)));
    }

    /// Some of the nodes after this many were drawn.
    List<Node> outputs(int size) {
        for (int i = 0; i < size; i++) {
            Node x = pick();
            pool.add(x.isScalar() ? ofScalar(x) : bounded(ofTensor(x)));
        }
        return List.of(pool.getLast(), pick(), pick(), pick(), pick());
    }

    private Node pick() {
        return pool.get(random.nextInt(pool.size()));
    }

    private Node alike(Node x) {
        var alike = pool.stream().filter(y -> y.isScalar() || y.shape().equals(x.shape())).toList();
        return alike.get(random.nextInt(alike.size()));
    }

    private Node ofScalar(Node x) {
        return switch (random.nextInt(4)) {
            case 0 -> g.sin(x);
            case 1 -> g.mul(x, g.atan(pool.getFirst()));
            case 2 -> g.concat(List.of(x, g.number(2), pool.getFirst(), g.neg(x)));
            default -> g.fill(x, Shape.matrix(4, 4));
        };
    }

    private Node ofTensor(Node x) {
        return switch (random.nextInt(12)) {
            case 0 -> g.apply(Elementary.values()[random.nextInt(2)], g.tanh(x));
            case 1 -> g.softplus(x);
            case 2 -> g.add(x, alike(x));
            case 3 -> g.sub(x, alike(x));
            case 4 -> g.mul(x, alike(x));
            case 5 -> g.div(x, g.add(g.number(2), g.sin(alike(x))));
            case 6 -> g.component(x, random.nextInt(x.shape().size()));
            case 7 -> g.mean(g.mul(x, g.cos(x)));
            case 8 -> x.shape().rank() == 2 ? g.matmul(x, false, x, true) : g.outer(x, x);
            case 9 -> x.shape().rank() == 2 ? g.softmax(x) : g.repeatRow(x, 3);
            case 10 -> x.shape().rank() == 2 ? g.logSumExp(x) : g.repeatColumn(x, 2);
            default -> x.shape().rank() == 2 ? g.sumRows(x) : g.scatter(x, 1, x.shape().size() + 3);
        };
    }

    private Node bounded(Node x) {
        return random.nextInt(3) == 0 ? g.sigmoid(x) : x.op() instanceof Op.MatMul ? g.mul(0.1, x) : x;
    }
}
