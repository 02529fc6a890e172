package bea.emit;

import bea.kernel.Op;
import bea.kernel.Ops;
import bea.kernel.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Names for the terms that an update adds to a loss: what they measure, and a number where two measure the same.
final class TermNames {
    private TermNames() {}

    static List<String> of(List<Program.Term> terms) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (Program.Term t : terms) {
            String name = name(t.value());
            int i = seen.merge(name, 1, Integer::sum);
            names.add(i == 1 ? name : name + "_" + i);
        }
        return names;
    }

    private static String name(Op op) {
        return switch (op) {
            case Op.Scale s -> name(s.body());
            case Op.Sum s -> name(s.body());
            case Op.Dot d when d.left().equals(d.right()) -> of(d.left(), "gradient_norm", "curvature_norm");
            case Op.Dot d when frozen(d.left()) || frozen(d.right()) -> "alignment_with_start";
            case Op.Dot d -> curved(d.left()) || curved(d.right()) ? "curvature" : "alignment";
            case Op.Value v -> v.along().isEmpty() ? "loss" : "curvature";
            case Op.Number _,Op.Step _,Op.Parameter _,Op.Index _,Op.Slope _,Op.Position _,Op.Start _,Op.Add _,Op.Reciprocal _,Op.Function _,Op.Given _ ->
                "term";
        };
    }

    private static String of(Op op, String plain, String curved) {
        return curved(op) ? curved : plain;
    }

    private static boolean curved(Op op) {
        boolean[] found = {op instanceof Op.Slope s && !s.along().isEmpty()};
        Ops.map(op, x -> {
            found[0] |= curved(x);
            return x;
        });
        return found[0];
    }

    private static boolean frozen(Op op) {
        boolean[] found = {op instanceof Op.Slope s && !s.frozen().isEmpty()};
        Ops.map(op, x -> {
            found[0] |= frozen(x);
            return x;
        });
        return found[0];
    }
}
