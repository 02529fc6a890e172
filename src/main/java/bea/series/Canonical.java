package bea.series;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.model.Affine;
import bea.model.Power;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
    /// The same where labels are farther from the ends of their range than any formula would have them.
    private static final long MAX_FAR = 4_000;
    private static final int FAR = 50;
    /// How many sets of reference values are tried.
    private static final int REFERENCES = 5;
    /// Shorter sums are written out at once.
    private static final int FEW = 12;
    private static final Affine ONE_COUNT = Affine.variable("n");
    private final Setting setting;
    private final int reference;
    private final Optional<Numeric> numeric;
    /// Thresholds of each axis: low end, interior, high end; and of the whole range where nothing is labelled.
    private final Map<String, int[]> thresholds = new TreeMap<>();
    /// What was found out about cells, by their text.
    private final Map<String, Known> known = new HashMap<>();
    private long expanded;

    private Canonical(Setting setting, int reference) {
        this.setting = setting;
        this.reference = reference;
        this.numeric = Optional.empty();
    }

    private Canonical(Setting setting, Numeric numeric) {
        this.setting = numeric.setting(setting);
        this.reference = 0;
        this.numeric = Optional.of(numeric);
    }

    /// The canonical terms of a sum, none of them zero. Bound indices are the blocks of the cell, `$b<axis>_1 < …`.
    ///
    /// @throws NotExpressible when conditions are not comparisons of indices, or a numeric range is too long
    public static SortedMap<String, Term> of(Sum given, Setting setting) {
        return given.canonical(setting, () -> {
            try {
                return compute(given, setting);
            } catch (NotExpressible.OfFunction e) {
                if (Weights.isZero(given, setting)) {
                    return Collections.emptySortedMap();
                }
                throw e;
            }
        });
    }

    /// @throws NotExpressible.OfFunction when a sum has no closed form
    static SortedMap<String, Term> compute(Sum given, Setting setting) {
        Sum sum = Quadratic.normal(given, setting.rules());
        Optional<Numeric> numeric = Numeric.of(sum, setting);
        for (int i = 0; i < REFERENCES; i++) {
            try {
                return Collections.unmodifiableSortedMap(numeric.isPresent() ? new Canonical(setting, numeric.get())
                        .numeric(sum.terms()) : new Canonical(setting, i).run(sum.terms()));
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
        Sum reduced = Invariance.of(sum, setting.rules());
        return reduced.isZero() || !isNotZeroOnOneBatch(reduced, setting) && of(reduced, setting).isEmpty();
    }

    /// Where all labels are one batch far from the ends, for counts large enough or given, a term is one tree; what does not add up
    /// to zero there is not zero. Most unequal sums differ there already, and no cell has to be written out.
    private static boolean isNotZeroOnOneBatch(Sum sum, Setting setting) {
        if (sum.size() < FEW || Quadratic.needsNormal(sum, setting.rules())) {
            return false;
        }
        int far = 1 + setting.atLeast().values().stream().mapToInt(Math::abs).sum();
        for (Term t : sum.terms()) {
            for (Affine a : t.domain().inequalities()) {
                far += Math.abs(a.constant());
            }
            for (Affine l : t.labelsOf()) {
                far += Math.abs(l.constant());
            }
        }
        Affine batch = Affine.constant(Numeric.middle(setting).orElse(far));
        Affine count = Affine.constant(2 * far);
        UnaryOperator<Affine> there = a -> a.substitute(
                n -> Term.isIndex(n) ? batch : setting.counts().contains(n) ? count : null);
        List<Term> on = new ArrayList<>();
        for (Term t : sum.terms()) {
            if (!t.treeLabels().containsAll(t.bound()) || t.labelsOf().stream().anyMatch(l -> !isIndexOrNumber(l))
                    || !t.coef().generators().stream()
                            .allMatch(g -> g instanceof Generator.Named || isCount(g, setting))) {
                return false;
            }
            boolean elsewhere = t.labelsOf().stream().anyMatch(l -> l.isConstant() && !l.equals(batch))
                    || t.domain().inequalities().stream().map(there).anyMatch(a -> a.isConstant() && a.constant() < 0);
            if (!elsewhere) {
                // one count for all of them, so that what is not zero stays so for some value
                Coef c = Scalars.relabel(t.coef(), a -> a.isConstant() ? a : ONE_COUNT);
                on.add(new Term(c, t.scalars(), t.open(), Set.of(), Domain.ALL)
                        .map(v -> v.relabel(there), UnaryOperator.identity()));
            }
        }
        return !Sum.of(on).isZero();
    }

    private static boolean isIndexOrNumber(Affine label) {
        return label.isConstant() || label.equals(Affine.variable(label.name())) && Term.isIndex(label.name());
    }

    private static boolean isCount(Generator g, Setting setting) {
        return g instanceof Scalars.Index i && setting.counts().contains(i.name())
                || g instanceof Power p && setting.counts().contains(p.exponent());
    }

    /// A sum without trees as parts without indices, each for the counts in its domain.
    public static List<Term> counted(Term number, Setting setting) {
        List<Term> parts = new ArrayList<>();
        Canonical c = new Canonical(setting, 0);
        number.normal().forEach(n -> c.flatten(n, parts));
        return parts;
    }

    private SortedMap<String, Term> numeric(Collection<Term> terms) {
        Numeric n = numeric.orElseThrow();
        return n.numbers(run(terms.stream().map(n::symbolic).toList()));
    }

    private SortedMap<String, Term> run(Collection<Term> terms) {
        List<Term> flat = new ArrayList<>();
        terms.forEach(t -> flatten(t, flat));
        TreeMap<String, Term> result = new TreeMap<>();
        // parts that only some counts have may be the same on those: cells of the count tell
        if (flat.stream().allMatch(t -> t.bound().isEmpty() && isForAllCounts(t))) {
            flat.forEach(t -> {
                Term whole = new Term(t.coef(), t.scalars(), t.open(), t.bound(), Domain.ALL);
                merge(result, whole.key(), whole);
            });
            return result;
        }
        SortedMap<String, Term> placed = placed(flat);
        for (List<Term> apart = new ArrayList<>(); separate(placed.values(), apart); apart = new ArrayList<>()) {
            placed = placed(apart);
        }
        return placed;
    }

    private boolean isForAllCounts(Term t) {
        return Domain.ALL.and(facts()).missing(t.domain()).isEmpty();
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
        known.clear();
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
            throw new NotExpressible("a sum over numeric indices with more than " + MAX_EXPANSION + " terms");
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
            throw new NotExpressible.OfFunction();
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

    /// The gaps on one axis: below the first block, between blocks, above the last one.
    ///
    /// @param exact which of them are what they say; the others are at least that
    private record Gaps(String axis, int[] width, boolean[] exact) {
        String block(int i) {
            return Term.BOUND + "b" + axis + "_" + (i + 1);
        }

        int blocks() {
            return width.length - 1;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(axis).append('(');
            for (int i = 0; i < width.length; i++) {
                text.append(exact[i] ? "=" + width[i] : "~");
            }
            return text.append(')').toString();
        }
    }

    /// A partial assignment of labels to blocks.
    ///
    /// @param domain where the term's own indices are on it
    /// @param block  the block of each label
    private record Cell(Domain domain, Map<Affine, Affine> block, List<Gaps> axes) {
        String text() {
            StringBuilder text = new StringBuilder();
            axes.forEach(text::append);
            return text.toString();
        }
    }

    /// What all terms that are placed on one cell share.
    ///
    /// @param conditions what holds for its blocks
    /// @param facts      the same and the declared counts
    /// @param exact      positions (and the count) that exact gaps determine, through lower blocks or the ends
    private record Known(Set<String> names, Domain conditions, Domain facts, Map<String, Affine> exact) {}

    private void place(Term t, Map<String, Term> result) {
        // cells that only a smaller count than declared would have are nobody's
        List<Affine> facts = facts();
        List<Cell> cells = List.of(new Cell(t.domain().and(facts), Map.of(), List.of()));
        SortedMap<String, Set<Affine>> labels = labels(t);
        thresholds.forEach((axis, k) -> {
            if (k[3] > 0) {
                labels.computeIfAbsent(axis, a -> Set.of());
            }
        });
        for (Map.Entry<String, Set<Affine>> axis : labels.entrySet()) {
            List<Cell> next = new ArrayList<>();
            List<Affine> forms = List.copyOf(axis.getValue());
            cells.forEach(c -> order(c, axis.getKey(), forms, List.of(), next));
            cells = next;
        }
        for (Cell c : cells) {
            String text = c.text();
            Known known = this.known.computeIfAbsent(text, k -> known(c.axes));
            requireWhole(t, c, known);
            Term placed = place(t, c, known);
            if (!placed.coef().isZero()) {
                // what a coefficient mentions is no part of the shape: on one cell equal trees are added
                merge(result, placed.shape() + " @ " + text, placed);
            }
        }
    }

    private List<Affine> facts() {
        return numeric.isPresent() ? numeric.get().facts()
                : setting.facts();
    }

    private Known known(List<Gaps> axes) {
        List<Affine> conditions = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        Map<String, Affine> exact = new HashMap<>();
        for (Gaps g : axes) {
            for (int i = 0; i <= g.blocks(); i++) {
                Affine gap = end(g, i).minus(end(g, i - 1)).plus(-g.width[i]);
                conditions.add(gap);
                if (g.exact[i]) {
                    conditions.add(gap.times(-1));
                }
                if (i < g.blocks()) {
                    names.add(g.block(i));
                }
            }
            exact(g, exact);
        }
        Domain d = Domain.ALL.and(conditions);
        return new Known(names, d, d.and(facts()), exact);
    }

    /// The position of a block, or of the end of the range beyond the outermost.
    private Affine end(Gaps g, int block) {
        return block < 0 ? Affine.constant(low(g.axis))
                : block == g.blocks() ? Affine.variable(g.axis).plus(high(g.axis)) : Affine.variable(g.block(block));
    }

    /// A condition that is true on a part of a cell only would be taken for true on all of it.
    private static void requireWhole(Term t, Cell c, Known known) {
        Map<String, Affine> places = new HashMap<>();
        c.block.forEach((form, block) -> {
            if (t.bound().contains(form.name())) {
                places.put(form.name(), block.plus(-form.constant()));
            }
        });
        if (!known.facts.implies(t.domain(), places)) {
            throw new NotExpressible("a sum whose range compares an index with another count");
        }
    }

    private Term place(Term t, Cell c, Known known) {
        Map<String, Affine> values = new HashMap<>(known.exact);
        if (!t.mentioned().isEmpty()) {
            c.block.forEach((form, block) -> {
                if (t.bound().contains(form.name())) {
                    Affine position = known.exact.getOrDefault(block.toString(), block);
                    values.put(form.name(), position.plus(-form.constant()));
                }
            });
        }
        UnaryOperator<Affine> labels = a -> c.block.getOrDefault(a, a);
        Term shape = t.map(v -> v.relabel(labels), x -> coefOf(x, c, values));
        return new Term(shape.coef(), shape.scalars(), shape.open(), known.names, known.conditions);
    }

    /// Labels become blocks; index values become positions, written through the fewest blocks.
    private static Coef coefOf(Coef c, Cell cell, Map<String, Affine> values) {
        if (c.isRational() || values.isEmpty() && c.generators().stream()
                .allMatch(g -> g instanceof Scalars.Index || g instanceof Power)) {
            return c;
        }
        return Scalars.substitute(c, g -> switch (g) {
            case Scalars.Index i -> values.containsKey(i.name()) ? Scalars.value(values.get(i.name())) : null;
            case Power p -> values.containsKey(p.exponent())
                    ? Scalars.power(p.baseValue(), values.get(p.exponent())) : null;
            case Vertex.Value v -> Coef.generator(
                    new Vertex.Value(v.vertex().relabel(a -> cell.block.getOrDefault(a, a))));
            case Scalars.Function f -> Coef.generator(
                    new Scalars.Function(f.name(), coefOf(f.argument(), cell, values)));
            default -> null;
        });
    }

    /// All ways to put the labels in order, equal ones together, that the domain allows: one label after the other
    /// takes its place among those before it.
    private void order(Cell c, String axis, List<Affine> left, List<List<Affine>> order, List<Cell> out) {
        if (left.isEmpty()) {
            gaps(c, axis, order, new int[order.size() + 1], new boolean[order.size() + 1], 0, out);
            return;
        }
        Affine form = left.getFirst();
        requirePosition(form);
        List<Affine> rest = left.subList(1, left.size());
        for (int i = 0; i <= order.size(); i++) {
            List<Affine> between = new ArrayList<>();
            if (i > 0) {
                between.add(form.minus(order.get(i - 1).getFirst()).plus(-1));
            }
            if (i < order.size()) {
                between.add(order.get(i).getFirst().minus(form).plus(-1));
            }
            Domain apart = c.domain.and(between);
            if (!apart.isEmpty()) {
                List<List<Affine>> more = new ArrayList<>(order);
                more.add(i, List.of(form));
                order(new Cell(apart, c.block, c.axes), axis, rest, more, out);
            }
            Domain equal = i == order.size() ? null
                    : c.domain.and(List.of(form.minus(order.get(i).getFirst()), order.get(i).getFirst().minus(form)));
            if (equal != null && !equal.isEmpty()) {
                List<List<Affine>> more = new ArrayList<>(order);
                List<Affine> block = new ArrayList<>(order.get(i));
                block.add(form);
                more.set(i, block);
                order(new Cell(equal, c.block, c.axes), axis, rest, more, out);
            }
        }
    }

    /// A label that runs with its index.
    private static void requirePosition(Affine form) {
        form.forEach((name, factor) -> {
            if (factor != 1 || form.coefficients().size() > 1) {
                throw new NotExpressible.OfIndex();
            }
        });
    }

    /// Whether exact distances from an end are many, so that each of them makes cells of its own.
    private boolean isFar(String axis) {
        int[] k = thresholds.get(axis);
        return k[0] > FAR || k[2] > FAR;
    }

    private void gaps(Cell c, String axis, List<List<Affine>> order, int[] width, boolean[] exact, int i,
            List<Cell> out) {
        int m = order.size();
        if (i > m) {
            if (++expanded > (isFar(axis) ? MAX_FAR : MAX_EXPANSION)) {
                throw new NotExpressible("a sum with a condition on numbers far from the ends of a range");
            }
            out.add(placed(c, new Gaps(axis, width.clone(), exact.clone()), order));
            return;
        }
        int[] k = thresholds.get(axis);
        Affine below = i == 0 ? Affine.constant(low(axis)) : order.get(i - 1).getFirst();
        Affine above = i == m ? Affine.variable(axis).plus(high(axis)) : order.get(i).getFirst();
        int least = i == 0 || i == m ? 0 : 1;
        int threshold = m == 0 ? k[3] : i == 0 ? k[0] : i == m ? k[2] : k[1];
        for (int g = least; g <= threshold; g++) {
            Affine gap = above.minus(below).plus(-g);
            width[i] = g;
            exact[i] = g < threshold;
            Domain d = c.domain.and(exact[i] ? List.of(gap, gap.times(-1)) : List.of(gap));
            if (!d.isEmpty()) {
                gaps(new Cell(d, c.block, c.axes), axis, order, width, exact, i + 1, out);
            }
        }
    }

    private static Cell placed(Cell c, Gaps gaps, List<List<Affine>> order) {
        Map<Affine, Affine> block = new HashMap<>(c.block);
        for (int i = 0; i < order.size(); i++) {
            Affine position = Affine.variable(gaps.block(i));
            order.get(i).forEach(form -> block.put(form, position));
        }
        List<Gaps> axes = new ArrayList<>(c.axes);
        axes.add(gaps);
        return new Cell(c.domain, block, axes);
    }

    private void exact(Gaps g, Map<String, Affine> values) {
        int m = g.blocks();
        Affine base = g.exact[0] ? Affine.constant(low(g.axis) + g.width[0]) : null;
        if (m == 0 && base != null) {
            values.put(g.axis, base.plus(-high(g.axis)));
        }
        for (int i = 0; i < m; i++) {
            if (base != null) {
                values.put(g.block(i), base);
            } else {
                base = Affine.variable(g.block(i));
            }
            base = i + 1 == m ? base : g.exact[i + 1] ? base.plus(g.width[i + 1]) : null;
        }
        if (m > 0 && g.exact[m]) {
            Affine top = base;
            int above = g.width[m] - high(g.axis);
            if (top.isConstant()) {
                values.put(g.axis, Affine.constant(top.constant() + above));
            } else {
                Affine solved = Affine.variable(g.axis).plus(-above - top.constant());
                String free = top.coefficients().firstKey();
                values.replaceAll((n, v) -> v.substitute(x -> x.equals(free) ? solved : null));
                values.put(free, solved);
            }
        }
    }
}
