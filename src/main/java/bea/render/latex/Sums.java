package bea.render.latex;

import bea.language.Expr;
import bea.language.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The operators of sums and means with their bounds.
final class Sums {
    private Sums() {}

    /// The factors that a mean prints as: itself where it is an average over batches, else the reciprocal of the
    /// number of terms and a sum.
    static List<Expr> mean(Expr.Sum mean, Notation notation) {
        if (Averages.of(mean, notation).isPresent() || !isPlainMean(mean, notation)) {
            return List.of(mean);
        }
        List<Expr> factors = new ArrayList<>();
        for (Expr.Binder binder : mean.binders()) {
            Notation.Range range = Averages.rangeOf(binder, mean.body(), notation).orElseThrow();
            Expr count = Counts.length(range.from(), range.to());
            if (!(count instanceof Expr.Num n && n.value().isOne())) {
                factors.add(new Expr.Div(Exprs.number(1), count, Span.NONE));
            }
        }
        factors.add(new Expr.Sum(false, mean.binders(), mean.conditions(), mean.body(), mean.span()));
        return factors;
    }

    /// Whether the number of its terms is the product of the lengths of its ranges.
    static boolean isPlainMean(Expr.Sum mean, Notation notation) {
        Set<String> bound = new HashSet<>();
        for (Expr.Binder binder : mean.binders()) {
            Optional<Notation.Range> range = Averages.rangeOf(binder, mean.body(), notation);
            boolean free = range.isPresent() && bound.stream().noneMatch(
                    v -> Exprs.mentions(range.get().from(), v) || Exprs.mentions(range.get().to(), v));
            if (!free) {
                return false;
            }
            bound.add(binder.variable());
        }
        return mean.conditions().isEmpty();
    }

    /// `\sum_{\tau=0}^{n-1}\sum_{\mu=0,\mu\neq\tau}^{n-1}`; a condition stands at the last sum that it needs.
    static String operators(Expr.Sum sum, Notation notation, LatexExpr printer) {
        if (sum.mean()) {
            return mean(sum, notation, printer);
        }
        StringBuilder text = new StringBuilder();
        List<Expr.Distinct> waiting = new ArrayList<>(sum.conditions());
        for (int i = 0; i < sum.binders().size(); i++) {
            List<Expr.Binder> later = sum.binders().subList(i + 1, sum.binders().size());
            List<Expr.Distinct> now = waiting.stream().filter(c -> later.stream().noneMatch(b -> uses(c, b))).toList();
            waiting.removeAll(now);
            Expr.Binder binder = sum.binders().get(i);
            Optional<Notation.Range> range = Averages.rangeOf(binder, sum.body(), notation);
            text.append("\\sum_{").append(notation.tex(binder.variable()))
                    .append(range.map(r -> "=" + printer.row(r.from()).tex()).orElse(""))
                    .append(conditions(now, printer)).append("}")
                    .append(range.map(r -> "^{" + printer.row(r.to()).tex() + "}").orElse(""));
        }
        return text.toString();
    }

    /// A mean whose number of terms is no plain product says so in words.
    private static String mean(Expr.Sum sum, Notation notation, LatexExpr printer) {
        List<String> ranges = new ArrayList<>();
        for (Expr.Binder binder : sum.binders()) {
            Optional<Notation.Range> range = Averages.rangeOf(binder, sum.body(), notation);
            ranges.add(notation.tex(binder.variable()) + range.map(
                    r -> "=" + printer.row(r.from()).tex() + ",\\dots," + printer.row(r.to()).tex()).orElse(""));
        }
        return "\\operatorname*{mean}_{" + String.join(";", ranges) + conditions(sum.conditions(), printer) + "}";
    }

    private static String conditions(List<Expr.Distinct> conditions, LatexExpr printer) {
        StringBuilder text = new StringBuilder();
        conditions.forEach(c -> text.append(",").append(
                Row.join(printer.row(c.left()).tex() + "\\neq", printer.row(c.right()).tex())));
        return text.toString();
    }

    private static boolean uses(Expr.Distinct condition, Expr.Binder binder) {
        return Exprs.mentions(condition.left(), binder.variable())
                || Exprs.mentions(condition.right(), binder.variable());
    }
}
