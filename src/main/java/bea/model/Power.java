package bea.model;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import java.util.Map;
import java.util.Optional;

/// `base^exponent`, where an index or a count is the exponent: an indeterminate beside the base and the exponent.
///
/// `base^(a*mu + b*n + c)` is `(base^mu)^a * (base^n)^b * base^c`, so that products, quotients and equality of powers are
/// those of the field. That is exact: as functions of the base, the indices and the counts, the indeterminates obey no
/// other relation. For numbers the same is true where the bases are primes, to which every fraction comes down.
///
/// @param base     a declared scalar, or a prime in digits
/// @param exponent the name of an index variable or count
public record Power(String base, String exponent, String key) implements Generator {
    /// Powers with a number for exponent are written out this far.
    public static final int MOST = 1000;
    /// Of numerators and denominators of bases.
    private static final int LARGEST_NUMBER = 1_000_000;

    public Power(String base, String exponent) {
        this(base, exponent, base + "^" + exponent);
    }

    public boolean ofNumber() {
        return Character.isDigit(base.charAt(0));
    }

    public Coef baseValue() {
        return ofNumber() ? Coef.of(Long.parseLong(base)) : Coef.named(base);
    }

    /// `base^exponent`; empty unless the base is a product of powers of scalars and a positive fraction of numbers that are
    /// not too large, and where the exponent is out of reach.
    ///
    /// @throws ArithmeticException for a negative power of 0
    public static Optional<Coef> of(Coef base, Affine exponent) {
        if (exponent.isConstant()) {
            return Math.abs(exponent.constant()) <= MOST ? Optional.of(base.pow(exponent.constant()))
                    : Optional.empty();
        }
        if (base.numerator().terms().size() != 1) {
            return Optional.empty();
        }
        Map.Entry<Monomial, Rational> top = base.numerator().terms().firstEntry();
        Optional<Coef> product = ofNumber(top.getValue(), exponent);
        for (Monomial.Power f : top.getKey().powers()) {
            product = product.flatMap(p -> of(f.base(), f.exponent(), exponent).map(p::times));
        }
        for (Map.Entry<Poly, Integer> d : base.denominator().entrySet()) {
            if (d.getKey().terms().size() != 1 || d.getKey().leadingMonomial().degree() != 1) {
                return Optional.empty();
            }
            Generator g = d.getKey().leadingMonomial().powers().getFirst().base();
            product = product.flatMap(p -> of(g, -d.getValue(), exponent).map(p::times));
        }
        return product;
    }

    private static Optional<Coef> of(Generator g, int times, Affine exponent) {
        return g instanceof Generator.Named n ? powers(n.key(), Coef.generator(n), times, exponent) : Optional.empty();
    }

    private static Optional<Coef> ofNumber(Rational r, Affine exponent) {
        if (!isSmall(r)) {
            return Optional.empty();
        }
        return ofWhole(r.numerator().intValueExact(), 1, exponent)
                .flatMap(a -> ofWhole(r.denominator().intValueExact(), -1, exponent).map(a::times));
    }

    private static boolean isSmall(Rational r) {
        return r.signum() > 0 && r.numerator().bitLength() < 31 && r.denominator().bitLength() < 31
                && r.numerator().intValueExact() <= LARGEST_NUMBER && r.denominator().intValueExact() <= LARGEST_NUMBER;
    }

    /// Prime by prime.
    private static Optional<Coef> ofWhole(int number, int sign, Affine exponent) {
        Optional<Coef> product = Optional.of(Coef.ONE);
        int rest = number;
        for (int p = 2; rest > 1; p++) {
            int prime = p * p > rest ? rest : p;
            int times = 0;
            for (; rest % prime == 0; rest /= prime) {
                times++;
            }
            int all = sign * times;
            product = times == 0 ? product
                    : product.flatMap(a -> powers(String.valueOf(prime), Coef.of(prime), all, exponent).map(a::times));
        }
        return product;
    }

    /// `(base^times)^exponent`, factor by factor.
    private static Optional<Coef> powers(String name, Coef base, int times, Affine exponent) {
        long constant = (long) times * exponent.constant();
        boolean[] near = {Math.abs(constant) <= MOST};
        exponent.forEach((_, factor) -> near[0] &= Math.abs((long) times * factor) <= MOST);
        if (!near[0]) {
            return Optional.empty();
        }
        Coef[] product = {base.pow((int) constant)};
        exponent.forEach((index, factor) -> product[0] = product[0]
                .times(Coef.generator(new Power(name, index)).pow(times * factor)));
        return Optional.of(product[0]);
    }
}
