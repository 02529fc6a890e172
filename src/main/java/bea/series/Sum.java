package bea.series;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Rational;
import bea.algebra.Work;
import bea.model.Affine;
import bea.model.Slot;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A finite linear combination of products of trees, summed over indices: the value of an expression at one power of
/// `h`. Terms of one kind are collected; whether two sums are equal for every n is decided by [Canonical].
public final class Sum {
    public static final Sum ZERO = new Sum(new TreeMap<>());
    public static final Sum ONE = of(Term.of(Coef.ONE, List.of(), Optional.empty()));

    /// The hole that stands for an operator's argument.
    public static final int ARGUMENT = 0;

    private final SortedMap<String, Term> terms;
    /// The canonical form that was asked for last; every thread makes the same.
    private Known known;

    /// A canonical form, and under which knowledge.
    private record Known(Setting setting, SortedMap<String, Term> canonical) {}

    private Sum(SortedMap<String, Term> terms) {
        this.terms = terms;
    }

    static Sum of(Term t) {
        return of(List.of(t));
    }

    public static Sum of(Collection<Term> terms) {
        TreeMap<String, Term> all = new TreeMap<>();
        for (Term t : terms) {
            Work.step();
            for (Term n : t.normal()) {
                add(all, n);
            }
        }
        return new Sum(all);
    }

    /// All of them together.
    public static Sum sum(Collection<Sum> sums) {
        TreeMap<String, Term> all = new TreeMap<>();
        sums.forEach(s -> s.terms.forEach((key, t) -> add(all, key, t)));
        return new Sum(all);
    }

    /// Some of the terms.
    public Sum filter(Predicate<Term> wanted) {
        TreeMap<String, Term> kept = new TreeMap<>(terms);
        kept.values().removeIf(t -> !wanted.test(t));
        return new Sum(kept);
    }

    private static void add(Map<String, Term> all, Term t) {
        add(all, t.key(), t);
    }

    private static void add(Map<String, Term> all, String key, Term t) {
        Term there = all.putIfAbsent(key, t);
        if (there == null) {
            return;
        }
        all.remove(key);
        Coef c = there.coef().plus(t.coef());
        if (c.isZero()) {
            return;
        }
        Term sum = new Term(c, t.scalars(), t.open(), t.bound(), t.domain());
        if (t.bound().isEmpty() || sum.key().equals(key)) {
            all.put(key, sum);
        } else {
            // an index has gone from the coefficient
            sum.normal().forEach(n -> add(all, n));
        }
    }

    public static Sum constant(Coef c) {
        return of(Term.of(c, List.of(), Optional.empty()));
    }

    public static Sum vector(Tree t) {
        return of(Term.of(Coef.ONE, List.of(), Optional.of(t)));
    }

    /// A loss (no contraction yet) or a field.
    public static Sum vertex(Vertex v) {
        Node leaf = Node.leaf(v);
        boolean field = v.symbol() != null && v.symbol().output().isPresent();
        return field ? vector(new Tree(v.symbol().output().get(), true, leaf))
                : of(Term.of(Coef.ONE, List.of(leaf), Optional.empty()));
    }

    public Collection<Term> terms() {
        return java.util.Collections.unmodifiableCollection(terms.values());
    }

    /// The canonical form, computed once: a field is decided, split and compared.
    SortedMap<String, Term> canonical(Setting setting, Supplier<SortedMap<String, Term>> compute) {
        Known k = known;
        if (k == null || k.setting != setting) {
            k = new Known(setting, compute.get());
            known = k;
        }
        return k.canonical;
    }

    public boolean isZero() {
        return terms.isEmpty();
    }

    /// How often `t`, one of the terms that a sum may have, is in this sum.
    public Optional<Coef> share(Term t) {
        Term mine = terms.get(t.key());
        return mine == null || mine.coef().isZero() ? Optional.empty() : Optional.of(mine.coef().dividedBy(t.coef()));
    }

    public int size() {
        return terms.size();
    }

    public Sum plus(Sum o) {
        if (isZero()) {
            return o;
        }
        if (o.isZero()) {
            return this;
        }
        TreeMap<String, Term> all = new TreeMap<>(terms);
        o.terms.forEach((key, t) -> add(all, key, t));
        return new Sum(all);
    }

    public Sum minus(Sum o) {
        return plus(o.times(Rational.MINUS_ONE));
    }

    public Sum times(Rational r) {
        if (r.isOne()) {
            return this;
        }
        if (r.isZero()) {
            return ZERO;
        }
        TreeMap<String, Term> scaled = new TreeMap<>(terms);
        scaled.replaceAll((k, t) -> t.times(r));
        return new Sum(scaled);
    }

    public Sum times(Coef c) {
        if (c.isRational()) {
            return times(c.rationalValue());
        }
        return flatMap(t -> List.of(new Term(t.coef().times(c), t.scalars(), t.open(), t.bound(), t.domain())));
    }

    Sum flatMap(java.util.function.Function<Term, List<Term>> f) {
        List<Term> all = new ArrayList<>();
        terms.values().forEach(t -> all.addAll(f.apply(t)));
        return of(all);
    }

    /// This scalar times `o`, of any type.
    public Sum times(Sum o) {
        List<Term> all = new ArrayList<>();
        for (Term a : terms.values()) {
            for (Term b : o.terms.values()) {
                all.add(product(a, b.renumber(a.bound().size()), b.open()));
            }
        }
        return of(all);
    }

    private static Term product(Term a, Term b, Optional<Tree> ignored) {
        List<Node> scalars = new ArrayList<>(a.scalars());
        scalars.addAll(b.scalars());
        return new Term(a.coef().times(b.coef()), scalars, b.open().isPresent() ? b.open() : a.open(),
                union(a.bound(), b.bound()), a.domain().and(b.domain()));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> all = new TreeSet<>(a);
        all.addAll(b);
        return all;
    }

    /// The inner product of two vectors.
    public Sum dot(Sum o) {
        List<Term> all = new ArrayList<>();
        for (Term a : terms.values()) {
            for (Term b0 : o.terms.values()) {
                Term b = b0.renumber(a.bound().size());
                Term p = product(a, b, Optional.empty());
                List<Node> scalars = new ArrayList<>(p.scalars());
                scalars.add(a.open().orElseThrow().dot(b.open().orElseThrow()));
                all.add(new Term(p.coef(), scalars, Optional.empty(), p.bound(), p.domain()));
            }
        }
        return of(all);
    }

    /// Every hole `id` filled by the vector; terms without it stay.
    public Sum fill(int id, Sum vector) {
        List<Term> all = new ArrayList<>();
        for (Term a : terms.values()) {
            if (!has(a, id)) {
                all.add(a);
                continue;
            }
            for (Term b0 : vector.terms.values()) {
                all.add(fill(a, id, b0.renumber(a.bound().size())));
            }
        }
        return of(all);
    }

    /// The terms that contain the hole `id`, or those that do not.
    Sum having(int id, boolean wanted) {
        return filter(t -> has(t, id) == wanted);
    }

    private static boolean has(Term t, int id) {
        boolean[] found = {false};
        t.scalars().forEach(s -> s.forEach(v -> found[0] |= v.isHole(id)));
        t.open().ifPresent(o -> o.node().forEach(v -> found[0] |= v.isHole(id)));
        return found[0];
    }

    private static Term fill(Term a, int id, Term b) {
        Tree v = b.open().orElseThrow();
        List<Node> scalars = new ArrayList<>(b.scalars());
        for (Node s : a.scalars()) {
            scalars.add(Tree.fill(s, id, v).orElse(s));
        }
        return new Term(a.coef().times(b.coef()), scalars, a.open().map(t -> t.fill(id, v).orElse(t)),
                union(a.bound(), b.bound()), a.domain().and(b.domain()));
    }

    /// The gradient of a scalar with respect to the live position of `slot`.
    public Sum gradient(Slot slot, Rules rules) {
        int id = -7;
        Sum d = differentiated(slot, id, rules);
        return Invariance.of(d.flatMap(t -> List.of(opened(t, id))), rules);
    }

    private static Term opened(Term t, int id) {
        List<Node> left = new ArrayList<>();
        Optional<Tree> open = Optional.empty();
        for (Node s : t.scalars()) {
            boolean[] here = {false};
            s.forEach(v -> here[0] |= v.isHole(id));
            if (here[0]) {
                open = s.openAt(id);
            } else {
                left.add(s);
            }
        }
        return new Term(t.coef(), left, open, t.bound(), t.domain());
    }

    /// The derivative in `slot`, of any type, its new index closed by the hole `id`.
    public Sum differentiated(Slot slot, int id, Rules rules) {
        List<Term> all = new ArrayList<>();
        for (Term t : terms.values()) {
            for (int i = 0; i < t.scalars().size(); i++) {
                for (Node n : Tree.differentiated(t.scalars().get(i), slot, id, rules)) {
                    List<Node> changed = new ArrayList<>(t.scalars());
                    changed.set(i, n.free());
                    all.add(new Term(t.coef(), changed, t.open(), t.bound(), t.domain()));
                }
            }
            t.open().ifPresent(o -> o.differentiated(slot, id, rules).forEach(
                    n -> all.add(new Term(t.coef(), t.scalars(), Optional.of(n), t.bound(), t.domain()))));
            all.addAll(coefDerivative(t, slot, id));
        }
        return Invariance.of(of(all), rules);
    }

    private static List<Term> coefDerivative(Term t, Slot slot, int id) {
        List<Term> all = new ArrayList<>();
        for (Generator g : t.coef().generators()) {
            for (Map.Entry<Node, Coef> d : derivative(g, slot, id).entrySet()) {
                List<Node> scalars = new ArrayList<>(t.scalars());
                scalars.add(d.getKey());
                Coef c = t.coef().derivative(g).times(d.getValue());
                all.add(new Term(c, scalars, t.open(), t.bound(), t.domain()));
            }
        }
        return all;
    }

    /// The derivative of an indeterminate as free trees with a hole.
    private static SortedMap<Node, Coef> derivative(Generator g, Slot slot, int id) {
        TreeMap<Node, Coef> result = new TreeMap<>();
        Tree hole = Tree.hole(slot, id);
        switch (g) {
            case Vertex.Value v when v.vertex().isLive(slot) -> result.put(
                    Node.leaf(v.vertex()).with(slot, false, hole).free(), Coef.ONE);
            case Scalars.Coordinate c when c.slot().equals(slot) && !c.start() -> result.put(
                    Tree.axis(slot, c.component()).dot(hole),
                    Coef.ONE);
            case Scalars.Function f -> {
                for (Generator inner : f.argument().generators()) {
                    derivative(inner, slot, id).forEach((n, c) -> result.merge(n,
                            c.times(f.argument().derivative(inner)).times(f.derivative()), Coef::plus));
                }
            }
            default -> {
            }
        }
        return result;
    }

    /// Frozen at the start in every slot of the bit set.
    public Sum freeze(int slots) {
        return flatMap(t -> List.of(t.map(v -> v.freeze(slots), c -> Scalars.freeze(c, slots))));
    }

    /// A constant for the derivatives that are under way.
    public Sum stopped() {
        return flatMap(t -> List.of(t.map(Vertex::stopped, c -> Scalars.mapVertices(c, Vertex::stopped))));
    }

    /// What [#stopped] did undone.
    public Sum resumed() {
        return flatMap(t -> List.of(t.map(Vertex::resumed, c -> Scalars.mapVertices(c, Vertex::resumed))));
    }

    /// Every frozen factor live again: the field that has this value at the start everywhere.
    public Sum thaw() {
        return flatMap(t -> List.of(t.map(v -> v.withFrozen(0), Scalars::thaw)));
    }

    /// The sum over `name` (so far free) with the given forms at least 0. Where a sum in closed form has no range for some
    /// counts, the term is there for the others only.
    public Sum sumOver(String name, List<Affine> conditions, Setting setting) {
        Domain more = Domain.ALL.and(conditions).and(setting.facts(conditions));
        Sum sum = flatMap(t -> {
            Term r = t.renumber(0);
            String fresh = "$s" + r.bound().size();
            Term named = r.rename(Map.of(name, fresh));
            Domain d = more.substitute(a -> a.substitute(n -> n.equals(name) ? Affine.variable(fresh) : null));
            return List.of(new Term(named.coef(), named.scalars(), named.open(), union(named.bound(), Set.of(fresh)),
                    named.domain().and(d)));
        });
        return sum.terms().stream().anyMatch(t -> saysNothing(t, setting)) ? sum.flatMap(
                t -> List.of(saysNothing(t, setting)
                        ? new Term(t.coef(), t.scalars(), t.open(), t.bound(), Domain.ALL) : t))
                : sum;
    }

    /// A term without indices, of whose domain all declared counts are.
    private static boolean saysNothing(Term t, Setting setting) {
        return t.bound().isEmpty() && !t.domain().equals(Domain.ALL) && setting.covers(t.domain());
    }

    /// Free index names replaced.
    public Sum relabel(UnaryOperator<Affine> change) {
        return flatMap(t -> List.of(t.relabel(change, t.bound())));
    }

    public Sum mapVertices(UnaryOperator<Vertex> change) {
        return flatMap(t -> List.of(t.map(change, UnaryOperator.identity())));
    }

    /// The scalar as a coefficient, when it is a single one for all counts, without trees or sums over indices.
    public Optional<Coef> asCoef() {
        Coef sum = Coef.ZERO;
        for (Term t : terms.values()) {
            if (!t.scalars().isEmpty() || t.open().isPresent() || !t.bound().isEmpty()
                    || !t.domain().equals(Domain.ALL)) {
                return Optional.empty();
            }
            sum = sum.plus(t.coef());
        }
        return Optional.of(sum);
    }

    @Override
    public String toString() {
        StringBuilder b = new StringBuilder();
        terms.forEach(
                (k, t) -> b.append(b.isEmpty() ? "" : "  +  ").append('(').append(t.coef()).append(") ").append(k));
        return b.isEmpty() ? "0" : b.toString();
    }
}
