package bea.derivation;

import bea.closedform.ClosedForm;
import bea.elaborate.Budget;
import bea.elaborate.Verifier;
import bea.language.BeaFile;
import bea.language.Problem;
import bea.language.Source;
import bea.language.Span;
import bea.model.Model;
import bea.algebra.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way from a file to a report. Read this first:
///
/// 1. *analyse*: text to syntax to a resolved model, with all problems of the file ([BeaFile]);
/// 2. *solve*: coefficients that the file leaves open ([Solver]);
/// 3. *derive*: the three steps of backward error analysis on series of trees ([Deriver]);
/// 4. *confirm*: the printed result is read again and run against the update by the independent engine
///    ([SecondOpinion]);
/// 5. *verify*: every claim is decided on the canonical form of trees ([Verifier]) and confirmed on instances;
/// 6. *repair*: a refuted equality gets the coefficients that would make it true ([Repairer]).
public final class Engine {
    private Engine() {}

    /// @param order  the last correction to derive instead of what the file asks for, 0 for what it asks for
    /// @param name   only the derivation of this name
    /// @param claim  only claims with this label
    /// @param derive whether the derivation itself is wanted (verifying alone needs less)
    /// @param verify whether claims are decided
    /// @param check  whether the independent engine runs
    /// @param family whether a derivation lists all gradient choices, not only the least frozen ones
    public record Options(int order, Optional<String> name, Optional<String> claim, boolean derive, boolean verify,
            boolean check, boolean family, Budget budget) {
        public Options(int order, Optional<String> name, Optional<String> claim, boolean derive, boolean verify,
                boolean check, Budget budget) {
            this(order, name, claim, derive, verify, check, false, budget);
        }

        /// The same with all gradient choices.
        public Options withFamily() {
            return new Options(order, name, claim, derive, verify, check, true, budget);
        }

        public static Options verifying(Budget budget) {
            return new Options(0, Optional.empty(), Optional.empty(), false, true, true, budget);
        }

        public static Options deriving(Budget budget) {
            return new Options(0, Optional.empty(), Optional.empty(), true, false, true, budget);
        }
    }

    public static Report run(Source source, Options options) {
        Mishaps mishaps = new Mishaps();
        List<Problem> problems = new ArrayList<>();
        List<Report.Derivation> done = new ArrayList<>();
        mishaps.guard("the file", Span.NONE, () -> {
            BeaFile.Analysis analysis = BeaFile.analyse(source);
            analysis.problems().stream().filter(p -> concerns(p, analysis, options)).forEach(problems::add);
            analysis.derivations().stream().filter(r -> wanted(r, options))
                    .forEach(r -> one(r, options, mishaps, done));
        });
        problems.addAll(mishaps.problems());
        return new Report(source, problems, done, mishaps.unfinished(), mishaps.internalErrors());
    }

    private static boolean wanted(BeaFile.Resolved r, Options options) {
        return r.usable() && options.name().filter(n -> !n.equals(r.model().name())).isEmpty();
    }

    /// Mistakes in other derivations than the one that was asked for wait until somebody asks for those.
    private static boolean concerns(Problem p, BeaFile.Analysis analysis, Options options) {
        boolean there = options.name().filter(
                n -> analysis.derivations().stream().anyMatch(r -> r.model().name().equals(n))).isPresent();
        return !there || analysis.derivations().stream().noneMatch(r -> !options.name().get().equals(r.model().name())
                && r.syntax().span().start() <= p.span().start() && p.span().end() <= r.syntax().span().end());
    }

    private static void one(BeaFile.Resolved r, Options options, Mishaps mishaps, List<Report.Derivation> done) {
        if (mishaps.unfinished().isEmpty()) {
            Run run = new Run(r, options, mishaps);
            Work.watched(options.budget()::tick, run::go);
            done.add(run.finished());
        }
    }

    /// A verifier that may ask for potentials in closed form.
    static Verifier verifier(Model model, Budget budget) {
        return new Verifier(model, budget, (field, slot) -> new ClosedForm(budget).potential(field, slot));
    }
}
