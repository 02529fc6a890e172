package bea.render;

import bea.derivation.Report;
import bea.language.ExprPrinter;

/// The long form of one verdict.
public final class Explanation {
    private Explanation() {}

    public static String render(Report.Derivation d, Report.Claim c) {
        StringBuilder b = new StringBuilder();
        b.append("   derivation: ").append(d.name()).append('\n');
        c.written().left().ifPresent(l -> b.append("   left:  ").append(ExprPrinter.print(l)).append('\n'));
        c.written().right().ifPresent(r -> b.append("   right: ").append(ExprPrinter.print(r)).append('\n'));
        c.evidence().forEach((what, text) -> b.append("   ").append(what).append(": ").append(text).append('\n'));
        return b.toString();
    }
}
