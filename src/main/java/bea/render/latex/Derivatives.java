package bea.render.latex;

import bea.language.Expr;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Derivative operators: `\nabla`, Jacobians, B-series primes, time derivatives, and values at the start.
final class Derivatives {
    private final Notation notation;
    private final LatexExpr printer;
    private final Applications applications;

    Derivatives(Notation notation, LatexExpr printer, Applications applications) {
        this.notation = notation;
        this.printer = printer;
        this.applications = applications;
    }

    Row row(Expr e) {
        return switch (e) {
            case Expr.Grad x -> nabla(x.slot().stream().toList(), 1).then(printer.operand(x.body()));
            case Expr.Hess x -> nabla(slots(x.slots(), 2), 2).then(printer.operand(x.body()));
            case Expr.Deriv x -> higher(x);
            case Expr.Jac x -> jacobian(x);
            case Expr.Prime x -> prime(x);
            case Expr.TimeDerivative x -> time(x.body());
            default -> throw new IllegalArgumentException("not a derivative: " + e);
        };
    }

    /// A single slot of a second derivative stands for both.
    private static List<String> slots(List<String> slots, int order) {
        return slots.size() == 1 ? Collections.nCopies(order, slots.getFirst()) : slots;
    }

    /// `\nabla_{\boldsymbol{\theta}}^{2}`, with each slot when they differ.
    private Row nabla(List<String> slots, int order) {
        List<String> named = slots.isEmpty() ? notation.states().stream().limit(1).map(Notation.State::name).toList()
                : slots;
        List<String> shown = named.stream().distinct().count() <= 1 ? named.stream().limit(1).toList() : named;
        StringBuilder subscript = new StringBuilder();
        shown.forEach(s -> subscript.append(slot(s)));
        return Row.of("\\nabla" + (subscript.isEmpty() ? "" : "_{" + subscript + "}")
                + (order == 1 ? "" : "^{" + order + "}"));
    }

    private String slot(String name) {
        return notation.state(name).map(notation::stateTex).orElseGet(() -> notation.tex(name));
    }

    /// `\nabla^3 E[u,v]` for `deriv[theta, theta] (grad E) (u, v)`: the order counts the gradient or Hessian inside.
    private Row higher(Expr.Deriv x) {
        Expr body = x.body();
        List<String> inner = List.of();
        int extra = 0;
        if (body instanceof Expr.Grad g && isPostfix(g.body())) {
            inner = g.slot().stream().toList();
            body = g.body();
            extra = 1;
        } else if (body instanceof Expr.Hess h && isPostfix(h.body())) {
            inner = slots(h.slots(), 2);
            body = h.body();
            extra = 2;
        }
        List<String> all = new java.util.ArrayList<>(inner);
        all.addAll(x.slots().size() == 1 ? Collections.nCopies(x.directions().size(), x.slots().getFirst())
                : x.slots());
        Row operand = isPostfix(body) ? printer.atom(body) : guarded(body);
        return nabla(all, x.directions().size() + extra).then(operand).then(directions(x.directions(), "[", "]"));
    }

    private Row guarded(Expr e) {
        return e instanceof Expr.AtStart ? printer.operand(e) : printer.group(e);
    }

    private static boolean isPostfix(Expr e) {
        return e instanceof Expr.Name || e instanceof Expr.Index
                || e instanceof Expr.Call c && !c.function().equals("dot")
                        && !c.function().equals("norm") && !Elementary.isFunction(c.function());
    }

    private Row directions(List<Expr> directions, String open, String close) {
        Row row = Row.EMPTY;
        for (Expr direction : directions) {
            row = row.isEmpty() ? printer.row(direction) : row.then(",").then(printer.row(direction));
        }
        return row.delimited(open, close);
    }

    /// `\frac{d\nabla_{\boldsymbol{\phi}}A}{d\boldsymbol{\theta}}`. A function that is not read at the live state is
    /// differentiated first and evaluated behind a bar, as the paper does; beside a batch a dot keeps the place.
    private Row jacobian(Expr.Jac x) {
        String below = "d" + slot(x.slot().orElseGet(() -> notation.states().getFirst().name()));
        Optional<Expr.Call> elsewhere = applied(x.body()).filter(c -> !isLive(c));
        if (elsewhere.isEmpty()) {
            return quotient(printer.operand(x.body()), below);
        }
        Expr.Call call = elsewhere.get();
        int group = slotGroup(call);
        Row hidden = printer.operand(replace(x.body(), call));
        return bar(quotient(hidden, below), applications.list(call, group).tex());
    }

    private Row quotient(Row above, String below) {
        return printer.fraction(Row.of("d").then(above), Row.of(below));
    }

    /// The call that a chain of operators ends in.
    private static Optional<Expr.Call> applied(Expr e) {
        return switch (e) {
            case Expr.Grad x -> applied(x.body());
            case Expr.Hess x -> applied(x.body());
            case Expr.Jac x -> applied(x.body());
            case Expr.Call c -> Optional.of(c);
            default -> Optional.empty();
        };
    }

    private boolean isLive(Expr.Call call) {
        int group = slotGroup(call);
        if (!applications.isFunction(call.function()) || group < 0
                || Exprs.isName(call.groups().get(group).getFirst(), Applications.DOT)) {
            return true;
        }
        List<Expr> arguments = call.groups().get(group);
        for (int i = 0; i < arguments.size(); i++) {
            Optional<String> slot = parameter(call.function(), group, i);
            if (slot.isEmpty() || !Exprs.isName(arguments.get(i), slot.get())) {
                return false;
            }
        }
        return true;
    }

    private Optional<String> parameter(String function, int group, int position) {
        return notation.averages().containsKey(function) && !notation.functions().containsKey(function)
                ? notation.states().stream().skip(position).findFirst().map(Notation.State::name)
                : notation.slot(function, group, position).map(Notation.State::name);
    }

    /// Which of a call's groups holds the states; -1 when none does.
    private int slotGroup(Expr.Call call) {
        for (int g = 0; g < call.groups().size(); g++) {
            boolean batch = call.groups().get(g).size() == 1 && call.groups().get(g).getFirst() instanceof Expr.Index i
                    && notation.batches().containsKey(i.name());
            if (!batch) {
                return g;
            }
        }
        return -1;
    }

    private Expr replace(Expr e, Expr.Call call) {
        if (e != call) {
            return Exprs.map(e, part -> replace(part, call));
        }
        if (call.groups().size() == 1 && !notation.averages().containsKey(call.function())) {
            return new Expr.Name(call.function(), call.span());
        }
        List<List<Expr>> groups = new java.util.ArrayList<>(call.groups());
        groups.set(slotGroup(call), List.of(Exprs.name(Applications.DOT)));
        return new Expr.Call(call.function(), groups, call.span());
    }

    /// `f' f`, `f''(u,v)`; behind a function with arguments the directions stand in brackets.
    private Row prime(Expr.Prime x) {
        Optional<Expr.Call> call = applications.asCall(x.field());
        if (call.isPresent()) {
            return applications.head(call.get()).primed(x.order()).then(applications.arguments(call.get()))
                    .then(directions(x.directions(), "[", "]"));
        }
        if (!(x.field() instanceof Expr.Name) && !(x.field() instanceof Expr.Index)) {
            return guarded(x.field()).primed(x.order()).then(directions(x.directions(), "[", "]"));
        }
        Row field = printer.atom(x.field()).primed(x.order());
        return x.directions().isEmpty() ? field : x.order() == 1 && isShort(printer.shown(x.directions().getFirst()))
                ? field.then(printer.atom(x.directions().getFirst()))
                : field.then(directions(x.directions(), "(", ")"));
    }

    private boolean isShort(Expr direction) {
        return switch (direction) {
            case Expr.Name _,Expr.Index _ -> true;
            case Expr.Prime p -> p.field() instanceof Expr.Name || applications.asCall(p.field()).isPresent();
            case Expr.Call c -> !c.function().equals("dot");
            default -> false;
        };
    }

    private Row time(Expr body) {
        if (body instanceof Expr.Name n && notation.state(n.id()).isPresent()) {
            return Row.of("\\dot{" + applications.name(n.id()).tex() + "}");
        }
        if (body instanceof Expr.TimeDerivative(Expr.Name n, _) && notation.state(n.id()).isPresent()) {
            return Row.of("\\ddot{" + applications.name(n.id()).tex() + "}");
        }
        boolean above = isPostfix(body) || body instanceof Expr.Grad g && isPostfix(g.body());
        return above ? quotient(printer.operand(body), "dt")
                : Row.of("\\frac{d}{dt}", printer.isDisplay() ? 2 : 1).then(printer.operand(body));
    }

    Row atStart(Expr body) {
        if (body instanceof Expr.AtStart inner) {
            return atStart(inner.body());
        }
        boolean correction = body instanceof Expr.Name n && Names.correction(n.id()).isPresent()
                || body instanceof Expr.Index i && Names.correction(i.name()).isPresent();
        if (correction) {
            return printer.atom(body).then("(" + start() + ")");
        }
        Optional<Expr> inside = Frozen.inside(body, notation);
        if (inside.isPresent()) {
            return printer.atom(inside.get());
        }
        boolean chain = body instanceof Expr.Grad || body instanceof Expr.Hess || body instanceof Expr.Jac
                || body instanceof Expr.Name || body instanceof Expr.Index
                || body instanceof Expr.Deriv || body instanceof Expr.TimeDerivative t
                        && (isPostfix(t.body()) || t.body() instanceof Expr.TimeDerivative u && isPostfix(u.body()));
        Row plain = chain ? printer.atom(body) : printer.group(body);
        return bar(chain && plain.tex().contains("|_{") ? plain.grouped() : plain);
    }

    private String start() {
        return String.join(",", notation.states().stream().map(applications::start).toList());
    }

    /// The value at the start of what stands before the bar.
    Row bar(Row body) {
        return bar(body, start());
    }

    private static Row bar(Row body, String at) {
        return body.then(Row.bar(body.size()) + "_{" + at + "}");
    }
}
