package bea.render.latex;

import bea.language.Expr;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Sets expressions in LaTeX, in the notation of Rosca & Deisenroth 2023: `hess E * grad E` as
/// `\nabla_{\boldsymbol{\theta}}^{2}E\nabla_{\boldsymbol{\theta}}E`, `dot(u, v)` as `u^{\mathsf{T}}v`,
/// `jac[theta] (grad[phi] A)` as `\frac{d\nabla_{\boldsymbol{\phi}}A}{d\boldsymbol{\theta}}`.
///
/// What is printed can be read back: an argument list follows its function at once, a group that is a factor follows
/// `\,` unless a number stands before it, and a transposed factor takes the rest of its product.
public final class LatexExpr {
    /// From this width (in em) on, a numerator is printed behind its coefficient: `\frac{1}{4}(\dots)`.
    private static final double WIDE_FRACTION = 9;

    /// What is narrower than this (in em) is never all that stands on a line before a factor.
    private static final double COEFFICIENT = 6;

    private final Notation notation;
    private final boolean display;
    private final Map<Expr, String> braces;
    private final Applications applications;
    private final Derivatives derivatives;

    private LatexExpr(Notation notation, boolean display, Map<Expr, String> braces) {
        this.notation = notation;
        this.display = display;
        this.braces = braces;
        this.applications = new Applications(notation, this);
        this.derivatives = new Derivatives(notation, this, applications);
    }

    /// The formula on one line, for a display.
    public static String print(Expr e, Notation notation) {
        return new LatexExpr(notation, true, Map.of()).row(e).tex();
    }

    /// The formula within a line of text.
    static String inline(Expr e, Notation notation) {
        return new LatexExpr(notation, false, Map.of()).row(e).tex();
    }

    /// A formula with places to break it. The terms that are keys of `braces`, compared by identity, are underbraced.
    static Row display(Expr e, Notation notation, IdentityHashMap<Expr, String> braces) {
        return new LatexExpr(notation, true, braces).row(e);
    }

    Row row(Expr e) {
        Row row = Row.EMPTY;
        for (Signed term : Signed.terms(e)) {
            boolean first = row.isEmpty();
            Row body = product(term.body());
            String text = braces.get(term.source());
            if (first) {
                Row signed = term.negative() ? Row.of("-").then(body) : body;
                row = text == null ? signed : brace(signed, text);
            } else {
                Row next = text == null ? body : brace(body, text);
                row = row.then(Row.Break.SIGN, Row.of(term.negative() ? "- " : "+ ").then(next));
            }
        }
        return row;
    }

    private static Row brace(Row term, String text) {
        String label = String.join("\\\\ ", Texts.lines(text, Math.max(10, Width.of(term.tex()) / 0.75)).stream()
                .map(line -> "\\text{" + line + "}").toList());
        String under = label.contains("\\\\") ? "\\substack{" + label + "}" : label;
        return Row.of("\\underbrace{" + term.tex() + "}_{" + under + "}", Math.max(term.size(), 2));
    }

    /// A product, from which the sign has been taken.
    private Row product(Expr e) {
        List<Expr> factors = factors(e);
        Row row = Row.EMPTY;
        for (int i = 0; i < factors.size(); i++) {
            Expr factor = factors.get(i);
            Expr before = i == 0 ? null : factors.get(i - 1);
            Row next = factor(factor, before, i == factors.size() - 1);
            row = before == null ? next : row.then(separator(before, factor, next))
                    .then(between(row, before, factor, next), next);
        }
        return row;
    }

    /// The factors of a product in order; a mean is `1/n` and a sum, a wide quotient is its coefficient and the rest.
    private List<Expr> factors(Expr e) {
        List<Expr> factors = new ArrayList<>();
        switch (e) {
            case Expr.Mul x -> {
                factors.addAll(factors(x.left()));
                factors.addAll(factors(x.right()));
            }
            case Expr.Num x when !x.value().isInteger() -> factors.add(Signed.quotient(x));
            case Expr.Div x when x.left() instanceof Expr.Mul m && hasQuotient(m.left()) -> {
                factors.addAll(factors(m.left()));
                factors.addAll(factors(new Expr.Div(m.right(), x.right(), x.span())));
            }
            case Expr.Div x when isWide(x.left()) -> {
                factors.add(new Expr.Div(Exprs.number(1), x.right(), x.span()));
                factors.addAll(factors(x.left()));
            }
            case Expr.Sum x when x.mean() -> factors.addAll(Sums.mean(x, notation));
            default -> factors.add(e);
        }
        return factors;
    }

    /// `1/a * 1/b`, which is `(1/a * 1)/b`, is two fractions, not one above the other.
    static boolean hasQuotient(Expr e) {
        return e instanceof Expr.Div || e instanceof Expr.Num n && !n.value().isInteger()
                || e instanceof Expr.Mul m && (hasQuotient(m.left()) || hasQuotient(m.right()));
    }

    private boolean isWide(Expr numerator) {
        return Exprs.children(numerator).stream().anyMatch(c -> c instanceof Expr.Sum)
                || numerator instanceof Expr.Sum || Width.of(row(numerator).tex()) > WIDE_FRACTION;
    }

    /// A group after a function would look like its argument: it gets a thin space and brackets.
    private String separator(Expr before, Expr factor, Row next) {
        boolean quotient = before instanceof Expr.Div;
        boolean number = before instanceof Expr.Num;
        if (needsDot(before, factor)) {
            return "\\cdot ";
        }
        return next.startsWithDelimiter() && !quotient && !number ? "\\," : "";
    }

    private static boolean needsDot(Expr before, Expr factor) {
        return factor instanceof Expr.Num || before instanceof Expr.Num && factor instanceof Expr.Div
                || startsWithNumber(factor);
    }

    private static boolean startsWithNumber(Expr factor) {
        return factor instanceof Expr.Pow p && p.base() instanceof Expr.Num n && n.value().isInteger()
                && n.value().signum() >= 0;
    }

    /// A coefficient stays with what it stands before.
    private static Row.Break between(Row row, Expr before, Expr factor, Row next) {
        boolean coefficient = before instanceof Expr.Num || before instanceof Expr.Pow
                || Width.of(row.chunks().getLast().tex()) < COEFFICIENT;
        return coefficient || needsDot(before, factor) ? Row.Break.NONE
                : next.startsWithDelimiter() ? Row.Break.FACTOR : Row.Break.PRODUCT;
    }

    private Row factor(Expr e, Expr before, boolean last) {
        boolean open = e instanceof Expr.Sum || e instanceof Expr.Call c && c.function().equals("dot");
        if (open && !last) {
            return group(e);
        }
        boolean sum = e instanceof Expr.Add || e instanceof Expr.Sub || e instanceof Expr.Neg;
        return sum && before != null && callable(shown(before)) ? row(e).enclosed("[", "]") : atom(e);
    }

    private boolean callable(Expr e) {
        return switch (e) {
            case Expr.Name n -> applications.isFunction(n.id()) && !notation.averages().containsKey(n.id());
            case Expr.Grad _,Expr.Hess _,Expr.Jac _,Expr.Prime _ -> true;
            default -> false;
        };
    }

    /// What may stand beside other factors without delimiters of its own, except that a sum and a scalar product take
    /// what follows them.
    Row atom(Expr e) {
        return switch (e) {
            case Expr.Num x when x.value().isInteger() && x.value().signum() >= 0 -> Row.of(x.value().toString());
            case Expr.Num x when x.value().signum() > 0 -> atom(Signed.quotient(x));
            case Expr.Num _,Expr.Neg _,Expr.Add _,Expr.Sub _,Expr.Mul _ -> group(e);
            case Expr.Name x -> applications.name(x.id());
            case Expr.Call x when x.function().equals("dot") && x.groups().getFirst().size() == 2 ->
                dot(x.groups().getFirst().get(0), x.groups().getFirst().get(1));
            case Expr.Call x -> applications.call(x);
            case Expr.Index x -> applications.index(x.name(), x.index());
            case Expr.Div x -> fraction(row(x.left()), row(x.right()));
            case Expr.Pow x -> power(x);
            case Expr.Sum x when x.mean() -> Averages.of(x, notation).map(applications::average)
                    .orElseGet(() -> Sums.isPlainMean(x, notation) ? group(x) : bigOperator(x));
            case Expr.Sum x -> bigOperator(x);
            case Expr.Expect x -> expectation(x);
            case Expr.BigO x -> Row.of("\\mathcal{O}(h" + (x.power() == 1 ? "" : "^{" + x.power() + "}") + ")", 1);
            case Expr.EquationSide x ->
                Row.of("\\text{" + (x.left() ? "l.h.s." : "r.h.s.") + " of " + Texts.escape(x.label()) + "}");
            case Expr.AtStart x -> derivatives.atStart(x.body());
            case Expr.Grad _,Expr.Hess _,Expr.Jac _,Expr.Deriv _,Expr.Prime _,Expr.TimeDerivative _ ->
                derivatives.row(e);
        };
    }

    /// What a prefix operator may stand before: a name, a call, another operator, `norm(v)^2`, or a group.
    Row operand(Expr e) {
        return switch (e) {
            case Expr.Name _,Expr.Index _,Expr.Grad _,Expr.Hess _,Expr.Jac _,Expr.Deriv _,Expr.TimeDerivative _ ->
                atom(e);
            case Expr.Call c when !c.function().equals("dot") -> atom(e);
            case Expr.Pow p when isNorm(p.base()) && p.exponent() instanceof Expr.Num -> atom(e);
            // the derivative of a value at the start is 0; that of `E(start)` is a derivative at the start
            case Expr.AtStart x -> derivatives.bar(group(x.body())).grouped();
            default -> group(e);
        };
    }

    private static boolean isNorm(Expr e) {
        return e instanceof Expr.Call c && c.function().equals("norm");
    }

    Row group(Expr e) {
        return row(e).grouped();
    }

    Row fraction(Row numerator, Row denominator) {
        int inner = Math.max(numerator.size(), denominator.size());
        return Row.of("\\frac{" + numerator.tex() + "}{" + denominator.tex() + "}",
                display ? Math.min(4, inner > 1 ? inner + 1 : 2) : 1);
    }

    private Row power(Expr.Pow x) {
        Expr base = shown(x.base());
        boolean plain = switch (base) {
            case Expr.Num n -> n.value().isInteger() && n.value().signum() >= 0;
            case Expr.Name _,Expr.Index _ -> true;
            case Expr.Call c -> !Elementary.isFunction(c.function()) && !c.function().equals("dot");
            default -> false;
        };
        return (plain ? atom(base) : group(base)).superscript(row(x.exponent()).tex());
    }

    /// A value at the start as it prints: with the start as argument where that is possible.
    Expr shown(Expr e) {
        return !(e instanceof Expr.AtStart x) ? e : x.body() instanceof Expr.AtStart inner ? shown(inner)
                : Frozen.inside(x.body(), notation).orElse(e);
    }

    private Row dot(Expr first, Expr second) {
        Expr left = shown(first);
        Expr right = shown(second);
        boolean plain = switch (left) {
            case Expr.Name _,Expr.Index _,Expr.Grad _,Expr.Deriv _ -> true;
            case Expr.Call c -> !c.function().equals("dot") && !Elementary.isFunction(c.function());
            default -> false;
        };
        Row transposed = (plain ? atom(left) : group(left)).superscript("\\mathsf{T}");
        boolean open = switch (right) {
            case Expr.Mul _ -> factors(right).stream().map(this::shown)
                    .allMatch(f -> callable(f) || applications.asCall(f).isPresent());
            case Expr.Sum _,Expr.Div _ -> false;
            case Expr.Num n -> n.value().isInteger();
            case Expr.Call c -> !c.function().equals("dot");
            default -> true;
        };
        Row rest = right instanceof Expr.Mul && open ? product(right) : open ? atom(right) : group(right);
        return transposed.then(rest.startsWithDelimiter() ? Row.Break.FACTOR : Row.Break.NONE, rest);
    }

    private Row bigOperator(Expr.Sum x) {
        Row body = product(x.body());
        return Row.of(Sums.operators(x, notation, this), display ? 3 : 1).then(body);
    }

    private Row expectation(Expr.Expect x) {
        String over = x.shuffles() ? "\\sigma" + (notation.batches().size() > 1 ? "(" + batch(x) + ")" : "") : batch(x);
        return Row.of("\\mathbb{E}_{" + over + "}").then(row(x.body()).enclosed("[", "]"));
    }

    private String batch(Expr.Expect x) {
        return notation.batchTex(x.batch());
    }

    boolean isDisplay() {
        return display;
    }
}
