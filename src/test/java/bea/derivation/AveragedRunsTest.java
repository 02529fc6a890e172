package bea.derivation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bea.elaborate.Budget;
import bea.language.ExprPrinter;
import bea.language.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The average of the fields of all runs beside the field of the expected update (theory, section 3).
class AveragedRunsTest {
    private static Report.Derivation derive(String question, int order) {
        Report r = Engine.run(new Source("test.bea", """
                derivation "test" {
                  count n = 2
                  state theta
                  batches X[0 .. n-1]
                  loss E(theta; X)
                  update for mu in 0 .. n-1 { theta <- theta - h * grad E(theta; X[mu]) }
                  find f_1 %s
                }
                """.formatted(question)),
                new Engine.Options(order, Optional.empty(), Optional.empty(), true, false, true, Budget.unlimited()));
        assertEquals(List.of(), r.problems());
        Report.Derivation d = r.derivations().getFirst();
        assertEquals(Report.Agreement.AGREES, d.check().orElseThrow().agreement());
        return d;
    }

    private static String correction(Report.Derivation d, int k) {
        return ExprPrinter.print(d.derived().orElseThrow().players().getFirst().orders().get(k).value());
    }

    @Test
    void shuffledRunsDifferFromTheThirdCorrectionOn() {
        Report.Derivation fields = derive("averaged over shuffles of X", 3);
        Report.Derivation update = derive("in expectation over shuffles of X", 3);
        for (int k = 0; k < 3; k++) {
            assertEquals(correction(fields, k), correction(update, k));
        }
        assertNotEquals(correction(fields, 3), correction(update, 3));
    }

    @Test
    void independentDrawsDifferFromTheFirstOn() {
        assertNotEquals(correction(derive("averaged over draws of X", 1), 1),
                correction(derive("in expectation over draws of X", 1), 1));
    }
}
