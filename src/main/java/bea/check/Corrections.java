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
        Exp e = k < f.size() ? f.get(k).get(slot) : null;
        if (e == null) {
            throw new NotChecked("f_" + k + " of " + slot + " is needed and was not derived");
        }
        return e;
    }

    boolean has(int k) {
        return k < f.size();
    }
}
