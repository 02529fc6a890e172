package bea.render;

import bea.derivation.Derived;
import bea.derivation.Report;
import bea.language.ExprPrinter;

/// A result as claims, ready to paste into a `.bea` file.
public final class ClaimsText {
    private ClaimsText() {}

    public static String render(Report.Derivation report) {
        Derived d = report.derived().orElseThrow();
        boolean single = d.players().size() == 1;
        StringBuilder b = new StringBuilder();
        for (Derived.Player p : d.players()) {
            String slot = single ? "" : "[" + p.slot().name() + "]";
            for (Derived.Order o : p.orders()) {
                if (o.k() > 0) {
                    b.append("  claim:\n    f_").append(o.k()).append(slot).append(" at start = ")
                            .append(ExprPrinter.print(o.value())).append('\n');
                    b.append("  claim: ").append(ExprPrinter.print(o.value())).append(" is ")
                            .append(o.gradient() ? "" : "not ").append("a gradient\n");
                }
            }
            p.loss().ifPresent(l -> b.append("  claim:\n    loss").append(slot).append(' ').append(ExprPrinter.print(l))
                    .append("\n    follows the update through h^").append(d.order() + 1).append('\n'));
        }
        return b.toString();
    }
}
