package bea.derivation;

import bea.algebra.Rational;
import bea.elaborate.Context;
import bea.gradient.Choice;
import bea.gradient.Family;
import bea.gradient.Gradient;
import bea.language.Expr;
import bea.model.Slot;
import bea.present.Presenter;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Sum;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Writes down the gradient choices of a correction (theory, section 5).
///
/// @param family whether all of them are listed
record Choosing(Context context, Presenter presenter, boolean family) {
    /// No more choices are listed once they have so many terms together.
    private static final int MAX_TERMS = 640;
    /// Of longer values the family is counted only when it is asked for.
    private static final int COUNTED = 15;

    /// Of shorter values everything is done before a thread has started.
    private static final int WORTH = 12;

    /// Work on the choices of a value, done once: on another core where it pays, else now.
    static <T> Supplier<T> ahead(Sum value, Supplier<T> work) {
        if (value.size() >= WORTH) {
            return BigStack.start(work);
        }
        T done = work.get();
        return () -> done;
    }

    /// The gradient choices of a value: the best of them where it is no gradient itself, all of them when that is wanted.
    Derived.Choices choices(int k, Sum value, Slot s, boolean none) {
        context.budget().at("choices of f_" + k + " in " + s.name() + ", " + value.terms().size() + " terms");
        Supplier<Paper> ahead = ahead(value, () -> none ? paper(value, s) : Paper.NONE);
        Family all;
        Optional<Choice.Least> least;
        List<Expr> losses = new ArrayList<>();
        Optional<Integer> which = Optional.empty();
        Optional<Expr> paperLoss = Optional.empty();
        try {
            all = context.corrections().family(value, s);
            least = all.least();
            List<Choice.Option> listed = none ? listed(least) : List.of();
            listed.forEach(o -> losses.add(loss(o.potential())));
            Paper paper = ahead.get();
            paperLoss = paper.loss;
            which = paper.choice.flatMap(p -> which(p, listed));
        } catch (NotExpressible e) {
            Paper paper = ahead.get();
            return Derived.Choices.without(paper.loss, false, paper.unwritten.or(
                    () -> Optional.of("not searched for: " + e.getMessage())));
        }
        if (least.isEmpty()) {
            return Derived.Choices.without(paperLoss, true,
                    Optional.of("none, because every gradient that is made of the trees of f_" + k
                            + " freezes something on " + context.corrections().live()));
        }
        Optional<Integer> dimension = Optional.empty();
        Optional<String> note = Optional.empty();
        List<Expr> basis = List.of();
        try {
            dimension = family || value.size() <= COUNTED ? Optional.of(all.dimension()) : Optional.empty();
            basis = family ? all.basis().stream().map(b -> presenter.present(b.potential())).toList() : List.of();
        } catch (NotExpressible e) {
            note = Optional.of("the whole family is not listed: " + e.getMessage());
        }
        return new Derived.Choices(paperLoss, losses, which, none ? least.get().total() : BigInteger.ONE,
                false, family ? note : Optional.empty(), dimension, basis);
    }

    private static List<Choice.Option> listed(Optional<Choice.Least> least) {
        List<Choice.Option> listed = new ArrayList<>();
        for (int i = 0, terms = 0; i < least.map(Choice.Least::size).orElse(0) && terms < MAX_TERMS; i++) {
            listed.add(least.get().option(i));
            terms += listed.getLast().potential().size();
        }
        return listed;
    }

    private Optional<Integer> which(Sum paper, List<Choice.Option> listed) {
        for (int i = 0; i < listed.size(); i++) {
            if (Canonical.isZero(paper.minus(listed.get(i).field()), context.setting())) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /// The paper's choice with its loss, or why that is not written.
    private record Paper(Optional<Sum> choice, Optional<Expr> loss, Optional<String> unwritten) {
        static final Paper NONE = new Paper(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Nothing when it freezes what is to stay live.
    private Paper paper(Sum value, Slot s) {
        Sum choice;
        try {
            choice = context.corrections().paper(value, s);
        } catch (NotExpressible e) {
            return Paper.NONE;
        }
        try {
            return new Paper(Optional.of(choice), Optional.of(loss(choice, value, s)), Optional.empty());
        } catch (NotExpressible e) {
            return new Paper(Optional.of(choice), Optional.empty(),
                    Optional.of("not searched for: " + e.getMessage()));
        }
    }

    private Expr loss(Sum potential) {
        return presenter.present(potential.times(Rational.MINUS_ONE));
    }

    /// The loss of a frozen choice, which must be a gradient and have the value that matching dictates.
    private Expr loss(Sum choice, Sum value, Slot s) {
        if (!Canonical.isZero(choice.thaw().minus(value), context.setting())) {
            throw new IllegalStateException("the choice " + choice + " has not the value " + value);
        }
        Gradient.Decision d = Gradient.decide(choice, s, context.setting(), context.rules());
        if (!d.holds()) {
            throw new NotExpressible("freezing what is below the roots makes no gradient of this field");
        }
        return loss(d.potential());
    }
}
