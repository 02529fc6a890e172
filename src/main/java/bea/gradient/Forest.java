package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.LinearSystem;
import bea.algebra.Rational;
import bea.gradient.Choice.Option;
import bea.gradient.Moving.Piece;
import bea.model.Slot;
import bea.series.Domain;
import bea.series.NotExpressible;
import bea.series.Quadratic;
import bea.series.Scalars;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// One forest on one cell: the wanted coefficients of its rootings, and the scalars that it becomes when some of its
/// vertices are frozen in the player's own slot.
///
/// A forest with some vertices frozen has in its gradient, once the flags are forgotten, every rooting as often as a
/// vertex with that rooting is live: the equations of the family. So with `n_j` vertices of rooting `j`, wanted `b_j`
/// times, and a total `s` of all coefficients, rooting `j` needs nothing frozen when `b_j = s n_j`, and otherwise frozen
/// vertices whose coefficients add up to the deficit `s n_j - b_j`. Fewest frozen vertices: the `s` that fits most
/// rootings, one frozen vertex for each of the others. Fewest terms: rootings with one deficit are frozen together.
final class Forest {
    /// More flagged forests than this are not written out.
    private static final int MAX_VERTICES = 9;

    /// The vertices with one rooting, and that rooting with every factor live.
    private record Rooting(List<Integer> vertices, Coef wanted, Term tree) {
        Coef ratio() {
            return wanted.times(Rational.of(1, vertices.size()));
        }
    }

    /// A frozen forest: which vertices, and how often.
    record Part(long mask, Coef factor) {}

    /// A scalar of the family, its gradient, and how often that has each rooting at the start.
    private record Flagged(Option option, int[] rootings) {}

    private final Gradient.Cell cell;
    private final Slot slot;
    private final Rules rules;
    private final List<Node> nodes;
    private final Sum wanted;
    private final List<Rooting> rootings = new ArrayList<>();
    /// The vertices that must stay live.
    private final long kept;

    /// @param pieces the terms of the field that are rootings of this forest
    /// @param kept   what must stay live
    Forest(Gradient.Cell cell, List<Piece> pieces, Slot slot, Rules rules, Predicate<Vertex> kept) {
        this.cell = cell;
        this.slot = slot;
        this.rules = rules;
        // in the order of the terms that the forest is written with
        this.nodes = live(pieces.getFirst().unit()).stream().sorted().toList();
        this.wanted = Sum.of(pieces.stream().map(p -> Moving.with(p.unit(), p.unit().coef().times(p.factor())))
                .toList());
        Map<String, Coef> coefficients = new LinkedHashMap<>();
        pieces.forEach(p -> coefficients.put(p.key(), p.factor()));
        Map<String, Rooting> all = rootings(coefficients);
        rootings.addAll(all.values());
        if (!all.keySet().containsAll(coefficients.keySet())) {
            throw new NotExpressible("a gradient choice for a field that is no derivative of a loss");
        }
        this.kept = kept(kept);
    }

    Gradient.Cell cell() {
        return cell;
    }

    /// Tells the forests of a cell apart.
    static String key(Piece p) {
        return String.join(" . ", live(p.unit()).stream().map(Node::key).sorted().toList());
    }

    /// The vertices that a vector is made of, its open index forgotten: trees and undifferentiated losses, every factor
    /// live.
    private static List<Node> live(Term unit) {
        return Choice.nodes(unit).stream().map(n -> n.map(v -> v.withFrozen(0)).free()).toList();
    }

    private Map<String, Rooting> rootings(Map<String, Coef> coefficients) {
        int count = count();
        Map<String, Rooting> result = new LinkedHashMap<>();
        for (int v = 0; v < count; v++) {
            long others = (1L << count) - 1 & ~(1L << v);
            for (Term t : freeze(others).gradient(slot, rules).thaw().terms()) {
                Piece p = Moving.pieces(t, slot).orElseThrow().getFirst();
                if (!p.factor().isOne()) {
                    throw new IllegalStateException("one vertex has its rooting " + p.factor() + " times");
                }
                result.computeIfAbsent(p.key(), k -> new Rooting(new ArrayList<>(),
                        coefficients.getOrDefault(k, Coef.ZERO), p.unit())).vertices.add(v);
            }
        }
        return result;
    }

    private int count() {
        int[] count = {0};
        nodes.forEach(s -> s.forEach(v -> count[0] += v.isLive(slot) ? 1 : 0));
        return count[0];
    }

    private long kept(Predicate<Vertex> isKept) {
        long[] mask = {0};
        int[] at = {0};
        // in the order in which they are frozen
        nodes.forEach(s -> s.map(v -> {
            mask[0] |= v.isLive(slot) && isKept.test(v) ? 1L << at[0] : 0;
            at[0] += v.isLive(slot) ? 1 : 0;
            return v;
        }));
        return mask[0];
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

    // ---- the least frozen

    private boolean mayFreeze(int vertex) {
        return (kept >> vertex & 1) == 0;
    }

    /// @param drafts the first of them
    record Minima(List<Choice.Draft> drafts, BigInteger total) {}

    /// Empty when what must stay live leaves no choice.
    Optional<Minima> minima() {
        List<List<List<Part>>> best = new ArrayList<>();
        int terms = Integer.MAX_VALUE;
        for (Coef s : totals()) {
            for (List<List<Part>> parts : parts(s)) {
                if (parts.size() < terms) {
                    best.clear();
                    terms = parts.size();
                }
                if (parts.size() == terms) {
                    best.add(parts);
                }
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(listed(best));
    }

    /// @param best for every way to make a choice the ways to freeze each of its terms
    private Minima listed(List<List<List<Part>>> best) {
        BigInteger total = BigInteger.ZERO;
        List<List<Part>> all = new ArrayList<>();
        for (List<List<Part>> parts : best) {
            BigInteger product = BigInteger.ONE;
            List<List<Part>> supports = List.of(List.of());
            for (List<Part> options : parts) {
                product = product.multiply(BigInteger.valueOf(options.size()));
                supports = supports.stream().flatMap(p -> options.stream().map(o -> sorted(p, o)))
                        .limit(Family.MAX_LISTED).toList();
            }
            total = total.add(product);
            all.addAll(supports);
        }
        all.sort(Forest::compare);
        return new Minima(all.stream().limit(Family.MAX_LISTED).map(p -> new Choice.Draft(this, p)).toList(), total);
    }

    /// The totals that fit most rootings: any that nothing forbids, or the only one for which what must stay live may
    /// do so.
    private List<Coef> totals() {
        List<Rooting> fixed = rootings.stream().filter(r -> r.vertices.stream().noneMatch(this::mayFreeze)).toList();
        if (!fixed.isEmpty()) {
            Coef s = fixed.getFirst().ratio();
            if (fixed.stream().allMatch(r -> r.ratio().sameAs(s))) {
                return List.of(s);
            }
            if (fixed.stream().noneMatch(r -> isNeverZero(r.ratio().minus(s)))) {
                throw new NotExpressible("what must stay live where that may depend on the values of symbols");
            }
            return List.of();
        }
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

    /// A power of counts, which are positive, with a number; of anything else it is not known.
    private static boolean isNeverZero(Coef c) {
        return c.numerator().terms().size() == 1 && c.numerator().terms().firstKey().powers().stream()
                .allMatch(p -> p.base() instanceof Scalars.Index);
    }

    /// The rootings that have one deficit.
    private record Deficit(Coef factor, List<Rooting> rootings) {}

    /// For every way to choose the terms of a choice with this total, for each term the ways to freeze its vertices.
    private List<List<List<Part>>> parts(Coef s) {
        List<Deficit> deficits = deficits(s);
        Coef live = s;
        List<List<Part>> frozen = new ArrayList<>();
        for (Deficit d : deficits) {
            live = live.minus(d.factor);
            frozen.add(ways(d.rootings, d.factor));
        }
        List<List<List<Part>>> all = new ArrayList<>();
        List<List<Part>> together = new ArrayList<>(frozen);
        if (!live.isZero()) {
            together.addFirst(List.of(new Part(0, live)));
        }
        all.add(together);
        // one term more, but none without frozen vertices: as many terms
        for (int i = 0; i < deficits.size() && !live.isZero(); i++) {
            if (live.sameAs(deficits.get(i).factor)) {
                split(deficits.get(i), frozen, i, all);
            }
        }
        return all;
    }

    private void split(Deficit d, List<List<Part>> frozen, int at, List<List<List<Part>>> all) {
        int n = d.rootings.size();
        for (long m = 0; n <= MAX_VERTICES && m < (1L << n - 1) - 1; m++) {
            List<Rooting> first = new ArrayList<>(List.of(d.rootings.getFirst()));
            List<Rooting> second = new ArrayList<>();
            for (int i = 1; i < n; i++) {
                ((m >> i - 1 & 1) == 1 ? first : second).add(d.rootings.get(i));
            }
            List<List<Part>> parts = new ArrayList<>(frozen);
            parts.set(at, ways(first, d.factor));
            parts.add(ways(second, d.factor));
            all.add(parts);
        }
    }

    private List<Deficit> deficits(Coef s) {
        List<Deficit> deficits = new ArrayList<>();
        for (Rooting r : rootings) {
            Coef d = s.times(Rational.of(r.vertices.size())).minus(r.wanted);
            if (!d.isZero()) {
                Optional<Deficit> same = deficits.stream().filter(x -> x.factor.sameAs(d)).findFirst();
                if (same.isPresent()) {
                    same.get().rootings.add(r);
                } else {
                    deficits.add(new Deficit(d, new ArrayList<>(List.of(r))));
                }
            }
        }
        return deficits;
    }

    /// One vertex of each rooting frozen, those alike up to the symmetry of the forest once.
    private List<Part> ways(List<Rooting> frozen, Coef factor) {
        List<Long> masks = List.of(0L);
        for (Rooting r : frozen) {
            masks = masks.stream()
                    .flatMap(m -> r.vertices.stream().filter(this::mayFreeze).map(v -> m | 1L << v)).toList();
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

    Option option(List<Part> parts) {
        Option sum = NONE;
        Sum value = Sum.ZERO;
        for (Part p : parts) {
            Option one = option(freeze(p.mask));
            sum = plus(sum, restored(one, p.factor));
            value = value.plus(one.field().thaw().times(p.factor));
        }
        if (!value.minus(wanted).isZero()) {
            throw new IllegalStateException("the choice " + sum.field() + " has not the value " + wanted);
        }
        return sum;
    }

    private Option option(Sum scalar) {
        return new Option(scalar.gradient(slot, rules), scalar);
    }

    private static final Option NONE = new Option(Sum.ZERO, Sum.ZERO);

    private static Option plus(Option a, Option b) {
        return new Option(a.field().plus(b.field()), a.potential().plus(b.potential()));
    }

    /// Summed over the cell.
    private Option restored(Option o, Coef factor) {
        return new Option(restored(o.field(), factor), restored(o.potential(), factor));
    }

    private Sum restored(Sum s, Coef factor) {
        return Sum.of(s.terms().stream().map(t -> cell.restore(t, factor)).toList());
    }

    // ---- the whole family

    /// How many independent combinations have a gradient that is zero at the start.
    ///
    /// @throws NotExpressible when there are too many
    int dimension() {
        return system(flagged()).solve().orElseThrow().free().size();
    }

    /// One equation for each rooting.
    private LinearSystem system(List<Flagged> all) {
        LinearSystem system = new LinearSystem(all.size());
        for (int j = 0; j < rootings.size(); j++) {
            int row = j;
            system.equation(all.stream().map(f -> Coef.of(f.rootings[row])).toArray(Coef[]::new), Coef.ZERO);
        }
        return system;
    }

    /// All combinations whose gradient is zero at the start, in a basis; each element adds one frozen forest to those of
    /// which everything but one root is frozen.
    ///
    /// @throws NotExpressible when there are too many
    List<Option> basis() {
        List<Flagged> all = flagged();
        List<Option> basis = new ArrayList<>();
        for (List<Coef> x : system(all).kernel()) {
            Option sum = NONE;
            for (int i = 0; i < x.size(); i++) {
                if (!x.get(i).isZero()) {
                    sum = plus(sum, restored(all.get(i).option, x.get(i)));
                }
            }
            basis.add(sum);
        }
        return basis;
    }

    /// The scalars of the family, most frozen first; then the linear ones, whose gradient is frozen throughout.
    private List<Flagged> flagged() {
        long free = 0;
        for (Rooting r : rootings) {
            for (int v : r.vertices) {
                free |= mayFreeze(v) ? 1L << v : 0;
            }
        }
        if (Long.bitCount(free) > MAX_VERTICES) {
            throw new NotExpressible("the whole family of gradient choices of trees with that many vertices");
        }
        List<Long> masks = new ArrayList<>();
        for (long m = free; m >= 0; m = m == 0 ? -1 : m - 1 & free) {
            masks.add(m);
        }
        masks.sort((a, b) -> compare(b, a));
        Map<String, Flagged> all = new LinkedHashMap<>();
        masks.forEach(m -> add(all, option(freeze(m)), m));
        if (kept == 0) {
            for (int j = 0; j < rootings.size(); j++) {
                linear(all, j);
            }
        }
        return List.copyOf(all.values());
    }

    private void add(Map<String, Flagged> all, Option o, long mask) {
        int[] live = new int[rootings.size()];
        for (int j = 0; j < live.length; j++) {
            live[j] = (int) rootings.get(j).vertices.stream().filter(v -> (mask >> v & 1) == 0).count();
        }
        add(all, o, live);
    }

    private void add(Map<String, Flagged> all, Option o, int[] live) {
        String key = Quadratic.constants(o.field(), rules).toString();
        if (!o.field().isZero()) {
            all.putIfAbsent(key, new Flagged(o, live));
        }
    }

    /// `theta . tree(start)`.
    private void linear(Map<String, Flagged> all, int j) {
        Sum field = Sum.of(List.of(rootings.get(j).tree)).freeze(1 << slot.index());
        Sum position = Sum.vector(Tree.position(slot, false));
        int[] once = new int[rootings.size()];
        once[j] = 1;
        add(all, new Option(field, position.dot(field)), once);
    }
}
