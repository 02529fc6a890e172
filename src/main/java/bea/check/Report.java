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
            return d.what() + " = " + series(d.left(), d) + " + O(" + power(d.power() + 1) + ")";
        }
        String before = d.what().substring(0, d.what().length() - "left".length());
        return before + "left = " + series(d.left(), d) + ", right = " + series(d.right(), d);
    }

    /// The value through the first power at which the two sides differ; that power is written even when it is zero.
    private static String series(Jet[] value, Statement.Difference d) {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k <= d.power(); k++) {
            String coefficient = Vectors.text(value, d.size(), k);
            if (k == d.power() || !Vectors.isZero(value, k)) {
                boolean negative = coefficient.startsWith("-") && !text.isEmpty();
                text.append(text.isEmpty() ? "" : negative ? " - " : " + ")
                        .append(negative ? coefficient.substring(1) : coefficient).append(k == 0 ? "" : " " + power(k));
            }
        }
        return text.toString();
    }

    private static String power(int k) {
        return k == 1 ? "h" : "h^" + k;
    }

    static String text(Statement.Asymmetry a) {
        return "entry (" + (a.i() + 1) + ", " + (a.j() + 1) + ") of the Jacobian is " + a.ij() + ", entry ("
                + (a.j() + 1) + ", "
                + (a.i() + 1) + ") is " + a.ji();
    }
}
