package bea.derivation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bea.elaborate.Budget;
import bea.language.ExprPrinter;
import bea.language.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The average of the fields of all runs beside the field of the expected update (theory, section 3).
class AveragedRunsTest {
    private static Report run(String question, String claim, Engine.Options options) {
        Report r = Engine.run(new Source("test.bea", """
                derivation "test" {
                  count n = 2
                  state theta
                  batches X[0 .. n-1]
                  loss E(theta; X)
                  update for mu in 0 .. n-1 { theta <- theta - h * grad E(theta; X[mu]) }
                  find f_1 %s
                  %s
                }
                """.formatted(question, claim)), options);
        assertEquals(List.of(), r.problems());
        return r;
    }

    /// `f_k` of the one question, confirmed by the independent check.
    private static String correction(String question, int k) {
        Report.Derivation d = run(question, "", new Engine.Options(k, Optional.empty(), Optional.empty(), true, false,
                true, Budget.unlimited())).derivations().getFirst();
        assertEquals(Report.Agreement.AGREES, d.check().orElseThrow().agreement());
        return ExprPrinter.print(d.derived().orElseThrow().players().getFirst().orders().get(k).value());
    }

    /// Whether that is also `f_k` of the other question, as both engines say.
    private static boolean isAlso(String f, int k, String question) {
        Report.Claim c = run(question, "claim: f_" + k + " = " + f, Engine.Options.verifying(Budget.unlimited()))
                .derivations().getFirst().claims().getFirst();
        assertEquals(Report.Agreement.AGREES, c.check().agreement());
        return c.verdict().isHolds();
    }

    @Test
    void shuffledRunsDifferFromTheThirdCorrectionOn() {
        for (int k = 1; k <= 3; k++) {
            String f = correction("averaged over shuffles of X", k);
            assertEquals(k < 3, isAlso(f, k, "in expectation over shuffles of X"));
            assertEquals(k < 3, isAlso(correction("in expectation over shuffles of X", k), k,
                    "averaged over shuffles of X"));
        }
    }

    @Test
    void independentDrawsDifferFromTheFirstOn() {
        assertEquals(false, isAlso(correction("averaged over draws of X", 1), 1, "in expectation over draws of X"));
    }
}
