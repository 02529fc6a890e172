package bea.series;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Rational;
import java.util.ArrayList;
import java.util.List;

/// Sums of polynomials over consecutive integers (Faulhaber).
final class PowerSums {
    private PowerSums() {}

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
            long binomial = 1;
            for (int j = 0; j < d; j++) {
                s = s.minus(sums.get(j).times(Rational.of(binomial)));
                binomial = binomial * (d + 1 - j) / (j + 1);
            }
            sums.add(s.times(Rational.of(1, d + 1)));
        }
        return sums;
    }
}
