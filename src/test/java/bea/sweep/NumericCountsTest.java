package bea.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.language.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the library claims for every count holds for a number of batches that is given, and the engines agree about it.
class NumericCountsTest {
    private static final Pattern COUNT = Pattern.compile("count\\s+(\\w+)\\s*>=\\s*\\d+");

    @Test
    void whatHoldsForAllHoldsForSome() throws IOException {
        List<String> astray = new ArrayList<>();
        int number = 0;
        for (Path file : files()) {
            String text = Files.readString(file);
            // passes that change a memory are run one by one
            String value = text.contains("memory") ? "3" : "20";
            String given = COUNT.matcher(text).replaceAll("count $1 = " + value);
            // where a count is set for an experiment it has no value of its own
            if (given.equals(text) || text.contains("experiment")) {
                continue;
            }
            Report report = Engine.run(new Source(file.getFileName().toString(), given),
                    Engine.Options.verifying(Budget.unlimited()));
            assertEquals(List.of(), report.problems(), file.toString());
            for (Report.Derivation d : report.derivations()) {
                for (Report.Claim c : d.claims()) {
                    number++;
                    boolean disagrees = c.check().agreement() == Report.Agreement.DISAGREES;
                    if (disagrees || c.claim().expectedToHold() && !c.asExpected()) {
                        astray.add(file.getFileName() + ", " + c.claim().name() + ": " + c.verdict());
                    }
                }
            }
        }
        assertEquals(List.of(), astray);
        assertTrue(number > 100, "claims: " + number);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("derivations"))) {
            return all.filter(f -> f.toString().endsWith(".bea")).sorted().toList();
        }
    }
}
