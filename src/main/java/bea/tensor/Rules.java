package bea.tensor;

import bea.tensor.Op.Constant;
import bea.tensor.Op.Fill;
import bea.tensor.Op.Number;
import bea.tensor.Op.Scatter;
import bea.tensor.Op.Zip;
import java.util.Comparator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// The laws by which arithmetic is simplified as it is built.
///
/// ```
/// 0 + x = x    c x + d x = (c + d) x    x + -y = x - y       numbers and constants are folded
/// x - 0 = x    x - x = 0                x - -y = x + y       equal entries are computed once: f(fill a) = fill f(a)
/// 0 x = 0      1 x = x    -1 x = -x     c (d x) = (c d) x    a scalar moves into the pieces of a scatter
/// x / 1 = x    x / x = 1                -(-x) = x            -(x - y) = y - x
/// c X + c Y = c (X + Y)    for tensors X, Y and a scalar c
/// ```
///
/// Scalar factors move outwards here as in [Sums] and [Places]. So gradients of a loss and of a multiple of it have the
/// same tensors inside, which are computed once.
///
/// A product with a number has the number on the left; other arguments of sums and products are in the order they
/// were made.
final class Rules {
    private static final Comparator<Node> NUMBERS_FIRST = Comparator.comparing((Node n) -> !n.isNumber())
            .thenComparing(n -> !n.isScalar()).thenComparing(Node::id);

    private final Graph g;

    Rules(Graph g) {
        this.g = g;
    }

    Node add(Node a, Node b) {
        if (NUMBERS_FIRST.compare(a, b) > 0) return add(b, a);
        Shape shape = common(a, b);
        if (foldable(a, b)) return fold(a, b, shape, Double::sum);
        if (bothFilled(a, b)) return g.fill(add(entry(a), entry(b)), shape);
        if (hides(a, b)) return add(entry(a), b);
        if (hides(b, a)) return add(entry(b), a);
        if (a.isZero()) return b;
        if (b.isZero()) return spread(a, shape);
        if (b.isNegated()) return sub(a, b.arg(0));
        if (a.isNegated()) return sub(b, a.arg(0));
        if (factor(a) == factor(b)) return mul(g.number(coefficient(a) + coefficient(b)), factor(a));
        if (isScattered(a) && isScattered(b)) return g.places().merge(a, b);
        if (shareFactor(a, b)) return mul(a.arg(0), add(a.arg(1), b.arg(1)));
        if (shareOppositeFactors(a, b)) return mul(a.arg(0), sub(a.arg(1), b.arg(1)));
        if (a.isNumber() && b.op() instanceof Zip(var op) && op == Arithmetic.ADD && b.arg(0).isNumber()) {
            return add(add(a, b.arg(0)), b.arg(1));
        }
        return zip(Arithmetic.ADD, shape, a, b);
    }

    Node sub(Node a, Node b) {
        Shape shape = common(a, b);
        if (foldable(a, b)) return fold(a, b, shape, (x, y) -> x - y);
        if (bothFilled(a, b)) return g.fill(sub(entry(a), entry(b)), shape);
        if (hides(a, b)) return sub(entry(a), b);
        if (hides(b, a)) return sub(a, entry(b));
        if (b.isZero()) return spread(a, shape);
        if (a.isZero()) return spread(neg(b), shape);
        if (b.isNegated()) return add(a, b.arg(0));
        if (a.isNegated()) return neg(add(a.arg(0), b));
        if (factor(a) == factor(b)) return mul(g.number(coefficient(a) - coefficient(b)), factor(a));
        if (isScattered(a) && isScattered(b)) return g.places().merge(a, neg(b));
        if (shareFactor(a, b)) return mul(a.arg(0), sub(a.arg(1), b.arg(1)));
        if (shareOppositeFactors(a, b)) return mul(a.arg(0), add(a.arg(1), b.arg(1)));
        return zip(Arithmetic.SUB, shape, a, b);
    }

    Node mul(Node a, Node b) {
        if (NUMBERS_FIRST.compare(a, b) > 0) return mul(b, a);
        Shape shape = common(a, b);
        if (foldable(a, b)) return fold(a, b, shape, (x, y) -> x * y);
        if (bothFilled(a, b)) return g.fill(mul(entry(a), entry(b)), shape);
        if (hides(a, b)) return mul(entry(a), b);
        if (hides(b, a)) return mul(entry(b), a);
        if (a.isZero() || b.isZero()) return g.zeros(shape);
        if (a.isFilledWith(1)) return b;
        if (a.isFilledWith(-1)) return neg(b);
        if (a.isNegated()) return neg(mul(a.arg(0), b));
        if (b.isNegated()) return a.isNumber() ? mul(neg(a), b.arg(0)) : neg(mul(a, b.arg(0)));
        if (isNumberTimes(b) && a.isNumber()) return mul(mul(a, b.arg(0)), b.arg(1));
        if (isNumberTimes(b)) return mul(b.arg(0), mul(a, b.arg(1)));
        if (isNumberTimes(a)) return mul(a.arg(0), mul(a.arg(1), b));
        if (isScattered(b)) return g.places().map(b, piece -> mul(at(a, b, piece), piece.node()));
        if (isScattered(a)) return g.places().map(a, piece -> mul(piece.node(), at(b, a, piece)));
        return zip(Arithmetic.MUL, shape, a, b);
    }

    Node div(Node a, Node b) {
        Shape shape = common(a, b);
        if (foldable(a, b)) return fold(a, b, shape, (x, y) -> x / y);
        if (bothFilled(a, b)) return g.fill(div(entry(a), entry(b)), shape);
        if (hides(a, b)) return div(entry(a), b);
        if (hides(b, a)) return div(a, entry(b));
        if (a.isZero()) return g.zeros(shape);
        if (b instanceof Node n && n.op() instanceof Number(double v) && isExact(1 / v)) return mul(1 / v, a);
        if (a == b) return g.fill(g.number(1), shape);
        if (a.isNegated()) return neg(div(a.arg(0), b));
        if (b.isNegated()) return neg(div(a, b.arg(0)));
        if (a.isFilledWith(1)) return apply(Elementary.RECIPROCAL, b);
        if (isScattered(a)) return g.places().map(a, piece -> div(piece.node(), at(b, a, piece)));
        return zip(Arithmetic.DIV, shape, a, b);
    }

    Node neg(Node a) {
        if (a.op() instanceof Zip(var op) && op == Arithmetic.SUB) return sub(a.arg(1), a.arg(0));
        if (isNumberTimes(a)) return mul(neg(a.arg(0)), a.arg(1));
        if (a.isNegated()) return a.arg(0);
        if (isScattered(a)) return g.places().map(a, piece -> neg(piece.node()));
        return apply(Elementary.NEG, a);
    }

    Node apply(Elementary f, Node x) {
        if (f == Elementary.NEG && (x.isNegated() || isScattered(x))) return neg(x);
        if (x.op() instanceof Fill) return g.fill(apply(f, entry(x)), x.shape());
        if (x.isNumber() || x.op() instanceof Constant) return fold(x, f::at);
        if (f == Elementary.RECIPROCAL && x.op() instanceof Op.Map(var inner) && inner == f) return x.arg(0);
        return g.node(new Op.Map(f), x.shape(), x);
    }

    Node pow(Node x, int n) {
        if (n == 0) return g.fill(g.number(1), x.shape());
        if (n == 1) return x;
        if (n == 2) return mul(x, x);
        if (n == -1) return apply(Elementary.RECIPROCAL, x);
        if (x.op() instanceof Fill) return g.fill(pow(entry(x), n), x.shape());
        if (x.isNumber() || x.op() instanceof Constant) return fold(x, v -> Reals.pow(v, n));
        return g.node(new Op.Power(n), x.shape(), x);
    }

    private Node mul(double a, Node b) {
        return mul(g.number(a), b);
    }

    private Node zip(Arithmetic operation, Shape shape, Node a, Node b) {
        return g.node(new Zip(operation), shape, a, b);
    }

    private static Shape common(Node a, Node b) {
        Graph.require(a.isScalar() || b.isScalar() || a.shape().equals(b.shape()),
                "entry by entry, but " + a.shape() + " and " + b.shape());
        return a.isScalar() ? b.shape() : a.shape();
    }

    /// A tensor that repeats a scalar, beside a tensor that does not: the scalar alone will do.
    private static boolean hides(Node a, Node b) {
        return a.op() instanceof Fill && !b.isScalar() && !(b.op() instanceof Fill);
    }

    private static boolean bothFilled(Node a, Node b) {
        return a.op() instanceof Fill && (b.isScalar() || b.op() instanceof Fill)
                || b.op() instanceof Fill && a.isScalar();
    }

    /// The scalar that a tensor repeats.
    private static Node entry(Node a) {
        return a.op() instanceof Fill ? a.arg(0) : a;
    }

    private Node spread(Node a, Shape shape) {
        return a.isScalar() ? g.fill(a, shape) : a;
    }

    private static boolean isScattered(Node a) {
        return a.op() instanceof Scatter(var offsets) && offsets.size() <= Places.FEW;
    }

    /// The part of one factor that meets a piece of the other.
    private Node at(Node a, Node scattered, Places.Piece piece) {
        return a.isScalar() ? a : g.places().slice(a, piece.offset(), piece.node().shape());
    }

    /// Whether this is a tensor times a scalar.
    static boolean isScaled(Node a) {
        return !a.isScalar() && a.op() instanceof Zip(var op) && op == Arithmetic.MUL && a.arg(0).isScalar();
    }

    private static boolean shareFactor(Node a, Node b) {
        return isScaled(a) && isScaled(b) && a.arg(0) == b.arg(0);
    }

    private static boolean shareOppositeFactors(Node a, Node b) {
        return isScaled(a) && isScaled(b) && isNumberTimes(a) && isNumberTimes(b)
                && coefficient(a) == -coefficient(b);
    }

    private static boolean isNumberTimes(Node a) {
        return a.op() instanceof Zip(var op) && op == Arithmetic.MUL && a.arg(0).isNumber();
    }

    private static double coefficient(Node a) {
        if (a.isNegated()) return -coefficient(a.arg(0));
        return isNumberTimes(a) ? ((Number) a.arg(0).op()).value() : 1;
    }

    private static Node factor(Node a) {
        if (a.isNegated()) return factor(a.arg(0));
        return isNumberTimes(a) ? a.arg(1) : a;
    }

    /// Whether a product with this number is the same as a division by its inverse, to the last bit.
    private static boolean isExact(double inverse) {
        return Double.isFinite(inverse) && inverse != 0
                && Math.abs(inverse) == Math.scalb(1.0, Math.getExponent(inverse));
    }

    private static boolean foldable(Node a, Node b) {
        return isKnown(a) && isKnown(b);
    }

    private static boolean isKnown(Node a) {
        return a.isNumber() || a.op() instanceof Constant;
    }

    private Node fold(Node a, Node b, Shape shape, DoubleBinaryOperator f) {
        var data = IntStream.range(0, shape.size()).mapToDouble(i -> f.applyAsDouble(known(a, i), known(b, i)));
        return g.constant(data.toArray(), shape);
    }

    private Node fold(Node a, DoubleUnaryOperator f) {
        var data = IntStream.range(0, a.shape().size()).mapToDouble(i -> f.applyAsDouble(known(a, i)));
        return g.constant(data.toArray(), a.shape());
    }

    private static double known(Node a, int i) {
        return a.op() instanceof Constant(var data) ? data.entries()[i] : ((Number) a.op()).value();
    }
}
