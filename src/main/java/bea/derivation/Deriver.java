package bea.derivation;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.elaborate.Context;
import bea.elaborate.Evaluator;
import bea.elaborate.Expansion;
import bea.elaborate.Wording;
import bea.gradient.Choice;
import bea.gradient.Gradient;
import bea.language.Expr;
import bea.model.Model;
import bea.model.Slot;
import bea.present.Presenter;
import bea.present.Write;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Series;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Performs the three steps of backward error analysis on a model and writes each of them down.
public final class Deriver {
    /// No more choices are listed once they have so many terms together.
    private static final int MAX_TERMS = 640;
    private final Context context;
    private final Presenter presenter;
    private final int order;

    /// @param order the last correction that is wanted
    Deriver(Context context, Presenter presenter, int order) {
        this.context = context;
        this.presenter = presenter;
        this.order = order;
    }

    /// A presenter that uses the averages that the file names.
    static Presenter presenter(Context c) {
        return new Presenter(c.model(), c.setting(), averages(c));
    }

    /// The lets that are the average of a loss or field over all its batches, by the name of what they average.
    static Map<String, String> averages(Context c) {
        Map<String, String> result = new LinkedHashMap<>();
        for (Model.Let l : c.model().lets()) {
            for (bea.model.Symbol s : c.model().symbols()) {
                if (s.batch().isPresent() && s.type().equals(l.type()) && !result.containsKey(s.name())
                        && isAverage(c, l, s)) {
                    result.put(s.name(), l.name());
                }
            }
        }
        return result;
    }

    private static boolean isAverage(Context c, Model.Let l, bea.model.Symbol s) {
        Setting.Range r = c.setting().families().get(s.batch().orElseThrow());
        bea.model.Exp mean = new bea.model.Exp.Sum("~", r.from(), r.to(), List.of(),
                new bea.model.Exp.Apply(s, Optional.of(bea.model.Affine.variable("~"))));
        bea.model.Exp size = new bea.model.Exp.IndexValue(r.to().minus(r.from()).plus(1));
        try {
            Evaluator e = new Evaluator(c, 0);
            Series d = e.evaluate(new bea.model.Exp.Scale(new bea.model.Exp.Recip(size), mean))
                    .minus(e.evaluate(l.body()));
            return Canonical.isZero(d.at(0), c.setting());
        } catch (NotExpressible other) {
            return false;
        }
    }

    public Derived derive() {
        Expr epsilon = perStep(context.corrections().epsilon());
        List<Derived.Player> players = new ArrayList<>();
        for (Slot s : context.model().slots()) {
            players.add(player(s));
        }
        return new Derived(context.corrections().sense(), epsilon, order, players, notes());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (context.model().finds().stream().anyMatch(Model.Find::ownClocks)) {
            notes.add(
                    "each player is read at its own time; together they lie on no single trajectory, so this holds for "
                            + "one update and does not iterate");
        }
        context.model().finds().stream().findFirst().ifPresent(f -> f.expectation().ifPresent(x -> {
            String runs = (x.kind() == bea.model.Exp.Expect.Kind.SHUFFLES ? "all orders of " : "independent draws of ")
                    + x.batch();
            notes.add(f.averaged()
                    ? "steps 1 and 2 are about one run; every f_k is averaged over " + runs + " after it was matched"
                    : "the update is averaged over " + runs + " before it is matched");
        }));
        return notes;
    }

    private Expr perStep(Coef c) {
        return Write.times(c.isOne() ? null : presenter.coefficient(c), Write.name("h"));
    }

    private Derived.Player player(Slot s) {
        Expr begin = Write.name(s.name());
        Expansion expansion = new Expansion(context, order + 1);
        boolean modifying = context.corrections().sense() == Model.Sense.MODIFYING;
        Expr update = expanded(modifying ? expansion.exact(s) : expansion.update(s), begin);
        Expr matched = expanded(expansion.matched(s), begin);
        List<Derived.Order> orders = new ArrayList<>();
        Expr loss = null;
        boolean exists = true;
        for (int k = 0; k <= order; k++) {
            Derived.Order o = order(k, s);
            orders.add(o);
            exists &= o.chosenGradient();
            if (exists) {
                loss = k == 0 ? o.potential().orElseThrow() : append(loss, k, s);
            }
        }
        return new Derived.Player(s, perStep(context.corrections().time(s)), update, matched, orders,
                exists ? Optional.of(loss) : Optional.empty());
    }

    private Expr expanded(Series displacement, Expr begin) {
        return Write.add(presenter.present(displacement.map(Sum::thaw), Optional.of(begin)), Write.bigO(order + 2));
    }

    /// `loss + epsilon^k * term`, distributed over the term's own sum.
    private Expr append(Expr loss, int k, Slot s) {
        Sum potential = Gradient.decide(context.corrections().get(k).get(s), s, context.setting(), context.rules())
                .potential().times(Rational.MINUS_ONE);
        if (potential.isZero()) {
            return loss;
        }
        Coef scale = context.corrections().epsilon().times(Coef.named("h")).pow(k);
        return join(loss, presenter.present(potential.times(scale)));
    }

    /// `left + right`, the terms of the right one after the other.
    private static Expr join(Expr left, Expr right) {
        return switch (right) {
            case Expr.Add a -> Write.add(join(left, a.left()), a.right());
            case Expr.Sub a -> Write.subtract(join(left, a.left()), a.right());
            case Expr.Neg n -> Write.subtract(left, n.body());
            default -> Write.add(left, right);
        };
    }

    private boolean single() {
        return context.model().slots().size() == 1;
    }

    /// What was found out about a value and the choice made for it.
    private record Decisions(Optional<Gradient.Decision> live, Optional<Gradient.Decision> choice,
            Optional<String> undecided) {
        boolean isGradient() {
            return live.filter(Gradient.Decision::holds).isPresent();
        }

        /// The value was decided and is none.
        boolean isNone() {
            return live.filter(d -> !d.holds()).isPresent();
        }
    }

    private Decisions decisions(Sum value, Sum chosen, Slot s) {
        Optional<Gradient.Decision> live = Optional.empty();
        try {
            live = Optional.of(decide(value, s));
            return new Decisions(live, chosen == value ? live : Optional.of(decide(chosen, s)), Optional.empty());
        } catch (NotExpressible e) {
            return new Decisions(live, Optional.empty(),
                    Optional.of(Wording.reason(e, context.model(), Optional.empty())));
        }
    }

    /// The frozen choices that are offered where the value is no gradient.
    private record Offers(Optional<Expr> paper, List<Expr> least, Optional<String> note) {
        static final Offers NONE = new Offers(Optional.empty(), List.of(), Optional.empty());
    }

    private Offers offers(Sum value, Slot s) {
        Optional<Expr> paper = Optional.empty();
        try {
            paper = Optional.of(loss(Choice.paper(value, s, context.setting(), context.rules()), value, s));
            Choice.Least least = Choice.least(value, s, context.setting(), context.rules());
            List<Expr> losses = new ArrayList<>();
            for (int i = 0, terms = 0; i < least.size() && terms < MAX_TERMS; i++) {
                Sum potential = least.option(i).potential().times(Rational.MINUS_ONE);
                losses.add(presenter.present(potential));
                terms += potential.size();
            }
            boolean cut = least.total().compareTo(java.math.BigInteger.valueOf(losses.size())) > 0;
            return new Offers(paper, losses,
                    cut ? Optional.of("the first " + losses.size() + " of " + least.total()) : Optional.empty());
        } catch (NotExpressible e) {
            return new Offers(paper, List.of(), Optional.of("not searched for: " + e.getMessage()));
        }
    }

    private Derived.Order order(int k, Slot s) {
        Sum value = context.corrections().dictated(k).get(s);
        Sum chosen = context.corrections().get(k).get(s);
        Decisions d = decisions(value, chosen, s);
        Optional<Expr> potential = d.choice.filter(Gradient.Decision::holds)
                .map(c -> presenter.present(c.potential().times(Rational.MINUS_ONE)));
        boolean differs = !Canonical.isZero(chosen.minus(value), context.setting());
        // of an arbitrary field nobody expects a potential, however much of it is frozen
        boolean field = value.terms().stream().anyMatch(t -> t.open().orElseThrow().rootOutput());
        Offers offers = d.isNone() && k > 0 && !field ? offers(value, s) : Offers.NONE;
        Expr f = single() ? Write.name("f_" + k) : Write.index("f_" + k, Write.name(s.name()));
        Coef scale = context.corrections().time(s).times(context.corrections().epsilon().pow(k));
        Optional<Gradient.Decision> none = d.live.filter(x -> !x.holds());
        return new Derived.Order(k, Write.times(scale.isOne() ? null : presenter.coefficient(scale), f),
                presenter.present(value.times(scale)), presenter.present(value),
                differs ? Optional.of(presenter.present(chosen)) : Optional.empty(), d.isGradient(),
                potential.isPresent(), potential, none.map(x -> presenter.present(x.remainder())),
                none.filter(x -> !x.potential().isZero()).map(x -> presenter.present(x.potential())),
                offers.paper, offers.least, offers.note, d.undecided, because(k, s, d.isGradient()),
                trees(value, scale));
    }

    /// More terms than these are not written out one by one.
    private static final int SHOWN = 200;

    /// @param scale `T epsilon^k` in powers of `h`
    private List<Derived.Tree> trees(Sum value, Coef scale) {
        if (value.size() > SHOWN) {
            return value.terms().stream().map(t -> tree(t, t.coef(), scale, Optional.empty(), v -> Write.name(v.key())))
                    .toList();
        }
        return presenter.terms(value).stream()
                .map(w -> tree(w.term(), w.coefficient(), scale, Optional.of(w.expression()), w.labels())).toList();
    }

    private Derived.Tree tree(Term t, Coef coefficient, Coef scale, Optional<Expr> term,
            Function<Vertex, Expr> labels) {
        Tree tree = t.open().orElseThrow();
        Node n = tree.node();
        int[] losses = {0};
        n.forEach(v -> losses[0] += v.symbol() != null && v.symbol().output().isEmpty() ? 1 : 0);
        Coef divided = coefficient.times(scale).times(Rational.of(losses[0] % 2 == 0 ? 1 : -1));
        return new Derived.Tree(n.key(), Wording.of(coefficient), n.order(), n.symmetry(), n.density(),
                Wording.of(divided.times(Rational.of(n.symmetry()))), Wording.of(divided),
                shape(n, tree.slot(), tree.rootOutput(), labels), term);
    }

    private Derived.Shape shape(Node n, Slot open, boolean output, Function<Vertex, Expr> labels) {
        Vertex v = n.vertex();
        Expr label = labels.apply(v);
        boolean gradient = v.symbol() != null && !output && !single();
        return new Derived.Shape(
                gradient ? new Expr.Grad(Optional.of(open.name()), label, bea.language.Span.NONE) : label,
                v.frozen() != 0,
                n.branches().stream().map(b -> shape(b.node(), b.slot(), b.childOutput(), labels)).toList());
    }

    /// The loss of a frozen choice, which must be a gradient and have the value that matching dictates.
    private Expr loss(Sum choice, Sum value, Slot s) {
        if (!Canonical.isZero(choice.thaw().minus(value), context.setting())) {
            throw new IllegalStateException("the choice " + choice + " has not the value " + value);
        }
        Gradient.Decision d = decide(choice, s);
        if (!d.holds()) {
            throw new NotExpressible("freezing what is below the roots makes no gradient of this field");
        }
        return presenter.present(d.potential().times(Rational.MINUS_ONE));
    }

    private Gradient.Decision decide(Sum f, Slot s) {
        return Gradient.decide(f, s, context.setting(), context.rules());
    }

    /// The relation without which this correction would be no gradient.
    private Optional<String> because(int k, Slot s, boolean holds) {
        if (!holds || k == 0 || context.model().relations().isEmpty()) {
            return Optional.empty();
        }
        for (Model.Relation r : context.model().relations()) {
            Model m = context.model();
            List<Model.Relation> rest = m.relations().stream().filter(x -> x != r).toList();
            Model without = m.withRelations(rest);
            Context c = new Context(without, Context.Reading.PLAIN, context.budget());
            if (isNone(c, k, s)) {
                return Optional.of(describe(r));
            }
        }
        return Optional.empty();
    }

    private static boolean isNone(Context c, int k, Slot s) {
        try {
            return !Gradient.decide(c.corrections().dictated(k).get(s), s, c.setting(), c.rules()).holds();
        } catch (NotExpressible undecided) {
            return false;
        }
    }

    private static String describe(Model.Relation r) {
        return switch (r) {
            case Model.Relation.Multiple m -> m.symbol() + " = " + (m.factor().equals(Rational.MINUS_ONE) ? "-"
                    : m.factor().isOne() ? "" : m.factor() + " * ") + m.other();
            case Model.Relation.Quadratic q -> q.symbol() + " quadratic";
            case Model.Relation.EqualBatches e -> e.batch() + " equal";
        };
    }
}
