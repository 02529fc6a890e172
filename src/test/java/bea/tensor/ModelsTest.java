package bea.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Derivatives of every built-in model.
class ModelsTest {
    /// A loss and values for the inputs that cannot be any numbers.
    record Case(Graph g, Node loss, Map<Node, double[]> given) {}

    static Map<String, Case> models() {
        var models = new LinkedHashMap<String, Case>();
        models.put("linear", linear(false));
        models.put("linear with intercept", linear(true));
        models.put("logistic", logistic());
        for (var f : List.of(Elementary.TANH, Elementary.SIGMOID, Elementary.SOFTPLUS, Elementary.SIN,
                Elementary.RELU)) {
            models.put("regression " + f, mlp(f, false));
            models.put("classification " + f, mlp(f, true));
        }
        for (var which : List.of("discriminator", "generator", "saturating generator")) models.put(which, gan(which));
        return models;
    }

    private static Case linear(boolean intercept) {
        var g = new Graph();
        Node theta = g.input("theta", intercept ? 4 : 3);
        return new Case(g, Models.linearRegression(g, theta, g.input("x", 5, 3), g.input("y", 5)), Map.of());
    }

    private static Case logistic() {
        var g = new Graph();
        Node y = g.input("y", 5);
        Node loss = Models.logisticRegression(g, g.input("theta", 4), g.input("x", 5, 3), y);
        return new Case(g, loss, Map.of(y, new double[]{0, 1, 1, 0, 1}));
    }

    private static Case mlp(Elementary activation, boolean classify) {
        var g = new Graph();
        var net = new Mlp(List.of(3, 4, 2, 3), activation);
        Node theta = g.input("theta", net.parameterCount());
        Node y = g.input("y", 4, 3);
        Node output = net.output(g, theta, g.input("x", 4, 3));
        var labels = Models.oneHot(new int[]{2, 0, 1, 2}, 3);
        var start = new SplittableRandom(5).doubles(net.parameterCount(), -0.9, 0.8).toArray();
        return classify
                ? new Case(g, Models.crossEntropy(g, output, y), Map.of(theta, start, y, labels))
                : new Case(g, Models.squaredError(g, output, y), Map.of(theta, start));
    }

    private static Case gan(String which) {
        var g = new Graph();
        var gan = new Gan(new Mlp(List.of(2, 3, 2), Elementary.TANH), new Mlp(List.of(2, 3, 1), Elementary.SOFTPLUS));
        Node phi = g.input("phi", gan.discriminator().parameterCount());
        Node theta = g.input("theta", gan.generator().parameterCount());
        Node z = g.input("z", 4, 2);
        Node loss = switch (which) {
            case "discriminator" -> gan.discriminatorLoss(g, phi, theta, g.input("x", 4, 2), z);
            case "generator" -> gan.generatorLoss(g, phi, theta, z);
            default -> gan.saturatingGeneratorLoss(g, phi, theta, z);
        };
        return new Case(g, loss, Map.of());
    }

    @TestFactory
    Stream<DynamicTest> derivativesAreThoseOfDifferences() {
        return models().entrySet().stream().map(m -> DynamicTest.dynamicTest(m.getKey(),
                () -> new Derivatives(m.getKey(), m.getValue().g(), m.getValue().loss(), m.getValue().given())
                        .check()));
    }

    @Test
    void lossesStayFiniteWhereLogarithmsWouldNot() {
        var g = new Graph();
        Node z = g.input("z", 1, 2);
        Node loss = Models.crossEntropy(g, z, g.constant(new double[]{0, 1}, 1, 2));
        double[][] values = Plan.of(g, List.of(loss, g.gradient(loss, z)), 1).run(new double[]{1000, -1000});
        assertEquals(2000, values[0][0]);
        assertArrayEquals(new double[]{1, -1}, values[1]);
    }

    @Test
    void initialParametersHaveTheVarianceOfGlorotAndBengio() {
        var net = new Mlp(List.of(300, 100), Elementary.TANH);
        double[] theta = net.initial(7);
        assertArrayEquals(theta, net.initial(7));
        double variance = Arrays.stream(theta, 0, 30000).map(w -> w * w).average().orElseThrow();
        assertEquals(2.0 / 400, variance, 0.03 * 2 / 400);
        assertArrayEquals(new double[100], Arrays.copyOfRange(theta, 30000, 30100));
    }
}
