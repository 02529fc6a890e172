package bea.render.latex;

import bea.language.Expr;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Writes out what an expression is at the start of the update: `hess E * grad E` becomes
/// `hess E(start) * grad E(start)`.
///
/// Only what differentiates a function itself may be evaluated inside; `grad (norm(grad E)^2)` becomes
/// `(grad (norm(grad E)^2)) at start`.
final class Frozen {
    private final Notation notation;

    private Frozen(Notation notation) {
        this.notation = notation;
    }

    static Expr atStart(Expr e, Notation notation) {
        return new Frozen(notation).freeze(e);
    }

    /// The same with the start as an argument, for what is a function, a state, or derivatives of a function.
    static Optional<Expr> inside(Expr e, Notation notation) {
        Frozen frozen = new Frozen(notation);
        boolean state = e instanceof Expr.Name n && notation.state(n.id()).isPresent();
        return state || frozen.isChain(e) ? Optional.of(frozen.freeze(e)) : Optional.empty();
    }

    private Expr freeze(Expr e) {
        return switch (e) {
            case Expr.AtStart _ -> e;
            case Expr.Name n -> name(n);
            case Expr.Call c -> call(c);
            case Expr.Index i when Names.correction(i.name()).isPresent() -> new Expr.AtStart(e, e.span());
            case Expr.Index _ -> e;
            case Expr.Grad _,Expr.Hess _,Expr.Jac _ when isChain(e) -> Exprs.map(e, this::freeze);
            case Expr.Deriv d when isChain(d.body()) || d.body() instanceof Expr.Name -> Exprs.map(e, this::freeze);
            case Expr.Grad _,Expr.Hess _,Expr.Jac _,Expr.Deriv _,Expr.Prime _,Expr.TimeDerivative _ ->
                moves(e) ? new Expr.AtStart(e, e.span()) : e;
            default -> Exprs.map(e, this::freeze);
        };
    }

    /// Whether operators are applied to a function and to nothing else.
    private boolean isChain(Expr e) {
        return switch (e) {
            case Expr.Grad g -> isChain(g.body());
            case Expr.Hess h -> isChain(h.body());
            case Expr.Jac j -> isChain(j.body());
            case Expr.Name n -> isFunction(n.id()) && !isValue(n.id());
            case Expr.Call c -> isFunction(c.function());
            default -> false;
        };
    }

    /// A let without parameters: it moves, but has no argument to freeze.
    private boolean isValue(String id) {
        Notation.Function function = notation.functions().get(id);
        return function != null && function.groups().isEmpty() && !notation.averages().containsKey(id);
    }

    private boolean isFunction(String id) {
        return notation.functions().containsKey(id) || notation.averages().containsKey(id);
    }

    private Expr name(Expr.Name n) {
        if (notation.state(n.id()).isPresent()) {
            return notation.states().size() == 1 ? new Expr.Name("start", n.span())
                    : new Expr.Index("start", n, n.span());
        }
        if (Names.correction(n.id()).isPresent() || isValue(n.id())) {
            return new Expr.AtStart(n, n.span());
        }
        if (!isFunction(n.id())) {
            return n;
        }
        Notation.Function function = notation.functions().get(n.id());
        int places = function == null || function.groups().isEmpty() ? 1 : function.groups().getFirst().size();
        List<Expr> starts = Collections.nCopies(places, Exprs.name("start"));
        return new Expr.Call(n.id(), List.of(starts), n.span());
    }

    private Expr call(Expr.Call c) {
        if (!isFunction(c.function())) {
            return Exprs.map(c, this::freeze);
        }
        List<List<Expr>> groups = c.groups().stream()
                .map(g -> g.stream().map(a -> argument(a)).toList()).toList();
        return new Expr.Call(c.function(), groups, c.span());
    }

    private Expr argument(Expr e) {
        Optional<Notation.State> state = e instanceof Expr.Name n ? notation.state(n.id()) : Optional.empty();
        return state.isPresent() ? new Expr.Name("start", e.span()) : e instanceof Expr.Index ? e : freeze(e);
    }

    /// Whether anything in it depends on the live state.
    private boolean moves(Expr e) {
        return switch (e) {
            case Expr.AtStart _ -> false;
            case Expr.Name n -> notation.state(n.id()).isPresent() || isFunction(n.id())
                    || Names.correction(n.id()).isPresent();
            case Expr.TimeDerivative _ -> true;
            default -> Exprs.children(e).stream().anyMatch(this::moves);
        };
    }
}
