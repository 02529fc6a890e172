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
import java.util.function.Supplier;

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
    private Optional<Function<Optional<Derived>, Report.Check>> confirmed = Optional.empty();
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
            try (SecondOpinion second = new SecondOpinion(resolved, context, presenter, options.budget())) {
                if (resolved.model().update().isPresent()) {
                    guard(() -> derive(context, presenter, second));
                }
                if (options.verify()) {
                    Repairer repairer = new Repairer(resolved, verifier, presenter, second);
                    verify(c -> solution.verdict(c, () -> verifier.decide(c.body(), c.forAny())), repairer, second);
                }
                guard(() -> {
                    check = confirmed.map(f -> f.apply(derived));
                    check.ifPresent(this::stopWhereTheCheckDid);
                });
            }
        });
    }

    private void guard(Runnable work) {
        mishaps.guard("the derivation \"" + resolved.model().name() + "\"", resolved.syntax().span(), work);
    }

    private void derive(Context context, Presenter presenter, SecondOpinion second) {
        try {
            Cost.require(context, order());
            Optional<Function<Optional<Derived>, Report.Check>> begun = options.check()
                    ? Optional.of(second.confirm(order(), options.derive())) : Optional.empty();
            if (options.derive()) {
                derived = Optional.of(new Deriver(context, presenter, order(), options.family()).derive());
                concrete = Concrete.of(resolved.model(), order(), options.budget());
                witnesses = options.check() ? second.witnesses(derived.get()) : Map.of();
            }
            confirmed = begun;
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

    /// A verdict, and what the second engine will say of it.
    private record Decided(Model.Claim claim, Verdict verdict, Supplier<Report.Check> opinion) {}

    /// While one engine decides a claim the other looks at those before it.
    private void verify(Function<Model.Claim, Verdict> decide, Repairer repairer, SecondOpinion second) {
        List<Decided> decided = new ArrayList<>();
        for (Model.Claim c : resolved.model().claims()) {
            boolean wanted = options.claim().filter(l -> !l.equals(c.label()) && !l.equals(c.id())).isEmpty();
            if (wanted && mishaps.unfinished().isEmpty()) {
                options.budget().at(c.name());
                guard(c, () -> {
                    Verdict v = decide.apply(c);
                    decided.add(new Decided(c, v,
                            options.check() ? second.check(c, v) : () -> Report.Check.NOT_RUN));
                });
            }
        }
        boolean[] stopped = {false};
        for (Decided d : decided) {
            if (!stopped[0]) {
                stopped[0] = true;
                guard(d.claim, () -> {
                    report(d, repairer, second);
                    stopped[0] = false;
                });
            }
        }
    }

    private void guard(Model.Claim c, Runnable work) {
        mishaps.guard(c.name() + " of \"" + resolved.model().name() + "\"",
                new Span(c.spanStart(), c.spanEnd()), work);
    }

    private void report(Decided d, Repairer repairer, SecondOpinion second) {
        Model.Claim c = d.claim;
        Verdict v = d.verdict;
        boolean refuted = v.status() == Verdict.Status.REFUTED;
        Optional<Expr> difference = refuted ? repairer.difference(c, v) : Optional.empty();
        // an expected refutation is explained only when a person asks for it
        boolean explain = refuted && (c.expectedToHold() || options.claim().isPresent());
        Optional<Report.Hint> hint = explain ? repairer.hint(c) : Optional.empty();
        Optional<String> counterexample = explain && options.check() ? second.counterexample(c) : Optional.empty();
        Report.Check opinion = d.opinion.get();
        claims.add(new Report.Claim(c, resolved.written().get(c.id()), v, opinion, difference, hint, counterexample,
                options.claim().isPresent() ? repairer.evidence(c) : Map.of()));
        stopWhereTheCheckDid(opinion);
    }
}
