package bea.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The first thing to try: a loss, its gradient, and its Hessian times a direction.
class FirstExampleTest {
    @Test
    void aQuadraticHasTheGradientAndHessianOfItsMatrix() {
        var g = new Graph();
        Node theta = g.input("theta", 2);
        Node v = g.input("v", 2);
        Node a = g.constant(new double[]{2, 1, 1, 3}, 2, 2);
        Node loss = g.mul(0.5, g.dot(theta, g.matmul(a, theta)));
        Node grad = g.gradient(loss, theta);
        Node hv = g.directional(grad, Map.of(theta, v));
        Plan plan = Plan.of(g, List.of(loss, grad, hv), 1);
        double[][] values = plan.run(new double[]{1, 2}, new double[]{1, -1});
        assertEquals(9, values[0][0], 1e-15);
        assertArrayEquals(new double[]{4, 7}, values[1], 1e-15);
        assertArrayEquals(new double[]{1, -2}, values[2], 1e-15);
    }

    @Test
    void aGradientUsedAsDirectionIsNeverWrittenOut() {
        var g = new Graph();
        var mlp = new Mlp(List.of(3, 4, 2), Elementary.TANH);
        Node theta = g.input("theta", mlp.parameterCount());
        Node loss = Models.squaredError(g, mlp.output(g, theta, g.input("x", 5, 3)), g.input("y", 5, 2));
        Node grad = g.gradient(loss, theta);
        Node flow = g.directional(grad, Map.of(theta, grad));
        Node half = g.gradient(g.mul(0.5, g.dot(grad, grad)), theta);
        var random = new java.util.SplittableRandom(1);
        double[] x = random.doubles(15).toArray();
        double[] y = random.doubles(10).toArray();
        double[][] values = Plan.of(g, List.of(flow, half), 1).run(mlp.initial(1), x, y);
        assertArrayEquals(values[0], values[1], 1e-12);
    }
}
