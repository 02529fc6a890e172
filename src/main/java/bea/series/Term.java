package bea.series;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.tree.Node;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// One term of a [Sum]: `coef * scalar * ... * open`, summed over the `bound` indices in `domain`.
///
/// Bound indices are named `$0, $1, …` in a canonical order, so that terms that differ by a renaming are one.
///
/// @param scalars free trees with at least one contraction
/// @param open    the vector or operator; empty for a scalar
public record Term(Coef coef, List<Node> scalars, Optional<Tree> open, Set<String> bound, Domain domain) {
    static final String BOUND = "$";

    /// Whether a name in an affine form is an index variable; the others are counts.
    static boolean isIndex(String name) {
        return name.startsWith(BOUND) || name.startsWith(Affine.INDEX);
    }

    static Term of(Coef coef, List<Node> scalars, Optional<Tree> open) {
        return new Term(coef, scalars, open, Set.of(), Domain.ALL);
    }

    /// Identifies everything but the coefficient; terms with one key can be added. Indices that only the coefficient
    /// mentions are part of it, so that sums over different indices stay apart.
    String key() {
        StringBuilder b = new StringBuilder(shape());
        if (!bound.isEmpty()) {
            b.append(" | ").append(bound).append(domain).append(mentioned());
        } else {
            domain.inequalities().forEach(a -> b.append(" | ").append(a));
        }
        return b.toString();
    }

    /// The bound indices that the coefficient mentions.
    Set<String> mentioned() {
        if (coef.isRational() || bound.isEmpty()) {
            return Set.of();
        }
        TreeSet<String> mine = new TreeSet<>(Scalars.indices(coef));
        mine.retainAll(bound);
        return mine;
    }

    /// The trees, without coefficient and sum.
    public String shape() {
        StringBuilder b = new StringBuilder();
        scalars.forEach(s -> b.append(s.key()).append(" . "));
        open.ifPresent(t -> b.append(t.key()));
        return b.toString();
    }

    /// The index variables that label a vertex of a tree, not only a loss in the coefficient.
    Set<String> treeLabels() {
        return new Term(Coef.ONE, scalars, open, bound, domain).labelled();
    }

    public void forEachVertex(Consumer<Vertex> action) {
        scalars.forEach(s -> s.forEach(action));
        open.ifPresent(t -> t.node().forEach(action));
        values(coef, action);
    }

    private static void values(Coef c, Consumer<Vertex> action) {
        for (Generator g : c.generators()) {
            if (g instanceof Vertex.Value v) {
                action.accept(v.vertex());
            } else if (g instanceof Scalars.Function f) {
                values(f.argument(), action);
            }
        }
    }

    /// The labels of all vertices.
    public List<Affine> labelsOf() {
        List<Affine> all = new ArrayList<>();
        forEachVertex(v -> v.label().ifPresent(all::add));
        return all;
    }

    /// The index variables that label a vertex.
    Set<String> labelled() {
        TreeSet<String> names = new TreeSet<>();
        forEachVertex(v -> v.label().ifPresent(l -> names.addAll(l.coefficients().keySet())));
        return names;
    }

    public Term map(UnaryOperator<Vertex> vertices, UnaryOperator<Coef> coefs) {
        return new Term(coefs.apply(coef), scalars.stream().map(s -> s.map(vertices).free()).toList(),
                open.map(t -> new Tree(t.slot(), t.rootOutput(), t.node().map(vertices))), bound, domain);
    }

    /// Every index form changed; `newBound` are the bound names afterwards.
    Term relabel(UnaryOperator<Affine> change, Set<String> newBound) {
        Term t = map(v -> v.relabel(change), c -> Scalars.relabel(c, change));
        return new Term(t.coef, t.scalars, t.open, newBound, domain.substitute(change));
    }

    /// Bound indices renamed, all at once.
    Term rename(Map<String, String> names) {
        Set<String> renamed = new TreeSet<>();
        bound.forEach(b -> renamed.add(names.getOrDefault(b, b)));
        Map<String, Affine> values = new HashMap<>();
        names.forEach((from, to) -> values.put(from, Affine.variable(to)));
        UnaryOperator<Affine> change = a -> a.substitute(values::get);
        Term t = map(v -> v.relabel(change), c -> Scalars.relabel(c, change));
        return new Term(t.coef, t.scalars.size() < 2 ? t.scalars : t.scalars.stream().sorted().toList(), t.open,
                renamed, domain.rename(names));
    }

    /// The bound indices renamed to `$from, $from+1, …`.
    Term renumber(int from) {
        if (bound.isEmpty()) {
            return this;
        }
        Map<String, String> names = new HashMap<>();
        int next = from;
        for (String b : bound) {
            names.put(b, BOUND + next++);
        }
        return rename(names);
    }

    /// The canonical terms that this one equals: nothing for an empty domain or a zero, several when a coefficient
    /// mixes indices.
    List<Term> normal() {
        if (coef.isZero() || domain.isEmpty()) {
            return List.of();
        }
        if (bound.isEmpty()) {
            Term t = scalars.isEmpty() ? this : simplified();
            return t.coef.isZero() ? List.of() : List.of(t);
        }
        List<Term> result = new ArrayList<>();
        simplified().withoutEqualities().forwards().unshifted().split(result);
        return result;
    }

    /// Undifferentiated losses and products of unit vectors moved into the coefficient.
    private Term simplified() {
        Coef c = coef;
        List<Node> left = new ArrayList<>();
        for (Node s : scalars) {
            Vertex v = s.vertex();
            if (s.branches().isEmpty()) {
                c = c.times(Coef.generator(new Vertex.Value(v)));
            } else
                if (v.kind() == Vertex.Kind.AXIS && s.order() == 2
                        && s.branches().getFirst().node().vertex().kind() == Vertex.Kind.AXIS) {
                            boolean same = s.branches().getFirst().node().vertex().number() == v.number();
                            c = same ? c : Coef.ZERO;
                        } else {
                            left.add(s);
                        }
        }
        left.sort(null);
        return new Term(c, List.copyOf(left), open, bound, domain);
    }

    private Term withoutEqualities() {
        Term t = this;
        for (var e = t.domain.equality(t.bound); e.isPresent(); e = t.domain.equality(t.bound)) {
            String name = e.get().getKey();
            Affine value = e.get().getValue();
            Set<String> rest = new TreeSet<>(t.bound);
            rest.remove(name);
            UnaryOperator<Affine> change = a -> a.substitute(n -> n.equals(name) ? value : null);
            Term changed = t.map(v -> v.relabel(change), c -> Scalars.relabel(c, change));
            t = new Term(changed.coef, changed.scalars, changed.open, rest, t.domain.project(name));
        }
        return t;
    }

    /// `X[n-1-i]` for i in 0..n-1 is `X[i]` for i in 0..n-1: indices that label everything backwards are reflected, all at
    /// once. Where one is still compared with an index that is not summed over yet, it has to wait for that one.
    private Term forwards() {
        Map<String, Affine> mirrors = new HashMap<>();
        Set<String> mixed = new TreeSet<>();
        forEachVertex(v -> v.label().ifPresent(l -> l.forEach((name, factor) -> {
            if (bound.contains(name)) {
                Affine mirror = l.plus(Affine.variable(name));
                Affine first = factor == -1 ? mirrors.computeIfAbsent(name, x -> mirror) : null;
                boolean one = first != null && mirror.minus(first).isConstant()
                        && bound.stream().noneMatch(b -> mirror.factor(b) != 0);
                if (!one) {
                    mixed.add(name);
                }
            }
        })));
        mirrors.keySet().removeAll(mixed);
        if (mirrors.isEmpty()) {
            return this;
        }
        try {
            UnaryOperator<Affine> change = a -> a.substitute(
                    n -> mirrors.containsKey(n) ? mirrors.get(n).minus(Affine.variable(n)) : null);
            // of numeric ends follows a comparison of any two indices, which has no form for their mirrors
            Domain range = Domain.ALL.and(domain.essential(domain.names()).stream().map(change).toList());
            Term t = new Term(coef, scalars, open, bound, Domain.ALL).relabel(change, bound);
            return new Term(t.coef, t.scalars, t.open, bound, range);
        } catch (NotExpressible.OfIndex compared) {
            return this;
        }
    }

    /// `X[i+1]` for i in 0..n-1 is `X[i]` for i in 1..n: the lowest label of an index is the index itself, so that the
    /// canonical form has no gaps to look at that only a way of counting brought in.
    private Term unshifted() {
        Map<String, Integer> lowest = new HashMap<>();
        forEachVertex(v -> v.label().filter(l -> l.coefficients().size() == 1).ifPresent(l -> {
            String name = l.coefficients().firstKey();
            if (bound.contains(name) && l.coefficients().get(name) == 1) {
                lowest.merge(name, l.constant(), Math::min);
            }
        }));
        lowest.values().removeIf(c -> c == 0);
        return lowest.isEmpty() ? this : relabel(a -> a.substitute(
                n -> lowest.containsKey(n) ? Affine.variable(n).plus(-lowest.get(n)) : null), bound);
    }

    /// Adds the canonical terms; a coefficient whose monomials mention different indices falls into several.
    private void split(List<Term> result) {
        if (coef.isZero() || domain.isEmpty()) {
            return;
        }
        Map<Set<String>, Coef> parts = partsByIndex();
        if (parts.size() > 1) {
            parts.values().forEach(c -> new Term(c, scalars, open, bound, domain).split(result));
            return;
        }
        Term t = summedOut();
        if (t.bound.size() < bound.size()) {
            t.split(result);
        } else {
            result.add(Naming.canonical(t));
        }
    }

    private Map<Set<String>, Coef> partsByIndex() {
        if (bound.isEmpty() || coef.numerator().terms().size() < 2 || coef.denominator().keySet().stream()
                .anyMatch(p -> PowerSums.powerOf(p) == null
                        && !java.util.Collections.disjoint(Scalars.indices(Coef.of(p)), bound))) {
            return Map.of();
        }
        // a divisor that is a power is as good as a factor
        TreeMap<Generator, Integer> below = new TreeMap<>();
        coef.denominator().forEach((p, e) -> {
            if (PowerSums.powerOf(p) != null) {
                below.put(PowerSums.powerOf(p), -e);
            }
        });
        Map<Set<String>, Poly> tops = new LinkedHashMap<>();
        coef.numerator().terms().forEach(
                (m, c) -> tops.merge(mentioned(m, below), Poly.monomial(m, c), Poly::plus));
        if (tops.size() < 2) {
            return Map.of();
        }
        Coef under = Coef.ONE;
        for (var e : coef.denominator().entrySet()) {
            under = under.times(Coef.of(e.getKey()).pow(-e.getValue()));
        }
        Map<Set<String>, Coef> parts = new LinkedHashMap<>();
        for (var e : tops.entrySet()) {
            parts.put(e.getKey(), Coef.of(e.getValue()).times(under));
        }
        return parts;
    }

    /// The bound indices in a product of powers, those that are divided by among them.
    private Set<String> mentioned(Monomial m, Map<Generator, Integer> below) {
        TreeSet<String> names = new TreeSet<>();
        for (Monomial.Power f : m.powers()) {
            if (f.exponent() + below.getOrDefault(f.base(), 0) != 0) {
                Scalars.indices(f.base(), names);
            }
        }
        below.keySet().forEach(g -> {
            if (m.exponentOf(g) == 0) {
                Scalars.indices(g, names);
            }
        });
        names.retainAll(bound);
        return names;
    }

    /// Indices that label nothing and have one lower and one upper bound are summed in closed form.
    private Term summedOut() {
        for (String name : bound) {
            if (!labelled().contains(name)) {
                Optional<Term> t = summedOut(name);
                if (t.isPresent()) {
                    return t.get().summedOut();
                }
            }
        }
        return this;
    }

    Optional<Term> summedOut(String name) {
        List<Affine> lower = new ArrayList<>();
        List<Affine> upper = new ArrayList<>();
        bounds(name, lower, upper);
        if (lower.size() != 1 || upper.size() != 1 || !PowerSums.has(coef, name)) {
            return Optional.empty();
        }
        Coef sum = PowerSums.sum(coef, name, lower.getFirst(), upper.getFirst());
        Set<String> rest = new TreeSet<>(bound);
        rest.remove(name);
        return Optional.of(new Term(sum, scalars, open, rest,
                domain.summedOut(name, lower.getFirst(), upper.getFirst(), labelled())));
    }

    /// The essential lower and upper bounds of an index.
    void bounds(String name, List<Affine> lower, List<Affine> upper) {
        for (Affine a : domain.essential(Set.of(name))) {
            int c = a.coefficients().getOrDefault(name, 0);
            if (c == 1) {
                lower.add(Affine.variable(name).minus(a));
            } else if (c == -1) {
                upper.add(a.plus(Affine.variable(name)));
            }
        }
    }

    Term times(Rational r) {
        return new Term(coef.times(r), scalars, open, bound, domain);
    }
}
