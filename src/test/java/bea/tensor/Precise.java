package bea.tensor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;

/// The value of a node by the definition of each operation, in 45 decimal digits: what plans are held against.
final class Precise {
    static final long DIGITS = 45;

    private final Map<Node, Apfloat[]> values = new HashMap<>();

    /// @param inputs the entries of each input
    static Apfloat[] value(Graph g, Node of, Map<Node, Apfloat[]> inputs) {
        var evaluation = new Precise();
        evaluation.values.putAll(inputs);
        boolean[] needed = Dependence.needed(g, List.of(of));
        for (int i = 0; i < needed.length; i++) {
            Node y = g.node(i);
            if (needed[i] && !y.isInput()) evaluation.values.put(y, evaluation.value(y));
        }
        return evaluation.values.get(of);
    }

    static Apfloat of(double x) {
        return new Apfloat(x, DIGITS);
    }

    static Apfloat[] of(double[] x) {
        return Arrays.stream(x).mapToObj(Precise::of).toArray(Apfloat[]::new);
    }

    private Apfloat[] arg(Node y, int i) {
        return values.get(y.arg(i));
    }

    private Apfloat[] value(Node y) {
        int n = y.shape().size();
        int columns = y.shape().columns();
        return switch (y.op()) {
            case Op.Input _ -> throw new IllegalStateException("no value for " + y);
            case Op.Constant(var data) -> of(data.entries());
            case Op.Number(double v) -> new Apfloat[]{of(v)};
            case Op.Fill _ -> each(n, _ -> arg(y, 0)[0]);
            case Op.Map(var f) -> each(n, i -> apply(f, arg(y, 0)[i]));
            case Op.Power(int e) -> each(n, i -> ApfloatMath.pow(arg(y, 0)[i], e));
            case Op.Zip(var op) -> each(n, i -> apply(op, entry(arg(y, 0), i), entry(arg(y, 1), i)));
            case Op.MatMul(boolean ta, boolean tb) -> each(n, i -> product(y, ta, tb, i / columns, i % columns));
            case Op.SumRows _ -> each(n, j -> sum(y.arg(0).shape().rows(), i -> arg(y, 0)[i * n + j]));
            case Op.SumColumns _ -> each(n, i -> sum(width(y), j -> arg(y, 0)[i * width(y) + j]));
            case Op.RepeatRow _ -> each(n, i -> arg(y, 0)[i % columns]);
            case Op.RepeatColumn _ -> each(n, i -> arg(y, 0)[i / columns]);
            case Op.Sum _ -> each(1, _ -> sum(arg(y, 0).length, i -> arg(y, 0)[i]));
            case Op.Dot _ -> each(1, _ -> sum(arg(y, 0).length, i -> arg(y, 0)[i].multiply(arg(y, 1)[i])));
            case Op.Slice(int offset) -> Arrays.copyOfRange(arg(y, 0), offset, offset + n);
            case Op.Scatter(var offsets) -> each(n, i -> scattered(y, offsets, i));
            case Op.LogSumExp _ -> each(n, i -> ApfloatMath.log(expSum(y, i)));
            case Op.Softmax _ -> each(n, i -> ApfloatMath.exp(arg(y, 0)[i]).divide(expSum(y, i / columns)));
            case Op.Detach _ -> arg(y, 0);
        };
    }

    private static int width(Node y) {
        return y.arg(0).shape().columns();
    }

    private Apfloat expSum(Node y, int row) {
        return sum(width(y), j -> ApfloatMath.exp(arg(y, 0)[row * width(y) + j]));
    }

    private Apfloat product(Node y, boolean ta, boolean tb, int i, int j) {
        int aColumns = y.arg(0).shape().columns();
        int bColumns = y.arg(1).shape().columns();
        return sum(ta ? y.arg(0).shape().rows() : aColumns, p -> arg(y, 0)[ta ? p * aColumns + i : i * aColumns + p]
                .multiply(arg(y, 1)[tb ? j * bColumns + p : p * bColumns + j]));
    }

    private Apfloat scattered(Node y, List<Integer> offsets, int i) {
        return IntStream.range(0, offsets.size())
                .filter(k -> offsets.get(k) <= i && i < offsets.get(k) + arg(y, k).length)
                .mapToObj(k -> arg(y, k)[i - offsets.get(k)]).reduce(Apfloat.ZERO, Apfloat::add);
    }

    private static Apfloat entry(Apfloat[] x, int i) {
        return x[x.length == 1 ? 0 : i];
    }

    private static Apfloat apply(Arithmetic op, Apfloat a, Apfloat b) {
        BinaryOperator<Apfloat> f = switch (op) {
            case ADD -> Apfloat::add;
            case SUB -> Apfloat::subtract;
            case MUL -> Apfloat::multiply;
            case DIV -> Apfloat::divide;
        };
        return f.apply(a, b);
    }

    private static Apfloat apply(Elementary f, Apfloat x) {
        Apfloat one = of(1);
        return switch (f) {
            case NEG -> x.negate();
            case EXP -> ApfloatMath.exp(x);
            case LOG -> ApfloatMath.log(x);
            case SIN -> ApfloatMath.sin(x);
            case COS -> ApfloatMath.cos(x);
            case TAN -> ApfloatMath.tan(x);
            case TANH -> ApfloatMath.tanh(x);
            case SQRT -> ApfloatMath.sqrt(x);
            case ATAN -> ApfloatMath.atan(x);
            case SIGMOID -> one.divide(one.add(ApfloatMath.exp(x.negate())));
            case SOFTPLUS -> ApfloatMath.log(one.add(ApfloatMath.exp(x)));
            case RECIPROCAL -> one.divide(x);
            case RELU -> x.signum() > 0 ? x : Apfloat.ZERO;
            case STEP -> x.signum() > 0 ? one : Apfloat.ZERO;
        };
    }

    /// Exact integers have infinite precision in this library, and a quotient of them does not end.
    private static Apfloat[] each(int n, IntFunction<Apfloat> f) {
        return IntStream.range(0, n).mapToObj(f).map(x -> x.precision(Math.min(x.precision(), DIGITS)))
                .toArray(Apfloat[]::new);
    }

    private static Apfloat sum(int n, IntFunction<Apfloat> f) {
        return IntStream.range(0, n).mapToObj(f).reduce(Apfloat.ZERO, Apfloat::add);
    }
}
