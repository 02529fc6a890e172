package bea.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Engine;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Spoils one coefficient of a claim that holds: the hint gives it back, or gives another repair that holds.
///
/// The hints are applied to the text and both engines asked again.
class RepairSweepTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "derivations");
    private static final int EACH = Integer.getInteger("bea.sweep.repairs", 2);

    /// Numbers in functions, denominators that move, times and ranges are no coefficients; hints do not look into squares either.
    static final String INSIDE = ".*(log\\(|1/\\(|flow\\(|n-)⟦.*|.*⟧\\*[xy]\\*.*|.*\\([^()]*⟦[^⟧]*⟧[^()]*\\)\\^.*";

    private static final Pattern HINT = Pattern.compile(
            "holds with (?<value>.*?)(?<whole> times this)?(?<flip> and the opposite sign)?( here)?");

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
                    .filter(m -> m.kind() == Mutants.Kind.COEFFICIENT && !m.system())
                    .filter(m -> m.what().matches(".*⟦\\d+→.*"))
                    .filter(m -> !m.what().matches(INSIDE)).filter(m -> changes(m.text(), original.model(), c))
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
        Optional<String> repaired = apply(m.text(), spoiled.hint().get());
        boolean good = repaired.isPresent() && BeaFile.analyse(new Source("", repaired.get())).problems().isEmpty();
        Optional<Report.Claim> again = good ? Optional.of(verified(repaired.get(), c)) : Optional.empty();
        boolean holds = again.filter(x -> x.asExpected() && x.check().agreement() == Report.Agreement.AGREES)
                .isPresent();
        return Optional
                .of(new Result(holds, where + ": " + spoiled.hint().get().text() + (holds ? "" : " does not help")));
    }

    private static Report.Claim verified(String text, Model.Claim c) {
        Engine.Options o = new Engine.Options(0, Optional.empty(), Optional.of(c.id()), false, true, true,
                Budget.unlimited());
        return Engine.run(new Source("mutant", text), o).derivations().getFirst().claims().getFirst();
    }

    /// The text with the changes that a hint proposes, read as a person reads it; empty when one cannot be read so.
    private static Optional<String> apply(String text, Report.Hint hint) {
        String result = text;
        for (Report.Change c : hint.places().reversed()) {
            int end = c.span().end();
            while (open(result.substring(c.span().start(), end)) > 0) {
                end++;
            }
            int start = c.span().start();
            while (open(result.substring(start, end)) < 0) {
                start--;
            }
            String old = result.substring(start, end);
            String by;
            if (c.text().equals("holds without this term")) {
                by = "(0 * " + old + ")";
            } else if (c.text().equals("holds with the opposite sign here")) {
                by = "(-1) * " + old;
            } else {
                Matcher m = HINT.matcher(c.text());
                if (!m.matches()) {
                    return Optional.empty();
                }
                String wanted = "(" + (m.group("flip") == null ? "" : "-") + m.group("value") + ")";
                by = wanted + (m.group("whole") != null ? " * " + old
                        : result.substring(end).matches("(?s)\\s*(?!claim|misprint)[a-z].*") ? " * " : " ");
            }
            result = result.substring(0, start) + by + result.substring(end);
        }
        return Optional.of(result);
    }

    private static long open(String text) {
        return text.chars().filter(c -> c == '(').count() - text.chars().filter(c -> c == ')').count();
    }
}
