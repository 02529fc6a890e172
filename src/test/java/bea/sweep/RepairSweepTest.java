package bea.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Spoils one coefficient of a claim that holds: the hint gives it back, or gives another repair that holds.
///
/// The hints are applied to the text and both engines asked again.
class RepairSweepTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "derivations");
    private static final int EACH = Integer.getInteger("bea.sweep.repairs", 2);

    private record Result(boolean repaired, String text) {}

    @Test
    void everySpoiledCoefficientIsRepaired() throws IOException {
        List<Object[]> work = new ArrayList<>();
        try (Stream<Path> all = Files.walk(FOLDER)) {
            for (Path p : all.filter(f -> f.toString().endsWith(".bea")).sorted().toList()) {
                BeaFile.Analysis a = BeaFile.analyse(new Source(p.getFileName().toString(), Files.readString(p)));
                a.derivations().forEach(d -> work.add(new Object[]{a, d}));
            }
        }
        List<Result> results = work.parallelStream()
                .flatMap(w -> derivation((BeaFile.Analysis) w[0], (BeaFile.Resolved) w[1]).stream()).toList();
        List<String> unrepaired = results.stream().filter(r -> !r.repaired()).map(Result::text).toList();
        System.out.println(
                "coefficients spoiled: " + results.size() + ", repaired: " + (results.size() - unrepaired.size()));
        unrepaired.forEach(System.out::println);
        assertEquals(List.of(), unrepaired);
        assertTrue(results.size() >= 80, results.size() + " coefficients");
    }

    private static List<Result> derivation(BeaFile.Analysis analysis, BeaFile.Resolved original) {
        List<Result> results = new ArrayList<>();
        for (Model.Claim c : original.model().claims()) {
            if (c.kind() != Model.Claim.Kind.CLAIM || c.body() instanceof Model.IsGradient
                    || c.body() instanceof Model.LossExists || c.body() instanceof Model.SameUpdate) {
                continue;
            }
            List<Mutants.Mutant> these = Mutants.of(analysis.source().text(), original.syntax(), original.model())
                    .stream()
                    .filter(Hints::isCoefficient).filter(m -> changes(m.text(), original.model(), c))
                    .toList();
            int most = Math.min(EACH, these.size());
            for (int i = 0; i < most; i++) {
                spoil(analysis.source().name(), these.get((int) ((long) i * these.size() / most)), c)
                        .ifPresent(results::add);
            }
        }
        return results;
    }

    /// Whether a text states this claim otherwise, and only this one.
    private static boolean changes(String text, Model original, Model.Claim c) {
        BeaFile.Analysis a = BeaFile.analyse(new Source("mutant", text));
        if (!a.problems().isEmpty()) {
            return false;
        }
        List<Model.Claim> claims = a.derivations().getFirst().model().claims();
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).body().equals(original.claims().get(i).body()) == original.claims().get(i).id()
                    .equals(c.id())) {
                return false;
            }
            // hints change right sides
            if (claims.get(i).body() instanceof Model.Equation e
                    && original.claims().get(i).body() instanceof Model.Equation o
                    && !e.left().equals(o.left())) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Result> spoil(String file, Mutants.Mutant m, Model.Claim c) {
        Report.Claim spoiled = verified(m.text(), c);
        String where = file + " " + c.id() + " " + c.label() + " " + m.what();
        if (spoiled.asExpected()) {
            return Optional.empty();
        }
        if (spoiled.hint().isEmpty()) {
            return Optional.of(new Result(false, where + ": no hint"));
        }
        boolean holds = Hints.repaired(m.text(), spoiled.hint().get())
                .map(t -> Hints.holds(verified(t, c))).orElse(false);
        return Optional
                .of(new Result(holds, where + ": " + spoiled.hint().get().text() + (holds ? "" : " does not help")));
    }

    private static Report.Claim verified(String text, Model.Claim c) {
        return Hints.claim(Hints.verified(text, c, Budget.unlimited()));
    }
}
