package bea.check;

import bea.model.Exp;
import bea.model.Slot;
import java.util.List;

/// What the form of an expression says about its value.
///
/// @param degree    a bound on the degree in `h` as it is written
/// @param series    whether it may have every power of `h`
/// @param fromStart whether it speaks of an iterate or a flow, which begin at the start
/// @param flow      whether it speaks of the modified flow
/// @param frozen    whether the start occurs in it
/// @param bigO      the smallest `k` of an `O(h^k)` in it, or the largest int
record Shape(int degree, boolean series, boolean fromStart, boolean flow, boolean frozen, int bigO) {
    private static final Shape PLAIN = new Shape(0, false, false, false, false, Integer.MAX_VALUE);

    static Shape of(Exp e) {
        return switch (e) {
            case Exp.StepSize _ -> PLAIN.degree(1);
            case Exp.BigO o -> new Shape(0, false, false, false, false, o.power());
            case Exp.Iterate _ -> new Shape(0, true, true, false, false, Integer.MAX_VALUE);
            case Exp.FlowAt f -> new Shape(0, true, true, true, false, Integer.MAX_VALUE).beside(of(f.time()).degree(0));
            case Exp.TimeDerivative t -> of(t.body()).beside(new Shape(0, false, false, true, false, Integer.MAX_VALUE));
            case Exp.Start _ -> new Shape(0, false, false, false, true, Integer.MAX_VALUE);
            case Exp.At at -> of(at.body()).at(at.point());
            case Exp.Add a -> a.terms().stream().map(Shape::of).reduce(PLAIN, Shape::beside);
            case Exp.Scale s -> of(s.scalar()).times(of(s.body()));
            case Exp.Dot d -> of(d.left()).times(of(d.right()));
            case Exp.MatVec m -> of(m.operator()).times(of(m.vector()));
            case Exp.Derivative d -> d.directions().stream().map(s -> of(s.position()))
                    .reduce(of(d.body()).at(d.point()), Shape::times);
            case Exp.Recip r -> of(r.body()).composed();
            case Exp.Fun f -> of(f.body()).composed();
            case Exp.Grad g -> of(g.body());
            case Exp.Jac j -> of(j.body());
            case Exp.Sum s -> of(s.body());
            case Exp.Expect x -> of(x.body());
            case Exp.Const _, Exp.Param _, Exp.IndexValue _, Exp.Coordinate _, Exp.Apply _, Exp.Position _,
                    Exp.Correction _, Exp.Local _, Exp.Unknown _ -> PLAIN;
        };
    }

    private Shape degree(int d) {
        return new Shape(d, series, fromStart, flow, frozen, bigO);
    }

    /// As the argument of a smooth function.
    private Shape composed() {
        return new Shape(0, series || degree > 0, fromStart, flow, frozen, bigO);
    }

    private Shape at(List<Exp.Shift> point) {
        Shape all = this;
        for (Exp.Shift s : point) {
            all = all.beside(of(s.position()).composed());
        }
        return all;
    }

    Shape beside(Shape o) {
        return new Shape(Math.max(degree, o.degree), series || o.series, fromStart || o.fromStart, flow || o.flow,
                frozen || o.frozen, Math.min(bigO, o.bigO));
    }

    private Shape times(Shape o) {
        return beside(o).degree(degree + o.degree);
    }

    /// The slot of the vectors that an operator takes; null for a scalar or a vector.
    static Slot argument(Exp e) {
        return switch (e) {
            case Exp.Jac j -> j.slot();
            case Exp.Scale s -> argument(s.body());
            case Exp.Add a -> argument(a.terms());
            case Exp.At at -> argument(at.body());
            case Exp.Sum s -> argument(s.body());
            case Exp.Expect x -> argument(x.body());
            case Exp.Derivative d -> argument(d.body());
            case Exp.TimeDerivative t -> argument(t.body());
            case Exp.MatVec m -> argument(m.vector());
            default -> null;
        };
    }

    private static Slot argument(List<Exp> terms) {
        for (Exp t : terms) {
            Slot s = argument(t);
            if (s != null) {
                return s;
            }
        }
        return null;
    }
}
