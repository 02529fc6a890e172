package bea.algebra;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A polynomial in one variable with rational coefficients, by ascending powers; the last one is not zero.
public record Univariate(List<Rational> coefficients) {
    /// Of numbers whose divisors are listed.
    private static final int MOST_BITS = 40;

    public Univariate {
        List<Rational> kept = new ArrayList<>(coefficients);
        while (!kept.isEmpty() && kept.getLast().isZero()) {
            kept.removeLast();
        }
        coefficients = List.copyOf(kept);
    }

    /// A polynomial in which only `x` occurs.
    public static Univariate of(Poly p, Generator x) {
        List<Rational> f = new ArrayList<>();
        p.terms().forEach((m, r) -> {
            int e = m.exponentOf(x);
            while (f.size() <= e) {
                f.add(Rational.ZERO);
            }
            f.set(e, f.get(e).plus(r));
        });
        return new Univariate(f);
    }

    /// The same in `x`, with whole coefficients that have no common factor, the first of them positive.
    public Poly normal(Generator x) {
        List<BigInteger> whole = whole();
        BigInteger common = whole.stream().reduce(BigInteger.ZERO, BigInteger::gcd);
        Rational scale = Rational.of(whole.getLast().abs(), common).dividedBy(leading());
        Poly sum = Poly.ZERO;
        for (int k = 0; k < coefficients.size(); k++) {
            sum = sum.plus(Poly.generator(x).pow(k).times(coefficients.get(k).times(scale)));
        }
        return sum;
    }

    public boolean isZero() {
        return coefficients.isEmpty();
    }

    /// -1 for zero.
    public int degree() {
        return coefficients.size() - 1;
    }

    private Rational leading() {
        return coefficients.getLast();
    }

    public Rational at(Rational x) {
        Rational sum = Rational.ZERO;
        for (Rational a : coefficients.reversed()) {
            sum = sum.times(x).plus(a);
        }
        return sum;
    }

    public Univariate derivative() {
        List<Rational> f = new ArrayList<>();
        for (int k = 1; k < coefficients.size(); k++) {
            f.add(coefficients.get(k).times(Rational.of(k)));
        }
        return new Univariate(f);
    }

    /// The quotient by `x - r` for a root `r`.
    private Univariate without(Rational r) {
        List<Rational> quotient = new ArrayList<>();
        Rational carry = Rational.ZERO;
        for (int k = degree(); k > 0; k--) {
            carry = carry.times(r).plus(coefficients.get(k));
            quotient.addFirst(carry);
        }
        return new Univariate(quotient);
    }

    /// What is left when all these roots are divided out as often as they occur.
    public Univariate without(List<Rational> roots) {
        Univariate rest = this;
        for (Rational r : roots) {
            while (rest.degree() > 0 && rest.at(r).isZero()) {
                rest = rest.without(r);
            }
        }
        return rest;
    }

    private record Division(Univariate quotient, Univariate remainder) {}

    private Division dividedBy(Univariate b) {
        List<Rational> rest = new ArrayList<>(coefficients);
        List<Rational> quotient = new ArrayList<>();
        for (int shift = degree() - b.degree(); shift >= 0; shift--) {
            Rational q = rest.get(shift + b.degree()).dividedBy(b.leading());
            for (int i = 0; i <= b.degree(); i++) {
                rest.set(i + shift, rest.get(i + shift).minus(q.times(b.coefficients.get(i))));
            }
            quotient.addFirst(q);
        }
        return new Division(new Univariate(quotient), new Univariate(rest));
    }

    /// A greatest common divisor; its roots are the common ones.
    public Univariate common(Univariate o) {
        return o.isZero() ? this : o.common(dividedBy(o).remainder);
    }

    // ---- roots

    /// Whether [#roots] finds all rational ones.
    public boolean isSmall() {
        return whole().stream().allMatch(i -> i.bitLength() <= MOST_BITS);
    }

    /// The rational roots of what is not zero, in ascending order; those with large numbers are missed.
    public List<Rational> roots() {
        Set<Rational> found = new TreeSet<>();
        if (degree() > 0 && coefficients.getFirst().isZero()) {
            found.add(Rational.ZERO);
        }
        List<BigInteger> whole = degree() > 0 ? whole() : List.of(BigInteger.ONE);
        for (long top : divisors(whole.getFirst())) {
            for (long bottom : divisors(whole.getLast())) {
                for (Rational r : List.of(Rational.of(top, bottom), Rational.of(-top, bottom))) {
                    if (at(r).isZero()) {
                        found.add(r);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /// Whether there is a root between two numbers, or beyond where there is no number; at neither of them. By Sturm's
    /// theorem, for what is not zero.
    public boolean hasRoot(Optional<Rational> above, Optional<Rational> below) {
        // the theorem counts at the ends only where no root is a double one
        Univariate f = dividedBy(common(derivative())).quotient;
        List<Univariate> chain = f.chain();
        return changes(chain, above, -1) - changes(chain, below, 1)
                - (below.filter(b -> f.at(b).isZero()).isPresent() ? 1 : 0) > 0;
    }

    /// The polynomial, its derivative, and minus the remainder of the last two, as long as there is one.
    private List<Univariate> chain() {
        List<Univariate> chain = new ArrayList<>(List.of(this));
        for (Univariate next = derivative(); !next.isZero();) {
            chain.add(next);
            Univariate remainder = chain.get(chain.size() - 2).dividedBy(next).remainder;
            next = new Univariate(remainder.coefficients.stream().map(Rational::negate).toList());
        }
        return chain;
    }

    /// Changes of sign in the chain at a point, or far out on one side.
    private static int changes(List<Univariate> chain, Optional<Rational> x, int side) {
        int changes = 0;
        int last = 0;
        for (Univariate f : chain) {
            int far = f.leading().signum() * (side < 0 && f.degree() % 2 != 0 ? -1 : 1);
            int sign = x.map(v -> f.at(v).signum()).orElse(far);
            changes += last != 0 && sign != 0 && sign != last ? 1 : 0;
            last = sign != 0 ? sign : last;
        }
        return changes;
    }

    /// The coefficients that are not zero, times their common denominator.
    private List<BigInteger> whole() {
        BigInteger scale = coefficients.stream().map(Rational::denominator).reduce(BigInteger.ONE,
                (a, b) -> a.multiply(b).divide(a.gcd(b)));
        return coefficients.stream().map(r -> r.numerator().multiply(scale).divide(r.denominator()))
                .filter(i -> i.signum() != 0).toList();
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
