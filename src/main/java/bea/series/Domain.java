package bea.series;

import bea.model.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A conjunction of inequalities `x - y <= c` between index variables, counts and 0, closed under consequence: two
/// domains with the same integer points (in generic counts) are equal objects.
public final class Domain {
    /// The name of the number 0 among the variables.
    private static final String ZERO = "";
    public static final Domain ALL = new Domain(new TreeMap<>(), false);

    /// Key (x, y), value c of `x - y <= c`, for x != y.
    private record Pair(String x, String y) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair o) {
            int c = x.compareTo(o.x);
            return c != 0 ? c : y.compareTo(o.y);
        }
    }

    private final SortedMap<Pair, Integer> bounds;
    private final boolean empty;

    private Domain(SortedMap<Pair, Integer> bounds, boolean empty) {
        this.bounds = bounds;
        this.empty = empty;
    }

    public boolean isEmpty() {
        return empty;
    }

    /// The points where also every form is at least 0.
    ///
    /// @throws NotExpressible when a form is not a difference of two variables plus a constant
    public Domain and(List<Affine> atLeastZero) {
        TreeMap<Pair, Integer> all = new TreeMap<>(bounds);
        boolean none = empty;
        for (Affine a : atLeastZero) {
            if (a.isConstant()) {
                none |= a.constant() < 0;
                continue;
            }
            String plus = ZERO;
            String minus = ZERO;
            for (Map.Entry<String, Integer> e : a.coefficients().entrySet()) {
                if (e.getValue() == 1 && plus.equals(ZERO)) {
                    plus = e.getKey();
                } else if (e.getValue() == -1 && minus.equals(ZERO)) {
                    minus = e.getKey();
                } else {
                    throw new NotExpressible.OfIndex();
                }
            }
            all.merge(new Pair(minus, plus), a.constant(), Math::min);
        }
        return closed(all, none);
    }

    public Domain and(Domain o) {
        TreeMap<Pair, Integer> all = new TreeMap<>(bounds);
        o.bounds.forEach((p, c) -> all.merge(p, c, Math::min));
        return closed(all, empty || o.empty);
    }

    private static Domain closed(TreeMap<Pair, Integer> bounds, boolean none) {
        TreeSet<String> nodes = new TreeSet<>();
        bounds.keySet().forEach(p -> {
            nodes.add(p.x);
            nodes.add(p.y);
        });
        List<String> names = new ArrayList<>(nodes);
        int n = names.size();
        long[][] d = new long[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Integer c = i == j ? Integer.valueOf(0) : bounds.get(new Pair(names.get(i), names.get(j)));
                d[i][j] = c == null ? Integer.MAX_VALUE : c;
            }
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (d[i][k] != Integer.MAX_VALUE && d[k][j] != Integer.MAX_VALUE) {
                        d[i][j] = Math.min(d[i][j], d[i][k] + d[k][j]);
                    }
                }
            }
        }
        TreeMap<Pair, Integer> result = new TreeMap<>();
        boolean empty = none;
        for (int i = 0; i < n; i++) {
            empty |= d[i][i] < 0;
            for (int j = 0; j < n; j++) {
                if (i != j && d[i][j] != Integer.MAX_VALUE) {
                    result.put(new Pair(names.get(i), names.get(j)), (int) d[i][j]);
                }
            }
        }
        return new Domain(result, empty);
    }

    /// A variable among `names` that equals another variable or a constant, as (name, value), if there is one.
    public Optional<Map.Entry<String, Affine>> equality(Set<String> names) {
        for (Map.Entry<Pair, Integer> e : bounds.entrySet()) {
            Pair p = e.getKey();
            Integer back = bounds.get(new Pair(p.y, p.x));
            if (names.contains(p.x) && back != null && back == -e.getValue()) {
                Affine base = p.y.equals(ZERO) ? Affine.ZERO : Affine.variable(p.y);
                return Optional.of(Map.entry(p.x, base.plus(e.getValue())));
            }
        }
        return Optional.empty();
    }

    /// The smallest known upper bound `variable <= other + c`, as an affine form, for `other` a count or 0.
    public Optional<Affine> upper(String variable, Set<String> counts) {
        return extreme(variable, counts, true);
    }

    /// The largest known lower bound.
    public Optional<Affine> lower(String variable, Set<String> counts) {
        return extreme(variable, counts, false);
    }

    private Optional<Affine> extreme(String variable, Set<String> counts, boolean above) {
        Optional<Affine> found = Optional.empty();
        for (Map.Entry<Pair, Integer> e : bounds.entrySet()) {
            String mine = above ? e.getKey().x : e.getKey().y;
            String other = above ? e.getKey().y : e.getKey().x;
            if (mine.equals(variable) && (other.equals(ZERO) || counts.contains(other))) {
                Affine base = other.equals(ZERO) ? Affine.ZERO : Affine.variable(other);
                Affine bound = base.plus(above ? e.getValue() : -e.getValue());
                if (found.isEmpty() || bound.isConstant()) {
                    found = Optional.of(bound);
                }
            }
        }
        return found;
    }

    /// The forms `>= 0` that define this domain, without those that follow from the rest. Facts about names outside
    /// `variables` alone are left out.
    public List<Affine> essential(Set<String> variables) {
        TreeMap<Pair, Integer> left = new TreeMap<>(bounds);
        List<Pair> order = new ArrayList<>(left.keySet());
        // written out: the comparators of the library are linked at run time
        order.sort((p, q) -> {
            int c = Boolean.compare(variables.contains(p.x) && variables.contains(p.y),
                    variables.contains(q.x) && variables.contains(q.y));
            return c != 0 ? c : p.compareTo(q);
        });
        for (Pair p : order) {
            int c = left.remove(p);
            Integer implied = closed(left, false).bounds.get(p);
            if (implied == null || implied > c) {
                left.put(p, c);
            }
        }
        List<Affine> result = new ArrayList<>();
        left.forEach((p, c) -> {
            if (variables.contains(p.x) || variables.contains(p.y)) {
                Affine x = p.x.equals(ZERO) ? Affine.ZERO : Affine.variable(p.x);
                Affine y = p.y.equals(ZERO) ? Affine.ZERO : Affine.variable(p.y);
                result.add(y.minus(x).plus(c));
            }
        });
        return result;
    }

    /// All inequalities that mention one of `variables`, as forms `>= 0`.
    public List<Affine> inequalities() {
        List<Affine> result = new ArrayList<>();
        bounds.forEach((p, c) -> {
            Affine x = p.x.equals(ZERO) ? Affine.ZERO : Affine.variable(p.x);
            Affine y = p.y.equals(ZERO) ? Affine.ZERO : Affine.variable(p.y);
            result.add(y.minus(x).plus(c));
        });
        return result;
    }

    public Domain substitute(UnaryOperator<Affine> change) {
        List<Affine> changed = new ArrayList<>();
        inequalities().forEach(a -> changed.add(change.apply(a)));
        Domain d = ALL.and(changed);
        return empty ? new Domain(d.bounds, true) : d;
    }

    /// The consequences for the other names when `name` may take any value that fits.
    public Domain project(String name) {
        TreeMap<Pair, Integer> left = new TreeMap<>(bounds);
        left.keySet().removeIf(p -> p.x.equals(name) || p.y.equals(name));
        return new Domain(left, empty);
    }

    /// The other names' conditions when `name` is summed in closed form between these bounds; a closed form also covers the
    /// empty range `upper = lower - 1`.
    Domain summedOut(String name, Affine lower, Affine upper) {
        List<Affine> rest = new ArrayList<>(essential(names()));
        rest.removeIf(a -> a.coefficients().containsKey(name));
        rest.add(upper.minus(lower).plus(1));
        return ALL.and(rest);
    }

    public Set<String> names() {
        TreeSet<String> all = new TreeSet<>();
        bounds.keySet().forEach(p -> {
            all.add(p.x);
            all.add(p.y);
        });
        all.remove(ZERO);
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Domain d && empty == d.empty && bounds.equals(d.bounds);
    }

    @Override
    public int hashCode() {
        return bounds.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder b = new StringBuilder();
        bounds.forEach((p, c) -> b.append(p.x).append('-').append(p.y).append('<').append(c).append(';'));
        return b.toString();
    }
}
