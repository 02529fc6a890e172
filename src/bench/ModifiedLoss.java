import bea.tensor.Elementary;
import bea.tensor.Graph;
import bea.tensor.Mlp;
import bea.tensor.Models;
import bea.tensor.Node;
import bea.tensor.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Times the modified loss of n-step SGD and its gradient on a digits-sized network. `modified-loss.sh` runs it beside
/// the same computation in PyTorch.
final class ModifiedLoss {
    private static final int BATCH = 64;
    private static final int N = 4;
    private static final double H = 0.05;
    private static final Mlp NET = new Mlp(List.of(64, 32, 10), Elementary.TANH);

    private final Graph g = new Graph();
    private final Node theta = g.input("theta", NET.parameterCount());
    private final Node start = g.input("start", NET.parameterCount());
    private final List<Node> losses = IntStream.range(0, N).mapToObj(mu -> loss(theta, mu)).toList();

    private Node loss(Node at, int mu) {
        Node output = NET.output(g, at, g.input("x" + mu, BATCH, 64));
        return Models.crossEntropy(g, output, g.input("y" + mu, BATCH, 10));
    }

    private Node mean() {
        return g.div(g.sumOf(losses), g.number(N));
    }

    private List<Node> plain() {
        return List.of(mean(), g.gradient(mean(), theta));
    }

    /// mean E + n h / 4 |grad mean E|^2 - h / n sum over mu of grad E_mu . sum over tau < mu of grad E_tau(start)
    private List<Node> modified() {
        Node gradient = g.gradient(mean(), theta);
        Node value = g.add(mean(), g.mul(N * H / 4, g.dot(gradient, gradient)));
        Node before = g.gradient(loss(start, 0), start);
        for (int mu = 1; mu < N; mu++) {
            Node here = g.gradient(losses.get(mu), theta);
            value = g.sub(value, g.mul(H / N, g.dot(here, before)));
            before = g.add(before, g.gradient(loss(start, mu), start));
        }
        return List.of(value, g.gradient(value, theta));
    }

    private static double[][] values(Plan plan) {
        return plan.inputs().stream().map(input -> value(input.op().toString(), input)).toArray(double[][]::new);
    }

    private static double[] value(String name, Node input) {
        var random = new SplittableRandom(name.hashCode());
        if (name.contains("theta") || name.contains("start")) return NET.initial(name.hashCode());
        if (name.contains("=x")) return random.doubles(input.shape().size(), -1.7, 1.7).toArray();
        return Models.oneHot(random.ints(BATCH, 0, 10).toArray(), 10);
    }

    private static double medianMicros(Plan plan, int repetitions) {
        double[][] values = values(plan);
        for (int i = 0; i < 3000; i++) plan.run(values);
        var times = new ArrayList<Long>();
        for (int i = 0; i < repetitions; i++) {
            long begin = System.nanoTime();
            plan.run(values);
            times.add(System.nanoTime() - begin);
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        System.err.printf("  fastest %.0f, quartiles %.0f %.0f %.0f us%n", sorted[0] / 1e3,
                sorted[repetitions / 4] / 1e3, sorted[repetitions / 2] / 1e3, sorted[repetitions * 3 / 4] / 1e3);
        return sorted[repetitions / 2] / 1e3;
    }

    public static void main(String[] args) {
        int repetitions = Integer.parseInt(args[0]);
        for (int threads = 1; threads <= 2; threads++) {
            var bench = new ModifiedLoss();
            Plan plain = Plan.of(bench.g, bench.plain(), threads);
            Plan modified = Plan.of(bench.g, bench.modified(), threads);
            System.out.printf("bea-plain-%d %.0f %d%n", threads, medianMicros(plain, repetitions), plain.peakDoubles());
            System.out.printf("bea-modified-%d %.0f %d%n", threads, medianMicros(modified, repetitions),
                    modified.peakDoubles());
        }
    }
}
