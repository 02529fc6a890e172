package bea.derivation;

import bea.elaborate.Budget;
import bea.elaborate.Verifier;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Type;
import bea.algebra.TooLarge;
import bea.algebra.Work;
import java.util.List;
import java.util.Optional;

/// What may be claimed of a result. A derivation answers for losses in general and for large counts; a claim is about
/// the losses of the file, and about every count.
public final class Claimable {
    private final BeaFile.Resolved resolved;
    private final Verifier verifier;
    private final Budget budget;

    public Claimable(Report.Derivation d, Budget budget) {
        this.resolved = d.resolved();
        this.verifier = Engine.verifier(resolved.model(), budget);
        this.budget = budget;
    }

    /// Whether this field is a gradient or is none, where a claim of one or the other holds.
    public Optional<Boolean> gradient(Expr field, Slot slot) {
        if (field instanceof Expr.Num) {
            return Optional.empty();
        }
        boolean[] holds = new boolean[2];
        try {
            Exp f = resolved.resolver().resolve(BeaFile.expression(ExprPrinter.print(field)), new Type.Vector(slot));
            Work.watched(budget::tick, () -> {
                holds[1] = holds(f, slot, true);
                holds[0] = !holds[1] && holds(f, slot, false);
            });
        } catch (Budget.Exhausted | TooLarge unknown) {
            return Optional.empty();
        }
        return holds[0] || holds[1] ? Optional.of(holds[1]) : Optional.empty();
    }

    private boolean holds(Exp field, Slot slot, boolean positive) {
        return verifier.decide(new Model.IsGradient(field, slot, positive), List.of()).isHolds();
    }
}
