package bea.tensor;

import bea.tensor.Op.Data;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tensor expressions in double precision, each stored once: the place where nodes are made.
///
/// Building a node simplifies it, so that derivatives, which consist of zeros and ones to a good part, stay small.
/// Simplification treats numbers as reals: `0 * x` is 0 and `x - x` is 0 whatever x is.
///
/// ```
/// Graph g = new Graph();
/// Node theta = g.input("theta", p);
/// Node loss = Models.mlp(g, theta, ...);
/// Node grad = g.gradient(loss, theta);
/// Node hv = g.directional(grad, Map.of(theta, v)); // the Hessian at theta times v
/// Plan plan = Plan.of(g, List.of(loss, hv), 2);
/// ```
public final class Graph {
    private record Key(Op op, List<Node> args, Shape shape) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Key, Node> interned = new HashMap<>();
    private final Map<String, Node> inputs = new HashMap<>();
    private final Rules rules = new Rules(this);
    private final Places places = new Places(this);
    private final Sums sums = new Sums(this);

    /// The node with this operation and these arguments, without simplification.
    Node node(Op op, Shape shape, List<Node> args) {
        return interned.computeIfAbsent(new Key(op, args, shape), _ -> {
            var made = new Node(nodes.size(), op, args, shape);
            nodes.add(made);
            return made;
        });
    }

    Node node(Op op, Shape shape, Node... args) {
        return node(op, shape, List.of(args));
    }

    int size() {
        return nodes.size();
    }

    /// The i-th node made.
    Node node(int i) {
        return nodes.get(i);
    }

    Places places() {
        return places;
    }

    // leaves

    /// The input of this name; no extents for a scalar, one for a vector, two for a matrix.
    public Node input(String name, int... extents) {
        Node input = inputs.computeIfAbsent(name, n -> node(new Op.Input(n), Shape.of(extents)));
        if (!input.shape().equals(Shape.of(extents))) {
            throw new IllegalArgumentException("input " + name + " is a " + input.shape());
        }
        return input;
    }

    public Node number(double value) {
        return node(new Op.Number(value), Shape.SCALAR);
    }

    public Node constant(double[] data, int... extents) {
        return constant(data, Shape.of(extents));
    }

    Node constant(double[] data, Shape shape) {
        require(data.length == shape.size(), data.length + " numbers for a " + shape);
        return shape.isScalar() ? number(data[0]) : node(new Op.Constant(new Data(data)), shape);
    }

    /// A tensor all of whose entries are the scalar.
    public Node fill(Node scalar, Shape shape) {
        require(scalar.isScalar(), "fill takes a scalar, not a " + scalar.shape());
        return shape.isScalar() ? scalar : node(new Op.Fill(), shape, scalar);
    }

    public Node zeros(Shape shape) {
        return fill(number(0), shape);
    }

    // arithmetic, entry by entry; a scalar stands for a tensor of equal entries

    public Node add(Node a, Node b) {
        return rules.add(a, b);
    }

    public Node sub(Node a, Node b) {
        return rules.sub(a, b);
    }

    public Node mul(Node a, Node b) {
        return rules.mul(a, b);
    }

    public Node mul(double a, Node b) {
        return rules.mul(number(a), b);
    }

    public Node div(Node a, Node b) {
        return rules.div(a, b);
    }

    public Node neg(Node a) {
        return rules.neg(a);
    }

    public Node zip(Arithmetic operation, Node a, Node b) {
        return switch (operation) {
            case ADD -> add(a, b);
            case SUB -> sub(a, b);
            case MUL -> mul(a, b);
            case DIV -> div(a, b);
        };
    }

    /// The sum of tensors of one shape. Scattered pieces of a vector are put together without adding zeros.
    public Node sumOf(List<Node> terms) {
        return places.sumOf(terms);
    }

    // elementary functions, entry by entry

    public Node apply(Elementary function, Node x) {
        return rules.apply(function, x);
    }

    public Node exp(Node x) {
        return apply(Elementary.EXP, x);
    }

    public Node log(Node x) {
        return apply(Elementary.LOG, x);
    }

    public Node sin(Node x) {
        return apply(Elementary.SIN, x);
    }

    public Node cos(Node x) {
        return apply(Elementary.COS, x);
    }

    public Node tan(Node x) {
        return apply(Elementary.TAN, x);
    }

    public Node tanh(Node x) {
        return apply(Elementary.TANH, x);
    }

    public Node sqrt(Node x) {
        return apply(Elementary.SQRT, x);
    }

    public Node atan(Node x) {
        return apply(Elementary.ATAN, x);
    }

    public Node sigmoid(Node x) {
        return apply(Elementary.SIGMOID, x);
    }

    public Node softplus(Node x) {
        return apply(Elementary.SOFTPLUS, x);
    }

    public Node relu(Node x) {
        return apply(Elementary.RELU, x);
    }

    public Node reciprocal(Node x) {
        return apply(Elementary.RECIPROCAL, x);
    }

    public Node pow(Node x, int exponent) {
        return rules.pow(x, exponent);
    }

    // products and sums

    public Node matmul(Node a, Node b) {
        return matmul(a, false, b, false);
    }

    /// The product of two matrices, each transposed first if so flagged. A vector on the left is a row, on the right
    /// a column; the product with a vector is a vector.
    public Node matmul(Node a, boolean transposeA, Node b, boolean transposeB) {
        return sums.matmul(a, transposeA, b, transposeB);
    }

    /// The matrix of products of an entry of a with one of b: one row for each entry of a.
    public Node outer(Node a, Node b) {
        return matmul(reshape(a, a.shape().size(), 1), reshape(b, 1, b.shape().size()));
    }

    /// The sum of the products of entries: of two vectors, or of two matrices.
    public Node dot(Node a, Node b) {
        return sums.dot(a, b);
    }

    /// The sum of all entries.
    public Node sum(Node a) {
        return sums.sum(a);
    }

    public Node mean(Node a) {
        return div(sum(a), number(a.shape().size()));
    }

    public Node sumRows(Node matrix) {
        return sums.sumRows(matrix);
    }

    public Node sumColumns(Node matrix) {
        return sums.sumColumns(matrix);
    }

    public Node repeatRow(Node vector, int rows) {
        return sums.repeatRow(vector, rows);
    }

    public Node repeatColumn(Node vector, int columns) {
        return sums.repeatColumn(vector, columns);
    }

    /// Adds a vector to each row of a matrix.
    public Node addRow(Node matrix, Node vector) {
        return add(matrix, repeatRow(vector, matrix.shape().rows()));
    }

    /// log of the sum of exp of each row, without overflow.
    public Node logSumExp(Node matrix) {
        requireMatrix(matrix);
        return node(new Op.LogSumExp(), Shape.vector(matrix.shape().rows()), matrix);
    }

    public Node softmax(Node matrix) {
        requireMatrix(matrix);
        return node(new Op.Softmax(), matrix.shape(), matrix);
    }

    /// The derivative of softmax where it has the value y, times a matrix; it is symmetric, so this is its adjoint too.
    Node softmaxDerivative(Node y, Node direction) {
        Node weighted = mul(y, direction);
        return sub(weighted, mul(y, repeatColumn(sumColumns(weighted), y.shape().columns())));
    }

    // parts of vectors

    /// Entries from an offset on, in the order they are stored, as a tensor of these extents.
    public Node slice(Node a, int offset, int... extents) {
        return places.slice(a, offset, Shape.of(extents));
    }

    public Node reshape(Node a, int... extents) {
        require(Shape.of(extents).size() == a.shape().size(), a.shape() + " as " + Shape.of(extents));
        return slice(a, 0, extents);
    }

    public Node component(Node a, int i) {
        return slice(a, i);
    }

    /// The vector of n entries that holds the piece from the offset on and is zero elsewhere.
    public Node scatter(Node piece, int offset, int n) {
        return places.scatter(List.of(piece), List.of(offset), n);
    }

    /// The vector whose entries are those of the parts, one part after the other.
    public Node concat(List<Node> parts) {
        return places.concat(parts);
    }

    // derivatives

    /// The same value, for derivatives a constant.
    public Node detach(Node a) {
        return a.isNumber() ? a : node(new Op.Detach(), a.shape(), a);
    }

    public Node gradient(Node scalar, Node input) {
        return gradient(scalar, List.of(input)).getFirst();
    }

    /// The gradients of a scalar with respect to inputs, each in the shape of its input.
    public List<Node> gradient(Node scalar, List<Node> inputs) {
        require(scalar.isScalar(), "the gradient of a " + scalar.shape());
        inputs.forEach(Graph::requireInput);
        return new Reverse(this, scalar, inputs).gradients();
    }

    /// The derivative of a node when each input moves in its direction: a tensor of the node's shape.
    public Node directional(Node of, Map<Node, Node> directions) {
        directions.forEach((input, direction) -> {
            requireInput(input);
            require(input.shape().equals(direction.shape()), "a direction of shape " + direction.shape());
        });
        return new Forward(this, directions).derivative(of);
    }

    private static void requireInput(Node a) {
        require(a.isInput(), "derivatives are with respect to inputs, not " + a);
    }

    static void requireMatrix(Node a) {
        require(a.shape().rank() == 2, "a matrix is due, not a " + a.shape());
    }

    static void requireVector(Node a) {
        require(a.shape().rank() == 1, "a vector is due, not a " + a.shape());
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) throw new IllegalArgumentException(otherwise);
    }
}
