package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.model.Slot;
import bea.series.Domain;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The gradient decision for fields of plain trees, where no linear system is needed: every tree belongs to one free
/// tree, and that tree's gradient consists of its rootings. So a field is a gradient exactly when its coefficients on
/// the live rootings of every free tree are in the ratio in which that gradient has them (theory, section 4).
///
/// Plain: no scalar factors, no sums over indices, coefficients that do not move, no known derivatives, and a root that
/// is live in the slot or an arbitrary field's output.
final class Rootings {
    private final Slot slot;
    private final Map<String, Term> field = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private final List<Term> potential = new ArrayList<>();
    private final List<Term> remainder = new ArrayList<>();

    private Rootings(Slot slot) {
        this.slot = slot;
    }

    /// Empty when the field is not plain.
    static Optional<Gradient.Decision> decide(Sum field, Slot slot, Rules rules) {
        Rootings r = new Rootings(slot);
        for (Term t : field.terms()) {
            if (!r.isPlain(t, rules)) {
                return Optional.empty();
            }
            r.field.put(t.open().orElseThrow().node().key(), t);
        }
        r.field.forEach(r::decide);
        return Optional.of(new Gradient.Decision(Sum.of(r.potential), Sum.of(r.remainder)));
    }

    private boolean isPlain(Term t, Rules rules) {
        if (!t.scalars().isEmpty() || !t.bound().isEmpty() || !t.domain().equals(Domain.ALL)
                || !t.coef().isRational() && !isConstant(t.coef())) {
            return false;
        }
        Tree open = t.open().orElseThrow();
        Vertex root = open.node().vertex();
        return open.slot().equals(slot) && isPlain(open.node(), rules) && root.frozen() == 0
                && (open.rootOutput() || root.isLive(slot));
    }

    private static boolean isConstant(Coef c) {
        for (Generator g : c.generators()) {
            if (!(g instanceof Generator.Named)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(Node n, Rules rules) {
        Vertex v = n.vertex();
        if (v.kind() != Vertex.Kind.SYMBOL || rules.isQuadratic(v) || v.label().filter(l -> !l.isConstant())
                .isPresent()) {
            return false;
        }
        for (Node.Branch b : n.branches()) {
            if (!isPlain(b.node(), rules)) {
                return false;
            }
        }
        return true;
    }

    private void decide(String key, Term t) {
        Tree open = t.open().orElseThrow();
        if (open.rootOutput()) {
            // no scalar has it in its gradient
            remainder.add(t);
        } else if (!done.contains(key)) {
            decide(open.node().rootings());
        }
    }

    private void decide(List<Node> rootings) {
        // how often the free tree's gradient has each tree
        Map<String, Integer> gradient = new HashMap<>();
        Node free = rootings.getFirst();
        for (Node r : rootings) {
            free = r.compareTo(free) < 0 ? r : free;
            if (r.vertex().isLive(slot)) {
                gradient.merge(r.key(), 1, Integer::sum);
            }
        }
        done.addAll(gradient.keySet());
        Optional<Coef> factor = factor(gradient);
        if (factor.isPresent()) {
            potential.add(new Term(factor.get(), List.of(free), Optional.empty(), Set.of(), Domain.ALL));
        } else {
            gradient.keySet().stream().map(field::get).filter(java.util.Objects::nonNull).forEach(remainder::add);
        }
    }

    /// Of the free tree in the potential.
    private Optional<Coef> factor(Map<String, Integer> gradient) {
        Coef factor = null;
        for (Map.Entry<String, Integer> e : gradient.entrySet()) {
            Term t = field.get(e.getKey());
            Coef here = t == null || t.open().orElseThrow().rootOutput() ? Coef.ZERO
                    : t.coef().times(bea.algebra.Rational.of(1, e.getValue()));
            if (factor != null && !factor.sameAs(here)) {
                return Optional.empty();
            }
            factor = here;
        }
        return Optional.ofNullable(factor);
    }
}
