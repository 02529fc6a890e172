package bea.derivation;

import bea.language.Expr;
import java.util.ArrayList;
import java.util.List;

/// Gives every additive term of an expression a free factor `?i`, so that one linear system can tell which coefficients
/// would make a refuted claim true.
final class Marks {
    /// The marked terms, in order of their numbers; `?i` resolves to the i-th free factor.
    final List<Expr> terms = new ArrayList<>();

    /// @param e an expression; what is inside nonlinear functions and composed points is left alone
    Expr mark(Expr e) {
        return switch (e) {
            case Expr.Add a -> new Expr.Add(mark(a.left()), mark(a.right()), a.span());
            case Expr.Sub s -> new Expr.Sub(mark(s.left()), mark(s.right()), s.span());
            case Expr.Neg n -> new Expr.Neg(mark(n.body()), n.span());
            case Expr.AtStart s -> new Expr.AtStart(mark(s.body()), s.span());
            case Expr.BigO o -> o;
            default -> term(e);
        };
    }

    private Expr term(Expr e) {
        Expr inner = inside(e);
        // a Hamiltonian is written once for two flows
        int number = terms.indexOf(e) < 0 ? terms.size() : terms.indexOf(e);
        if (number == terms.size()) {
            terms.add(e);
        }
        return new Expr.Mul(new Expr.Name("?" + number, e.span()), inner, e.span());
    }

    /// Sums inside a product, a gradient or a sum over indices are terms of their own.
    private Expr inside(Expr e) {
        return switch (e) {
            case Expr.Mul m -> new Expr.Mul(inside(m.left()), inside(m.right()), m.span());
            case Expr.Div d -> new Expr.Div(inside(d.left()), d.right(), d.span());
            case Expr.AtStart s when isSum(s.body()) -> new Expr.AtStart(mark(s.body()), s.span());
            case Expr.Grad g when isSum(g.body()) -> new Expr.Grad(g.slot(), mark(g.body()), g.span());
            case Expr.Sum s -> new Expr.Sum(s.mean(), s.binders(), s.conditions(), inside(s.body()), s.span());
            case Expr.Expect x -> new Expr.Expect(x.shuffles(), x.batch(), inside(x.body()), x.span());
            case Expr.Add _,Expr.Sub _ -> mark(e);
            case Expr.Neg n -> new Expr.Neg(inside(n.body()), n.span());
            default -> e;
        };
    }

    private static boolean isSum(Expr e) {
        return switch (e) {
            case Expr.Add _,Expr.Sub _ -> true;
            case Expr.Neg n -> isSum(n.body());
            default -> false;
        };
    }
}
