package bea.present;

import bea.algebra.Rational;
import bea.language.Expr;
import bea.language.Span;
import bea.model.Affine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builds expressions that nobody wrote, leaving out what a person would leave out (`1 *`, `- -`).
public final class Write {
    private static final Span NOWHERE = Span.NONE;

    private Write() {}

    public static Expr number(long n) {
        return n < 0 ? new Expr.Neg(number(-n), NOWHERE) : new Expr.Num(Rational.of(n), NOWHERE);
    }

    /// `3`, `1/2`, `-1/2`.
    public static Expr rational(Rational r) {
        if (r.signum() < 0) {
            return new Expr.Neg(rational(r.negate()), NOWHERE);
        }
        Expr top = new Expr.Num(Rational.of(r.numerator(), java.math.BigInteger.ONE), NOWHERE);
        return r.isInteger() ? top
                : new Expr.Div(top, new Expr.Num(Rational.of(r.denominator(), java.math.BigInteger.ONE), NOWHERE),
                        NOWHERE);
    }

    public static Expr name(String id) {
        return new Expr.Name(id, NOWHERE);
    }

    public static Expr index(String name, Expr i) {
        return new Expr.Index(name, i, NOWHERE);
    }

    public static Expr call(String f, Expr... arguments) {
        return call(f, List.of(Arrays.asList(arguments)));
    }

    public static Expr call(String f, List<List<Expr>> groups) {
        return new Expr.Call(f, groups, NOWHERE);
    }

    public static Expr add(Expr a, Expr b) {
        return b instanceof Expr.Neg n ? subtract(a, n.body()) : new Expr.Add(a, leading(b), NOWHERE);
    }

    /// A sum on the right keeps its order: `a + (b - c)` is written `a + b - c`.
    private static Expr leading(Expr b) {
        return b;
    }

    public static Expr subtract(Expr a, Expr b) {
        return new Expr.Sub(a, b, NOWHERE);
    }

    public static Expr negate(Expr a) {
        return new Expr.Neg(a, NOWHERE);
    }

    /// The product; null and 1 on either side are neutral.
    public static Expr times(Expr a, Expr b) {
        if (a == null || isOne(a) && b != null) {
            return b;
        }
        if (b == null || isOne(b)) {
            return a;
        }
        if (b instanceof Expr.Neg n) {
            return negate(times(a, n.body()));
        }
        // a product is written from the left: (a * b) * c
        return switch (b) {
            case Expr.Mul m -> new Expr.Mul(times(a, m.left()), m.right(), NOWHERE);
            default -> new Expr.Mul(a, b, NOWHERE);
        };
    }

    private static boolean isOne(Expr e) {
        return e instanceof Expr.Num n && n.value().isOne();
    }

    public static Expr divide(Expr a, Expr b) {
        return new Expr.Div(a, b, NOWHERE);
    }

    public static Expr pow(Expr base, int exponent) {
        return exponent == 1 ? base : new Expr.Pow(base, number(exponent), NOWHERE);
    }

    /// `name^k`, null for k = 0.
    public static Expr power(String name, int k) {
        return k == 0 ? null : pow(name(name), k);
    }

    public static Expr grad(Optional<String> slot, Expr e) {
        return new Expr.Grad(slot, e, NOWHERE);
    }

    public static Expr hess(List<String> slots, Expr e) {
        return new Expr.Hess(slots, e, NOWHERE);
    }

    public static Expr jac(Optional<String> slot, Expr e) {
        return new Expr.Jac(slot, e, NOWHERE);
    }

    public static Expr deriv(List<String> slots, Expr e, List<Expr> directions) {
        return new Expr.Deriv(slots, e, directions, NOWHERE);
    }

    public static Expr prime(Expr f, List<Expr> directions) {
        return new Expr.Prime(f, directions.size(), directions, NOWHERE);
    }

    public static Expr atStart(Expr e) {
        return new Expr.AtStart(e, NOWHERE);
    }

    public static Expr bigO(int power) {
        return new Expr.BigO(power, NOWHERE);
    }

    public static Expr.Binder binder(String name, Expr from, Expr to) {
        return new Expr.Binder(name, Optional.of(from), Optional.of(to), NOWHERE);
    }

    public static Expr sum(Expr.Binder b, Expr body) {
        return new Expr.Sum(false, List.of(b), List.of(), body, NOWHERE);
    }

    public static Expr affine(Affine a) {
        Expr sum = null;
        for (Map.Entry<String, Integer> e : a.coefficients().entrySet()) {
            Expr part = times(number(Math.abs(e.getValue())), name(e.getKey()));
            sum = sum == null ? e.getValue() < 0 ? negate(part) : part
                    : e.getValue() < 0 ? subtract(sum, part) : add(sum, part);
        }
        if (sum == null) {
            return number(a.constant());
        }
        return a.constant() == 0 ? sum : a.constant() < 0 ? subtract(sum, number(-(long) a.constant()))
                : add(sum, number(a.constant()));
    }

    /// Whether two expressions are written alike, wherever they stand.
    static boolean same(Expr a, Expr b) {
        return a.toString().equals(b.toString());
    }
}
