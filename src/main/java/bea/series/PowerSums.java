package bea.series;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Power;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sums over consecutive integers of polynomials (Faulhaber) and of polynomials times powers with the index as exponent.
final class PowerSums {
    private PowerSums() {}

    /// The closed form of a polynomial times a power grows fast with its degree.
    private static final int MAX_DEGREE = 12;

    /// Whether `c` is a sum of polynomials in the index times powers `base^(a*index)`.
    static boolean has(Coef c, String index) {
        return c.denominator().keySet().stream()
                .noneMatch(p -> Scalars.indices(Coef.of(p)).contains(index) && powerOf(p, index) == null)
                && c.generators().stream().noneMatch(
                        g -> g instanceof Scalars.Function f && Scalars.indices(f.argument()).contains(index));
    }

    /// The power that a factor of a denominator is, or null.
    static Power powerOf(Poly p) {
        return p.terms().size() == 1 && p.leadingMonomial().degree() == 1
                && p.leadingMonomial().powers().getFirst().base() instanceof Power x ? x : null;
    }

    private static Power powerOf(Poly p, String index) {
        Power x = powerOf(p);
        return x != null && x.exponent().equals(index) ? x : null;
    }

    /// `sum over index in from..to of c`, where [#has]; correct whenever `to >= from - 1`, except where the ratio of
    /// neighbouring powers is 1, which no ratio is for all values of its scalars.
    static Coef sum(Coef c, String index, Affine from, Affine to) {
        Coef sum = Coef.ZERO;
        for (Map.Entry<Map<Power, Integer>, Coef> part : byPowers(c, index).entrySet()) {
            sum = sum.plus(part.getKey().isEmpty()
                    ? sum(part.getValue(), new Scalars.Index(index), Scalars.value(from), Scalars.value(to))
                    : geometric(part.getValue(), part.getKey(), index, from, to));
        }
        return sum;
    }

    /// The polynomials in the index beside each product of powers.
    private static Map<Map<Power, Integer>, Coef> byPowers(Coef c, String index) {
        TreeMap<Power, Integer> below = new TreeMap<>();
        Coef under = Coef.ONE;
        for (Map.Entry<Poly, Integer> d : c.denominator().entrySet()) {
            Power p = powerOf(d.getKey(), index);
            if (p != null) {
                below.merge(p, -d.getValue(), Integer::sum);
            } else {
                under = under.times(Coef.of(d.getKey()).pow(-d.getValue()));
            }
        }
        Map<Map<Power, Integer>, Coef> parts = new LinkedHashMap<>();
        for (Map.Entry<Monomial, Rational> t : c.numerator().terms().entrySet()) {
            TreeMap<Power, Integer> powers = new TreeMap<>(below);
            Coef rest = under.times(t.getValue());
            for (Monomial.Power f : t.getKey().powers()) {
                if (f.base() instanceof Power p && p.exponent().equals(index)) {
                    powers.merge(p, f.exponent(), (a, b) -> a + b == 0 ? null : (Integer) (a + b));
                } else {
                    rest = rest.times(Coef.generator(f.base()).pow(f.exponent()));
                }
            }
            parts.merge(powers, rest, Coef::plus);
        }
        return parts;
    }

    /// `p(x) q^x` summed: with the polynomial `s` for which `s(x+1) q - s(x) = p(x)` it is `s(to+1) q^(to+1) - s(from)
    /// q^from`.
    private static Coef geometric(Coef p, Map<Power, Integer> powers, String index, Affine from, Affine to) {
        Coef ratio = at(powers, Affine.constant(1));
        Coef step = ratio.minus(Coef.ONE).reciprocal();
        Scalars.Index x = new Scalars.Index(index);
        int degree = p.numerator().degreeIn(x);
        if (degree > MAX_DEGREE) {
            throw new NotExpressible("a sum of powers beside " + index + "^" + degree + "; it goes to " + MAX_DEGREE);
        }
        Coef[] s = new Coef[degree + 1];
        Coef upper = Coef.ZERO;
        Coef lower = Coef.ZERO;
        Coef end = Scalars.value(to.plus(1));
        Coef begin = Scalars.value(from);
        for (int j = degree; j >= 0; j--) {
            Coef carried = Coef.ZERO;
            long binomial = 1;
            for (int i = j + 1; i <= degree; i++) {
                binomial = binomial * i / (i - j);
                carried = carried.plus(s[i].times(Rational.of(binomial)));
            }
            s[j] = coefficient(p, x, j).minus(carried.times(ratio)).times(step);
            upper = upper.plus(s[j].times(end.pow(j)));
            lower = lower.plus(s[j].times(begin.pow(j)));
        }
        return upper.times(at(powers, to.plus(1))).minus(lower.times(at(powers, from)));
    }

    private static Coef at(Map<Power, Integer> powers, Affine exponent) {
        Coef product = Coef.ONE;
        for (Map.Entry<Power, Integer> e : powers.entrySet()) {
            product = product.times(Scalars.power(e.getKey().baseValue(), exponent.times(e.getValue())));
        }
        return product;
    }

    /// What multiplies `x^d`.
    private static Coef coefficient(Coef c, Generator x, int d) {
        Coef rest = c;
        for (int i = 0; i < d; i++) {
            rest = rest.derivative(x).times(Rational.of(1, i + 1));
        }
        return at0(rest, x);
    }

    /// `sum over x in from..to of c`, for `c` a polynomial in `x`; correct whenever `to >= from - 1`.
    static Coef sum(Coef c, Generator x, Coef from, Coef to) {
        int degree = c.numerator().degreeIn(x);
        List<Coef> powers = below(degree, to.plus(Coef.ONE));
        List<Coef> start = below(degree, from);
        Coef result = Coef.ZERO;
        Coef rest = c;
        for (int d = 0; d <= degree; d++) {
            Coef factor = at0(rest, x).times(factorial(d).reciprocal());
            result = result.plus(factor.times(powers.get(d).minus(start.get(d))));
            rest = rest.derivative(x);
        }
        return result;
    }

    private static Coef at0(Coef c, Generator x) {
        return c.substitute(g -> g.compareTo(x) == 0 ? Coef.ZERO : null);
    }

    private static Rational factorial(int n) {
        return n == 0 ? Rational.ONE : factorial(n - 1).times(Rational.of(n));
    }

    /// `sum over 0 <= k < m of k^d` for d = 0..degree, as polynomials in `m`.
    private static List<Coef> below(int degree, Coef m) {
        List<Coef> sums = new ArrayList<>();
        for (int d = 0; d <= degree; d++) {
            Coef s = m.pow(d + 1);
            Rational binomial = Rational.ONE;
            for (int j = 0; j < d; j++) {
                s = s.minus(sums.get(j).times(binomial));
                binomial = binomial.times(Rational.of(d + 1L - j, j + 1L));
            }
            sums.add(s.times(Rational.of(1, d + 1)));
        }
        return sums;
    }
}
