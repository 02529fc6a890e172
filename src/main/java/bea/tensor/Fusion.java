package bea.tensor;

import bea.tensor.Op.Zip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Cuts the nodes that some outputs need into units: chains of operations entry by entry become one loop.
///
/// A tensor is computed inside its user's loop, and never stored, when that loop is its only user, when it only repeats
/// something, or when it takes few sums and products of what is stored anyway. Slices are not computed at all; they are read where the whole is stored.
final class Fusion {
    private static final int LARGEST_LOOP = 48;

    /// With up to so many sums and products, it is cheaper to compute an entry again than to keep it.
    private static final int CHEAP = 3;

    private final Graph g;
    private final boolean[] needed;
    private final int[] users;
    private final int[] loopSize;
    private final boolean[] stored;

    Fusion(Graph g, List<Node> outputs) {
        this.g = g;
        this.needed = Dependence.needed(g, outputs);
        this.users = new int[needed.length];
        this.loopSize = new int[needed.length];
        this.stored = new boolean[needed.length];
        outputs.forEach(o -> stored[root(o).id()] = true);
        for (int i = 0; i < needed.length; i++) if (needed[i]) markReads(g.node(i));
        for (int i = 0; i < needed.length; i++) if (needed[i]) decide(g.node(i));
    }

    /// The stored tensor in which the entries of a node stand.
    static Node root(Node x) {
        return switch (x.op()) {
            case Op.Detach _ -> root(x.arg(0));
            case Op.Slice _ when !isComponent(x) -> root(x.arg(0));
            default -> x;
        };
    }

    /// Where in its root the entries of a node begin.
    static int offset(Node x) {
        return switch (x.op()) {
            case Op.Detach _ -> offset(x.arg(0));
            case Op.Slice(int offset) when !isComponent(x) -> offset + offset(x.arg(0));
            default -> 0;
        };
    }

    private static boolean isComponent(Node x) {
        return x.isScalar() && !x.arg(0).isScalar();
    }

    static boolean isElementwise(Node x) {
        return switch (x.op()) {
            case Op.Map _,Op.Power _,Zip _,Op.Fill _,Op.RepeatRow _,Op.RepeatColumn _ -> true;
            case Op.Input _,Op.Constant _,Op.Number _,Op.MatMul _,Op.SumRows _,Op.SumColumns _,Op.Sum _,Op.Dot _,Op.Slice _,Op.Scatter _,Op.LogSumExp _,Op.Softmax _,Op.Detach _ ->
                false;
        };
    }

    static boolean isRepeated(Node x) {
        return x.op() instanceof Op.Fill || x.op() instanceof Op.RepeatRow || x.op() instanceof Op.RepeatColumn;
    }

    private static boolean isLeaf(Node x) {
        return x.isInput() || x.isNumber() || x.op() instanceof Op.Constant;
    }

    /// Whether y reads each entry of x where it writes its own.
    private static boolean readsEntries(Node y, Node x) {
        return !y.isScalar() && isElementwise(y) && !isRepeated(y) && root(x) == x && !x.isScalar();
    }

    private void markReads(Node y) {
        if (root(y) != y) return;
        for (Node x : new LinkedHashSet<>(y.args())) {
            users[root(x).id()]++;
            if (!readsEntries(y, x)) stored[root(x).id()] = true;
        }
    }

    private void decide(Node x) {
        boolean inline = !x.isScalar() && isElementwise(x) && !stored[x.id()] && !freesItsTerms(x)
                && (isRepeated(x) || users[x.id()] == 1 || isCheap(x));
        loopSize[x.id()] = loopSize(x);
        if (!inline || loopSize[x.id()] > LARGEST_LOOP) stored[x.id()] = true;
    }

    /// Whether this is a sum of two stored results. Were it computed by its user, which may be a longer sum, all terms
    /// would have to be kept until then.
    private boolean freesItsTerms(Node x) {
        return x.op() instanceof Zip(var op) && (op == Arithmetic.ADD || op == Arithmetic.SUB)
                && x.args().stream().noneMatch(a -> a.isScalar() || isInlined(a) || isLeaf(root(a)));
    }

    private boolean isInlined(Node x) {
        return !x.isScalar() && root(x) == x && isElementwise(x) && (!stored[x.id()] || isRepeated(x));
    }

    private boolean isCheap(Node x) {
        boolean simple = x.op() instanceof Zip(var op) && op != Arithmetic.DIV || x.isNegated() || isRepeated(x);
        return simple && loopSize(x) <= CHEAP && x.args().stream().noneMatch(a -> isInlined(a) && !isCheap(a));
    }

    private int loopSize(Node x) {
        return 1 + x.args().stream().filter(this::isInlined).mapToInt(a -> loopSize[a.id()]).sum();
    }

    /// The units in an order in which arguments come before users.
    List<Unit> units() {
        var units = new ArrayList<Unit>();
        for (int i = 0; i < needed.length; i++) {
            Node y = g.node(i);
            if (needed[i] && stored[i] && !isLeaf(y) && root(y) == y) units.add(unit(y));
        }
        return units;
    }

    private Unit unit(Node y) {
        var nodes = new LinkedHashSet<Node>();
        var reads = new LinkedHashSet<Node>();
        gather(y, nodes, reads, new HashSet<>());
        return new Unit(List.copyOf(nodes), List.copyOf(reads));
    }

    private void gather(Node y, Set<Node> nodes, Set<Node> reads, Set<Node> seen) {
        if (!seen.add(y)) return;
        for (Node x : y.args()) {
            if (readsEntries(y, x) && isInlined(x)) gather(x, nodes, reads, seen);
            else reads.add(root(x));
        }
        nodes.add(y);
    }
}
