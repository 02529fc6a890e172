package bea.render;

import bea.derivation.Derived;
import bea.language.ExprPrinter;
import java.util.LinkedHashSet;
import java.util.Set;

/// What the steps of a derivation are called, by what was asked ([bea.model.Model.Sense]).
final class Steps {
    private Steps() {}

    static boolean isModifying(Derived d) {
        return d.sense() == bea.model.Model.Sense.MODIFYING;
    }

    static String first(Derived d) {
        return isModifying(d) ? "expand the flow of f_0 over the time " + times(d) : "expand the update";
    }

    /// @param corrected how `f_0 + epsilon*f_1 + …` is written
    static String second(Derived d, String corrected) {
        String time = times(d);
        return switch (d.sense()) {
            case FLOW -> "expand the flow of " + corrected + " over the time " + time;
            case MEMORYLESS -> "write the update as one step of length " + time + " along " + corrected;
            case RESIDUAL ->
                "write the update as the flow of f_0 over the time " + time + " and a residual, as long, of "
                        + corrected.replaceFirst("^f_0 \\+ ", "");
            case MODIFYING -> "expand the update with " + corrected + " in the place of f_0";
        };
    }

    /// `h`, or `a*h of phi, b*h of theta`.
    static String times(Derived d) {
        Set<String> all = new LinkedHashSet<>();
        d.players().forEach(p -> all.add(ExprPrinter.print(p.time())));
        return all.size() == 1 ? all.iterator().next()
                : String.join(", ", d.players().stream()
                        .map(p -> ExprPrinter.print(p.time()) + " of " + p.slot().name()).toList());
    }

    static String corrected(Derived d) {
        String eps = ExprPrinter.print(d.epsilon());
        String bracket = eps.matches("\\w+") ? eps : "(" + eps + ")";
        StringBuilder sum = new StringBuilder("f_0");
        for (int k = 1; k <= d.order(); k++) {
            sum.append(" + ").append(k == 1 ? bracket : bracket + "^" + k).append("*f_").append(k);
        }
        return sum.toString();
    }
}
