package bea.gradient;

import bea.algebra.Coef;
import bea.gradient.Moving.Piece;
import bea.model.Slot;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gradient choices of a correction that is fixed only in value at the start (theory, section 5; the paper's Remarks).
public final class Choice {
    private Choice() {}

    /// The paper's choice: what is a gradient stays live; elsewhere everything but the factor that carries the open
    /// index is frozen (Eqs 41-42, 80-81, 120-121).
    public static Sum paper(Sum value, Slot slot, Setting setting, Rules rules) {
        return paper(value, slot, -1, setting, rules);
    }

    /// @param slots the slots that are frozen, as a bit set
    public static Sum paper(Sum value, Slot slot, int slots, Setting setting, Rules rules) {
        Map<String, Sum> groups = new LinkedHashMap<>();
        for (Term t : value.terms()) {
            Optional<List<Piece>> pieces = Moving.pieces(t, slot);
            if (pieces.isEmpty()) {
                // coefficients that are no products are decided together
                groups.merge("", Sum.of(List.of(t)), Sum::plus);
                continue;
            }
            for (Piece p : pieces.get()) {
                Sum closed = Sum.of(List.of(new Term(Coef.ONE, nodes(p.unit()), Optional.empty(), t.bound(),
                        t.domain())));
                groups.merge(closed.toString(),
                        Sum.of(List.of(Moving.with(p.unit(), p.unit().coef().times(p.factor())))), Sum::plus);
            }
        }
        return Sum.sum(groups.values().stream().map(g -> paperGroup(g, slot, slots, setting, rules)).toList());
    }

    static List<Node> nodes(Term unit) {
        List<Node> nodes = new ArrayList<>(unit.scalars());
        nodes.add(unit.open().orElseThrow().closed());
        nodes.addAll(Moving.leaves(unit.coef()));
        return nodes;
    }

    private static Sum paperGroup(Sum g, Slot slot, int slots, Setting setting, Rules rules) {
        if (Gradient.holds(g, slot, setting, rules)) {
            return g;
        }
        if (g.size() == 2 && g.terms().stream().allMatch(t -> t.bound().isEmpty() && !t.labelsOf().isEmpty())) {
            // written out batch by batch: the alternative that freezes the earliest batches is the paper's
            return least(g, slot, setting, rules).choices()
                    .stream().min((a, b) -> Long.compare(frozenLabels(a), frozenLabels(b))).orElseThrow()
                    .mapVertices(v -> v.frozen() == 0 ? v : v.freeze(slots));
        }
        return Sum.of(g.terms().stream().map(t -> freezeBelowRoot(t, slots)).toList());
    }

    private static long frozenLabels(Sum s) {
        long[] sum = {0};
        s.terms().forEach(t -> t.forEachVertex(v -> sum[0] += v.frozen() == 0 ? 0
                : v.label().filter(l -> l.isConstant()).map(l -> (long) l.constant()).orElse(0L)));
        return sum[0];
    }

    private static Term freezeBelowRoot(Term t, int slots) {
        Tree open = t.open().orElseThrow();
        Node frozen = open.node().map(v -> v.freeze(slots));
        Node root = new Node(open.node().vertex(), frozen.branches());
        return new Term(Scalars.freeze(t.coef(), slots),
                t.scalars().stream().map(s -> s.map(v -> v.freeze(slots)).free())
                        .toList(),
                Optional.of(new Tree(open.slot(), open.rootOutput(), root)), t.bound(), t.domain());
    }

    /// A choice with a scalar of which it is the gradient.
    public record Option(Sum field, Sum potential) {}

    /// A way to freeze one group, written out when somebody looks at it.
    static final class Draft {
        private final Forest group;
        private final List<Forest.Part> parts;
        private Option option;

        Draft(Forest group, List<Forest.Part> parts) {
            this.group = group;
            this.parts = parts;
        }

        Option option() {
            option = option == null ? group.option(parts) : option;
            return option;
        }
    }

    /// Ways to freeze several groups that stand together.
    record Chain(Draft last, Chain before) {
        Option together() {
            List<Sum> fields = new ArrayList<>();
            List<Sum> potentials = new ArrayList<>();
            for (Chain c = this; c.last != null; c = c.before) {
                fields.add(c.last.option().field);
                potentials.add(c.last.option().potential);
            }
            return new Option(Sum.sum(fields.reversed()), Sum.sum(potentials.reversed()));
        }
    }

    /// The first of the choices, in a deterministic order, and how many there are.
    public static final class Least {
        private final List<Chain> first;
        private final BigInteger total;

        Least(List<Chain> first, BigInteger total) {
            this.first = first;
            this.total = total;
        }

        public int size() {
            return first.size();
        }

        public Option option(int i) {
            return first.get(i).together();
        }

        public BigInteger total() {
            return total;
        }

        public List<Sum> choices() {
            return first.stream().map(c -> c.together().field()).toList();
        }
    }

    /// The gradient choices with this value that freeze least.
    ///
    /// @throws NotExpressible when a coefficient is no product of factors that could be frozen
    public static Least least(Sum value, Slot slot, Setting setting, Rules rules) {
        return Family.of(value, slot, setting, rules, List.of()).least().orElseThrow();
    }
}
