package bea.derivation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.elaborate.Budget;
import bea.language.ExprPrinter;
import bea.language.Source;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a derivation says of gradients and losses, with the independent check.
class DerivedGradientTest {
    private static Report.Derivation derive(String update, int order) {
        String text = """
                derivation "test" {
                  state theta
                  loss E(theta), G(theta)
                  update { theta <- theta - h*(%s) }
                  find f_1
                }
                """.formatted(update);
        Engine.Options o = new Engine.Options(order, Optional.empty(), Optional.empty(), true, false, true,
                Budget.unlimited());
        Report r = Engine.run(new Source("test.bea", text), o);
        assertEquals(java.util.List.of(), r.problems());
        return r.derivations().getFirst();
    }

    private static Derived.Player player(Report.Derivation d) {
        assertEquals(Report.Agreement.AGREES, d.check().orElseThrow().agreement(), d.check().toString());
        return d.derived().orElseThrow().players().getFirst();
    }

    @Test
    void factorsThatMoveHaveTheirPotentialsOrNone() {
        assertEquals("-exp(-E) + 1/4 * exp(-E)^2 * h * norm(grad E)^2",
                player(derive("exp(-E)*grad E", 1)).loss().map(ExprPrinter::print).orElseThrow());
        for (String none : java.util.List.of("G*grad E", "norm(grad G)^2*grad E", "norm(grad E)^2*grad E")) {
            Derived.Player p = player(derive(none, 1));
            assertTrue(p.loss().isEmpty(), none);
            assertFalse(p.orders().get(1).gradient(), none);
            assertFalse(p.orders().get(1).choices().least().isEmpty(), none);
        }
    }

    @Test
    void whatIsUndecidedIsNoGradientAndHasNoLoss() {
        Derived.Player p = player(derive("tanh(E)*grad E", 1));
        assertTrue(p.orders().getFirst().undecided().isPresent());
        assertTrue(p.orders().getFirst().potential().isEmpty());
        assertTrue(p.loss().isEmpty());
    }

    @Test
    void aLoneGradientAtAHigherPowerIsAmongTheChoices() {
        assertEquals(2, player(derive("grad E - h^2*grad E", 2)).orders().get(2).choices().least().size());
        assertEquals(2, player(derive("grad E - h^2*grad G", 2)).orders().get(2).choices().least().size());
    }

    @Test
    void choicesOfHighOrderAreFoundWithoutSearch() {
        Derived.Player p = assertTimeout(Duration.ofSeconds(60), () -> player(derive("grad E", 6)));
        Derived.Order last = p.orders().getLast();
        assertEquals(16, last.choices().least().size());
        assertTrue(last.choices().count().startsWith("the first 16 of "));
    }
}
