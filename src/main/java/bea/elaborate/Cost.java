package bea.elaborate;

import bea.bseries.Colours;
import bea.bseries.Counting;
import bea.model.Model;
import bea.model.Slot;
import bea.series.NotExpressible;
import bea.series.Series;
import bea.series.Term;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a derivation will cost, known before it begins: the number of trees of its corrections, counted exactly without
/// making them. The trees are those that the fields of `f_0` can form; with a symbolic batch at its vertices an edge
/// leads to an earlier batch or does not, which makes two of it (theory, section 3).
public final class Cost {
    /// So many trees a machine of today works out and prints within half a minute; for one state they reach `f_14`.
    private static final BigInteger MOST = BigInteger.valueOf(150_000);
    /// The same beyond `f_4` where the trees are grafted on sums of terms.
    private static final BigInteger MOST_GRAFTED = BigInteger.valueOf(5_000);
    /// What fits 4 GiB of memory, where a time limit is the only other one.
    private static final BigInteger MOST_EVER = BigInteger.valueOf(500_000);

    private final Colours colours;
    /// The colours of roots: no edge leads to them.
    private final Set<Integer> roots;
    private final boolean grafted;
    private final boolean limited;
    private final int players;

    private Cost(Colours colours, Set<Integer> roots, boolean grafted, boolean limited, int players) {
        this.colours = colours;
        this.roots = roots;
        this.grafted = grafted;
        this.limited = limited;
        this.players = players;
    }

    /// Stops before a derivation begins that could not be finished.
    ///
    /// @param order the last correction
    /// @throws Budget.Exhausted with the number of trees and what to do instead
    public static void require(Context context, int order) {
        if (context.corrections().sense() == Model.Sense.MEMORYLESS) {
            return;
        }
        Map<Slot, Series> first;
        try {
            first = context.displacement(1);
        } catch (NotExpressible e) {
            // the derivation itself will say so
            return;
        }
        BigInteger trees = of(first, context).require(order);
        context.budget().at("through f_" + order + ", " + number(trees) + " trees");
    }

    private static Cost of(Map<Slot, Series> first, Context context) {
        Map<String, Root> roots = new TreeMap<>();
        boolean grafted = false;
        for (Map.Entry<Slot, Series> s : first.entrySet()) {
            for (Term t : s.getValue().at(1).terms()) {
                Tree open = t.open().orElseThrow();
                grafted |= !t.scalars().isEmpty() || open.order() > 1 || !t.bound().isEmpty();
                Root r = new Root(s.getKey(), open);
                roots.put(r.key(), r);
            }
        }
        List<Vertex> vertices = new ArrayList<>();
        List<Slot> slots = new ArrayList<>();
        Set<Integer> firsts = new TreeSet<>();
        for (Root r : roots.values()) {
            Vertex v = r.tree.node().vertex().withFrozen(0);
            boolean labelled = v.label().filter(l -> !l.isConstant()).isPresent();
            firsts.add(vertices.size());
            for (int i = 0; i < (labelled ? 2 : 1); i++) {
                vertices.add(v);
                slots.add(r.slot);
            }
        }
        boolean[][] allowed = new boolean[slots.size()][slots.size()];
        int[] most = new int[slots.size()];
        for (int p = 0; p < most.length; p++) {
            most[p] = context.rules().isQuadratic(vertices.get(p)) ? 1 : Integer.MAX_VALUE;
            for (int c = 0; c < most.length; c++) {
                allowed[p][c] = vertices.get(p).isLive(slots.get(c));
            }
        }
        return new Cost(new Colours(allowed, most), firsts, grafted, context.budget().isLimited(), first.size());
    }

    /// What moves a slot.
    private record Root(Slot slot, Tree tree) {
        /// A symbol on whatever batch, towards one slot.
        String key() {
            Vertex v = tree.node().vertex();
            return slot.name() + (tree.rootOutput() ? "'" : "") + (tree.slot().equals(slot) ? "" : "/" + tree.slot())
                    + ">" + (v.symbol() == null ? v.key() : v.symbol().name()
                            + v.label().filter(l -> l.isConstant()).map(l -> "[" + l + "]").orElse(""));
        }
    }

    private BigInteger most(int order) {
        return limited ? MOST_EVER : grafted && order > 4 ? MOST_GRAFTED : MOST;
    }

    private BigInteger require(int order) {
        BigInteger[] trees = Counting.trees(colours, order + 1, roots::contains);
        BigInteger sum = trees[1];
        int reached = 0;
        for (int k = 1; k <= order; k++) {
            sum = sum.add(trees[k + 1]);
            reached = sum.compareTo(most(k)) <= 0 ? k : reached;
        }
        if (reached == order) {
            return sum;
        }
        throw new Budget.Exhausted("f_" + order + " needs " + number(sum) + " trees with up to " + (order + 1)
                + " vertices, " + number(trees[order + 1]) + " of them with "
                + (order + 1) + "; " + (limited ? "what fits the memory is " : "without a time limit bea stops at ")
                + number(most(order))
                + (reached > 0 ? ", which f_" + reached + " keeps to. Ask for f_" + reached + " (find f_" + reached
                        + ", or derive --order " + reached + ")" : "")
                + (players > 1 ? reached > 0 ? ", or for fewer players" : ". Ask for fewer players" : "")
                + (limited ? "" : ", or give it time with --timeout SECONDS"));
    }

    private static String number(BigInteger n) {
        return String.format(java.util.Locale.ROOT, "%,d", n);
    }
}
