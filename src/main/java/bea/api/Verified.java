package bea.api;

import bea.derivation.Report;
import bea.language.Source;
import bea.render.Style;
import bea.render.TextReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Claims and assertions about them; a failed assertion is an [AssertionError] whose message is the report of
/// `bea verify`, with file, line and caret.
///
/// @param <T> what the assertions return, so that they can be chained
public abstract sealed class Verified<T> permits Bea, Derivation {
    private static final TextReport TEXT = new TextReport(Style.PLAIN);

    Verified() {}

    abstract T self();

    /// Decides the claims at the first call.
    abstract Report report();

    /// The derivations of the report that are meant.
    abstract List<Report.Derivation> meant();

    /// Every claim with its verdict, in the order of the text.
    public List<Claim> claims() {
        Source source = report().source();
        List<Claim> claims = new ArrayList<>();
        for (Report.Derivation d : meant()) {
            d.claims().forEach(c -> claims.add(claim(source, d, c)));
        }
        return List.copyOf(claims);
    }

    private static Claim claim(Source source, Report.Derivation d, Report.Claim c) {
        Claim.Kind kind = switch (c.claim().kind()) {
            case CLAIM -> Claim.Kind.CLAIM;
            case MISPRINT_PRINTED -> Claim.Kind.PRINTED;
            case MISPRINT_CORRECTED -> Claim.Kind.CORRECTED;
        };
        return new Claim(d.name(), c.claim().label(), kind, Claim.Verdict.valueOf(c.verdict().status().name()),
                c.asExpected()
                        && agreed(c.check()),
                source.place(c.claim().spanStart()).line(), TEXT.claim(source, c));
    }

    private static boolean agreed(Report.Check check) {
        return check.agreement() != Report.Agreement.DISAGREES;
    }

    /// Everything is as the file says: claims hold, misprints are refuted as printed and hold as corrected, and the
    /// independent check disagrees with nothing.
    ///
    /// @throws AssertionError with a report on every claim for which this is not so
    public T assertHolds() {
        StringBuilder wrong = new StringBuilder();
        for (Report.Derivation d : meant()) {
            d.check().filter(c -> !agreed(c))
                    .ifPresent(c -> wrong.append("the two engines disagree about the derivation \"")
                            .append(d.name()).append("\": ").append(c.reason()).append('\n'));
        }
        claims().stream().filter(c -> !c.asExpected()).forEach(c -> wrong.append(c.report()).append('\n'));
        if (!wrong.isEmpty()) {
            throw new AssertionError(wrong.toString().stripTrailing());
        }
        return self();
    }

    /// What the file claims under this label holds; of a misprint, the corrected form.
    ///
    /// @throws AssertionError           with the report, when it is refuted or undecided
    /// @throws IllegalArgumentException when there is no claim with this label
    public T assertHolds(String label) {
        return check(label, c -> c.kind() == Claim.Kind.PRINTED || c.verdict() == Claim.Verdict.HOLDS);
    }

    /// What stands in print under this label is false: the claim is refuted; of a misprint, the printed form.
    ///
    /// @throws AssertionError           with the report, when it holds or is undecided
    /// @throws IllegalArgumentException when there is no claim with this label
    public T assertRefuted(String label) {
        return check(label, c -> c.kind() == Claim.Kind.CORRECTED || c.verdict() == Claim.Verdict.REFUTED);
    }

    private T check(String label, Predicate<Claim> right) {
        List<Report.Derivation> where = meant();
        List<Claim> found = claims().stream().filter(c -> c.label().equals(label)).toList();
        if (found.isEmpty()) {
            String labels = claims().stream().map(Claim::label).filter(l -> !l.isEmpty()).distinct()
                    .collect(Collectors.joining("\", \"", "\"", "\""));
            throw new IllegalArgumentException("there is no claim \"" + label + "\" in " + report().source().name()
                    + "; its labels are " + labels);
        }
        boolean disagree = where.stream().flatMap(d -> d.claims().stream())
                .anyMatch(c -> c.claim().label().equals(label)
                        && !agreed(c.check()));
        String wrong = found.stream().filter(c -> disagree || !right.test(c)).map(Claim::report)
                .collect(Collectors.joining("\n"));
        if (!wrong.isEmpty()) {
            throw new AssertionError(wrong.stripTrailing());
        }
        return self();
    }

    /// @throws IllegalArgumentException with the problems of the file, if it has any
    static Report sound(Report report) {
        if (!report.problems().isEmpty()) {
            throw new IllegalArgumentException(report.problems().stream().map(p -> TEXT.problem(report.source(), p))
                    .collect(Collectors.joining("\n")).stripTrailing());
        }
        return report;
    }
}
