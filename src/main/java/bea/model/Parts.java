package bea.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Visits the parts of an expression.
public final class Parts {
    private Parts() {}

    /// The expression itself and everything in it, outermost first.
    public static void forEach(Exp e, Consumer<Exp> action) {
        action.accept(e);
        of(e).forEach(p -> forEach(p, action));
    }

    /// The expressions that a statement is made of.
    public static List<Exp> of(Model.Body body) {
        return switch (body) {
            case Model.Equation e -> List.of(e.left(), e.right());
            case Model.Choice c -> List.of(c.field());
            case Model.Follows f -> f.flows().stream().map(Model.FlowOf::expression).toList();
            case Model.IsGradient g -> List.of(g.field());
            case Model.LossExists _,Model.SameUpdate _,Model.IllTyped _ -> List.of();
        };
    }

    /// Every part of every value in an update.
    public static void forEach(List<? extends Update.Stmt> body, Consumer<Exp> action) {
        for (Update.Stmt s : body) {
            switch (s) {
                case Update.Assign a -> forEach(a.value(), action);
                case Update.Together t -> forEach(t.assigns(), action);
                case Update.Loop l -> forEach(l.body(), action);
                case Update.Average a -> forEach(a.body(), action);
                case Update.Stage g -> forEach(g.value(), action);
                case Update.Implicit i -> forEach(i.stages(), action);
            }
        }
    }

    public static List<Exp> of(Exp e) {
        return switch (e) {
            case Exp.Const _,Exp.StepSize _,Exp.Param _,Exp.IndexValue _,Exp.Coordinate _,Exp.Apply _,Exp.Position _,Exp.Start _,Exp.Correction _,Exp.Iterate _,Exp.Passed _,Exp.BigO _,Exp.Local _,Exp.Unknown _ ->
                List.of();
            case Exp.At a -> with(a.body(), a.point());
            case Exp.Grad g -> List.of(g.body());
            case Exp.Jac j -> List.of(j.body());
            case Exp.Derivative d ->
                with(d.body(), Stream.concat(d.directions().stream(), d.point().stream()).toList());
            case Exp.MatVec m -> List.of(m.operator(), m.vector());
            case Exp.Dot d -> List.of(d.left(), d.right());
            case Exp.Scale s -> List.of(s.scalar(), s.body());
            case Exp.Add a -> a.terms();
            case Exp.Recip r -> List.of(r.body());
            case Exp.Power p -> List.of(p.base());
            case Exp.Fun f -> List.of(f.body());
            case Exp.Sum s -> List.of(s.body());
            case Exp.Expect x -> List.of(x.body());
            case Exp.Stop s -> List.of(s.body());
            case Exp.FlowAt f -> List.of(f.time());
            case Exp.TimeDerivative t -> List.of(t.body());
        };
    }

    private static List<Exp> with(Exp body, List<Exp.Shift> shifts) {
        List<Exp> all = new ArrayList<>(List.of(body));
        shifts.forEach(s -> all.add(s.position()));
        return all;
    }
}
