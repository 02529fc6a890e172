package bea.bseries;

import bea.algebra.Rational;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Composition of methods, their inverses and adjoints, and substitution of fields into methods.
///
/// All are sums over the subtrees that contain the root (composition) or over the partitions (substitution) of a tree;
/// these are made once for each tree out of those of its trunk and its last branch, equal ones together.
public final class Composition {
    private Composition() {}

    /// First the method `a`, then the series `b` at the point reached: Hairer, Lubich, Wanner, Theorem III.1.10.
    public static <C> Coefficients<C> of(Coefficients<C> a, Coefficients<C> b) {
        Ring<C> ring = a.ring();
        List<Map<Integer, C>> rooted = rooted(a);
        return Coefficients.build(a.trees(), ring, b.empty(), (_, t) -> {
            C sum = ring.times(b.empty(), a.of(t));
            for (Map.Entry<Integer, C> e : rooted.get(t).entrySet()) {
                sum = ring.plus(sum, ring.times(e.getValue(), b.of(e.getKey())));
            }
            return sum;
        });
    }

    /// The method that leads back.
    public static <C> Coefficients<C> inverse(Coefficients<C> a) {
        Ring<C> ring = a.ring();
        List<Map<Integer, C>> rooted = rooted(a);
        return Coefficients.build(a.trees(), ring, ring.of(Rational.ONE), (x, t) -> {
            C sum = a.of(t);
            for (Map.Entry<Integer, C> e : rooted.get(t).entrySet()) {
                sum = e.getKey() == t ? sum : ring.plus(sum, ring.times(e.getValue(), x.of(e.getKey())));
            }
            return ring.scaled(sum, Rational.MINUS_ONE);
        });
    }

    /// The adjoint method, the inverse with the step `-h`.
    public static <C> Coefficients<C> adjoint(Coefficients<C> a) {
        return inverse(a.scaled(Rational.MINUS_ONE));
    }

    /// For each tree the subtrees `θ` that contain its root, each with `Π a` of what hangs below it.
    private static <C> List<Map<Integer, C>> rooted(Coefficients<C> a) {
        Trees trees = a.trees();
        Ring<C> ring = a.ring();
        List<Map<Integer, C>> all = new ArrayList<>();
        for (int t = 0; t < trees.count(); t++) {
            Map<Integer, C> here = new LinkedHashMap<>();
            if (trees.trunk(t) < 0) {
                here.put(t, ring.of(Rational.ONE));
            } else {
                int r = trees.branch(t);
                all.get(trees.trunk(t)).forEach((theta, c) -> {
                    here.merge(theta, ring.times(c, a.of(r)), ring::plus);
                    all.get(r).forEach((below, d) -> here.merge(trees.plus(theta, below), ring.times(c, d),
                            ring::plus));
                });
            }
            all.add(here);
        }
        return all;
    }

    /// The block of a partition that contains the root, and the tree of all blocks, each a vertex with the colour of
    /// its root.
    private record Partition(int block, int skeleton) {}

    /// The method or field `a` applied to the field `b`, which stands in the place of `f`: the substitution law of
    /// Chartier, Hairer, Vilmart, Theorem 3.2: `Σ a(skeleton) Π b(block)` over all partitions.
    ///
    /// @throws IllegalArgumentException when not every tree is allowed, or `b` is no field
    public static <C> Coefficients<C> substituted(Coefficients<C> b, Coefficients<C> a) {
        Trees trees = b.trees();
        Ring<C> ring = b.ring();
        if (!trees.colours().areFree() || !ring.isZero(b.empty())) {
            throw new IllegalArgumentException("a field over all trees is substituted");
        }
        List<Map<Partition, C>> all = new ArrayList<>();
        return Coefficients.build(trees, ring, a.empty(), (_, t) -> {
            Map<Partition, C> here = partitions(trees, ring, b, all, t);
            all.add(here);
            C sum = ring.zero();
            for (Map.Entry<Partition, C> e : here.entrySet()) {
                C blocks = ring.times(e.getValue(), b.of(e.getKey().block));
                sum = ring.plus(sum, ring.times(blocks, a.of(e.getKey().skeleton)));
            }
            return sum;
        });
    }

    /// With `Π b` of all blocks but the one at the root.
    private static <C> Map<Partition, C> partitions(Trees trees, Ring<C> ring, Coefficients<C> b,
            List<Map<Partition, C>> all, int t) {
        Map<Partition, C> here = new LinkedHashMap<>();
        if (trees.trunk(t) < 0) {
            here.put(new Partition(t, t), ring.of(Rational.ONE));
            return here;
        }
        all.get(trees.trunk(t)).forEach((p, c) -> all.get(trees.branch(t)).forEach((q, d) -> {
            C both = ring.times(c, d);
            here.merge(new Partition(p.block, trees.plus(p.skeleton, q.skeleton)),
                    ring.times(both, b.of(q.block)), ring::plus);
            int merged = p.skeleton;
            for (int s = q.skeleton; trees.trunk(s) >= 0; s = trees.trunk(s)) {
                merged = trees.plus(merged, trees.branch(s));
            }
            here.merge(new Partition(trees.plus(p.block, q.block), merged), both, ring::plus);
        }));
        return here;
    }
}
