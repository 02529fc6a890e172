package bea.elaborate;

import bea.model.Exp;
import bea.model.Slot;
import bea.series.Series;
import bea.series.Sum;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Steps 1 and 2, for display: the displacement by the update and by a flow whose corrections are still unknown.
public final class Expansion {
    private final Context context;
    private final int order;

    /// @param order the last power of `h`
    public Expansion(Context context, int order) {
        this.context = context;
        this.order = order;
    }

    /// The displacement of `slot` by the update, at the start.
    public Series update(Slot slot) {
        return context.matched(order).get(slot);
    }

    /// What Step 3 matches the update with, the corrections `f_1, f_2, …` arbitrary: the displacement of `slot` by the
    /// flow, or what the question asks for instead of it ([Model.Sense]). Of the modifying integrator it is the update
    /// with the corrected field, and [#update] is then matched with the flow of the given one.
    public Series matched(Slot slot) {
        Context open = new Context(context.model(), context.reading()
                .forAny(IntStream.rangeClosed(1, order).boxed().collect(Collectors.toList())), context.budget());
        Map<Slot, Series> field = open.corrected(order, order - 1);
        // what is averaged afterwards is matched run by run
        field.replaceAll((s, f) -> f.plus(Series.of(open.corrections().leading().get(s)
                .minus(open.corrections().get(0).get(s)), order)));
        Map<Slot, Series> plain = open.corrected(order, 0);
        Series time = Series.monomial(Sum.constant(open.corrections().time(slot)), 1, order);
        return switch (open.corrections().sense()) {
            case FLOW -> flow(open, slot, time, field);
            case MEMORYLESS -> time.times(field.get(slot));
            case RESIDUAL -> flow(open, slot, time, plain).plus(time.times(field.get(slot).minus(plain.get(slot))));
            case MODIFYING -> open.replacing(field).displacement(order).get(slot);
        };
    }

    /// The displacement by the flow of `f_0`.
    public Series exact(Slot slot) {
        Series time = Series.monomial(Sum.constant(context.corrections().time(slot)), 1, order);
        return flow(context, slot, time, context.corrected(order, 0));
    }

    private Series flow(Context c, Slot slot, Series time, Map<Slot, Series> field) {
        Evaluator e = new Evaluator(c, order);
        return e.flow(slot, time, field).minus(e.evaluate(new Exp.Start(slot)));
    }
}
