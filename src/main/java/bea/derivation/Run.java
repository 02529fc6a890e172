package bea.derivation;

import bea.elaborate.Context;
import bea.elaborate.Cost;
import bea.elaborate.Verdict;
import bea.elaborate.Verifier;
import bea.elaborate.Wording;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.Span;
import bea.model.Model;
import bea.present.Presenter;
import bea.series.NotExpressible;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One derivation under way: what is finished stays, whatever happens to the rest.
final class Run {
    private final Engine.Options options;
    private final Mishaps mishaps;

    private BeaFile.Resolved resolved;
    private List<Solver.Value> solved = List.of();

    private Optional<Derived> derived = Optional.empty();
    private Optional<Concrete.Result> concrete = Optional.empty();
    private Map<String, String> witnesses = Map.of();
    private Optional<String> failure = Optional.empty();
    private Optional<Report.Check> check = Optional.empty();
    private final List<Report.Claim> claims = new ArrayList<>();

    Run(BeaFile.Resolved resolved, Engine.Options options, Mishaps mishaps) {
        this.resolved = resolved;
        this.options = options;
        this.mishaps = mishaps;
    }

    Report.Derivation finished() {
        return new Report.Derivation(resolved, solved, derived, concrete, witnesses, failure, check, claims);
    }

    void go() {
        guard(() -> {
            Solver.Solution solution = Solver.solve(resolved, options.budget());
            resolved = solution.resolved();
            solved = solution.values();
            failure = solution.failure().map(f -> "unknown coefficients: " + f);
            Verifier verifier = Engine.verifier(resolved.model(), options.budget());
            Context context = verifier.context(Context.Reading.PLAIN);
            Presenter presenter = Deriver.presenter(context);
            SecondOpinion second = new SecondOpinion(resolved, context, presenter, options.budget());
            if (resolved.model().update().isPresent()) {
                guard(() -> derive(context, presenter, second));
            }
            if (options.verify()) {
                Repairer repairer = new Repairer(resolved, verifier, presenter, second);
                verify(c -> solution.verdict(c, () -> verifier.decide(c.body(), c.forAny())), repairer, second);
            }
        });
    }

    private void guard(Runnable work) {
        mishaps.guard("the derivation \"" + resolved.model().name() + "\"", resolved.syntax().span(), work);
    }

    private void derive(Context context, Presenter presenter, SecondOpinion second) {
        try {
            Cost.require(context, order());
            if (options.derive()) {
                derived = Optional.of(new Deriver(context, presenter, order(), options.family()).derive());
                concrete = Concrete.of(resolved.model(), order(), options.budget());
            }
            witnesses = options.check() ? derived.map(second::witnesses).orElse(Map.of()) : Map.of();
            check = options.check() ? Optional.of(second.confirm(order(), derived)) : Optional.empty();
            check.ifPresent(this::stopWhereTheCheckDid);
        } catch (NotExpressible e) {
            failure = Optional.of(Wording.reason(e, resolved.model(), Optional.empty()));
        }
    }

    private int order() {
        return options.order() > 0 ? options.order()
                : resolved.model().finds().stream().mapToInt(Model.Find::order).max().orElse(1);
    }

    /// The check says that its time was up; a run with nothing after it would look as if it were complete.
    private void stopWhereTheCheckDid(Report.Check c) {
        if (c.agreement() == Report.Agreement.NOT_RUN || c.beyond().isPresent()) {
            options.budget().tick();
        }
    }

    private void verify(Function<Model.Claim, Verdict> decide, Repairer repairer, SecondOpinion second) {
        for (Model.Claim c : resolved.model().claims()) {
            boolean wanted = options.claim().filter(l -> !l.equals(c.label()) && !l.equals(c.id())).isEmpty();
            if (wanted && mishaps.unfinished().isEmpty()) {
                options.budget().at(c.name());
                mishaps.guard(c.name() + " of \"" + resolved.model().name() + "\"",
                        new Span(c.spanStart(), c.spanEnd()),
                        () -> verify(c, decide.apply(c), repairer, second));
            }
        }
    }

    private void verify(Model.Claim c, Verdict v, Repairer repairer, SecondOpinion second) {
        Report.Check opinion = options.check() ? second.check(c, v) : Report.Check.NOT_RUN;
        boolean refuted = v.status() == Verdict.Status.REFUTED;
        Optional<Expr> difference = refuted ? repairer.difference(c, v) : Optional.empty();
        // an expected refutation is explained only when a person asks for it
        boolean explain = refuted && (c.expectedToHold() || options.claim().isPresent());
        Optional<Report.Hint> hint = explain ? repairer.hint(c) : Optional.empty();
        Optional<String> counterexample = explain && options.check() ? second.counterexample(c) : Optional.empty();
        claims.add(new Report.Claim(c, resolved.written().get(c.id()), v, opinion, difference, hint, counterexample,
                options.claim().isPresent() ? repairer.evidence(c) : Map.of()));
        stopWhereTheCheckDid(opinion);
    }
}
