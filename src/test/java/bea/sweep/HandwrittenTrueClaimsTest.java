package bea.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.BothEngines;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.elaborate.Verdict;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// True claims that were made up from the mathematics alone: both engines find every one true.
class HandwrittenTrueClaimsTest {
    @Test
    void allHoldForBothEngines() throws IOException {
        List<String> astray = new ArrayList<>();
        BeaFile.Analysis a = BeaFile.analyse(new Source("factors.bea", text("factors")));
        assertEquals(List.of(), a.problems());
        int number = 0;
        for (BeaFile.Resolved r : a.derivations()) {
            BothEngines engines = new BothEngines(r, Budget.unlimited());
            for (Model.Claim c : r.model().claims()) {
                number++;
                BothEngines.Answer answer = engines.ask(c);
                if (answer.verdict().status() != Verdict.Status.HOLDS
                        || answer.check().agreement() == Report.Agreement.DISAGREES) {
                    astray.add(r.model().name() + ", " + c.label() + ": " + answer);
                }
            }
        }
        assertEquals(List.of(), astray);
        assertTrue(number > 50);
    }

    private static String text(String name) throws IOException {
        try (InputStream in = HandwrittenTrueClaimsTest.class.getResourceAsStream("/bea/true/" + name + ".bea")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
