package bea.elaborate;

import bea.model.Exp;
import java.util.ArrayList;
import java.util.List;

/// How an expression depends on `h`, read off its form.
///
/// @param degree    a bound on its degree in `h`, stages and composed points counted as constants
/// @param infinite  whether it may have all powers of `h` (iterates, flows, composed points,
///                  memories)
/// @param fromStart whether it speaks of an iterate or a flow, which begin at the start
/// @param bigO      the smallest `k` of an `O(h^k)` in it, or the largest int
record Degree(int degree, boolean infinite, boolean fromStart, int bigO) {
    private static final Degree NONE = new Degree(0, false, false, Integer.MAX_VALUE);

    /// @param asked the last correction of the modified flow
    static Degree of(Exp e, int asked) {
        return switch (e) {
            case Exp.StepSize _ -> new Degree(1, false, false, Integer.MAX_VALUE);
            case Exp.BigO o -> new Degree(0, false, false, o.power());
            case Exp.Iterate _ -> new Degree(1, true, true, Integer.MAX_VALUE);
            case Exp.FlowAt _ -> new Degree(0, true, true, Integer.MAX_VALUE);
            case Exp.TimeDerivative t -> {
                Degree d = of(t.body(), asked);
                yield new Degree(d.degree + asked, d.infinite, d.fromStart, d.bigO);
            }
            case Exp.At at -> point(at, asked);
            case Exp.Add a -> a.terms().stream().map(t -> of(t, asked)).reduce(NONE, (x, y) -> x.join(y, false));
            case Exp.Scale s -> of(s.scalar(), asked).join(of(s.body(), asked), true);
            case Exp.Dot d -> of(d.left(), asked).join(of(d.right(), asked), true);
            case Exp.MatVec m -> of(m.operator(), asked).join(of(m.vector(), asked), true);
            case Exp.Derivative d -> {
                Degree sum = of(d.body(), asked);
                for (Exp.Shift s : d.directions()) {
                    sum = sum.join(of(s.position(), asked), true);
                }
                yield sum;
            }
            case Exp.Recip r -> reciprocal(of(r.body(), asked));
            case Exp.Power p -> reciprocal(of(p.base(), asked));
            case Exp.Fun f -> reciprocal(of(f.body(), asked));
            case Exp.Grad g -> of(g.body(), asked);
            case Exp.Jac j -> of(j.body(), asked);
            case Exp.Stop s -> of(s.body(), asked);
            case Exp.Sum s -> of(s.body(), asked);
            case Exp.Expect x -> of(x.body(), asked);
            case Exp.Position p when p.slot().memory() -> new Degree(1, true, false, Integer.MAX_VALUE);
            case Exp.Const _,Exp.Param _,Exp.IndexValue _,Exp.Coordinate _,Exp.Apply _,Exp.Position _,Exp.Start _,Exp.Correction _,Exp.Passed _,Exp.Local _,Exp.Unknown _ ->
                NONE;
        };
    }

    /// Whether it may depend on `h`.
    boolean moves() {
        return degree > 0 || infinite;
    }

    private static Degree reciprocal(Degree d) {
        return new Degree(d.degree, d.infinite || d.degree > 0, d.fromStart, d.bigO);
    }

    private static Degree point(Exp.At at, int asked) {
        Degree body = of(at.body(), asked);
        List<Degree> points = new ArrayList<>();
        at.point().forEach(s -> points.add(of(s.position(), asked)));
        boolean moved = points.stream().anyMatch(Degree::moves);
        boolean start = points.stream().anyMatch(Degree::fromStart);
        return new Degree(body.degree, body.infinite || moved, body.fromStart || start, body.bigO);
    }

    private Degree join(Degree o, boolean product) {
        return new Degree(product ? degree + o.degree : Math.max(degree, o.degree), infinite || o.infinite,
                fromStart || o.fromStart, Math.min(bigO, o.bigO));
    }
}
