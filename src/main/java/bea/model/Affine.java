package bea.model;

import bea.algebra.Rational;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/// An integer-valued affine form in index variables and counts, such as `mu + 1` or `n - 1`.
///
/// Batch labels, the bounds of sums and the argument of an iterate are affine forms; index variables and
/// counts share one name space. Sums over indices are made of them by the thousand, so a form is two short arrays.
public final class Affine implements Comparable<Affine> {
    /// Index variables carry this prefix, so that they and counts cannot be confused.
    public static final String INDEX = "~";
    private static final String[] NONE = {};
    private static final int[] NO_FACTORS = {};
    public static final Affine ZERO = constant(0);

    /// In ascending order.
    private final String[] names;
    /// The factor of each name, never 0.
    private final int[] factors;
    private final int constant;
    private SortedMap<String, Integer> coefficients;
    private String text;

    private Affine(String[] names, int[] factors, int constant) {
        this.names = names;
        this.factors = factors;
        this.constant = constant;
    }

    public static Affine constant(int value) {
        return new Affine(NONE, NO_FACTORS, value);
    }

    public static Affine variable(String name) {
        return new Affine(new String[]{name}, new int[]{1}, 0);
    }

    /// The integer factor of each name that occurs, never 0.
    public SortedMap<String, Integer> coefficients() {
        SortedMap<String, Integer> known = coefficients;
        if (known == null) {
            TreeMap<String, Integer> map = new TreeMap<>();
            for (int i = 0; i < names.length; i++) {
                map.put(names[i], factors[i]);
            }
            known = Collections.unmodifiableSortedMap(map);
            coefficients = known;
        }
        return known;
    }

    /// The factor of a name, 0 when it does not occur.
    public int factor(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return factors[i];
            }
        }
        return 0;
    }

    public int constant() {
        return constant;
    }

    /// The first of the names, "" for a number.
    public String name() {
        return names.length == 0 ? "" : names[0];
    }

    /// Every name with its factor.
    public void forEach(ObjIntConsumer<String> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], factors[i]);
        }
    }

    public Affine plus(Affine o) {
        if (o.names.length == 0) {
            return plus(o.constant);
        }
        String[] all = new String[names.length + o.names.length];
        int[] sums = new int[all.length];
        int size = 0;
        for (int i = 0, j = 0; i < names.length || j < o.names.length;) {
            int c = i == names.length ? 1 : j == o.names.length ? -1 : names[i].compareTo(o.names[j]);
            String name = c <= 0 ? names[i] : o.names[j];
            int sum = Math.addExact(c <= 0 ? factors[i] : 0, c >= 0 ? o.factors[j] : 0);
            if (sum != 0) {
                all[size] = name;
                sums[size++] = sum;
            }
            i += c <= 0 ? 1 : 0;
            j += c >= 0 ? 1 : 0;
        }
        return new Affine(Arrays.copyOf(all, size), Arrays.copyOf(sums, size), Math.addExact(constant, o.constant));
    }

    public Affine plus(int offset) {
        return offset == 0 ? this : new Affine(names, factors, Math.addExact(constant, offset));
    }

    public Affine minus(Affine o) {
        return plus(o.times(-1));
    }

    public Affine times(int factor) {
        if (factor == 0) {
            return ZERO;
        }
        int[] scaled = new int[factors.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.multiplyExact(factors[i], factor);
        }
        return new Affine(names, scaled, Math.multiplyExact(constant, factor));
    }

    public boolean isConstant() {
        return names.length == 0;
    }

    /// Replaces each name by the form that `values` gives, or leaves it where `values` gives null.
    public Affine substitute(Function<String, Affine> values) {
        Affine result = null;
        for (int i = 0; i < names.length; i++) {
            Affine v = values.apply(names[i]);
            if (v != null && result == null) {
                result = new Affine(Arrays.copyOf(names, i), Arrays.copyOf(factors, i), constant);
            }
            if (result != null) {
                Affine mine = v == null ? variable(names[i]) : v;
                result = result.plus(factors[i] == 1 ? mine : mine.times(factors[i]));
            }
        }
        return result == null ? this : result;
    }

    /// The value once every name has one.
    public long evaluate(Function<String, Long> values) {
        long sum = constant;
        for (int i = 0; i < names.length; i++) {
            sum += factors[i] * values.apply(names[i]);
        }
        return sum;
    }

    public Rational constantValue() {
        return Rational.of(constant);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Affine a && a.constant == constant && Arrays.equals(a.factors, factors)
                && Arrays.equals(a.names, names);
    }

    @Override
    public int hashCode() {
        return (Arrays.hashCode(names) * 31 + Arrays.hashCode(factors)) * 31 + constant;
    }

    @Override
    public int compareTo(Affine o) {
        return toString().compareTo(o.toString());
    }

    /// `mu+1`, `n-1`, `0`.
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = written();
            text = known;
        }
        return known;
    }

    private String written() {
        if (names.length == 1 && factors[0] == 1 && constant == 0) {
            return names[0];
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            int c = factors[i];
            text.append(c < 0 ? "-" : text.isEmpty() ? "" : "+");
            if (Math.abs(c) != 1) {
                text.append(Math.abs(c)).append('*');
            }
            text.append(names[i]);
        }
        if (constant != 0 || text.isEmpty()) {
            text.append(constant < 0 || text.isEmpty() ? "" : "+").append(constant);
        }
        return text.toString();
    }
}
