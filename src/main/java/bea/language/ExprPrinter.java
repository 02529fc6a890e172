package bea.language;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/// Writes an expression in the language, with the fewest parentheses. What is printed reads back as what was written:
/// `parse(print(e))` is `e` but for spans, when numbers are whole and not negative, as the parser gives them.
public final class ExprPrinter {
    private static final int SUM = 1;
    private static final int SIGNED = 2;
    private static final int PRODUCT = 3;
    private static final int UNARY = 4;
    private static final int FACTOR = 5;
    private static final int POWER = 6;
    private static final int PREFIX = 7;
    private static final int PRIMARY = 8;

    private ExprPrinter() {}

    public static String print(Expr e) {
        return print(e, SUM, true);
    }

    /// @param level the loosest form that may stand here without parentheses
    /// @param last  whether the product ends here; a sum in front of a `*` would take what follows
    private static String print(Expr e, int level, boolean last) {
        boolean swallows = !last && (e instanceof Expr.Sum || e instanceof Expr.Expect);
        boolean minus = level == UNARY && e instanceof Expr.Neg;
        if (minus) {
            return "-" + print(((Expr.Neg) e).body(), UNARY, last);
        }
        return swallows || level(e) < level ? "(" + bare(e, true) + ")" : bare(e, last);
    }

    private static int level(Expr e) {
        return switch (e) {
            case Expr.Add _,Expr.Sub _ -> SUM;
            case Expr.Neg _ -> SIGNED;
            case Expr.Mul _,Expr.Div _ -> PRODUCT;
            case Expr.Sum _,Expr.Expect _ -> FACTOR;
            case Expr.Pow _ -> POWER;
            case Expr.Grad _,Expr.Hess _,Expr.Jac _,Expr.TimeDerivative _,Expr.Deriv _ -> PREFIX;
            case Expr.Num n -> n.value().signum() < 0 ? SIGNED : n.value().isInteger() ? PRIMARY : PRODUCT;
            // it ends in words, which would look as if they belonged to what stands before it
            case Expr.AtStart _ -> PREFIX;
            case Expr.Prime _,Expr.Name _,Expr.Call _,Expr.Index _,Expr.BigO _,Expr.EquationSide _ -> PRIMARY;
        };
    }

    private static String bare(Expr e, boolean last) {
        return switch (e) {
            case Expr.Num n -> n.value().toString();
            case Expr.Name n -> n.id();
            case Expr.Call c -> c.function() + groups(c.groups());
            case Expr.Index i -> i.name() + "[" + compact(i.index()) + "]";
            case Expr.Neg n -> "-" + print(n.body(), SIGNED, last);
            case Expr.Add _,Expr.Sub _ -> sum(e, last);
            case Expr.Mul m -> print(m.left(), PRODUCT, false) + times(m) + print(m.right(), UNARY, last);
            case Expr.Div d -> print(d.left(), PRODUCT, false) + "/" + print(d.right(), UNARY, last);
            case Expr.Pow p -> base(p.base()) + "^" + exponent(p.exponent());
            case Expr.Grad g -> "grad" + slot(g.slot().stream().toList()) + " " + operand(g.body());
            case Expr.Hess h -> "hess" + slot(h.slots()) + " " + operand(h.body());
            case Expr.Jac j -> "jac" + slot(j.slot().stream().toList()) + " " + jacBody(j.body());
            case Expr.Deriv d ->
                "deriv" + slot(d.slots()) + " " + derivBody(d.body()) + " (" + list(d.directions()) + ")";
            case Expr.Prime p -> primable(p.field()) + "'".repeat(p.order()) + directions(p.directions());
            case Expr.Sum s -> (s.mean() ? "mean" : "sum") + "(" + binders(s) + ") " + print(s.body(), SIGNED, last);
            case Expr.Expect x -> "expect(" + (x.shuffles() ? "shuffles" : "draws") + " of " + x.batch() + ") "
                    + print(x.body(), SIGNED, last);
            case Expr.TimeDerivative t -> "ddt " + operand(t.body());
            case Expr.BigO o -> o.power() == 1 ? "O(h)" : "O(h^" + o.power() + ")";
            case Expr.EquationSide s -> (s.left() ? "lhs" : "rhs") + " " + quoted(s.label());
            case Expr.AtStart s -> "(" + print(s.body()) + ") at start";
        };
    }

    /// A long sum leans to the left, deeper than the stack.
    private static String sum(Expr e, boolean last) {
        Deque<Expr> steps = new ArrayDeque<>();
        Expr first = e;
        while (first instanceof Expr.Add || first instanceof Expr.Sub) {
            steps.push(first);
            first = first instanceof Expr.Add a ? a.left() : ((Expr.Sub) first).left();
        }
        StringBuilder text = new StringBuilder(print(first, SUM, true));
        for (Expr s : steps) {
            boolean end = last || s != e;
            text.append(s instanceof Expr.Add a ? " + " + print(a.right(), SIGNED, end)
                    : " - " + print(((Expr.Sub) s).right(), SIGNED, end));
        }
        return text.toString();
    }

    /// A text in quotes.
    static String quoted(String text) {
        return "\"" + text.replaceAll("\\\\(?=[\"\\\\]|$)", "\\\\\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String operand(Expr e) {
        return e instanceof Expr.AtStart ? "(" + bare(e, true) + ")" : print(e, PREFIX, false);
    }

    private static String base(Expr e) {
        return e instanceof Expr.AtStart ? "(" + bare(e, true) + ")" : print(e, PREFIX, false);
    }

    private static String times(Expr.Mul m) {
        return isScalarish(m.left()) && isScalarish(m.right()) ? "*" : " * ";
    }

    private static boolean isScalarish(Expr e) {
        return switch (e) {
            case Expr.Num _,Expr.Name _ -> true;
            case Expr.Pow p -> isScalarish(p.base());
            case Expr.Mul m -> isScalarish(m.left()) && isScalarish(m.right());
            case Expr.Div d -> isScalarish(d.left()) && isScalarish(d.right());
            default -> false;
        };
    }

    private static String exponent(Expr e) {
        return e instanceof Expr.Num n && n.value().isInteger() && n.value().signum() >= 0 || e instanceof Expr.Name
                ? bare(e, true) : "(" + bare(e, true) + ")";
    }

    private static String jacBody(Expr e) {
        return e instanceof Expr.Grad ? "(" + bare(e, true) + ")" : operand(e);
    }

    private static String derivBody(Expr e) {
        return e instanceof Expr.Name ? bare(e, true) : "(" + bare(e, true) + ")";
    }

    private static String primable(Expr e) {
        boolean open = e instanceof Expr.Name || e instanceof Expr.Index
                || e instanceof Expr.Call c && !c.function().contains("[");
        return open ? bare(e, true) : "(" + bare(e, true) + ")";
    }

    private static String directions(List<Expr> directions) {
        Expr first = directions.getFirst();
        boolean open = first instanceof Expr.Name || first instanceof Expr.Index || first instanceof Expr.Call
                || first instanceof Expr.Prime;
        return directions.size() == 1 && open ? bare(first, true) : "(" + list(directions) + ")";
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

    /// Indices and bounds, without space around their signs.
    private static String compact(Expr e) {
        String text = print(e);
        return text.indexOf(' ') < 0 ? text : text.replaceAll(" ([-+*]) ", "$1");
    }

    private static String binders(Expr.Sum s) {
        String names = s.binders().stream().map(b -> b.variable() + (b.from().isEmpty() ? ""
                : " in " + compact(b.from().get()) + ".." + compact(b.to().get()))).collect(Collectors.joining(", "));
        String rest = s.conditions().stream().map(d -> ", " + compact(d.left()) + " != " + compact(d.right()))
                .collect(Collectors.joining());
        return names + rest;
    }
}
