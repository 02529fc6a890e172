package bea.sweep;

import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Model;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Hints applied to the text of a derivation, as a person would.
final class Hints {
    /// Numbers in functions, denominators that move, times and ranges are no coefficients; hints do not look into squares either.
    private static final String INSIDE = ".*(log\\(|1/\\(|flow\\(|n-)⟦.*|.*⟧\\*[xy]\\*.*|.*⟧[^()]*\\)\\^.*";

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
    static Optional<String> repaired(String text, Report.Hint hint, Model model) {
        return apply(text, hint, numbers(model)).filter(
                t -> BeaFile.analyse(new Source("", t)).problems().isEmpty());
    }

    /// Whether both engines say that it holds.
    static boolean holds(Report.Claim c) {
        return c.asExpected() && c.check().agreement() == Report.Agreement.AGREES;
    }

    /// The text with the changes that a hint proposes, read as a person reads it; empty when one cannot be read so.
    private static Optional<String> apply(String text, Report.Hint hint, Set<String> numbers) {
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
                String wanted = c.text().substring("holds with ".length(), c.text().length() - " here".length());
                boolean flipped = wanted.endsWith(" and the opposite sign");
                wanted = flipped ? "-" + wanted.substring(0, wanted.length() - " and the opposite sign".length())
                        : wanted;
                boolean scalar = scalar(old, numbers);
                by = "(" + wanted + ")"
                        + (!scalar ? " * " + old
                                : result.substring(end).matches("(?s)\\s*(?!claim|misprint)[a-z].*") ? " * " : " ");
            }
            result = result.substring(0, start) + by + result.substring(end);
        }
        return Optional.of(result);
    }

    private static long open(String text) {
        return text.chars().filter(c -> c == '(').count() - text.chars().filter(c -> c == ')').count();
    }

    /// Whether a place is a coefficient alone; where a term has none, the hint points to the whole term.
    private static boolean scalar(String text, Set<String> numbers) {
        return text.matches("[\\w *\\/^()+-]+") && Pattern.compile("[A-Za-z_]\\w*").matcher(text).results()
                .allMatch(r -> numbers.contains(r.group()));
    }

    /// The names that stand for numbers.
    private static Set<String> numbers(Model m) {
        Set<String> names = new HashSet<>(Set.of("h"));
        m.counts().forEach(c -> names.add(c.name()));
        m.scalars().forEach(s -> names.add(s.name()));
        return names;
    }
}
