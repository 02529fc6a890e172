package bea.render.latex;

import bea.algebra.Rational;
import bea.language.Expr;
import bea.language.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Walking and rebuilding expressions.
final class Exprs {
    private Exprs() {}

    static Expr.Num number(long value) {
        return new Expr.Num(Rational.of(value), Span.NONE);
    }

    static Expr.Name name(String id) {
        return new Expr.Name(id, Span.NONE);
    }

    static boolean isName(Expr e, String id) {
        return e instanceof Expr.Name n && n.id().equals(id);
    }

    /// The direct parts of an expression, in the order in which they are written.
    static List<Expr> children(Expr e) {
        List<Expr> parts = new ArrayList<>();
        map(e, part -> {
            parts.add(part);
            return part;
        });
        return parts;
    }

    /// Whether a name occurs anywhere in it.
    static boolean mentions(Expr e, String id) {
        return isName(e, id) || children(e).stream().anyMatch(c -> mentions(c, id));
    }

    /// The same expression with its direct parts replaced.
    static Expr map(Expr e, UnaryOperator<Expr> f) {
        return switch (e) {
            case Expr.Num _,Expr.Name _,Expr.BigO _,Expr.EquationSide _ -> e;
            case Expr.Call x ->
                new Expr.Call(x.function(), x.groups().stream().map(g -> all(g, f)).toList(), x.span());
            case Expr.Index x -> new Expr.Index(x.name(), f.apply(x.index()), x.span());
            case Expr.Neg x -> new Expr.Neg(f.apply(x.body()), x.span());
            case Expr.Add x -> new Expr.Add(f.apply(x.left()), f.apply(x.right()), x.span());
            case Expr.Sub x -> new Expr.Sub(f.apply(x.left()), f.apply(x.right()), x.span());
            case Expr.Mul x -> new Expr.Mul(f.apply(x.left()), f.apply(x.right()), x.span());
            case Expr.Div x -> new Expr.Div(f.apply(x.left()), f.apply(x.right()), x.span());
            case Expr.Pow x -> new Expr.Pow(f.apply(x.base()), f.apply(x.exponent()), x.span());
            case Expr.Grad x -> new Expr.Grad(x.slot(), f.apply(x.body()), x.span());
            case Expr.Hess x -> new Expr.Hess(x.slots(), f.apply(x.body()), x.span());
            case Expr.Jac x -> new Expr.Jac(x.slot(), f.apply(x.body()), x.span());
            case Expr.Deriv x -> new Expr.Deriv(x.slots(), f.apply(x.body()), all(x.directions(), f), x.span());
            case Expr.Prime x -> new Expr.Prime(f.apply(x.field()), x.order(), all(x.directions(), f), x.span());
            case Expr.Sum x -> new Expr.Sum(x.mean(), x.binders().stream().map(b -> binder(b, f)).toList(),
                    x.conditions().stream().map(c -> new Expr.Distinct(f.apply(c.left()), f.apply(c.right()))).toList(),
                    f.apply(x.body()), x.span());
            case Expr.Expect x -> new Expr.Expect(x.shuffles(), x.batch(), f.apply(x.body()), x.span());
            case Expr.TimeDerivative x -> new Expr.TimeDerivative(f.apply(x.body()), x.span());
            case Expr.AtStart x -> new Expr.AtStart(f.apply(x.body()), x.span());
        };
    }

    private static List<Expr> all(List<Expr> parts, UnaryOperator<Expr> f) {
        return parts.stream().map(f).toList();
    }

    private static Expr.Binder binder(Expr.Binder b, UnaryOperator<Expr> f) {
        Optional<Expr> from = b.from().map(f);
        Optional<Expr> to = b.to().map(f);
        return new Expr.Binder(b.variable(), from, to, b.span());
    }
}
