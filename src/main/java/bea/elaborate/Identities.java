package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.series.Scalars;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A zero test of coefficients with elementary functions that is exact when it says yes: functions are rewritten by
/// identities until the field of coefficients sees that nothing is left.
///
/// Used: `exp(a+b) = exp(a) exp(b)`, `exp(log a) = a`, `sigmoid(a) = 1/(1+exp(-a))`,
/// `tanh(a) = (exp(2a)-1)/(exp(2a)+1)`, `tan = sin/cos`, the addition theorems, `sin^2 = 1-cos^2`, `sqrt(a)^2 = a`.
public final class Identities {
    /// Multiples of an angle that are written out.
    private static final int MAX_MULTIPLE = 24;

    /// For every unit of an argument the common denominator of its multiples.
    private final Map<String, BigInteger> denominators = new HashMap<>();

    private Identities() {}

    /// True is certain; false means that no identity shows it.
    public static boolean isZero(Coef c) {
        if (c.isZero()) {
            return true;
        }
        if (c.generators().stream().noneMatch(Scalars.Function.class::isInstance)) {
            return false;
        }
        try {
            return normal(Coef.of(c.numerator())).isZero();
        } catch (ArithmeticException undefined) {
            return false;
        }
    }

    /// The same function with the identities applied.
    ///
    /// @throws ArithmeticException when it is nowhere defined, or an argument is too long to be written out
    public static Coef normal(Coef c) {
        Identities identities = new Identities();
        Coef simple = identities.toExpAndSin(c);
        identities.measure(simple);
        Coef written = identities.rewrite(simple);
        Coef top = written.isZero() ? written : reduce(written.numerator());
        return top.isZero() ? top : top.times(written.dividedBy(Coef.of(written.numerator())));
    }

    private Coef toExpAndSin(Coef c) {
        return c.substitute(
                g -> g instanceof Scalars.Function f ? toExpAndSin(f.name(), toExpAndSin(f.argument())) : null);
    }

    private static Coef toExpAndSin(String name, Coef a) {
        return switch (name) {
            case "sigmoid" -> Coef.ONE.plus(function("exp", a.negate())).reciprocal();
            case "tanh" -> {
                Coef e = function("exp", a.times(Rational.of(2)));
                yield e.minus(Coef.ONE).dividedBy(e.plus(Coef.ONE));
            }
            case "tan" -> function("sin", a).dividedBy(function("cos", a));
            default -> function(name, a);
        };
    }

    private static Coef function(String name, Coef a) {
        return Coef.generator(new Scalars.Function(name, a));
    }

    private static boolean splits(Scalars.Function f) {
        return f.name().equals("exp") || f.name().equals("sin") || f.name().equals("cos");
    }

    private void measure(Coef c) {
        for (Generator g : c.generators()) {
            if (g instanceof Scalars.Function f) {
                if (splits(f)) {
                    units(f.argument()).forEach(u -> denominators.merge(u.unit.toString(), u.factor.denominator(),
                            (a, b) -> a.multiply(b).divide(a.gcd(b))));
                }
                measure(f.argument());
            }
        }
    }

    private record Unit(Coef unit, Rational factor) {}

    private static List<Unit> units(Coef argument) {
        List<Unit> result = new ArrayList<>();
        Coef bottom = Coef.of(argument.numerator()).dividedBy(argument.isZero() ? Coef.ONE : argument);
        argument.numerator().terms().forEach((m, c) -> result
                .add(new Unit(Coef.of(Poly.monomial(m, Rational.ONE)).dividedBy(bottom), c)));
        return result;
    }

    private Coef rewrite(Coef c) {
        return c.substitute(g -> g instanceof Scalars.Function f ? rewrite(f) : null);
    }

    private Coef rewrite(Scalars.Function f) {
        if (f.name().equals("exp")) {
            Coef product = Coef.ONE;
            for (Unit u : units(f.argument())) {
                product = product.times(exp(u));
            }
            return product;
        }
        return splits(f) ? angle(f.argument())[f.name().equals("sin") ? 0 : 1]
                : function(f.name(), rewrite(f.argument()));
    }

    private Coef exp(Unit u) {
        int multiple = multiple(u);
        Generator only = u.unit.generators().size() == 1 ? u.unit.generators().iterator().next() : null;
        boolean logarithm = only instanceof Scalars.Function f && f.name().equals("log")
                && u.unit.equals(Coef.generator(only));
        return logarithm && u.factor.isInteger() ? rewrite(((Scalars.Function) only).argument()).pow(multiple)
                : function("exp", part(u)).pow(multiple);
    }

    /// Sine and cosine of the argument, from those of its units.
    private Coef[] angle(Coef argument) {
        Coef[] sum = {Coef.ZERO, Coef.ONE};
        for (Unit u : units(argument)) {
            int multiple = multiple(u);
            Coef[] one = {function("sin", part(u)).times(Rational.of(multiple < 0 ? -1 : 1)), function("cos", part(u))};
            for (int i = 0; i < Math.abs(multiple); i++) {
                sum = new Coef[]{sum[0].times(one[1]).plus(sum[1].times(one[0])),
                        sum[1].times(one[1]).minus(sum[0].times(one[0]))};
            }
        }
        return sum;
    }

    private Coef part(Unit u) {
        return rewrite(u.unit).times(Rational.of(BigInteger.ONE, denominators.get(u.unit.toString())));
    }

    private int multiple(Unit u) {
        BigInteger d = denominators.get(u.unit.toString());
        BigInteger n = u.factor.numerator().multiply(d).divide(u.factor.denominator());
        if (n.abs().compareTo(BigInteger.valueOf(MAX_MULTIPLE)) > 0) {
            throw new ArithmeticException("a multiple of an argument that is not written out");
        }
        return n.intValueExact();
    }

    /// `sin^2 = 1 - cos^2` and `sqrt(a)^2 = a`, as often as they apply.
    private static Coef reduce(Poly p) {
        Coef value = Coef.of(p);
        for (boolean again = true; again;) {
            again = false;
            for (Generator g : value.numerator().generators()) {
                if (g instanceof Scalars.Function f && (f.name().equals("sin") || f.name().equals("sqrt"))
                        && value.numerator().degreeIn(g) > 1) {
                    value = Coef.of(lowered(value.numerator(), g, f.name().equals("sqrt") ? f.argument()
                            : Coef.ONE.minus(function("cos", f.argument()).pow(2))).numerator());
                    again = true;
                }
            }
        }
        return value;
    }

    private static Coef lowered(Poly p, Generator g, Coef square) {
        Coef sum = Coef.ZERO;
        for (Map.Entry<Monomial, Rational> t : p.terms().entrySet()) {
            int e = t.getKey().exponentOf(g);
            Monomial removed = Monomial.ONE;
            for (int i = 0; i < e / 2 * 2; i++) {
                removed = removed.times(Monomial.of(g));
            }
            sum = sum.plus(Coef.of(Poly.monomial(t.getKey().dividedBy(removed).orElseThrow(), t.getValue()))
                    .times(square.pow(e / 2)));
        }
        return sum;
    }
}
