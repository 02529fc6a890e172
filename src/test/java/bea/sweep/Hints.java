package bea.sweep;

import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Model;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hints applied to the text of a derivation, as a person would.
final class Hints {
    /// Numbers in functions, denominators that move, times and ranges are no coefficients; hints do not look into squares either.
    private static final String INSIDE = ".*(log\\(|1/\\(|flow\\(|n-)⟦.*|.*⟧\\*[xy]\\*.*|.*\\([^()]*⟦[^⟧]*⟧[^()]*\\)\\^.*";

    private static final Pattern HINT = Pattern.compile(
            "holds with (?<value>.*?)(?<whole> times this)?(?<flip> and the opposite sign)?( here)?");

    private Hints() {}

    /// Whether a hint could repair this.
    static boolean isCoefficient(Mutants.Mutant m) {
        return m.kind() == Mutants.Kind.COEFFICIENT && !m.system() && m.what().matches(".*⟦\\d+→.*")
                && !m.what().matches(INSIDE);
    }

    /// A claim of the derivation that a text consists of, asked of both engines.
    static Report verified(String text, Model.Claim c, Budget budget) {
        return Engine.run(new Source("mutant", text), new Engine.Options(0, Optional.empty(), Optional.of(c.id()),
                false, true, true, budget));
    }

    static Report.Claim claim(Report r) {
        return r.derivations().getFirst().claims().getFirst();
    }

    /// The text as a hint repairs it, when it can be read.
    static Optional<String> repaired(String text, Report.Hint hint) {
        return apply(text, hint).filter(
                t -> BeaFile.analyse(new Source("", t)).problems().isEmpty());
    }

    /// Whether both engines say that it holds.
    static boolean holds(Report.Claim c) {
        return c.asExpected() && c.check().agreement() == Report.Agreement.AGREES;
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
