package bea.series;

import bea.model.Affine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// A conjunction of inequalities `x - y <= c` between index variables, counts and 0, closed under consequence: two
/// domains with the same integer points (in generic counts) are equal objects.
///
/// Kept as the matrix of the smallest known `c` for each pair of names (a difference-bound matrix). A matrix that is
/// closed stays closed when one inequality is added and every pair is tried on the way through it.
public final class Domain {
    /// The name of the number 0 among the variables.
    private static final String ZERO = "";
    /// No inequality between two names.
    private static final int NONE = Integer.MAX_VALUE;
    public static final Domain ALL = new Domain(new String[0], new int[0], false);
    private static final Domain EMPTY = new Domain(new String[0], new int[0], true);

    /// The names that some inequality is about, in ascending order.
    private final String[] names;
    /// `names[i] - names[j] <= bound[i * names.length + j]`.
    private final int[] bound;
    private final boolean empty;

    private Domain(String[] names, int[] bound, boolean empty) {
        this.names = names;
        this.bound = bound;
        this.empty = empty;
    }

    public boolean isEmpty() {
        return empty;
    }

    private int bound(int i, int j) {
        return bound[i * names.length + j];
    }

    /// A domain that grows; closed at all times.
    private static final class Growing {
        private String[] names;
        private int[] bound;
        private boolean empty;

        Growing(Domain d) {
            names = d.names;
            bound = d.bound.clone();
            empty = d.empty;
        }

        private int indexOf(String name) {
            int at = Arrays.binarySearch(names, name);
            if (at >= 0) {
                return at;
            }
            int n = names.length;
            String[] more = new String[n + 1];
            int[] wider = new int[(n + 1) * (n + 1)];
            int here = -at - 1;
            System.arraycopy(names, 0, more, 0, here);
            more[here] = name;
            System.arraycopy(names, here, more, here + 1, n - here);
            for (int i = 0; i <= n; i++) {
                for (int j = 0; j <= n; j++) {
                    wider[i * (n + 1) + j] = i == j ? 0 : i == here || j == here ? NONE
                            : bound[(i < here ? i : i - 1) * n + (j < here ? j : j - 1)];
                }
            }
            names = more;
            bound = wider;
            return here;
        }

        /// Adds `x - y <= c`.
        void add(String x, String y, int c) {
            if (empty) {
                return;
            }
            indexOf(x);
            int to = indexOf(y);
            int from = indexOf(x);
            int n = names.length;
            if (bound[from * n + to] <= c) {
                return;
            }
            int back = bound[to * n + from];
            if (back != NONE && back + (long) c < 0) {
                empty = true;
                return;
            }
            for (int i = 0; i < n; i++) {
                int first = bound[i * n + from];
                if (first == NONE) {
                    continue;
                }
                int through = Math.addExact(first, c);
                for (int j = 0; j < n; j++) {
                    int last = bound[to * n + j];
                    if (last != NONE && bound[i * n + j] > Math.addExact(through, last)) {
                        bound[i * n + j] = through + last;
                    }
                }
            }
        }

        Domain done() {
            return empty ? EMPTY : new Domain(names, bound, false);
        }
    }

    /// The points where also every form is at least 0.
    ///
    /// @throws NotExpressible when a form is not a difference of two variables plus a constant
    public Domain and(List<Affine> atLeastZero) {
        Growing all = new Growing(this);
        for (Affine a : atLeastZero) {
            if (a.isConstant()) {
                all.empty |= a.constant() < 0;
                continue;
            }
            String[] ends = ends(a);
            all.add(ends[0], ends[1], a.constant());
        }
        return all.done();
    }

    /// The names with factors -1 and 1.
    private static String[] ends(Affine form) {
        String[] ends = {ZERO, ZERO};
        form.forEach((name, factor) -> {
            int at = factor == 1 ? 1 : 0;
            if (Math.abs(factor) != 1 || !ends[at].equals(ZERO)) {
                throw new NotExpressible.OfIndex();
            }
            ends[at] = name;
        });
        return ends;
    }

    public Domain and(Domain o) {
        if (o.names.length == 0 && !o.empty || empty) {
            return this;
        }
        if (names.length == 0 || o.empty) {
            return o;
        }
        Growing all = new Growing(this);
        o.forEach((x, y, c) -> all.add(x, y, c));
        return all.done();
    }

    private interface Inequality {
        /// `x - y <= c`.
        void accept(String x, String y, int c);
    }

    private void forEach(Inequality action) {
        for (int i = 0; i < names.length; i++) {
            for (int j = 0; j < names.length; j++) {
                if (i != j && bound(i, j) != NONE) {
                    action.accept(names[i], names[j], bound(i, j));
                }
            }
        }
    }

    private static Affine form(String x, String y, int c) {
        Affine left = x.equals(ZERO) ? Affine.ZERO : Affine.variable(x);
        Affine right = y.equals(ZERO) ? Affine.ZERO : Affine.variable(y);
        return right.minus(left).plus(c);
    }

    /// A variable among `variables` that equals another variable or a constant, as (name, value), if there is one.
    public Optional<Map.Entry<String, Affine>> equality(Set<String> variables) {
        for (int i = 0; i < names.length; i++) {
            if (!variables.contains(names[i])) {
                continue;
            }
            for (int j = 0; j < names.length; j++) {
                if (i != j && isTie(i, j)) {
                    Affine base = names[j].equals(ZERO) ? Affine.ZERO : Affine.variable(names[j]);
                    return Optional.of(Map.entry(names[i], base.plus(bound(i, j))));
                }
            }
        }
        return Optional.empty();
    }

    /// Whether `names[i] - names[j]` has one value only.
    private boolean isTie(int i, int j) {
        return bound(i, j) != NONE && bound(j, i) != NONE && bound(i, j) == -bound(j, i);
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
        int mine = Arrays.binarySearch(names, variable);
        Optional<Affine> found = Optional.empty();
        for (int j = 0; mine >= 0 && j < names.length; j++) {
            int c = above ? bound(mine, j) : bound(j, mine);
            if (j != mine && c != NONE && (names[j].equals(ZERO) || counts.contains(names[j]))) {
                Affine base = names[j].equals(ZERO) ? Affine.ZERO : Affine.variable(names[j]);
                Affine extreme = base.plus(above ? c : -c);
                if (found.isEmpty() || extreme.isConstant()) {
                    found = Optional.of(extreme);
                }
            }
        }
        return found;
    }

    /// The forms `>= 0` that define this domain, without those that follow from the rest. Facts about names outside
    /// `variables` alone are left out.
    public List<Affine> essential(Set<String> variables) {
        boolean[] left = hasTie() ? withoutFollowing(variables) : withoutComposed();
        List<Affine> result = new ArrayList<>();
        int n = names.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (left[i * n + j] && (variables.contains(names[i]) || variables.contains(names[j]))) {
                    result.add(form(names[i], names[j], bound(i, j)));
                }
            }
        }
        return result;
    }

    private boolean hasTie() {
        for (int i = 0; i < names.length; i++) {
            for (int j = 0; j < i; j++) {
                if (isTie(i, j)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Without ties no inequality follows from itself, so those that are no sum of two others define the domain.
    private boolean[] withoutComposed() {
        int n = names.length;
        boolean[] left = new boolean[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                left[i * n + j] = i != j && bound(i, j) != NONE;
                for (int k = 0; k < n && left[i * n + j]; k++) {
                    if (k != i && k != j && bound(i, k) != NONE && bound(k, j) != NONE) {
                        left[i * n + j] = bound(i, k) + bound(k, j) > bound(i, j);
                    }
                }
            }
        }
        return left;
    }

    /// One after the other, those that only `variables` are in last.
    private boolean[] withoutFollowing(Set<String> variables) {
        int n = names.length;
        boolean[] left = new boolean[n * n];
        for (int i = 0; i < n * n; i++) {
            left[i] = i / n != i % n && bound[i] != NONE;
        }
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < n * n; i++) {
                boolean inner = variables.contains(names[i / n]) && variables.contains(names[i % n]);
                if (left[i] && inner == (pass == 1)) {
                    left[i] = false;
                    left[i] = !follows(left, i / n, i % n);
                }
            }
        }
        return left;
    }

    private boolean follows(boolean[] left, int from, int to) {
        int n = names.length;
        Growing rest = new Growing(ALL);
        for (int i = 0; i < n * n; i++) {
            if (left[i]) {
                rest.add(names[i / n], names[i % n], bound[i]);
            }
        }
        Domain d = rest.done();
        int x = Arrays.binarySearch(d.names, names[from]);
        int y = Arrays.binarySearch(d.names, names[to]);
        return x >= 0 && y >= 0 && d.bound(x, y) <= bound(from, to);
    }

    /// All inequalities, as forms `>= 0`.
    public List<Affine> inequalities() {
        List<Affine> result = new ArrayList<>();
        forEach((x, y, c) -> result.add(form(x, y, c)));
        return result;
    }

    public Domain substitute(UnaryOperator<Affine> change) {
        if (empty) {
            return EMPTY;
        }
        List<Affine> changed = new ArrayList<>();
        inequalities().forEach(a -> changed.add(change.apply(a)));
        return ALL.and(changed);
    }

    /// Some names replaced by others that are not here.
    Domain rename(Map<String, String> changes) {
        int n = names.length;
        String[] renamed = new String[n];
        boolean any = false;
        for (int i = 0; i < n; i++) {
            renamed[i] = changes.getOrDefault(names[i], names[i]);
            any |= !renamed[i].equals(names[i]);
        }
        if (!any) {
            return this;
        }
        String[] sorted = renamed.clone();
        Arrays.sort(sorted);
        int[] to = new int[n];
        for (int i = 0; i < n; i++) {
            to[i] = Arrays.binarySearch(sorted, renamed[i]);
        }
        int[] moved = new int[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                moved[to[i] * n + to[j]] = bound(i, j);
            }
        }
        return new Domain(sorted, moved, empty);
    }

    /// The consequences for the other names when `name` may take any value that fits.
    public Domain project(String name) {
        int at = Arrays.binarySearch(names, name);
        return at < 0 ? this : keeping(i -> i != at);
    }

    private Domain keeping(java.util.function.IntPredicate kept) {
        int n = names.length;
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean bounded = false;
            for (int j = 0; j < n; j++) {
                bounded |= j != i && kept.test(j) && (bound(i, j) != NONE || bound(j, i) != NONE);
            }
            if (kept.test(i) && bounded) {
                left.add(i);
            }
        }
        int m = left.size();
        String[] mine = new String[m];
        int[] mineBound = new int[m * m];
        for (int i = 0; i < m; i++) {
            mine[i] = names[left.get(i)];
            for (int j = 0; j < m; j++) {
                mineBound[i * m + j] = bound(left.get(i), left.get(j));
            }
        }
        return new Domain(mine, mineBound, empty);
    }

    /// The other names' conditions when `name` is summed in closed form between these bounds. A closed form also covers the
    /// empty range `upper = lower - 1`, but what labels something there may be no batch: unless the other conditions
    /// allow for no more than that, the range must not be empty where it ends at such an index.
    ///
    /// @param labelled the indices that label something
    Domain summedOut(String name, Affine lower, Affine upper, Set<String> labelled) {
        List<Affine> rest = new ArrayList<>(essential(names()));
        rest.removeIf(a -> a.factor(name) != 0);
        Affine length = upper.minus(lower).plus(1);
        Domain others = ALL.and(rest);
        boolean labels = length.coefficients().keySet().stream().anyMatch(labelled::contains);
        return !labels || others.and(List.of(length.times(-1).plus(-1))).isEmpty() ? others.and(List.of(length))
                : others.and(List.of(length.plus(-1)));
    }

    /// The bound of `x - y`, a number that no bound is when there is none.
    int difference(String x, String y) {
        int i = Arrays.binarySearch(names, x);
        int j = Arrays.binarySearch(names, y);
        return i < 0 || j < 0 ? NONE : bound(i, j);
    }

    /// Whether all points of this domain are points of `o`, once its names stand for other names plus constants.
    boolean implies(Domain o, Map<String, Affine> places) {
        int n = o.names.length;
        int[] at = new int[n];
        int[] shift = new int[n];
        for (int i = 0; i < n; i++) {
            Affine place = places.get(o.names[i]);
            at[i] = Arrays.binarySearch(names, place == null ? o.names[i] : place.name());
            shift[i] = place == null ? 0 : place.constant();
        }
        boolean all = true;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n && all; j++) {
                int c = o.bound(i, j);
                all = i == j || c == NONE
                        || at[i] >= 0 && at[j] >= 0 && bound(at[i], at[j]) <= c - shift[i] + shift[j];
            }
        }
        return all;
    }

    /// An inequality of `o` that does not follow here, if there is one.
    public Optional<Affine> missing(Domain o) {
        return implies(o, Map.of()) ? Optional.empty()
                : o.inequalities().stream().filter(a -> !and(List.of(a.times(-1).plus(-1))).isEmpty()).findFirst();
    }

    public Set<String> names() {
        Set<String> all = new TreeSet<>(Arrays.asList(names));
        all.remove(ZERO);
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Domain d && empty == d.empty && Arrays.equals(bound, d.bound)
                && Arrays.equals(names, d.names);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(names) * 31 + Arrays.hashCode(bound);
    }

    @Override
    public String toString() {
        StringBuilder b = new StringBuilder();
        forEach((x, y, c) -> b.append(x).append('-').append(y).append('<').append(c).append(';'));
        return b.toString();
    }
}
