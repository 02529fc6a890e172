package bea.language;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Bounds;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Power;
import bea.model.Ranges;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where divisors are zero in the declared ranges of counts, scalars and indices. What another declaration would avoid is a
/// mistake; `a - b` of free scalars no declaration keeps away from zero, so that it is a condition of what is derived.
final class Divisors {
    /// Where a divisor is zero: `for n = 7`, and the declaration that leaves this out.
    record Zero(String where, Optional<String> help) {}

    /// An index variable in scope.
    ///
    /// @param excluded what it is never equal to
    record Bound(String name, Affine from, Affine to, List<Affine> excluded) {}

    private final Map<String, Model.Count> counts;
    private final List<Model.Scalar> scalars;
    private final List<Bound> indices;

    Divisors(Map<String, Model.Count> counts, List<Model.Scalar> scalars, List<Bound> indices) {
        this.counts = counts;
        this.scalars = scalars;
        this.indices = indices;
    }

    Optional<Zero> zero(Exp divisor) {
        return Ranges.factors(divisor).stream().flatMap(c -> zero(fixed(c)).stream()).findFirst();
    }

    private Coef fixed(Coef c) {
        return c.substitute(g -> g instanceof Power p
                ? number(p.exponent()).flatMap(n -> Power.of(p.baseValue(), Affine.constant(n))).orElse(null)
                : number(g.key()).map(Coef::of).orElse(null));
    }

    private Optional<Integer> number(String count) {
        return Optional.ofNullable(counts.get(count)).flatMap(Model.Count::fixed);
    }

    private Optional<Zero> zero(Coef c) {
        Poly p = c.numerator();
        if (p.isZero()) {
            return Optional.of(new Zero("", Optional.empty()));
        }
        Optional<Affine> index = form(p)
                .filter(a -> a.coefficients().keySet().stream().anyMatch(n -> n.startsWith(Affine.INDEX)));
        if (index.isPresent()) {
            return ofIndex(index.get());
        }
        Ranges ranges = ranges(p);
        Bounds bounds = new Bounds(ranges::scalar, this::extreme);
        if (ranges.neverZero(p) || bounds.areAway(c)) {
            return Optional.empty();
        }
        Optional<Bounds.Exponent> one = bounds.one(c).filter(x -> mentionsIndex(p));
        if (one.isPresent()) {
            return ofExponent(one.get());
        }
        Optional<Model.Scalar> only = p.generators().size() == 1
                ? ranges.declared(p.generators().iterator().next()) : Optional.empty();
        if (only.isPresent() && (only.get().above().isPresent() || only.get().below().isPresent())) {
            Ranges.Roots roots = ranges.roots(List.of(p), only.get());
            return Optional.of(p.generators().iterator().next() instanceof Power power
                    ? ofPower(ranges, power, p, roots) : zero(roots, only.get(), ranges.isCount(only.get())));
        }
        return mentionsIndex(p)
                ? Optional.of(new Zero(" where " + Ranges.text(p) + " is", Optional.empty())) : Optional.empty();
    }

    /// Indices count as counts that begin where their range does.
    private Ranges ranges(Poly p) {
        List<Model.Count> all = new ArrayList<>(counts.values());
        List<Model.Scalar> numbers = new ArrayList<>(scalars);
        for (Bound b : indices) {
            Optional<Long> least = extreme(b.from, false);
            boolean small = least.filter(l -> Math.abs(l) < 1_000_000).isPresent();
            if (small && mentions(p, b.name)) {
                all.add(new Model.Count(b.name, Math.toIntExact(least.get()), Optional.empty()));
            } else {
                numbers.add(new Model.Scalar(b.name, Optional.empty(), false, Optional.empty(), false));
            }
        }
        return Ranges.of(all, numbers);
    }

    private static boolean mentions(Poly p, String name) {
        return p.generators().stream().anyMatch(g -> g.key().equals(name)
                || g instanceof Power x && x.exponent().equals(name));
    }

    /// No declaration makes a condition of what depends on an index.
    private static boolean mentionsIndex(Poly p) {
        return p.generators().stream()
                .anyMatch(g -> (g instanceof Power x ? x.exponent() : g.key()).startsWith(Affine.INDEX));
    }

    /// Where `base^exponent` is 1 for a base that is not negative.
    private Optional<Zero> ofExponent(Bounds.Exponent x) {
        Optional<Zero> zero = ofIndex(x.exponent());
        if (zero.isPresent() || !x.base().contains(Rational.ONE)) {
            return zero;
        }
        return Optional.of(zero(new Ranges.Roots(List.of(Rational.ONE), Optional.empty()), x.base(), false));
    }

    /// Where a power has one of these values: that it is 1 is said of its base.
    private static Zero ofPower(Ranges ranges, Power power, Poly p, Ranges.Roots roots) {
        Optional<Model.Scalar> base = ranges.declared(new Generator.Named(power.base()))
                .filter(b -> b.contains(Rational.ONE) && roots.values().equals(List.of(Rational.ONE)));
        return base.map(b -> zero(roots, b, false))
                .orElseGet(() -> new Zero(" where " + Ranges.text(p) + " is", Optional.empty()));
    }

    private static Zero zero(Ranges.Roots roots, Model.Scalar s, boolean count) {
        if (roots.values().isEmpty()) {
            return new Zero(" where " + Ranges.text(roots.others().orElseThrow()) + " is", Optional.empty());
        }
        String name = s.name().replace(Affine.INDEX, "");
        String where = " for " + String.join(" and ", roots.values().stream().map(v -> name + " = " + v).toList());
        Rational last = roots.values().getLast();
        if (count) {
            return new Zero(where, s.name().equals(name)
                    ? Optional.of("count " + name + " >= " + last.plus(Rational.ONE)) : Optional.empty());
        }
        boolean top = s.below().filter(last::equals).isPresent();
        boolean two = roots.values().size() > 1;
        return new Zero(where, Optional.of("scalar " + (!top ? interval(name, Optional.of(last), false, s.below(),
                s.belowClosed())
                : interval(name, two ? Optional.of(roots.values().get(roots.values().size() - 2))
                        : s.above(), !two && s.aboveClosed(), s.below(), false))));
    }

    private static String interval(String name, Optional<Rational> from, boolean fromClosed, Optional<Rational> to,
            boolean toClosed) {
        if (from.isPresent() && to.isPresent()) {
            return name + " in " + (fromClosed ? "[" : "(") + from.get() + ", " + to.get() + (toClosed ? "]" : ")");
        }
        return from.map(f -> name + (fromClosed ? " >= " : " > ") + f)
                .orElseGet(() -> name + (toClosed ? " <= " : " < ") + to.orElseThrow());
    }

    // ---- indices

    /// A polynomial that is a form in indices and counts.
    private Optional<Affine> form(Poly p) {
        Affine sum = Affine.ZERO;
        for (Map.Entry<Monomial, Rational> t : p.terms().entrySet()) {
            List<Monomial.Power> m = t.getKey().powers();
            boolean scalar = m.stream().anyMatch(
                    f -> f.base() instanceof Power || scalars.stream().anyMatch(s -> s.name().equals(f.base().key())));
            if (scalar || m.size() > 1 || m.stream().anyMatch(f -> f.exponent() > 1) || !t.getValue().isInteger()
                    || t.getValue().numerator().bitLength() > 20) {
                return Optional.empty();
            }
            int c = t.getValue().intValueExact();
            sum = sum.plus(m.isEmpty() ? Affine.constant(c) : Affine.variable(m.getFirst().base().key()).times(c));
        }
        return Optional.of(sum);
    }

    private Optional<Zero> ofIndex(Affine a) {
        boolean away = extreme(a, false).filter(least -> least > 0).isPresent()
                || extreme(a, true).filter(most -> most < 0).isPresent() || isExcluded(a) || isNoWholeNumber(a);
        if (away) {
            return Optional.empty();
        }
        for (Bound b : indices.reversed()) {
            int c = a.factor(b.name);
            if (Math.abs(c) == 1) {
                Affine value = Affine.variable(b.name).minus(a.times(c));
                return Optional.of(new Zero(" for " + text(b.name) + " = " + text(value.toString()), Optional.empty()));
            }
        }
        return Optional.of(new Zero(" where " + text(a.toString()) + " is", Optional.empty()));
    }

    private static String text(String name) {
        return name.replace(Affine.INDEX, "");
    }

    private boolean isExcluded(Affine a) {
        return indices.stream().anyMatch(b -> b.excluded.stream().map(Affine.variable(b.name)::minus)
                .anyMatch(d -> d.equals(a) || d.times(-1).equals(a)));
    }

    /// `2*i - 3` is never zero.
    private static boolean isNoWholeNumber(Affine a) {
        BigInteger[] common = {BigInteger.ZERO};
        a.forEach((_, c) -> common[0] = common[0].gcd(BigInteger.valueOf(c)));
        return !common[0].equals(BigInteger.ZERO)
                && BigInteger.valueOf(a.constant()).mod(common[0]).signum() != 0;
    }

    /// The least value of a form in counts and indices, if it has one.
    Optional<Long> least(Affine form) {
        return extreme(form, false);
    }

    /// The least or the greatest value of a form, if it has one.
    private Optional<Long> extreme(Affine form, boolean greatest) {
        Affine a = form;
        for (Bound b : indices.reversed()) {
            int c = a.factor(b.name);
            a = a.substitute(n -> !n.equals(b.name) ? null : c > 0 == greatest ? b.to : b.from);
        }
        long sum = a.constant();
        for (Map.Entry<String, Integer> e : a.coefficients().entrySet()) {
            Model.Count n = counts.get(e.getKey());
            if (n == null || n.fixed().isEmpty() && e.getValue() > 0 == greatest) {
                return Optional.empty();
            }
            sum += (long) e.getValue() * n.fixed().orElse(n.atLeast());
        }
        return Optional.of(sum);
    }
}
