package bea.render.latex;

import bea.language.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Recognises averages of one function over batches: `mean(mu in 0..n-1) E(theta; X[mu])`.
final class Averages {
    private Averages() {}

    /// An average and where it is taken: the names of its arguments when all are names, else none of them.
    record Found(Notation.Average average, List<List<Expr>> groups) {
        List<String> arguments() {
            List<Expr> flat = groups.stream().flatMap(List::stream).toList();
            return flat.stream().allMatch(Expr.Name.class::isInstance)
                    ? flat.stream().map(e -> ((Expr.Name) e).id()).toList() : List.of();
        }
    }

    static Optional<Found> of(Expr e, Notation notation) {
        return e instanceof Expr.Sum sum && sum.mean() && sum.binders().size() == 1 && sum.conditions().isEmpty()
                && sum.body() instanceof Expr.Call call && notation.functions().containsKey(call.function())
                        ? average(sum.binders().getFirst(), call, notation) : Optional.empty();
    }

    private static Optional<Found> average(Expr.Binder binder, Expr.Call call, Notation notation) {
        List<List<Expr>> groups = new ArrayList<>();
        String family = null;
        for (List<Expr> group : call.groups()) {
            if (family == null && group.size() == 1 && group.getFirst() instanceof Expr.Index index
                    && notation.batches().containsKey(index.name())
                    && Exprs.isName(index.index(), binder.variable())) {
                family = index.name();
            } else {
                groups.add(group);
            }
        }
        boolean elsewhere = groups.stream().flatMap(List::stream)
                .anyMatch(e -> Exprs.mentions(e, binder.variable()));
        if (family == null || elsewhere) {
            return Optional.empty();
        }
        Notation.Average average = new Notation.Average(call.function(), family, range(binder, family, notation));
        return Optional.of(new Found(average, groups));
    }

    private static Notation.Range range(Expr.Binder binder, String family, Notation notation) {
        Notation.Range declared = notation.batches().get(family);
        return new Notation.Range(binder.from().orElse(declared.from()), binder.to().orElse(declared.to()));
    }

    /// The range of a variable that is bound without one: that of the batches that it picks.
    static Optional<Notation.Range> rangeOf(Expr.Binder binder, Expr body, Notation notation) {
        if (binder.from().isPresent() && binder.to().isPresent()) {
            return Optional.of(new Notation.Range(binder.from().get(), binder.to().get()));
        }
        if (body instanceof Expr.Index i && Exprs.isName(i.index(), binder.variable())
                && notation.batches().containsKey(i.name())) {
            return Optional.of(notation.batches().get(i.name()));
        }
        return Exprs.children(body).stream().flatMap(c -> rangeOf(binder, c, notation).stream()).findFirst();
    }
}
