package bea.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.series.Sum;
import bea.series.Term;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Trees as Hairer, Lubich and Wanner count them (Geometric Numerical Integration, III.1).
class TreeLawsTest {
    private static final int HOLE = 1;

    /// The derivatives of `y' = f(y)` (or `f(y) + g(y)`) along itself: one more vertex each time.
    private static Sum derivative(int order, int colours) {
        Sum field = Sum.ZERO;
        for (int c = 0; c < colours; c++) {
            field = field.plus(Sum.vertex(Shape.field(c)));
        }
        Sum result = field;
        for (int k = 1; k < order; k++) {
            result = result.differentiated(Shape.THETA, HOLE, Rules.NONE).fill(HOLE, field);
        }
        return result;
    }

    private static Node node(Term t) {
        return t.open().orElseThrow().node();
    }

    private static long factorial(int n) {
        return n == 0 ? 1 : n * factorial(n - 1);
    }

    @Test
    void countsOfRootedTrees() {
        int[] one = {1, 1, 2, 4, 9, 20};
        int[] two = {2, 4, 14, 52, 214, 916};
        for (int order = 1; order <= 6; order++) {
            assertEquals(one[order - 1], derivative(order, 1).size());
            assertEquals(two[order - 1], derivative(order, 2).size());
        }
    }

    @Test
    void graftingReachesTheSameTrees() {
        for (int colours = 1; colours <= 2; colours++) {
            for (int order = 1; order <= 6; order++) {
                Set<Node> grafted = new HashSet<>();
                Random r = new Random(order);
                Shape.all(order, colours).forEach(s -> grafted.add(s.ofFields(r)));
                Set<Node> differentiated = new HashSet<>();
                derivative(order, colours).terms().forEach(t -> differentiated.add(node(t)));
                assertEquals(grafted, differentiated);
            }
        }
    }

    /// The coefficient of a tree in the n-th derivative of the solution is n!/(σ γ), HLW III.1.3.
    @Test
    void monotoneLabellings() {
        for (int colours = 1; colours <= 2; colours++) {
            for (int order = 1; order <= 6; order++) {
                Rational sum = Rational.ZERO;
                for (Term t : derivative(order, colours).terms()) {
                    Node n = node(t);
                    assertEquals(order, n.order());
                    Rational labellings = Rational.of(factorial(order), n.symmetry() * n.density());
                    assertEquals(labellings, t.coef().rationalValue(), n.key());
                    sum = sum.plus(labellings);
                }
                // one colour: (n-1)!; every vertex may have either of two
                assertEquals(Rational.of(factorial(order - 1) * (long) Math.pow(colours, order)), sum);
            }
        }
    }

    @Test
    void symmetryAndDensityByBruteForce() {
        for (int order = 1; order <= 6; order++) {
            for (Shape s : Shape.all(order, 2)) {
                Node n = s.ofFields(new Random(0));
                assertEquals(s.automorphisms(true), n.symmetry(), n.key());
                assertEquals(factorial(order), n.density() * s.increasing(), n.key());
            }
        }
    }

    @Test
    void knownSymmetriesAndDensities() {
        // parents, σ, γ: HLW table III.1.1
        int[][] parents = {{-1}, {-1, 0}, {-1, 0, 0}, {-1, 0, 1}, {-1, 0, 0, 0}, {-1, 0, 0, 1}, {-1, 0, 1, 1},
                {-1, 0, 1, 2}, {-1, 0, 0, 0, 0}, {-1, 0, 0, 1, 2}, {-1, 0, 0, 1, 1}};
        long[] sigma = {1, 1, 2, 1, 6, 1, 2, 1, 24, 2, 2};
        long[] gamma = {1, 2, 3, 6, 4, 8, 12, 24, 5, 20, 15};
        for (int i = 0; i < parents.length; i++) {
            Node n = new Shape(parents[i], new int[parents[i].length]).ofFields(new Random(0));
            assertEquals(sigma[i], n.symmetry(), n.key());
            assertEquals(gamma[i], n.density(), n.key());
        }
    }

    @Test
    void equalExactlyWhenIsomorphic() {
        Random r = new Random(11);
        int equal = 0;
        for (int i = 0; i < 6000; i++) {
            int order = 1 + r.nextInt(6);
            Shape a = Shape.random(r, order, 2);
            Shape b = Shape.random(r, order, 2);
            boolean same = a.rooted(0, -1).equals(b.rooted(0, -1));
            assertEquals(same, a.ofFields(r).equals(b.ofFields(r)));
            assertEquals(a.ofFields(r), a.ofFields(r));
            assertEquals(a.ofFields(r).hashCode(), a.ofFields(r).hashCode());
            equal += same ? 1 : 0;
        }
        assertTrue(equal > 100);
    }

    @Test
    void freeTreesForgetTheirRoot() {
        Random r = new Random(12);
        int equal = 0;
        for (int i = 0; i < 6000; i++) {
            int order = 1 + r.nextInt(6);
            Shape a = Shape.random(r, order, 2);
            Shape b = Shape.random(r, order, 2);
            Node free = a.ofLosses(r.nextInt(order), r).free();
            assertEquals(free, a.ofLosses(r.nextInt(order), r).free());
            assertEquals(free, free.free());
            assertEquals(order, free.rootings().size());
            free.rootings().forEach(n -> assertEquals(free, n.free()));
            boolean same = a.free().equals(b.free());
            assertEquals(same, free.equals(b.ofLosses(r.nextInt(order), r).free()));
            equal += same ? 1 : 0;
        }
        assertTrue(equal > 100);
    }

    @Test
    void countsOfFreeTrees() {
        int[] one = {1, 1, 1, 2, 3, 6};
        for (int order = 1; order <= 6; order++) {
            for (int colours = 1; colours <= 2; colours++) {
                Set<Node> free = new HashSet<>();
                Set<String> names = new HashSet<>();
                Random r = new Random(order);
                for (Shape s : Shape.all(order, colours)) {
                    free.add(s.ofLosses(0, r).free());
                    names.add(s.free());
                }
                assertEquals(names.size(), free.size());
                assertTrue(colours == 2 || free.size() == one[order - 1]);
            }
        }
    }

    /// In the gradient of a free tree a rooting occurs σ(free)/σ(rooting) times (theory: when is it a gradient).
    @Test
    void rootingsOccurAsOftenAsSymmetryTells() {
        for (int order = 2; order <= 6; order++) {
            for (Shape s : Shape.all(order, 2)) {
                Node free = s.ofLosses(0, new Random(0)).free();
                long sigma = s.automorphisms(false);
                Map<String, Integer> count = new HashMap<>();
                List<Tree> gradient = Tree.gradient(free, Shape.THETA, Rules.NONE);
                assertEquals(order, gradient.size());
                gradient.forEach(t -> count.merge(t.key(), 1, Integer::sum));
                for (Tree t : gradient) {
                    assertEquals(sigma, count.get(t.key()) * t.node().symmetry(), t.key());
                    assertEquals(free, t.closed());
                }
            }
        }
    }

    /// The inner product does not care which of the two is the root.
    @Test
    void innerProductIsSymmetric() {
        Random r = new Random(13);
        for (int i = 0; i < 500; i++) {
            Tree a = tree(Shape.random(r, 1 + r.nextInt(3), 2), r);
            Tree b = tree(Shape.random(r, 1 + r.nextInt(3), 2), r);
            assertEquals(a.dot(b), b.dot(a));
            assertEquals(a.order() + b.order(), a.dot(b).order());
        }
    }

    private static Tree tree(Shape s, Random r) {
        boolean fields = r.nextBoolean();
        return new Tree(Shape.THETA, fields, fields ? s.ofFields(r) : s.ofLosses(0, r));
    }

    /// A frozen vertex takes no branch; a tree without live vertices is a constant.
    @Test
    void frozenVerticesTakeNoBranch() {
        Random r = new Random(14);
        for (int i = 0; i < 500; i++) {
            Shape s = Shape.random(r, 1 + r.nextInt(5), 2);
            int[] live = {0};
            Node n = s.ofFields(r).map(v -> r.nextBoolean() ? v.freeze(1) : v);
            n.forEach(v -> live[0] += v.isLive(Shape.THETA) ? 1 : 0);
            assertEquals(live[0], new Tree(Shape.THETA, true, n).differentiated(Shape.THETA, HOLE, Rules.NONE).size());
            Sum frozen = Sum.vector(new Tree(Shape.THETA, true, n)).freeze(-1);
            assertTrue(frozen.differentiated(Shape.THETA, HOLE, Rules.NONE).isZero());
            assertEquals(Coef.ONE, frozen.terms().iterator().next().coef());
        }
    }
}
