package bea.model;

import bea.algebra.Coef;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Bounds of sums of products of powers, term by term: `beta^(n-1-i)` is below 1 for `beta` in `[0, 1)` where `i < n-1`.
public final class Bounds {
    /// The least or the greatest value of a form in counts and indices, absent where there is none.
    public interface Extremes {
        Optional<Long> of(Affine form, boolean greatest);
    }

    /// `base^exponent` for a base that is not negative.
    public record Exponent(Model.Scalar base, Affine exponent) {}

    /// Sums with more terms are not looked at.
    private static final int MOST = 12;

    private final Function<String, Optional<Model.Scalar>> scalars;
    private final Extremes extremes;

    public Bounds(Function<String, Optional<Model.Scalar>> scalars, Extremes extremes) {
        this.scalars = scalars;
        this.extremes = extremes;
    }

    /// A number times powers of scalars, primes, counts and indices.
    private record Product(Rational factor, Map<String, Affine> powers) {
        Product over(Product o) {
            Map<String, Affine> all = new TreeMap<>(powers);
            o.powers.forEach((base, e) -> add(all, base, e.times(-1)));
            return new Product(factor.dividedBy(o.factor), all);
        }
    }

    private static void add(Map<String, Affine> all, String base, Affine exponent) {
        Affine sum = all.getOrDefault(base, Affine.ZERO).plus(exponent);
        if (sum.equals(Affine.ZERO)) {
            all.remove(base);
        } else {
            all.put(base, sum);
        }
    }

    /// Whether a number is zero nowhere in the ranges; false where that was not found. A divisor in it counts as one that
    /// is not zero.
    public boolean areAway(Coef c) {
        List<Product> terms = terms(c);
        if (terms.isEmpty() || terms.size() > MOST) {
            return false;
        }
        if (!sum(terms).hasZero()) {
            return true;
        }
        return terms.stream().anyMatch(
                t -> !interval(t).hasZero() && !sum(terms.stream().map(x -> x.over(t)).toList()).hasZero());
    }

    /// What has to be 1 where a number is zero, when that is one power.
    public Optional<Exponent> one(Coef c) {
        List<Product> terms = terms(c);
        if (terms.size() != 2) {
            return Optional.empty();
        }
        Product ratio = terms.get(0).over(terms.get(1));
        if (ratio.powers.size() != 1) {
            return Optional.empty();
        }
        String name = ratio.powers.keySet().iterator().next();
        Model.Scalar base = base(name).orElse(null);
        boolean either = terms.stream().anyMatch(t -> !t.powers.containsKey(name));
        if (base == null || !Interval.of(base).isUp() || base.contains(Rational.ZERO) && !either) {
            return Optional.empty();
        }
        Affine exponent = ratio.powers.get(name);
        Rational rest = ratio.factor.negate();
        if (isPrime(name)) {
            Rational p = base.above().orElseThrow();
            for (; rest.numerator().mod(p.numerator()).signum() == 0; rest = rest.dividedBy(p)) {
                exponent = exponent.plus(1);
            }
            for (; rest.denominator().mod(p.numerator()).signum() == 0; rest = rest.times(p)) {
                exponent = exponent.plus(-1);
            }
        }
        return rest.isOne() ? Optional.of(new Exponent(base, exponent)) : Optional.empty();
    }

    private static List<Product> terms(Coef c) {
        Map<String, Affine> below = new TreeMap<>();
        for (Map.Entry<Poly, Integer> d : c.denominator().entrySet()) {
            if (d.getKey().terms().size() == 1) {
                d.getKey().leadingMonomial().powers().forEach(f -> add(below, f, -d.getValue()));
            }
        }
        List<Product> terms = new ArrayList<>();
        for (Map.Entry<Monomial, Rational> t : c.numerator().terms().entrySet()) {
            Map<String, Affine> powers = new TreeMap<>(below);
            t.getKey().powers().forEach(f -> add(powers, f, 1));
            terms.add(new Product(t.getValue(), powers));
        }
        return terms;
    }

    private static void add(Map<String, Affine> powers, Monomial.Power f, int times) {
        int e = f.exponent() * times;
        if (f.base() instanceof Power p) {
            add(powers, p.base(), Affine.variable(p.exponent()).times(e));
        } else {
            add(powers, f.base().key(), Affine.constant(e));
        }
    }

    private Interval sum(List<Product> terms) {
        return terms.stream().map(this::interval).reduce(Interval.of(Rational.ZERO), Interval::plus);
    }

    private Interval interval(Product t) {
        Interval all = Interval.of(Rational.ONE);
        for (Map.Entry<String, Affine> p : t.powers.entrySet()) {
            all = all.times(values(p.getKey()).pow(extremes.of(p.getValue(), false), extremes.of(p.getValue(), true)));
        }
        return all.times(t.factor);
    }

    private Interval values(String name) {
        Affine itself = Affine.variable(name);
        Optional<Rational> least = extremes.of(itself, false).map(Rational::of);
        Optional<Rational> most = extremes.of(itself, true).map(Rational::of);
        return least.isPresent() || most.isPresent() ? new Interval(least, true, most, true)
                : base(name).map(Interval::of).orElse(Interval.ALL);
    }

    private Optional<Model.Scalar> base(String name) {
        if (isPrime(name)) {
            Optional<Rational> p = Optional.of(Rational.of(Long.parseLong(name)));
            return Optional.of(new Model.Scalar(name, p, true, p, true));
        }
        return scalars.apply(name);
    }

    private static boolean isPrime(String name) {
        return Character.isDigit(name.charAt(0));
    }
}
