package bea.series;

import bea.algebra.Coef;
import bea.model.Affine;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// The canonical form of sums over batch indices with a symbolic count (theory, section 3).
///
/// The labels of a term are distinct integers in some order, with gaps between them and to the ends of the range. A
/// *cell* fixes that order and, for each gap, either its exact value or that it is at least a threshold. Thresholds are
/// chosen so large that every condition of every term is true or false on a whole cell; with the usual conditions
/// `tau < mu` a cell is just an order pattern. Trees on one cell are independent functions of the batches, so a sum is
/// zero for every n exactly when every coefficient here is.
public final class Canonical {
    private static final long MAX_EXPANSION = 200_000;
    /// How many sets of reference values are tried.
    private static final int REFERENCES = 5;
    private final Setting setting;
    private final int reference;
    /// Thresholds of each axis: low end, interior, high end; and of the whole range where nothing is labelled.
    private final Map<String, int[]> thresholds = new TreeMap<>();
    private long expanded;

    private Canonical(Setting setting, int reference) {
        this.setting = setting;
        this.reference = reference;
    }

    /// The canonical terms of a sum, none of them zero. Bound indices are the blocks of the cell, `$b<axis>_1 < …`.
    ///
    /// @throws NotExpressible when conditions are not comparisons of indices, or a numeric range is too long
    public static SortedMap<String, Term> of(Sum given, Setting setting) {
        Sum sum = Quadratic.normal(given, setting.rules());
        for (int i = 0; i < REFERENCES; i++) {
            try {
                return new Canonical(setting, i).run(sum.terms());
            } catch (Singular next) {
                // another value is no pole
            }
        }
        throw new NotExpressible("a function of the losses of several batches that is not told apart by its values");
    }

    /// A coefficient has no value where a batch's losses are at their reference.
    private static final class Singular extends RuntimeException {
        private static final long serialVersionUID = 1;

        Singular() {
            super(null, null, false, false);
        }
    }

    public static boolean isZero(Sum sum, Setting setting) {
        return sum.isZero() || of(sum, setting).isEmpty();
    }

    /// A sum without trees as parts without indices, each for the counts in its domain.
    public static List<Term> counted(Term number, Setting setting) {
        List<Term> parts = new ArrayList<>();
        Canonical c = new Canonical(setting, 0);
        number.normal().forEach(n -> c.flatten(n, parts));
        return parts;
    }

    private SortedMap<String, Term> run(Collection<Term> terms) {
        List<Term> flat = new ArrayList<>();
        terms.forEach(t -> flatten(t, flat));
        TreeMap<String, Term> result = new TreeMap<>();
        if (flat.stream().allMatch(t -> t.bound().isEmpty())) {
            flat.forEach(t -> merge(result, t.key(), t));
            return result;
        }
        SortedMap<String, Term> placed = placed(flat);
        for (List<Term> apart = new ArrayList<>(); separate(placed.values(), apart); apart = new ArrayList<>()) {
            placed = placed(apart);
        }
        return placed;
    }

    /// A term of a cell as one to be placed again: indices with one possible value are numbers.
    private static Term pinned(Term t) {
        Term result = t;
        for (String name : t.bound()) {
            Optional<Affine> low = t.domain().lower(name, Set.of());
            if (low.isPresent() && low.equals(t.domain().upper(name, Set.of()))) {
                Set<String> rest = new TreeSet<>(result.bound());
                rest.remove(name);
                result = result.relabel(a -> a.substitute(n -> n.equals(name) ? low.get() : null), rest);
            }
        }
        return result;
    }

    private SortedMap<String, Term> placed(List<Term> flat) {
        flat.forEach(this::raiseThresholds);
        // a label between others may be as near to an end as the outermost one
        thresholds.values().forEach(k -> k[1] = Math.max(k[1], Math.max(k[0], k[2])));
        TreeMap<String, Term> result = new TreeMap<>();
        flat.forEach(t -> place(t, result));
        return result;
    }

    // ---- coefficients that read batches: each is cut into parts that truly depend on every batch of their cell

    /// A coefficient `f(E[i], E[j])` may hide functions of fewer batches, such as `E[i+1] - E[i]` or `D[i]/D[j]` where
    /// `i = j`; those belong to the cells of fewer labels. With `f_0` the value of `f` where the losses of one batch are
    /// at a reference, `f_0` does not depend on that batch and `f - f_0` does, unless it is zero.
    ///
    /// @return whether anything was cut
    private boolean separate(Collection<Term> terms, List<Term> out) {
        boolean any = false;
        for (Term t : terms) {
            any |= separate(t, out);
        }
        return any;
    }

    private boolean separate(Term t, List<Term> out) {
        Set<String> needed = t.treeLabels();
        for (String block : t.bound()) {
            Coef without = needed.contains(block) ? Coef.ZERO : atReference(t.coef(), block);
            if (!without.isZero()) {
                with(t, without).normal().forEach(n -> flatten(n, out));
                Coef rest = t.coef().minus(without);
                if (!rest.isZero()) {
                    separate(with(t, rest), out);
                }
                return true;
            }
        }
        // not in normal form, which would cut off constants again
        out.add(pinned(t));
        return false;
    }

    private static Term with(Term t, Coef coef) {
        return new Term(coef, t.scalars(), t.open(), t.bound(), t.domain());
    }

    private Coef atReference(Coef c, String block) {
        try {
            return c.substitute(g -> switch (g) {
                case Vertex.Value v when reads(v, block) -> value(v, block);
                case Scalars.Function f when Scalars.indices(f.argument()).contains(block) -> function(f, block);
                default -> null;
            });
        } catch (ArithmeticException pole) {
            throw new Singular();
        }
    }

    private static boolean reads(Vertex.Value v, String block) {
        return v.vertex().label().filter(l -> l.coefficients().containsKey(block)).isPresent();
    }

    private Coef function(Scalars.Function f, String block) {
        if (reference == 0) {
            // log and the like are not defined at 0
            throw new Singular();
        }
        return Coef.generator(new Scalars.Function(f.name(), atReference(f.argument(), block)));
    }

    /// First 0, which cuts a polynomial into its monomials; then numbers between 0 and 1.
    private Coef value(Vertex.Value v, String block) {
        if (reference == 0) {
            return Coef.ZERO;
        }
        int spread = Math.floorMod((v.key() + block).hashCode() * 31 + reference * 7919, 96);
        return Coef.of(spread + 1L, 97);
    }

    private static void merge(Map<String, Term> all, String key, Term t) {
        all.merge(key, t, (a, b) -> {
            Coef c = a.coef().plus(b.coef());
            return c.isZero() ? null : new Term(c, a.scalars(), a.open(), a.bound(), a.domain());
        });
    }

    /// Sums out indices that label nothing and writes out indices that range over numbers.
    private void flatten(Term t, List<Term> out) {
        for (String name : t.bound()) {
            Optional<Affine> low = t.domain().lower(name, Set.of());
            Optional<Affine> high = t.domain().upper(name, Set.of());
            if (low.isPresent() && high.isPresent()) {
                expand(t, name, low.get().constant(), high.get().constant(), out);
                return;
            }
        }
        Set<String> labelled = t.labelled();
        for (String name : t.bound()) {
            if (!labelled.contains(name)) {
                sumOut(t, name, out);
                return;
            }
        }
        out.add(t);
    }

    private void expand(Term t, String name, int from, int to, List<Term> out) {
        expanded += to - from + 1L;
        if (expanded > MAX_EXPANSION) {
            throw new NotExpressible("a sum over " + (to - from + 1L) + " numeric indices is too long to write out");
        }
        Set<String> rest = new TreeSet<>(t.bound());
        rest.remove(name);
        for (int v = from; v <= to; v++) {
            Affine value = Affine.constant(v);
            Term fixed = t.relabel(a -> a.substitute(n -> n.equals(name) ? value : null), rest);
            fixed.normal().forEach(n -> flatten(n, out));
        }
    }

    private void sumOut(Term t, String name, List<Term> out) {
        List<Affine> lower = new ArrayList<>();
        List<Affine> upper = new ArrayList<>();
        t.bounds(name, lower, upper);
        List<Affine> rivals = lower.size() > 1 ? lower : upper;
        if (rivals.isEmpty()) {
            throw new NotExpressible("the index of a sum has no bound");
        }
        if (rivals.size() < 2) {
            throw new NotExpressible("a sum of a function of its index that is no polynomial");
        }
        Affine difference = rivals.get(0).minus(rivals.get(1));
        for (Affine condition : List.of(difference, difference.times(-1).plus(-1))) {
            Domain d = t.domain().and(List.of(condition));
            new Term(t.coef(), t.scalars(), t.open(), t.bound(), d).normal().forEach(n -> flatten(n, out));
        }
    }

    // ---- axes: label forms of one term that live on the range of one count

    private String axisOf(Term t, Affine label, Vertex v) {
        for (String name : label.coefficients().keySet()) {
            if (setting.counts().contains(name)) {
                return name;
            }
            if (t.bound().contains(name)) {
                Affine top = t.domain().upper(name, setting.counts()).orElseThrow(
                        () -> new NotExpressible("the index of a sum has no bound"));
                return top.coefficients().isEmpty() ? "" : top.coefficients().firstKey();
            }
        }
        Setting.Range r = v.symbol().batch().map(setting.families()::get).orElse(null);
        return r == null || r.to().isConstant() ? "" : r.to().coefficients().firstKey();
    }

    private SortedMap<String, Set<Affine>> labels(Term t) {
        TreeMap<String, Set<Affine>> result = new TreeMap<>();
        t.forEachVertex(v -> v.label().ifPresent(l -> {
            String axis = axisOf(t, l, v);
            if (!axis.isEmpty()) {
                result.computeIfAbsent(axis, a -> new TreeSet<>()).add(l);
            }
        }));
        return result;
    }

    private int low(String axis) {
        return setting.families().values().stream().filter(r -> r.to().coefficients().containsKey(axis))
                .mapToInt(r -> r.from().constant()).min().orElse(0);
    }

    private int high(String axis) {
        return setting.families().values().stream().filter(r -> r.to().coefficients().containsKey(axis))
                .mapToInt(r -> r.to().constant()).max().orElse(-1);
    }

    private static int[] start() {
        return new int[]{0, 1, 0, 0};
    }

    private void raiseThresholds(Term t) {
        raiseForCounts(t);
        labels(t).forEach((axis, forms) -> {
            int[] k = thresholds.computeIfAbsent(axis, a -> start());
            int shift = 0;
            for (Affine f : forms) {
                if (f.isConstant()) {
                    k[0] = Math.max(k[0], f.constant() - low(axis) + 1);
                } else if (f.coefficients().containsKey(axis)) {
                    k[2] = Math.max(k[2], high(axis) - f.constant() + 1);
                } else {
                    shift = Math.max(shift, Math.abs(f.constant()));
                }
            }
            raise(t, axis, k, 2 * shift);
        });
    }

    /// A term that only some counts have: any gap that is not exact must decide which.
    private void raiseForCounts(Term t) {
        for (String count : setting.counts()) {
            int turn = 0;
            for (Affine a : t.domain().essential(t.domain().names())) {
                if (a.coefficients().size() == 1 && a.coefficients().containsKey(count)) {
                    boolean below = a.coefficients().get(count) == 1;
                    turn = Math.max(turn, below ? -a.constant() : a.constant() + 1);
                }
            }
            turn = turn > setting.atLeast().get(count) ? turn : 0;
            if (turn > 0) {
                int[] k = thresholds.computeIfAbsent(count, a -> start());
                for (int i = 0; i < k.length; i++) {
                    k[i] = Math.max(k[i], turn + high(count) - low(count));
                }
            }
        }
    }

    private void raise(Term t, String axis, int[] k, int shift) {
        k[1] = Math.max(k[1], 1 + shift);
        for (Affine a : t.domain().essential(t.bound())) {
            int c = a.constant();
            long mine = a.coefficients().keySet().stream().filter(t.bound()::contains).count();
            if (mine == 2) {
                k[1] = Math.max(k[1], 1 + shift + (c > 0 ? c : c < -1 ? -c - 1 : 0));
            } else if (a.coefficients().containsKey(axis)) {
                boolean above = a.coefficients().get(axis) == 1;
                k[2] = Math.max(k[2], shift + (above ? high(axis) - c : high(axis) + c + 1));
            } else if (a.coefficients().size() == 1) {
                boolean below = a.coefficients().values().iterator().next() == 1;
                k[0] = Math.max(k[0], shift + (below ? -c - low(axis) : c - low(axis) + 1));
            }
        }
    }

    // ---- cells

    /// A partial assignment of labels to blocks.
    ///
    /// @param ties what the forms of the term are on the cell
    private record Cell(Domain domain, Map<Affine, Affine> block, Set<String> names, List<Affine> conditions,
            List<Affine> ties, Map<String, Affine> exact, String text) {}

    private void place(Term t, Map<String, Term> result) {
        // cells that only a smaller count than declared would have are nobody's
        List<Affine> facts = setting.facts(setting.counts().stream().map(Affine::variable).toList());
        List<Cell> cells = List
                .of(new Cell(t.domain().and(facts), Map.of(), Set.of(), List.of(), List.of(), Map.of(), ""));
        SortedMap<String, Set<Affine>> labels = labels(t);
        thresholds.forEach((axis, k) -> {
            if (k[3] > 0) {
                labels.computeIfAbsent(axis, a -> Set.of());
            }
        });
        for (Map.Entry<String, Set<Affine>> axis : labels.entrySet()) {
            List<Cell> next = new ArrayList<>();
            for (Cell c : cells) {
                for (List<List<Affine>> order : orders(new ArrayList<>(axis.getValue()))) {
                    gaps(c, axis.getKey(), order, next);
                }
            }
            cells = next;
        }
        for (Cell c : cells) {
            requireWhole(c, facts);
            Term placed = place(t, c);
            if (!placed.coef().isZero()) {
                // what a coefficient mentions is no part of the shape: on one cell equal trees are added
                merge(result, placed.shape() + " @ " + c.text, placed);
            }
        }
    }

    /// A condition that is true on a part of a cell only would be taken for true on all of it.
    private static void requireWhole(Cell c, List<Affine> facts) {
        List<Affine> all = new ArrayList<>(facts);
        all.addAll(c.conditions);
        all.addAll(c.ties);
        if (!Domain.ALL.and(all).equals(c.domain)) {
            throw new NotExpressible("a sum whose range compares an index with another count");
        }
    }

    private Term place(Term t, Cell c) {
        Map<String, Affine> values = new HashMap<>(c.exact);
        c.block.forEach((form, block) -> form.coefficients().keySet().forEach(n -> {
            if (t.bound().contains(n)) {
                Affine position = c.exact.getOrDefault(block.toString(), block);
                values.put(n, position.plus(-form.constant()));
            }
        }));
        UnaryOperator<Affine> labels = a -> c.block.getOrDefault(a, a);
        Term shape = t.map(v -> v.relabel(labels), x -> coefOf(x, c, values));
        return new Term(shape.coef(), shape.scalars(), shape.open(), c.names, Domain.ALL.and(c.conditions));
    }

    /// Labels become blocks; index values become positions, written through the fewest blocks.
    private static Coef coefOf(Coef c, Cell cell, Map<String, Affine> values) {
        if (c.isRational()) {
            return c;
        }
        return c.substitute(g -> switch (g) {
            case Scalars.Index i -> values.containsKey(i.name()) ? Scalars.value(values.get(i.name())) : null;
            case Vertex.Value v -> Coef.generator(
                    new Vertex.Value(v.vertex().relabel(a -> cell.block.getOrDefault(a, a))));
            case Scalars.Function f -> Coef.generator(
                    new Scalars.Function(f.name(), coefOf(f.argument(), cell, values)));
            default -> null;
        });
    }

    /// All ways to put the labels in order, equal ones together.
    private static List<List<List<Affine>>> orders(List<Affine> labels) {
        if (labels.isEmpty()) {
            return List.of(List.of());
        }
        Affine last = labels.getLast();
        List<List<List<Affine>>> result = new ArrayList<>();
        for (List<List<Affine>> o : orders(labels.subList(0, labels.size() - 1))) {
            for (int i = 0; i <= o.size(); i++) {
                List<List<Affine>> separate = new ArrayList<>(o);
                separate.add(i, List.of(last));
                result.add(separate);
                if (i < o.size()) {
                    List<List<Affine>> together = new ArrayList<>(o);
                    List<Affine> block = new ArrayList<>(o.get(i));
                    block.add(last);
                    together.set(i, block);
                    result.add(together);
                }
            }
        }
        return result;
    }

    private void gaps(Cell c, String axis, List<List<Affine>> order, List<Cell> out) {
        List<Affine> positions = new ArrayList<>();
        List<Affine> conditions = new ArrayList<>();
        Map<Affine, Affine> block = new HashMap<>(c.block);
        Set<String> names = new TreeSet<>(c.names);
        for (int i = 0; i < order.size(); i++) {
            String name = Term.BOUND + "b" + axis + "_" + (i + 1);
            Affine p = Affine.variable(name);
            positions.add(p);
            names.add(name);
            for (Affine form : order.get(i)) {
                block.put(form, p);
                conditions.add(form.minus(p));
                conditions.add(p.minus(form));
            }
        }
        Domain d = c.domain.and(conditions);
        if (!d.isEmpty()) {
            conditions.addAll(0, c.ties);
            gaps(new Cell(d, block, names, c.conditions, conditions, c.exact, c.text), axis, positions, 0, "", out);
        }
    }

    private void gaps(Cell c, String axis, List<Affine> positions, int i, String text, List<Cell> out) {
        int m = positions.size();
        if (i > m) {
            out.add(new Cell(c.domain, c.block, c.names, c.conditions, c.ties, exact(c, axis, positions, text),
                    c.text + axis + "(" + text + ")"));
            return;
        }
        int[] k = thresholds.get(axis);
        Affine below = i == 0 ? Affine.constant(low(axis)) : positions.get(i - 1);
        Affine above = i == m ? Affine.variable(axis).plus(high(axis)) : positions.get(i);
        int least = i == 0 || i == m ? 0 : 1;
        int threshold = m == 0 ? k[3] : i == 0 ? k[0] : i == m ? k[2] : k[1];
        for (int g = least; g <= threshold; g++) {
            Affine gap = above.minus(below).plus(-g);
            List<Affine> add = new ArrayList<>(List.of(gap));
            if (g < threshold) {
                add.add(gap.times(-1));
            }
            Domain d = c.domain.and(add);
            if (!d.isEmpty()) {
                List<Affine> conditions = new ArrayList<>(c.conditions);
                conditions.addAll(add);
                gaps(new Cell(d, c.block, c.names, conditions, c.ties, c.exact, c.text), axis, positions, i + 1,
                        text + (g < threshold ? "=" + g : "~"), out);
            }
        }
    }

    /// Positions (and the count) that exact gaps determine, through lower blocks or the ends.
    private Map<String, Affine> exact(Cell c, String axis, List<Affine> positions, String text) {
        Map<String, Affine> values = new HashMap<>(c.exact);
        int m = positions.size();
        List<Integer> gaps = new ArrayList<>();
        for (String part : text.split("(?=[=~])")) {
            gaps.add(part.startsWith("=") ? Integer.valueOf(part.substring(1)) : null);
        }
        Affine base = gaps.get(0) == null ? null : Affine.constant(low(axis) + gaps.get(0));
        if (m == 0 && base != null) {
            values.put(axis, base.plus(-high(axis)));
        }
        for (int i = 0; i < m; i++) {
            if (base != null) {
                values.put(positions.get(i).toString(), base);
            } else {
                base = positions.get(i);
            }
            base = i + 1 < m && gaps.get(i + 1) != null ? base.plus(gaps.get(i + 1)) : i + 1 < m ? null : base;
        }
        if (m > 0 && gaps.get(m) != null) {
            Affine top = base;
            if (top.isConstant()) {
                values.put(axis, Affine.constant(top.constant() + gaps.get(m) - high(axis)));
            } else {
                Affine solved = Affine.variable(axis).plus(high(axis) - gaps.get(m) - top.constant());
                String free = top.coefficients().firstKey();
                values.replaceAll((n, v) -> v.substitute(x -> x.equals(free) ? solved : null));
                values.put(free, solved);
            }
        }
        return values;
    }
}
