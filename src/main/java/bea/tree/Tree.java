package bea.tree;

import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A rooted tree with an open index of `slot` at its root: an elementary differential, a vector in that slot.
///
/// @param rootOutput whether the open index is the output of a field or a position (otherwise a derivative)
public record Tree(Slot slot, boolean rootOutput, Node node) {

    /// The vector that a hole stands for.
    public static Tree hole(Slot slot, int id) {
        return new Tree(slot, true, Node.leaf(Vertex.hole(slot, id)));
    }

    public static Tree position(Slot slot, boolean start) {
        return new Tree(slot, true, Node.leaf(Vertex.position(slot, start)));
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

    /// The hole `id` filled by `vector`; empty when there is no such hole.
    public Optional<Tree> fill(int id, Tree vector) {
        return node.vertex().isHole(id) ? Optional.of(vector)
                : node.fill(id, vector).map(n -> new Tree(slot, rootOutput, n));
    }

    /// The inner product with another vector of this slot: a free tree.
    public Node dot(Tree o) {
        return node.with(new Node.Branch(slot, rootOutput, o.rootOutput, o.node)).free();
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
            return Optional.of(new Tree(b.slot(), b.childOutput(), b.node()).dot(vector));
        }
        return scalar.fill(id, vector).map(Node::free);
    }
}
