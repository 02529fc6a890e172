package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import bea.series.Invariance;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Series;
import bea.series.Sum;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives an expression its value: a series in `h` of sums of trees, at the live position.
///
/// The one idea is [#shift]: everything is evaluated for a moving position first, and then moved, by Taylor expansion,
/// to where it is wanted. Derivatives are therefore always derivatives of functions.
public final class Evaluator {
    private static final int FIRST_HOLE = 1000;
    /// What has no Taylor series at 0.
    private static final java.util.Set<String> SINGULAR = java.util.Set.of("a reciprocal", "log", "sqrt");

    private final Context context;
    private final int order;
    private final Map<String, Series> locals = new HashMap<>();
    /// What the memories hold while an update runs; elsewhere they are on their slow manifold.
    private Map<Slot, Series> held = Map.of();
    /// Where the update that runs began, unless that is the start.
    private Map<Slot, Series> begin = Map.of();
    /// The next hole: of those that are open at one time each has its own number.
    private int hole = FIRST_HOLE;
    /// How many derivatives are around what is evaluated, and whether one of them met something that is stopped.
    private int derivatives;
    private boolean hasStops;

    public Evaluator(Context context, int order) {
        this.context = context;
        this.order = order;
    }

    public int order() {
        return order;
    }

    Context context() {
        return context;
    }

    /// Makes a local stage of an update known under its name.
    void define(String name, Series value) {
        locals.put(name, value);
    }

    /// Gives the memories, in the course of an update, constant values.
    void hold(Map<Slot, Series> memories) {
        held = memories;
    }

    /// Gives an update a `start` of its own.
    ///
    /// @return the one before
    Map<Slot, Series> begin(Map<Slot, Series> states) {
        Map<Slot, Series> before = begin;
        begin = states;
        return before;
    }

    private Series start(Slot slot) {
        Series own = begin.get(slot);
        return own != null ? own : position(slot, true);
    }

    private Series memory(Slot slot) {
        Series value = held.get(slot);
        return value != null ? value : context.memory(slot, order);
    }

    public Series evaluate(Exp e) {
        return known(value(e));
    }

    private Series known(Series s) {
        return context.rules().invariant().isEmpty() ? s : s.map(x -> Invariance.of(x, context.rules()));
    }

    private Series value(Exp e) {
        context.tick();
        return switch (e) {
            case Exp.Const c -> scalar(Coef.of(c.value()));
            case Exp.StepSize _ -> Series.monomial(Sum.ONE, 1, order);
            case Exp.Param p -> scalar(context.parameter(p.name()));
            case Exp.IndexValue i -> scalar(context.number(i.value()));
            case Exp.Coordinate c -> scalar(Coef.generator(new Scalars.Coordinate(c.slot(), c.component(), false)));
            case Exp.Apply a -> apply(a);
            case Exp.Position p -> p.slot().memory() ? memory(p.slot()) : position(p.slot(), false);
            case Exp.Start s -> start(s.slot());
            case Exp.At at -> at(at);
            case Exp.Grad g -> derived(g.body(), f -> f.gradient(g.slot(), context.rules()));
            case Exp.Jac j ->
                derived(j.body(), f -> f.differentiated(j.slot(), Sum.ARGUMENT, context.rules()));
            case Exp.Derivative d -> derivative(d);
            case Exp.Stop s -> stop(s);
            case Exp.MatVec m -> evaluate(m.operator()).fill(Sum.ARGUMENT, evaluate(m.vector()));
            case Exp.Dot d -> evaluate(d.left()).dot(evaluate(d.right()));
            case Exp.Scale s -> evaluate(s.scalar()).times(evaluate(s.body()));
            case Exp.Add a -> a.terms().stream().map(this::evaluate).reduce(Series::plus).orElseThrow();
            // factor by factor, which keeps denominators factored
            case Exp.Recip r when r.body() instanceof Exp.Scale s ->
                evaluate(new Exp.Recip(s.scalar())).times(evaluate(new Exp.Recip(s.body())));
            case Exp.Recip r -> scalarFunction(r.body(), Coef::reciprocal, "a reciprocal");
            case Exp.Power p -> power(p);
            case Exp.Fun f -> scalarFunction(f.body(), c -> function(f.name(), c), f.name());
            case Exp.Sum s -> sum(s);
            case Exp.Expect x -> expectation(x);
            case Exp.Correction c -> Series.of(context.correction(c.k(), c.slot()), order);
            case Exp.Iterate i -> context.program(order).iterate(i.slot(), i.steps());
            case Exp.Passed p -> context.program(order).passed(p.slot(), p.steps());
            case Exp.FlowAt f -> flow(f);
            case Exp.TimeDerivative t -> lie(evaluate(t.body()), context.modifiedField(order));
            case Exp.BigO _ -> Series.of(Sum.ZERO, order);
            case Exp.Local l -> local(l.name());
            case Exp.Unknown u -> scalar(context.unknown(u.number()));
        };
    }

    /// A derivative of the function `body`, for which everything in a [Exp.Stop] is a constant.
    private Series derived(Exp body, java.util.function.UnaryOperator<Series> derivative) {
        derivatives++;
        Series value;
        try {
            value = derivative.apply(evaluate(body));
        } finally {
            derivatives--;
        }
        if (derivatives == 0 && hasStops) {
            hasStops = false;
            return value.map(Sum::resumed);
        }
        return value;
    }

    private Series stop(Exp.Stop s) {
        int around = derivatives;
        derivatives = 0;
        try {
            Series value = evaluate(s.body());
            hasStops |= around > 0;
            return around > 0 ? value.map(Sum::stopped) : value;
        } finally {
            derivatives = around;
        }
    }

    private static boolean hasStop(Exp e) {
        boolean[] found = {false};
        bea.model.Parts.forEach(e, p -> found[0] |= p instanceof Exp.Stop);
        return found[0];
    }

    private Series power(Exp.Power p) {
        Coef base = evaluate(p.base()).at(0).asCoef().orElseThrow(() -> new NotExpressible("a power of a sum"));
        return scalar(Scalars.power(base, context.fixed(p.exponent())));
    }

    private Series scalar(Coef c) {
        return Series.of(Sum.constant(c), order);
    }

    private static Coef function(String name, Coef argument) {
        if (argument.isRational() && (name.equals("log") && argument.isOne()
                || !name.equals("log") && !name.equals("exp") && !name.equals("cos") && !name.equals("sigmoid")
                        && argument.isZero())) {
            return Coef.ZERO;
        }
        if (argument.isZero() && (name.equals("exp") || name.equals("cos"))) {
            return Coef.ONE;
        }
        return Coef.generator(new Scalars.Function(name, argument));
    }

    Series local(String stage) {
        Series s = locals.get(stage);
        if (s == null) {
            throw new IllegalStateException("stage " + stage + " read before it is defined");
        }
        return s;
    }

    private Series apply(Exp.Apply a) {
        Symbol s = a.symbol();
        for (Model.Relation r : context.model().relations()) {
            if (r instanceof Model.Relation.Multiple m && m.symbol().equals(s)) {
                return apply(new Exp.Apply(m.other(), a.label())).times(m.factor());
            }
        }
        Optional<Series> replaced = context.replaced(s);
        if (replaced.isPresent()) {
            return replaced.get().truncated(order).padded(order);
        }
        if (s.definition().isPresent() && context.expandsDefinitions()) {
            Exp body = s.definition().get();
            Series value = evaluate(body);
            return a.label().isEmpty() ? value : value.map(
                    x -> x.relabel(
                            f -> f.substitute(n -> n.equals(Symbol.LABEL) ? context.fixed(a.label().get()) : null)));
        }
        Optional<Affine> label = s.batch().filter(b -> !context.equalBatches(b)).flatMap(b -> a.label())
                .map(context::fixed);
        return Series.of(Sum.vertex(Vertex.symbol(s, label)), order);
    }

    private Series position(Slot slot, boolean start) {
        if (slot.coordinates().isEmpty() || !context.expandsDefinitions()) {
            return Series.of(Sum.vector(Tree.position(slot, start)), order);
        }
        Sum all = Sum.ZERO;
        for (int i = 0; i < slot.coordinates().size(); i++) {
            Coef value = Coef.generator(new Scalars.Coordinate(slot, i, start));
            all = all.plus(Sum.vector(Tree.axis(slot, i)).times(value));
        }
        return Series.of(all, order);
    }

    private Series expectation(Exp.Expect x) {
        Series body = evaluate(x.body());
        bea.model.Parts.forEach(x.body(), p -> {
            if (p instanceof Exp.Iterate || p instanceof Exp.Position v && v.slot().memory()) {
                context.requireNoMemory();
            }
            if (p instanceof Exp.Iterate i) {
                requireOneUpdate(i);
            }
        });
        return body.map(s -> Expectation.of(s, x, context));
    }

    private void requireOneUpdate(Exp.Iterate i) {
        Affine updates = context.fixed(i.steps());
        if (context.update().onlyLoop().isEmpty() && !(updates.isConstant() && updates.constant() <= 1)) {
            throw new NotExpressible("an expectation over batches of " + i.slot() + "[" + updates + "], because the "
                    + "batches of a second update are drawn on their own");
        }
    }

    private Series derivative(Exp.Derivative d) {
        int base = hole;
        hole += d.directions().size();
        Series result = derived(d.body(), f -> {
            Series all = f;
            for (int i = 0; i < d.directions().size(); i++) {
                all = all.differentiated(d.directions().get(i).slot(), base + i, context.rules());
            }
            return all;
        });
        Map<Slot, Series> point = new java.util.LinkedHashMap<>();
        d.point().forEach(s -> point.put(s.slot(), evaluate(s.position())));
        result = shift(result, point);
        for (int i = 0; i < d.directions().size(); i++) {
            result = result.fill(base + i, evaluate(d.directions().get(i).position()));
        }
        hole = base;
        return result;
    }

    private Series scalarFunction(Exp body, java.util.function.UnaryOperator<Coef> f, String what) {
        Series s = evaluate(body);
        Coef c = s.at(0).asCoef().orElseThrow(() -> new NotExpressible(
                what + " of a sum over batches, or of something that contains inner products"));
        Series rest = s.minus(Series.of(s.at(0), order));
        boolean smooth = !c.isZero() || !SINGULAR.contains(what);
        if (!smooth && Degree.of(body, context.asked()).moves()) {
            throw new NotExpressible(what + " of something that vanishes with h" + (what.equals("a reciprocal")
                    ? "; multiply both sides by it" : ", because it has no expansion in powers of h"));
        }
        try {
            return rest.isZero() ? scalar(f.apply(c)) : taylor(c, rest, f);
        } catch (ArithmeticException zero) {
            throw new NotExpressible("a division by zero");
        }
    }

    /// `f(c + rest)` for `rest = O(h)`.
    private Series taylor(Coef c, Series rest, java.util.function.UnaryOperator<Coef> f) {
        Scalars.Index x = new Scalars.Index("~");
        Coef g = f.apply(Coef.generator(x));
        Series power = scalar(Coef.ONE);
        Series sum = Series.of(Sum.ZERO, order);
        Rational factorial = Rational.ONE;
        for (int k = 0; k <= order; k++) {
            Coef value = Scalars.replace(g, x, c);
            sum = sum.plus(power.times(value).times(factorial.reciprocal()));
            power = power.times(rest);
            factorial = factorial.times(Rational.of(k + 1));
            g = Scalars.derivative(g, x);
        }
        return sum;
    }

    private Series sum(Exp.Sum s) {
        Affine from = context.fixed(s.from());
        Affine to = context.fixed(s.to());
        Affine v = Affine.variable(s.variable());
        Series body = evaluate(s.body());
        List<List<Affine>> cases = List.of(List.of(v.minus(from), to.minus(v)));
        for (Affine x : s.excluded()) {
            Affine less = context.fixed(x).minus(v).plus(-1);
            Affine more = v.minus(context.fixed(x)).plus(-1);
            cases = cases.stream().flatMap(c -> java.util.stream.Stream.of(with(c, less), with(c, more))).toList();
        }
        Series result = Series.of(Sum.ZERO, order);
        for (List<Affine> c : cases) {
            result = result.plus(body.map(b -> b.sumOver(s.variable(), c, context.setting())));
        }
        return result;
    }

    private static List<Affine> with(List<Affine> list, Affine extra) {
        List<Affine> all = new java.util.ArrayList<>(list);
        all.add(extra);
        return all;
    }

    private Series at(Exp.At at) {
        if (derivatives > 0 && hasStop(at.body())) {
            // what is stopped would have to move to the point and yet be a constant
            throw new NotExpressible("stop at another point inside a derivative");
        }
        Map<Slot, Series> point = new java.util.LinkedHashMap<>();
        for (Exp.Shift s : at.point()) {
            point.put(s.slot(), evaluate(s.position()));
        }
        return shift(evaluate(at.body()), point);
    }

    /// `value` with the live position of each given slot replaced by a position within `O(h)` of the live one or of the
    /// start.
    Series shift(Series value, Map<Slot, Series> point) {
        if (context.isOpaque() && point.entrySet().stream().anyMatch(p -> !isEnd(p.getKey(), p.getValue()))) {
            return composed(value, point);
        }
        Map<Slot, Series> moves = new java.util.LinkedHashMap<>();
        int frozen = 0;
        for (Map.Entry<Slot, Series> p : point.entrySet()) {
            Slot s = p.getKey();
            Series fromLive = p.getValue().minus(position(s, false));
            Series fromStart = p.getValue().minus(position(s, true));
            if (!fromLive.at(0).isZero() && !fromStart.at(0).isZero()) {
                throw new NotExpressible(
                        "a point in " + s.name() + " that is not within O(h) of the current position or "
                                + "of the start");
            }
            boolean live = fromLive.at(0).isZero();
            frozen |= live ? 0 : 1 << s.index();
            Series move = live ? fromLive : fromStart;
            if (!move.isZero()) {
                moves.put(s, move.lowered());
            }
        }
        return taylor(value, List.copyOf(moves.entrySet()), frozen);
    }

    /// Whether a position is the live one or the start itself.
    private boolean isEnd(Slot slot, Series position) {
        return position.minus(position(slot, false)).isZero() || position.minus(position(slot, true)).isZero();
    }

    private boolean isLive(Series s) {
        boolean[] live = {false};
        for (int k = 0; k <= s.order(); k++) {
            s.at(k).terms().forEach(t -> t.forEachVertex(v -> context.model().slots()
                    .forEach(x -> live[0] |= v.isLive(x))));
        }
        return live[0];
    }

    /// Every tree at a composed point becomes a constant symbol named after both; equal symbols are equal values.
    private Series composed(Series value, Map<Slot, Series> point) {
        boolean moves = point.values().stream().anyMatch(this::isLive)
                || context.model().slots().stream().anyMatch(s -> !point.containsKey(s));
        if (moves || !context.model().slots().stream().allMatch(s -> s.coordinates().isEmpty())) {
            throw new NotExpressible("an exact statement about a composed point that moves");
        }
        Series sum = Series.of(Sum.ZERO, order);
        for (int k = 0; k <= order; k++) {
            for (bea.series.Term t : value.at(k).terms()) {
                sum = sum.plus(composed(t, point).shifted(k));
            }
        }
        return sum;
    }

    private Series composed(bea.series.Term t, Map<Slot, Series> point) {
        boolean vector = t.open().isPresent();
        Vertex root = vector ? t.open().get().node().vertex() : null;
        if (vector && root.kind() == Vertex.Kind.POSITION && root.frozen() == 0 && t.scalars().isEmpty()) {
            if (!t.domain().equals(bea.series.Domain.ALL)) {
                throw new NotExpressible("a composed point in a sum");
            }
            return point.getOrDefault(root.slot(), position(root.slot(), false)).times(t.coef());
        }
        boolean moving = t.coef().generators().stream().anyMatch(
                g -> !(g instanceof bea.algebra.Generator.Named) && !(g instanceof Scalars.Index));
        boolean[] live = {moving};
        t.forEachVertex(v -> live[0] |= context.model().slots().stream().anyMatch(v::isLive));
        if (!live[0]) {
            return Series.of(Sum.of(List.of(t)), order);
        }
        Coef inside = moving ? t.coef() : Coef.ONE;
        Coef outside = moving ? Coef.ONE : t.coef();
        Sum shape = Sum.of(List.of(new bea.series.Term(inside, t.scalars(), t.open(), t.bound(), t.domain())));
        String name = "(" + shape + " at " + point + ")";
        Optional<Slot> output = t.open().map(Tree::slot);
        Symbol whole = new Symbol(name, List.of(), output, Optional.empty(), Optional.empty());
        return Series.of(Sum.vertex(Vertex.symbol(whole, Optional.empty())).times(outside), order);
    }

    /// One slot after the other, so that derivatives in several of them come once, in one order. A derivative counts as
    /// a power of `h`, because the move that fills it is one: what would be cut off is not made.
    ///
    /// @param moves divided by `h`
    private Series taylor(Series value, List<Map.Entry<Slot, Series>> moves, int frozen) {
        if (moves.isEmpty() || value.isZero()) {
            return value.freeze(frozen);
        }
        Map.Entry<Slot, Series> first = moves.getFirst();
        List<Map.Entry<Slot, Series>> rest = moves.subList(1, moves.size());
        int base = hole;
        hole += order;
        Series derivative = value;
        Series sum = taylor(value, rest, frozen);
        Rational factorial = Rational.ONE;
        for (int k = 1; k <= order && !derivative.isZero(); k++) {
            derivative = derivative.differentiated(first.getKey(), base + k - 1, context.rules()).shifted(1);
            factorial = factorial.times(Rational.of(k));
            Series filled = taylor(derivative, rest, frozen);
            for (int j = 0; j < k; j++) {
                filled = filled.fill(base + j, first.getValue());
            }
            sum = sum.plus(filled.times(factorial.reciprocal()));
        }
        hole = base;
        return sum;
    }

    /// The derivative of `value` along the flow of `field`: a vertex takes a branch of the field's slot wherever it is
    /// live in it.
    Series lie(Series value, Map<Slot, Series> field) {
        int id = FIRST_HOLE - 1;
        Series sum = Series.of(Sum.ZERO, order);
        for (Map.Entry<Slot, Series> f : field.entrySet()) {
            sum = sum.plus(value.differentiated(f.getKey(), id, context.rules()).fill(id, f.getValue()));
        }
        return known(sum);
    }

    /// A vector that is known by its name only.
    Series opaque(String name, Slot slot) {
        Symbol whole = new Symbol("(" + name + ")", List.of(), Optional.of(slot), Optional.empty(), Optional.empty());
        return Series.of(Sum.vertex(Vertex.symbol(whole, Optional.empty())), order);
    }

    private Series flow(Exp.FlowAt f) {
        if (context.isOpaque()) {
            return opaque("flow " + evaluate(f.time()), f.slot());
        }
        return flow(f.slot(), evaluate(f.time()), context.modifiedField(order));
    }

    /// The position at `time` on the flow of `field` from the start: `sum over j of time^j/j! (d/dt)^j`, at the start.
    Series flow(Slot slot, Series time, Map<Slot, Series> field) {
        if (!time.at(0).isZero()) {
            throw new NotExpressible("a flow over a time that does not vanish with h");
        }
        Series derivative = position(slot, false);
        Series power = scalar(Coef.ONE);
        Series sum = Series.of(Sum.ZERO, order);
        Rational factorial = Rational.ONE;
        for (int j = 0; j <= order; j++) {
            sum = sum.plus(power.times(derivative).times(factorial.reciprocal()));
            if (j < order) {
                // the next power of time begins at h^(j+1)
                derivative = lie(derivative.truncated(order - j - 1), field);
            }
            power = power.times(time);
            factorial = factorial.times(Rational.of(j + 1));
        }
        return sum.freeze(-1);
    }
}
