package bea.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apfloat.Apfloat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compiled plans give what the definitions of the operations give.
class PlanTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomGraphsHaveTheirValues(int seed) {
        var random = new SplittableRandom(seed);
        var g = new Graph();
        List<Node> outputs = new RandomGraph(g, random).outputs(60);
        Plan plan = Plan.of(g, outputs, 1);
        double[][] inputs = values(plan, random);
        double[][] actual = plan.run(inputs);
        var precise = new HashMap<Node, Apfloat[]>();
        for (int i = 0; i < inputs.length; i++) precise.put(plan.inputs().get(i), Precise.of(inputs[i]));
        for (int i = 0; i < outputs.size(); i++) {
            double[] expected = Arrays.stream(Precise.value(g, outputs.get(i), precise))
                    .mapToDouble(Apfloat::doubleValue).toArray();
            double distance = Derivatives.distance(actual[i], expected);
            assertTrue(distance < 1e-12, outputs.get(i) + ": off by " + distance);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void twoThreadsGiveTheSameBits(int seed) {
        var random = new SplittableRandom(seed);
        var g = new Graph();
        var net = new Mlp(List.of(40, 30, 7), Elementary.TANH);
        Node theta = g.input("theta", net.parameterCount());
        var outputs = new ArrayList<Node>();
        for (int b = 0; b < 3; b++) {
            Node loss = Models.squaredError(g, net.output(g, theta, g.input("x" + b, 50, 40)),
                    g.input("y" + b, 50, 7));
            Node gradient = g.gradient(loss, theta);
            outputs.add(g.directional(gradient, Map.of(theta, gradient)));
        }
        outputs.addAll(new RandomGraph(g, random).outputs(80));
        outputs.add(g.sumOf(outputs.subList(0, 3)));
        Plan one = Plan.of(g, outputs, 1);
        Plan two = Plan.of(g, outputs, 2);
        double[][] inputs = values(one, random);
        for (int i = 0; i < 20; i++) assertArrayEquals(one.run(inputs), two.run(inputs));
    }

    private static double[][] values(Plan plan, SplittableRandom random) {
        return plan.inputs().stream().map(x -> random.doubles(x.shape().size(), -1, 1).toArray())
                .toArray(double[][]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 63, 64, 65, 130, 300})
    void productsOfAllSizesAndTranspositions(int k) {
        var random = new SplittableRandom(k);
        for (int[] size : new int[][]{{1, 1}, {1, 9}, {9, 1}, {5, 70}, {300, 3}, {3, 300}}) {
            for (boolean ta : new boolean[]{false, true}) {
                for (boolean tb : new boolean[]{false, true}) product(size[0], k, size[1], ta, tb, random);
            }
        }
    }

    private static void product(int m, int k, int n, boolean ta, boolean tb, SplittableRandom random) {
        var g = new Graph();
        Node a = ta ? g.input("a", k, m) : g.input("a", m, k);
        Node b = tb ? g.input("b", n, k) : g.input("b", k, n);
        Plan plan = Plan.of(g, List.of(g.matmul(a, ta, b, tb)), 1);
        double[][] in = values(plan, random);
        var expected = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    expected[i * n + j] += in[0][ta ? p * m + i : i * k + p] * in[1][tb ? j * k + p : p * n + j];
                }
            }
        }
        assertTrue(Derivatives.distance(plan.run(in)[0], expected) < 1e-13, m + " x " + k + " x " + n);
    }

    @Test
    void aPlanOfManyScalarsIsCutIntoSegments() {
        var g = new Graph();
        Node x = g.input("x");
        Node y = x;
        for (int i = 0; i < 3000; i++) y = g.sin(g.add(y, g.mul(0.001 * i, x)));
        double expected = 0.3;
        for (int i = 0; i < 3000; i++) expected = Math.sin(expected + 0.001 * i * 0.3);
        assertEquals(expected, Plan.of(g, List.of(y), 1).run(new double[]{0.3})[0][0], 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200, 6000})
    void vectorsOfManyScalarsAreAssembled(int n) {
        var g = new Graph();
        Node x = g.input("x", n);
        var entries = IntStream.range(0, n).mapToObj(i -> g.exp(g.component(x, n - 1 - i))).toList();
        Node all = g.concat(entries);
        Node gradient = g.gradient(g.mul(0.5, g.dot(all, all)), x);
        double[] in = IntStream.range(0, n).mapToDouble(i -> 2.0 * i / n).toArray();
        double[] expected = IntStream.range(0, n).mapToDouble(i -> Math.exp(in[n - 1 - i])).toArray();
        double[] slope = IntStream.range(0, n).mapToDouble(i -> Math.exp(2 * in[i])).toArray();
        double[][] values = Plan.of(g, List.of(all, gradient), 1).run(in);
        assertArrayEquals(expected, values[0], 1e-13);
        assertArrayEquals(slope, values[1], 1e-12);
    }

    @Test
    void leavesAndTheirPartsCanBeOutputs() {
        var g = new Graph();
        Node x = g.input("x", 4);
        var outputs = List.of(x, g.slice(x, 1, 1, 2), g.component(x, 3), g.number(2), g.zeros(Shape.vector(2)),
                g.constant(new double[]{5, 6}, 2), g.reshape(g.number(3), 1), g.detach(x));
        double[][] values = Plan.of(g, outputs, 2).run(new double[]{1, 2, 3, 4});
        assertEquals("[[1.0, 2.0, 3.0, 4.0], [2.0, 3.0], [4.0], [2.0], [0.0, 0.0], [5.0, 6.0], [3.0], "
                + "[1.0, 2.0, 3.0, 4.0]]", Arrays.deepToString(values));
    }

    @Test
    void runsReuseTheirArraysAndRefuseWrongInputs() {
        var g = new Graph();
        Plan plan = Plan.of(g, List.of(g.exp(g.input("x", 3))), 1);
        double[] first = plan.run(new double[3])[0];
        assertSame(first, plan.run(new double[]{1, 1, 1})[0]);
        assertEquals(Math.E, first[0], 1e-15);
        assertThrows(IllegalArgumentException.class, plan::run);
        assertThrows(IllegalArgumentException.class, () -> plan.run(new double[2]));
    }

    /// Batches are taken one after another. Twice as many may leave some room unused between tensors of other sizes.
    @Test
    void memoryDoesNotGrowWithTheNumberOfBatches() {
        assertTrue(gradientOfBatches(8) < 1.2 * gradientOfBatches(4));
    }

    private static int gradientOfBatches(int n) {
        var g = new Graph();
        var net = new Mlp(List.of(64, 32, 10), Elementary.TANH);
        Node theta = g.input("theta", net.parameterCount());
        var losses = IntStream.range(0, n).mapToObj(i -> Models.crossEntropy(g,
                net.output(g, theta, g.input("x" + i, 64, 64)), g.input("y" + i, 64, 10))).toList();
        return Plan.of(g, List.of(g.gradient(g.sumOf(losses), theta)), 1).peakDoubles();
    }

    @Test
    void ownFunctionsAreAccurate() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            double x = (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-30, 11));
            assertEquals(StrictMath.exp(x), Reals.exp(x), 2 * Math.ulp(StrictMath.exp(x)), () -> "exp " + x);
            assertEquals(StrictMath.tanh(x), Reals.tanh(x), 4 * Math.ulp(StrictMath.tanh(x)), () -> "tanh " + x);
        }
        for (double x : new double[]{0, -0.0, 1e300, -1e300, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(StrictMath.exp(x), Reals.exp(x));
            assertEquals(StrictMath.tanh(x), Reals.tanh(x));
        }
    }
}
