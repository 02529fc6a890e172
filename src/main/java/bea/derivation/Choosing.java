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

/// Writes down the gradient choices of a correction (theory, section 5).
///
/// @param family whether all of them are listed
record Choosing(Context context, Presenter presenter, boolean family) {
    /// No more choices are listed once they have so many terms together.
    private static final int MAX_TERMS = 640;
    /// Of longer values the family is counted only when it is asked for.
    private static final int COUNTED = 15;

    /// The gradient choices of a value: the best of them where it is no gradient itself, all of them when that is wanted.
    Derived.Choices choices(int k, Sum value, Slot s, boolean none) {
        context.budget().at("choices of f_" + k + " in " + s.name() + ", " + value.terms().size() + " terms");
        Optional<Sum> paper = Optional.empty();
        Optional<Expr> paperLoss = Optional.empty();
        Optional<String> unwritten = Optional.empty();
        try {
            if (none) {
                paper = paper(value, s);
                paperLoss = paper.map(p -> loss(p, value, s));
            }
        } catch (NotExpressible e) {
            unwritten = Optional.of("not searched for: " + e.getMessage());
        }
        Family all;
        Optional<Choice.Least> least;
        List<Expr> losses = new ArrayList<>();
        Optional<Integer> which = Optional.empty();
        try {
            all = context.corrections().family(value, s);
            least = all.least();
            for (int i = 0, terms = 0; none && i < least.map(Choice.Least::size).orElse(0) && terms < MAX_TERMS; i++) {
                Choice.Option o = least.get().option(i);
                losses.add(loss(o.potential()));
                terms += o.potential().size();
                if (which.isEmpty() && paper.isPresent()
                        && Canonical.isZero(paper.get().minus(o.field()), context.setting())) {
                    which = Optional.of(i);
                }
            }
        } catch (NotExpressible e) {
            return Derived.Choices.without(paperLoss, false, unwritten.or(
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

    /// Empty when it freezes what is to stay live.
    private Optional<Sum> paper(Sum value, Slot s) {
        try {
            return Optional.of(context.corrections().paper(value, s));
        } catch (NotExpressible e) {
            return Optional.empty();
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
