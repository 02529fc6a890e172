package bea.elaborate;

import bea.algebra.Coef;
import bea.gradient.Choice;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.series.NotExpressible;
import bea.series.Series;
import bea.series.Sum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The corrections `f_0, f_1, …` of the modified flow: Step 3 of backward error analysis, order by order.
///
/// With the time-one field `B`, the power `h^m` of the update is `B_m` plus everything that the flow of
/// `B_1 … B_{m-1}` contributes there; that determines `B_m` at the start, and `T epsilon^(m-1) f_{m-1} = B_m`. What
/// was frozen in lower corrections stays frozen while the flow is expanded (theory, section 5).
public final class Corrections {
    private final Context context;
    private final List<Map<Slot, Sum>> values = new ArrayList<>();
    private final List<Map<Slot, Sum>> chosen = new ArrayList<>();

    Corrections(Context context) {
        this.context = context;
    }

    private Optional<Model.Find> find() {
        return context.model().finds().stream().findFirst();
    }

    /// `epsilon / h`.
    public Coef epsilon() {
        return perStep(find().map(Model.Find::epsilon), "powers");
    }

    /// `T / h`.
    public Coef time() {
        return perStep(find().map(Model.Find::time), "time");
    }

    private Coef perStep(Optional<Exp> e, String what) {
        if (e.isEmpty()) {
            return Coef.ONE;
        }
        Series s = new Evaluator(context, 2).evaluate(e.get());
        Optional<Coef> c = s.at(1).asCoef();
        if (c.isEmpty() || c.get().isZero() || !s.at(0).isZero() || !s.at(2).isZero()) {
            throw new NotExpressible("the " + what + " of the question must be a multiple of h");
        }
        return c.get();
    }

    /// The chosen `f_k` of every slot.
    public Map<Slot, Sum> get(int k) {
        derive(k);
        return chosen.get(k);
    }

    /// The value of `f_k` that matching dictates, written with every factor live.
    public Map<Slot, Sum> dictated(int k) {
        derive(k);
        return values.get(k);
    }

    private void derive(int k) {
        while (chosen.size() <= k) {
            context.tick();
            deriveNext();
        }
    }

    private void deriveNext() {
        int m = chosen.size() + 1;
        Evaluator e = new Evaluator(context, m);
        Map<Slot, Series> update = context.matched(m);
        Map<Slot, Series> known = scaled(m);
        Coef inverse = time().times(epsilon().pow(m - 1)).reciprocal();
        Map<Slot, Sum> value = new LinkedHashMap<>();
        Map<Slot, Sum> choice = new LinkedHashMap<>();
        for (Slot s : context.model().slots()) {
            Series flow = e.flow(s, Series.monomial(Sum.constant(time()), 1, m), known);
            Sum rest = update.get(s).at(m).minus(m == 1 ? Sum.ZERO : flow.at(m)).thaw().times(inverse);
            value.put(s, rest);
            choice.put(s, m == 1 ? rest : choose(rest, s));
        }
        values.add(value);
        chosen.add(choice);
    }

    /// `f_0 + epsilon f_1 + …` as far as it is known.
    private Map<Slot, Series> scaled(int order) {
        Map<Slot, Series> field = new LinkedHashMap<>();
        Coef power = Coef.ONE;
        for (int k = 0; k < chosen.size(); k++) {
            for (Slot s : context.model().slots()) {
                field.merge(s, Series.monomial(chosen.get(k).get(s).times(power), k, order), Series::plus);
            }
            power = power.times(epsilon());
        }
        return field;
    }

    private Sum choose(Sum value, Slot slot) {
        return switch (find().map(Model.Find::freeze).orElse(Model.Freeze.NOTHING)) {
            case NOTHING -> value;
            case PAPER -> Choice.paper(value, slot, context.setting(), context.rules());
            case LEAST -> Choice.least(value, slot, context.setting(), context.rules()).choices().getFirst();
        };
    }
}
