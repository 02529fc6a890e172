package bea.render.latex;

import bea.algebra.Rational;
import bea.language.Expr;
import bea.language.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/// Random expressions of every kind, with more ways to be misread than a person would write. Seeded.
final class RandomExprs {
    static final Notation ONE = new Notation(List.of(new Notation.State("theta", false)),
            Map.of("E", new Notation.Function(List.of(List.of("theta"), List.of("X"))),
                    "F", new Notation.Function(List.of(List.of("theta"))),
                    "f", new Notation.Function(List.of(List.of("theta"), List.of("X"))),
                    "Ebar", new Notation.Function(List.of(List.of("theta")))),
            Map.of("Ebar", new Notation.Average("E", "X",
                    new Notation.Range(Exprs.number(0), minusOne(Exprs.name("n"))))),
            Map.of("X", new Notation.Range(Exprs.number(0), minusOne(Exprs.name("n")))), Map.of(), Optional.empty());
    static final Notation GAME = new Notation(
            List.of(new Notation.State("phi", false), new Notation.State("theta", false)),
            Map.of("A", new Notation.Function(List.of(List.of("phi", "theta"))),
                    "E_phi", new Notation.Function(List.of(List.of("phi", "theta"))),
                    "D", new Notation.Function(List.of(List.of("z"), List.of("phi", "theta")))),
            Map.of(), Map.of("z", new Notation.Range(Exprs.number(1), Exprs.name("B")), "x",
                    new Notation.Range(Exprs.number(1), Exprs.name("B"))),
            Map.of("E_phi", "E_{\\phi}", "c", "c^{non-sat}"), Optional.of("t"));
    static final List<String> NAMES = List.of("h", "n", "B", "beta", "x_1", "d", "lambda_phi", "c", "w2", "loss", "mu",
            "tau", "k", "a");

    private final Random random;
    private final Notation notation;
    private final boolean game;

    RandomExprs(long seed, Notation notation) {
        this.random = new Random(seed);
        this.notation = notation;
        this.game = notation.states().size() > 1;
    }

    private static Expr minusOne(Expr e) {
        return new Expr.Sub(e, Exprs.number(1), Span.NONE);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String slot() {
        return pick(notation.states()).name();
    }

    Expr expr(int depth) {
        if (depth == 0) {
            return leaf();
        }
        Supplier<Expr> e = () -> expr(depth - 1);
        return switch (random.nextInt(20)) {
            case 0 -> negative(e.get());
            case 1, 2 -> new Expr.Add(e.get(), e.get(), Span.NONE);
            case 3 -> new Expr.Sub(e.get(), expr(0), Span.NONE);
            case 4, 5, 6 -> new Expr.Mul(e.get(), e.get(), Span.NONE);
            case 7 -> new Expr.Div(e.get(), e.get(), Span.NONE);
            case 8 -> new Expr.Pow(e.get(), random.nextBoolean() ? Exprs.number(2) : e.get(), Span.NONE);
            case 9 -> new Expr.Grad(Optional.of(slot()), e.get(), Span.NONE);
            case 10 -> new Expr.Hess(game && random.nextBoolean() ? List.of("phi", "theta") : List.of(slot()), e.get(),
                    Span.NONE);
            case 11 -> new Expr.Jac(Optional.of(slot()), e.get(), Span.NONE);
            case 12 -> deriv(depth);
            case 13 -> prime(depth);
            case 14 -> sum(depth);
            case 15 ->
                new Expr.Expect(random.nextBoolean(), pick(notation.batches().keySet().stream().sorted().toList()),
                        e.get(), Span.NONE);
            case 16 -> new Expr.TimeDerivative(e.get(), Span.NONE);
            case 17 -> new Expr.AtStart(e.get(), Span.NONE);
            case 18 -> new Expr.Call("dot", List.of(List.of(e.get(), e.get())), Span.NONE);
            default -> new Expr.Call(pick(List.of("norm", "log", "sqrt", "sigmoid")), List.of(List.of(e.get())),
                    Span.NONE);
        };
    }

    /// Nobody writes two signs in a row.
    private static Expr negative(Expr e) {
        return Signed.strip(e).negative() ? e : new Expr.Neg(e, Span.NONE);
    }

    private Expr deriv(int depth) {
        int order = 1 + random.nextInt(3);
        List<String> slots = new ArrayList<>();
        List<Expr> directions = new ArrayList<>();
        for (int i = 0; i < order; i++) {
            slots.add(slot());
            directions.add(expr(depth - 1));
        }
        return new Expr.Deriv(slots, expr(depth - 1), directions, Span.NONE);
    }

    private Expr prime(int depth) {
        int order = 1 + random.nextInt(2);
        List<Expr> directions = new ArrayList<>();
        for (int i = 0; i < order; i++) {
            directions.add(expr(depth - 1));
        }
        Expr field = switch (random.nextInt(3)) {
            case 0 -> Exprs.name(game ? "A" : "f");
            case 1 -> call();
            default -> expr(depth - 1);
        };
        return new Expr.Prime(field, order, directions, Span.NONE);
    }

    private Expr sum(int depth) {
        List<Expr.Binder> binders = new ArrayList<>();
        binders.add(binder("mu"));
        boolean two = random.nextBoolean();
        if (two) {
            binders.add(binder("tau"));
        }
        List<Expr.Distinct> distinct = two && random.nextBoolean()
                ? List.of(new Expr.Distinct(Exprs.name("tau"), Exprs.name("mu"))) : List.of();
        return new Expr.Sum(random.nextBoolean(), binders, distinct, expr(depth - 1), Span.NONE);
    }

    private Expr.Binder binder(String variable) {
        return new Expr.Binder(variable, Optional.of(index()), Optional.of(index()), Span.NONE);
    }

    private Expr index() {
        return switch (random.nextInt(5)) {
            case 0 -> Exprs.number(0);
            case 1 -> Exprs.number(1);
            case 2 -> Exprs.name("k");
            case 3 -> minusOne(Exprs.name("n"));
            default -> new Expr.Add(Exprs.name("k"), Exprs.number(1), Span.NONE);
        };
    }

    private Expr leaf() {
        return switch (random.nextInt(10)) {
            case 0 -> new Expr.Num(Rational.of(random.nextInt(7) - 3L, 1 + random.nextInt(2)), Span.NONE);
            case 1, 2, 3 -> call();
            case 4 -> Exprs.name(game ? pick(List.of("A", "E_phi", "f_2", "phi", "theta"))
                    : pick(List.of("F", "Ebar", "f_1", "theta", "start")));
            case 5 -> game ? new Expr.Index(pick(List.of("start", "f_1")), Exprs.name(slot()), Span.NONE)
                    : new Expr.Index("theta", index(), Span.NONE);
            case 6 -> new Expr.BigO(1 + random.nextInt(3), Span.NONE);
            case 7 -> new Expr.Call(game ? "flow[" + slot() + "]" : "flow", List.of(List.of(index())), Span.NONE);
            default -> Exprs.name(pick(NAMES));
        };
    }

    private Expr call() {
        if (game) {
            List<Expr> players = List.of(argument("phi"), argument("theta"));
            return random.nextBoolean() ? new Expr.Call("A", List.of(players), Span.NONE)
                    : new Expr.Call("D", List.of(List.of(new Expr.Index("z", index(), Span.NONE)), players), Span.NONE);
        }
        Expr batch = new Expr.Index("X", index(), Span.NONE);
        return random.nextInt(3) == 0 ? new Expr.Call("Ebar", List.of(List.of(argument("theta"))), Span.NONE)
                : new Expr.Call(random.nextBoolean() ? "E" : "f", List.of(List.of(argument("theta")), List.of(batch)),
                        Span.NONE);
    }

    private Expr argument(String slot) {
        return switch (random.nextInt(4)) {
            case 0 -> Exprs.name("start");
            case 1 -> new Expr.Add(Exprs.name(slot), new Expr.Div(Exprs.name("h"), Exprs.number(2), Span.NONE),
                    Span.NONE);
            default -> Exprs.name(slot);
        };
    }
}
