package bea.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Deriving and asserting from Java.
class BeaTest {
    private static final Path PAPER = Path.of(System.getProperty("basedir", "."), "derivations", "paper");
    private static final String STEP = """
            derivation "gradient descent" {
              state theta
              loss  E(theta)
              update { theta <- theta - h * grad E }
              find f_1
              claim "(2)": f_1 = -grad (1/4 * norm(grad E)^2)
              claim "wrong": f_1 = -grad (1/2 * norm(grad E)^2)
              misprint "(18)":
                printed   f_1 = -grad (1/3 * norm(grad E)^2)
                corrected f_1 = -grad (1/4 * norm(grad E)^2)
            }
            """;

    @Test
    void aDerivationIsTexts() {
        Derivation d = Bea.text(STEP).derive();
        assertEquals(List.of("theta"), d.slots());
        assertEquals("-1/2 * hess E * grad E", d.f(1));
        assertEquals(d.f(1), d.f(1, "theta"));
        assertEquals(Optional.of("E + 1/4*h * norm(grad E)^2"), d.loss());
        assertTrue(d.isGradient(1, "theta"));
        assertTrue(d.text().contains("Step 3"));
        assertTrue(d.latex().contains("\\documentclass"));
    }

    @Test
    void whatIsDerivedCanBeClaimed() {
        Derivation d = Bea.text(STEP).order(2).derive();
        assertFalse(d.isGradient(2, "theta"));
        Bea.text(STEP.replace("find f_1", "find f_2").replace("claim \"wrong\":",
                "claim \"again\": f_2 at start = (" + d.f(2)
                        + ") at start\n  claim \"wrong\":"))
                .assertHolds("again");
    }

    @Test
    void assertions() {
        Derivation d = Bea.text(STEP).derive().assertHolds("(2)").assertHolds("(18)").assertRefuted("(18)")
                .assertRefuted("wrong");
        AssertionError e = assertThrows(AssertionError.class, d::assertHolds);
        assertTrue(e.getMessage().contains("<text>:7:"), e.getMessage());
        assertTrue(e.getMessage().contains("^"), e.getMessage());
        assertThrows(AssertionError.class, () -> d.assertHolds("wrong"));
        assertThrows(AssertionError.class, () -> d.assertRefuted("(2)"));
        IllegalArgumentException unknown = assertThrows(IllegalArgumentException.class, () -> d.assertHolds("(3)"));
        assertTrue(unknown.getMessage().contains("its labels are \"(2)\", \"wrong\", \"(18)\""), unknown.getMessage());
    }

    @Test
    void claimsWithTheirVerdicts() {
        List<Claim> claims = Bea.text(STEP).claims();
        assertEquals(List.of("(2)", "wrong", "(18)", "(18)"), claims.stream().map(Claim::label).toList());
        assertEquals(List.of(Claim.Verdict.HOLDS, Claim.Verdict.REFUTED, Claim.Verdict.REFUTED, Claim.Verdict.HOLDS),
                claims.stream().map(Claim::verdict).toList());
        assertEquals(List.of(true, false, true, true), claims.stream().map(Claim::asExpected).toList());
        assertEquals(List.of(Claim.Kind.CLAIM, Claim.Kind.CLAIM, Claim.Kind.PRINTED, Claim.Kind.CORRECTED),
                claims.stream().map(Claim::kind).toList());
        assertEquals(6, claims.getFirst().line());
    }

    @Test
    void filesOfThePaper() {
        Bea file = Bea.file(PAPER.resolve("two-step-sgd.bea")).assertHolds();
        Derivation d = file.named("two steps of SGD, modified loss").derive().assertHolds().assertHolds("(45)");
        assertTrue(d.f(1).contains("start"), d.f(1));
        assertTrue(d.loss().isPresent());
        IllegalArgumentException several = assertThrows(IllegalArgumentException.class, file::derive);
        assertTrue(several.getMessage().contains("named"), several.getMessage());
    }

    @Test
    void playersAreNamed() {
        Derivation game = Bea.file(PAPER.resolve("simultaneous-game.bea")).named("simultaneous gradient descent")
                .derive();
        assertEquals(2, game.slots().size());
        game.slots().forEach(s -> assertFalse(game.f(1, s).isEmpty()));
        assertThrows(IllegalArgumentException.class, () -> game.f(1));
        assertThrows(IllegalArgumentException.class, () -> game.f(1, "nobody"));
        assertThrows(IllegalArgumentException.class, () -> game.f(7, game.slots().getFirst()));
    }

    @Test
    void whatCannotBeUnderstoodSaysWhere() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> Bea.text(STEP.replace("grad E }", "grad F }")).derive());
        assertTrue(e.getMessage().contains("<text>:4:"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Bea.text("").assertHolds());
        assertThrows(IllegalArgumentException.class, () -> Bea.text(STEP).named("other").assertHolds());
        assertThrows(IllegalArgumentException.class, () -> Bea.text(STEP).order(0));
        assertThrows(UncheckedIOException.class, () -> Bea.file(Path.of("no such file.bea")));
    }
}
