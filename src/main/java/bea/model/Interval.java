package bea.model;

import bea.algebra.Rational;
import java.util.Optional;

/// An interval of real numbers; an absent end is infinite.
record Interval(Optional<Rational> low, boolean lowClosed, Optional<Rational> high, boolean highClosed) {
    static final Interval ALL = new Interval(Optional.empty(), false, Optional.empty(), false);

    static Interval of(Rational x) {
        return new Interval(Optional.of(x), true, Optional.of(x), true);
    }

    static Interval of(Model.Scalar s) {
        return new Interval(s.above(), s.aboveClosed(), s.below(), s.belowClosed());
    }

    boolean hasZero() {
        int below = low.map(Rational::signum).orElse(-1);
        int above = high.map(Rational::signum).orElse(1);
        return (below < 0 || below == 0 && lowClosed) && (above > 0 || above == 0 && highClosed);
    }

    /// Whether nothing in it is negative.
    boolean isUp() {
        return low.filter(l -> l.signum() >= 0).isPresent();
    }

    Interval plus(Interval o) {
        return new Interval(low.flatMap(a -> o.low.map(a::plus)), lowClosed && o.lowClosed,
                high.flatMap(a -> o.high.map(a::plus)), highClosed && o.highClosed);
    }

    Interval times(Rational r) {
        Optional<Rational> a = low.map(r::times);
        Optional<Rational> b = high.map(r::times);
        return r.signum() > 0 ? new Interval(a, lowClosed, b, highClosed)
                : new Interval(b, highClosed, a, lowClosed);
    }

    /// Of two factors that are not negative this is exact; of others it says only how far the product is from zero.
    Interval times(Interval o) {
        if (!isUp()) {
            return high.filter(b -> b.signum() <= 0).isPresent() ? times(Rational.MINUS_ONE).times(o)
                    .times(Rational.MINUS_ONE) : symmetric(size().times(o.size()));
        }
        if (!o.isUp()) {
            return o.high.filter(b -> b.signum() <= 0).isPresent()
                    ? times(o.times(Rational.MINUS_ONE)).times(Rational.MINUS_ONE) : symmetric(times(o.size()));
        }
        boolean zero = low.get().isZero() && lowClosed || o.low.get().isZero() && o.lowClosed;
        return new Interval(low.flatMap(a -> o.low.map(a::times)), zero || lowClosed && o.lowClosed,
                high.flatMap(a -> o.high.map(a::times)), highClosed && o.highClosed);
    }

    private static Interval symmetric(Interval size) {
        return new Interval(size.high.map(Rational::negate), size.highClosed, size.high, size.highClosed);
    }

    /// An interval with the absolute values in it.
    private Interval size() {
        if (isUp()) {
            return this;
        }
        if (high.filter(b -> b.signum() <= 0).isPresent()) {
            return times(Rational.MINUS_ONE);
        }
        if (low.isEmpty() || high.isEmpty()) {
            return new Interval(Optional.of(Rational.ZERO), true, Optional.empty(), false);
        }
        int order = low.get().abs().compareTo(high.get().abs());
        return new Interval(Optional.of(Rational.ZERO), true,
                Optional.of(order > 0 ? low.get().abs() : high.get().abs()),
                order > 0 ? lowClosed : order < 0 ? highClosed : lowClosed || highClosed);
    }

    /// Further powers are bounded by these.
    private static final int FAR = 64;

    /// `x^e` for `x` in this and whole `e` from `least` to `most`, absent where there is none.
    Interval pow(Optional<Long> least, Optional<Long> most) {
        Optional<Long> from = least.filter(e -> e >= -FAR).map(e -> Math.min(e, FAR));
        Optional<Long> to = most.filter(e -> e <= FAR).map(e -> Math.max(e, -FAR));
        boolean whole = from.filter(e -> e >= 0).isPresent();
        if (!whole && (!isUp() || hasZero())) {
            return ALL;
        }
        if (isUp()) {
            return corners(from, to);
        }
        boolean even = from.equals(to) && from.get() % 2 == 0;
        Interval size = size().corners(from, to);
        return even ? size : from.equals(to) && high.filter(b -> b.signum() <= 0).isPresent()
                ? times(Rational.MINUS_ONE).corners(from, to).times(Rational.MINUS_ONE) : symmetric(size);
    }

    /// The logarithm of a power is a product of two factors, which is greatest and least at corners of their ranges.
    private Interval corners(Optional<Long> from, Optional<Long> to) {
        Interval[] all = {corner(low, lowClosed, from, -1), corner(low, lowClosed, to, 1),
                corner(high, highClosed, from, -1), corner(high, highClosed, to, 1)};
        Interval hull = all[0];
        for (Interval c : all) {
            hull = hull.with(c);
        }
        return hull;
    }

    /// The limit of `x^e` in a corner as an interval from 0 when it is infinite.
    ///
    /// @param way the sign of an exponent that is absent
    private static Interval corner(Optional<Rational> x, boolean closed, Optional<Long> e, int way) {
        int exponent = e.map(Long::signum).orElse(way);
        if (e.isPresent() && exponent == 0) {
            return of(Rational.ONE);
        }
        // what `x` is beside 1: 0 for below
        int side = x.map(v -> v.compareTo(Rational.ONE)).orElse(1);
        boolean limit = x.isEmpty() || e.isEmpty() || x.get().isZero();
        if (!limit) {
            Rational v = x.get().pow(e.get().intValue());
            return new Interval(Optional.of(v), closed, Optional.of(v), closed);
        }
        if (side == 0) {
            return new Interval(x, closed, x, closed);
        }
        boolean infinite = side > 0 == exponent > 0;
        boolean reached = closed && x.filter(Rational::isZero).isPresent();
        Optional<Rational> zero = Optional.of(Rational.ZERO);
        return infinite ? new Interval(Optional.empty(), false, Optional.empty(), false)
                : new Interval(zero, reached, zero, reached);
    }

    /// The hull of intervals of numbers that are not negative, where [#ALL] stands for infinity.
    private Interval with(Interval o) {
        if (o.low.isEmpty()) {
            return new Interval(low, lowClosed, Optional.empty(), false);
        }
        if (low.isEmpty()) {
            return new Interval(o.low, o.lowClosed, Optional.empty(), false);
        }
        int below = low.get().compareTo(o.low.get());
        int above = high.isEmpty() ? 1 : high.get().compareTo(o.high.get());
        return new Interval(below <= 0 ? low : o.low,
                below == 0 ? lowClosed || o.lowClosed : below < 0 ? lowClosed : o.lowClosed,
                above >= 0 ? high : o.high,
                above == 0 ? highClosed || o.highClosed : above > 0 ? highClosed : o.highClosed);
    }
}
