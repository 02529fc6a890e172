package bea.gradient;

import bea.algebra.Coef;
import bea.gradient.Moving.Piece;
import bea.model.Slot;
import bea.series.Scalars;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All scalars that have one of some trees in their gradient, or a tree of such a gradient, and so on; each a product
/// of trees and moving values.
final class Candidates {
    private final Slot slot;
    private final Rules rules;
    private final Map<String, Term> units = new LinkedHashMap<>();
    private final Map<String, Map<String, Coef>> gradients = new LinkedHashMap<>();
    /// For every tree the candidates that have it in their gradient.
    private final Map<String, List<String>> having = new LinkedHashMap<>();

    Candidates(Slot slot, Rules rules) {
        this.slot = slot;
        this.rules = rules;
    }

    Term unit(String candidate) {
        return units.get(candidate);
    }

    Coef coefficient(String candidate, String tree) {
        return gradients.get(candidate).getOrDefault(tree, Coef.ZERO);
    }

    void add(Collection<Piece> field) {
        Set<String> seen = new LinkedHashSet<>();
        Deque<Piece> open = new ArrayDeque<>(field);
        while (!open.isEmpty()) {
            Piece p = open.poll();
            if (seen.add(p.key())) {
                closings(p.unit()).forEach(c -> add(c, open));
            }
        }
    }

    private void add(Sum closed, Deque<Piece> open) {
        for (Term unit : closed.terms()) {
            String key = unit.coef() + " * " + unit.shape();
            if (units.putIfAbsent(key, unit) == null) {
                Map<String, Coef> gradient = new TreeMap<>();
                for (Term t : closed.gradient(slot, rules).terms()) {
                    for (Piece p : Moving.pieces(t, slot).orElseThrow()) {
                        gradient.merge(p.key(), p.factor(), Coef::plus);
                        open.add(p);
                    }
                }
                gradients.put(key, gradient);
                gradient.keySet().forEach(k -> having.computeIfAbsent(k, x -> new ArrayList<>()).add(key));
            }
        }
    }

    /// The trees and candidates that hang together with one tree.
    void connected(String first, Set<String> trees, Set<String> candidates) {
        Deque<String> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            String tree = open.poll();
            if (trees.add(tree)) {
                for (String c : having.getOrDefault(tree, List.of())) {
                    if (candidates.add(c)) {
                        open.addAll(gradients.get(c).keySet());
                    }
                }
            }
        }
    }

    /// The scalars that have this tree in their gradient and are needed: a scalar that reads the position itself and
    /// something else that is live also has trees in its gradient that lead to it from there.
    private List<Sum> closings(Term t) {
        Tree open = t.open().orElseThrow();
        Vertex root = open.node().vertex();
        List<Sum> result = new ArrayList<>();
        if (!open.rootOutput() && root.isLive(slot)) {
            result.add(Gradient.scalar(t, open.closed()));
        } else if (open.isAxis(slot)) {
            Coef x = Coef.generator(new Scalars.Coordinate(slot, root.number(), false));
            result.add(Sum.of(List.of(new Term(t.coef().times(x), t.scalars(), java.util.Optional.empty(), t.bound(),
                    t.domain()))));
        } else if (t.coef().isOne() && isPolynomial(t)) {
            result.add(Gradient.scalar(t, Tree.position(slot, false).dot(open)));
        }
        return result;
    }

    /// Whether nothing is live but the position itself.
    private boolean isPolynomial(Term t) {
        return !t.open().orElseThrow().movesBeyondPosition(slot, rules)
                && t.scalars().stream().noneMatch(s -> s.movesBeyondPosition(slot, rules));
    }

    static Node closed(Term t) {
        return t.open().orElseThrow().closed();
    }
}
