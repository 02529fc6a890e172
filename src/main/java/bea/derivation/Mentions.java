package bea.derivation;

import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Symbol;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which scalars a statement depends on, as it is written: by name, by the definitions of its losses, or by the update.
/// Some of them may cancel.
final class Mentions {
    private final Model model;
    private final Set<String> names = new TreeSet<>();
    private final Set<Symbol> defined = new java.util.HashSet<>();
    private boolean update;

    private Mentions(Model model) {
        this.model = model;
    }

    static Set<String> of(Model.Body body, Model model) {
        Mentions m = new Mentions(model);
        Parts.of(body).forEach(m::add);
        switch (body) {
            case Model.SameUpdate s -> {
                Parts.forEach(s.printed().body(), m::one);
                m.update();
            }
            case Model.Choice _,Model.Follows _,Model.LossExists _ -> m.update();
            case Model.Equation _,Model.IsGradient _,Model.IllTyped _ -> {
            }
        }
        return m.names;
    }

    private void add(Exp e) {
        Parts.forEach(e, this::one);
    }

    private void one(Exp e) {
        switch (e) {
            case Exp.Param p -> names.add(p.name());
            case Exp.Power p -> p.exponent().forEach((name, _) -> names.add(name));
            case Exp.Apply a -> {
                if (defined.add(a.symbol())) {
                    model.symbols().stream().filter(s -> s.equals(a.symbol())).flatMap(s -> s.definition().stream())
                            .forEach(this::add);
                }
            }
            case Exp.Correction _,Exp.Iterate _,Exp.Passed _,Exp.FlowAt _,Exp.TimeDerivative _,Exp.Local _ -> update();
            default -> {
            }
        }
    }

    /// What the update and the questions about it read.
    private void update() {
        if (update) {
            return;
        }
        update = true;
        model.update().ifPresent(u -> Parts.forEach(u.body(), this::one));
        for (Model.Find f : model.finds()) {
            List.of(f.epsilon(), f.time()).forEach(this::add);
            f.clocks().values().forEach(this::add);
            f.freezing().given().forEach(g -> add(g.field()));
        }
    }
}
