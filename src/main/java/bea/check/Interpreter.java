package bea.check;

import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/// The value of an expression on one instance, through `h^limit`.
///
/// A scalar is one number, a vector one for each component; null is the zero of any type. Operators have no value of
/// their own: an expression that denotes one is given the `argument` that it is applied to. A derivative is what
/// multiplies a nilpotent increment of the live position; what is frozen is simply not incremented.
final class Interpreter {
    private static final int TICKS = 256;
    /// Sums with more terms and loops with more passes, those inside each other multiplied, are not run.
    static final long MAX_TERMS = 200_000;

    private static final long MAX_EXPONENT = 2000;

    private final Instance instance;
    private final Question question;
    private final Flow flow;
    private final Execution execution;
    private final Map<String, Long> indices = new HashMap<>();
    private final Map<String, Jet[]> locals = new HashMap<>();
    private final Relabelling relabelling;
    private Point start;
    private Point live;
    private int limit;
    private int level;
    /// The level of the outermost derivative that is written around what is read; -1 for none.
    private int outermost = -1;
    private boolean correcting;
    private boolean expecting;
    private int ticks;
    /// The terms of the sums and the passes of the loops that are open, multiplied.
    private long terms = 1;

    Interpreter(Instance instance, Question question, int limit) {
        this.instance = instance;
        this.question = question;
        this.limit = limit;
        this.start = instance.start;
        this.live = start;
        this.relabelling = new Relabelling(instance);
        this.flow = new Flow(this);
        this.execution = new Execution(this);
    }

    Instance instance() {
        return instance;
    }

    Question question() {
        return question;
    }

    Relabelling relabelling() {
        return relabelling;
    }

    Execution execution() {
        return execution;
    }

    Flow flow() {
        return flow;
    }

    int limit() {
        return limit;
    }

    Point live() {
        return live;
    }

    /// A reading in which an update begins at another point than the instance does.
    <T> T from(Point begin, Supplier<T> reading) {
        Point before = start;
        start = begin;
        try {
            return reading.get();
        } finally {
            start = before;
        }
    }

    void bind(String index, long value) {
        indices.put(index, value);
    }

    /// A reading that gives an index values of its own.
    <T> T binding(String index, Supplier<T> reading) {
        Long outer = indices.get(index);
        try {
            return reading.get();
        } finally {
            restore(index, outer);
        }
    }

    void define(String stage, Jet[] value) {
        locals.put(stage, value);
    }

    long index(Affine form) {
        return form.evaluate(n -> {
            Long v = indices.get(n);
            return v != null ? v : instance.counts.get(n);
        });
    }

    /// A reading with the live position at `point`, through `h^newLimit`.
    <T> T with(Point point, int newLimit, Supplier<T> reading) {
        Point before = live;
        int limitBefore = limit;
        live = point;
        limit = newLimit;
        T value = reading.get();
        live = before;
        limit = limitBefore;
        return value;
    }

    /// The value with the live position at `point`.
    Jet[] at(Point point, Exp e, Jet[] argument) {
        Point before = live;
        live = point;
        Jet[] value = value(e, argument);
        live = before;
        return value;
    }

    /// The value, known through `h^(limit - powers)` only.
    Jet[] shortened(int powers, Exp e, Jet[] argument) {
        int before = limit;
        limit -= powers;
        Jet[] value = value(e, argument);
        limit = before;
        return value;
    }

    /// A reading in which every field that is the `f_0` of a slot is its corrected one (the modifying integrator).
    <T> T correcting(Supplier<T> reading) {
        correcting = true;
        try {
            return reading.get();
        } finally {
            correcting = false;
        }
    }

    /// Whether batches are drawn.
    boolean isExpecting() {
        return expecting;
    }

    boolean isCorrecting() {
        return correcting;
    }

    private Jet[] plainly(Supplier<Jet[]> reading) {
        correcting = false;
        Jet[] value = reading.get();
        correcting = true;
        return value;
    }

    Jet scalar(Exp e) {
        Jet[] value = value(e, null);
        return value == null ? Jet.ZERO : value[0];
    }

    Jet[] value(Exp e, Jet[] argument) {
        if (ticks++ % TICKS == 0 && question.watch().expired()) {
            throw new NotChecked("the time limit was reached");
        }
        return switch (e) {
            case Exp.Scale s -> scale(s, argument);
            case Exp.Apply a -> apply(a.symbol(), a.label().map(this::index).orElse(0L));
            case Exp.Grad g -> gradient(g);
            case Exp.Add a -> add(a.terms(), argument);
            // a printed 0 may stand for a vector
            case Exp.Const c -> c.value().isZero() ? null : number(Jet.of(c.value()));
            case Exp.Sum s -> sum(s, argument);
            case Exp.At at -> at(point(at.point()), at.body(), argument);
            case Exp.Dot d -> dot(value(d.left(), null), value(d.right(), null));
            case Exp.MatVec m -> {
                Jet[] vector = value(m.vector(), argument);
                yield vector == null ? null : value(m.operator(), vector);
            }
            case Exp.Jac j -> along(j.slot(), argument, j.body());
            case Exp.Derivative d -> derivative(d, argument);
            case Exp.StepSize _ -> number(Jet.STEP);
            case Exp.Param p -> instance.model().values().containsKey(p.name())
                    ? number(scalar(instance.model().values().get(p.name())))
                    : number(Jet.of(parameter(p.name())));
            case Exp.IndexValue i -> number(Jet.of(Rational.of(index(i.value()))));
            case Exp.Coordinate c -> number(live.get(c.slot())[c.component()]);
            case Exp.Position p -> live.holds(p.slot()) ? live.get(p.slot()) : execution.memory(p.slot(), live);
            case Exp.Start s -> start.get(s.slot());
            case Exp.Recip r -> number(instance.functions.reciprocal(scalar(r.body()), limit));
            case Exp.Power p -> number(power(scalar(p.base()), index(p.exponent())));
            case Exp.Fun f -> number(instance.functions.apply(f.name(), scalar(f.body()), limit));
            case Exp.Expect x -> expectation(x, argument);
            case Exp.Correction c -> flow.correction(c.k(), c.slot());
            case Exp.Iterate i -> execution.iterate(Math.toIntExact(index(i.steps()))).get(i.slot());
            case Exp.Passed p -> execution.passed(index(p.steps())).get(p.slot());
            case Exp.FlowAt f -> flow.position(scalar(f.time())).get(f.slot());
            case Exp.TimeDerivative t -> timeDerivative(t.body(), argument);
            case Exp.BigO _ -> null;
            case Exp.Stop s -> stop(s.body());
            case Exp.Local l -> locals.get(l.name());
            case Exp.Unknown _ -> number(Jet.ONE);
        };
    }

    private Jet[] expectation(Exp.Expect x, Jet[] argument) {
        boolean around = expecting;
        expecting = true;
        Jet[] value = relabelling.average(x, () -> value(x.body(), argument));
        expecting = around;
        return value;
    }

    private static Jet[] number(Jet x) {
        return new Jet[]{x};
    }

    private Jet power(Jet base, long exponent) {
        if (Math.abs(exponent) > MAX_EXPONENT) {
            throw new NotChecked("a power with the exponent " + exponent + " is too large");
        }
        Jet square = exponent < 0 ? instance.functions.reciprocal(base, limit) : base;
        Jet product = Jet.ONE;
        for (long left = Math.abs(exponent); left > 0; left /= 2) {
            product = left % 2 == 0 ? product : product.times(square, limit);
            square = left == 1 ? square : square.times(square, limit);
        }
        return product;
    }

    private Rational parameter(String name) {
        Long count = instance.counts.get(name);
        Rational scalar = count != null ? Rational.of(count) : instance.scalars.get(name);
        if (scalar == null) {
            throw new NotChecked("the scalar " + name + " is not declared");
        }
        return scalar;
    }

    private Jet[] scale(Exp.Scale s, Jet[] argument) {
        Jet factor = scalar(s.scalar());
        int order = factor.order();
        return order > limit ? null : Vectors.scale(factor, shortened(order, s.body(), argument), limit);
    }

    private Jet[] add(List<Exp> terms, Jet[] argument) {
        Jet[] sum = null;
        for (Exp t : terms) {
            sum = Vectors.plus(sum, value(t, argument));
        }
        return sum;
    }

    private Jet[] sum(Exp.Sum s, Jet[] argument) {
        long from = index(s.from());
        long to = index(s.to());
        long[] excluded = s.excluded().stream().mapToLong(this::index).toArray();
        Optional<TreeSet<Long>> some = correcting || expecting ? Optional.empty() : instance.support.of(s);
        long size = some.map(x -> (long) x.subSet(from, Math.max(from, to + 1)).size()).orElse(size(from, to));
        return binding(s.variable(), () -> inside(size, "a sum of ", " terms", () -> {
            Jet[] sum = null;
            for (Long i = next(some, from); i != null && i <= to; i = next(some, i + 1)) {
                if (!contains(excluded, i)) {
                    indices.put(s.variable(), i);
                    sum = Vectors.plus(sum, value(s.body(), argument));
                }
            }
            return sum;
        }));
    }

    private static Long next(Optional<TreeSet<Long>> some, long from) {
        return some.isPresent() ? some.get().ceiling(from) : Long.valueOf(from);
    }

    /// Runs what has so many terms or passes, unless it would take too long inside of what is around it.
    <T> T inside(long count, String what, String of, Supplier<T> body) {
        long around = terms;
        bounded(around * count, what, of);
        terms = around * count;
        try {
            return body.get();
        } finally {
            terms = around;
        }
    }

    static long size(long from, long to) {
        return Math.max(0, to - from + 1);
    }

    /// What would take too long is not begun.
    static void bounded(long count, String what, String of) {
        if (count > MAX_TERMS) {
            throw new NotChecked(what + count + of + " is too long to be run through");
        }
    }

    private static boolean contains(long[] numbers, long x) {
        for (long n : numbers) {
            if (n == x) {
                return true;
            }
        }
        return false;
    }

    private void restore(String index, Long value) {
        if (value == null) {
            indices.remove(index);
        } else {
            indices.put(index, value);
        }
    }

    private Jet[] dot(Jet[] left, Jet[] right) {
        return left == null || right == null ? null : number(Vectors.dot(left, right, limit));
    }

    /// The value of a symbol at the live position.
    private Jet[] apply(Symbol symbol, long label) {
        for (Model.Relation r : instance.model().relations()) {
            if (r instanceof Model.Relation.Multiple m && m.symbol().equals(symbol)) {
                return Vectors.scale(Jet.of(m.factor()), apply(m.other(), label), limit);
            }
        }
        if (correcting) {
            for (Slot s : instance.model().slots()) {
                if (question.corrections().get(0, s) instanceof Exp.Apply a && a.symbol().equals(symbol)) {
                    // what was not derived would move the update beyond the power that is compared
                    int last = Math.min(question.flowOrder(), question.corrections().f().size() - 1);
                    return plainly(() -> flow.corrected(s, last));
                }
            }
        }
        boolean defined = symbol.definition().isPresent();
        long number = defined ? label : relabelling.of(symbol.batch(), label);
        if (!defined && instance.support.isZero(symbol, number)) {
            return null;
        }
        Point.Key key = new Point.Key(symbol.name(), number, defined ? relabelling.id() : 0);
        Point.Known known = live.known.get(key);
        if (known == null || known.limit() < limit) {
            Jet[] value = defined ? definition(symbol, label) : instance.evaluate(symbol, number, live, limit);
            known = new Point.Known(value, limit);
            live.known.put(key, known);
        }
        return known.value();
    }

    private Jet[] definition(Symbol symbol, long label) {
        Long outer = indices.put(Symbol.LABEL, label);
        Jet[] value = value(symbol.definition().orElseThrow(), null);
        restore(Symbol.LABEL, outer);
        return value;
    }

    /// An arbitrary field that stands for `f_k`.
    Jet[] arbitrary(int k, Slot slot) {
        String name = instance.model().slots().size() == 1 ? "f_" + k : "f_" + k + "[" + slot.name() + "]";
        return apply(new Symbol(name, instance.model().slots(), Optional.of(slot), Optional.empty(), Optional.empty()),
                0);
    }

    private Point point(List<Exp.Shift> shifts) {
        Point moved = live;
        int frozen = 0;
        for (Exp.Shift s : shifts) {
            Jet[] position = value(s.position(), null);
            if (position == start.get(s.slot())) {
                frozen |= 1 << s.slot().index();
            } else {
                moved = moved.with(s.slot(), position != null ? position : Vectors.zero(instance.dimension(s.slot())));
            }
        }
        return moved.frozen(frozen, start);
    }

    private int open() {
        if (level == Jet.MAX_LEVELS) {
            throw new NotChecked("derivatives are nested too deeply");
        }
        return level++;
    }

    /// The value without the increments of the derivatives around it.
    private Jet[] stop(Exp body) {
        int around = outermost;
        outermost = -1;
        Jet[] value = at(around < 0 ? live : live.below(around), body, null);
        outermost = around;
        return value;
    }

    /// The value at `point` inside a derivative that begins at a level.
    private Jet[] inside(int here, Point point, Exp body, Jet[] argument) {
        int around = outermost;
        outermost = around < 0 ? here : around;
        Jet[] value = at(point, body, argument);
        outermost = around;
        return value;
    }

    private Jet[] gradient(Exp.Grad g) {
        int d = live.get(g.slot()).length;
        if (d > Jet.MAX) {
            throw new NotChecked("a state has more than " + Jet.MAX + " coordinates");
        }
        int here = open();
        Jet[] value = inside(here, live.incremented(g.slot(), here), g.body(), null);
        level--;
        return value == null ? null : Vectors.parts(value[0], here, d);
    }

    /// The Jacobian of a vector with respect to the live position: `result[i][j]` differentiates component i by j.
    Jet[][] jacobian(Slot slot, Exp body) {
        int here = open();
        int d = live.get(slot).length;
        Jet[] value = at(live.incremented(slot, here), body, null);
        level--;
        Jet[][] rows = new Jet[d][];
        for (int i = 0; i < d; i++) {
            rows[i] = Vectors.parts(value == null ? Jet.ZERO : value[i], here, d);
        }
        return rows;
    }

    /// The derivative of `body` along a vector in one slot.
    private Jet[] along(Slot slot, Jet[] direction, Exp body) {
        int here = open();
        Jet[] value = inside(here, moved(live, slot, here, direction), body, null);
        level--;
        return Vectors.derivative(value, here);
    }

    private Point moved(Point from, Slot slot, int onLevel, Jet[] direction) {
        return from.with(slot,
                Vectors.plus(from.get(slot), Vectors.scale(Jet.increment(onLevel, 1), direction, limit)));
    }

    private Jet[] derivative(Exp.Derivative d, Jet[] argument) {
        int first = level;
        Point p = point(d.point());
        Jet[][] directions = new Jet[d.directions().size()][];
        for (int i = 0; i < directions.length; i++) {
            directions[i] = value(d.directions().get(i).position(), null);
            if (directions[i] == null) {
                return null;
            }
        }
        for (int i = 0; i < directions.length; i++) {
            p = moved(p, d.directions().get(i).slot(), open(), directions[i]);
        }
        Jet[] value = inside(first, p, d.body(), argument);
        while (level > first) {
            value = Vectors.derivative(value, --level);
        }
        return value;
    }

    private Jet[] timeDerivative(Exp body, Jet[] argument) {
        Point p = live;
        int here = open();
        for (Slot s : instance.model().slots()) {
            Jet[] field = flow.modifiedField(s);
            if (field != null) {
                p = moved(p, s, here, field);
            }
        }
        Jet[] value = at(p, body, argument);
        level--;
        return Vectors.derivative(value, here);
    }
}
