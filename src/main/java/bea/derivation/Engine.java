package bea.derivation;

import bea.closedform.ClosedForm;
import bea.elaborate.Budget;
import bea.elaborate.Context;
import bea.elaborate.Verdict;
import bea.elaborate.Verifier;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.Source;
import bea.model.Model;
import bea.present.Presenter;
import bea.series.NotExpressible;
import bea.series.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    public record Options(int order, Optional<String> name, Optional<String> claim, boolean derive, boolean verify,
            boolean check, Budget budget) {
        public static Options verifying(Budget budget) {
            return new Options(0, Optional.empty(), Optional.empty(), false, true, true, budget);
        }

        public static Options deriving(Budget budget) {
            return new Options(0, Optional.empty(), Optional.empty(), true, false, true, budget);
        }
    }

    public static Report run(Source source, Options options) {
        BeaFile.Analysis analysis = BeaFile.analyse(source);
        List<Report.Derivation> done = new ArrayList<>();
        Optional<String> unfinished = Optional.empty();
        for (BeaFile.Resolved r : analysis.derivations()) {
            if (!r.usable() || options.name().filter(n -> !n.equals(r.model().name())).isPresent()) {
                continue;
            }
            try {
                Work.watched(options.budget()::tick, () -> one(r, options, done));
            } catch (Budget.Exhausted spent) {
                unfinished = Optional.of(spent.getMessage());
                break;
            }
        }
        return new Report(source, analysis.problems(), done, unfinished);
    }

    /// Adds what is finished even when the budget runs out.
    private static void one(BeaFile.Resolved asked, Options o, List<Report.Derivation> done) {
        Solver.Solution solution = Solver.solve(asked, o.budget());
        BeaFile.Resolved r = solution.resolved();
        Optional<Derived> derived = Optional.empty();
        Optional<Concrete.Result> concrete = Optional.empty();
        Map<String, String> witnesses = Map.of();
        Optional<String> failure = solution.failure().map(f -> "unknown coefficients: " + f);
        Optional<Report.Check> check = Optional.empty();
        List<Report.Claim> claims = new ArrayList<>();
        try {
            Verifier verifier = verifier(r.model(), o.budget());
            Context context = verifier.context(Context.Reading.PLAIN);
            Presenter presenter = Deriver.presenter(context);
            SecondOpinion second = new SecondOpinion(r, context, presenter, o.budget());
            if (r.model().update().isPresent()) {
                try {
                    derived = o.derive() ? Optional.of(new Deriver(context, presenter, order(r.model(), o)).derive())
                            : Optional.empty();
                    concrete = o.derive() ? Concrete.of(r.model(), order(r.model(), o), o.budget()) : Optional.empty();
                    witnesses = o.check() ? derived.map(second::witnesses).orElse(Map.of()) : Map.of();
                    check = o.check() ? Optional.of(second.confirm(order(r.model(), o))) : Optional.empty();
                } catch (NotExpressible e) {
                    failure = Optional.of("not expressible: " + e.getMessage());
                }
            }
            if (o.verify()) {
                verify(solution, o, verifier, new Repairer(r, verifier, presenter, second), second, claims);
            }
        } finally {
            done.add(new Report.Derivation(r, solution.values(), derived, concrete, witnesses, failure, check, claims));
        }
    }

    /// A verifier that may ask for potentials in closed form.
    static Verifier verifier(Model model, Budget budget) {
        return new Verifier(model, budget, (field, slot) -> new ClosedForm(budget).potential(field, slot));
    }

    private static int order(Model m, Options o) {
        return o.order() > 0 ? o.order() : m.finds().stream().mapToInt(Model.Find::order).max().orElse(1);
    }

    private static void verify(Solver.Solution solution, Options o, Verifier verifier, Repairer repairer,
            SecondOpinion second,
            List<Report.Claim> claims) {
        BeaFile.Resolved r = solution.resolved();
        for (Model.Claim c : r.model().claims()) {
            if (o.claim().filter(l -> !l.equals(c.label()) && !l.equals(c.id())).isPresent()) {
                continue;
            }
            Verdict v = solution.verdict(c, () -> verifier.decide(c.body(), c.forAny()));
            Report.Check check = o.check() ? second.check(c, v) : Report.Check.NOT_RUN;
            boolean refuted = v.status() == Verdict.Status.REFUTED;
            Optional<Expr> difference = refuted ? repairer.difference(c, v) : Optional.empty();
            // an expected refutation is explained only when a person asks for it
            boolean explain = refuted && (c.expectedToHold() || o.claim().isPresent());
            Optional<Report.Hint> hint = explain ? repairer.hint(c) : Optional.empty();
            Optional<String> counterexample = explain && o.check() ? second.counterexample(c) : Optional.empty();
            claims.add(new Report.Claim(c, r.written().get(c.id()), v, check, difference, hint, counterexample,
                    o.claim().isPresent() ? repairer.evidence(c) : Map.of()));
        }
    }
}
