package bea.tensor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apfloat.Apfloat;

/// Holds derivatives of a scalar, up to the third, against central differences in high precision: each derivative
/// against differences of the one before. What is compared are the values that a compiled plan gives.
final class Derivatives {
    private static final double STEP = 0x1p-40;
    private static final double TOLERANCE = 1e-10;

    private final String name;
    private final Graph g;
    private final Node scalar;
    private final List<Node> inputs;
    private final Map<Node, double[]> values = new HashMap<>();
    private final SplittableRandom random;

    /// @param given values of inputs that cannot be just any numbers between 0.2 and 1
    Derivatives(String name, Graph g, Node scalar, Map<Node, double[]> given) {
        this.name = name;
        this.g = g;
        this.scalar = scalar;
        this.inputs = new ArrayList<>(Plan.of(g, List.of(scalar), 1).inputs());
        this.random = new SplittableRandom(name.hashCode());
        values.putAll(given);
        inputs.forEach(this::draw);
    }

    private Node draw(Node input) {
        values.computeIfAbsent(input, x -> random.doubles(x.shape().size(), 0.2, 1).toArray());
        return input;
    }

    private Node direction(Node x, String label) {
        int[] extents = switch (x.shape().rank()) {
            case 0 -> new int[0];
            case 1 -> new int[]{x.shape().size()};
            default -> new int[]{x.shape().rows(), x.shape().columns()};
        };
        return draw(g.input(label + x.id(), extents));
    }

    /// Checks all derivatives with respect to each input.
    void check() {
        inputs.forEach(this::check);
    }

    private void check(Node x) {
        Node u = direction(x, "u");
        Node v = direction(x, "v");
        Node w = direction(x, "w");
        Node gradient = g.gradient(scalar, x);
        Node hv = g.directional(gradient, Map.of(x, v));
        Node hvw = g.directional(hv, Map.of(x, w));
        agree("directional", g.directional(scalar, Map.of(x, v)), differences(scalar, x, v));
        agree("gradient", g.dot(gradient, v), differences(scalar, x, v));
        agree("Hessian times v", hv, differences(gradient, x, v));
        agree("third derivative", hvw, differences(hv, x, w));
        agree("reverse over reverse", g.gradient(g.dot(gradient, v), x), plan(hv));
        agree("reverse over forward", g.gradient(g.directional(scalar, Map.of(x, v)), x), plan(hv));
        agree("reverse, thrice", g.gradient(g.dot(g.gradient(g.dot(gradient, v), x), w), x), plan(hvw));
        agree("forward over forward", g.directional(g.directional(scalar, Map.of(x, v)), Map.of(x, w)),
                plan(g.dot(hv, w)));
        agree("symmetry", g.dot(u, hv), plan(g.dot(v, g.directional(gradient, Map.of(x, u)))));
    }

    private double[] plan(Node of) {
        Plan plan = Plan.of(g, List.of(of), 1);
        return plan.run(plan.inputs().stream().map(values::get).toArray(double[][]::new))[0];
    }

    private double[] differences(Node of, Node x, Node v) {
        Apfloat[] after = moved(of, x, v, STEP);
        Apfloat[] before = moved(of, x, v, -STEP);
        var slope = new double[after.length];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = after[i].subtract(before[i]).doubleValue() / (2 * STEP);
        }
        return slope;
    }

    private Apfloat[] moved(Node of, Node x, Node v, double step) {
        var at = new HashMap<Node, Apfloat[]>();
        values.forEach((input, value) -> at.put(input, Precise.of(value)));
        Apfloat[] moved = at.get(x).clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = moved[i].add(Precise.of(step).multiply(at.get(v)[i]));
        }
        at.put(x, moved);
        return Precise.value(g, of, at);
    }

    private void agree(String what, Node actual, double[] expected) {
        double distance = distance(plan(actual), expected);
        assertTrue(distance < TOLERANCE, () -> name + ", " + what + ": off by " + distance);
    }

    /// The norm of the difference, relative to the expected norm; absolute where that is below one millionth.
    static double distance(double[] actual, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        return Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-6);
    }
}
