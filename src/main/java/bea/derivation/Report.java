package bea.derivation;

import bea.elaborate.Verdict;
import bea.language.BeaFile;
import bea.language.Claims;
import bea.language.Expr;
import bea.language.Problem;
import bea.language.Source;
import bea.language.Span;
import bea.model.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that was found out about a file.
///
/// @param unfinished     why not everything was done (a budget ran out), if so
/// @param internalErrors bugs of `bea` that this file hit on; what they did not touch is in the report
public record Report(Source source, List<Problem> problems, List<Derivation> derivations, Optional<String> unfinished,
        List<String> internalErrors) {

    /// @param solved    the coefficients that the file leaves to be found
    /// @param derived   empty when the derivation has no update or cannot be expressed; `failure` then says why
    /// @param concrete  the same in closed form, where losses are given by expressions
    /// @param witnesses for corrections that are no gradients, by name: a loss and a point that show it
    public record Derivation(BeaFile.Resolved resolved, List<Solver.Value> solved, Optional<Derived> derived,
            Optional<Concrete.Result> concrete,
            Map<String, String> witnesses, Optional<String> failure, Optional<Check> check, List<Claim> claims) {
        public String name() {
            return resolved.model().name();
        }
    }

    /// What the independent check says.
    ///
    /// @param instances on what it was run
    /// @param through   of a derivation: the last power of `h` through which it was run, where it did not reach the last
    /// @param beyond    which corrections were not checked then, and why
    public record Check(Agreement agreement, String reason, List<String> instances, int through,
            Optional<String> beyond) {
        public static final Check NOT_RUN = new Check(Agreement.NOT_RUN, "", List.of());

        public Check(Agreement agreement, String reason, List<String> instances) {
            this(agreement, reason, instances, 0, Optional.empty());
        }

        /// `confirmed through h^6; f_6 to f_10 not checked, because …`: empty when nothing was left out.
        public Optional<String> partial() {
            return beyond.map(b -> "confirmed through h^" + through + "; " + b);
        }
    }

    public enum Agreement {
        AGREES, DISAGREES, NOT_RUN;

        /// As JSON shows it: `not-run`.
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /// A verdict with its evidence.
    ///
    /// @param difference     what is left of the two sides at the first power of `h` where they differ
    /// @param hint           coefficients that make it true
    /// @param counterexample losses, point and values in exact arithmetic
    /// @param evidence       both sides in canonical form and the like, for who asks for it
    public record Claim(Model.Claim claim, Claims.Written written, Verdict verdict, Check check,
            Optional<Expr> difference,
            Optional<Hint> hint, Optional<String> counterexample, Map<String, String> evidence) {
        public boolean asExpected() {
            return verdict.status() == (claim.expectedToHold() ? Verdict.Status.HOLDS : Verdict.Status.REFUTED);
        }
    }

    /// A repair of a refuted claim, confirmed by both engines.
    ///
    /// @param places where to change what, in the order of the text
    public record Hint(List<Change> places, boolean unique) {
        public String text() {
            return String.join("; ", places.stream().map(Change::text).toList())
                    + (unique ? "" : " (other changes would do as well)");
        }
    }

    /// @param text for example `holds with h/4 here`
    public record Change(Span span, String text) {}

    /// The worst thing that happened, as an exit code: 70 a bug, 3 engines disagree, 2 problems, 4 budget, 1 unexpected,
    /// 0.
    public int exitCode() {
        boolean disagree = derivations.stream()
                .anyMatch(d -> d.check().filter(c -> c.agreement() == Agreement.DISAGREES)
                        .isPresent()
                        || d.claims().stream().anyMatch(c -> c.check().agreement() == Agreement.DISAGREES));
        boolean unexpected = derivations.stream().anyMatch(d -> d.claims().stream().anyMatch(c -> !c.asExpected()));
        return !internalErrors.isEmpty() ? 70 : disagree ? 3 : !problems.isEmpty() ? 2 : unfinished.isPresent() ? 4
                : unexpected ? 1 : 0;
    }
}
