package bea.elaborate;

import bea.algebra.Coef;
import bea.gradient.Gradient;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import bea.series.Series;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns what a claim states into sums of trees that must vanish.
public final class Statement {
    /// Powers of `h` that are compared when a statement about all powers cannot be decided exactly.
    private static final int PROBE = 3;

    private final Context context;

    public Statement(Context context) {
        this.context = context;
    }

    /// The last power of `h` that is looked at in a field.
    int powers(Exp field) {
        Degree d = Degree.of(field, context.asked());
        return d.infinite() ? Math.max(d.degree(), PROBE) : d.degree();
    }

    /// Whether the field has powers of `h` beyond [#powers].
    boolean goesOn(Exp field) {
        return Degree.of(field, context.asked()).infinite();
    }

    /// What must vanish for a field to be a gradient, or for a modified loss to exist.
    ///
    /// @throws IllegalArgumentException for any other statement
    public List<Term> curls(Model.Body body) {
        return switch (body) {
            case Model.IsGradient g -> curls(g.field(), g.slot());
            case Model.LossExists l -> {
                List<Term> all = new ArrayList<>();
                for (int k = 0; k <= l.order(); k++) {
                    all.addAll(Gradient.curls(context.correction(k, l.slot()), l.slot(), context.setting(),
                            context.rules()));
                }
                yield all;
            }
            default -> throw new IllegalArgumentException("nothing that is a gradient or not: " + body);
        };
    }

    private List<Term> curls(Exp field, Slot slot) {
        int order = powers(field);
        Series s = new Evaluator(context, order).evaluate(field);
        List<Term> all = new ArrayList<>();
        for (int k = 0; k <= order; k++) {
            all.addAll(Gradient.curls(s.at(k), slot, context.setting(), context.rules()));
        }
        return all;
    }

    /// @throws IllegalArgumentException for a statement that is no equality; those are decided by [Verifier]
    public Residual residual(Model.Body body) {
        return switch (body) {
            case Model.Equation e -> equation(e);
            case Model.Choice c -> choice(c);
            case Model.Follows f -> follows(f);
            case Model.SameUpdate u -> sameUpdate(u);
            case Model.IsGradient _,Model.LossExists _,Model.IllTyped _ ->
                throw new IllegalArgumentException("no equality: " + body);
        };
    }

    private Residual equation(Model.Equation e) {
        Degree left = Degree.of(e.left(), context.asked());
        Degree right = Degree.of(e.right(), context.asked());
        int cut = Math.min(left.bigO(), right.bigO());
        boolean fromStart = e.atStart() || left.fromStart() || right.fromStart();
        if (cut < Integer.MAX_VALUE) {
            return equation(e, context, cut - 1, fromStart, true);
        }
        int degree = Math.max(left.degree(), right.degree());
        if (!left.infinite() && !right.infinite()) {
            return equation(e, context, degree, fromStart, true);
        }
        return exactly(e, degree, fromStart).orElseGet(() -> equation(e, context, PROBE, fromStart, false));
    }

    /// The equation with composed points as symbols, when that already proves it.
    private Optional<Residual> exactly(Model.Equation e, int degree, boolean fromStart) {
        try {
            Residual closed = equation(e, context.opaque(), degree + 1, fromStart, true);
            boolean zero = closed.parts().stream()
                    .allMatch(p -> bea.series.Canonical.isZero(p.sum(), context.setting()));
            return zero ? Optional.of(closed) : Optional.empty();
        } catch (bea.series.NotExpressible unknown) {
            return Optional.empty();
        }
    }

    private Residual equation(Model.Equation e, Context in, int order, boolean fromStart, boolean exact) {
        Evaluator evaluator = new Evaluator(in, order);
        Series d = evaluator.evaluate(e.left()).minus(evaluator.evaluate(e.right()));
        for (Model.Range r : e.ranges()) {
            d = d.map(s -> forAll(s, r));
        }
        return new Residual(parts("", fromStart ? d.freeze(-1) : d), order + 1, exact);
    }

    /// "for every index" as a sum against an independent function of the index.
    private Sum forAll(Sum s, Model.Range r) {
        Affine v = Affine.variable(r.variable());
        Symbol marker = new Symbol("for-all-" + r.variable(), List.of(), Optional.empty(), Optional.of("for all"),
                Optional.empty());
        List<Affine> conditions = List.of(v.minus(context.fixed(r.from())), context.fixed(r.to()).minus(v));
        Coef mark = Coef.generator(new Vertex.Value(Vertex.symbol(marker, Optional.of(v))));
        return s.times(mark).sumOver(r.variable(), conditions, context.setting());
    }

    static List<Residual.Part> parts(String slot, Series s) {
        List<Residual.Part> parts = new ArrayList<>();
        for (int k = 0; k <= s.order(); k++) {
            parts.add(new Residual.Part(slot, k, s.at(k)));
        }
        return parts;
    }

    private Residual choice(Model.Choice c) {
        int order = Degree.of(c.field(), context.asked()).degree();
        Series field = new Evaluator(context, order).evaluate(c.field());
        Sum dictated = context.reading().forAny().contains(c.k()) ? context.correction(c.k(), c.slot())
                : context.corrections().dictated(c.k()).get(c.slot());
        return new Residual(parts(c.slot().name(), field.minus(Series.of(dictated, order)).freeze(-1)), order + 1,
                true);
    }

    private Residual follows(Model.Follows f) {
        int order = f.order();
        Evaluator evaluator = new Evaluator(context, order);
        Map<Slot, Series> field = new LinkedHashMap<>();
        for (Model.FlowOf flow : f.flows()) {
            Series v = evaluator
                    .evaluate(flow.loss() ? new Exp.Grad(flow.slot(), flow.expression()) : flow.expression());
            field.put(flow.slot(), flow.loss() ? v.times(bea.algebra.Rational.MINUS_ONE) : v);
        }
        if (field.size() < context.model().slots().size()) {
            // time is O(h), so a flow through h^order needs the field through h^(order-1)
            context.field(order, order - 1).forEach(field::putIfAbsent);
        }
        Map<Slot, Series> update = context.displacement(order);
        if (f.expected().isPresent()) {
            update = context.averaged(update, f.expected().get());
        }
        List<Residual.Part> parts = new ArrayList<>();
        for (Slot s : context.model().slots()) {
            Series time = Series.monomial(Sum.constant(context.corrections().time(s)), 1, order);
            Series start = evaluator.evaluate(new Exp.Start(s));
            parts.addAll(parts(s.name(), evaluator.flow(s, time, field).minus(start).minus(update.get(s))));
        }
        parts.sort((a, b) -> Integer.compare(a.power(), b.power()));
        return new Residual(parts, order + 1, true);
    }

    private Residual sameUpdate(Model.SameUpdate u) {
        Map<Slot, Series> printed = context.program(u.order()).displacement(u.printed());
        Map<Slot, Series> real = context.displacement(u.order());
        List<Residual.Part> parts = new ArrayList<>();
        real.forEach((s, d) -> parts.addAll(parts(s.name(), printed.get(s).minus(d))));
        parts.sort((a, b) -> Integer.compare(a.power(), b.power()));
        return new Residual(parts, u.order() + 1, true);
    }

    /// What of each power of `h` of a field fits no gradient.
    public List<Sum> remainders(Exp field, Slot slot) {
        int order = powers(field);
        Series s = new Evaluator(context, order).evaluate(field);
        List<Sum> all = new ArrayList<>();
        for (int k = 0; k <= order; k++) {
            all.add(Gradient.remainder(s.at(k), slot, context.setting(), context.rules()));
        }
        return all;
    }

}
