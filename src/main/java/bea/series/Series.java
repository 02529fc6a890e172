package bea.series;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.model.Slot;
import bea.tree.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A power series in `h`, cut off after `h^order`, whose coefficients are sums of trees.
public final class Series {
    private final List<Sum> parts;

    private Series(List<Sum> parts) {
        this.parts = List.copyOf(parts);
    }

    public static Series of(Sum constant, int order) {
        return monomial(constant, 0, order);
    }

    /// `h^power * sum`.
    public static Series monomial(Sum sum, int power, int order) {
        List<Sum> parts = new ArrayList<>();
        for (int k = 0; k <= order; k++) {
            parts.add(k == power ? sum : Sum.ZERO);
        }
        return new Series(parts);
    }

    public static Series of(List<Sum> parts) {
        return new Series(parts);
    }

    public int order() {
        return parts.size() - 1;
    }

    /// The coefficient of `h^k`.
    public Sum at(int k) {
        return k < parts.size() ? parts.get(k) : Sum.ZERO;
    }

    /// Cut off after `h^last`.
    public Series truncated(int last) {
        return new Series(parts.subList(0, Math.min(last + 1, parts.size())));
    }

    /// With zeros up to `h^last`.
    public Series padded(int last) {
        List<Sum> all = new ArrayList<>(parts);
        while (all.size() <= last) {
            all.add(Sum.ZERO);
        }
        return new Series(all);
    }

    public boolean isZero() {
        return parts.stream().allMatch(Sum::isZero);
    }

    public Series map(UnaryOperator<Sum> f) {
        return new Series(parts.stream().map(f).toList());
    }

    public Series plus(Series o) {
        List<Sum> sum = new ArrayList<>();
        for (int k = 0; k < parts.size(); k++) {
            sum.add(parts.get(k).plus(o.at(k)));
        }
        return new Series(sum);
    }

    public Series minus(Series o) {
        return plus(o.times(Rational.MINUS_ONE));
    }

    public Series times(Rational r) {
        return map(s -> s.times(r));
    }

    public Series times(Coef c) {
        return map(s -> s.times(c));
    }

    /// Combines coefficients pairwise by a bilinear operation.
    private Series combine(Series o, java.util.function.BinaryOperator<Sum> f) {
        List<Sum> result = new ArrayList<>();
        for (int k = 0; k < parts.size(); k++) {
            Sum s = Sum.ZERO;
            for (int i = 0; i <= k; i++) {
                if (!at(i).isZero() && !o.at(k - i).isZero()) {
                    s = s.plus(f.apply(at(i), o.at(k - i)));
                }
            }
            result.add(s);
        }
        return new Series(result);
    }

    /// This scalar times `o`, of any type.
    public Series times(Series o) {
        return combine(o, Sum::times);
    }

    public Series dot(Series o) {
        return combine(o, Sum::dot);
    }

    /// Every hole `id` filled by the vector; terms without it stay.
    public Series fill(int id, Series vector) {
        return map(s -> s.having(id, false))
                .plus(map(s -> s.having(id, true)).combine(vector, (a, v) -> a.fill(id, v)));
    }

    public Series gradient(Slot slot, Rules rules) {
        return map(s -> s.gradient(slot, rules));
    }

    public Series differentiated(Slot slot, int id, Rules rules) {
        return map(s -> s.differentiated(slot, id, rules));
    }

    public Series freeze(int slots) {
        return map(s -> s.freeze(slots));
    }

    /// Multiplied by `h^power`.
    public Series shifted(int power) {
        List<Sum> moved = new ArrayList<>();
        for (int k = 0; k < parts.size(); k++) {
            moved.add(k >= power ? at(k - power) : Sum.ZERO);
        }
        return new Series(moved);
    }

    /// Divided by `h`, which it has as a factor; what is then unknown at the last power is left out.
    public Series lowered() {
        List<Sum> moved = new ArrayList<>(parts.subList(1, parts.size()));
        moved.add(Sum.ZERO);
        return new Series(moved);
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
