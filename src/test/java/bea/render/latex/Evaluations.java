package bea.render.latex;

import bea.language.Expr;
import bea.language.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a bar behind a formula means: arguments for the function in it, or the value of all of it at the start.
final class Evaluations {
    /// Stands where the arguments behind a bar belong.
    static final Expr DOT = new Expr.Name("\\cdot", Span.NONE);

    private final Notation notation;

    Evaluations(Notation notation) {
        this.notation = notation;
    }

    Expr at(Expr e, List<Expr> point) {
        Expr filled = fill(e, point);
        Expr applied = filled.equals(e) && isJacobian(e) ? apply(e, point) : filled;
        if (!applied.equals(e)) {
            return applied;
        }
        if (!point.stream().allMatch(Evaluations::isStart)) {
            throw new IllegalArgumentException("nothing takes the arguments " + point);
        }
        return new Expr.AtStart(e, Span.NONE);
    }

    private static boolean isStart(Expr e) {
        return Exprs.isName(e, "start") || e instanceof Expr.Index i && i.name().equals("start");
    }

    private static boolean isJacobian(Expr e) {
        return e instanceof Expr.Jac || e instanceof Expr.Grad g && isJacobian(g.body())
                || e instanceof Expr.Hess h && isJacobian(h.body())
                || e instanceof Expr.TimeDerivative t && isJacobian(t.body());
    }

    /// A derivative of a function without arguments is taken first and has them behind the bar.
    private Expr apply(Expr e, List<Expr> point) {
        return switch (e) {
            case Expr.Grad g -> new Expr.Grad(g.slot(), apply(g.body(), point), Span.NONE);
            case Expr.Hess h -> new Expr.Hess(h.slots(), apply(h.body(), point), Span.NONE);
            case Expr.Jac j -> new Expr.Jac(j.slot(), apply(j.body(), point), Span.NONE);
            case Expr.TimeDerivative t when isJacobian(t.body()) ->
                new Expr.TimeDerivative(apply(t.body(), point), Span.NONE);
            case Expr.Name n when notation.functions().containsKey(n.id())
                    && notation.functions().get(n.id()).groups().size() == 1 ->
                new Expr.Call(n.id(), List.of(slots(n.id(), 0, point)), Span.NONE);
            default -> e;
        };
    }

    /// Puts the arguments of a bar where the formula has a dot.
    private Expr fill(Expr e, List<Expr> point) {
        if (e instanceof Expr.Call c && c.groups().contains(List.of(DOT))) {
            List<List<Expr>> groups = new ArrayList<>(c.groups());
            int group = groups.indexOf(List.of(DOT));
            groups.set(group, slots(c.function(), group, point));
            return new Expr.Call(c.function(), groups, c.span());
        }
        return Exprs.map(e, part -> fill(part, point));
    }

    /// A start that stands in its own slot's place is just the start.
    List<Expr> slots(String function, int group, List<Expr> arguments) {
        List<Expr> settled = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            Optional<String> slot = notation.slot(function, group, i).map(Notation.State::name);
            Expr argument = arguments.get(i);
            boolean own = argument instanceof Expr.Index x && x.name().equals("start") && slot.isPresent()
                    && Exprs.isName(x.index(), slot.get());
            settled.add(own ? Exprs.name("start") : argument);
        }
        return settled;
    }
}
