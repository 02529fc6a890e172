package bea.language;

import bea.algebra.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Expressions of every shape that the parser can give, with seeded randomness. Not all of them have a type.
final class RandomExpr {
    private static final Span S = Span.NONE;
    private static final List<String> NAMES = List.of("E", "f", "h", "n", "theta", "start", "f_1", "a", "time", "Ebar");

    private final Random random;

    RandomExpr(long seed) {
        random = new Random(seed);
    }

    Expr next(int depth) {
        if (depth == 0) {
            return leaf();
        }
        int d = depth - 1;
        return switch (random.nextInt(22)) {
            case 0, 1 -> new Expr.Add(next(d), next(d), S);
            case 2 -> new Expr.Sub(next(d), next(d), S);
            case 3, 4, 5 -> new Expr.Mul(next(d), next(d), S);
            case 6 -> new Expr.Div(next(d), next(d), S);
            case 7, 8 -> new Expr.Neg(next(d), S);
            case 9 -> new Expr.Pow(next(d), next(d), S);
            case 10 -> new Expr.Grad(slot(), next(d), S);
            case 11 -> new Expr.Hess(random.nextBoolean() ? List.of() : List.of("phi", "theta"), next(d), S);
            case 12 -> new Expr.Jac(slot(), next(d), S);
            case 13 -> new Expr.Deriv(List.of("theta", "phi"), next(d), list(d, 2), S);
            case 14 -> prime(d);
            case 15, 16 -> sum(d);
            case 17 -> new Expr.Expect(random.nextBoolean(), "X", next(d), S);
            case 18 -> new Expr.TimeDerivative(next(d), S);
            case 19 -> new Expr.AtStart(next(d), S);
            case 20 -> new Expr.Index(name(), next(d), S);
            default -> call(d);
        };
    }

    private Expr leaf() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new Expr.Num(Rational.of(random.nextInt(12)), S);
            case 2 -> random.nextInt(4) > 0 ? new Expr.Name(name(), S) : new Expr.BigO(1 + random.nextInt(4), S);
            case 3 -> random.nextInt(4) > 0 ? new Expr.Name(name(), S)
                    : new Expr.EquationSide(random.nextBoolean(), "a \"b\" \\phi \\\\", S);
            default -> new Expr.Name(name(), S);
        };
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private Optional<String> slot() {
        return random.nextBoolean() ? Optional.empty() : Optional.of("phi");
    }

    private List<Expr> list(int depth, int size) {
        List<Expr> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(next(depth));
        }
        return list;
    }

    private Expr prime(int depth) {
        int order = 1 + random.nextInt(2);
        return new Expr.Prime(next(depth), order, list(depth, order), S);
    }

    private Expr call(int depth) {
        List<List<Expr>> groups = new ArrayList<>(List.of(list(depth, 1 + random.nextInt(2))));
        if (random.nextBoolean()) {
            groups.add(List.of(new Expr.Index("X", next(depth), S)));
        }
        return new Expr.Call(random.nextInt(4) == 0 ? "f_1[phi]" : name(), groups, S);
    }

    private Expr sum(int depth) {
        List<Expr.Binder> binders = new ArrayList<>();
        binders.add(new Expr.Binder("mu", Optional.of(next(depth)), Optional.of(next(depth)), S));
        if (random.nextBoolean()) {
            binders.add(new Expr.Binder("tau", Optional.empty(), Optional.empty(), S));
        }
        List<Expr.Distinct> conditions = random.nextBoolean() ? List.of()
                : List.of(new Expr.Distinct(next(depth), next(depth)));
        return new Expr.Sum(random.nextBoolean(), binders, conditions, next(depth), S);
    }
}
