import bea.tensor.Elementary;
import bea.tensor.Graph;
import bea.tensor.Mlp;
import bea.tensor.Models;
import bea.tensor.Node;
import bea.tensor.Plan;
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

    private void print(String name, List<Node> outputs, int threads, int repetitions) {
        Plan plan = Plan.of(g, outputs, threads);
        double[][] values = values(plan);
        for (int i = 0; i < 3000; i++) plan.run(values);
        long[] times = new long[repetitions];
        for (int i = 0; i < repetitions; i++) {
            long begin = System.nanoTime();
            plan.run(values);
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(times);
        System.out.printf("bea-%s-%d %.0f %.0f %d%n", name, threads, times[repetitions / 2] / 1e3, times[0] / 1e3,
                plan.peakDoubles());
    }

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[0]);
        int repetitions = Integer.parseInt(args[1]);
        var bench = new ModifiedLoss();
        bench.print("plain", bench.plain(), threads, repetitions);
        bench.print("modified", bench.modified(), threads, repetitions);
    }
}
