package bea.tree;

import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Losses that scaling the position in a slot does not change. Their derivatives of order `m` in that slot are homogeneous
/// of degree `-m` (Euler), so that along the position itself `deriv^(m+1) E (theta, …) = -m deriv^m E (…)`, and
/// `dot(theta, grad E) = 0`.
///
/// Once that is used up, what is left is independent: where the position is a multiple of a unit vector, the derivatives
/// across it are arbitrary, and the product of the parts of a tree across it has more edges than all else in the tree.
public final class Homogeneous {
    /// @param factor 0 where the tree vanishes
    public record Reduced(int factor, Node node) {}

    private Homogeneous() {}

    /// A tree with an open index.
    public static Reduced of(Tree t, Rules rules) {
        return reduced(t.node(), t.rootOutput() ? Optional.empty() : Optional.of(t.slot()), rules);
    }

    /// A free tree.
    public static Reduced of(Node free, Rules rules) {
        Node n = free;
        if (n.vertex().kind() == Vertex.Kind.POSITION && n.branches().size() == 1) {
            Node.Branch b = n.branches().getFirst();
            n = b.node().with(b.turned(Node.leaf(n.vertex())));
        }
        Reduced r = reduced(n, Optional.empty(), rules);
        return new Reduced(r.factor, r.node.free());
    }

    /// @param up the slot in which what is above differentiates the root
    private static Reduced reduced(Node n, Optional<Slot> up, Rules rules) {
        int factor = 1;
        List<Node.Branch> left = new ArrayList<>();
        for (Node.Branch b : n.branches()) {
            Reduced r = reduced(b.node(), b.childOutput() ? Optional.empty() : Optional.of(b.childSlot()),
                    rules);
            factor *= r.factor;
            left.add(b.with(r.node));
        }
        for (Optional<Node.Branch> b = alongPosition(n.vertex(), left, rules); b.isPresent()
                && factor != 0; b = alongPosition(n.vertex(), left, rules)) {
            Slot s = b.get().slot();
            left.remove(b.get());
            factor *= -(int) (left.stream().filter(x -> !x.parentOutput() && x.slot().equals(s)).count()
                    + (up.filter(s::equals).isPresent() ? 1 : 0));
        }
        return new Reduced(factor, factor == 0 ? n : new Node(n.vertex(), left));
    }

    /// A derivative along the position at which it is taken.
    private static Optional<Node.Branch> alongPosition(Vertex v, List<Node.Branch> branches, Rules rules) {
        return branches.stream().filter(b -> {
            Vertex p = b.node().vertex();
            return p.kind() == Vertex.Kind.POSITION && b.node().branches().isEmpty() && !b.parentOutput()
                    && p.slot().equals(b.slot()) && rules.isInvariant(v, b.slot()) && v.isAt(p);
        }).findFirst();
    }
}
