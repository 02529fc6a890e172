package bea.model;

import bea.algebra.Rational;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// An integer-valued affine form in index variables and counts, such as `mu + 1` or `n - 1`.
///
/// Batch labels, the bounds of sums and the argument of an iterate are affine forms; index variables and
/// counts share one name space, so `coefficients` maps a name to its integer factor (never 0).
public record Affine(SortedMap<String, Integer> coefficients, int constant) implements Comparable<Affine> {
    /// Index variables carry this prefix, so that they and counts cannot be confused.
    public static final String INDEX = "~";
    public static final Affine ZERO = constant(0);

    public Affine {
        TreeMap<String, Integer> copy = new TreeMap<>(coefficients);
        copy.values().removeIf(c -> c == 0);
        coefficients = java.util.Collections.unmodifiableSortedMap(copy);
    }

    public static Affine constant(int value) {
        return new Affine(new TreeMap<>(), value);
    }

    public static Affine variable(String name) {
        return new Affine(new TreeMap<>(Map.of(name, 1)), 0);
    }

    public Affine plus(Affine o) {
        TreeMap<String, Integer> sum = new TreeMap<>(coefficients);
        o.coefficients.forEach((k, v) -> sum.merge(k, v, Math::addExact));
        return new Affine(sum, Math.addExact(constant, o.constant));
    }

    public Affine plus(int offset) {
        return new Affine(coefficients, Math.addExact(constant, offset));
    }

    public Affine minus(Affine o) {
        return plus(o.times(-1));
    }

    public Affine times(int factor) {
        TreeMap<String, Integer> scaled = new TreeMap<>();
        coefficients.forEach((k, v) -> scaled.put(k, Math.multiplyExact(v, factor)));
        return new Affine(scaled, Math.multiplyExact(constant, factor));
    }

    public boolean isConstant() {
        return coefficients.isEmpty();
    }

    /// Replaces each name by the form that `values` gives, or leaves it where `values` gives null.
    public Affine substitute(Function<String, Affine> values) {
        Affine result = constant(constant);
        for (Map.Entry<String, Integer> e : coefficients.entrySet()) {
            Affine v = values.apply(e.getKey());
            result = result.plus((v == null ? variable(e.getKey()) : v).times(e.getValue()));
        }
        return result;
    }

    /// The value once every name has one.
    public long evaluate(Function<String, Long> values) {
        long sum = constant;
        for (Map.Entry<String, Integer> e : coefficients.entrySet()) {
            sum += e.getValue() * values.apply(e.getKey());
        }
        return sum;
    }

    public Rational constantValue() {
        return Rational.of(constant);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Affine a && a.constant == constant && a.coefficients.equals(coefficients);
    }

    @Override
    public int hashCode() {
        return coefficients.hashCode() * 31 + constant;
    }

    @Override
    public int compareTo(Affine o) {
        return toString().compareTo(o.toString());
    }

    /// `mu+1`, `n-1`, `0`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        coefficients.forEach((name, c) -> {
            text.append(c < 0 ? "-" : text.isEmpty() ? "" : "+");
            if (Math.abs(c) != 1) {
                text.append(Math.abs(c)).append('*');
            }
            text.append(name);
        });
        if (constant != 0 || text.isEmpty()) {
            text.append(constant < 0 || text.isEmpty() ? "" : "+").append(constant);
        }
        return text.toString();
    }
}
