package bea.model;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.algebra.Univariate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The declared ranges of scalars and counts, and where polynomials in their names vanish in them.
///
/// @param numbers the scalars, and the counts as scalars of which only whole values matter
/// @param counts  the names of the latter
public record Ranges(List<Model.Scalar> numbers, Set<String> counts) {

    /// Of what has no value yet.
    public static Ranges of(Model model) {
        return of(model.counts(),
                model.scalars().stream().filter(s -> !model.values().containsKey(s.name())).toList());
    }

    public static Ranges of(List<Model.Count> counts, List<Model.Scalar> scalars) {
        List<Model.Scalar> all = new ArrayList<>(scalars);
        Set<String> names = new TreeSet<>();
        counts.stream().filter(c -> c.fixed().isEmpty()).forEach(c -> {
            names.add(c.name());
            all.add(atLeast(c.name(), c.atLeast()));
        });
        return new Ranges(List.copyOf(all), names);
    }

    /// A whole number that is not less than another.
    public static Model.Scalar atLeast(String name, long least) {
        return new Model.Scalar(name, Optional.of(Rational.of(least)), true, Optional.empty(), false);
    }

    /// An expression that is made of numbers, scalars, counts and indices alone, the latter under their names.
    public static Optional<Coef> number(Exp e) {
        return switch (e) {
            case Exp.Const c -> Optional.of(Coef.of(c.value()));
            case Exp.Param p -> Optional.of(Coef.named(p.name()));
            case Exp.IndexValue i -> Optional.of(number(i.value()));
            case Exp.Scale s -> number(s.scalar()).flatMap(a -> number(s.body()).map(a::times));
            case Exp.Add a -> a.terms().stream().map(Ranges::number).reduce(Optional.of(Coef.ZERO),
                    (x, y) -> x.flatMap(l -> y.map(l::plus)));
            case Exp.Recip r -> number(r.body()).filter(c -> !c.isZero()).map(Coef::reciprocal);
            case Exp.Power p -> number(p.base()).filter(c -> !c.isZero()).flatMap(c -> Power.of(c, p.exponent()));
            default -> Optional.empty();
        };
    }

    private static Coef number(Affine a) {
        Coef[] sum = {Coef.of(a.constant())};
        a.forEach((name, factor) -> sum[0] = sum[0].plus(Coef.named(name).times(Rational.of(factor))));
        return sum[0];
    }

    /// The factors of a divisor that are made of numbers, scalars, counts and indices alone; a product vanishes where one
    /// of them does.
    public static List<Coef> factors(Exp divisor) {
        if (divisor instanceof Exp.Scale s) {
            List<Coef> all = new ArrayList<>(factors(s.scalar()));
            all.addAll(factors(s.body()));
            return all;
        }
        return divisor instanceof Exp.Power p ? factors(p.base()) : number(divisor).map(List::of).orElse(List.of());
    }

    /// `a - b`, as it stands in a file.
    public static String text(Poly p) {
        Poly positive = p.times(Rational.of(p.leadingCoefficient().signum()));
        return positive.toString().replace(Affine.INDEX, "").replace("+", " + ").replace("-", " - ");
    }

    /// What must not be zero for these expressions and the model's own to mean anything, where the declared ranges do not
    /// say so: `a - b`.
    public static List<String> conditions(Model model, List<Exp> expressions) {
        List<Exp> all = new ArrayList<>();
        model.symbols().forEach(s -> s.definition().ifPresent(all::add));
        model.update().ifPresent(u -> Parts.forEach(u.body(), all::add));
        model.finds().forEach(f -> {
            all.add(new Exp.Recip(f.epsilon()));
            (f.ownClocks() ? f.clocks().values() : List.of(f.time())).forEach(t -> all.add(new Exp.Recip(t)));
        });
        all.addAll(expressions);
        Ranges ranges = of(model);
        Set<String> found = new LinkedHashSet<>();
        all.forEach(e -> Parts.forEach(e, x -> {
            if (x instanceof Exp.Recip r) {
                factors(r.body()).stream().map(c -> known(c, model)).filter(ranges::isOpen)
                        .map(c -> text(c.numerator())).forEach(found::add);
            }
        }));
        return List.copyOf(found);
    }

    private static Coef known(Coef c, Model model) {
        return c.substitute(g -> g instanceof Power p ? known(p, model) : value(g.key(), model).orElse(null));
    }

    private static Coef known(Power p, Model model) {
        Optional<Integer> exponent = value(p.exponent(), model).filter(Coef::isRational)
                .map(v -> v.rationalValue().intValueExact());
        Affine e = exponent.map(Affine::constant).orElse(Affine.variable(p.exponent()));
        return Power.of(value(p.base(), model).orElse(p.baseValue()), e).orElse(null);
    }

    private static Optional<Coef> value(String name, Model model) {
        return model.counts().stream().filter(n -> n.name().equals(name)).flatMap(n -> n.fixed().stream()).findFirst()
                .map(Coef::of).or(() -> Optional.ofNullable(model.values().get(name)).flatMap(Ranges::number));
    }

    /// Whether a divisor in scalars and counts may vanish in their ranges. One with an index may not, or the file was
    /// refused.
    public boolean isOpen(Coef c) {
        Poly p = c.numerator();
        return p.generators().stream().allMatch(this::isDeclared) && !p.isConstant() && !neverZero(p)
                && !new Bounds(this::scalar, this::extreme).areAway(c);
    }

    /// Whether this is a divisor of a closed form that may vanish. Powers of one base are written as one there, so that
    /// nothing is said of where they are zero.
    public boolean isPole(Poly p) {
        return p.terms().size() > 1 && isOpen(Coef.of(p))
                && !new Bounds(n -> scalar(n).map(Ranges::positive), this::extreme).areAway(Coef.of(p));
    }

    private static Model.Scalar positive(Model.Scalar s) {
        return s.above().filter(Rational::isZero).isEmpty() ? s
                : new Model.Scalar(s.name(), s.above(), false, s.below(), s.belowClosed());
    }

    private boolean isDeclared(Generator g) {
        return g instanceof Power p
                ? counts.contains(p.exponent()) && (p.ofNumber() || scalar(p.base()).isPresent())
                : scalar(g.key()).isPresent();
    }

    /// The least or the greatest value of a form in counts, if it has one.
    private Optional<Long> extreme(Affine form, boolean greatest) {
        long sum = form.constant();
        for (Map.Entry<String, Integer> e : form.coefficients().entrySet()) {
            Optional<Rational> least = scalar(e.getKey()).filter(this::isCount).flatMap(Model.Scalar::above);
            if (least.isEmpty() || e.getValue() > 0 == greatest) {
                return Optional.empty();
            }
            sum += (long) e.getValue() * least.get().intValueExact();
        }
        return Optional.of(sum);
    }

    /// The range of a scalar or count, or one that has all values of a power.
    public Optional<Model.Scalar> declared(Generator g) {
        return g instanceof Power p ? values(p) : scalar(g.key());
    }

    /// The range of a scalar or count by its name.
    public Optional<Model.Scalar> scalar(String name) {
        return numbers.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    private Optional<Model.Scalar> values(Power p) {
        Optional<Model.Scalar> base = p.ofNumber()
                ? Optional.of(new Model.Scalar(p.base(), Optional.of(Rational.ONE), false, Optional.empty(), false))
                : scalar(p.base());
        Optional<Rational> least = scalar(p.exponent()).filter(this::isCount).flatMap(Model.Scalar::above);
        return base.map(b -> values(p.key(), b, least.filter(e -> e.signum() >= 0).isPresent(),
                least.filter(e -> e.signum() > 0).isPresent()));
    }

    /// @param whole    whether the exponent is not negative
    /// @param positive whether it is positive
    private static Model.Scalar values(String name, Model.Scalar base, boolean whole, boolean positive) {
        Optional<Rational> one = Optional.of(Rational.ONE);
        Optional<Rational> zero = Optional.of(Rational.ZERO);
        boolean negative = sign(base) != 1;
        boolean isAway = !base.contains(Rational.ZERO);
        boolean small = base.below().filter(b -> b.compareTo(Rational.ONE) <= 0).isPresent();
        boolean above = base.above().filter(a -> a.compareTo(Rational.ONE) >= 0).isPresent();
        boolean notOne = positive && !base.contains(Rational.ONE);
        if (!negative && (whole || isAway)) {
            return whole && above ? new Model.Scalar(name, one, !notOne, Optional.empty(), false)
                    : whole && small ? new Model.Scalar(name, zero, !isAway, one, !notOne)
                    : new Model.Scalar(name, zero, !isAway, Optional.empty(), false);
        }
        Rational minus = Rational.MINUS_ONE;
        if (whole && small && base.above().filter(a -> a.compareTo(minus) >= 0).isPresent()) {
            boolean inside = notOne && !base.contains(minus);
            return new Model.Scalar(name, Optional.of(minus), !inside, one, !inside);
        }
        return new Model.Scalar(name, Optional.empty(), false, Optional.empty(), false);
    }

    public boolean isCount(Model.Scalar s) {
        return counts.contains(s.name());
    }

    public boolean contains(Model.Scalar s, Rational x) {
        return s.contains(x) && (!isCount(s) || x.denominator().equals(BigInteger.ONE));
    }

    /// The values of a scalar where a polynomial in it vanishes.
    ///
    /// @param values the rational ones, in ascending order
    /// @param others a polynomial whose roots are those that were not written down, if there are any
    public record Roots(List<Rational> values, Optional<Poly> others) {
        public boolean isEmpty() {
            return values.isEmpty() && others.isEmpty();
        }
    }

    /// The common roots of polynomials in one scalar, not all of them zero.
    public Roots roots(List<Poly> polynomials, Model.Scalar s) {
        Generator x = new Generator.Named(s.name());
        Univariate common = polynomials.stream().map(p -> Univariate.of(p, x)).reduce(Univariate::common).orElseThrow();
        List<Rational> all = common.roots();
        Univariate rest = common.without(all);
        return new Roots(all.stream().filter(r -> contains(s, r)).toList(),
                rest.degree() > 0 && hasRoot(rest, s) ? Optional.of(rest.normal(x)) : Optional.empty());
    }

    private boolean hasRoot(Univariate f, Model.Scalar s) {
        if (isCount(s) && f.isSmall()) {
            return f.roots().stream().anyMatch(r -> contains(s, r));
        }
        for (Rational end : List.of(s.above().orElse(Rational.ZERO), s.below().orElse(Rational.ZERO))) {
            if (s.contains(end) && f.at(end).isZero()) {
                return true;
            }
        }
        return f.hasRoot(s.above(), s.below());
    }

    /// That a polynomial in scalars and counts vanishes for none of their values; false where that was not found.
    public boolean neverZero(Poly p) {
        return !p.isZero() && (hasOneSign(p) || p.generators().size() == 1 && !hasRoot(p));
    }

    private boolean hasRoot(Poly p) {
        Generator x = p.generators().iterator().next();
        return hasRoot(Univariate.of(p, x), declared(x).orElseThrow());
    }

    /// All terms are of one sign and one of them is away from zero.
    private boolean hasOneSign(Poly p) {
        Set<Integer> signs = new TreeSet<>();
        boolean away = false;
        for (Map.Entry<Monomial, Rational> t : p.terms().entrySet()) {
            int sign = t.getValue().signum();
            boolean strict = true;
            for (Monomial.Power f : t.getKey().powers()) {
                Model.Scalar s = declared(f.base()).orElseThrow();
                int of = f.exponent() % 2 == 0 ? 1 : sign(s);
                if (of == 0) {
                    return false;
                }
                sign *= of;
                strict &= !s.contains(Rational.ZERO);
            }
            signs.add(sign);
            away |= strict;
        }
        return signs.size() == 1 && away;
    }

    /// 1 or -1 for a scalar that is never of the other sign, 0 otherwise.
    private static int sign(Model.Scalar s) {
        return s.above().filter(a -> a.signum() >= 0).isPresent() ? 1
                : s.below().filter(b -> b.signum() <= 0).isPresent() ? -1 : 0;
    }
}
