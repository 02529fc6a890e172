package bea.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The laws of simplification: both sides are one node.
class RulesTest {
    private final Graph g = new Graph();
    private final Node s = g.input("s");
    private final Node x = g.input("x", 3);
    private final Node y = g.input("y", 3);
    private final Node a = g.input("A", 2, 3);
    private final Node b = g.input("B", 3, 4);
    private final Node one = g.number(1);
    private final Node zero = g.number(0);

    @Test
    void zeroAndOne() {
        assertSame(x, g.add(x, zero));
        assertSame(x, g.sub(x, zero));
        assertSame(g.neg(x), g.sub(zero, x));
        assertSame(x, g.mul(one, x));
        assertSame(x, g.mul(g.fill(one, x.shape()), x));
        assertSame(g.zeros(x.shape()), g.mul(zero, x));
        assertSame(g.neg(x), g.mul(-1, x));
        assertSame(x, g.div(x, one));
        assertSame(g.reciprocal(x), g.div(one, x));
        assertSame(g.zeros(x.shape()), g.sub(x, x));
        assertSame(g.fill(one, x.shape()), g.div(x, x));
    }

    @Test
    void signs() {
        assertSame(x, g.neg(g.neg(x)));
        assertSame(g.sub(x, y), g.add(x, g.neg(y)));
        assertSame(g.add(x, y), g.sub(x, g.neg(y)));
        assertSame(g.sub(y, x), g.neg(g.sub(x, y)));
        assertSame(g.neg(g.mul(x, y)), g.mul(x, g.neg(y)));
        assertSame(g.neg(g.matmul(a, b)), g.matmul(g.neg(a), b));
        assertSame(g.neg(g.dot(x, y)), g.dot(x, g.neg(y)));
    }

    @Test
    void numbers() {
        assertSame(g.number(5), g.add(g.number(2), g.number(3)));
        assertSame(g.mul(2, x), g.add(x, x));
        assertSame(g.mul(5, x), g.add(g.mul(2, x), g.mul(3, x)));
        assertSame(g.mul(6, x), g.mul(2, g.mul(3, x)));
        assertSame(g.mul(6, g.mul(x, y)), g.mul(g.mul(2, y), g.mul(3, x)));
        assertSame(g.mul(0.25, x), g.div(x, g.number(4)));
        assertSame(g.constant(new double[]{1, 4, 9}, 3), g.pow(g.constant(new double[]{1, 2, 3}, 3), 2));
        assertSame(g.fill(g.exp(s), x.shape()), g.exp(g.fill(s, x.shape())));
    }

    @Test
    void equalExpressionsAreOneNode() {
        assertSame(g.add(x, y), g.add(y, x));
        assertSame(g.mul(x, y), g.mul(y, x));
        assertSame(g.dot(x, y), g.dot(y, x));
        assertSame(x, g.input("x", 3));
        assertNotEquals(g.sub(x, y), g.sub(y, x));
        assertThrows(IllegalArgumentException.class, () -> g.input("x", 4));
        assertThrows(IllegalArgumentException.class, () -> g.add(x, a));
    }

    @Test
    void scalarsLeaveTensors() {
        assertSame(g.mul(s, g.matmul(a, b)), g.matmul(g.mul(s, a), b));
        assertSame(g.mul(s, g.add(x, y)), g.add(g.mul(s, x), g.mul(s, y)));
        assertSame(g.mul(2, g.sub(x, y)), g.add(g.mul(2, x), g.mul(-2, y)));
        assertSame(g.mul(s, g.sum(x)), g.sum(g.mul(s, x)));
        assertSame(g.mul(s, g.sumRows(a)), g.sumRows(g.mul(s, a)));
        assertSame(g.dot(x, y), g.sum(g.mul(x, y)));
        assertSame(g.mul(3, s), g.sum(g.fill(s, x.shape())));
    }

    @Test
    void piecesOfVectorsStayApart() {
        Node left = g.scatter(x, 0, 6);
        Node right = g.scatter(y, 3, 6);
        assertSame(g.concat(List.of(x, y)), g.add(left, right));
        assertSame(g.concat(List.of(g.mul(s, x), y)), g.add(g.mul(s, left), right));
        assertSame(g.scatter(g.add(x, y), 0, 6), g.add(left, g.scatter(y, 0, 6)));
        assertSame(x, g.slice(g.add(left, right), 0, 3));
        assertSame(g.component(y, 1), g.component(g.add(left, right), 4));
        assertSame(g.zeros(y.shape()), g.slice(left, 3, 3));
        assertEquals(zero, g.dot(left, right));
        assertSame(g.input("z", 6), g.concat(List.of(g.slice(g.input("z", 6), 0, 2), g.slice(g.input("z", 6), 2, 4))));
    }
}
