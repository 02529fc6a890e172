package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Model;
import bea.series.Domain;
import bea.series.Scalars;
import bea.series.Term;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether some coefficients can vanish together for values of the declared scalars and counts in their ranges. "Is not a
/// gradient" speaks of every such value.
public final class Vanishing {
    /// Values that are tried where roots cannot be read off.
    private static final List<Rational> USUAL = List.of(Rational.ZERO, Rational.ONE, Rational.MINUS_ONE,
            Rational.of(1, 2), Rational.of(2), Rational.of(-1, 2), Rational.of(-2));
    private static final int MOST_TRIALS = 2000;
    /// Of numbers whose divisors are listed.
    private static final int MOST_BITS = 40;

    private final List<Model.Scalar> scalars;
    /// Which of them are whole numbers.
    private final Set<String> counts;
    private int trials;

    private Vanishing(List<Model.Scalar> scalars, Set<String> counts) {
        this.scalars = scalars;
        this.counts = counts;
    }

    private boolean isCount(Model.Scalar s) {
        return counts.contains(s.name());
    }

    private boolean contains(Model.Scalar s, Rational x) {
        return s.contains(x) && (!isCount(s) || x.denominator().equals(BigInteger.ONE));
    }

    /// @param sure   that there are no such values
    /// @param values where all of them vanish, if that was found
    /// @param where  an equation whose roots, no rational numbers, are all such values
    record Answer(boolean sure, Optional<Map<String, Rational>> values, Optional<String> where) {
        Answer(boolean sure, Optional<Map<String, Rational>> values) {
            this(sure, values, Optional.empty());
        }
    }

    /// Where a field is a gradient although it is none in general, as far as that was found: `for beta = 0`, or
    /// `where 6*rho^2 - 1 = 0`.
    ///
    /// @param curls what vanishes for a gradient, cell by cell
    public static Optional<String> exception(List<Term> curls, Model model) {
        Answer a = ofTerms(curls, model);
        return a.values().map(v -> "for " + text(v)).or(() -> a.where().map(w -> "where " + w));
    }

    /// Whether all terms of a canonical form can vanish together: because of their coefficients, or because there are too
    /// few batches for any of them. Each small count is looked at by itself; from some count on all terms are there that
    /// any greater one has.
    static Answer ofTerms(List<Term> terms, Model model) {
        return ofTerms(terms, model, model.counts().stream().filter(c -> c.fixed().isEmpty()).toList());
    }

    /// Counts that conditions single out are looked at one by one up to this many.
    private static final int MOST_COUNTS = 64;

    private static Answer ofTerms(List<Term> terms, Model model, List<Model.Count> left) {
        if (left.isEmpty()) {
            return of(terms.stream().map(Term::coef).toList(), model);
        }
        Model.Count n = left.getFirst();
        List<Model.Count> rest = left.subList(1, left.size());
        int large = n.atLeast();
        for (Term t : terms) {
            large = Math.max(large, t.domain().lower(n.name(), Set.of()).map(Affine::constant).orElse(0));
            large = Math.max(large, t.domain().upper(n.name(), Set.of()).map(u -> u.constant() + 1).orElse(0));
        }
        if (large - n.atLeast() > MOST_COUNTS) {
            return new Answer(false, Optional.empty());
        }
        for (int v = n.atLeast(); v < large; v++) {
            Affine value = Affine.constant(v);
            List<Term> there = terms.stream().flatMap(t -> at(t, n.name(), value).stream()).toList();
            Answer a = ofTerms(there, with(model, new Model.Count(n.name(), v, Optional.of(v))), rest);
            if (!a.sure()) {
                Map<String, Rational> values = new LinkedHashMap<>(Map.of(n.name(), Rational.of(v)));
                a.values().ifPresent(values::putAll);
                return new Answer(false, a.values().map(x -> values),
                        a.where().map(w -> w + " and " + n.name() + " = " + value));
            }
        }
        return ofTerms(terms.stream().filter(t -> t.domain().upper(n.name(), Set.of()).isEmpty()).toList(),
                with(model, new Model.Count(n.name(), large, Optional.empty())), rest);
    }

    private static Model with(Model model, Model.Count count) {
        return model.withCounts(model.counts().stream().map(c -> c.name().equals(count.name()) ? count : c).toList());
    }

    /// A term for one count; nothing where there are too few batches for it.
    private static Optional<Term> at(Term t, String count, Affine value) {
        Domain there = t.domain().substitute(a -> a.substitute(x -> x.equals(count) ? value : null));
        return there.isEmpty() ? Optional.empty() : Optional.of(new Term(t.coef().substitute(
                g -> g instanceof Scalars.Index i && i.name().equals(count) ? Coef.of(value.constant()) : null),
                t.scalars(), t.open(), t.bound(), there));
    }

    static String text(Map<String, Rational> values) {
        return String.join(", ", values.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList());
    }

    /// Whether a coefficient vanishes for no value of its scalars.
    public static boolean neverZero(Coef c, Model model) {
        return of(List.of(c), model).sure();
    }

    static Answer of(List<Coef> coefficients, Model model) {
        List<Model.Scalar> open = new ArrayList<>(
                model.scalars().stream().filter(s -> !model.values().containsKey(s.name())).toList());
        model.counts().stream().filter(c -> c.fixed().isEmpty()).forEach(c -> open.add(new Model.Scalar(c.name(),
                Optional.of(Rational.of(c.atLeast())), true, Optional.empty(), false)));
        Vanishing v = new Vanishing(open,
                model.counts().stream().map(Model.Count::name).collect(java.util.stream.Collectors.toSet()));
        List<Poly> parts = new ArrayList<>();
        coefficients.forEach(c -> parts.addAll(c.numerator().parts(g -> v.scalar(g).isPresent())));
        if (parts.stream().anyMatch(v::neverVanishes)) {
            return new Answer(true, Optional.empty());
        }
        return v.together(parts).orElseGet(() -> v.search(parts, new LinkedHashMap<>()));
    }

    /// The common roots of what has only one scalar in it are those of the greatest common divisor.
    private Optional<Answer> together(List<Poly> parts) {
        for (Model.Scalar s : scalars) {
            List<Poly> mine = parts.stream().filter(p -> p.generators().size() == 1
                    && scalar(p.generators().iterator().next()).filter(s::equals).isPresent()).toList();
            if (mine.isEmpty()) {
                continue;
            }
            Roots roots = common(mine, s);
            if (roots.values.isEmpty() && roots.others.isEmpty()) {
                return Optional.of(new Answer(true, Optional.empty()));
            }
            boolean alone = parts.stream().allMatch(p -> p.isZero() || mine.contains(p));
            if (alone && !isCount(s) && roots.values.isEmpty()) {
                return Optional.of(new Answer(false, Optional.empty(), roots.others));
            }
        }
        return Optional.empty();
    }

    /// The values in the range of a scalar where polynomials in it vanish together.
    ///
    /// @param values the rational ones, in ascending order
    /// @param others an equation for those that were not written down, if there are any
    public record Roots(List<Rational> values, Optional<String> others) {}

    /// The common roots of the numerators, which have no other symbol than this scalar.
    public static Roots roots(List<Coef> coefficients, Model.Scalar s) {
        return new Vanishing(List.of(s), Set.of()).common(coefficients.stream().map(Coef::numerator).toList(), s);
    }

    private Roots common(List<Poly> parts, Model.Scalar s) {
        Generator x = parts.getFirst().generators().iterator().next();
        List<Rational> common = parts.stream().map(p -> coefficients(p, x)).reduce(Vanishing::divisor).orElseThrow();
        List<Rational> values = new ArrayList<>();
        List<Rational> rest = common;
        for (Rational r : common.size() > 1 ? roots(common) : List.<Rational>of()) {
            if (contains(s, r)) {
                values.add(r);
            }
            while (rest.size() > 1 && at(rest, r).isZero()) {
                rest = without(rest, r);
            }
        }
        return new Roots(values, rest.size() > 1 && hasRoot(rest, s) ? Optional.of(equation(rest, x))
                : Optional.empty());
    }

    /// Divided by `x - r`.
    private static List<Rational> without(List<Rational> f, Rational r) {
        List<Rational> quotient = new ArrayList<>();
        Rational carry = Rational.ZERO;
        for (int k = f.size() - 1; k > 0; k--) {
            carry = carry.times(r).plus(f.get(k));
            quotient.addFirst(carry);
        }
        return quotient;
    }

    private static List<Rational> divisor(List<Rational> a, List<Rational> b) {
        return b.isEmpty() ? a : divisor(b, minusRemainder(a, b));
    }

    private static String equation(List<Rational> f, Generator x) {
        List<BigInteger> whole = whole(f);
        BigInteger common = whole.stream().reduce(BigInteger.ZERO, BigInteger::gcd);
        // whole numbers without a common factor, the first of them positive
        Rational scale = Rational.of(whole.getLast().abs(), common).dividedBy(f.getLast());
        Coef sum = Coef.ZERO;
        for (int k = 0; k < f.size(); k++) {
            sum = sum.plus(Coef.generator(x).pow(k).times(f.get(k).times(scale)));
        }
        return Wording.of(sum) + " = 0";
    }

    private Optional<Model.Scalar> scalar(Generator g) {
        return scalars.stream().filter(s -> g instanceof Generator.Named
                ? !isCount(s) && Coef.named(s.name()).equals(Coef.generator(g))
                : g instanceof Scalars.Index i && isCount(s) && i.name().equals(s.name())).findFirst();
    }

    /// No scalar in it, or all terms of one sign and one of them away from zero, or no root in the range of its one
    /// scalar.
    private boolean neverVanishes(Poly p) {
        if (p.isZero()) {
            return false;
        }
        Set<Integer> signs = new TreeSet<>();
        boolean away = false;
        for (Map.Entry<Monomial, Rational> t : p.terms().entrySet()) {
            int sign = t.getValue().signum();
            boolean strict = true;
            for (Monomial.Power f : t.getKey().powers()) {
                Model.Scalar s = scalar(f.base()).orElseThrow();
                int of = sign(s);
                sign = f.exponent() % 2 == 0 ? sign : sign * of;
                strict &= !s.contains(Rational.ZERO);
                if (of == 0 && f.exponent() % 2 != 0) {
                    return p.generators().size() == 1 && !hasRoot(p);
                }
            }
            signs.add(sign);
            away |= strict;
        }
        return signs.size() == 1 && away || p.generators().size() == 1 && !hasRoot(p);
    }

    /// 1 or -1 for a scalar that is never of the other sign, 0 otherwise.
    private static int sign(Model.Scalar s) {
        return s.above().filter(a -> a.signum() >= 0).isPresent() ? 1
                : s.below().filter(b -> b.signum() <= 0).isPresent() ? -1 : 0;
    }

    // ---- one scalar

    /// Whether a polynomial in one scalar has a root in its range, by Sturm's theorem.
    private boolean hasRoot(Poly p) {
        Generator x = p.generators().iterator().next();
        return hasRoot(coefficients(p, x), scalar(x).orElseThrow());
    }

    private boolean hasRoot(List<Rational> f, Model.Scalar s) {
        if (isCount(s) && isSmall(f)) {
            return roots(f).stream().anyMatch(r -> contains(s, r));
        }
        for (Rational end : List.of(s.above().orElse(Rational.ZERO), s.below().orElse(Rational.ZERO))) {
            if (s.contains(end) && at(f, end).isZero()) {
                return true;
            }
        }
        List<List<Rational>> chain = chain(f);
        return changes(chain, s.above(), -1) - changes(chain, s.below(), 1) - (s.below().filter(b -> at(f, b).isZero())
                .isPresent() ? 1 : 0) > 0;
    }

    private static List<Rational> coefficients(Poly p, Generator x) {
        List<Rational> f = new ArrayList<>();
        p.terms().forEach((m, r) -> {
            int e = m.exponentOf(x);
            while (f.size() <= e) {
                f.add(Rational.ZERO);
            }
            f.set(e, f.get(e).plus(r));
        });
        return f;
    }

    private static Rational at(List<Rational> f, Rational x) {
        Rational sum = Rational.ZERO;
        for (Rational a : f.reversed()) {
            sum = sum.times(x).plus(a);
        }
        return sum;
    }

    /// The polynomial, its derivative, and minus the remainder of the last two, as long as there is one.
    private static List<List<Rational>> chain(List<Rational> f) {
        List<List<Rational>> chain = new ArrayList<>(List.of(f));
        List<Rational> next = new ArrayList<>();
        for (int k = 1; k < f.size(); k++) {
            next.add(f.get(k).times(Rational.of(k)));
        }
        while (!next.isEmpty()) {
            chain.add(next);
            next = minusRemainder(chain.get(chain.size() - 2), next);
        }
        return chain;
    }

    private static List<Rational> minusRemainder(List<Rational> a, List<Rational> b) {
        List<Rational> r = new ArrayList<>(a);
        while (r.size() >= b.size() && !r.isEmpty()) {
            Rational q = r.getLast().dividedBy(b.getLast());
            int shift = r.size() - b.size();
            for (int i = 0; i < b.size(); i++) {
                r.set(i + shift, r.get(i + shift).minus(q.times(b.get(i))));
            }
            while (!r.isEmpty() && r.getLast().isZero()) {
                r.removeLast();
            }
        }
        return r.stream().map(Rational::negate).toList();
    }

    /// Changes of sign in the chain at a point, or far out on one side.
    private static int changes(List<List<Rational>> chain, Optional<Rational> x, int side) {
        int changes = 0;
        int last = 0;
        for (List<Rational> f : chain) {
            int far = f.getLast().signum() * (side < 0 && f.size() % 2 == 0 ? -1 : 1);
            int sign = x.map(v -> at(f, v).signum()).orElse(far);
            changes += last != 0 && sign != 0 && sign != last ? 1 : 0;
            last = sign != 0 ? sign : last;
        }
        return changes;
    }

    // ---- values

    private Answer search(List<Poly> parts, Map<String, Rational> values) {
        List<Poly> left = parts.stream().filter(p -> !p.isZero()).toList();
        if (left.isEmpty()) {
            Map<String, Rational> all = new LinkedHashMap<>(values);
            return new Answer(false, Optional.of(all));
        }
        if (left.stream().anyMatch(this::neverVanishes)) {
            return new Answer(values.isEmpty(), Optional.empty());
        }
        Poly first = left.stream().min((a, b) -> Integer.compare(a.generators().size(), b.generators().size()))
                .orElseThrow();
        Generator x = first.generators().iterator().next();
        Model.Scalar s = scalar(x).orElseThrow();
        for (Rational v : first.generators().size() == 1 ? roots(coefficients(first, x)) : usual(s)) {
            if (contains(s, v) && trials++ < MOST_TRIALS) {
                values.put(s.name(), v);
                Answer a = search(left.stream().map(p -> Coef.of(p).substitute(g -> g.equals(x) ? Coef.of(v) : null)
                        .numerator()).toList(), values);
                if (a.values().isPresent()) {
                    return a;
                }
                values.remove(s.name());
            }
        }
        return new Answer(false, Optional.empty());
    }

    private List<Rational> usual(Model.Scalar s) {
        if (!isCount(s)) {
            return USUAL;
        }
        List<Rational> first = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            first.add(s.above().orElseThrow().plus(Rational.of(i)));
        }
        return first;
    }

    /// Whether [#roots] finds all of them.
    private static boolean isSmall(List<Rational> f) {
        return whole(f).stream().allMatch(i -> i.bitLength() <= MOST_BITS);
    }

    private static List<BigInteger> whole(List<Rational> f) {
        BigInteger scale = f.stream().map(Rational::denominator).reduce(BigInteger.ONE, (a, b) -> a.multiply(b)
                .divide(a.gcd(b)));
        return f.stream().map(r -> r.numerator().multiply(scale).divide(r.denominator()))
                .filter(i -> i.signum() != 0).toList();
    }

    /// The rational roots.
    private static List<Rational> roots(List<Rational> f) {
        Set<Rational> found = new TreeSet<>();
        if (f.getFirst().isZero()) {
            found.add(Rational.ZERO);
        }
        List<BigInteger> whole = whole(f);
        for (long top : divisors(whole.getFirst())) {
            for (long bottom : divisors(whole.getLast())) {
                for (Rational r : List.of(Rational.of(top, bottom), Rational.of(-top, bottom))) {
                    if (at(f, r).isZero()) {
                        found.add(r);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private static List<Long> divisors(BigInteger n) {
        List<Long> all = new ArrayList<>();
        if (n.bitLength() > MOST_BITS) {
            return all;
        }
        long m = n.abs().longValueExact();
        for (long d = 1; d * d <= m; d++) {
            if (m % d == 0) {
                all.add(d);
                all.add(m / d);
            }
        }
        return all;
    }
}
