package bea.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Derivatives of every kind of node.
class NodeKindsTest {
    /// One tensor of each kind, from inputs.
    private static Map<String, Function<Graph, Node>> kinds() {
        var kinds = new LinkedHashMap<String, Function<Graph, Node>>();
        for (Elementary f : Elementary.values()) kinds.put(f.name(), g -> g.apply(f, v(g)));
        for (Arithmetic op : Arithmetic.values()) {
            kinds.put(op + " of matrices", g -> g.zip(op, a(g), g.input("other", 3, 2)));
            kinds.put(op + " scalar first", g -> g.zip(op, s(g), a(g)));
            kinds.put(op + " scalar last", g -> g.zip(op, a(g), s(g)));
            kinds.put(op + " of scalars", g -> g.zip(op, s(g), g.input("t")));
        }
        kinds.put("cube", g -> g.pow(v(g), 3));
        kinds.put("inverse cube", g -> g.pow(v(g), -3));
        kinds.put("fill", g -> g.matmul(a(g), g.fill(s(g), Shape.matrix(2, 2))));
        kinds.put("A B", g -> g.matmul(a(g), false, g.input("b", 2, 4), false));
        kinds.put("A B^T", g -> g.matmul(a(g), false, g.input("b", 4, 2), true));
        kinds.put("A^T B", g -> g.matmul(a(g), true, g.input("b", 3, 4), false));
        kinds.put("A^T B^T", g -> g.matmul(a(g), true, g.input("b", 4, 3), true));
        kinds.put("A^T A", g -> g.matmul(a(g), true, a(g), false));
        kinds.put("A v", g -> g.matmul(a(g), g.input("w", 2)));
        kinds.put("v^T A", g -> g.matmul(v(g), a(g)));
        kinds.put("outer", g -> g.outer(v(g), g.input("w", 2)));
        kinds.put("sum of rows", g -> g.sumRows(a(g)));
        kinds.put("sum of columns", g -> g.sumColumns(a(g)));
        kinds.put("repeated row", g -> g.mul(a(g), g.repeatRow(g.input("w", 2), 3)));
        kinds.put("repeated column", g -> g.matmul(g.repeatColumn(v(g), 2), true, a(g), false));
        kinds.put("sum", g -> g.mul(g.sum(g.exp(a(g))), v(g)));
        kinds.put("dot", g -> g.mul(g.dot(v(g), g.exp(v(g))), v(g)));
        kinds.put("slice", g -> g.matmul(g.slice(g.input("flat", 9), 1, 3, 2), g.slice(g.input("flat", 9), 5, 2, 2)));
        kinds.put("slice of a matrix", g -> g.slice(g.exp(a(g)), 2, 3));
        kinds.put("component", g -> g.mul(g.component(v(g), 0), g.component(v(g), 2)));
        kinds.put("vector of scalars", g -> g.concat(List.of(s(g), g.exp(s(g)), g.component(v(g), 1))));
        kinds.put("overlapping pieces", g -> g.add(g.scatter(v(g), 0, 5), g.scatter(g.exp(v(g)), 2, 5)));
        kinds.put("log-sum-exp", g -> g.logSumExp(a(g)));
        kinds.put("softmax", g -> g.softmax(a(g)));
        return kinds;
    }

    private static Node s(Graph g) {
        return g.input("s");
    }

    private static Node v(Graph g) {
        return g.input("v", 3);
    }

    private static Node a(Graph g) {
        return g.input("a", 3, 2);
    }

    @TestFactory
    Stream<DynamicTest> derivativesAreThoseOfDifferences() {
        return kinds().entrySet().stream().map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> {
            var g = new Graph();
            new Derivatives(kind.getKey(), g, probe(g, kind.getValue().apply(g)), Map.of()).check();
        }));
    }

    /// A scalar that depends on all entries, and not only to first order.
    private static Node probe(Graph g, Node y) {
        Node weight = y.isScalar() ? g.number(0.7) : g.constant(weights(y.shape().size()), y.shape());
        return g.dot(g.mul(weight, y), g.sin(g.mul(0.3, y)));
    }

    private static double[] weights(int n) {
        return java.util.stream.IntStream.range(0, n).mapToDouble(i -> 0.5 + 0.3 * i).toArray();
    }

    @Test
    void theListHoldsEveryKind() {
        var seen = new HashSet<Class<?>>();
        kinds().values().forEach(kind -> {
            var g = new Graph();
            g.detach(g.sum(g.scatter(g.constant(new double[]{1, 2, 3}, 3), 1, 5)));
            probe(g, kind.apply(g));
            for (int i = 0; i < g.size(); i++) seen.add(g.node(i).op().getClass());
        });
        assertEquals(Set.of(Op.class.getPermittedSubclasses()), seen.stream().collect(Collectors.toSet()));
    }

    @Test
    void aDetachedValueDoesNotMove() {
        var g = new Graph();
        Node x = v(g);
        assertEquals(g.detach(x), g.gradient(g.dot(g.detach(x), x), x));
        assertEquals(g.zeros(x.shape()), g.directional(g.detach(x), Map.of(x, g.input("u", 3))));
    }
}
