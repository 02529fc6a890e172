package bea.render.latex;

import bea.language.Expr;
import bea.language.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// One form for expressions that a paper writes in the same way: products and sums nested to the left with their signs
/// in front, means as sums, averages as their lets, slots only where there is a choice, no spans.
final class Normal {
    private final Notation notation;

    private Normal(Notation notation) {
        this.notation = notation;
    }

    static Expr of(Expr e, Notation notation) {
        return new Normal(notation).normal(e);
    }

    private Expr normal(Expr e) {
        List<Signed> terms = Signed.terms(e);
        Expr sum = null;
        for (Signed term : terms) {
            Expr product = product(term.body());
            sum = sum == null ? term.negative() ? new Expr.Neg(product, Span.NONE) : product
                    : term.negative() ? new Expr.Sub(sum, product, Span.NONE) : new Expr.Add(sum, product, Span.NONE);
        }
        return sum;
    }

    private Expr product(Expr e) {
        Expr product = null;
        for (Expr f : factors(e)) {
            product = product == null ? f : product instanceof Expr.Prime p && p.directions().isEmpty()
                    ? new Expr.Prime(p.field(), p.order(), List.of(f), Span.NONE)
                    : new Expr.Mul(product, f, Span.NONE);
        }
        return product;
    }

    private List<Expr> factors(Expr e) {
        List<Expr> factors = new ArrayList<>();
        switch (e) {
            case Expr.Mul x -> {
                factors.addAll(factors(x.left()));
                factors.addAll(factors(x.right()));
            }
            case Expr.Num x when !x.value().isInteger() -> factors.addAll(factors(Signed.quotient(x)));
            case Expr.Div x when x.left() instanceof Expr.Mul m && LatexExpr.hasQuotient(m.left()) -> {
                factors.addAll(factors(m.left()));
                factors.addAll(factors(new Expr.Div(m.right(), x.right(), Span.NONE)));
            }
            case Expr.Div x -> {
                factors.add(new Expr.Div(Exprs.number(1), normal(x.right()), Span.NONE));
                if (!(x.left() instanceof Expr.Num n && n.value().isOne())) {
                    factors.addAll(factors(x.left()));
                }
            }
            case Expr.Sum x when x.mean() && Averages.of(x, notation).isEmpty() && Sums.isPlainMean(x, notation) ->
                Sums.mean(x, notation).forEach(f -> factors.addAll(factors(f)));
            default -> factors.add(factor(e));
        }
        return factors;
    }

    private Expr factor(Expr e) {
        return switch (e) {
            case Expr.Num x -> new Expr.Num(x.value(), Span.NONE);
            case Expr.Name x -> name(x.id());
            case Expr.Call x -> call(x);
            case Expr.Index x -> index(x);
            case Expr.Pow x -> new Expr.Pow(normal(x.base()), normal(x.exponent()), Span.NONE);
            case Expr.Grad x -> new Expr.Grad(slot(x.slot()), operand(x.body()), Span.NONE);
            case Expr.Hess x -> new Expr.Hess(slots(x.slots()), operand(x.body()), Span.NONE);
            case Expr.Jac x -> new Expr.Jac(slot(x.slot()), operand(x.body()), Span.NONE);
            case Expr.Deriv x -> new Expr.Deriv(all(x.slots(), x.directions().size()), operand(x.body()),
                    x.directions().stream().map(this::normal).toList(), Span.NONE);
            case Expr.Prime x -> new Expr.Prime(operand(x.field()), x.order(),
                    x.directions().stream().map(this::normal).toList(), Span.NONE);
            case Expr.Sum x -> sum(x);
            case Expr.Expect x -> new Expr.Expect(x.shuffles(), x.batch(), normal(x.body()), Span.NONE);
            case Expr.TimeDerivative x -> new Expr.TimeDerivative(operand(x.body()), Span.NONE);
            case Expr.BigO x -> new Expr.BigO(x.power(), Span.NONE);
            case Expr.EquationSide x -> new Expr.EquationSide(x.left(), x.label(), Span.NONE);
            case Expr.AtStart(Expr.AtStart inner, _) -> factor(inner);
            case Expr.AtStart x -> Frozen.inside(x.body(), notation).map(this::normal)
                    .orElseGet(() -> new Expr.AtStart(normal(x.body()), Span.NONE));
            case Expr.Neg _,Expr.Add _,Expr.Sub _,Expr.Mul _,Expr.Div _ -> normal(e);
        };
    }

    /// What is differentiated: a value at the start is constant there.
    private Expr operand(Expr e) {
        return e instanceof Expr.AtStart x ? new Expr.AtStart(normal(x.body()), Span.NONE) : normal(e);
    }

    private Expr name(String id) {
        List<Expr> live = notation.states().stream().<Expr>map(s -> Exprs.name(s.name())).toList();
        return notation.averages().containsKey(id) ? new Expr.Call(id, List.of(live), Span.NONE) : Exprs.name(id);
    }

    private Expr call(Expr.Call x) {
        if (Names.correction(x.function()).isPresent()) {
            return new Expr.AtStart(Exprs.name(x.function()), Span.NONE);
        }
        String function = x.function().equals("flow") || x.function().startsWith("flow[")
                && notation.states().size() > 1 ? x.function() : x.function().replaceAll("\\[.*", "");
        List<List<Expr>> groups = new ArrayList<>();
        for (int g = 0; g < x.groups().size(); g++) {
            groups.add(arguments(x, g));
        }
        return new Expr.Call(function, groups, Span.NONE);
    }

    private List<Expr> arguments(Expr.Call x, int group) {
        Notation.Function f = notation.functions().get(x.function());
        int places = f != null && group < f.groups().size() ? f.groups().get(group).size() : 1;
        List<Expr> given = x.groups().get(group);
        List<Expr> arguments = given.size() == 1 && places > 1 ? Collections.nCopies(places, given.getFirst()) : given;
        List<Expr> result = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            Expr a = arguments.get(i);
            Optional<Notation.State> slot = notation.slot(x.function(), group, i);
            boolean own = a instanceof Expr.Index s && s.name().equals("start") && slot.isPresent()
                    && Exprs.isName(s.index(), slot.get().name());
            result.add(own ? Exprs.name("start") : normal(a));
        }
        return result;
    }

    private Expr index(Expr.Index x) {
        boolean state = notation.state(x.name()).isPresent();
        Expr index = Counts.of(x.index()).map(Counts::expr).orElseGet(() -> normal(x.index()));
        if (state && index instanceof Expr.Num n && n.value().isZero()) {
            return notation.states().size() == 1 ? Exprs.name("start")
                    : new Expr.Index("start", Exprs.name(x.name()), Span.NONE);
        }
        return x.name().equals("start") && notation.states().size() == 1 ? Exprs.name("start")
                : new Expr.Index(x.name(), index, Span.NONE);
    }

    private Expr sum(Expr.Sum x) {
        Optional<Averages.Found> average = Averages.of(x, notation);
        if (average.isPresent()) {
            return average(x, average.get());
        }
        if (x.mean()) {
            return new Expr.Sum(true, x.binders().stream().map(b -> binder(b, x)).toList(), x.conditions().stream()
                    .map(c -> new Expr.Distinct(normal(c.left()), normal(c.right()))).toList(), normal(x.body()),
                    Span.NONE);
        }
        List<Expr.Distinct> waiting = new ArrayList<>(x.conditions());
        List<List<Expr.Distinct>> placed = new ArrayList<>();
        for (int i = x.binders().size() - 1; i >= 0; i--) {
            String variable = x.binders().get(i).variable();
            List<Expr.Distinct> here = waiting.stream().filter(c -> Exprs.mentions(c.left(), variable)
                    || Exprs.mentions(c.right(), variable)).toList();
            waiting.removeAll(here);
            placed.addFirst(here);
        }
        Expr body = normal(x.body());
        for (int i = x.binders().size() - 1; i >= 0; i--) {
            List<Expr.Distinct> conditions = placed.get(i).stream()
                    .map(c -> new Expr.Distinct(normal(c.left()), normal(c.right()))).toList();
            body = new Expr.Sum(false, List.of(binder(x.binders().get(i), x)), conditions, body, Span.NONE);
        }
        return body;
    }

    private Expr average(Expr.Sum x, Averages.Found found) {
        Optional<String> let = notation.averageLet(found.average());
        if (let.isPresent()) {
            return call(new Expr.Call(let.get(), found.groups(), Span.NONE));
        }
        String old = x.binders().getFirst().variable();
        Expr renamed = rename(x.body(), old);
        Expr.Binder binder = new Expr.Binder("mu", Optional.of(normal(found.average().range().from())),
                Optional.of(normal(found.average().range().to())), Span.NONE);
        return new Expr.Sum(true, List.of(binder), List.of(), normal(renamed), Span.NONE);
    }

    private static Expr rename(Expr e, String old) {
        return Exprs.isName(e, old) ? Exprs.name("mu") : Exprs.map(e, part -> rename(part, old));
    }

    private Expr.Binder binder(Expr.Binder b, Expr.Sum sum) {
        Optional<Notation.Range> range = Averages.rangeOf(b, sum.body(), notation);
        return new Expr.Binder(b.variable(), range.map(r -> normal(r.from())), range.map(r -> normal(r.to())),
                Span.NONE);
    }

    private Optional<String> slot(Optional<String> slot) {
        return notation.states().size() <= 1 ? Optional.empty() : slot;
    }

    private List<String> slots(List<String> slots) {
        return notation.states().size() <= 1 ? List.of() : slots.size() == 1 ? all(slots, 2) : slots;
    }

    private static List<String> all(List<String> slots, int size) {
        return slots.size() == 1 ? Collections.nCopies(size, slots.getFirst()) : slots;
    }
}
