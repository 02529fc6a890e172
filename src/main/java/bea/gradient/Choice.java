package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.gradient.Moving.Piece;
import bea.model.Slot;
import bea.series.Canonical;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gradient choices of a correction that is fixed only in value at the start (theory, section 5; the paper's Remarks).
public final class Choice {
    /// How many equally good choices are listed at most.
    private static final int MAX_CHOICES = 16;

    private Choice() {}

    /// The paper's choice: what is a gradient stays live; elsewhere everything but the factor that carries the open
    /// index is frozen (Eqs 41-42, 80-81, 120-121).
    public static Sum paper(Sum value, Slot slot, Setting setting, Rules rules) {
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
            chosen = chosen.plus(paperGroup(g, slot, setting, rules));
        }
        return chosen;
    }

    /// The vertices that a vector is made of, its open index forgotten: trees and undifferentiated losses, every factor
    /// live.
    private static List<Node> forest(Term unit) {
        return nodes(unit).stream().map(n -> n.map(v -> v.withFrozen(0)).free()).toList();
    }

    private static List<Node> nodes(Term unit) {
        List<Node> nodes = new ArrayList<>(unit.scalars());
        nodes.add(unit.open().orElseThrow().closed());
        nodes.addAll(Moving.leaves(unit.coef()));
        return nodes;
    }

    private static Sum paperGroup(Sum g, Slot slot, Setting setting, Rules rules) {
        if (Gradient.holds(g, slot, setting, rules)) {
            return g;
        }
        if (g.size() == 2 && g.terms().stream().allMatch(t -> t.bound().isEmpty() && !t.labelsOf().isEmpty())) {
            // written out batch by batch: the alternative that freezes the earliest batches is the paper's
            return everySlot(least(g, slot, setting, rules).choices()
                    .stream().min(Comparator.comparingLong(Choice::frozenLabels)).orElseThrow());
        }
        return Sum.of(g.terms().stream().map(Choice::freezeBelowRoot).toList());
    }

    private static long frozenLabels(Sum s) {
        long[] sum = {0};
        s.terms().forEach(t -> t.forEachVertex(v -> sum[0] += v.frozen() == 0 ? 0
                : v.label().filter(l -> l.isConstant()).map(l -> (long) l.constant()).orElse(0L)));
        return sum[0];
    }

    private static Sum everySlot(Sum s) {
        return s.mapVertices(v -> v.frozen() == 0 ? v : v.freeze(-1));
    }

    private static Term freezeBelowRoot(Term t) {
        Tree open = t.open().orElseThrow();
        Node frozen = open.node().map(v -> v.freeze(-1));
        Node root = new Node(open.node().vertex(), frozen.branches());
        return new Term(Scalars.freeze(t.coef(), -1), t.scalars().stream().map(s -> s.map(v -> v.freeze(-1)).free())
                .toList(), Optional.of(new Tree(open.slot(), open.rootOutput(), root)), t.bound(), t.domain());
    }

    /// A choice with a scalar of which it is the gradient.
    public record Option(Sum field, Sum potential) {}

    /// A way to freeze one group, written out when somebody looks at it.
    private static final class Draft {
        private final Group group;
        private final List<Group.Part> parts;
        private Option option;

        Draft(Group group, List<Group.Part> parts) {
            this.group = group;
            this.parts = parts;
        }

        Option option() {
            option = option == null ? group.option(parts) : option;
            return option;
        }
    }

    /// Ways to freeze several groups that stand together.
    private record Chain(Draft last, Chain before) {
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

        private Least(List<Chain> first, BigInteger total) {
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

    /// @param drafts the first of them
    private record Minima(List<Draft> drafts, BigInteger total) {}

    /// The gradient choices with this value that freeze least: fewest frozen factors, then fewest terms. Only the
    /// player's own slot is ever frozen.
    ///
    /// @throws NotExpressible when a coefficient is no product of factors that could be frozen
    public static Least least(Sum value, Slot slot, Setting setting, Rules rules) {
        List<Chain> chains = List.of(new Chain(null, null));
        BigInteger total = BigInteger.ONE;
        Map<Gradient.Cell, List<Term>> cells = Gradient.cells(value, setting);
        for (Map.Entry<Gradient.Cell, List<Term>> cell : cells.entrySet()) {
            for (List<Piece> group : byForest(cell.getValue(), slot).values()) {
                Minima minima = new Group(cell.getKey(), group, slot, rules).minima();
                chains = chains.stream().flatMap(c -> minima.drafts.stream().map(o -> new Chain(o, c)))
                        .limit(MAX_CHOICES).toList();
                total = total.multiply(minima.total);
            }
        }
        Least least = new Least(chains, total);
        if (!cells.keySet().stream().allMatch(c -> c.isPlain(setting))) {
            requireForAllCounts(least.option(0), value, slot, setting, rules);
        }
        return least;
    }

    /// A sum cannot hold a tree that only a few counts have; one choice shows whether any is among them.
    private static void requireForAllCounts(Option o, Sum value, Slot slot, Setting setting, Rules rules) {
        if (!setting.counts().isEmpty() && (!Canonical.isZero(o.field.thaw().minus(value), setting)
                || !Canonical.isZero(o.potential.gradient(slot, rules).minus(o.field), setting))) {
            throw new NotExpressible("frozen choices that are others for some counts");
        }
    }

    private static Map<String, List<Piece>> byForest(List<Term> terms, Slot slot) {
        Map<String, List<Piece>> groups = new LinkedHashMap<>();
        for (Term t : terms) {
            List<Piece> pieces = Moving.pieces(Gradient.unbound(t), slot).orElseThrow(() -> new NotExpressible(
                    "frozen choices where a function of an undifferentiated loss is a factor"));
            for (Piece p : pieces) {
                String key = String.join(" . ", forest(p.unit()).stream().map(Node::key).sorted().toList());
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(p);
            }
        }
        return groups;
    }

    /// The rootings of one forest on one cell.
    ///
    /// A forest with some vertices frozen has in its gradient, once the flags are forgotten, every rooting as often as a
    /// vertex with that rooting is live. So with `n_j` vertices of rooting `j`, wanted `b_j` times, and a total `s` of
    /// all coefficients, rooting `j` needs nothing frozen when `b_j = s n_j`, and otherwise frozen vertices whose
    /// coefficients add up to the deficit `s n_j - b_j`. Fewest frozen vertices: the `s` that fits most rootings, one
    /// frozen vertex for each of the others. Fewest terms: rootings with one deficit are frozen together.
    private static final class Group {
        /// The vertices with one rooting.
        private record Rooting(List<Integer> vertices, Coef wanted) {
            Coef ratio() {
                return wanted.times(Rational.of(1, vertices.size()));
            }
        }

        /// A frozen forest: which vertices, and how often.
        private record Part(long mask, Coef factor) {}

        private final Gradient.Cell cell;
        private final Slot slot;
        private final Rules rules;
        private final List<Node> nodes;
        private final Sum wanted;
        private final List<Rooting> rootings = new ArrayList<>();

        Group(Gradient.Cell cell, List<Piece> pieces, Slot slot, Rules rules) {
            this.cell = cell;
            this.slot = slot;
            this.rules = rules;
            // in the order of the terms that the forest is written with
            this.nodes = forest(pieces.getFirst().unit()).stream().sorted().toList();
            this.wanted = Sum.of(
                    pieces.stream().map(p -> Moving.with(p.unit(), p.unit().coef().times(p.factor()))).toList());
            Map<String, Coef> coefficients = new LinkedHashMap<>();
            pieces.forEach(p -> coefficients.put(p.key(), p.factor()));
            Map<String, List<Integer>> vertices = vertices();
            vertices.forEach((k, v) -> rootings.add(new Rooting(v, coefficients.getOrDefault(k, Coef.ZERO))));
            if (!vertices.keySet().containsAll(coefficients.keySet())) {
                throw new NotExpressible("a gradient choice for a field that is no derivative of a loss");
            }
        }

        /// The live vertices by the rooting that each of them has.
        private Map<String, List<Integer>> vertices() {
            int[] count = {0};
            nodes.forEach(s -> s.forEach(v -> count[0] += v.isLive(slot) ? 1 : 0));
            Map<String, List<Integer>> result = new LinkedHashMap<>();
            for (int v = 0; v < count[0]; v++) {
                long others = (1L << count[0]) - 1 & ~(1L << v);
                for (Term t : freeze(others).gradient(slot, rules).thaw().terms()) {
                    Piece p = Moving.pieces(t, slot).orElseThrow().getFirst();
                    if (!p.factor().isOne()) {
                        throw new IllegalStateException("one vertex has its rooting " + p.factor() + " times");
                    }
                    result.computeIfAbsent(p.key(), k -> new ArrayList<>()).add(v);
                }
            }
            return result;
        }

        private Sum freeze(long mask) {
            int[] at = {0};
            List<Node> frozen = new ArrayList<>();
            for (Node s : nodes) {
                frozen.add(s.map(v -> v.isLive(slot) && (mask >> at[0]++ & 1) == 1 ? v.freeze(1 << slot.index()) : v)
                        .free());
            }
            return Sum.of(List.of(new Term(Coef.ONE, frozen, Optional.empty(), Set.of(), Domain.ALL)));
        }

        Minima minima() {
            List<List<List<Part>>> best = new ArrayList<>();
            int terms = Integer.MAX_VALUE;
            for (Coef s : commonest()) {
                List<List<Part>> parts = parts(s);
                if (parts.size() < terms) {
                    best.clear();
                    terms = parts.size();
                }
                if (parts.size() == terms) {
                    best.add(parts);
                }
            }
            BigInteger total = BigInteger.ZERO;
            List<List<Part>> all = new ArrayList<>();
            for (List<List<Part>> parts : best) {
                BigInteger product = BigInteger.ONE;
                List<List<Part>> supports = List.of(List.of());
                for (List<Part> options : parts) {
                    product = product.multiply(BigInteger.valueOf(options.size()));
                    supports = supports.stream().flatMap(p -> options.stream().map(o -> sorted(p, o)))
                            .limit(MAX_CHOICES).toList();
                }
                total = total.add(product);
                all.addAll(supports);
            }
            all.sort(Group::compare);
            return new Minima(all.stream().limit(MAX_CHOICES).map(parts -> new Draft(this, parts)).toList(), total);
        }

        /// The totals that fit most rootings.
        private List<Coef> commonest() {
            List<Coef> best = new ArrayList<>();
            int most = 0;
            for (Rooting r : rootings) {
                Coef s = r.ratio();
                int fit = (int) rootings.stream().filter(o -> o.ratio().sameAs(s)).count();
                if (fit > most) {
                    best.clear();
                    most = fit;
                }
                if (fit == most && best.stream().noneMatch(s::sameAs)) {
                    best.add(s);
                }
            }
            return best;
        }

        /// For every term of a choice the ways to freeze its vertices.
        private List<List<Part>> parts(Coef s) {
            List<Coef> deficits = new ArrayList<>();
            List<List<Rooting>> together = new ArrayList<>();
            Coef live = s;
            for (Rooting r : rootings) {
                Coef d = s.times(Rational.of(r.vertices.size())).minus(r.wanted);
                if (d.isZero()) {
                    continue;
                }
                int i = 0;
                while (i < deficits.size() && !deficits.get(i).sameAs(d)) {
                    i++;
                }
                if (i == deficits.size()) {
                    deficits.add(d);
                    together.add(new ArrayList<>());
                    live = live.minus(d);
                }
                together.get(i).add(r);
            }
            List<List<Part>> parts = new ArrayList<>();
            if (!live.isZero()) {
                parts.add(List.of(new Part(0, live)));
            }
            for (int i = 0; i < deficits.size(); i++) {
                parts.add(ways(together.get(i), deficits.get(i)));
            }
            return parts;
        }

        /// One vertex of each rooting frozen, those alike up to the symmetry of the forest once.
        private List<Part> ways(List<Rooting> frozen, Coef factor) {
            List<Long> masks = List.of(0L);
            for (Rooting r : frozen) {
                masks = masks.stream().flatMap(m -> r.vertices.stream().map(v -> m | 1L << v)).toList();
            }
            Map<String, Part> ways = new LinkedHashMap<>();
            masks.stream().sorted().forEach(m -> ways.putIfAbsent(freeze(m).toString(), new Part(m, factor)));
            return List.copyOf(ways.values());
        }

        private static List<Part> sorted(List<Part> parts, Part extra) {
            List<Part> all = new ArrayList<>(parts);
            all.add(extra);
            all.sort((a, b) -> compare(a.mask, b.mask));
            return all;
        }

        /// Fewer frozen vertices first.
        private static int compare(long a, long b) {
            int c = Integer.compare(Long.bitCount(a), Long.bitCount(b));
            return c != 0 ? c : Long.compare(a, b);
        }

        private static int compare(List<Part> a, List<Part> b) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                int c = compare(a.get(i).mask, b.get(i).mask);
                if (c != 0) {
                    return c;
                }
            }
            return Integer.compare(a.size(), b.size());
        }

        private Option option(List<Part> parts) {
            List<Term> scalars = new ArrayList<>();
            List<Term> field = new ArrayList<>();
            Sum value = Sum.ZERO;
            for (Part p : parts) {
                Sum scalar = freeze(p.mask);
                Sum gradient = scalar.gradient(slot, rules);
                scalar.terms().forEach(t -> scalars.add(cell.restore(t, p.factor)));
                gradient.terms().forEach(t -> field.add(cell.restore(t, p.factor)));
                value = value.plus(gradient.thaw().times(p.factor));
            }
            if (!value.minus(wanted).isZero()) {
                throw new IllegalStateException("the choice " + field + " has not the value " + wanted);
            }
            return new Option(Sum.of(field), Sum.of(scalars));
        }
    }
}
