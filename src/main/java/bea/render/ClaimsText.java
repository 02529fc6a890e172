package bea.render;

import bea.derivation.Claimable;
import bea.derivation.Derived;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.language.BeaFile;
import bea.language.ExprPrinter;
import bea.model.Model;
import bea.model.Slot;
import java.util.Locale;

/// A result as claims that hold, ready to paste into its `.bea` file.
public final class ClaimsText {
    private final StringBuilder text = new StringBuilder();
    private final Derived derived;
    private final Claimable claimable;
    private final String update;
    /// Whether the flow of the loss is what is matched with an update.
    private final boolean isFlow;

    private ClaimsText(Report.Derivation report, Budget budget) {
        this.derived = report.derived().orElseThrow();
        this.claimable = new Claimable(report, budget);
        Model model = report.resolved().model();
        this.update = update(model);
        this.isFlow = model.finds().stream().allMatch(f -> f.sense() == Model.Sense.FLOW && !f.averaged());
    }

    public static String render(Report.Derivation report, Budget budget) {
        ClaimsText t = new ClaimsText(report, budget);
        t.derived.players().forEach(t::player);
        t.derived.hamiltonian().filter(_ -> t.isFlow).ifPresent(t::hamiltonian);
        return t.text.toString();
    }

    private void player(Derived.Player p) {
        String slot = derived.players().size() == 1 ? "" : "[" + p.slot().name() + "]";
        p.orders().stream().filter(o -> o.k() > 0).forEach(o -> order(p, o, "f_" + o.k() + slot));
        p.loss().filter(_ -> isFlow)
                .ifPresent(l -> claim("the modified loss" + slot, "\n    loss" + slot + " " + ExprPrinter.print(l)
                        + "\n    follows " + update + " through h^" + (derived.order() + 1)));
    }

    private void hamiltonian(Derived.Hamiltonian h) {
        claim("the modified Hamiltonian", "\n    hamiltonian[" + h.q().name() + ", " + h.p().name() + "] "
                + ExprPrinter.print(h.whole()) + "\n    follows " + update + " through h^" + h.terms().size());
    }

    /// The update that the flow was matched with.
    private static String update(Model model) {
        return model.finds().stream().findFirst().flatMap(Model.Find::expectation)
                .map(x -> "the expected update over " + x.kind().name().toLowerCase(Locale.ROOT) + " of " + x.batch())
                .orElse("the update");
    }

    private void order(Derived.Player p, Derived.Order o, String f) {
        String value = ExprPrinter.print(o.value());
        claim(f, "\n    " + f + " at start = " + value);
        if (BeaFile.fits(value)) {
            claimable.gradient(o.value(), p.slot())
                    .ifPresent(is -> claim(f, " " + value + " is " + (is ? "" : "not ") + "a gradient"
                            + (isShared(p.slot()) ? " in " + p.slot().name() : "")));
        }
    }

    private boolean isShared(Slot s) {
        return derived.players().stream().filter(p -> p.slot().space().equals(s.space())).count() > 1;
    }

    private void claim(String what, String body) {
        text.append(BeaFile.fits(body) ? "  claim:" + body : "  // " + what + " is too long for a claim").append('\n');
    }
}
