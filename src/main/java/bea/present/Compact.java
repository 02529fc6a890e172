package bea.present;

import bea.algebra.Coef;
import bea.model.Affine;
import bea.series.Regions;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Chooses, for trees with two batch labels, the presentation with the fewest terms: full double sums, ordered ones and
/// diagonals are three ways to write the same canonical form (theory, section 3).
final class Compact {
    private final Setting setting;

    private Compact(Setting setting) {
        this.setting = setting;
    }

    static Sum of(Sum s, Setting setting) {
        boolean plain = true;
        for (Term t : s.terms()) {
            plain &= t.bound().isEmpty();
        }
        return plain ? s : new Compact(setting).run(
                Regions.of(Sum.of(s.terms().stream().map(t -> known(t, setting)).toList()), setting));
    }

    /// The terms as they are shown: those that differ in powers of places only are one.
    static List<Term> terms(Sum s, Setting setting) {
        return Regions.merged(of(s, setting).terms());
    }

    /// Terms that know of different counts what is true of all are one term.
    private static Term known(Term t, Setting setting) {
        return t.bound().isEmpty() ? t
                : new Term(t.coef(), t.scalars(), t.open(), t.bound(), t.domain().and(setting.facts()));
    }

    /// The coefficients of one two-label shape below, above and on the diagonal.
    private static final class Pair {
        final Term shape;
        final boolean symmetric;
        final Coef[] on = {Coef.ZERO, Coef.ZERO, Coef.ZERO};

        Pair(Term shape, boolean symmetric) {
            this.shape = shape;
            this.symmetric = symmetric;
        }
    }

    private static final String FIRST = "$p";
    private static final String SECOND = "$q";

    private Sum run(Sum s) {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        Sum rest = s.filter(t -> !collect(t, pairs));
        return pairs.isEmpty() ? rest : rest.plus(Sum.sum(pairs.values().stream().map(this::best).toList()));
    }

    private boolean collect(Term t, Map<String, Pair> pairs) {
        List<Affine> places = new ArrayList<>();
        t.forEachVertex(v -> v.label().ifPresent(places::add));
        boolean plain = t.coef().generators().stream().allMatch(g -> g instanceof bea.algebra.Generator.Named
                || g instanceof bea.series.Scalars.Index i && !t.bound().contains(i.name())
                || g instanceof bea.model.Power p && !t.bound().contains(p.exponent()));
        if (places.size() != 2 || t.bound().isEmpty() || !plain
                || places.stream().anyMatch(a -> a.constant() != 0 || a.coefficients().size() != 1
                        || !t.bound().contains(a.coefficients().firstKey()))) {
            return false;
        }
        Set<String> range = ranges(t);
        if (range.isEmpty()) {
            return false;
        }
        Term generic = generic(t);
        Term swapped = swap(generic);
        boolean symmetric = key(generic).equals(key(swapped));
        boolean turned = !symmetric && key(swapped).compareTo(key(generic)) < 0;
        Term shape = turned ? swapped : generic;
        Pair p = pairs.computeIfAbsent(key(shape), k -> new Pair(shape, symmetric));
        add(p, t, places, turned);
        return true;
    }

    /// Where the term lives: on `below`, `above`, `diagonal`; empty when it is none of the usual regions.
    private Set<String> ranges(Term t) {
        Set<String> where = new TreeSet<>();
        List<String> names = new ArrayList<>(t.bound());
        if (names.size() == 1) {
            where.add("diagonal");
            return t.domain().equals(square(t, names)) ? where : Set.of();
        }
        Affine d = Affine.variable(names.get(1)).minus(Affine.variable(names.get(0)));
        for (Map.Entry<String, List<Affine>> e : Map.of("full", List.<Affine>of(), "up", List.of(d.plus(-1)), "down",
                List.of(d.times(-1).plus(-1))).entrySet()) {
            if (t.domain().equals(square(t, names).and(e.getValue()))) {
                where.add(e.getKey());
            }
        }
        return where;
    }

    private bea.series.Domain square(Term t, List<String> names) {
        List<Affine> all = new ArrayList<>();
        Setting.Range r = range(t);
        for (String n : names) {
            all.add(Affine.variable(n).minus(r.from()));
            all.add(r.to().minus(Affine.variable(n)));
        }
        all.addAll(setting.facts());
        return bea.series.Domain.ALL.and(all);
    }

    private Setting.Range range(Term t) {
        Setting.Range[] r = {null};
        t.forEachVertex(v -> v.label().ifPresent(l -> r[0] = setting.families().get(v.symbol().batch().orElse(""))));
        return r[0] == null ? new Setting.Range(Affine.ZERO, Affine.constant(-1)) : r[0];
    }

    private static Term generic(Term t) {
        int[] next = {0};
        UnaryOperator<Vertex> name = v -> v.label().isEmpty() ? v
                : v.relabel(a -> Affine.variable(next[0]++ == 0 ? FIRST : SECOND));
        return new Term(Coef.ONE, t.scalars().stream().map(s -> s.map(name).free()).toList(),
                t.open().map(o -> new bea.tree.Tree(o.slot(), o.rootOutput(), o.node().map(name))), Set.of(),
                bea.series.Domain.ALL);
    }

    private static Term swap(Term t) {
        UnaryOperator<Affine> change = a -> a.substitute(n -> n.equals(FIRST) ? Affine.variable(SECOND)
                : n.equals(SECOND) ? Affine.variable(FIRST) : null);
        return relabelled(t, change);
    }

    private static Term relabelled(Term t, UnaryOperator<Affine> change) {
        return t.map(v -> v.relabel(change), UnaryOperator.identity());
    }

    private static String key(Term t) {
        return Sum.of(List.of(t)).toString();
    }

    /// Books the coefficient of `t` on the regions of its shape.
    private void add(Pair p, Term t, List<Affine> places, boolean turned) {
        Set<String> where = ranges(t);
        List<String> names = new ArrayList<>(t.bound());
        if (names.size() == 1) {
            p.on[2] = p.on[2].plus(t.coef());
            return;
        }
        // which bound name stands at the shape's first place
        UnaryOperator<Affine> straight = a -> a.substitute(n -> n.equals(names.get(0)) ? Affine.variable(FIRST)
                : n.equals(names.get(1)) ? Affine.variable(SECOND) : null);
        Term named = relabelled(new Term(Coef.ONE, t.scalars(), t.open(), Set.of(), bea.series.Domain.ALL), straight);
        boolean firstIsFirst = key(named).equals(key(p.shape));
        if (where.contains("full")) {
            p.on[0] = p.on[0].plus(p.symmetric ? t.coef().plus(t.coef()) : t.coef());
            p.on[1] = p.on[1].plus(p.symmetric ? Coef.ZERO : t.coef());
            p.on[2] = p.on[2].plus(t.coef());
        } else {
            boolean up = where.contains("up") == firstIsFirst;
            int i = up || p.symmetric ? 0 : 1;
            p.on[i] = p.on[i].plus(t.coef());
        }
    }

    private static final int[][] SUPPORTS = {{}, {3}, {0}, {1}, {2}, {3, 1}, {3, 0}, {3, 2}, {0, 1}, {0, 2}, {1, 2},
            {3, 0, 1}, {3, 0, 2}, {0, 1, 2}};

    /// Of the ways with the fewest terms the one with the shortest coefficients.
    private Sum best(Pair p) {
        Sum best = null;
        int size = 0;
        int length = 0;
        for (int[] support : SUPPORTS) {
            if (best != null && support.length > size) {
                break;
            }
            Optional<Coef[]> x = solve(p, support);
            int total = x.map(Compact::length).orElse(0);
            if (x.isPresent() && (best == null || total < length)) {
                List<Term> terms = new ArrayList<>();
                for (int i = 0; i < support.length; i++) {
                    terms.add(term(p, support[i], x.get()[i]));
                }
                best = Sum.of(terms);
                size = support.length;
                length = total;
            }
        }
        if (best == null) {
            throw new IllegalStateException("the three regions always suffice");
        }
        return best;
    }

    private static int length(Coef[] all) {
        int length = 0;
        for (Coef c : all) {
            length += (c.numerator().leadingCoefficient().signum() < 0 ? c.negate() : c).toString().length();
        }
        return length;
    }

    private static Optional<Coef[]> solve(Pair p, int[] support) {
        bea.algebra.LinearSystem system = new bea.algebra.LinearSystem(support.length);
        for (int region = 0; region < 3; region++) {
            Coef[] row = new Coef[support.length];
            for (int i = 0; i < support.length; i++) {
                boolean covers = support[i] == region || support[i] == 3 && !(p.symmetric && region == 1);
                row[i] = !covers ? Coef.ZERO : support[i] == 3 && p.symmetric && region == 0 ? Coef.of(2) : Coef.ONE;
            }
            system.equation(row, p.on[region]);
        }
        return system.solve().filter(s -> s.free().isEmpty()).map(s -> s.values().toArray(Coef[]::new));
    }

    private Term term(Pair p, int region, Coef c) {
        Affine a = Affine.variable(FIRST);
        Affine b = Affine.variable(SECOND);
        List<Affine> conditions = new ArrayList<>();
        Setting.Range r = range(p.shape);
        for (Affine v : List.of(a, b)) {
            conditions.add(v.minus(r.from()));
            conditions.add(r.to().minus(v));
        }
        switch (region) {
            case 0 -> conditions.add(b.minus(a).plus(-1));
            case 1 -> conditions.add(a.minus(b).plus(-1));
            case 2 -> {
                conditions.add(a.minus(b));
                conditions.add(b.minus(a));
            }
            default -> {
            }
        }
        conditions.addAll(setting.facts());
        return new Term(c, p.shape.scalars(), p.shape.open(), new TreeSet<>(Set.of(FIRST, SECOND)),
                bea.series.Domain.ALL.and(conditions));
    }
}
