package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Rational;
import bea.bseries.Coefficients;
import bea.bseries.Colours;
import bea.bseries.Flow;
import bea.bseries.Ring;
import bea.bseries.Trees;
import bea.model.Slot;
import bea.series.Domain;
import bea.series.Series;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Step 3 on the fast core of trees ([bea.bseries]), where an update allows it: its displacement at `h^m` consists, for
/// every power in question, of trees with `m` vertices, each vertex a loss or field without symbolic batch, and
/// coefficients in rational numbers and named symbols. Scalar factors, sums over indices and composites are left to
/// grafting ([Evaluator#flow]).
///
/// The colour of a vertex is what it is, which of its indices is open towards its parent (a slot, whether it is a field's
/// output), and the slot that it moves, another one only where two share a space. A vertex takes branches that move slots
/// that it reads, one at most when it is quadratic.
final class PureTrees {
    /// A vertex with its open index.
    record Colour(Vertex vertex, Slot slot, Slot end, boolean output) {
        static Colour of(Slot slot, Tree t) {
            return new Colour(t.node().vertex().withFrozen(0), slot, t.slot(), t.rootOutput());
        }

        String key() {
            return slot.name() + (output ? "'" : "") + ">" + vertex.key() + (end.equals(slot) ? "" : "/" + end.name());
        }
    }

    /// The last power through which the update is pure.
    private final int order;
    private final Map<Slot, Series> update;
    private final List<Colour> colours = new ArrayList<>();
    private final Map<Colour, Integer> numbers = new LinkedHashMap<>();
    private final Colours rule;

    private PureTrees(Map<Slot, Series> update, int order, Rules rules) {
        this.update = update;
        this.order = order;
        TreeMap<String, Colour> all = new TreeMap<>();
        for (Map.Entry<Slot, Series> s : update.entrySet()) {
            for (int m = 1; m <= order; m++) {
                s.getValue().at(m).terms().forEach(t -> collect(s.getKey(), t.open().orElseThrow(), all));
            }
        }
        all.values().forEach(c -> {
            numbers.put(c, colours.size());
            colours.add(c);
        });
        this.rule = rule(rules);
    }

    private static void collect(Slot slot, Tree t, Map<String, Colour> all) {
        Colour root = Colour.of(slot, t);
        all.put(root.key(), root);
        for (Node.Branch b : t.node().branches()) {
            collect(b.slot(), b.child(), all);
        }
    }

    private Colours rule(Rules rules) {
        boolean[][] allowed = new boolean[colours.size()][colours.size()];
        int[] most = new int[colours.size()];
        for (int p = 0; p < most.length; p++) {
            Vertex v = colours.get(p).vertex();
            most[p] = rules.isQuadratic(v) ? 1 : Integer.MAX_VALUE;
            for (int c = 0; c < most.length; c++) {
                allowed[p][c] = v.isLive(colours.get(c).slot());
            }
        }
        return new Colours(allowed, most);
    }

    /// @param update the displacement of every slot at the start, in powers of `h`
    /// @return empty when not even `h^1` is pure
    static Optional<PureTrees> of(Map<Slot, Series> update, Rules rules) {
        int last = update.values().iterator().next().order();
        int pure = 0;
        while (pure < last && isPure(update, pure + 1)) {
            pure++;
        }
        return pure == 0 ? Optional.empty() : Optional.of(new PureTrees(update, pure, rules));
    }

    private static boolean isPure(Map<Slot, Series> update, int m) {
        for (Series s : update.values()) {
            for (Term t : s.at(m).terms()) {
                if (!isPure(t, m)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isPure(Term t, int m) {
        return t.scalars().isEmpty() && t.bound().isEmpty() && t.domain().equals(Domain.ALL)
                && t.open().filter(o -> o.order() == m && isPure(o.node())).isPresent() && isNamed(t.coef());
    }

    private static boolean isPure(Node n) {
        Vertex v = n.vertex();
        if (v.kind() != Vertex.Kind.SYMBOL || v.label().filter(l -> !l.isConstant()).isPresent()) {
            return false;
        }
        for (Node.Branch b : n.branches()) {
            if (b.parentOutput() || !isPure(b.node())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNamed(Coef c) {
        for (Generator g : c.generators()) {
            if (!(g instanceof Generator.Named)) {
                return false;
            }
        }
        return true;
    }

    /// `f_0 … f_{order-1}` of every slot.
    ///
    /// @param times   `T/h` of each slot
    /// @param epsilon `epsilon/h`
    /// @param tick    called now and then; throws when time is up
    List<Map<Slot, Sum>> fields(Map<Slot, Coef> times, Coef epsilon, Runnable tick) {
        Trees trees = Trees.through(rule, order, tick);
        Coef[] a = displacement(trees);
        boolean oneClock = times.values().stream().allMatch(times.values().iterator().next()::sameAs);
        Coef[] b = new Coef[trees.count()];
        if (oneClock && rational(a)) {
            Coefficients<Rational> x = Flow.modified(
                    Coefficients.method(trees, Ring.RATIONALS, t -> a[t].rationalValue()), List.of(), tick);
            java.util.Arrays.setAll(b, t -> Coef.of(x.of(t)));
        } else {
            Coefficients<Coef> given = Coefficients.method(trees, Ring.SYMBOLS, t -> a[t]);
            Coefficients<Coef> x = Flow.modified(given,
                    oneClock ? List.of() : colours.stream().map(c -> times.get(c.slot())).toList(), tick);
            java.util.Arrays.setAll(b, x::of);
        }
        return fields(trees, b, times, epsilon, oneClock);
    }

    private static boolean rational(Coef[] a) {
        for (Coef c : a) {
            if (!c.isRational()) {
                return false;
            }
        }
        return true;
    }

    /// `a(τ)`: in the sums there is `a(τ)/σ(τ)`.
    private Coef[] displacement(Trees trees) {
        Coef[] a = new Coef[trees.count()];
        java.util.Arrays.fill(a, Coef.ZERO);
        for (Map.Entry<Slot, Series> s : update.entrySet()) {
            for (int m = 1; m <= order; m++) {
                for (Term t : s.getValue().at(m).terms()) {
                    int tree = number(trees, s.getKey(), t.open().orElseThrow());
                    a[tree] = t.coef().times(Rational.of(trees.symmetry(tree)));
                }
            }
        }
        return a;
    }

    private int number(Trees trees, Slot slot, Tree t) {
        int tree = trees.leaf(numbers.get(Colour.of(slot, t)));
        for (Node.Branch b : t.node().branches()) {
            tree = trees.plus(tree, number(trees, b.slot(), b.child()));
        }
        return tree;
    }

    private List<Map<Slot, Sum>> fields(Trees trees, Coef[] b, Map<Slot, Coef> times, Coef epsilon, boolean oneClock) {
        Node[] nodes = new Node[trees.count()];
        List<Map<Slot, Sum>> all = new ArrayList<>();
        Coef power = Coef.ONE;
        for (int m = 1; m <= order; m++) {
            Map<Slot, List<Term>> terms = new LinkedHashMap<>();
            times.keySet().forEach(s -> terms.put(s, new ArrayList<>()));
            for (int t = trees.first(m); t < trees.first(m + 1); t++) {
                nodes[t] = node(trees, t, nodes);
                if (!b[t].isZero()) {
                    Colour c = colours.get(trees.colour(t));
                    // with clocks of their own the field is divided by its time already
                    Coef scale = oneClock ? power.times(times.get(c.slot())) : power;
                    Coef f = b[t].times(Rational.of(1, trees.symmetry(t)));
                    terms.get(c.slot()).add(new Term(scale.isOne() ? f : f.dividedBy(scale), List.of(),
                            Optional.of(new Tree(c.end(), c.output(), nodes[t])), java.util.Set.of(), Domain.ALL));
                }
            }
            Map<Slot, Sum> field = new LinkedHashMap<>();
            terms.forEach((s, x) -> field.put(s, Sum.of(x)));
            all.add(field);
            power = power.times(epsilon);
        }
        return all;
    }

    private Node node(Trees trees, int t, Node[] nodes) {
        Colour c = colours.get(trees.colour(t));
        if (trees.trunk(t) < 0) {
            return Node.leaf(c.vertex());
        }
        Colour child = colours.get(trees.colour(trees.branch(t)));
        return nodes[trees.trunk(t)].with(child.slot(), false,
                new Tree(child.end(), child.output(), nodes[trees.branch(t)]));
    }
}
