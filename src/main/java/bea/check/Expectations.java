package bea.check;

import bea.model.Exp;
import java.util.List;

/// The expectations that occur in an expression.
final class Expectations {
    private Expectations() {}

    static void collect(Exp e, List<Exp.Expect> out) {
        switch (e) {
            case Exp.Expect x -> {
                out.add(x);
                collect(x.body(), out);
            }
            case Exp.At at -> {
                collect(at.body(), out);
                at.point().forEach(s -> collect(s.position(), out));
            }
            case Exp.Derivative d -> {
                collect(d.body(), out);
                d.directions().forEach(s -> collect(s.position(), out));
                d.point().forEach(s -> collect(s.position(), out));
            }
            case Exp.Add a -> a.terms().forEach(t -> collect(t, out));
            case Exp.Scale s -> {
                collect(s.scalar(), out);
                collect(s.body(), out);
            }
            case Exp.Dot d -> {
                collect(d.left(), out);
                collect(d.right(), out);
            }
            case Exp.MatVec m -> {
                collect(m.operator(), out);
                collect(m.vector(), out);
            }
            case Exp.Grad g -> collect(g.body(), out);
            case Exp.Jac j -> collect(j.body(), out);
            case Exp.Recip r -> collect(r.body(), out);
            case Exp.Fun f -> collect(f.body(), out);
            case Exp.Sum s -> collect(s.body(), out);
            case Exp.TimeDerivative t -> collect(t.body(), out);
            case Exp.FlowAt f -> collect(f.time(), out);
            case Exp.Const _, Exp.StepSize _, Exp.Param _, Exp.IndexValue _, Exp.Coordinate _, Exp.Apply _, Exp.Position _,
                    Exp.Start _, Exp.Correction _, Exp.Iterate _, Exp.BigO _, Exp.Local _, Exp.Unknown _ -> { }
        }
    }
}
