package bea.present;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.language.Expr;
import bea.language.Span;
import bea.model.Affine;
import bea.model.Power;
import bea.series.Scalars;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Writes the powers of one base as one: `beta^(n-1-mu)` for `beta^n/(beta * beta^mu)`, and `(9/10)^k` for powers of primes.
///
/// @param bases those that occur with an index or a count in the exponent
/// @param below what a coefficient is divided by of such powers, with negative exponents: they go into every term
public record Powers(Set<String> bases, Map<Generator, Integer> below) {
    static final Powers NONE = new Powers(Set.of(), Map.of());

    /// What a coefficient with such powers is divided by, counts by their names; of others the divisors are the file's.
    public static List<Poly> polesOf(Coef c) {
        return c.generators().stream().noneMatch(Power.class::isInstance) ? List.of()
                : c.denominator().keySet().stream().map(p -> Coef.of(p)
                        .substitute(g -> g instanceof Scalars.Index i ? Coef.named(i.name()) : null).numerator())
                        .toList();
    }

    static Powers of(Coef c) {
        return of(c.generators());
    }

    static Powers of(Collection<Generator> generators) {
        TreeSet<String> bases = new TreeSet<>();
        generators.forEach(g -> {
            if (g instanceof Power p) {
                bases.add(p.base());
            }
        });
        return bases.isEmpty() ? NONE : new Powers(bases, Map.of());
    }

    /// The divisors that are such powers taken out.
    Powers dividedBy(Map<Poly, Integer> divisors) {
        TreeMap<Generator, Integer> all = new TreeMap<>();
        divisors.forEach((p, e) -> {
            if (isPower(p)) {
                all.put(p.leadingMonomial().powers().getFirst().base(), -e);
            }
        });
        return new Powers(bases, all);
    }

    boolean isPower(Poly p) {
        return p.terms().size() == 1 && p.leadingMonomial().degree() == 1
                && has(p.leadingMonomial().powers().getFirst().base());
    }

    private boolean has(Generator g) {
        return g instanceof Power || g instanceof Generator.Named n && bases.contains(n.key());
    }

    /// The product of the powers in `m` and of what it is divided by; null for 1.
    ///
    /// @param plain how other factors are written
    /// @param index how an exponent is written
    Expr product(Monomial m, Function<Monomial.Power, Expr> plain, Function<Affine, Expr> index) {
        TreeMap<Generator, Integer> all = new TreeMap<>(below);
        m.powers().forEach(f -> all.merge(f.base(), f.exponent(), Integer::sum));
        Map<String, Affine> exponents = new LinkedHashMap<>();
        Expr product = null;
        for (Map.Entry<Generator, Integer> f : all.entrySet()) {
            Generator g = f.getKey();
            if (g instanceof Power p) {
                exponents.merge(p.base(), Affine.variable(p.exponent()).times(f.getValue()), Affine::plus);
            } else if (has(g)) {
                exponents.merge(g.key(), Affine.constant(f.getValue()), Affine::plus);
            } else {
                product = Write.times(product, plain.apply(new Monomial.Power(g, f.getValue())));
            }
        }
        Map<Affine, Rational> numbers = new LinkedHashMap<>();
        for (Map.Entry<String, Affine> e : exponents.entrySet()) {
            if (Character.isDigit(e.getKey().charAt(0))) {
                number(e.getKey(), e.getValue(), numbers);
            } else {
                product = Write.times(product, power(Write.name(e.getKey()), e.getValue(), index));
            }
        }
        Expr first = null;
        for (Map.Entry<Affine, Rational> e : numbers.entrySet()) {
            first = Write.times(first, power(Write.rational(e.getValue()), e.getKey(), index));
        }
        return Write.times(first, product);
    }

    /// `2^(2*k)` is `4^k`: powers of primes with one exponent are one.
    private static void number(String prime, Affine exponent, Map<Affine, Rational> numbers) {
        int[] common = {0};
        int[] sum = {0};
        exponent.forEach((_, factor) -> {
            common[0] = gcd(common[0], Math.abs(factor));
            sum[0] += factor;
        });
        if (common[0] == 0) {
            return;
        }
        int times = sum[0] < 0 ? -common[0] : common[0];
        Affine[] primitive = {Affine.ZERO};
        exponent.forEach((name, factor) -> primitive[0] = primitive[0]
                .plus(Affine.variable(name).times(factor / times)));
        numbers.merge(primitive[0], Rational.of(Long.parseLong(prime)).pow(times), Rational::times);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static Expr power(Expr base, Affine exponent, Function<Affine, Expr> index) {
        return exponent.equals(Affine.ZERO) ? null
                : exponent.equals(Affine.constant(1)) ? base
                : new Expr.Pow(base, index.apply(exponent), Span.NONE);
    }
}
