package bea.algebra;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// An element of the field Q(generators): a polynomial over a product of powers of polynomials.
///
/// The denominator stays factored as it arose and common factors are divided out, which keeps values small without a
/// general gcd. The zero test is exact because a value is zero exactly when its numerator is. Plain rationals never
/// touch a denominator.
public final class Coef {
    public static final Coef ZERO = new Coef(Poly.ZERO, new TreeMap<>());
    public static final Coef ONE = of(Rational.ONE);

    private final Poly numerator;
    /// Factors with leading coefficient 1, not constant, to positive powers.
    private final SortedMap<Poly, Integer> denominator;

    private Coef(Poly numerator, SortedMap<Poly, Integer> denominator) {
        this.numerator = numerator;
        this.denominator = denominator;
    }

    public static Coef of(Rational value) {
        return new Coef(Poly.constant(value), new TreeMap<>());
    }

    public static Coef of(long num, long den) {
        return of(Rational.of(num, den));
    }

    public static Coef of(long value) {
        return of(Rational.of(value));
    }

    public static Coef generator(Generator g) {
        return new Coef(Poly.generator(g), new TreeMap<>());
    }

    public static Coef named(String name) {
        return generator(new Generator.Named(name));
    }

    public static Coef of(Poly p) {
        return new Coef(p, new TreeMap<>());
    }

    public Poly numerator() {
        return numerator;
    }

    public SortedMap<Poly, Integer> denominator() {
        return java.util.Collections.unmodifiableSortedMap(denominator);
    }

    public boolean isZero() {
        return numerator.isZero();
    }

    public boolean isRational() {
        return denominator.isEmpty() && numerator.isConstant();
    }

    /// The value when [#isRational].
    public Rational rationalValue() {
        return numerator.constantValue();
    }

    public boolean isOne() {
        return isRational() && rationalValue().isOne();
    }

    public Coef plus(Coef o) {
        if (isZero()) {
            return o;
        }
        if (o.isZero()) {
            return this;
        }
        if (isRational() && o.isRational()) {
            return of(rationalValue().plus(o.rationalValue()));
        }
        if (denominator.equals(o.denominator)) {
            return reduced(numerator.plus(o.numerator), denominator);
        }
        TreeMap<Poly, Integer> common = new TreeMap<>(denominator);
        o.denominator.forEach((p, e) -> common.merge(p, e, Math::max));
        return reduced(raised(common).plus(o.raised(common)), common);
    }

    private Poly raised(Map<Poly, Integer> common) {
        Poly n = numerator;
        for (Map.Entry<Poly, Integer> e : common.entrySet()) {
            n = n.times(e.getKey().pow(e.getValue() - denominator.getOrDefault(e.getKey(), 0)));
        }
        return n;
    }

    public Coef minus(Coef o) {
        return plus(o.negate());
    }

    public Coef negate() {
        return new Coef(numerator.times(Rational.MINUS_ONE), denominator);
    }

    public Coef times(Coef o) {
        if (isZero() || o.isZero()) {
            return ZERO;
        }
        if (o.isRational()) {
            return times(o.rationalValue());
        }
        if (isRational()) {
            return o.times(rationalValue());
        }
        if (denominator.isEmpty() && o.denominator.isEmpty()) {
            return new Coef(numerator.times(o.numerator), denominator);
        }
        TreeMap<Poly, Integer> product = new TreeMap<>(denominator);
        o.denominator.forEach((p, e) -> product.merge(p, e, Integer::sum));
        return reduced(numerator.times(o.numerator), product);
    }

    public Coef times(Rational r) {
        return r.isZero() ? ZERO : r.isOne() ? this : new Coef(numerator.times(r), denominator);
    }

    /// @throws ArithmeticException when `o` is zero
    public Coef dividedBy(Coef o) {
        return times(o.reciprocal());
    }

    /// @throws ArithmeticException when this is zero
    public Coef reciprocal() {
        if (isZero()) {
            throw new ArithmeticException("division by zero");
        }
        if (isRational()) {
            return of(rationalValue().reciprocal());
        }
        Poly top = Poly.constant(numerator.leadingCoefficient().reciprocal());
        for (Map.Entry<Poly, Integer> e : denominator.entrySet()) {
            top = top.times(e.getKey().pow(e.getValue()));
        }
        TreeMap<Poly, Integer> bottom = new TreeMap<>();
        Poly rest = numerator.times(numerator.leadingCoefficient().reciprocal());
        for (Generator g : numerator.generators()) {
            Poly factor = Poly.generator(g);
            for (var q = rest.dividedBy(factor); q.isPresent(); q = rest.dividedBy(factor)) {
                rest = q.get();
                bottom.merge(factor, 1, Integer::sum);
            }
        }
        // of the others only those are split off that geometric series bring: 1 - x^k has the factor 1 - x
        for (Generator g : rest.terms().size() == 2 ? rest.generators() : Set.<Generator>of()) {
            for (Rational root : List.of(Rational.ONE, Rational.MINUS_ONE)) {
                Poly factor = Poly.generator(g).plus(Poly.constant(root.negate()));
                for (var q = rest.dividedBy(factor); q.isPresent() && !q.get().isConstant(); q = rest
                        .dividedBy(factor)) {
                    rest = q.get();
                    bottom.merge(factor, 1, Integer::sum);
                }
            }
        }
        if (!rest.isConstant()) {
            bottom.merge(rest, 1, Integer::sum);
        }
        return reduced(top, bottom);
    }

    private static Coef reduced(Poly top, SortedMap<Poly, Integer> bottom) {
        if (top.isZero()) {
            return ZERO;
        }
        if (bottom.isEmpty()) {
            return new Coef(top, bottom);
        }
        Poly n = top;
        TreeMap<Poly, Integer> d = new TreeMap<>();
        for (Map.Entry<Poly, Integer> e : bottom.entrySet()) {
            int left = e.getValue();
            while (left > 0) {
                var q = n.dividedBy(e.getKey());
                if (q.isEmpty()) {
                    break;
                }
                n = q.get();
                left--;
            }
            if (left > 0) {
                d.put(e.getKey(), left);
            }
        }
        return new Coef(n, d);
    }

    public Coef pow(int exponent) {
        if (exponent < 0) {
            return reciprocal().pow(-exponent);
        }
        Coef result = ONE;
        for (int i = 0; i < exponent; i++) {
            result = result.times(this);
        }
        return result;
    }

    public Set<Generator> generators() {
        if (isRational()) {
            return Set.of();
        }
        TreeSet<Generator> all = new TreeSet<>(numerator.generators());
        denominator.keySet().forEach(p -> all.addAll(p.generators()));
        return all;
    }

    /// Partial derivative, the other generators held fixed.
    public Coef derivative(Generator g) {
        Coef result = new Coef(numerator.derivative(g), new TreeMap<>()).times(new Coef(Poly.ONE, denominator));
        for (Map.Entry<Poly, Integer> e : denominator.entrySet()) {
            Poly inner = e.getKey().derivative(g);
            if (!inner.isZero()) {
                Coef factor = of(inner.times(Rational.of(e.getValue()))).dividedBy(of(e.getKey()));
                result = result.minus(times(factor));
            }
        }
        return reduced(result.numerator, result.denominator);
    }

    /// Replaces every generator by the value that `values` gives, or keeps it where that is null.
    ///
    /// @throws ArithmeticException when a denominator becomes zero
    public Coef substitute(Function<Generator, Coef> values) {
        if (isRational()) {
            return this;
        }
        Coef result = evaluate(numerator, values);
        for (Map.Entry<Poly, Integer> e : denominator.entrySet()) {
            result = result.times(evaluate(e.getKey(), values).pow(-e.getValue()));
        }
        return result;
    }

    private static Coef evaluate(Poly p, Function<Generator, Coef> values) {
        Coef sum = ZERO;
        for (Map.Entry<Monomial, Rational> t : p.terms().entrySet()) {
            Coef product = of(t.getValue());
            for (Monomial.Power f : t.getKey().powers()) {
                Coef v = values.apply(f.base());
                product = product.times((v == null ? generator(f.base()) : v).pow(f.exponent()));
            }
            sum = sum.plus(product);
        }
        return sum;
    }

    /// Equality in the field, whatever the form.
    public boolean sameAs(Coef o) {
        return minus(o).isZero();
    }

    /// Equality of the form; field equality is [#sameAs].
    @Override
    public boolean equals(Object other) {
        return other instanceof Coef c && numerator.equals(c.numerator) && denominator.equals(c.denominator);
    }

    @Override
    public int hashCode() {
        return numerator.hashCode() * 31 + denominator.hashCode();
    }

    @Override
    public String toString() {
        if (denominator.isEmpty()) {
            return numerator.toString();
        }
        StringBuilder b = new StringBuilder("(" + numerator + ")/(");
        denominator.forEach((p, e) -> b.append(b.charAt(b.length() - 1) == '(' ? "" : "*").append('(').append(p)
                .append(')').append(e == 1 ? "" : "^" + e));
        return b.append(')').toString();
    }
}
