package bea.tree;

import bea.algebra.Rational;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A vertex with its subtrees, canonical at construction: equal trees are equal objects, whatever the order in which
/// their branches were given.
public final class Node implements Comparable<Node> {
    private final Vertex vertex;
    private final List<Branch> branches;
    /// Made when it is first asked for; every thread makes the same.
    private String key;

    /// One contraction over an index, seen from the parent. The slots of its two ends are one, or in one space.
    ///
    /// @param slot         of the parent's end
    /// @param parentOutput whether the parent's end is the output of a field (otherwise one more derivative)
    /// @param childSlot    of the child's end
    /// @param childOutput  whether the child's end is an output
    public record Branch(Slot slot, boolean parentOutput, Slot childSlot, boolean childOutput, Node node) {
        /// What hangs here: a vector.
        public Tree child() {
            return new Tree(childSlot, childOutput, node);
        }

        /// The same contraction seen from the child, with `parent` at the other end.
        public Branch turned(Node parent) {
            return new Branch(childSlot, childOutput, slot, parentOutput, parent);
        }

        /// Something else at the child's end.
        Branch with(Tree child) {
            return new Branch(slot, parentOutput, child.slot(), child.rootOutput(), child.node());
        }

        Branch with(Node other) {
            return new Branch(slot, parentOutput, childSlot, childOutput, other);
        }

        private void append(StringBuilder b) {
            b.append(slot.name()).append(parentOutput ? "^" : "").append(childOutput ? "'" : "")
                    .append(childSlot == slot || childSlot.equals(slot) ? "" : "/" + childSlot.name()).append(':')
                    .append(node.key());
        }

        private String key() {
            StringBuilder b = new StringBuilder();
            append(b);
            return b.toString();
        }

        /// The order of the keys.
        private int compare(Branch o) {
            return node == o.node && slot == o.slot && parentOutput == o.parentOutput && childOutput == o.childOutput
                    && childSlot == o.childSlot ? 0
                    : slot.name().equals(o.slot.name()) && parentOutput == o.parentOutput
                            && childOutput == o.childOutput && childSlot.name().equals(o.childSlot.name())
                            ? node.key().compareTo(o.node.key())
                    : key().compareTo(o.key());
        }
    }

    public Node(Vertex vertex, List<Branch> branches) {
        this.vertex = vertex;
        this.branches = sorted(branches);
    }

    /// By insertion: there are few, and mostly all but one are in order.
    private static List<Branch> sorted(List<Branch> branches) {
        if (branches.size() < 2) {
            return List.copyOf(branches);
        }
        Branch[] all = branches.toArray(new Branch[0]);
        for (int i = 1; i < all.length; i++) {
            Branch b = all[i];
            int j = i;
            for (; j > 0 && all[j - 1].compare(b) > 0; j--) {
                all[j] = all[j - 1];
            }
            all[j] = b;
        }
        return List.of(all);
    }

    public static Node leaf(Vertex vertex) {
        return new Node(vertex, List.of());
    }

    public Vertex vertex() {
        return vertex;
    }

    public List<Branch> branches() {
        return branches;
    }

    public String key() {
        String made = key;
        if (made == null) {
            StringBuilder b = new StringBuilder(vertex.key());
            for (int i = 0; i < branches.size(); i++) {
                b.append(i == 0 ? '(' : ',');
                branches.get(i).append(b);
            }
            made = branches.isEmpty() ? b.toString() : b.append(')').toString();
            key = made;
        }
        return made;
    }

    /// The number of vertices, holes not counted.
    public int order() {
        int n = vertex.kind() == Vertex.Kind.HOLE ? 0 : 1;
        for (Branch b : branches) {
            n += b.node.order();
        }
        return n;
    }

    /// A derivative in `slot`, or for an output this output, contracted with a vector.
    public Node with(Slot slot, boolean output, Tree vector) {
        return with(new Branch(slot, output, vector.slot(), vector.rootOutput(), vector.node()));
    }

    public Node with(Branch extra) {
        List<Branch> more = new ArrayList<>(branches);
        more.add(extra);
        return new Node(vertex, more);
    }

    private Node replace(int i, Branch b) {
        List<Branch> changed = new ArrayList<>(branches);
        changed.set(i, b);
        return new Node(vertex, changed);
    }

    private List<Branch> without(int i) {
        List<Branch> rest = new ArrayList<>(branches);
        rest.remove(i);
        return rest;
    }

    /// The same tree with every vertex changed.
    public Node map(UnaryOperator<Vertex> change) {
        List<Branch> mapped = new ArrayList<>();
        for (Branch b : branches) {
            mapped.add(b.with(b.node.map(change)));
        }
        return new Node(change.apply(vertex), mapped);
    }

    /// A summand of a tree that is written in other trees.
    record Part(Rational factor, Node node) {}

    /// Quadratic losses live: a full derivative is the same tensor at every point, and a gradient at the start is
    /// `grad E - hess E*(theta - start)`.
    ///
    /// @param up      whether this node hangs from something (a parent or an open index)
    /// @param through whether gradients are rewritten too, not only full derivatives
    List<Part> settled(boolean up, boolean upOutput, Rules rules, boolean through) {
        List<Part> result = new ArrayList<>();
        int derivatives = derivativesAtRoot() + (up && !upOutput ? 1 : 0);
        boolean constant = rules.isConstant(vertex, derivatives);
        boolean moved = through && !constant && vertex.frozen() != 0 && rules.isQuadratic(vertex);
        Vertex here = constant || moved ? vertex.withFrozen(0) : vertex;
        result.add(new Part(Rational.ONE, leaf(here)));
        if (moved) {
            if (!rules.isConstant(vertex, derivatives + 1)) {
                throw new IllegalStateException("an undifferentiated loss in a tree: " + this);
            }
            for (Slot s : vertex.symbol().slots()) {
                if ((vertex.frozen() >> s.index() & 1) == 1) {
                    result.add(new Part(Rational.MINUS_ONE, leaf(here).with(s, false, Tree.position(s, false))));
                    result.add(new Part(Rational.ONE, leaf(here).with(s, false, Tree.position(s, true))));
                }
            }
        }
        for (Branch b : branches) {
            List<Part> inner = b.node.settled(true, b.childOutput, rules, through);
            List<Part> next = new ArrayList<>();
            for (Part p : result) {
                inner.forEach(q -> next.add(new Part(p.factor.times(q.factor),
                        p.node.with(b.with(q.node)))));
            }
            result = next;
        }
        return result;
    }

    /// Whether something other than the position itself moves with the live position of `slot`.
    boolean movesBeyondPosition(Slot slot, boolean up, boolean upOutput, Rules rules) {
        return vertex.kind() != Vertex.Kind.POSITION && vertex.isLive(slot)
                && !rules.isConstant(vertex, derivativesAtRoot() + (up && !upOutput ? 1 : 0))
                || branches.stream().anyMatch(b -> b.node.movesBeyondPosition(slot, true, b.childOutput, rules));
    }

    public boolean movesBeyondPosition(Slot slot, Rules rules) {
        return movesBeyondPosition(slot, false, false, rules);
    }

    public void forEach(Consumer<Vertex> action) {
        action.accept(vertex);
        branches.forEach(b -> b.node.forEach(action));
    }

    /// How many of the indices at the root are derivatives (rather than a field's output).
    int derivativesAtRoot() {
        int n = 0;
        for (Branch b : branches) {
            n += b.parentOutput ? 0 : 1;
        }
        return n;
    }

    /// All trees with one more derivative index in `slot`, closed by the hole `id`, one for each vertex that is live.
    ///
    /// @param up whether this node hangs from something (a parent or an open index)
    List<Node> differentiated(Slot slot, int id, boolean up, boolean upOutput, Rules rules) {
        List<Node> result = new ArrayList<>();
        if (vertex.isLive(slot)) {
            if (vertex.kind() == Vertex.Kind.POSITION) {
                // as an end of an inner product it may itself be the root
                if (branches.isEmpty() || !up && branches.size() == 1) {
                    result.add(new Node(Vertex.hole(slot, id), branches));
                }
            } else if (rules.allows(vertex, derivativesAtRoot() + (up && !upOutput ? 1 : 0) + 1)) {
                result.add(with(slot, false, Tree.hole(slot, id)));
            }
        }
        for (int i = 0; i < branches.size(); i++) {
            Branch b = branches.get(i);
            for (Node n : b.node.differentiated(slot, id, true, b.childOutput, rules)) {
                result.add(replace(i, b.with(n)));
            }
        }
        return result;
    }

    /// The tree in which the hole `id` is filled by a vector; empty when the hole is not here.
    Optional<Node> fill(int id, Tree vector) {
        for (int i = 0; i < branches.size(); i++) {
            Branch b = branches.get(i);
            if (b.node.vertex.isHole(id)) {
                return Optional.of(replace(i, b.with(vector)));
            }
            Optional<Node> inner = b.node.fill(id, vector);
            if (inner.isPresent()) {
                return Optional.of(replace(i, b.with(inner.get())));
            }
        }
        return Optional.empty();
    }

    /// The tree rooted where the hole `id` is attached, with its index open there.
    public Optional<Tree> openAt(int id) {
        return openAt(id, Optional.empty());
    }

    private Optional<Tree> openAt(int id, Optional<Branch> above) {
        if (vertex.isHole(id)) {
            Branch only = above.orElseGet(() -> branches.getFirst());
            return Optional.of(only.child());
        }
        for (int i = 0; i < branches.size(); i++) {
            Branch b = branches.get(i);
            List<Branch> rest = without(i);
            above.ifPresent(rest::add);
            Node here = new Node(vertex, rest);
            if (b.node.vertex.isHole(id) && b.node.branches.isEmpty()) {
                return Optional.of(new Tree(b.slot, b.parentOutput, here));
            }
            Optional<Tree> found = b.node.openAt(id, Optional.of(b.turned(here)));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// This tree rooted at each of its vertices in turn.
    public List<Node> rootings() {
        List<Node> all = new ArrayList<>();
        collectRootings(Optional.empty(), all);
        return all;
    }

    private void collectRootings(Optional<Branch> above, List<Node> all) {
        all.add(above.map(this::with).orElse(this));
        for (int i = 0; i < branches.size(); i++) {
            Branch b = branches.get(i);
            List<Branch> rest = without(i);
            above.ifPresent(rest::add);
            b.node.collectRootings(Optional.of(b.turned(new Node(vertex, rest))), all);
        }
    }

    /// The canonical representative of the free tree that this is a rooting of.
    public Node free() {
        return rootings().stream().min(Node::compareTo).orElseThrow();
    }

    /// The number of automorphisms that fix the root, σ of Hairer, Lubich and Wanner, III.1.2.
    public long symmetry() {
        long product = 1;
        int run = 0;
        for (int i = 0; i < branches.size(); i++) {
            run = i > 0 && branches.get(i).compare(branches.get(i - 1)) == 0 ? run + 1 : 1;
            product *= branches.get(i).node.symmetry() * run;
        }
        return product;
    }

    /// The tree factorial γ: the product over all vertices of the sizes of the subtrees that hang there.
    public long density() {
        long product = order();
        for (Branch b : branches) {
            product *= b.node.density();
        }
        return product;
    }

    @Override
    public int compareTo(Node o) {
        return this == o ? 0 : key().compareTo(o.key());
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Node n && n.key().equals(key());
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }

    @Override
    public String toString() {
        return key();
    }
}
