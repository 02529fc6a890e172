package bea.check;

import bea.model.Exp;
import bea.model.Slot;
import java.util.List;
import java.util.Map;

/// The derived fields `f_0, f_1, …` of every slot, as they are printed and read back.
///
/// @param f `f.get(k).get(slot)`
public record Corrections(List<Map<Slot, Exp>> f) {
    public static final Corrections NONE = new Corrections(List.of());

    Exp get(int k, Slot slot) {
        // a handful of slots: looking at each spares a cold start the hash of a record
        for (Map.Entry<Slot, Exp> e : (k < f.size() ? f.get(k) : Map.<Slot, Exp>of()).entrySet()) {
            if (e.getKey().index() == slot.index()) {
                return e.getValue();
            }
        }
        throw new NotChecked("f_" + k + " of " + slot.name() + " is needed and was not derived");
    }
}
