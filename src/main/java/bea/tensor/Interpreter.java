package bea.tensor;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// The value of one node from those of its arguments, by the definition of its operation.
final class Interpreter {
    private Interpreter() {}

    static double[] value(Node y, double[][] x) {
        int n = y.shape().size();
        return switch (y.op()) {
            case Op.Input _ -> throw new IllegalStateException("an input has a value");
            case Op.Constant(var data) -> data.entries();
            case Op.Number(double v) -> new double[]{v};
            case Op.Fill _ -> each(n, _ -> x[0][0]);
            case Op.Map(var f) -> each(n, i -> f.at(x[0][i]));
            case Op.Power(int e) -> each(n, i -> Reals.pow(x[0][i], e));
            case Op.Zip(var op) -> each(n, i -> op.at(x[0][x[0].length == 1 ? 0 : i], x[1][x[1].length == 1 ? 0 : i]));
            case Op.MatMul(boolean ta, boolean tb) -> matmul(y, ta, tb, x[0], x[1]);
            case Op.SumRows _ -> each(n, j -> sum(x[0].length / n, i -> x[0][i * n + j]));
            case Op.SumColumns _ -> each(n, i -> sum(x[0].length / n, j -> x[0][i * (x[0].length / n) + j]));
            case Op.RepeatRow _ -> each(n, i -> x[0][i % x[0].length]);
            case Op.RepeatColumn _ -> each(n, i -> x[0][i / y.shape().columns()]);
            case Op.Sum _ -> new double[]{sum(x[0].length, i -> x[0][i])};
            case Op.Dot _ -> new double[]{sum(x[0].length, i -> x[0][i] * x[1][i])};
            case Op.Slice(int offset) -> Arrays.copyOfRange(x[0], offset, offset + n);
            case Op.Scatter(var offsets) -> scatter(n, offsets, x);
            case Op.LogSumExp _ -> each(n, i -> logSumExp(x[0], i * (x[0].length / n), x[0].length / n));
            case Op.Softmax _ -> each(n, i -> Math.exp(x[0][i]
                    - logSumExp(x[0], i / y.shape().columns() * y.shape().columns(), y.shape().columns())));
            case Op.Detach _ -> x[0];
        };
    }

    private static double[] scatter(int n, java.util.List<Integer> offsets, double[][] x) {
        var y = new double[n];
        for (int k = 0; k < x.length; k++) {
            for (int i = 0; i < x[k].length; i++) y[offsets.get(k) + i] += x[k][i];
        }
        return y;
    }

    private static double logSumExp(double[] x, int from, int n) {
        double max = Arrays.stream(x, from, from + n).max().orElseThrow();
        return max + Math.log(sum(n, i -> Math.exp(x[from + i] - max)));
    }

    private static double[] matmul(Node y, boolean ta, boolean tb, double[] a, double[] b) {
        int rows = y.shape().rows();
        int columns = y.shape().columns();
        int inner = a.length / rows;
        return each(rows * columns, c -> sum(inner, k -> a[ta ? k * rows + c / columns : c / columns * inner + k]
                * b[tb ? c % columns * inner + k : k * columns + c % columns]));
    }

    private static double[] each(int n, IntToDoubleFunction f) {
        var y = new double[n];
        Arrays.setAll(y, f);
        return y;
    }

    private static double sum(int n, IntToDoubleFunction f) {
        double s = 0;
        for (int i = 0; i < n; i++) s += f.applyAsDouble(i);
        return s;
    }
}
