package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.LinearSystem;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.Domain;
import bea.series.NotExpressible;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Decides whether a field is the gradient of a scalar (theory, section 4).
///
/// Every tree of the field is closed to the free tree that it could be a rooting of; the gradients of those free trees
/// are known, and trees are independent functions, so "is a gradient" is a linear system over the coefficients. It falls
/// apart into small systems, one for each free tree on each cell of the batch indices.
public final class Gradient {
    /// @param potential a scalar whose gradient is the field less the remainder
    /// @param remainder the trees whose coefficients fit no gradient; empty exactly when the field is a gradient
    public record Decision(Sum potential, Sum remainder) {
        public boolean holds() {
            return remainder.isZero();
        }
    }

    private final Slot slot;
    private final Rules rules;
    private final List<Term> potential = new ArrayList<>();
    private final List<Term> remainder = new ArrayList<>();

    private Gradient(Slot slot, Rules rules) {
        this.slot = slot;
        this.rules = rules;
    }

    public static Decision decide(Sum field, Slot slot, Setting setting, Rules rules) {
        Optional<Sum> direct = direct(field, slot, rules);
        if (direct.isPresent()) {
            return new Decision(direct.get(), Sum.ZERO);
        }
        Gradient g = new Gradient(slot, rules);
        cells(field, setting).forEach(g::cell);
        return new Decision(Sum.of(g.potential), Sum.of(g.remainder));
    }

    /// A potential that can be read off term by term, index sums untouched, so that averages stay averages; when there is
    /// none the canonical form has to decide.
    private static Optional<Sum> direct(Sum field, Slot slot, Rules rules) {
        Sum rest = field;
        Sum potential = Sum.ZERO;
        while (!rest.isZero()) {
            Term t = rest.terms().iterator().next();
            Tree open = t.open().orElseThrow();
            if (open.rootOutput() || !open.node().vertex().isLive(slot)) {
                return Optional.empty();
            }
            List<Node> scalars = new ArrayList<>(t.scalars());
            scalars.add(open.closed());
            Sum closed = Sum.of(List.of(new Term(t.coef(), scalars, Optional.empty(), t.bound(), t.domain())));
            Sum gradient = closed.gradient(slot, rules);
            Optional<Coef> share = gradient.share(t);
            if (share.isEmpty()) {
                return Optional.empty();
            }
            Coef factor = share.get().reciprocal();
            Sum left = rest.minus(gradient.times(factor));
            if (left.size() >= rest.size()) {
                return Optional.empty();
            }
            rest = left;
            potential = potential.plus(closed.times(factor));
        }
        return Optional.of(potential);
    }

    /// The decision for a claim, which must not take a moving factor for a constant.
    ///
    /// @throws NotExpressible when an undifferentiated loss is a factor and no potential can be read off
    public static Decision claimed(Sum field, Slot slot, Setting setting, Rules rules) {
        if (field.terms().stream().anyMatch(t -> hasMovingFactor(t, slot)) && direct(field, slot, rules).isEmpty()) {
            throw new NotExpressible("a gradient decision where an undifferentiated loss is a factor");
        }
        return decide(field, slot, setting, rules);
    }

    /// Whether the coefficient itself depends on the live position; the linear systems take coefficients for constants.
    private static boolean hasMovingFactor(Term t, Slot slot) {
        Term coefficient = new Term(t.coef(), List.of(), Optional.empty(), Set.of(), Domain.ALL);
        boolean[] live = {false};
        coefficient.forEachVertex(v -> live[0] |= v.isLive(slot));
        return live[0];
    }

    /// The canonical terms by cell.
    static Map<Cell, List<Term>> cells(Sum field, Setting setting) {
        Map<Cell, List<Term>> cells = new LinkedHashMap<>();
        Canonical.of(field, setting).values().forEach(
                t -> cells.computeIfAbsent(new Cell(t.bound(), t.domain()), c -> new ArrayList<>()).add(t));
        return cells;
    }

    /// The summation of some terms; inside it their indices are mere names.
    record Cell(Set<String> bound, Domain domain) {
        Term restore(Term t, Coef factor) {
            return new Term(t.coef().times(factor), t.scalars(), t.open(), bound, domain);
        }
    }

    /// The trees of a sum without index sums, by key.
    static Map<String, Term> byKey(Sum s) {
        Map<String, Term> result = new TreeMap<>();
        s.terms().forEach(t -> result.put(shapeKey(t), t));
        return result;
    }

    static String shapeKey(Term t) {
        StringBuilder b = new StringBuilder();
        t.scalars().forEach(s -> b.append(s.key()).append(" . "));
        t.open().ifPresent(o -> b.append(o.key()));
        return b.toString();
    }

    static Term unbound(Term t) {
        return new Term(t.coef(), t.scalars(), t.open(), Set.of(), Domain.ALL);
    }

    private void cell(Cell cell, List<Term> terms) {
        Map<String, Term> field = new TreeMap<>();
        terms.forEach(t -> field.put(shapeKey(t), t));
        Map<String, Sum> candidates = new LinkedHashMap<>();
        Map<String, Map<String, Term>> gradients = new LinkedHashMap<>();
        candidates(terms, candidates, gradients);
        Set<String> done = new LinkedHashSet<>();
        for (Term t : terms) {
            if (!done.contains(shapeKey(t))) {
                component(cell, shapeKey(t), field, candidates, gradients, done);
            }
        }
    }

    /// All scalars that have one of the trees in their gradient, or a tree of such a gradient, and so on.
    private void candidates(List<Term> terms, Map<String, Sum> candidates, Map<String, Map<String, Term>> gradients) {
        Set<String> seen = new LinkedHashSet<>();
        Deque<Term> open = new ArrayDeque<>(terms);
        while (!open.isEmpty()) {
            Term t = open.poll();
            if (!seen.add(shapeKey(t))) {
                continue;
            }
            for (Sum c : closings(t)) {
                if (candidates.putIfAbsent(c.toString(), c) == null) {
                    Map<String, Term> g = byKey(c.gradient(slot, rules));
                    gradients.put(c.toString(), g);
                    open.addAll(g.values());
                }
            }
        }
    }

    /// Solves for the potentials that share trees, directly or not, with the tree `first`.
    private void component(Cell cell, String first, Map<String, Term> field, Map<String, Sum> candidates,
            Map<String, Map<String, Term>> gradients, Set<String> done) {
        Map<String, Map<String, Term>> mine = new LinkedHashMap<>();
        Set<String> trees = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            String tree = open.poll();
            if (trees.add(tree)) {
                gradients.forEach((c, g) -> {
                    if (g.containsKey(tree) && mine.putIfAbsent(c, g) == null) {
                        open.addAll(g.keySet());
                    }
                });
            }
        }
        done.addAll(trees);
        Optional<LinearSystem.Solution> x = solve(trees, mine, field);
        if (x.isEmpty()) {
            trees.stream().filter(field::containsKey).forEach(k -> remainder.add(field.get(k)));
            return;
        }
        int i = 0;
        for (String c : mine.keySet()) {
            Coef factor = x.get().values().get(i++);
            candidates.get(c).terms().forEach(t -> potential.add(cell.restore(t, factor)));
        }
    }

    private static Optional<LinearSystem.Solution> solve(Set<String> trees, Map<String, Map<String, Term>> gradients,
            Map<String, Term> field) {
        LinearSystem system = new LinearSystem(gradients.size());
        for (String k : trees) {
            Coef[] row = gradients.values().stream().map(g -> g.containsKey(k) ? g.get(k).coef() : Coef.ZERO)
                    .toArray(Coef[]::new);
            system.equation(row, field.containsKey(k) ? field.get(k).coef() : Coef.ZERO);
        }
        return system.solve();
    }

    /// The scalars that have this tree in their gradient.
    private List<Sum> closings(Term t) {
        Tree open = t.open().orElseThrow();
        List<Sum> result = new ArrayList<>();
        if (!open.rootOutput() && open.node().vertex().isLive(slot)) {
            result.add(scalar(t, open.closed()));
        }
        if (isConstant(t) || open.node().vertex().kind() == Vertex.Kind.POSITION) {
            result.add(scalar(t, Tree.position(slot, false).dot(open)));
        }
        return result;
    }

    private boolean isConstant(Term t) {
        boolean[] live = {false};
        t.forEachVertex(v -> live[0] |= v.isLive(slot));
        return !live[0];
    }

    private static Sum scalar(Term t, Node closed) {
        List<Node> scalars = new ArrayList<>(t.scalars());
        scalars.add(closed);
        return Sum.of(List.of(new Term(Coef.ONE, scalars, Optional.empty(), Set.of(), Domain.ALL)));
    }

    /// The free tree under a vector, every factor live.
    static Sum closed(Term t) {
        return scalar(t, t.open().orElseThrow().closed()).thaw();
    }
}
