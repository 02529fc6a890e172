package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.LinearSystem;
import bea.model.Slot;
import bea.series.Domain;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
            Sum closed = Sum
                    .of(List.of(new Term(Coef.ONE, closing(t).scalars(), Optional.empty(), t.bound(), t.domain())));
            groups.merge(closed.toString(), Sum.of(List.of(t)), Sum::plus);
        }
        Sum chosen = Sum.ZERO;
        for (Sum g : groups.values()) {
            chosen = chosen.plus(paperGroup(g, slot, setting, rules));
        }
        return chosen;
    }

    private static Term closing(Term t) {
        Sum c = Gradient.closed(Gradient.unbound(t));
        List<bea.tree.Node> scalars = new ArrayList<>(t.scalars());
        scalars.add(t.open().orElseThrow().closed());
        return c.terms().isEmpty() ? t : new Term(Coef.ONE, scalars, Optional.empty(), Set.of(), Domain.ALL);
    }

    private static Sum paperGroup(Sum g, Slot slot, Setting setting, Rules rules) {
        if (Gradient.decide(g, slot, setting, rules).holds()) {
            return g;
        }
        if (g.size() == 2 && g.terms().stream().allMatch(t -> t.bound().isEmpty() && !t.labelsOf().isEmpty())) {
            // written out batch by batch: the alternative that freezes the earliest batches is the paper's
            return everySlot(least(g, slot, setting, rules).stream()
                    .min(Comparator.comparingLong(Choice::frozenLabels)).orElseThrow());
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
        bea.tree.Node frozen = open.node().map(v -> v.freeze(-1));
        bea.tree.Node root = new bea.tree.Node(open.node().vertex(), frozen.branches());
        return new Term(t.coef(), t.scalars().stream().map(s -> s.map(v -> v.freeze(-1)).free()).toList(),
                Optional.of(new Tree(open.slot(), open.rootOutput(), root)), t.bound(), t.domain());
    }

    /// All gradient choices with this value that freeze least: fewest frozen factors, then fewest terms. Only the
    /// player's own slot is ever frozen. In a deterministic order, at most 16.
    public static List<Sum> least(Sum value, Slot slot, Setting setting, Rules rules) {
        List<Sum> all = List.of(Sum.ZERO);
        for (Map.Entry<Gradient.Cell, List<Term>> cell : Gradient.cells(value, setting).entrySet()) {
            for (List<Term> group : byClosing(cell.getValue()).values()) {
                List<Sum> options = new Group(cell.getKey(), group, slot, rules).minima();
                all = all.stream().flatMap(s -> options.stream().map(s::plus)).limit(MAX_CHOICES).toList();
            }
        }
        return all;
    }

    private static Map<String, List<Term>> byClosing(List<Term> terms) {
        Map<String, List<Term>> groups = new LinkedHashMap<>();
        terms.forEach(
                t -> groups.computeIfAbsent(Gradient.closed(Gradient.unbound(t)).toString(), k -> new ArrayList<>())
                        .add(t));
        return groups;
    }

    /// The rootings of one free tree on one cell, and the flagged free trees that could produce them.
    private static final class Group {
        private final Gradient.Cell cell;
        private final Map<String, Coef> wanted = new LinkedHashMap<>();
        /// A common factor of what is wanted, so that the systems are over plain rationals.
        private final Coef scale;
        private final Slot slot;
        private final Rules rules;
        private final List<Sum> candidates = new ArrayList<>();
        private final List<Integer> costs = new ArrayList<>();
        private final List<Map<String, Coef>> values = new ArrayList<>();

        Group(Gradient.Cell cell, List<Term> terms, Slot slot, Rules rules) {
            this.cell = cell;
            this.slot = slot;
            this.rules = rules;
            this.scale = terms.getFirst().coef();
            terms.forEach(t -> wanted.put(Gradient.shapeKey(t), t.coef().dividedBy(scale)));
            flagged(Gradient.closed(Gradient.unbound(terms.getFirst())));
        }

        /// Every way to freeze some vertices of the free tree in the player's slot, cheapest first.
        private void flagged(Sum closed) {
            List<bea.tree.Node> scalars = new ArrayList<>(closed.terms().iterator().next().scalars());
            int[] count = {0};
            scalars.forEach(s -> s.forEach(v -> count[0] += v.isLive(slot) ? 1 : 0));
            Set<String> seen = new LinkedHashSet<>();
            List<Integer> masks = new ArrayList<>();
            for (int m = 0; m < 1 << Math.min(count[0], 12); m++) {
                masks.add(m);
            }
            masks.sort(Comparator.comparingInt(Integer::bitCount).thenComparing(Comparator.naturalOrder()));
            for (int m : masks) {
                Sum c = freeze(scalars, m);
                Sum g = c.gradient(slot, rules);
                if (seen.add(c.toString()) && !g.isZero()) {
                    candidates.add(g);
                    costs.add(Integer.bitCount(m));
                    Map<String, Coef> v = new LinkedHashMap<>();
                    Gradient.byKey(g.thaw()).forEach((k, t) -> v.put(k, t.coef()));
                    values.add(v);
                }
            }
        }

        private Sum freeze(List<bea.tree.Node> scalars, int mask) {
            int[] at = {0};
            List<bea.tree.Node> frozen = new ArrayList<>();
            for (bea.tree.Node s : scalars) {
                frozen.add(s.map(v -> v.isLive(slot) && (mask >> at[0]++ & 1) == 1 ? own(v) : v).free());
            }
            return Sum.of(List.of(new Term(Coef.ONE, frozen, Optional.empty(), Set.of(), Domain.ALL)));
        }

        private Vertex own(Vertex v) {
            return v.freeze(1 << slot.index());
        }

        List<Sum> minima() {
            List<Sum> best = new ArrayList<>();
            int[] bestCost = {Integer.MAX_VALUE, Integer.MAX_VALUE};
            for (int size = 1; size <= Math.min(candidates.size(), 4); size++) {
                supports(size, 0, new int[size], 0, best, bestCost);
            }
            if (best.isEmpty()) {
                throw new IllegalStateException("no gradient choice found, though freezing all but the root is one");
            }
            return best;
        }

        private void supports(int size, int filled, int[] support, int from, List<Sum> best, int[] bestCost) {
            if (filled == size) {
                attempt(support, best, bestCost);
                return;
            }
            for (int i = from; i < candidates.size(); i++) {
                support[filled] = i;
                supports(size, filled + 1, support, i + 1, best, bestCost);
            }
        }

        private void attempt(int[] support, List<Sum> best, int[] bestCost) {
            int cost = Arrays.stream(support).map(costs::get).sum();
            int order = Integer.compare(cost, bestCost[0]);
            order = order != 0 ? order : Integer.compare(support.length, bestCost[1]);
            if (order > 0) {
                return;
            }
            Optional<List<Coef>> x = solve(support);
            if (x.isEmpty() || x.get().stream().anyMatch(Coef::isZero)) {
                return;
            }
            if (order < 0) {
                best.clear();
                bestCost[0] = cost;
                bestCost[1] = support.length;
            }
            List<Term> terms = new ArrayList<>();
            for (int i = 0; i < support.length; i++) {
                Coef factor = x.get().get(i);
                candidates.get(support[i]).terms().forEach(t -> terms.add(cell.restore(t, factor.times(scale))));
            }
            best.add(Sum.of(terms));
        }

        private Optional<List<Coef>> solve(int[] support) {
            Set<String> keys = new LinkedHashSet<>(wanted.keySet());
            Arrays.stream(support).forEach(i -> keys.addAll(values.get(i).keySet()));
            LinearSystem system = new LinearSystem(support.length);
            for (String k : keys) {
                Coef[] row = Arrays.stream(support).mapToObj(i -> values.get(i).getOrDefault(k, Coef.ZERO))
                        .toArray(Coef[]::new);
                system.equation(row, wanted.getOrDefault(k, Coef.ZERO));
            }
            return system.solve().filter(s -> s.free().isEmpty()).map(LinearSystem.Solution::values);
        }
    }
}
