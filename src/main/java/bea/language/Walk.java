package bea.language;

import java.util.List;
import java.util.function.Consumer;

/// Visits the parts of an expression.
final class Walk {
    private Walk() {}

    static void indices(Expr e, Consumer<Expr.Index> action) {
        all(e, x -> {
            if (x instanceof Expr.Index i) {
                action.accept(i);
            }
        });
    }

    static void names(Expr e, Consumer<String> action) {
        all(e, x -> {
            if (x instanceof Expr.Name n) {
                action.accept(n.id());
            }
        });
    }

    /// The expression itself and everything in it.
    static void all(Expr e, Consumer<Expr> action) {
        action.accept(e);
        parts(e).forEach(p -> all(p, action));
    }

    static List<Expr> parts(Expr e) {
        return switch (e) {
            case Expr.Num _,Expr.Name _,Expr.BigO _,Expr.EquationSide _ -> List.of();
            case Expr.Call c -> c.groups().stream().flatMap(List::stream).toList();
            case Expr.Index i -> List.of(i.index());
            case Expr.Neg n -> List.of(n.body());
            case Expr.Add a -> List.of(a.left(), a.right());
            case Expr.Sub s -> List.of(s.left(), s.right());
            case Expr.Mul m -> List.of(m.left(), m.right());
            case Expr.Div d -> List.of(d.left(), d.right());
            case Expr.Pow p -> List.of(p.base(), p.exponent());
            case Expr.Grad g -> List.of(g.body());
            case Expr.Hess h -> List.of(h.body());
            case Expr.Jac j -> List.of(j.body());
            case Expr.Deriv d -> join(d.body(), d.directions());
            case Expr.Prime p -> join(p.field(), p.directions());
            case Expr.Sum s -> List.of(s.body());
            case Expr.Expect x -> List.of(x.body());
            case Expr.TimeDerivative t -> List.of(t.body());
            case Expr.AtStart s -> List.of(s.body());
        };
    }

    private static List<Expr> join(Expr first, List<Expr> rest) {
        List<Expr> all = new java.util.ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }
}
