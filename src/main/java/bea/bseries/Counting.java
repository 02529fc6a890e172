package bea.bseries;

import java.math.BigInteger;
import java.util.function.IntPredicate;

/// How many trees there are, exactly and without making one.
///
/// A tree is a root with a multiset of trees below it. With `t(m)` trees of order `m` that may hang from a colour, the
/// multisets of `k` trees with `m` vertices are counted by adding one kind of tree after the other, by order.
public final class Counting {
    private final Colours colours;

    private Counting(Colours colours) {
        this.colours = colours;
    }

    /// The number of trees of each order: `[m]` for order `m`, `[0]` is 0.
    public static BigInteger[] trees(Colours colours, int order) {
        return trees(colours, order, _ -> true);
    }

    /// Of those with certain roots.
    public static BigInteger[] trees(Colours colours, int order, IntPredicate rootColour) {
        BigInteger[][] byRoot = new Counting(colours).byRoot(order);
        BigInteger[] sum = new BigInteger[order + 1];
        for (int m = 0; m <= order; m++) {
            sum[m] = BigInteger.ZERO;
            for (int c = 0; c < byRoot.length; c++) {
                sum[m] = rootColour.test(c) ? sum[m].add(byRoot[c][m]) : sum[m];
            }
        }
        return sum;
    }

    /// The number of trees through an order.
    public static BigInteger through(Colours colours, int order) {
        BigInteger sum = BigInteger.ZERO;
        for (BigInteger t : trees(colours, order)) {
            sum = sum.add(t);
        }
        return sum;
    }

    private BigInteger[][] byRoot(int order) {
        int n = colours.count();
        BigInteger[][] trees = new BigInteger[n][order + 1];
        BigInteger[][][] forests = new BigInteger[n][][];
        for (int c = 0; c < n; c++) {
            trees[c][0] = BigInteger.ZERO;
            // forests[c][k][m]: k trees with m vertices, of the orders counted so far
            forests[c] = new BigInteger[Math.min(colours.most()[c], order) + 1][order + 1];
            for (BigInteger[] row : forests[c]) {
                java.util.Arrays.fill(row, BigInteger.ZERO);
            }
            forests[c][0][0] = BigInteger.ONE;
        }
        for (int m = 1; m <= order; m++) {
            for (int c = 0; c < n; c++) {
                trees[c][m] = BigInteger.ZERO;
                for (BigInteger[] row : forests[c]) {
                    trees[c][m] = trees[c][m].add(row[m - 1]);
                }
            }
            for (int c = 0; c < n; c++) {
                add(forests[c], m, below(trees, c, m));
            }
        }
        return trees;
    }

    private BigInteger below(BigInteger[][] trees, int parent, int order) {
        BigInteger sum = BigInteger.ZERO;
        for (int c = 0; c < colours.count(); c++) {
            sum = colours.allowed()[parent][c] ? sum.add(trees[c][order]) : sum;
        }
        return sum;
    }

    /// Multisets with any number of the `kinds` trees of order `m` more.
    private static void add(BigInteger[][] forests, int m, BigInteger kinds) {
        if (kinds.signum() == 0) {
            return;
        }
        for (int k = forests.length - 1; k > 0; k--) {
            for (int size = forests[k].length - 1; size >= m; size--) {
                // j of them: (kinds + j - 1 over j) ways
                BigInteger ways = BigInteger.ONE;
                for (int j = 1; j <= k && j * m <= size; j++) {
                    ways = ways.multiply(kinds.add(BigInteger.valueOf(j - 1))).divide(BigInteger.valueOf(j));
                    forests[k][size] = forests[k][size].add(forests[k - j][size - j * m].multiply(ways));
                }
            }
        }
    }
}
