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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Claims that the tool once got wrong, or the like, with the truth in their labels: `T…` holds, `F…` is refuted, `U…`
/// must stay undecided. Both engines have to agree.
class VerdictsTest {
    @Test
    void everyVerdictIsTheTruth() throws IOException {
        List<String> astray = new ArrayList<>();
        int number = 0;
        for (Path file : files()) {
            BeaFile.Analysis a = BeaFile.analyse(new Source(file.getFileName().toString(), Files.readString(file)));
            assertEquals(List.of(), a.problems(), file.toString());
            for (BeaFile.Resolved r : a.derivations()) {
                BothEngines engines = new BothEngines(r, Budget.unlimited());
                for (Model.Claim c : r.model().claims().stream().filter(c -> !c.label().startsWith("find ")).toList()) {
                    number++;
                    BothEngines.Answer answer = engines.ask(c);
                    Verdict.Status truth = truth(c.label());
                    boolean confirmed = truth == Verdict.Status.UNDECIDED
                            || answer.check().agreement() == Report.Agreement.AGREES;
                    if (answer.verdict().status() != truth || !confirmed) {
                        astray.add(file.getFileName() + ", " + r.model().name() + ", " + c.label() + ": " + answer);
                    }
                }
            }
        }
        assertEquals(List.of(), astray);
        assertTrue(number >= 30);
    }

    private static Verdict.Status truth(String label) {
        return switch (label.charAt(0)) {
            case 'T' -> Verdict.Status.HOLDS;
            case 'F' -> Verdict.Status.REFUTED;
            case 'U' -> Verdict.Status.UNDECIDED;
            default -> throw new IllegalArgumentException("a label that says neither T, F nor U: " + label);
        };
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("src/test/resources/bea/verdicts"))) {
            return all.filter(f -> f.toString().endsWith(".bea")).sorted().toList();
        }
    }
}
