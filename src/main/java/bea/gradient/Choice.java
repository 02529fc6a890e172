package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.gradient.Moving.Piece;
import bea.model.Slot;
import bea.series.Domain;
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
import java.util.Set;

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
        Sum chosen = Sum.ZERO;
        for (Sum g : groups.values()) {
            chosen = chosen.plus(paperGroup(g, slot, slots, setting, rules));
        }
        return chosen;
    }

    static List<Node> nodes(Term unit) {
        List<Node> nodes = new ArrayList<>(unit.scalars());
        nodes.add(unit.open().orElseThrow().closed());
        nodes.addAll(Moving.leaves(unit.coef()));
        return nodes;
    }

    private static Sum paperGroup(Sum g, Slot slot, int slots, Setting setting, Rules rules) {
        if (Gradient.decide(g, slot, setting, rules).holds()) {
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
    public record Option(Sum field, Sum potential) {
        Option plus(Option o) {
            return new Option(field.plus(o.field), potential.plus(o.potential));
        }
    }

    /// @param options the first of them, in a deterministic order
    /// @param total   how many there are
    public record Least(List<Option> options, BigInteger total) {
        public List<Sum> choices() {
            return options.stream().map(Option::field).toList();
        }
    }

    /// The gradient choices with this value that freeze least.
    ///
    /// @throws NotExpressible when a coefficient is no product of factors that could be frozen
    public static Least least(Sum value, Slot slot, Setting setting, Rules rules) {
        return Family.of(value, slot, setting, rules, List.of()).least().orElseThrow();
    }
}
