package bea.tree;

import bea.algebra.Rational;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A rooted tree with an open index at its root: an elementary differential, a vector in the space of `slot`.
///
/// @param slot       in which the root is differentiated, or of the output
/// @param rootOutput whether the open index is the output of a field or a position (otherwise a derivative)
public record Tree(Slot slot, boolean rootOutput, Node node) {

    /// The vector that a hole stands for.
    public static Tree hole(Slot slot, int id) {
        return new Tree(slot, true, Node.leaf(Vertex.hole(slot, id)));
    }

    public static Tree position(Slot slot, boolean start) {
        return new Tree(slot, true, Node.leaf(Vertex.position(slot, start)));
    }

    /// A unit vector of the space of `slot`.
    public static Tree axis(Slot slot, int component) {
        return new Tree(slot.space(), true, Node.leaf(Vertex.axis(slot.space(), component)));
    }

    /// Whether this is a unit vector of the space of `s`.
    public boolean isAxis(Slot s) {
        return node.vertex().kind() == Vertex.Kind.AXIS && node.branches().isEmpty() && slot.equals(s.space());
    }

    public String key() {
        return slot.name() + (rootOutput ? "'" : "") + ">" + node.key();
    }

    public int order() {
        return node.order();
    }

    /// The derivative in `slot`, its new index closed by the hole `id`: one tree for each live vertex.
    public List<Tree> differentiated(Slot by, int id, Rules rules) {
        List<Tree> result = new ArrayList<>();
        for (Node n : node.differentiated(by, id, true, rootOutput, rules)) {
            result.add(new Tree(slot, rootOutput, n));
        }
        return result;
    }

    /// A summand of a tree that is written in other trees.
    public record Part(Rational factor, Tree tree) {}

    /// A summand of a scalar that is written in other free trees.
    public record Scalar(Rational factor, Node node) {}

    /// Full derivatives of quadratic losses live; with `through` also their gradients, whatever that takes.
    public List<Part> settled(Rules rules, boolean through) {
        return node.settled(true, rootOutput, rules, through).stream()
                .map(p -> new Part(p.factor(), new Tree(slot, rootOutput, p.node()))).toList();
    }

    public static List<Scalar> settled(Node scalar, Rules rules, boolean through) {
        return scalar.settled(false, false, rules, through).stream()
                .map(p -> new Scalar(p.factor(), p.node().free())).toList();
    }

    /// An undifferentiated quadratic loss that is frozen in some slots, less the live one: `-grad E.d + 1/2 d.hess E*d`
    /// with `d` the way from the start.
    public static List<Scalar> fromLive(Vertex v) {
        List<Scalar> result = new ArrayList<>();
        Node live = Node.leaf(v.withFrozen(0));
        List<Scalar> ends = new ArrayList<>();
        List<Slot> slots = new ArrayList<>();
        for (Slot s : v.symbol().slots()) {
            if ((v.frozen() >> s.index() & 1) == 1) {
                for (boolean start : new boolean[]{false, true}) {
                    ends.add(new Scalar(start ? Rational.MINUS_ONE : Rational.ONE,
                            Node.leaf(Vertex.position(s, start))));
                    slots.add(s);
                }
            }
        }
        for (int i = 0; i < ends.size(); i++) {
            Node one = live.with(new Node.Branch(slots.get(i), false, slots.get(i), true, ends.get(i).node));
            result.add(new Scalar(ends.get(i).factor.times(Rational.MINUS_ONE), one.free()));
            for (int j = 0; j < ends.size(); j++) {
                Node two = one.with(new Node.Branch(slots.get(j), false, slots.get(j), true, ends.get(j).node));
                result.add(new Scalar(ends.get(i).factor.times(ends.get(j).factor).times(Rational.of(1, 2)),
                        two.free()));
            }
        }
        return result;
    }

    /// The hole `id` filled by `vector`; empty when there is no such hole.
    public Optional<Tree> fill(int id, Tree vector) {
        return node.vertex().isHole(id) ? Optional.of(vector)
                : node.fill(id, vector).map(n -> new Tree(slot, rootOutput, n));
    }

    public boolean movesBeyondPosition(Slot by, Rules rules) {
        return node.movesBeyondPosition(by, true, rootOutput, rules);
    }

    /// The inner product with another vector of this space: a free tree.
    public Node dot(Tree o) {
        return node.with(slot, rootOutput, o).free();
    }

    /// The free tree that is left when the open index is forgotten.
    public Node closed() {
        return node.free();
    }

    /// The derivatives of a scalar, as vectors: one rooting for each live vertex.
    public static List<Tree> gradient(Node scalar, Slot by, Rules rules) {
        List<Tree> result = new ArrayList<>();
        for (Node n : scalar.differentiated(by, GRADIENT, false, false, rules)) {
            result.add(n.openAt(GRADIENT).orElseThrow());
        }
        return result;
    }

    private static final int GRADIENT = -1;

    /// A scalar's derivative with its new index closed by the hole `id`.
    public static List<Node> differentiated(Node scalar, Slot by, int id, Rules rules) {
        return scalar.differentiated(by, id, false, false, rules);
    }

    /// A scalar with its hole filled; empty when the hole is not in it.
    public static Optional<Node> fill(Node scalar, int id, Tree vector) {
        if (scalar.vertex().isHole(id)) {
            Node.Branch b = scalar.branches().getFirst();
            return Optional.of(b.child().dot(vector));
        }
        return scalar.fill(id, vector).map(Node::free);
    }
}
