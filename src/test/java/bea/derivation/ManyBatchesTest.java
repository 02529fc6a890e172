package bea.derivation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.elaborate.Budget;
import bea.language.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A number of batches that is given costs no more than a symbolic one, and says the same.
class ManyBatchesTest {
    private static Report.Derivation run(String count, String claims, int order, boolean check) {
        Report r = Engine.run(new Source("test.bea", """
                derivation "test" {
                  count n %s
                  state theta
                  batches X[0 .. n-1]
                  loss E(theta; X)
                  update for mu in 0 .. n-1 { theta <- theta - h * grad E(theta; X[mu]) }
                  find f_1
                  %s
                }
                """.formatted(count, claims)), new Engine.Options(order, Optional.empty(), Optional.empty(), true,
                true, check, Budget.unlimited()));
        assertEquals(List.of(), r.problems());
        return r.derivations().getFirst();
    }

    private static final String CLAIMS = """
            claim: f_1 = 1/n * sum(mu in 1..n-1) sum(tau in 0..mu-1) hess E(theta; X[mu]) * grad E(theta; X[tau])
                       - 1/(2*n) * sum(mu in 0..n-1) sum(tau in 0..n-1) hess E(theta; X[mu]) * grad E(theta; X[tau])
            claim: f_1 is not a gradient
            claim: sum(i in 0..n-1) sum(j in 0..n-1) dot(grad E(theta; X[i]), grad E(theta; X[j]))
                 = 2 * sum(i in 1..n-1) sum(j in 0..i-1) dot(grad E(theta; X[i]), grad E(theta; X[j]))
                 + norm(grad E(theta; X[n-1]))^2 + sum(i in 0..n-2) norm(grad E(theta; X[i]))^2
            """;
    private static final String WRONG = """
            claim: sum(i in 0..n-1) sum(j in 0..n-1) dot(grad E(theta; X[i]), grad E(theta; X[j]))
                 = 2 * sum(i in 1..n-1) sum(j in 0..i-1) dot(grad E(theta; X[i]), grad E(theta; X[j]))
                 + norm(grad E(theta; X[n-2]))^2 + sum(i in 0..n-2) norm(grad E(theta; X[i]))^2
            """;

    @Test
    void tenThousandBatches() {
        for (String count : List.of(">= 2", "= 10000", "= 20")) {
            assertTrue(run(count, CLAIMS, 1, false).claims().stream().allMatch(c -> c.verdict().isHolds()), count);
            assertTrue(run(count, WRONG, 1, false).claims().getFirst().verdict().difference().isPresent(), count);
        }
    }

    @Test
    void fiveBatchesAtHighOrder() {
        Report.Derivation d = run("= 5", "", 3, true);
        assertEquals(Report.Agreement.AGREES, d.check().orElseThrow().agreement());
        assertTrue(d.derived().orElseThrow().players().getFirst().orders().stream()
                .allMatch(o -> o.undecided().isEmpty()));
    }
}
