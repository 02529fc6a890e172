package bea.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bea.language.BeaFile;
import bea.language.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a "no" says of the values for which it is a "yes".
class ExceptionsTest {
    private static String reason(String declared, String claim) {
        String text = "derivation \"d\" { " + declared + " state theta loss A(theta), B(theta) update { theta <- theta"
                + " - h*grad A - (n-2)*(n-3)*(n-4)*h^2*hess A*grad B } find f_1 claim: " + claim + " }";
        BeaFile.Resolved d = BeaFile.analyse(new Source("f.bea", text)).derivations().getFirst();
        return new Verifier(d.model(), Budget.unlimited()).decide(d.model().claims().getFirst().body(), List.of())
                .reason();
    }

    @Test
    void allThatAreFoundAreListed() {
        Map<String, String> reasons = Map.of(
                "(n-2)*(n-4)*hess A*grad B is not a gradient", "it is one for n = 2 and 4",
                "(n-2)*(n-3)*(n-4)*hess A*grad B is a gradient",
                "it is not a gradient in theta (for n = 2 to 4 it holds)",
                "no modified loss exists", "there is one for n = 2, 3 and 4",
                "beta*(2*beta-1)*(beta-2)*hess A*grad B is not a gradient", "it is one for beta = 0 and 1/2",
                "beta*(2*beta^2-1)*hess A*grad B is not a gradient",
                "it is one for beta = 0, and where 2*beta^2 - 1 = 0",
                "(a-b)*hess A*grad B is not a gradient", "it is one for a = 0, b = 0, and perhaps elsewhere",
                "(n-a)*(n-2)*hess A*grad B is not a gradient", "it is one for n = 2, and perhaps elsewhere");
        reasons.forEach((claim, reason) -> assertEquals(reason,
                reason("count n >= 2 scalar beta in [0, 1), a, b", claim), claim));
    }
}
