package bea.tensor;

import java.util.Arrays;

/// Products of matrices, made of sums of multiples of rows, for these the compiler turns into vector instructions.
///
/// C2 does so only for arrays that are visibly different or read at one index, which parts of one large array are not:
/// so blocks of rows are copied into arrays of their own first. That costs one step for each entry against one for
/// each of its products. The longer rows, the better: where the result has more rows than columns it may pay to
/// compute its transpose.
///
/// One product at a time: this object holds the copies.
final class Product {
    private static final int DEPTH = 64;
    private static final int WIDTH = 256;

    /// Rows of the right factor, from `from` on.
    private final double[][] rows;
    private final double[] sum;

    /// For products with inner extent and row length up to these.
    Product(int depth, int width) {
        rows = new double[Math.min(depth, DEPTH)][Math.min(width, WIDTH)];
        sum = new double[Math.min(width, WIDTH)];
    }

    int size() {
        return (rows.length + 1) * sum.length;
    }

    /// c = op(a) op(b), an m × n matrix, with k the inner extent.
    static void multiply(double[] a, int aAt, boolean ta, double[] b, int bAt, boolean tb, double[] c, int cAt, int m,
            int k, int n, Product work) {
        if (isBetterTransposed(m, n, ta, tb)) {
            work.run(b, bAt, tb ? k : 1, tb ? 1 : n, a, aAt, !ta, c, cAt, 1, n, n, k, m);
        } else {
            work.run(a, aAt, ta ? 1 : k, ta ? m : 1, b, bAt, tb, c, cAt, n, 1, m, k, n);
        }
    }

    /// Whether to compute op(b)^T op(a)^T: rows as long as the result is high.
    static boolean isBetterTransposed(int m, int n, boolean ta, boolean tb) {
        double copied = ta ? 1 : 4;
        double copiedOtherwise = tb ? 4 : 1;
        return n * (cost(m) + copied * m / n) < m * (cost(n) + copiedOtherwise * n / m) * 0.95;
    }

    /// The time to add multiples of rows of this length, in units of one entry when rows are long.
    private static double cost(int length) {
        return length + 24;
    }

    /// c[i, j] = sum over p of a[i, p] b[p, j], where a and c have strides for both indices, and b is given by rows or,
    /// transposed, by columns.
    private void run(double[] a, int aAt, int aRow, int aColumn, double[] b, int bAt, boolean tb, double[] c, int cAt,
            int cRow, int cColumn, int m, int k, int n) {
        for (int j = 0; j < n; j += sum.length) {
            int width = Math.min(sum.length, n - j);
            for (int p = 0; p < k; p += rows.length) {
                int depth = Math.min(rows.length, k - p);
                if (tb) copyTransposed(b, bAt + j * k + p, k, depth, width);
                else copy(b, bAt + p * n + j, n, depth, width);
                for (int i = 0; i < m; i++) {
                    int to = cAt + i * cRow + j * cColumn;
                    begin(c, to, cColumn, width, p == 0);
                    addRows(a, aAt + i * aRow + p * aColumn, aColumn, depth, width);
                    end(c, to, cColumn, width);
                }
            }
        }
    }

    private void copy(double[] b, int at, int stride, int depth, int width) {
        for (int p = 0; p < depth; p++) System.arraycopy(b, at + p * stride, rows[p], 0, width);
    }

    private void copyTransposed(double[] b, int at, int stride, int depth, int width) {
        for (int p = 0; p < depth; p++) {
            double[] row = rows[p];
            for (int j = 0; j < width; j++) row[j] = b[at + j * stride + p];
        }
    }

    private void begin(double[] c, int at, int stride, int width, boolean first) {
        if (first) Arrays.fill(sum, 0, width, 0.0);
        else if (stride == 1) System.arraycopy(c, at, sum, 0, width);
        else for (int j = 0; j < width; j++) sum[j] = c[at + j * stride];
    }

    private void end(double[] c, int at, int stride, int width) {
        if (stride == 1) System.arraycopy(sum, 0, c, at, width);
        else for (int j = 0; j < width; j++) c[at + j * stride] = sum[j];
    }

    /// Adds multiples of all rows, by entries of a at a stride.
    private void addRows(double[] a, int at, int s, int depth, int width) {
        int p = 0;
        int q = at;
        for (; p < depth - 7; p += 8, q += 8 * s) {
            add(sum, rows[p], rows[p + 1], rows[p + 2], rows[p + 3], rows[p + 4], rows[p + 5], rows[p + 6],
                    rows[p + 7], a[q], a[q + s], a[q + 2 * s], a[q + 3 * s], a[q + 4 * s], a[q + 5 * s],
                    a[q + 6 * s], a[q + 7 * s], width);
        }
        for (; p < depth - 1; p += 2, q += 2 * s) add(sum, rows[p], rows[p + 1], a[q], a[q + s], width);
        if (p < depth) add(sum, rows[p], a[q], width);
    }

    private static void add(double[] s, double[] r0, double[] r1, double[] r2, double[] r3, double[] r4, double[] r5,
            double[] r6, double[] r7, double x0, double x1, double x2, double x3, double x4, double x5, double x6,
            double x7, int n) {
        for (int j = 0; j < n; j++) {
            s[j] = Math.fma(x0, r0[j], Math.fma(x1, r1[j], Math.fma(x2, r2[j], Math.fma(x3, r3[j], s[j]))))
                    + Math.fma(x4, r4[j], Math.fma(x5, r5[j], Math.fma(x6, r6[j], x7 * r7[j])));
        }
    }

    private static void add(double[] s, double[] r0, double[] r1, double x0, double x1, int n) {
        for (int j = 0; j < n; j++) s[j] = Math.fma(x0, r0[j], Math.fma(x1, r1[j], s[j]));
    }

    private static void add(double[] s, double[] r, double x, int n) {
        for (int j = 0; j < n; j++) s[j] = Math.fma(x, r[j], s[j]);
    }
}
