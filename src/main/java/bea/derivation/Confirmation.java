package bea.derivation;

import bea.check.Checker;
import bea.check.Outcome;
import bea.elaborate.Context;
import bea.gradient.Gradient;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.series.NotExpressible;
import bea.series.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The independent check of one derivation: the flow with the printed corrections follows the update; the printed
/// potentials are potentials; the gradients of the printed choices have the value at the start that the update dictates.
///
/// One run for all corrections: the flow is found power by power, and each power confirms one correction more. At high
/// orders it goes as far as the work or the time allows, and says what is left out.
final class Confirmation {
    /// So much work it does without being given time, in hundreds of parts evaluated.
    private static final long EFFORT = 60;
    /// A correction costs at least about so much more than the one before it.
    private static final int GROWTH = 4;
    /// So many characters of printed choices it reads without being given time.
    private static final int CHOICES = 20_000;
    /// Through this correction it does everything, and at once, unless there are more terms than these.
    private static final int ALWAYS = 3;
    private static final int TERMS = 20_000;

    private final Model model;
    private final Context context;
    private final Printed printed;
    private final List<Map<Slot, Sum>> derived;
    private final boolean timed;
    private final int order;
    private int last = -1;
    private long spent;
    private boolean ended;
    private String why = "because the check goes no further unless --timeout gives it time";
    private Report.Check done = Report.Check.NOT_RUN;

    /// @param derived `f_0, f_1, …`
    /// @param timed   whether there is a limit of time, which then is the only one
    Confirmation(Model model, Context context, Printed printed, List<Map<Slot, Sum>> derived, boolean timed) {
        this.model = model;
        this.context = context;
        this.printed = printed;
        this.derived = derived;
        this.timed = timed;
        this.order = derived.size() - 1;
    }

    /// Flows and potentials.
    ///
    /// @param whole whether as far as possible, else no further than what is always done
    /// @return whether there is no more to do
    boolean run(boolean whole) {
        while (!ended && (last < 0 || whole)) {
            int k = last < 0 ? always() : last + 1;
            long before = printed.checker().effort();
            Report.Check next = through(k);
            spent = printed.checker().effort() - before;
            boolean agrees = next.agreement() == Report.Agreement.AGREES;

            if (next.agreement() == Report.Agreement.NOT_RUN && last >= 0) {
                why = "because " + next.reason();
            } else {
                done = next;
                last = agrees ? k : last;
            }
            ended = !agrees || last == order || !timed && spent * growth() > EFFORT;
        }
        return ended;
    }

    private int always() {
        int k = Math.min(order, ALWAYS);
        while (k > 1 && terms(k) > TERMS) {
            k--;
        }
        return k;
    }

    private int terms(int k) {
        return derived.get(k).values().stream().mapToInt(Sum::size).sum();
    }

    /// How much more the next correction costs; of many players far more.
    private int growth() {
        return Math.max(GROWTH, terms(last + 1) / Math.max(1, terms(last)));
    }

    private Report.Check through(int k) {
        Checker c = printed.with(derived.subList(0, k + 1));
        if (printed.unprintable().isPresent()) {
            return new Report.Check(Report.Agreement.NOT_RUN, printed.unprintable().get(), List.of());
        }
        printed.asks("checking through h^" + (k + 1));
        Outcome o = c.confirmDerivation(k, order);
        if (!o.run() || !o.holds()) {
            return SecondOpinion.check(o, true);
        }
        for (int i = last + 1; i <= k; i++) {
            for (Slot s : model.slots()) {
                printed.asks("checking the decision on " + name(i, s));
                Optional<String> wrong = potential(c, s, i);
                if (wrong.isPresent()) {
                    return new Report.Check(Report.Agreement.DISAGREES, wrong.get(), o.instances());
                }
            }
        }
        return SecondOpinion.check(o, true);
    }

    private String name(int k, Slot s) {
        return model.slots().size() == 1 ? "f_" + k : "f_" + k + "[" + s.name() + "]";
    }

    /// A claimed gradient must have its potential confirmed, a denied one an asymmetric Jacobian.
    private Optional<String> potential(Checker c, Slot s, int k) {
        try {
            Gradient.Decision d = Gradient.decide(derived.get(k).get(s), s, context.setting(), context.rules());
            if (d.holds()) {
                Exp loss = printed.scalar(d.potential().times(bea.algebra.Rational.MINUS_ONE));
                Outcome o = c.confirmPotential(loss, new Exp.Correction(k, s), s);
                return o.run() && !o.holds()
                        ? Optional.of("the potential of f_" + k + " in " + s + " is wrong: " + o.reason())
                        : Optional.empty();
            }
            if (model.symbols().stream().anyMatch(x -> x.definition().isPresent())) {
                return Optional.empty();
            }
            // for some counts it may be a gradient all the same
            Outcome o = c.check(new Model.IsGradient(new Exp.Correction(k, s), s, true), List.of(), false);
            return SecondOpinion.check(o, false).agreement() == Report.Agreement.DISAGREES
                    ? Optional.of("f_" + k + " in " + s + " looks like a gradient") : Optional.empty();
        } catch (NotExpressible | BeaFile.TooLong unprinted) {
            return Optional.empty();
        }
    }

    /// What was found, with the printed choices.
    Report.Check finish(Optional<Derived> written) {
        run(true);
        if (done.agreement() != Report.Agreement.AGREES) {
            return done;
        }
        Report.Check checked = written.map(this::choices).orElse(done);
        if (last == order || checked.agreement() != Report.Agreement.AGREES) {
            return checked;
        }
        String left = last + 1 == order ? "f_" + order : "f_" + (last + 1) + " to f_" + order;
        return new Report.Check(checked.agreement(), checked.reason(), checked.instances(), last + 1,
                Optional.of(left + " not checked, " + why));
    }

    /// A printed choice: a scalar whose gradient in a slot, or minus that, must have this value at the start.
    private record Chosen(int k, Slot slot, Expr scalar, Slot by, boolean minus, Exp value) {
        static Chosen loss(int k, Slot slot, Expr loss, Exp value) {
            return new Chosen(k, slot, loss, slot, true, value);
        }
    }

    /// The printed choices, as many as [#CHOICES] characters hold; how many is said.
    private Report.Check choices(Derived written) {
        List<Chosen> all = chosen(written);
        int read = 0;
        int count = 0;
        for (Chosen p : all) {
            String text = ExprPrinter.print(p.scalar);
            // a sum over an index is run through for several counts
            read += text.length() * (1 + 4 * (text.split("sum\\(", -1).length - 1));
            if (read > CHOICES && count > 0 && !timed) {
                break;
            }
            printed.asks("checking choice " + (count + 1) + " of " + all.size());
            Optional<String> wrong = choice(p);
            if (wrong.isPresent()) {
                return new Report.Check(Report.Agreement.DISAGREES,
                        (p.by.equals(p.slot) ? "a choice" : "the Hamiltonian") + " of f_" + p.k + " in " + p.slot
                                + " is wrong: " + wrong.get(),
                        done.instances());
            }
            count++;
        }
        if (count == all.size()) {
            return done;
        }
        List<String> instances = new ArrayList<>(done.instances());
        instances.add("the first " + count + " of " + all.size() + " listed choices");
        return new Report.Check(done.agreement(), done.reason(), instances);
    }

    private List<Chosen> chosen(Derived written) {
        List<Chosen> all = new ArrayList<>();
        for (Derived.Player p : written.players()) {
            for (Derived.Order o : p.orders().subList(0, Math.min(last + 1, p.orders().size()))) {
                Exp value = new Exp.Correction(o.k(), p.slot());
                Exp zero = new Exp.Scale(new Exp.Const(bea.algebra.Rational.ZERO), value);
                o.choices().paper().ifPresent(l -> all.add(Chosen.loss(o.k(), p.slot(), l, value)));
                o.choices().least().forEach(l -> all.add(Chosen.loss(o.k(), p.slot(), l, value)));
                o.choices().basis().forEach(l -> all.add(Chosen.loss(o.k(), p.slot(), l, zero)));
            }
        }
        written.hamiltonian().ifPresent(h -> {
            for (int k = 0; k < Math.min(last + 1, h.terms().size()); k++) {
                Expr g = h.terms().get(k);
                all.add(new Chosen(k, h.q(), g, h.p(), false, new Exp.Correction(k, h.q())));
                all.add(new Chosen(k, h.p(), g, h.q(), true, new Exp.Correction(k, h.p())));
            }
        });
        return all;
    }

    /// Minus the gradient of a loss is a gradient; it is left that it has the value at the start.
    private Optional<String> choice(Chosen p) {
        try {
            Exp gradient = new Exp.Grad(p.by, printed.scalar(p.scalar));
            Exp field = p.minus ? new Exp.Scale(new Exp.Const(bea.algebra.Rational.MINUS_ONE), gradient) : gradient;
            Outcome o = printed.checker().check(new Model.Equation(field, p.value, true, List.of()), List.of());
            return o.run() && !o.holds() ? Optional.of(o.reason()) : Optional.empty();
        } catch (BeaFile.TooLong unprinted) {
            return Optional.empty();
        }
    }
}
