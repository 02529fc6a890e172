package bea.check;

import bea.algebra.Rational;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Update;
import java.util.Arrays;

/// Memories after the transient, found from an orbit of the update.
///
/// Where the start is forgotten, states and memories after `j` updates are at every power of `h` *polynomials* in `j`,
/// since what an update keeps of a memory would add powers of its own. So the orbit through given states is sought as
/// polynomials: the states are the start and the sum of what the updates add; in the memories a polynomial `r(j)` that
/// they lack is made up for by the polynomial `c` with `c(j+1) - M c(j) = r(j)`. Here `M` is what an update at `h^0` does
/// to a memory, a matrix of numbers. Where only memories that are near a state, such as its previous value, leave the
/// states near, they are counted from the state. Each round settles more powers of `h`, until the update leads from `j`
/// to `j + 1` exactly.
final class Orbit {
    /// More memories than these are all counted from 0.
    private static final int FEW = 4;

    private final Interpreter interpreter;
    private final Execution execution;
    private final Update update;
    private final Model model;
    private final int states;

    Orbit(Interpreter interpreter, Execution execution, Update update) {
        this.interpreter = interpreter;
        this.execution = execution;
        this.update = update;
        this.model = interpreter.instance().model();
        this.states = model.slots().size();
    }

    /// The memories where the states are at `start`, through the limit of the interpreter.
    Jet[][] memories(Point start) {
        int limit = interpreter.limit();
        int count = model.memories().size();
        Jet[][] begin = truncated(Arrays.copyOf(start.all(), states), limit);
        Jet[][] positions = begin;
        Jet[][] memories = new Jet[count][];
        model.memories().forEach(m -> memories[m.index() - states] = Vectors.zero(start.get(m.space()).length));
        boolean[] fromState = fromState(begin, memories);
        Rational[][] inverse = inverse(begin, memories, fromState);
        for (int round = 0; round < 3 * (limit + 1) + 2 * count + 2; round++) {
            Jet[][] at = positions;
            Jet[][] next = after(at, memories, fromState);
            Jet[][] moved = new Jet[states][];
            for (int i = 0; i < states; i++) {
                moved[i] = summed(begin[i], Vectors.minus(next[i], at[i]));
            }
            Jet[] lack = new Jet[inverse.length];
            for (int i = 0, k = 0; i < count; i++) {
                for (int c = 0; c < memories[i].length; c++) {
                    lack[k++] = next[states + i][c].minus(later(memories[i][c]));
                }
            }
            if (Arrays.deepEquals(moved, at) && Arrays.stream(lack).allMatch(Jet::isZero)) {
                return counted(begin, first(memories), fromState, 1);
            }
            Jet[] made = balanced(lack, inverse);
            for (int i = 0, k = 0; i < count; i++) {
                Jet[] sum = new Jet[memories[i].length];
                for (int c = 0; c < sum.length; c++) {
                    sum[c] = bounded(memories[i][c].plus(made[k++]));
                }
                memories[i] = sum;
            }
            positions = moved;
        }
        throw new NotChecked("the memories are not determined power by power");
    }

    /// Where one update leads, memories counted as those that are given.
    private Jet[][] after(Jet[][] at, Jet[][] memories, boolean[] fromState) {
        Jet[][] next = truncated(execution.once(update,
                new Point(at).with(counted(at, memories, fromState, 1))).all(), interpreter.limit());
        Jet[][] own = counted(next, Arrays.copyOfRange(next, states, next.length), fromState, -1);
        System.arraycopy(own, 0, next, states, own.length);
        return next;
    }

    /// Memories that are counted from their states, with the states added or taken off.
    private Jet[][] counted(Jet[][] at, Jet[][] memories, boolean[] fromState, int sign) {
        Jet[][] all = memories.clone();
        for (Slot m : model.memories()) {
            int i = m.index() - states;
            Jet[] state = at[m.of().orElseThrow().index()];
            all[i] = !fromState[i] ? memories[i] : sign > 0 ? Vectors.plus(memories[i], state)
                    : Vectors.minus(memories[i], state);
        }
        return all;
    }

    /// Which memories to count from their states: such that at `h^0` nothing moves, or at least neither the states nor these
    /// memories do.
    private boolean[] fromState(Jet[][] begin, Jet[][] zero) {
        for (boolean all : new boolean[]{true, false}) {
            for (int mask = 0; mask < 1 << Math.min(zero.length, FEW); mask++) {
                boolean[] from = new boolean[zero.length];
                for (int i = 0; i < from.length; i++) {
                    from[i] = (mask >> i & 1) == 1;
                }
                if (interpreter.with(new Point(begin), 0, () -> rests(begin, zero, from, all))) {
                    return from;
                }
            }
        }
        return new boolean[zero.length];
    }

    private boolean rests(Jet[][] begin, Jet[][] zero, boolean[] from, boolean all) {
        Jet[][] next = after(begin, zero, from);
        for (int i = 0; i < next.length; i++) {
            Jet[] before = i < states ? begin[i] : zero[i - states];
            for (int c = 0; c < before.length && (all || i < states || from[i - states]); c++) {
                if (!next[i][c].constant().equals(before[c].constant())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Jet[][] truncated(Jet[][] all, int limit) {
        Jet[][] cut = new Jet[all.length][];
        for (int i = 0; i < all.length; i++) {
            cut[i] = new Jet[all[i].length];
            for (int c = 0; c < cut[i].length; c++) {
                cut[i][c] = all[i][c].truncated(limit);
            }
        }
        return cut;
    }

    /// At `j = 0`.
    private static Jet[][] first(Jet[][] memories) {
        Jet[][] at = new Jet[memories.length][];
        for (int i = 0; i < at.length; i++) {
            at[i] = new Jet[memories[i].length];
            for (int c = 0; c < at[i].length; c++) {
                at[i][c] = memories[i][c].ofCount(0);
            }
        }
        return at;
    }

    // ---- polynomials in j

    /// Powers of `j` have to stay below those that a number can hold.
    private static Jet bounded(Jet x) {
        if (x.degree() >= Jet.MAX) {
            throw new NotChecked("the orbit of the update moves by more than O(h)");
        }
        return x;
    }

    private static Rational binomial(int n, int k) {
        Rational product = Rational.ONE;
        for (int i = 0; i < k; i++) {
            product = product.times(Rational.of(n - i, i + 1));
        }
        return product;
    }

    /// The value at `j + 1`.
    private static Jet later(Jet x) {
        Jet sum = x;
        for (int e = x.degree(); e > 0; e--) {
            Jet part = x.ofCount(e);
            for (int d = 0; d < e; d++) {
                sum = sum.plus(part.times(binomial(e, d)).timesCount(d));
            }
        }
        return sum;
    }

    /// `from` and the sum over `i < j` of `added(i)`.
    private static Jet[] summed(Jet[] from, Jet[] added) {
        Jet[] sum = from.clone();
        for (int c = 0; c < sum.length; c++) {
            Jet left = bounded(added[c]);
            if (!left.isZero() && left.order() == 0) {
                throw new NotChecked("the update moves by more than O(h)");
            }
            while (!left.isZero()) {
                int d = left.degree();
                Jet part = left.ofCount(d).times(Rational.of(1, d + 1)).timesCount(d + 1);
                sum[c] = sum[c].plus(part);
                left = left.minus(later(part).minus(part));
            }
        }
        return sum;
    }

    /// The polynomials `c` with `c(j+1) - M c(j) = r(j)`, from their highest power down.
    ///
    /// @param inverse of `I - M`
    private static Jet[] balanced(Jet[] r, Rational[][] inverse) {
        Jet[] left = r.clone();
        Jet[] c = Vectors.zero(r.length);
        for (int d = Arrays.stream(r).mapToInt(Jet::degree).max().orElse(0); d >= 0; d--) {
            Jet[] part = new Jet[r.length];
            for (int i = 0; i < r.length; i++) {
                part[i] = Jet.ZERO;
                for (int k = 0; k < r.length; k++) {
                    part[i] = part[i].plus(left[k].ofCount(d).times(inverse[i][k]));
                }
            }
            for (int i = 0; i < r.length; i++) {
                Jet whole = part[i].timesCount(d);
                c[i] = c[i].plus(whole);
                // (I - M) takes care of the power d itself
                left[i] = left[i].minus(later(whole).minus(whole));
            }
        }
        return c;
    }

    // ---- what an update keeps of the memories

    private Rational[][] inverse(Jet[][] begin, Jet[][] memories, boolean[] fromState) {
        return interpreter.with(new Point(begin), 0, () -> {
            Rational[] base = constants(after(begin, memories, fromState));
            int n = base.length;
            Rational[][] system = new Rational[n][2 * n];
            int k = 0;
            for (Slot m : model.memories()) {
                for (int c = 0; c < memories[m.index() - states].length; c++, k++) {
                    Jet[][] moved = memories.clone();
                    moved[m.index() - states] = moved[m.index() - states].clone();
                    moved[m.index() - states][c] = Jet.ONE;
                    Rational[] kept = constants(after(begin, moved, fromState));
                    for (int i = 0; i < n; i++) {
                        Rational own = i == k ? Rational.ONE : Rational.ZERO;
                        system[i][k] = own.minus(kept[i].minus(base[i]));
                        system[i][n + k] = own;
                    }
                }
            }
            return solved(system);
        });
    }

    private Rational[] constants(Jet[][] all) {
        return Arrays.stream(all).skip(states).flatMap(Arrays::stream).map(Jet::constant).toArray(Rational[]::new);
    }

    /// The right half once the left one is the identity.
    private static Rational[][] solved(Rational[][] m) {
        int n = m.length;
        for (int c = 0; c < n; c++) {
            int p = c;
            while (p < n && m[p][c].isZero()) {
                p++;
            }
            if (p == n) {
                throw new NotChecked("a memory that keeps all of itself");
            }
            Rational[] pivot = m[p];
            m[p] = m[c];
            m[c] = pivot;
            Rational scale = pivot[c].reciprocal();
            for (int k = 0; k < 2 * n; k++) {
                pivot[k] = pivot[k].times(scale);
            }
            for (int r = 0; r < n; r++) {
                Rational factor = m[r][c];
                for (int k = 0; r != c && !factor.isZero() && k < 2 * n; k++) {
                    m[r][k] = m[r][k].minus(factor.times(pivot[k]));
                }
            }
        }
        Rational[][] right = new Rational[n][];
        for (int r = 0; r < n; r++) {
            right[r] = Arrays.copyOfRange(m[r], n, 2 * n);
        }
        return right;
    }
}
