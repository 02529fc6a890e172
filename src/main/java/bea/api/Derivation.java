package bea.api;

import bea.derivation.Derived;
import bea.derivation.Report;
import bea.language.ExprPrinter;
import bea.render.LatexReport;
import bea.render.Style;
import bea.render.TextDerivation;
import java.util.List;
import java.util.Optional;

/// A derived modified flow. Formulas are texts in the language of `.bea` files: they can be pasted into a claim.
///
/// A slot is a player of the system by its name, such as `theta`; where there is one, it need not be named.
public final class Derivation extends Verified<Derivation> {
    private final Bea bea;
    private final Report.Derivation found;
    private final Derived derived;

    private Derivation(Bea bea, Report.Derivation found, Derived derived) {
        this.bea = bea;
        this.found = found;
        this.derived = derived;
    }

    static Derivation of(Bea bea, Report.Derivation found) {
        found.check().filter(c -> c.agreement() == Report.Agreement.DISAGREES).ifPresent(c -> {
            throw new AssertionError(
                    "the two engines disagree about the derivation \"" + found.name() + "\": " + c.reason()
                            + "; this is a bug in bea, please report it");
        });
        return new Derivation(bea, found,
                found.derived().orElseThrow(() -> new IllegalArgumentException("\"" + found.name()
                        + "\" has no derivation: " + found.failure().orElse("it has no update"))));
    }

    /// The name that the file gives it.
    public String name() {
        return found.name();
    }

    /// The names of the slots, in the order of the file.
    public List<String> slots() {
        return derived.players().stream().map(p -> p.slot().name()).toList();
    }

    /// `f_k` of the only slot.
    ///
    /// @throws IllegalArgumentException when there are several, or it was not derived
    public String f(int k) {
        return f(k, only());
    }

    /// `f_k` of a slot, with the factors frozen at the start that the file's choice freezes.
    ///
    /// @throws IllegalArgumentException when there is no such slot, or it was not derived
    public String f(int k, String slot) {
        Derived.Order o = correction(k, slot);
        return ExprPrinter.print(o.choice().orElse(o.value()));
    }

    /// Whether `f_k` of a slot, in the file's choice, is a gradient.
    ///
    /// @throws IllegalStateException when that is undecided
    public boolean isGradient(int k, String slot) {
        Derived.Order o = correction(k, slot);
        if (o.undecided().isPresent()) {
            throw new IllegalStateException("whether f_" + k + " is a gradient is undecided: " + o.undecided().get());
        }
        return o.chosenGradient();
    }

    /// The modified loss of the only slot; empty when there is none.
    public Optional<String> loss() {
        return loss(only());
    }

    /// The modified loss of a slot; empty when there is none.
    public Optional<String> loss(String slot) {
        return player(slot).loss().map(ExprPrinter::print);
    }

    /// The modified Hamiltonian `G` through the last correction that has one, `f[q] = grad[p] G` and `f[p] = -grad[q] G`;
    /// empty where the flow that is corrected has none (see docs/manual.md, Hamiltonian systems).
    public Optional<String> hamiltonian() {
        return derived.hamiltonian().map(h -> ExprPrinter.print(h.whole()));
    }

    /// The three steps, the choice and the modified loss, as `bea derive` prints them.
    public String text() {
        return TextDerivation.render(found, Style.PLAIN, false);
    }

    /// The same as a LaTeX document.
    public String latex() {
        return LatexReport.render(found, false);
    }

    private String only() {
        if (derived.players().size() != 1) {
            throw new IllegalArgumentException("\"" + name() + "\" has several slots, name one of " + slots());
        }
        return derived.players().getFirst().slot().name();
    }

    private Derived.Player player(String slot) {
        return derived.players().stream().filter(p -> p.slot().name().equals(slot)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + name() + "\" has no slot " + slot + ", but " + slots()));
    }

    private Derived.Order correction(int k, String slot) {
        return player(slot).orders().stream().filter(o -> o.k() == k).findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("f_" + k + " was not derived; ask for order(" + k + ")"));
    }

    @Override
    Report report() {
        return bea.report();
    }

    @Override
    List<Report.Derivation> meant() {
        return bea.meant().stream().filter(d -> d.name().equals(name())).toList();
    }

    @Override
    Derivation self() {
        return this;
    }
}
