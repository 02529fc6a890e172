package bea.language;

import bea.language.Problem.Code;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Slot;
import bea.model.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// Which iterates `theta[k]` a place of the file can speak of, and what `k` counts there. Behind the update these are
/// whole updates, or the passes of an update that is one loop; in the update, behind a loop, the passes of that loop.
///
/// @param loop    the loop whose passes are counted; none for whole updates, and where nothing can be counted
/// @param refused why there are no iterates here
record Iterates(Optional<Update.Loop> loop, boolean inside, Optional<Refusal> refused) {
    /// @param help what to write instead, with `STATE` for the state
    record Refusal(Code code, String message, String help) {}

    /// Nowhere is an update yet.
    static final Iterates NONE = refused(Code.NO_UPDATE, "there is no update before this iterate",
            "this belongs behind the update");

    private static Iterates refused(Code code, String message, String help) {
        return new Iterates(Optional.empty(), false, Optional.of(new Refusal(code, message, help)));
    }

    /// In an update of which so much is read.
    static Iterates within(List<Update.Stmt> soFar) {
        List<Update.Loop> loops = new ArrayList<>();
        for (Update.Stmt s : soFar) {
            if (s instanceof Update.Loop l) {
                loops.add(l);
            }
        }
        return switch (loops.size()) {
            case 0 -> refused(Code.NOT_EXPRESSIBLE, "this iterate is not known before the passes are made",
                    "the current state is 'STATE', the first one 'start'; an implicit method has a stage: "
                            + "let k = f(STATE + h*k)");
            case 1 -> new Iterates(Optional.of(loops.getFirst()), true, Optional.empty());
            default -> refused(Code.NOT_EXPRESSIBLE, "there are several loops whose pass this could be",
                    "behind the loop that is meant, a stage: let k = STATE");
        };
    }

    static Iterates of(Update update) {
        return new Iterates(update.onlyLoop(), false, Optional.empty());
    }

    /// The iterate of a state.
    ///
    /// @param least the smallest value of a form for all declared counts and the indices in scope
    Exp read(Slot slot, Affine steps, Span span, ToLongFunction<Affine> least) {
        if (refused.isPresent()) {
            Refusal r = refused.get();
            throw Resolver.mistake(r.code, span, r.message, r.help.replace("STATE", slot.toString()));
        }
        if (least.applyAsLong(steps) < 0) {
            throw Resolver.mistake(Code.INDEX_OUT_OF_RANGE, span, text(slot, steps) + " lies before " + slot + "[0], "
                    + "where the update starts", "start");
        }
        if (loop.isPresent()) {
            Affine passes = loop.get().to().minus(loop.get().from()).plus(1);
            if (least.applyAsLong(passes.minus(steps)) < 0) {
                throw Resolver.mistake(Code.INDEX_OUT_OF_RANGE, span, text(slot, steps) + " lies beyond "
                        + text(slot, passes) + ", behind the last pass of the loop", help(slot, steps, passes));
            }
        }
        return inside ? new Exp.Passed(slot, steps) : new Exp.Iterate(slot, steps);
    }

    private static String text(Slot slot, Affine steps) {
        return slot + "[" + steps.toString().replace(Affine.INDEX, "") + "]";
    }

    /// With more passes, if a larger count gives them.
    private static String help(Slot slot, Affine steps, Affine passes) {
        Affine missing = passes.minus(steps);
        String count = missing.name();
        return missing.coefficients().size() == 1 && missing.factor(count) > 0 && !count.startsWith(Affine.INDEX)
                ? "count " + count + " >= " + Math.ceilDiv(-missing.constant(), missing.factor(count))
                : text(slot, passes);
    }
}
