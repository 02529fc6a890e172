package bea.tensor;

import java.util.Arrays;

/// What compiled plans call for whole tensors. A tensor is an array and the offset of its first entry.
final class Kernels {
    private Kernels() {}

    static double sum(double[] x, int at, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 += x[at + i];
            s1 += x[at + i + 1];
            s2 += x[at + i + 2];
            s3 += x[at + i + 3];
        }
        for (; i < n; i++) s0 += x[at + i];
        return (s0 + s1) + (s2 + s3);
    }

    static double dot(double[] x, int at, double[] y, int yAt, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 = Math.fma(x[at + i], y[yAt + i], s0);
            s1 = Math.fma(x[at + i + 1], y[yAt + i + 1], s1);
            s2 = Math.fma(x[at + i + 2], y[yAt + i + 2], s2);
            s3 = Math.fma(x[at + i + 3], y[yAt + i + 3], s3);
        }
        for (; i < n; i++) s0 = Math.fma(x[at + i], y[yAt + i], s0);
        return (s0 + s1) + (s2 + s3);
    }

    static void sumRows(double[] x, int at, double[] y, int yAt, int rows, int columns) {
        System.arraycopy(x, at, y, yAt, columns);
        int i = 1;
        for (; i < rows - 3; i += 4) {
            int r = at + i * columns;
            for (int j = 0; j < columns; j++) {
                y[yAt + j] += (x[r + j] + x[r + columns + j]) + (x[r + 2 * columns + j] + x[r + 3 * columns + j]);
            }
        }
        for (; i < rows; i++) {
            for (int j = 0; j < columns; j++) y[yAt + j] += x[at + i * columns + j];
        }
    }

    static void sumColumns(double[] x, int at, double[] y, int yAt, int rows, int columns) {
        for (int i = 0; i < rows; i++) y[yAt + i] = sum(x, at + i * columns, columns);
    }

    static void logSumExp(double[] x, int at, double[] y, int yAt, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            int r = at + i * columns;
            double max = max(x, r, columns);
            double s = 0;
            for (int j = 0; j < columns; j++) s += Reals.exp(x[r + j] - max);
            y[yAt + i] = max + Math.log(s);
        }
    }

    static void softmax(double[] x, int at, double[] y, int yAt, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            int r = at + i * columns;
            int t = yAt + i * columns;
            double max = max(x, r, columns);
            double s = 0;
            for (int j = 0; j < columns; j++) {
                double e = Reals.exp(x[r + j] - max);
                y[t + j] = e;
                s += e;
            }
            double factor = 1 / s;
            for (int j = 0; j < columns; j++) y[t + j] *= factor;
        }
    }

    private static double max(double[] x, int at, int n) {
        double max = x[at];
        for (int j = 1; j < n; j++) max = Math.max(max, x[at + j]);
        return max;
    }

    static void copy(double[] x, int at, double[] y, int yAt, int n) {
        System.arraycopy(x, at, y, yAt, n);
    }

    static void zero(double[] y, int at, int n) {
        Arrays.fill(y, at, at + n, 0);
    }

    static void accumulate(double[] x, int at, double[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) y[yAt + i] += x[at + i];
    }
}
