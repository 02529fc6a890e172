package bea.derivation;

import bea.check.Checker;
import bea.check.Corrections;
import bea.check.Counterexample;
import bea.check.Outcome;
import bea.check.Witness;
import bea.elaborate.Budget;
import bea.elaborate.Context;
import bea.elaborate.Verdict;
import bea.language.BeaFile;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Slot;
import bea.present.Presenter;
import bea.series.NotExpressible;
import bea.series.Sum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Asks the independent engine. It is given the resolved model and the corrections *as they are printed*, read again:
/// a mistake in deriving, presenting or printing cannot pass both. It works beside the first engine, on a second core;
/// what it finds and in which order does not depend on that.
final class SecondOpinion implements AutoCloseable {
    private final BeaFile.Resolved resolved;
    private final Context context;
    private final Budget budget;
    private final Beside beside = new Beside();
    private final Printed printed;
    private final List<Map<Slot, Sum>> derived = new ArrayList<>();

    SecondOpinion(BeaFile.Resolved resolved, Context context, Presenter presenter, Budget budget) {
        this.resolved = resolved;
        this.context = context;
        this.budget = budget;
        this.printed = new Printed(resolved, presenter, budget);
    }

    /// Nobody waits for an opinion any more.
    @Override
    public void close() {
        printed.stop();
    }

    /// `f_0` to `f_order`, found on the thread of the first engine.
    private List<Map<Slot, Sum>> derived(int order) {
        for (int k = derived.size(); resolved.model().update().isPresent() && k <= order; k++) {
            Map<Slot, Sum> f = new LinkedHashMap<>();
            for (Slot s : resolved.model().slots()) {
                f.put(s, context.correction(k, s));
            }
            derived.add(f);
        }
        return List.copyOf(derived.subList(0, Math.min(derived.size(), order + 1)));
    }

    /// Corrections as far as they can be expressed, and why no further.
    private record Known(List<Map<Slot, Sum>> f, Optional<String> missing) {}

    private Known known(Model.Body body) {
        try {
            return new Known(derived(needed(body)), Optional.empty());
        } catch (NotExpressible e) {
            return new Known(List.copyOf(derived),
                    Optional.of("the corrections cannot be printed: " + e.getMessage()));
        }
    }

    /// Begins to confirm a derivation. The result waits for that, and for what is printed beside the corrections.
    ///
    /// @param whole whether nothing that is more urgent comes after it; else high orders wait for the result to be asked for
    Function<Optional<Derived>, Report.Check> confirm(int order, boolean whole) {
        Confirmation c = new Confirmation(resolved.model(), context, printed, derived(order), budget.isLimited());
        Supplier<Boolean> begun = beside.give(() -> c.run(whole));
        return written -> {
            var _ = begun.get();
            return beside.give(() -> c.finish(written)).get();
        };
    }

    static Report.Check check(Outcome o, boolean expected) {
        if (!o.run()) {
            return new Report.Check(Report.Agreement.NOT_RUN, o.reason(), o.instances());
        }
        boolean agrees = o.holds() == expected;
        if (!agrees && o.holds() && !o.enough()) {
            return new Report.Check(Report.Agreement.NOT_RUN,
                    "it is true for " + o.instances().getFirst() + ", and where it is not would take too long to find",
                    o.instances());
        }
        String reason = !agrees && o.reason().isEmpty() ? "on every instance it is true" : o.reason();
        return new Report.Check(agrees ? Report.Agreement.AGREES : Report.Agreement.DISAGREES, reason, o.instances());
    }

    /// Begins to look at a claim; the result waits.
    Supplier<Report.Check> check(Model.Claim claim, Verdict verdict) {
        if (verdict.status() == Verdict.Status.UNDECIDED) {
            return () -> Report.Check.NOT_RUN;
        }
        Known known = known(claim.body());
        return beside.give(() -> opinion(claim, verdict, known));
    }

    private Report.Check opinion(Model.Claim claim, Verdict verdict, Known known) {
        Checker c = printed.with(known.f);
        printed.asks("checking " + claim.name());
        Optional<String> unprintable = known.missing.or(printed::unprintable);
        if (unprintable.isPresent() && speaksOfCorrections(claim.body())) {
            return new Report.Check(Report.Agreement.NOT_RUN, unprintable.get(), List.of());
        }
        if (!verdict.at().isEmpty()) {
            Map<String, Exp> values = new LinkedHashMap<>(resolved.model().values());
            verdict.at().forEach((name, x) -> values.put(name, new Exp.Const(x)));
            c = new Checker(fixed(resolved.model().withValues(values), verdict.at()), printed.corrections(), Map.of(),
                    Printed.SEED, printed.watch());
        }
        return check(c.check(claim.body(), claim.forAny(), verdict.isHolds()), verdict.isHolds());
    }

    /// The model with these numbers for its counts.
    private static Model fixed(Model model, Map<String, bea.algebra.Rational> at) {
        return model.withCounts(model.counts().stream().map(n -> at.containsKey(n.name())
                ? new Model.Count(n.name(), n.atLeast(), Optional.of(at.get(n.name()).numerator().intValueExact()))
                : n).toList());
    }

    private boolean speaksOfCorrections(Model.Body body) {
        return !(body instanceof Model.Equation || body instanceof Model.IsGradient)
                || Parts.of(body).stream().anyMatch(x -> {
                    boolean[] found = {false};
                    Parts.forEach(x, p -> found[0] |= p instanceof Exp.Correction || p instanceof Exp.FlowAt
                            || p instanceof Exp.TimeDerivative);
                    return found[0];
                });
    }

    /// An instance that shows a refuted claim to be false, in words.
    Optional<String> counterexample(Model.Claim claim) {
        Known known = known(claim.body());
        return known.missing.isPresent() ? Optional.empty()
                : beside.give(() -> shown(claim, printed.with(known.f))).get();
    }

    private Optional<String> shown(Model.Claim claim, Checker c) {
        if (printed.unprintable().isPresent()) {
            return Optional.empty();
        }
        printed.asks("a counterexample to " + claim.name());
        return switch (claim.body()) {
            case Model.IsGradient g when g.positive() -> c.witness(g.field(), g.slot()).map(SecondOpinion::text);
            case Model.LossExists l when l.positive() -> {
                Optional<Witness> w = Optional.empty();
                for (int k = 1; k <= l.order() && w.isEmpty(); k++) {
                    w = c.witness(new Exp.Correction(k, l.slot()), l.slot());
                }
                yield w.map(SecondOpinion::text);
            }
            case Model.IsGradient _,Model.LossExists _,Model.IllTyped _ -> Optional.empty();
            case Model.Equation _,Model.Choice _,Model.Follows _,Model.SameUpdate _ ->
                c.simplest(claim.body(), claim.forAny()).map(SecondOpinion::text);
        };
    }

    /// For every correction that is no gradient, taken live, a loss and a point that show it. They are looked for on this
    /// thread, since they need nothing of what is confirmed meanwhile.
    Map<String, String> witnesses(Derived derived) {
        Checker c = new Checker(resolved.model(), Corrections.NONE, Map.of(), Printed.SEED, printed.watch());
        Map<String, String> all = new LinkedHashMap<>();
        for (Derived.Player p : derived.players()) {
            for (Derived.Order o : p.orders()) {
                if (o.k() > 0 && !o.gradient() && o.choices().paper().isPresent()) {
                    String name = derived.players().size() == 1 ? "f_" + o.k()
                            : "f_" + o.k() + "[" + p.slot().name() + "]";
                    c.witness(printed.vector(o.value(), p.slot()), p.slot())
                            .ifPresent(w -> all.put(name, text(w)));
                }
            }
        }
        return all;
    }

    private static String text(Counterexample c) {
        return (losses(c.losses()) + "start " + c.start() + ": " + c.values()).replace(bea.model.Affine.INDEX, "");
    }

    private static String text(Witness w) {
        return losses(w.losses()) + "at " + w.point() + ": the Jacobian has J[" + (w.i() + 1) + "," + (w.j() + 1)
                + "] = " + w.ij()
                + " but J[" + (w.j() + 1) + "," + (w.i() + 1) + "] = " + w.ji();
    }

    private static String losses(Map<String, String> losses) {
        StringBuilder b = new StringBuilder();
        losses.forEach((n, v) -> b.append(n).append(" = ").append(v).append(", "));
        return b.toString();
    }

    // ---- the corrections, as printed

    /// The last correction that a statement needs.
    private int needed(Model.Body body) {
        int[] k = {resolved.model().finds().stream().mapToInt(Model.Find::order).max().orElse(1)};
        switch (body) {
            case Model.Follows f when f.flows().size() < resolved.model().slots().size() ->
                k[0] = Math.max(k[0], f.order() - 1);
            case Model.Choice c -> k[0] = Math.max(k[0], c.k());
            case Model.LossExists l -> k[0] = Math.max(k[0], l.order());
            default -> {
            }
        }
        int[] open = {0};
        boolean[] flows = {false};
        Parts.of(body).forEach(e -> Parts.forEach(e, p -> {
            switch (p) {
                case Exp.Correction c -> k[0] = Math.max(k[0], c.k());
                case Exp.BigO o -> open[0] = Math.max(open[0], o.power());
                case Exp.FlowAt _ -> flows[0] = true;
                default -> {
                }
            }
        }));
        // f_k moves the flow at h^(k+1)
        return flows[0] ? Math.max(k[0], open[0] - 2) : k[0];
    }
}
