package bea.elaborate;

import bea.model.Exp;
import bea.model.Slot;
import bea.series.Series;
import bea.series.Sum;
import java.util.LinkedHashMap;
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

    /// The displacement of `slot` by the flow `f_0 + epsilon f_1 + …` with arbitrary `f_1, f_2, …`, at the start.
    public Series flow(Slot slot) {
        Context open = new Context(context.model(), context.reading()
                .forAny(IntStream.rangeClosed(1, order).boxed().collect(Collectors.toList())), context.budget());
        Evaluator e = new Evaluator(open, order);
        Map<Slot, Series> field = new LinkedHashMap<>(open.field(order, order - 1));
        Series time = Series.monomial(Sum.constant(open.corrections().time()), 1, order);
        return e.flow(slot, time, field).minus(e.evaluate(new Exp.Start(slot)));
    }
}
