package bea.check;

import bea.model.Model;
import java.util.ArrayList;
import java.util.List;

/// How values are written for a person.
final class Report {
    private Report() {}

    /// The counts of an instance, as the beginning of a sentence.
    static String where(Model model, Instance in) {
        List<String> parts = new ArrayList<>();
        for (Model.Count c : model.counts()) {
            if (c.fixed().isEmpty()) {
                parts.add(c.name() + " = " + in.counts.get(c.name()));
            }
        }
        return parts.isEmpty() ? "" : "for " + String.join(", ", parts) + ": ";
    }

    /// `left = (-3, -2) h^2, right = (0, 0) h^2`, or `flow minus update = (-3, -2) h^2 + O(h^3)`.
    static String text(Statement.Difference d) {
        if (!d.what().endsWith("left")) {
            return d.what() + " = " + term(d.left(), d) + rest(d);
        }
        String before = d.what().substring(0, d.what().length() - "left".length());
        return before + "left = " + term(d.left(), d) + ", right = " + term(d.right(), d);
    }

    private static String term(Jet[] value, Statement.Difference d) {
        String text = Vectors.text(value, d.size(), d.power());
        String lower = "";
        for (int k = 0; k < d.power() && lower.isEmpty(); k++) {
            lower = Vectors.difference(value, null, k) >= 0 ? "… + " : "";
        }
        return lower + text + (d.power() == 0 ? "" : d.power() == 1 ? " h" : " h^" + d.power());
    }

    private static String rest(Statement.Difference d) {
        return " + O(h^" + (d.power() + 1) + ")";
    }

    static String text(Statement.Asymmetry a) {
        return "entry (" + (a.i() + 1) + ", " + (a.j() + 1) + ") of the Jacobian is " + a.ij() + ", entry (" + (a.j() + 1) + ", "
                + (a.i() + 1) + ") is " + a.ji();
    }
}
