package bea.derivation;

import bea.algebra.Coef;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.elaborate.Context;
import bea.elaborate.Evaluator;
import bea.elaborate.Expansion;
import bea.elaborate.Vanishing;
import bea.elaborate.Wording;
import bea.gradient.Gradient;
import bea.gradient.Hamiltonian;
import bea.language.Expr;
import bea.model.Model;
import bea.model.Ranges;
import bea.model.Slot;
import bea.present.Powers;
import bea.present.Presenter;
import bea.present.Write;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Series;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Performs the three steps of backward error analysis on a model and writes each of them down.
public final class Deriver {
    /// Of more relations it is not said which are needed.
    private static final int MAX_RELATIONS = 6;
    private final Context context;
    private final Presenter presenter;
    private final int order;
    private final boolean family;

    /// @param order  the last correction that is wanted
    /// @param family whether all gradient choices are listed
    Deriver(Context context, Presenter presenter, int order, boolean family) {
        this.context = context;
        this.presenter = presenter;
        this.order = order;
        this.family = family;
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
        return new Derived(context.corrections().sense(), epsilon, order, players, hamiltonian(), notes());
    }

    /// Of two states in one space; which of them is the momentum is told by the sign.
    private Optional<Derived.Hamiltonian> hamiltonian() {
        List<Slot> slots = context.model().slots();
        if (slots.size() != 2 || !slots.get(0).space().equals(slots.get(1).space())) {
            return Optional.empty();
        }
        Optional<Sum> first;
        try {
            first = hamiltonian(0, slots.get(0), slots.get(1));
        } catch (NotExpressible undecided) {
            return Optional.empty();
        }
        return first.map(g -> negative(presenter.present(g))
                ? hamiltonian(g.times(Rational.MINUS_ONE), slots.get(1), slots.get(0))
                : hamiltonian(g, slots.get(0), slots.get(1)));
    }

    private Optional<Sum> hamiltonian(int k, Slot q, Slot p) {
        context.budget().at("the Hamiltonian of f_" + k);
        Map<Slot, Sum> f = context.corrections().get(k);
        return Hamiltonian.of(f.get(q), f.get(p), q, p, context.setting(), context.rules());
    }

    private Derived.Hamiltonian hamiltonian(Sum first, Slot q, Slot p) {
        List<Expr> terms = new ArrayList<>(List.of(presenter.present(first)));
        Expr whole = terms.getFirst();
        Optional<String> end = Optional.empty();
        for (int k = 1; k <= order && end.isEmpty(); k++) {
            try {
                Optional<Sum> g = hamiltonian(k, q, p);
                if (g.isPresent()) {
                    terms.add(presenter.present(g.get()));
                    whole = append(whole, g.get(), k);
                } else {
                    end = Optional.of("f_" + k + " is not Hamiltonian");
                }
            } catch (NotExpressible e) {
                end = Optional.of("for f_" + k + " it is undecided: "
                        + Wording.reason(e, context.model(), Optional.empty()));
            }
        }
        return new Derived.Hamiltonian(q, p, terms, whole, end);
    }

    private static boolean negative(Expr e) {
        return switch (e) {
            case Expr.Neg _ -> true;
            case Expr.Add a -> negative(a.left());
            case Expr.Sub s -> negative(s.left());
            default -> false;
        };
    }

    /// Where closed forms of geometric sums are not defined, although the sums are.
    private Set<String> poles() {
        Ranges ranges = Ranges.of(context.model());
        Set<String> found = new TreeSet<>();
        for (int k = 0; k <= order; k++) {
            for (Slot s : context.model().slots()) {
                for (Term t : context.correction(k, s).terms()) {
                    for (Poly p : Powers.polesOf(t.coef())) {
                        if (ranges.isPole(p)) {
                            found.add(Ranges.text(p));
                        }
                    }
                }
            }
        }
        return found;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        Set<String> conditions = new LinkedHashSet<>(Ranges.conditions(context.model(), List.of()));
        conditions.addAll(poles());
        Wording.where(List.copyOf(conditions))
                .ifPresent(w -> notes.add("all of this holds " + w));
        if (order > FULL) {
            notes.add("Step 2 is written through h^" + (FULL + 1)
                    + " only, because with each power more the number of its terms triples; Step 3 does not need it");
            if (!context.model().relations().isEmpty()) {
                notes.add("beyond f_" + FULL + " it is not said which relation makes a gradient, because without one "
                        + "there may be many more trees");
            }
        }
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

    /// Through this correction everything is written out; beyond it what grows faster than the corrections themselves
    /// is left out, and said to be.
    private static final int FULL = 4;

    private Derived.Player player(Slot s) {
        Expr begin = Write.name(s.name());
        Expansion expansion = new Expansion(context, order + 1);
        Expansion shown = new Expansion(context, Math.min(order, FULL) + 1);
        boolean modifying = context.corrections().sense() == Model.Sense.MODIFYING;
        Expr update = expanded(modifying ? expansion.exact(s) : expansion.update(s), begin);
        Expr matched = expanded(shown.matched(s), begin);
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
        return Write.add(presenter.present(displacement.map(Sum::thaw), Optional.of(begin)),
                Write.bigO(displacement.order() + 1));
    }

    /// `loss + epsilon^k * term`, distributed over the term's own sum.
    private Expr append(Expr loss, int k, Slot s) {
        return append(loss, Gradient.decide(context.corrections().get(k).get(s), s, context.setting(), context.rules())
                .potential().times(Rational.MINUS_ONE), k);
    }

    private Expr append(Expr loss, Sum potential, int k) {
        if (potential.isZero()) {
            return loss;
        }
        Coef scale = context.corrections().epsilon().times(Coef.named("h")).pow(k);
        Expr term = presenter.present(potential.times(scale));
        return term.equals(Write.number(0)) ? loss : join(loss, term);
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

    /// Through this correction choices are looked for; of a question that goes farther through [#FULL], since looking and
    /// checking would take longer than all the rest.
    private static final int SEARCHED = 6;

    private int searched() {
        return order > SEARCHED ? FULL : SEARCHED;
    }

    /// Of longer values choices are looked for only when all are wanted: one is as long as the value.
    private static final int READABLE = 1000;

    /// Why choices are not looked for, if so.
    private Optional<String> unsearched(int k, Sum value) {
        return k > searched()
                ? Optional.of("not searched for beyond f_" + searched() + ", because their number grows too fast")
                : value.size() > READABLE && !family
                        ? Optional.of(String.format(java.util.Locale.ROOT,
                                "not searched for, because f_%d has %,d terms "
                                        + "and each choice about as many; derive --choices searches all the same",
                                k,
                                value.size()))
                : Optional.empty();
    }

    private Derived.Order order(int k, Slot s) {
        Sum value = context.corrections().dictated(k).get(s);
        Sum chosen = context.corrections().get(k).get(s);
        String name = single() ? "f_" + k : "f_" + k + "[" + s.name() + "]";
        context.budget().at("decisions on " + name + ", " + value.terms().size() + " terms");
        Decisions d = decisions(value, chosen, s);
        Optional<Expr> potential = Optional.empty();
        Optional<String> undecided = d.undecided;
        try {
            potential = d.choice.filter(Gradient.Decision::holds)
                    .map(c -> presenter.present(c.potential().times(Rational.MINUS_ONE)));
        } catch (NotExpressible e) {
            undecided = Optional.of(Wording.reason(e, context.model(), Optional.empty()));
        }
        boolean differs = chosen != value && !Canonical.isZero(chosen.minus(value), context.setting());
        // of an arbitrary field nobody expects a potential, however much of it is frozen
        boolean field = value.terms().stream().anyMatch(t -> t.open().orElseThrow().rootOutput());
        boolean wanted = k > 0 && !field && (d.isNone() || family && d.isGradient());
        Optional<String> unsearched = unsearched(k, value);
        Supplier<Derived.Choices> choices = !wanted ? () -> Derived.Choices.NONE
                : unsearched.isPresent() ? () -> Derived.Choices.without(Optional.empty(), false, unsearched)
                : Choosing.ahead(value,
                        () -> new Choosing(context, presenter, family).choices(k, value, s, d.isNone()));
        context.budget().at("writing " + name + ", " + value.terms().size() + " terms");
        Expr f = single() ? Write.name("f_" + k) : Write.index("f_" + k, Write.name(s.name()));
        Coef scale = context.corrections().time(s).times(context.corrections().epsilon().pow(k));
        Expr written = presenter.present(value);
        // where no part is a gradient, what remains is the value again
        Optional<Gradient.Decision> none = d.live.filter(x -> !x.holds() && x.whole() && !x.potential().isZero());
        Optional<Expr> remainder = none.flatMap(x -> written(x.remainder()));
        boolean gradient = d.isGradient() && undecided.isEmpty();
        return new Derived.Order(k, Write.times(scale.isOne() ? null : presenter.coefficient(scale), f),
                scale.isOne() ? written : presenter.present(value.times(scale)), written,
                differs ? Optional.of(presenter.present(chosen)) : Optional.empty(), gradient,
                potential.isPresent(), potential, remainder, remainder.isEmpty() ? Optional.empty()
                        : none.flatMap(x -> written(x.potential())),
                choices.get(), undecided, because(k, s, d.isGradient()),
                k <= FULL && d.isNone() ? exception(d.live.orElseThrow(), value, s) : Optional.empty(),
                new TreeTable(presenter, context.model().slots().size()).trees(value, scale));
    }

    /// Nothing where no formula is right for all counts.
    private Optional<Expr> written(Sum s) {
        try {
            return Optional.of(presenter.present(s));
        } catch (NotExpressible e) {
            return Optional.empty();
        }
    }

    private Optional<String> exception(Gradient.Decision none, Sum value, Slot s) {
        Optional<String> few = Vanishing.exception(none.cells(), context.model());
        // only a coefficient that is a sum can vanish at a value of its own
        return few.isPresent() || value.terms().stream().noneMatch(t -> t.coef().numerator().terms().size() > 1) ? few
                : Vanishing.exception(Gradient.curls(value, s, context.setting(), context.rules()), context.model());
    }

    private Gradient.Decision decide(Sum f, Slot s) {
        return Gradient.decide(f, s, context.setting(), context.rules());
    }

    /// The fewest declared relations that make this correction a gradient; nothing when it is one without any.
    private Optional<String> because(int k, Slot s, boolean holds) {
        List<Model.Relation> relations = context.model().relations();
        int n = relations.size();
        // without a relation there may be many more trees
        if (!holds || k == 0 || k > FULL || n == 0 || n > MAX_RELATIONS || !isNone(with(List.of()), k, s)) {
            return Optional.empty();
        }
        for (int size = 1; size <= n; size++) {
            List<String> enough = new ArrayList<>();
            for (int mask = 0; mask < 1 << n; mask++) {
                int chosen = mask;
                List<Model.Relation> some = java.util.stream.IntStream.range(0, n)
                        .filter(i -> (chosen >> i & 1) == 1).mapToObj(relations::get).toList();
                if (some.size() == size && (size == n || isGradient(with(some), k, s))) {
                    enough.add(String.join(" and ", some.stream().map(Deriver::describe).toList()));
                }
            }
            if (!enough.isEmpty()) {
                return Optional.of(String.join(", or because ", enough));
            }
        }
        return Optional.empty();
    }

    private Context with(List<Model.Relation> relations) {
        return new Context(context.model().withRelations(relations), Context.Reading.PLAIN, context.budget());
    }

    private static boolean isNone(Context c, int k, Slot s) {
        return decided(c, k, s).filter(holds -> !holds).isPresent();
    }

    private static boolean isGradient(Context c, int k, Slot s) {
        return decided(c, k, s).filter(holds -> holds).isPresent();
    }

    /// Empty when it is undecided.
    private static Optional<Boolean> decided(Context c, int k, Slot s) {
        try {
            return Optional.of(Gradient.decide(c.corrections().dictated(k).get(s), s, c.setting(), c.rules()).holds());
        } catch (NotExpressible undecided) {
            return Optional.empty();
        }
    }

    private static String describe(Model.Relation r) {
        return switch (r) {
            case Model.Relation.Multiple m -> m.symbol() + " = " + (m.factor().equals(Rational.MINUS_ONE) ? "-"
                    : m.factor().isOne() ? "" : m.factor() + " * ") + m.other();
            case Model.Relation.Quadratic q -> q.symbol() + " quadratic";
            case Model.Relation.Invariant i -> i.symbol() + " scale-invariant"
                    + (i.symbol().slots().size() > 1 ? " in " + i.slot() : "");
            case Model.Relation.EqualBatches e -> e.batch() + " equal";
        };
    }
}
