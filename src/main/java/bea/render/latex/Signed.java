package bea.render.latex;

import bea.algebra.Rational;
import bea.language.Expr;
import bea.language.Span;
import java.util.ArrayList;
import java.util.List;

/// One term of a sum, with the sign that stands before it.
///
/// @param body   the term without its sign
/// @param source the term as it stands in the sum, for annotations
record Signed(boolean negative, Expr body, Expr source) {

    /// The terms of a sum. `a + (b + c)` is `a + b + c`, while `a - (b + c)` stays as it is.
    static List<Signed> terms(Expr e) {
        List<Signed> terms = new ArrayList<>();
        collect(e, terms);
        return terms;
    }

    private static void collect(Expr e, List<Signed> terms) {
        switch (e) {
            case Expr.Add x -> {
                collect(x.left(), terms);
                collect(x.right(), terms);
            }
            case Expr.Sub x -> {
                collect(x.left(), terms);
                Signed right = strip(x.right());
                terms.add(new Signed(!right.negative, right.body, x.right()));
            }
            default -> terms.add(strip(e));
        }
    }

    /// Draws the signs of factors, numerators and summands to the front: `(-a)*b` is `-(a*b)`.
    static Signed strip(Expr e) {
        return switch (e) {
            case Expr.Neg x -> strip(x.body()).negate(e);
            case Expr.Num x when x.value().signum() < 0 ->
                new Signed(true, new Expr.Num(x.value().negate(), x.span()), e);
            case Expr.Mul x -> {
                Signed left = strip(x.left());
                Signed right = strip(x.right());
                yield new Signed(left.negative != right.negative, new Expr.Mul(left.body, right.body, x.span()), e);
            }
            case Expr.Div x -> {
                Signed left = strip(x.left());
                yield new Signed(left.negative, new Expr.Div(left.body, x.right(), x.span()), e);
            }
            case Expr.Sum x when !(x.body() instanceof Expr.Add) && !(x.body() instanceof Expr.Sub) -> {
                Signed body = strip(x.body());
                yield new Signed(body.negative,
                        new Expr.Sum(x.mean(), x.binders(), x.conditions(), body.body, x.span()), e);
            }
            default -> new Signed(false, e, e);
        };
    }

    private Signed negate(Expr outer) {
        return new Signed(!negative, body, outer);
    }

    /// A number as a quotient of integers, so that `0.5` prints as a fraction.
    static Expr quotient(Expr.Num number) {
        Rational value = number.value();
        Span span = number.span();
        return new Expr.Div(new Expr.Num(Rational.of(value.numerator(), java.math.BigInteger.ONE), span),
                new Expr.Num(Rational.of(value.denominator(), java.math.BigInteger.ONE), span), span);
    }
}
