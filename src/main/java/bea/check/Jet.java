package bea.check;

import bea.algebra.Rational;
import java.util.Arrays;

/// A number of the checker: a sparse polynomial over the rationals in the step size `h` (truncated by whoever
/// multiplies), the time `s` in `[0, 1]` along a flow, the number `j` of updates along an orbit, and nilpotent
/// increments.
///
/// The increments come in levels, one for each derivative under way; two increments of one level multiply to zero, so
/// the part that is linear in each of them is an exact derivative.
final class Jet {
    /// The largest power of `h`, and the largest number of increments of a level.
    static final int MAX = 15;
    static final int MAX_LEVELS = 12;

    private static final int COUNT = 4;
    private static final int H = 8;
    private static final int LEVELS = 12;
    private static final long NIBBLES = 0x1111111111111111L;

    static final Jet ZERO = new Jet(new long[0], new Rational[0]);
    static final Jet ONE = of(Rational.ONE);
    static final Jet STEP = new Jet(new long[]{1L << H}, new Rational[]{Rational.ONE});

    /// Ascending: the power of `s` in four bits, those of `j` and `h` in four bits each, then one increment number for each level.
    private final long[] keys;
    private final Rational[] values;

    private Jet(long[] keys, Rational[] values) {
        this.keys = keys;
        this.values = values;
    }

    static Jet of(Rational value) {
        return value.isZero() ? ZERO : new Jet(new long[]{0}, new Rational[]{value});
    }

    /// The increment `number >= 1` of a level.
    static Jet increment(int level, int number) {
        return new Jet(new long[]{(long) number << LEVELS + 4 * level}, new Rational[]{Rational.ONE});
    }

    boolean isZero() {
        return keys.length == 0;
    }

    boolean isConstant() {
        return keys.length == 0 || keys.length == 1 && keys[0] == 0;
    }

    /// The part without `h`, `s`, `j` and increments.
    Rational constant() {
        return keys.length > 0 && keys[0] == 0 ? values[0] : Rational.ZERO;
    }

    Jet withoutConstant() {
        return keys.length > 0 && keys[0] == 0 ? new Jet(Arrays.copyOfRange(keys, 1, keys.length),
                Arrays.copyOfRange(values, 1, values.length)) : this;
    }

    /// The smallest power of `h` that occurs; of zero, more than any.
    int order() {
        int least = MAX + 1;
        for (long k : keys) {
            least = Math.min(least, power(k));
        }
        return least;
    }

    private static int power(long key) {
        return (int) (key >> H) & MAX;
    }

    /// The rational coefficient of `h^power`, leaving out everything with `s`, `j` or increments.
    Rational at(int power) {
        int i = Arrays.binarySearch(keys, (long) power << H);
        return i < 0 ? Rational.ZERO : values[i];
    }

    /// The part without increments of `level` and those inside it.
    Jet below(int level) {
        return filtered(k -> k >>> LEVELS + 4 * level == 0, 0);
    }

    Jet plus(Jet o) {
        if (keys.length == 0) {
            return o;
        }
        if (o.keys.length == 0) {
            return this;
        }
        int n = keys.length;
        int m = o.keys.length;
        long[] k = new long[n + m];
        Rational[] v = new Rational[n + m];
        int size = 0;
        for (int i = 0, j = 0; i < n || j < m;) {
            boolean left = j == m || i < n && keys[i] <= o.keys[j];
            boolean right = i == n || j < m && o.keys[j] <= keys[i];
            Rational sum = left && right ? values[i].plus(o.values[j]) : left ? values[i] : o.values[j];
            if (!sum.isZero()) {
                k[size] = left ? keys[i] : o.keys[j];
                v[size++] = sum;
            }
            i += left ? 1 : 0;
            j += right ? 1 : 0;
        }
        return trimmed(k, v, size);
    }

    private static Jet trimmed(long[] keys, Rational[] values, int size) {
        return size == 0 ? ZERO : size == keys.length ? new Jet(keys, values)
                : new Jet(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
    }

    Jet minus(Jet o) {
        return o.keys.length == 0 ? this : plus(o.times(Rational.MINUS_ONE));
    }

    Jet times(Rational factor) {
        if (factor.isZero() || keys.length == 0) {
            return ZERO;
        }
        if (factor.isOne()) {
            return this;
        }
        Rational[] v = new Rational[values.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = values[i].times(factor);
        }
        return new Jet(keys, v);
    }

    /// The product through `h^limit`.
    Jet times(Jet o, int limit) {
        if (isConstant()) {
            return o.times(constant());
        }
        if (o.isConstant()) {
            return times(o.constant());
        }
        Terms sum = new Terms(keys.length + o.keys.length);
        for (int i = 0; i < keys.length; i++) {
            for (int j = 0; j < o.keys.length; j++) {
                long a = keys[i];
                long b = o.keys[j];
                if (power(a) + power(b) <= limit && (occupied(a) & occupied(b)) == 0) {
                    sum.add(a + b, values[i].times(o.values[j]));
                }
            }
        }
        return sum.toJet();
    }

    private static long occupied(long key) {
        long k = key >>> LEVELS;
        return k == 0 ? 0 : (k | k >>> 1 | k >>> 2 | k >>> 3) & NIBBLES;
    }

    /// What multiplies increment `number` of `level`.
    Jet derivative(int level, int number) {
        int shift = LEVELS + 4 * level;
        int size = 0;
        long[] k = new long[keys.length];
        Rational[] v = new Rational[keys.length];
        for (int i = 0; i < keys.length; i++) {
            if ((keys[i] >>> shift & MAX) == number) {
                k[size] = keys[i] - ((long) number << shift);
                v[size++] = values[i];
            }
        }
        return trimmed(k, v, size);
    }

    /// Through `h^limit`.
    Jet truncated(int limit) {
        return filtered(k -> power(k) <= limit, 0);
    }

    /// The largest power of `j`.
    int degree() {
        int most = 0;
        for (long k : keys) {
            most = Math.max(most, (int) (k >> COUNT) & MAX);
        }
        return most;
    }

    /// What multiplies `j^power`.
    Jet ofCount(int power) {
        return filtered(k -> ((k >> COUNT) & MAX) == power, -((long) power << COUNT));
    }

    /// Times `j^power`, for a number without `j`.
    Jet timesCount(int power) {
        return filtered(_ -> true, (long) power << COUNT);
    }

    private Jet filtered(java.util.function.LongPredicate kept, long change) {
        int size = 0;
        long[] k = new long[keys.length];
        Rational[] v = new Rational[keys.length];
        for (int i = 0; i < keys.length; i++) {
            if (kept.test(keys[i])) {
                k[size] = keys[i] + change;
                v[size++] = values[i];
            }
        }
        return trimmed(k, v, size);
    }

    /// The integral over `s` from 0.
    Jet integral() {
        long[] k = new long[keys.length];
        Rational[] v = new Rational[keys.length];
        for (int i = 0; i < k.length; i++) {
            k[i] = keys[i] + 1;
            v[i] = values[i].dividedBy(Rational.of(k[i] & MAX));
        }
        return new Jet(k, v);
    }

    /// The value at `s = 1`.
    Jet atEnd() {
        Terms sum = new Terms(keys.length);
        for (int i = 0; i < keys.length; i++) {
            sum.add(keys[i] & ~MAX, values[i]);
        }
        return sum.toJet();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Jet o && Arrays.equals(keys, o.keys) && Arrays.equals(values, o.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    /// A sum under construction.
    static final class Terms {
        private long[] keys;
        private Rational[] values;
        private int size;

        Terms(int capacity) {
            keys = new long[Math.max(capacity, 4)];
            values = new Rational[keys.length];
        }

        void add(Jet jet, Rational factor) {
            for (int i = 0; i < jet.keys.length; i++) {
                add(jet.keys[i], jet.values[i].times(factor));
            }
        }

        private void add(long key, Rational value) {
            int i = size;
            while (i > 0 && keys[i - 1] > key) {
                i--;
            }
            if (i > 0 && keys[i - 1] == key) {
                values[i - 1] = values[i - 1].plus(value);
                return;
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            System.arraycopy(keys, i, keys, i + 1, size - i);
            System.arraycopy(values, i, values, i + 1, size - i);
            keys[i] = key;
            values[i] = value;
            size++;
        }

        Jet toJet() {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (!values[i].isZero()) {
                    keys[kept] = keys[i];
                    values[kept++] = values[i];
                }
            }
            return trimmed(keys, values, kept);
        }
    }
}
