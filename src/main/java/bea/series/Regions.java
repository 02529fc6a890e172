package bea.series;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Power;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Writes sums over one or two batches whose coefficients have powers of their places: many sums over parts of the range
/// are often one over all of it. The coefficient far from the ends and from each other, on each side of the diagonal and
/// on it, is tried for all places; that it is right is tested.
public final class Regions {
    private static final String FIRST = "$p";
    private static final String SECOND = "$q";
    /// Regions of pairs: the first below the second, above it, the same; and all.
    private static final int UP = 0;
    private static final int DOWN = 1;
    private static final int DIAGONAL = 2;
    private static final int FULL = 3;
    private static final int COUNTS = 4;
    private static final int FAR = 64;
    private static final int[][] SUPPORTS = {{FULL}, {UP}, {DOWN}, {DIAGONAL}, {FULL, DIAGONAL}, {FULL, DOWN},
            {FULL, UP}, {UP, DOWN}, {UP, DIAGONAL}, {DOWN, DIAGONAL}, {FULL, DOWN, DIAGONAL}, {FULL, UP, DIAGONAL},
            {UP, DOWN, DIAGONAL}};

    private final Setting setting;
    private final Term shape;
    private final int places;
    private final boolean symmetric;
    private final Coef[] on = {Coef.ZERO, Coef.ZERO, Coef.ZERO};

    private Regions(Setting setting, Term shape) {
        this.setting = setting;
        this.shape = shape;
        this.places = labels(shape).size();
        this.symmetric = places == 2 && key(shape).equals(key(swapped(shape)));
    }

    /// The same sum with such terms put together.
    public static Sum of(Sum s, Setting setting) {
        Set<String> keys = new TreeSet<>();
        Set<String> partial = new TreeSet<>();
        for (Term t : s.terms()) {
            if (hasPowers(t)) {
                keys.add(shapeKey(t));
            } else if (t.bound().isEmpty() && !setting.covers(t.domain())) {
                partial.add(t.shape());
            }
        }
        keys.remove("");
        Sum result = keys.isEmpty() ? s : s.filter(t -> !keys.contains(shapeKey(t)));
        for (String k : keys) {
            Sum group = s.filter(t -> shapeKey(t).equals(k));
            result = result.plus(together(group, setting).orElse(group));
        }
        for (String k : partial) {
            Sum group = s.filter(t -> t.bound().isEmpty() && t.shape().equals(k));
            result = result.minus(group).plus(forAllCounts(group, setting).orElse(group));
        }
        return result;
    }

    /// Terms that are there for some counts only, as one for all of them: what they come to for large ones is tried for all.
    private static Optional<Sum> forAllCounts(Sum group, Setting setting) {
        UnaryOperator<Affine> large = a -> a.substitute(
                n -> setting.counts().contains(n) ? Affine.constant(setting.atLeast().get(n) + FAR) : null);
        Term shape = group.terms().iterator().next();
        Coef c = Coef.ZERO;
        for (Term t : group.terms()) {
            c = t.domain().substitute(large).isEmpty() ? c : c.plus(t.coef());
        }
        Sum whole = Sum.of(List.of(new Term(c, shape.scalars(), shape.open(), Set.of(), Domain.ALL)));
        try {
            return Canonical.isZero(whole.minus(group), setting) ? Optional.of(whole) : Optional.empty();
        } catch (NotExpressible e) {
            return Optional.empty();
        }
    }

    private static boolean hasPowers(Term t) {
        if (!t.bound().isEmpty()) {
            for (Generator g : t.coef().generators()) {
                if (g instanceof Power p && t.bound().contains(p.exponent())) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Terms that differ in their coefficients only, as one.
    public static List<Term> merged(Collection<Term> terms) {
        Map<String, Term> all = new LinkedHashMap<>();
        Set<String> placed = new TreeSet<>();
        for (Term t : terms) {
            String key = t.shape() + " | " + t.bound() + t.domain();
            all.merge(key, t,
                    (a, b) -> new Term(a.coef().plus(b.coef()), a.scalars(), a.open(), a.bound(), a.domain()));
            if (hasPowers(t)) {
                placed.add(key);
            }
        }
        if (placed.isEmpty()) {
            return List.copyOf(terms);
        }
        List<Term> result = new ArrayList<>();
        for (Term t : terms) {
            String key = t.shape() + " | " + t.bound() + t.domain();
            Term whole = placed.contains(key) ? all.remove(key) : t;
            if (whole != null && !whole.coef().isZero()) {
                result.add(whole);
            }
        }
        return result;
    }

    private static List<Affine> labels(Term t) {
        return t.labelsOf();
    }

    /// Empty for terms that are not of one or two batches.
    private static String shapeKey(Term t) {
        int n = labels(t).size();
        boolean plain = t.coef().generators().stream().noneMatch(
                g -> g instanceof Vertex.Value || g instanceof Scalars.Function);
        if (n == 0 || n > 2 || !plain) {
            return "";
        }
        Term shape = shape(t);
        String key = key(shape);
        String other = n == 1 ? key : key(swapped(shape));
        return key.compareTo(other) <= 0 ? key : other;
    }

    private static Term shape(Term t) {
        int[] next = {0};
        return vertices(t, v -> v.label().isEmpty() ? v
                : v.relabel(_ -> Affine.variable(next[0]++ == 0 ? FIRST : SECOND)));
    }

    private static Term vertices(Term t, UnaryOperator<Vertex> change) {
        return new Term(Coef.ONE, t.scalars().stream().map(s -> s.map(change).free()).toList(),
                t.open().map(o -> new Tree(o.slot(), o.rootOutput(), o.node().map(change))), Set.of(), Domain.ALL);
    }

    private static Term swapped(Term shape) {
        return renamed(shape, FIRST, SECOND, SECOND, FIRST);
    }

    private static Term renamed(Term t, String a, String toA, String b, String toB) {
        UnaryOperator<Affine> change = renaming(a, toA, b, toB);
        return vertices(t, v -> v.relabel(change));
    }

    private static UnaryOperator<Affine> renaming(String a, String toA, String b, String toB) {
        return f -> f.substitute(n -> n.equals(a) ? Affine.variable(toA) : n.equals(b) ? Affine.variable(toB) : null);
    }

    private static String key(Term t) {
        return Sum.of(List.of(t)).toString();
    }

    private static Optional<Sum> together(Sum group, Setting setting) {
        if (group.size() < 2 || !group.terms().stream().allMatch(t -> isClosed(t, setting))) {
            return Optional.empty();
        }
        try {
            Regions r = new Regions(setting, shape(group.terms().iterator().next()));
            Canonical.of(group, setting).values().forEach(r::book);
            Sum whole = r.places == 1 ? r.single() : r.shortest();
            return whole.size() < group.size() && Canonical.isZero(whole.minus(group), setting)
                    ? Optional.of(whole) : Optional.empty();
        } catch (NotExpressible e) {
            return Optional.empty();
        }
    }

    /// Whether a term has no index that is not summed over yet.
    private static boolean isClosed(Term t, Setting setting) {
        Set<String> names = new TreeSet<>(t.domain().names());
        t.labelsOf().forEach(l -> names.addAll(l.coefficients().keySet()));
        names.addAll(Scalars.indices(t.coef()));
        names.removeAll(t.bound());
        names.removeAll(setting.counts());
        names.remove("");
        return names.isEmpty();
    }

    /// The coefficient of a cell without any exact gap.
    private void book(Term cell) {
        List<String> blocks = List.copyOf(cell.bound());
        if (cell.domain().equality(cell.bound()).isPresent() || blocks.isEmpty() || blocks.size() > places) {
            return;
        }
        if (blocks.size() == 1) {
            on[DIAGONAL] = on[DIAGONAL].plus(named(cell, blocks.getFirst(), FIRST, "", ""));
            return;
        }
        String low = blocks.get(0);
        String high = blocks.get(1);
        boolean up = symmetric || key(renamed(cell, low, FIRST, high, SECOND)).equals(key(shape));
        int region = up ? UP : DOWN;
        on[region] = on[region]
                .plus(up ? named(cell, low, FIRST, high, SECOND) : named(cell, low, SECOND, high, FIRST));
    }

    private static Coef named(Term cell, String a, String toA, String b, String toB) {
        return Scalars.relabel(cell.coef(), renaming(a, toA, b, toB));
    }

    private Sum single() {
        return areWhole(new int[]{DIAGONAL}, new Coef[]{on[DIAGONAL]}) ? Sum.of(List.of(term(DIAGONAL, on[DIAGONAL])))
                : Sum.ZERO;
    }

    /// Of the ways with the fewest sums the one with the shortest coefficients.
    private Sum shortest() {
        Sum best = Sum.ZERO;
        int size = Integer.MAX_VALUE;
        int length = Integer.MAX_VALUE;
        for (int[] support : SUPPORTS) {
            Optional<Coef[]> c = coefficients(support);
            if (c.isPresent() && support.length <= size && areWhole(support, c.get())) {
                List<Term> terms = new ArrayList<>();
                int mine = 0;
                for (int i = 0; i < support.length; i++) {
                    terms.add(term(support[i], c.get()[i]));
                    mine += c.get()[i].toString().length();
                }
                if (support.length < size || mine < length) {
                    best = Sum.of(terms);
                    size = support.length;
                    length = mine;
                }
            }
        }
        return best;
    }

    /// Whether no power has a negative exponent anywhere on these regions: the formula is to be right for a base of 0 too.
    private boolean areWhole(int[] support, Coef[] coefficients) {
        for (int i = 0; i < support.length; i++) {
            for (Affine exponent : exponents(coefficients[i])) {
                if (!isWhole(exponent, support[i])) {
                    return false;
                }
            }
        }
        return true;
    }

    /// The exponents of every power of one base in every term of a numerator, divisors that are powers counted in.
    private static List<Affine> exponents(Coef c) {
        Map<String, Affine> below = new TreeMap<>();
        c.denominator().forEach((p, e) -> {
            if (p.terms().size() == 1) {
                p.leadingMonomial().powers().forEach(f -> book(f.base(), -e * f.exponent(), below));
            }
        });
        Set<String> bases = new TreeSet<>();
        c.generators().forEach(g -> {
            if (g instanceof Power p && !p.ofNumber()) {
                bases.add(p.base());
            }
        });
        List<Affine> all = new ArrayList<>();
        c.numerator().terms().keySet().forEach(m -> {
            Map<String, Affine> mine = new TreeMap<>(below);
            m.powers().forEach(f -> book(f.base(), f.exponent(), mine));
            mine.forEach((base, e) -> {
                if (bases.contains(base)) {
                    all.add(e);
                }
            });
        });
        return all;
    }

    private static void book(Generator g, int times, Map<String, Affine> exponents) {
        if (g instanceof Power p) {
            exponents.merge(p.base(), Affine.variable(p.exponent()).times(times), Affine::plus);
        } else if (g instanceof Generator.Named n) {
            exponents.merge(n.key(), Affine.constant(times), Affine::plus);
        }
    }

    /// A linear form that is not negative for some counts in a row, at all places, is not where they are larger.
    private boolean isWhole(Affine exponent, int region) {
        Setting.Range r = range();
        for (int more = 0; more < COUNTS; more++) {
            int m = more;
            UnaryOperator<Affine> count = a -> a
                    .substitute(
                            n -> setting.counts().contains(n) ? Affine.constant(setting.atLeast().get(n) + m) : null);
            Affine from = count.apply(r.from());
            Affine to = count.apply(r.to());
            if (!from.isConstant() || !to.isConstant() || to.constant() - from.constant() > FAR) {
                return false;
            }
            for (int p = from.constant(); p <= to.constant(); p++) {
                for (int q = from.constant(); q <= to.constant(); q++) {
                    boolean here = places == 1 || region == FULL || region == UP && p < q || region == DOWN && p > q
                            || region == DIAGONAL && p == q;
                    Affine first = Affine.constant(p);
                    Affine second = Affine.constant(q);
                    Affine value = count.apply(exponent)
                            .substitute(n -> n.equals(FIRST) ? first : n.equals(SECOND) ? second : null);
                    if (here && (!value.isConstant() || value.constant() < 0)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /// The coefficients on these regions that make up those of the shape, if there are any.
    private Optional<Coef[]> coefficients(int[] support) {
        boolean[] has = new boolean[4];
        for (int r : support) {
            has[r] = true;
        }
        Coef full = Coef.ZERO;
        if (has[FULL]) {
            full = symmetric ? on[UP].times(Rational.of(1, 2)) : on[has[UP] ? DOWN : UP];
            if (symmetric && (has[UP] || has[DOWN] || !full.sameAs(Scalars.relabel(full,
                    renaming(FIRST, SECOND, SECOND, FIRST))))) {
                return Optional.empty();
            }
        }
        Coef[] left = {on[UP].minus(symmetric ? full.plus(full) : full),
                symmetric ? Coef.ZERO : on[DOWN].minus(full),
                on[DIAGONAL].minus(Scalars.relabel(full, renaming(SECOND, FIRST, "", ""))), full};
        Coef[] values = new Coef[support.length];
        for (int i = 0; i < support.length; i++) {
            values[i] = left[support[i]];
            left[support[i]] = Coef.ZERO;
            if (values[i].isZero()) {
                return Optional.empty();
            }
        }
        return left[UP].isZero() && left[DOWN].isZero() && left[DIAGONAL].isZero() ? Optional.of(values)
                : Optional.empty();
    }

    private Term term(int region, Coef c) {
        Affine a = Affine.variable(FIRST);
        Affine b = Affine.variable(SECOND);
        List<Affine> conditions = new ArrayList<>();
        Setting.Range r = range();
        for (Affine v : places == 1 ? List.of(a) : List.of(a, b)) {
            conditions.add(v.minus(r.from()));
            conditions.add(r.to().minus(v));
        }
        if (places == 2 && region != FULL) {
            conditions.add(region == UP ? b.minus(a).plus(-1) : region == DOWN ? a.minus(b).plus(-1) : a.minus(b));
            if (region == DIAGONAL) {
                conditions.add(b.minus(a));
            }
        }
        conditions.addAll(setting.facts());
        return new Term(c, shape.scalars(), shape.open(), new TreeSet<>(places == 1 ? Set.of(FIRST)
                : Set.of(FIRST, SECOND)), Domain.ALL.and(conditions));
    }

    private Setting.Range range() {
        Setting.Range[] r = {null};
        shape.forEachVertex(v -> v.label().ifPresent(_ -> {
            Setting.Range mine = setting.families().get(v.symbol().batch().orElse(""));
            if (r[0] != null && !r[0].equals(mine)) {
                throw new NotExpressible("batches of two families");
            }
            r[0] = mine;
        }));
        if (r[0] == null) {
            throw new NotExpressible("batches of no family");
        }
        return r[0];
    }
}
