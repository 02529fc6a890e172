package bea.language;

import bea.algebra.Rational;
import java.util.List;
import java.util.stream.Collectors;

/// Writes an expression in the language, with the fewest parentheses.
public final class ExprPrinter {
    private static final int SUM = 1;
    private static final int PRODUCT = 2;
    private static final int UNARY = 3;
    private static final int POWER = 4;
    private static final int PREFIX = 5;
    private static final int PRIMARY = 6;

    private ExprPrinter() {}

    public static String print(Expr e) {
        return print(e, SUM);
    }

    private static String print(Expr e, int level) {
        String text = bare(e);
        return level(e) < level ? "(" + text + ")" : text;
    }

    private static int level(Expr e) {
        return switch (e) {
            case Expr.Add _, Expr.Sub _ -> SUM;
            case Expr.Mul _, Expr.Div _ -> PRODUCT;
            case Expr.Neg _ -> UNARY;
            // a sum takes the whole product that follows, so inside a product it needs parentheses unless it is last
            case Expr.Sum _, Expr.Expect _ -> UNARY;
            case Expr.Pow _ -> POWER;
            case Expr.Grad _, Expr.Hess _, Expr.Jac _, Expr.TimeDerivative _, Expr.Deriv _ -> PREFIX;
            case Expr.Num n -> n.value().signum() < 0 ? SUM : n.value().isInteger() ? PRIMARY : PRODUCT;
            case Expr.Prime _, Expr.Name _, Expr.Call _, Expr.Index _, Expr.BigO _, Expr.EquationSide _, Expr.AtStart _ ->
                PRIMARY;
        };
    }

    private static String bare(Expr e) {
        return switch (e) {
            case Expr.Num n -> number(n.value());
            case Expr.Name n -> n.id();
            case Expr.Call c -> c.function() + groups(c.groups());
            case Expr.Index i -> i.name() + "[" + compact(i.index()) + "]";
            case Expr.Neg n -> "-" + print(n.body(), PRODUCT);
            case Expr.Add a -> print(a.left(), SUM) + " + " + print(a.right(), PRODUCT);
            case Expr.Sub s -> print(s.left(), SUM) + " - " + print(s.right(), PRODUCT);
            case Expr.Mul m -> left(m.left()) + times(m) + print(m.right(), UNARY);
            case Expr.Div d -> left(d.left()) + "/" + print(d.right(), POWER);
            case Expr.Pow p -> print(p.base(), PREFIX) + "^" + exponent(p.exponent());
            case Expr.Grad g -> "grad" + slot(g.slot().stream().toList()) + " " + print(g.body(), PREFIX);
            case Expr.Hess h -> "hess" + slot(h.slots()) + " " + print(h.body(), PREFIX);
            case Expr.Jac j -> "jac" + slot(j.slot().stream().toList()) + " " + jacBody(j.body());
            case Expr.Deriv d -> "deriv" + slot(d.slots()) + " " + derivBody(d.body()) + " (" + list(d.directions()) + ")";
            case Expr.Prime p -> primable(p.field()) + "'".repeat(p.order()) + (p.directions().size() == 1
                    ? print(p.directions().getFirst(), PRIMARY) : "(" + list(p.directions()) + ")");
            case Expr.Sum s -> (s.mean() ? "mean" : "sum") + "(" + binders(s) + ") " + print(s.body(), PRODUCT);
            case Expr.Expect x -> "expect(" + (x.shuffles() ? "shuffles" : "draws") + " of " + x.batch() + ") "
                    + print(x.body(), PRODUCT);
            case Expr.TimeDerivative t -> "ddt " + print(t.body(), PREFIX);
            case Expr.BigO o -> o.power() == 1 ? "O(h)" : "O(h^" + o.power() + ")";
            case Expr.EquationSide s -> (s.left() ? "lhs" : "rhs") + " \"" + s.label() + "\"";
            case Expr.AtStart s -> "(" + print(s.body()) + ") at start";
        };
    }

    private static String number(Rational r) {
        return r.toString();
    }

    /// A left factor: a sum in it would swallow what follows.
    private static String left(Expr e) {
        return endsInSum(e) ? "(" + bare(e) + ")" : print(e, PRODUCT);
    }

    private static boolean endsInSum(Expr e) {
        return switch (e) {
            case Expr.Sum _, Expr.Expect _ -> true;
            case Expr.Mul m -> endsInSum(m.right());
            case Expr.Neg n -> endsInSum(n.body());
            default -> false;
        };
    }

    private static String times(Expr.Mul m) {
        return isScalarish(m.left()) && isScalarish(m.right()) ? "*" : " * ";
    }

    private static boolean isScalarish(Expr e) {
        return switch (e) {
            case Expr.Num _, Expr.Name _ -> true;
            case Expr.Pow p -> isScalarish(p.base());
            case Expr.Mul m -> isScalarish(m.left()) && isScalarish(m.right());
            case Expr.Div d -> isScalarish(d.left()) && isScalarish(d.right());
            case Expr.Call c -> c.function().equals("norm") || c.function().equals("dot");
            default -> false;
        };
    }

    private static String exponent(Expr e) {
        return e instanceof Expr.Num n && n.value().isInteger() && n.value().signum() >= 0 || e instanceof Expr.Name
                ? bare(e) : "(" + bare(e) + ")";
    }

    private static String jacBody(Expr e) {
        return e instanceof Expr.Grad ? "(" + bare(e) + ")" : print(e, PREFIX);
    }

    private static String derivBody(Expr e) {
        return e instanceof Expr.Name ? bare(e) : "(" + bare(e) + ")";
    }

    private static String primable(Expr e) {
        return e instanceof Expr.Name || e instanceof Expr.Call || e instanceof Expr.Index ? bare(e) : "(" + bare(e) + ")";
    }

    private static String slot(List<String> slots) {
        return slots.isEmpty() ? "" : "[" + String.join(", ", slots) + "]";
    }

    private static String groups(List<List<Expr>> groups) {
        return groups.stream().map(ExprPrinter::list).collect(Collectors.joining("; ", "(", ")"));
    }

    private static String list(List<Expr> list) {
        return list.stream().map(ExprPrinter::print).collect(Collectors.joining(", "));
    }

    private static String compact(Expr e) {
        return print(e).replace(" ", "");
    }

    private static String binders(Expr.Sum s) {
        String names = s.binders().stream().map(b -> b.variable() + (b.from().isEmpty() ? ""
                : " in " + compact(b.from().get()) + ".." + compact(b.to().get()))).collect(Collectors.joining(", "));
        String rest = s.conditions().stream().map(d -> ", " + compact(d.left()) + " != " + compact(d.right()))
                .collect(Collectors.joining());
        return names + rest;
    }
}
