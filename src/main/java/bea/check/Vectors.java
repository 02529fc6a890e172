package bea.check;

import bea.algebra.Rational;
import java.util.List;

/// Arithmetic on values: null is the zero of any type.
final class Vectors {
    private Vectors() {}

    static Jet[] plus(Jet[] a, Jet[] b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        Jet[] sum = new Jet[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a[i].plus(b[i]);
        }
        return sum;
    }

    static Jet[] zero(int size) {
        Jet[] v = new Jet[size];
        java.util.Arrays.fill(v, Jet.ZERO);
        return v;
    }

    static Jet[] minus(Jet[] a, Jet[] b) {
        return plus(a, scale(Jet.of(Rational.MINUS_ONE), b, Jet.MAX));
    }

    static Jet[] scale(Jet factor, Jet[] v, int limit) {
        if (v == null || factor.isZero()) {
            return null;
        }
        Jet[] scaled = new Jet[v.length];
        for (int i = 0; i < v.length; i++) {
            scaled[i] = v[i].times(factor, limit);
        }
        return scaled;
    }

    static Jet dot(Jet[] a, Jet[] b, int limit) {
        Jet sum = Jet.ZERO;
        for (int i = 0; i < a.length; i++) {
            sum = sum.plus(a[i].times(b[i], limit));
        }
        return sum;
    }

    /// What multiplies the first increment of a level.
    static Jet[] derivative(Jet[] v, int level) {
        if (v == null) {
            return null;
        }
        Jet[] d = new Jet[v.length];
        for (int i = 0; i < v.length; i++) {
            d[i] = v[i].derivative(level, 1);
        }
        return d;
    }

    /// What multiplies each of the increments of a level.
    static Jet[] parts(Jet x, int level, int count) {
        Jet[] d = new Jet[count];
        for (int i = 0; i < count; i++) {
            d[i] = x.derivative(level, i + 1);
        }
        return d;
    }

    /// The first power of `h` through `limit` at which two values differ, or -1.
    static int difference(Jet[] a, Jet[] b, int limit) {
        return difference(a, b, limit, Rational::equals);
    }

    static int difference(Jet[] a, Jet[] b, int limit, java.util.function.BiPredicate<Rational, Rational> same) {
        int size = a != null ? a.length : b != null ? b.length : 0;
        for (int k = 0; k <= limit; k++) {
            for (int i = 0; i < size; i++) {
                if (!same.test(at(a, i, k), at(b, i, k))) {
                    return k;
                }
            }
        }
        return -1;
    }

    private static Rational at(Jet[] v, int component, int power) {
        return v == null ? Rational.ZERO : v[component].at(power);
    }

    /// Whether the coefficient of `h^power` vanishes.
    static boolean isZero(Jet[] v, int power) {
        for (int i = 0; v != null && i < v.length; i++) {
            if (!v[i].at(power).isZero()) {
                return false;
            }
        }
        return true;
    }

    /// The coefficient of `h^power`: a number, or components in parentheses.
    static String text(Jet[] v, int size, int power) {
        List<String> parts = new java.util.ArrayList<>();
        for (int i = 0; i < size; i++) {
            parts.add(at(v, i, power).toString());
        }
        return size == 1 ? parts.getFirst() : "(" + String.join(", ", parts) + ")";
    }
}
