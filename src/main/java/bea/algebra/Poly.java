package bea.algebra;

import java.util.function.Predicate;
import java.util.List;
import java.util.Locale;
import java.util.LinkedHashMap;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Set;

/// A polynomial with rational coefficients in any number of generators; zero coefficients are never stored, so equal
/// polynomials are equal objects.
public final class Poly implements Comparable<Poly> {
    public static final Poly ZERO = new Poly(new TreeMap<>());
    public static final Poly ONE = constant(Rational.ONE);

    /// More terms than these are not multiplied out.
    private static final int MOST = 20_000;

    private final NavigableMap<Monomial, Rational> terms;
    private String text;

    private Poly(NavigableMap<Monomial, Rational> terms) {
        this.terms = terms;
    }

    public static Poly constant(Rational value) {
        return monomial(Monomial.ONE, value);
    }

    public static Poly generator(Generator g) {
        return monomial(Monomial.of(g), Rational.ONE);
    }

    public static Poly monomial(Monomial m, Rational c) {
        TreeMap<Monomial, Rational> terms = new TreeMap<>();
        if (!c.isZero()) {
            terms.put(m, c);
        }
        return new Poly(terms);
    }

    public NavigableMap<Monomial, Rational> terms() {
        return Collections.unmodifiableNavigableMap(terms);
    }

    public boolean isZero() {
        return terms.isEmpty();
    }

    public boolean isConstant() {
        return terms.isEmpty() || terms.size() == 1 && terms.firstKey().powers().isEmpty();
    }

    /// The value of a constant polynomial.
    public Rational constantValue() {
        return terms.isEmpty() ? Rational.ZERO : terms.get(Monomial.ONE);
    }

    public Monomial leadingMonomial() {
        return terms.lastKey();
    }

    public Rational leadingCoefficient() {
        return terms.lastEntry().getValue();
    }

    public Poly plus(Poly o) {
        if (isZero()) {
            return o;
        }
        if (o.isZero()) {
            return this;
        }
        TreeMap<Monomial, Rational> sum = new TreeMap<>(terms);
        o.terms.forEach((m, c) -> accumulate(sum, m, c));
        return new Poly(sum);
    }

    private static void accumulate(Map<Monomial, Rational> sum, Monomial m, Rational c) {
        sum.merge(m, c, (a, b) -> {
            Rational s = a.plus(b);
            return s.isZero() ? null : s;
        });
    }

    /// @throws TooLarge when the product has too many terms
    public Poly times(Poly o) {
        if (o.isConstant()) {
            return times(o.constantValue());
        }
        if (isConstant()) {
            return o.times(constantValue());
        }
        TreeMap<Monomial, Rational> product = new TreeMap<>();
        terms.forEach((m, c) -> {
            Work.step();
            o.terms.forEach((m2, c2) -> accumulate(product, m.times(m2), c.times(c2)));
            if (product.size() > MOST) {
                throw new TooLarge(String.format(Locale.ROOT,
                        "a polynomial of more than %,d terms is not multiplied out", MOST));
            }
        });
        return new Poly(product);
    }

    public Poly times(Rational factor) {
        if (factor.isOne()) {
            return this;
        }
        TreeMap<Monomial, Rational> scaled = new TreeMap<>();
        if (!factor.isZero()) {
            terms.forEach((m, c) -> scaled.put(m, c.times(factor)));
        }
        return new Poly(scaled);
    }

    public Poly pow(int exponent) {
        Poly result = ONE;
        for (int i = 0; i < exponent; i++) {
            result = result.times(this);
        }
        return result;
    }

    /// The quotient, when `divisor` (not zero) divides this without remainder.
    public Optional<Poly> dividedBy(Poly divisor) {
        Poly rest = this;
        Poly quotient = ZERO;
        while (!rest.isZero()) {
            Optional<Monomial> m = rest.leadingMonomial().dividedBy(divisor.leadingMonomial());
            if (m.isEmpty()) {
                return Optional.empty();
            }
            Poly step = monomial(m.get(), rest.leadingCoefficient().dividedBy(divisor.leadingCoefficient()));
            quotient = quotient.plus(step);
            rest = rest.plus(step.times(divisor).times(Rational.MINUS_ONE));
        }
        return Optional.of(quotient);
    }

    public Poly derivative(Generator g) {
        TreeMap<Monomial, Rational> result = new TreeMap<>();
        terms.forEach((m, c) -> {
            int e = m.exponentOf(g);
            if (e > 0) {
                accumulate(result, m.dividedBy(Monomial.of(g)).orElseThrow(), c.times(Rational.of(e)));
            }
        });
        return new Poly(result);
    }

    public int degreeIn(Generator g) {
        int d = 0;
        for (Monomial m : terms.keySet()) {
            d = Math.max(d, m.exponentOf(g));
        }
        return d;
    }

    /// The polynomials in the generators that are `fixed` which stand beside each product of the others: where those
    /// products are independent, the whole vanishes exactly when all of these do.
    public List<Poly> parts(Predicate<Generator> fixed) {
        Map<String, Poly> parts = new LinkedHashMap<>();
        terms.forEach((m, r) -> {
            Monomial inside = Monomial.ONE;
            Monomial beside = Monomial.ONE;
            for (Monomial.Power p : m.powers()) {
                for (int i = 0; i < p.exponent(); i++) {
                    inside = fixed.test(p.base()) ? inside.times(Monomial.of(p.base())) : inside;
                    beside = fixed.test(p.base()) ? beside : beside.times(Monomial.of(p.base()));
                }
            }
            parts.merge(beside.toString(), monomial(inside, r), Poly::plus);
        });
        return List.copyOf(parts.values());
    }

    public Set<Generator> generators() {
        TreeSet<Generator> all = new TreeSet<>();
        terms.keySet().forEach(m -> m.powers().forEach(p -> all.add(p.base())));
        return all;
    }

    @Override
    public int compareTo(Poly o) {
        return toString().compareTo(o.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Poly p && terms.equals(p.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    /// Highest terms first: `n^2-n`.
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            StringBuilder b = new StringBuilder();
            terms.descendingMap().forEach((m, c) -> {
                b.append(c.signum() < 0 ? "-" : b.isEmpty() ? "" : "+");
                Rational a = c.abs();
                if (!a.isOne() || m.powers().isEmpty()) {
                    b.append(a).append(m.powers().isEmpty() ? "" : "*");
                }
                for (int i = 0; i < m.powers().size(); i++) {
                    Monomial.Power p = m.powers().get(i);
                    b.append(i == 0 ? "" : "*").append(p.base().key());
                    if (p.exponent() > 1) {
                        b.append('^').append(p.exponent());
                    }
                }
            });
            known = b.isEmpty() ? "0" : b.toString();
            text = known;
        }
        return known;
    }
}
