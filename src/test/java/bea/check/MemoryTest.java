package bea.check;

import static bea.check.Build.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Update;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Memories after the transient, by orbits; memories and corrections with planted errors must be seen to be wrong. The
/// truths are those of the recursion without the buffer.
class MemoryTest {
    private static final Slot V = Slot.memory("v", 1, THETA);
    private static final Exp MEMORY = new Exp.Position(V);
    private static final Exp BETA = param("beta");
    /// `1/(1 - beta)`.
    private static final Exp C = new Exp.Recip(minus(rational("1"), BETA));

    private final Build build = new Build("heavy ball", THETA);
    private final Exp e = of(build.loss("E", THETA));
    private final Exp g = grad(THETA, e);
    private final Exp hg = apply(hess(THETA, e), g);

    MemoryTest() {
        build.memories.add(V);
        build.scalars.add(new Model.Scalar("beta", Optional.of(Rational.MINUS_ONE), false, Optional.of(Rational.ONE),
                false));
    }

    private static Exp cubed(Exp x) {
        return times(C, times(C, times(C, x)));
    }

    /// `v <- keep v + feed; theta <- theta + out`.
    private Checker checker(Exp keep, Exp feed, Exp out, Exp... f) {
        build.update(false, new Update.Assign(V, add(times(keep, MEMORY), feed)),
                new Update.Assign(THETA, add(new Exp.Position(THETA), out)));
        return new Checker(build.model(), corrections(THETA, f), 1);
    }

    private Checker heavyBall(Exp... f) {
        return checker(BETA, times(-1, times(H, g)), MEMORY, f);
    }

    @Test
    void correctionsOfTheHeavyBall() {
        Exp f0 = times(-1, times(C, g));
        Exp f1 = times("-1/2", times(add(rational("1"), BETA), cubed(hg)));
        CheckerTest.holds(heavyBall(f0, f1).confirmDerivation(1));
        // as if beta did not age what is kept; as if the transient had only begun; without the step size's share
        for (Exp wrong : List.of(times("-1/2", cubed(hg)), times("-1/2", hg), times(-1, times(BETA, cubed(hg))))) {
            CheckerTest.fails(heavyBall(f0, wrong).confirmDerivation(1));
        }
        CheckerTest.fails(heavyBall(times(-1, g), f1).confirmDerivation(0));
    }

    @Test
    void memoryOfTheHeavyBall() {
        Checker c = heavyBall();
        Exp first = times(-1, times(H, times(C, g)));
        Exp second = times(-1, times(H, times(H, cubed(hg))));
        CheckerTest.holds(c, equation(MEMORY, add(first, second, new Exp.BigO(3))));
        CheckerTest.fails(c, equation(MEMORY, add(first, times(BETA, second), new Exp.BigO(3))));
        CheckerTest.fails(c, equation(MEMORY, add(first, new Exp.BigO(3))));
        CheckerTest.fails(c, equation(MEMORY, add(times(-1, times(H, g)), new Exp.BigO(2))));
        // at a position that moves, and under a derivative
        Exp.Shift ahead = new Exp.Shift(THETA, add(new Exp.Position(THETA), MEMORY));
        CheckerTest.holds(c, equation(new Exp.At(MEMORY, List.of(ahead)),
                add(first, second, times(H, times(H, times(C, times(C, hg)))), new Exp.BigO(3))));
        CheckerTest.holds(c, equation(apply(jac(THETA, MEMORY), g), add(times(-1, times(H, times(C, hg))),
                new Exp.BigO(2))));
    }

    @Test
    void theNextMemoryIsThatOfTheNextPosition() {
        Checker c = heavyBall();
        Exp next = new Exp.At(MEMORY, List.of(new Exp.Shift(THETA, new Exp.Iterate(THETA, affine("1")))));
        Exp kept = add(times(BETA, start(MEMORY, THETA)), times(-1, times(H, start(g, THETA))), new Exp.BigO(5));
        CheckerTest.holds(c, equation(next, kept));
        CheckerTest.fails(c, equation(next, add(times(H, times(H, times(H, start(g, THETA)))), kept)));
    }

    @Test
    void refusesWhatHasNoSlowManifold() {
        Outcome keepsAll = checker(rational("1"), times(-1, times(H, g)), MEMORY, g).confirmDerivation(0);
        assertFalse(keepsAll.run());
        assertEquals("a memory that keeps all of itself", keepsAll.reason());
        Outcome far = checker(BETA, g, times(-1, MEMORY), g).confirmDerivation(0);
        assertFalse(far.run());
        assertTrue(far.reason().contains("more than O(h)"), far.reason());
    }
}
