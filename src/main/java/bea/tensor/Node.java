package bea.tensor;

import java.util.List;

/// A tensor expression, interned in one graph: equal expressions are one object. Nodes are numbered in the order they
/// were made, so that an argument's number is always smaller than that of its user.
public final class Node {
    private final int id;
    private final Op op;
    private final List<Node> args;
    private final Shape shape;

    Node(int id, Op op, List<Node> args, Shape shape) {
        this.id = id;
        this.op = op;
        this.args = args;
        this.shape = shape;
    }

    public int id() {
        return id;
    }

    public Op op() {
        return op;
    }

    public List<Node> args() {
        return args;
    }

    public Node arg(int i) {
        return args.get(i);
    }

    public Shape shape() {
        return shape;
    }

    public boolean isScalar() {
        return shape.isScalar();
    }

    public boolean isInput() {
        return op instanceof Op.Input;
    }

    /// Whether all entries are known to be this number.
    boolean isFilledWith(double value) {
        return switch (op) {
            case Op.Number n -> n.value() == value;
            case Op.Fill _ -> args.getFirst().isFilledWith(value);
            default -> false;
        };
    }

    boolean isZero() {
        return isFilledWith(0);
    }

    boolean isNumber() {
        return op instanceof Op.Number;
    }

    boolean isNegated() {
        return op instanceof Op.Map m && m.function() == Elementary.NEG;
    }

    @Override
    public String toString() {
        return "#" + id + " " + op + args.stream().map(a -> "#" + a.id).toList() + " " + shape;
    }
}
