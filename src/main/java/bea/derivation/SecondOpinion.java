package bea.derivation;

import bea.check.Checker;
import bea.check.Corrections;
import bea.check.Counterexample;
import bea.check.Outcome;
import bea.check.Watch;
import bea.check.Witness;
import bea.elaborate.Budget;
import bea.elaborate.Context;
import bea.elaborate.Verdict;
import bea.gradient.Gradient;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.language.Problem;
import bea.language.Resolver;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Slot;
import bea.present.Presenter;
import bea.series.NotExpressible;
import bea.series.Sum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Asks the independent engine. It is given the resolved model and the corrections *as they are printed*, read again:
/// a mistake in deriving, presenting or printing cannot pass both.
final class SecondOpinion {
    /// Fixed, so that a report can be repeated; any other would do.
    private static final long SEED = 20231;

    private final BeaFile.Resolved resolved;
    private final Context context;
    private final Presenter presenter;
    private final Budget budget;
    private Checker checker;
    private Optional<String> unprintable = Optional.empty();
    /// What is asked, for whoever waits.
    private String asked = "";

    SecondOpinion(BeaFile.Resolved resolved, Context context, Presenter presenter, Budget budget) {
        this.resolved = resolved;
        this.context = context;
        this.presenter = presenter;
        this.budget = budget;
    }

    private Watch watch() {
        return new Watch() {
            @Override
            public boolean expired() {
                return budget.isSpent();
            }

            @Override
            public void at(String what) {
                budget.at(asked + ", " + what);
            }
        };
    }

    /// So many terms of printed corrections the check reads without being given time. Each order more has about three
    /// times as many and costs as much more.
    private static final int EFFORT = 50;
    /// So many characters of printed choices it reads without being given time.
    private static final int CHOICES = 20_000;
    /// Through this correction it reads everything.
    private static final int ALWAYS = 3;

    /// The flow with the printed corrections follows the update; the printed potentials are potentials; the gradients of
    /// the printed choices have the value at the start that the update dictates. At high orders as far as [#EFFORT] allows or, with a time limit, as far as the time reaches; what is left out is said.
    Report.Check confirm(int order, Optional<Derived> derived) {
        int last = Math.min(order, reach(order));
        Report.Check done = through(last, derived);
        String why = "because the check stops at " + EFFORT
                + " terms in the corrections unless --timeout gives it time";
        while (budget.isLimited() && last < order && done.agreement() == Report.Agreement.AGREES) {
            Report.Check next = through(last + 1, derived);
            if (next.agreement() == Report.Agreement.NOT_RUN) {
                why = "because " + next.reason();
                break;
            }
            done = next;
            last++;
        }
        if (last == order || done.agreement() != Report.Agreement.AGREES) {
            return done;
        }
        String left = last + 1 == order ? "f_" + order : "f_" + (last + 1) + " to f_" + order;
        return new Report.Check(done.agreement(), done.reason(), done.instances(), last + 1,
                Optional.of(left + " not checked, " + why));
    }

    private int reach(int order) {
        int terms = 0;
        for (int k = 0; k <= order; k++) {
            for (Slot s : resolved.model().slots()) {
                // a sum over an index is run through for several counts
                for (bea.series.Term t : context.correction(k, s).terms()) {
                    terms += 1 << Math.min(t.bound().size(), 20);
                }
            }
            if (terms > EFFORT && k > ALWAYS) {
                return k - 1;
            }
        }
        return order;
    }

    /// Through `h^(last + 1)`.
    private Report.Check through(int last, Optional<Derived> derived) {
        asked = "checking through h^" + (last + 1);
        Checker c = checker(last);
        if (unprintable.isPresent()) {
            return new Report.Check(Report.Agreement.NOT_RUN, unprintable.get(), List.of());
        }
        Outcome o = c.confirmDerivation(last);
        if (!o.run() || !o.holds()) {
            return check(o, true);
        }
        for (Slot s : resolved.model().slots()) {
            for (int k = 0; k <= last; k++) {
                asked = "checking the decision on " + name(k, s);
                Optional<String> wrong = potential(c, s, k);
                if (wrong.isPresent()) {
                    return new Report.Check(Report.Agreement.DISAGREES, wrong.get(), o.instances());
                }
            }
        }
        return derived.isEmpty() ? check(o, true) : choices(c, o, derived.get(), last);
    }

    /// A printed choice: the loss terms whose gradient must have this value at the start.
    private record Printed(int k, Slot slot, Expr loss, Exp value) {}

    /// The printed choices, as many as [#CHOICES] characters hold; how many is said.
    private Report.Check choices(Checker c, Outcome o, Derived derived, int last) {
        List<Printed> all = printedChoices(derived, last);
        int read = 0;
        int done = 0;
        for (Printed p : all) {
            String text = ExprPrinter.print(p.loss);
            // a sum over an index is run through for several counts
            read += text.length() * (1 + 4 * (text.split("sum\\(", -1).length - 1));
            if (read > CHOICES && done > 0 && !budget.isLimited()) {
                break;
            }
            asked = "checking choice " + (done + 1) + " of " + all.size();
            Optional<String> wrong = choice(c, p);
            if (wrong.isPresent()) {
                return new Report.Check(Report.Agreement.DISAGREES,
                        "a choice of f_" + p.k + " in " + p.slot + " is wrong: " + wrong.get(), o.instances());
            }
            done++;
        }
        Report.Check checked = check(o, true);
        if (done == all.size()) {
            return checked;
        }
        List<String> instances = new ArrayList<>(checked.instances());
        instances.add("the first " + done + " of " + all.size() + " listed choices");
        return new Report.Check(checked.agreement(), checked.reason(), instances);
    }

    private static List<Printed> printedChoices(Derived derived, int last) {
        List<Printed> all = new ArrayList<>();
        for (Derived.Player p : derived.players()) {
            for (Derived.Order o : p.orders().subList(0, Math.min(last + 1, p.orders().size()))) {
                Exp value = new Exp.Correction(o.k(), p.slot());
                Exp zero = new Exp.Scale(new Exp.Const(bea.algebra.Rational.ZERO), value);
                o.choices().paper().ifPresent(l -> all.add(new Printed(o.k(), p.slot(), l, value)));
                o.choices().least().forEach(l -> all.add(new Printed(o.k(), p.slot(), l, value)));
                o.choices().basis().forEach(l -> all.add(new Printed(o.k(), p.slot(), l, zero)));
            }
        }
        return all;
    }

    /// Minus the gradient of a loss is a gradient; it is left that it has the value at the start.
    private Optional<String> choice(Checker c, Printed p) {
        try {
            Exp field = new Exp.Scale(new Exp.Const(bea.algebra.Rational.MINUS_ONE),
                    new Exp.Grad(p.slot, reread(p.loss)));
            Outcome o = c.check(new Model.Equation(field, p.value, true, List.of()), List.of());
            return o.run() && !o.holds() ? Optional.of(o.reason()) : Optional.empty();
        } catch (BeaFile.TooLong unprinted) {
            return Optional.empty();
        }
    }

    /// A claimed gradient must have its potential confirmed, a denied one a witness.
    private Optional<String> potential(Checker c, Slot s, int k) {
        Sum f = context.correction(k, s);
        try {
            Gradient.Decision d = Gradient.decide(f, s, context.setting(), context.rules());
            if (d.holds()) {
                Exp loss = reread(presenter.present(d.potential().times(bea.algebra.Rational.MINUS_ONE)));
                Outcome o = c.confirmPotential(loss, new Exp.Correction(k, s), s);
                return o.run() && !o.holds()
                        ? Optional.of("the potential of f_" + k + " in " + s + " is wrong: " + o.reason())
                        : Optional.empty();
            }
            if (resolved.model().symbols().stream().anyMatch(x -> x.definition().isPresent())) {
                return Optional.empty();
            }
            // for some counts it may be a gradient all the same
            Outcome o = c.check(new Model.IsGradient(new Exp.Correction(k, s), s, true), List.of(), false);
            return check(o, false).agreement() == Report.Agreement.DISAGREES
                    ? Optional.of("f_" + k + " in " + s + " looks like a gradient") : Optional.empty();
        } catch (NotExpressible | BeaFile.TooLong unprinted) {
            return Optional.empty();
        }
    }

    private static Report.Check check(Outcome o, boolean expected) {
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

    Report.Check check(Model.Claim claim, Verdict verdict) {
        if (verdict.status() == Verdict.Status.UNDECIDED) {
            return Report.Check.NOT_RUN;
        }
        asked = "checking " + claim.name();
        Checker c = checker(needed(claim.body()));
        if (unprintable.isPresent() && speaksOfCorrections(claim.body())) {
            return new Report.Check(Report.Agreement.NOT_RUN, unprintable.get(), List.of());
        }
        if (!verdict.at().isEmpty()) {
            Map<String, Exp> values = new LinkedHashMap<>(resolved.model().values());
            verdict.at().forEach((name, x) -> values.put(name, new Exp.Const(x)));
            c = new Checker(fixed(resolved.model().withValues(values), verdict.at()),
                    new Corrections(List.copyOf(printed)), new HashMap<>(),
                    SEED, watch());
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
        if (unprintable.isPresent()) {
            return Optional.empty();
        }
        asked = "a counterexample to " + claim.name();
        Checker c = checker(needed(claim.body()));
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

    /// For every correction that is no gradient, taken live, a loss and a point that show it.
    Map<String, String> witnesses(Derived derived) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Derived.Player p : derived.players()) {
            for (Derived.Order o : p.orders()) {
                if (o.k() > 0 && !o.gradient() && o.choices().paper().isPresent()) {
                    String name = name(o.k(), p.slot());
                    asked = "a witness against " + name;
                    checker(o.k()).witness(vector(o.value(), p.slot()), p.slot())
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

    private String name(int k, Slot s) {
        return resolved.model().slots().size() == 1 ? "f_" + k : "f_" + k + "[" + s.name() + "]";
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

    private final List<Map<Slot, Exp>> printed = new ArrayList<>();

    private Checker checker(int order) {
        boolean hasUpdate = resolved.model().update().isPresent();
        if (checker != null && (!hasUpdate || printed.size() > order || unprintable.isPresent())) {
            return checker;
        }
        try {
            for (int k = printed.size(); hasUpdate && k <= order; k++) {
                Map<Slot, Exp> f = new LinkedHashMap<>();
                for (Slot s : resolved.model().slots()) {
                    f.put(s, vector(presenter.present(context.correction(k, s)), s));
                }
                printed.add(f);
            }
        } catch (NotExpressible e) {
            unprintable = Optional.of("the corrections cannot be printed: " + e.getMessage());
        } catch (BeaFile.TooLong e) {
            unprintable = Optional.of("the result is too long to be read back");
        }
        checker = new Checker(resolved.model(), new Corrections(List.copyOf(printed)), new HashMap<>(), SEED,
                watch());
        return checker;
    }

    /// What a formula means once it has been printed.
    private Exp reread(Expr e) {
        return reread(e, x -> resolved.resolver().resolve(x).exp());
    }

    /// The same for a vector, which may be printed as 0.
    private Exp vector(Expr e, Slot s) {
        return reread(e, x -> resolved.resolver().resolve(x, new bea.model.Type.Vector(s)));
    }

    private static Exp reread(Expr e, Function<Expr, Exp> meaning) {
        try {
            return meaning.apply(BeaFile.expression(ExprPrinter.print(e)));
        } catch (Resolver.Mistake m) {
            throw m.problem().code() == Problem.Code.TOO_LONG ? new BeaFile.TooLong(m.getMessage()) : m;
        }
    }
}
