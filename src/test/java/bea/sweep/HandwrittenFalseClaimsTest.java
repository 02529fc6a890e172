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

/// False claims that were made up from the mathematics alone: both engines refute every one.
class HandwrittenFalseClaimsTest {
    @Test
    void allAreRefutedByBothEngines() throws IOException {
        assertTrue(refuted(List.of("gradient-descent", "batches", "games", "concrete", "factors")) >= 60);
    }

    @Test
    void agreementAtTheSmallestCountsIsNotEnough() throws IOException {
        refuted(List.of("high-degree"));
    }

    private static int refuted(List<String> names) throws IOException {
        List<String> astray = new ArrayList<>();
        int number = 0;
        for (String name : names) {
            BeaFile.Analysis a = BeaFile.analyse(new Source(name + ".bea", text(name)));
            assertEquals(List.of(), a.problems(), name);
            for (BeaFile.Resolved r : a.derivations()) {
                BothEngines engines = new BothEngines(r, Budget.unlimited());
                for (Model.Claim c : r.model().claims()) {
                    number++;
                    BothEngines.Answer answer = engines.ask(c);
                    if (answer.verdict().status() != Verdict.Status.REFUTED
                            || answer.check().agreement() != Report.Agreement.AGREES) {
                        astray.add(name + ", " + r.model().name() + ", " + c.id() + " " + c.label() + ": " + answer);
                    }
                }
            }
        }
        System.out.println(
                number + " false claims written by hand, " + (number - astray.size()) + " refuted by both engines");
        astray.forEach(System.out::println);
        assertEquals(List.of(), astray);
        return number;
    }

    private static String text(String name) throws IOException {
        try (InputStream in = HandwrittenFalseClaimsTest.class.getResourceAsStream("/bea/false/" + name + ".bea")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
