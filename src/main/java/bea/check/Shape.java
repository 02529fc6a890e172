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
/// @param bigO      the smallest `k` of an `O(h^k)` in it, or the largest int
/// @param argument  the slot of the vectors that an operator takes; null for a scalar or a vector
record Shape(int degree, boolean series, boolean fromStart, boolean flow, int bigO, Slot argument) {
    private static final Shape PLAIN = new Shape(0, false, false, false, Integer.MAX_VALUE, null);

    static Shape of(Exp e) {
        return switch (e) {
            case Exp.StepSize _ -> PLAIN.degree(1);
            case Exp.BigO o -> new Shape(0, false, false, false, o.power(), null);
            case Exp.Iterate _ -> new Shape(0, true, true, false, Integer.MAX_VALUE, null);
            case Exp.FlowAt f -> new Shape(0, true, true, true, Integer.MAX_VALUE, null);
            case Exp.TimeDerivative t -> of(t.body()).beside(new Shape(0, false, false, true, Integer.MAX_VALUE, null));
            case Exp.At at -> of(at.body()).at(at.point());
            case Exp.Add a -> a.terms().stream().map(Shape::of).reduce(PLAIN, Shape::beside);
            case Exp.Scale s -> of(s.scalar()).times(of(s.body()));
            case Exp.Dot d -> of(d.left()).times(of(d.right())).taking(null);
            case Exp.MatVec m -> of(m.operator()).taking(null).times(of(m.vector()));
            case Exp.Derivative d -> d.directions().stream().map(s -> of(s.position()))
                    .reduce(of(d.body()).at(d.point()), Shape::times);
            case Exp.Recip r -> of(r.body()).composed();
            case Exp.Power p -> of(p.base()).composed();
            case Exp.Fun f -> of(f.body()).composed();
            case Exp.Grad g -> of(g.body());
            case Exp.Jac j -> of(j.body()).taking(j.slot());
            case Exp.Stop s -> of(s.body());
            case Exp.Sum s -> of(s.body());
            case Exp.Expect x -> of(x.body());
            case Exp.Position p when p.slot().memory() -> new Shape(0, true, false, false, Integer.MAX_VALUE, null);
            case Exp.Const _,Exp.Start _,Exp.Param _,Exp.IndexValue _,Exp.Coordinate _,Exp.Apply _,Exp.Position _,Exp.Correction _,Exp.Passed _,Exp.Local _,Exp.Unknown _ ->
                PLAIN;
        };
    }

    private Shape degree(int d) {
        return new Shape(d, series, fromStart, flow, bigO, argument);
    }

    private Shape taking(Slot slot) {
        return new Shape(degree, series, fromStart, flow, bigO, slot);
    }

    /// As the argument of a smooth function.
    private Shape composed() {
        return new Shape(0, series || degree > 0, fromStart, flow, bigO, null);
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
                Math.min(bigO, o.bigO), argument != null ? argument : o.argument);
    }

    private Shape times(Shape o) {
        return beside(o).degree(degree + o.degree);
    }
}
