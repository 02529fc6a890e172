package bea.bseries;

import bea.algebra.Rational;
import java.util.ArrayList;
import java.util.List;

/// Methods and slow definitions that the tests of this package share.
final class Methods {
    private Methods() {}

    static final Tableau EULER = Tableau.parse("1");
    static final Tableau IMPLICIT_EULER = Tableau.parse("1", "1");
    static final Tableau EXPLICIT_MIDPOINT = Tableau.parse("0 1", "", "1/2");
    static final Tableau IMPLICIT_MIDPOINT = Tableau.parse("1", "1/2");
    static final Tableau TRAPEZOIDAL = Tableau.parse("1/2 1/2", "", "1/2 1/2");
    static final Tableau RK4 = Tableau.parse("1/6 1/3 1/3 1/6", "", "1/2", "0 1/2", "0 0 1");
    static final Tableau HEUN_3 = Tableau.parse("1/4 0 3/4", "", "1/3", "0 2/3");
    /// First the first colour, with the old value of the second.
    static final Tableau SYMPLECTIC_EULER = Tableau.partitioned(IMPLICIT_EULER, EULER);
    /// Half a kick of the first colour, the second colour, half a kick: Hairer, Lubich, Wanner, II.2.
    static final Tableau STOERMER_VERLET = Tableau.partitioned(Tableau.parse("1/2 1/2", "1/2", "1/2"), TRAPEZOIDAL);

    static Rational r(long n, long d) {
        return Rational.of(n, d);
    }

    /// A tree as what hangs from its root, without anything of [Trees].
    record Plain(int colour, List<Plain> below) {
        int size() {
            return 1 + below.stream().mapToInt(Plain::size).sum();
        }

        Rational inverseDensity() {
            return below.stream().map(Plain::inverseDensity).reduce(Rational.of(1, size()), Rational::times);
        }

        int find(Trees trees) {
            int t = trees.leaf(colour);
            for (Plain b : below) {
                t = trees.plus(t, b.find(trees));
            }
            return t;
        }
    }

    static Plain plain(Trees trees, int tree) {
        List<Plain> below = new ArrayList<>();
        for (int t = tree; trees.trunk(t) >= 0; t = trees.trunk(t)) {
            below.add(plain(trees, trees.branch(t)));
        }
        return new Plain(trees.colour(tree), below);
    }

    /// A way to cut some edges of a tree: the piece with the root, the tree of the pieces, the other pieces.
    record Cut(Plain piece, Plain skeleton, List<Plain> others) {}

    /// All `2^(|τ|-1)` ways.
    static List<Cut> cuts(Plain tree) {
        List<Cut> all = List.of(new Cut(new Plain(tree.colour, List.of()), new Plain(tree.colour, List.of()),
                List.of()));
        for (Plain b : tree.below) {
            List<Cut> next = new ArrayList<>();
            for (Cut c : all) {
                for (Cut d : cuts(b)) {
                    List<Plain> both = with(c.others, d.others);
                    next.add(new Cut(c.piece, with(c.skeleton, List.of(d.skeleton)), with(both, List.of(d.piece))));
                    next.add(new Cut(with(c.piece, List.of(d.piece)), with(c.skeleton, d.skeleton.below), both));
                }
            }
            all = next;
        }
        return all;
    }

    private static Plain with(Plain p, List<Plain> more) {
        return new Plain(p.colour, with(p.below, more));
    }

    private static List<Plain> with(List<Plain> a, List<Plain> b) {
        List<Plain> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }
}
