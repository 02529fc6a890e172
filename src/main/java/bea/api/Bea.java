package bea.api;

import bea.derivation.BigStack;
import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.files.Inputs;
import bea.language.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A `.bea` file to derive from and to make assertions about.
///
/// ```java
/// Derivation step = Bea.text("""
///         derivation "gradient descent" {
///           state theta
///           loss  E(theta)
///           update { theta <- theta - h * grad E }
///           find f_1
///           claim "(2)": f_1 = -grad (1/4 * norm(grad E)^2)
///         }
///         """).derive();
/// step.f(1);             // "-1/2 * hess E * grad E"
/// step.loss();           // Optional["E + 1/4*h * norm(grad E)^2"]
/// step.assertHolds("(2)");
///
/// Bea.file(Path.of("derivations/my-optimiser.bea")).assertHolds();
/// ```
///
/// Work is done when it is first asked for, and once. Instances do not change and may be shared between threads.
public final class Bea extends Verified<Bea> {
    private final Source source;
    private final Optional<String> name;
    private final int order;
    private Report derived;
    private Report verified;

    private Bea(Source source, Optional<String> name, int order) {
        this.source = source;
        this.name = name;
        this.order = order;
    }

    /// The derivations of a file.
    ///
    /// @throws UncheckedIOException when it cannot be read, or is not UTF-8 text
    public static Bea file(Path path) {
        try {
            return of(Inputs.read(path.toString()));
        } catch (Inputs.Unreadable e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
    }

    /// The derivations of a text.
    public static Bea text(String text) {
        return of(new Source("<text>", text));
    }

    /// The derivations of a text that has a name for messages.
    public static Bea of(Source source) {
        return new Bea(source, Optional.empty(), 0);
    }

    /// Only the derivation of this name, for files with several.
    public Bea named(String derivation) {
        return new Bea(source, Optional.of(derivation), order);
    }

    /// Derives `f_1` to `f_order`, whatever the file asks for.
    public Bea order(int last) {
        if (last < 1 || last > 60) {
            throw new IllegalArgumentException("the order is a number from 1 to 60, not " + last);
        }
        return new Bea(source, name, last);
    }

    /// Derives the modified flow.
    ///
    /// @throws IllegalArgumentException when the text cannot be understood, the message shows where; when there is no
    ///                                  derivation with an update, or several and none is [#named]
    /// @throws AssertionError           when the independent check disagrees, which is a bug in bea
    public Derivation derive() {
        List<Report.Derivation> found = sound(derived()).derivations();
        List<Report.Derivation> usable = found.size() == 1 ? found
                : found.stream().filter(d -> d.resolved().model().update().isPresent()).toList();
        if (usable.size() != 1) {
            throw new IllegalArgumentException(source.name() + " has " + (found.isEmpty() ? "no derivation"
                    + name.map(n -> " \"" + n + "\"").orElse("")
                    : "several derivations, choose one with named(…): "
                            + String.join(", ", found.stream().map(d -> "\"" + d.name() + "\"").toList())));
        }
        return Derivation.of(this, usable.getFirst());
    }

    private synchronized Report derived() {
        if (derived == null) {
            derived = run(new Engine.Options(order, name, Optional.empty(), true, false, true, Budget.unlimited()));
        }
        return derived;
    }

    /// Everything that `bea verify` finds out about the file, problems included.
    @Override
    public synchronized Report report() {
        if (verified == null) {
            verified = run(new Engine.Options(order, name, Optional.empty(), false, true, true, Budget.unlimited()));
        }
        return verified;
    }

    private Report run(Engine.Options options) {
        Report report = BigStack.call(() -> Engine.run(source, options));
        if (!report.internalErrors().isEmpty()) {
            throw new IllegalStateException("internal error: " + report.internalErrors().getFirst()
                    + "; this is a bug in bea, please report it with the file");
        }
        return report;
    }

    @Override
    List<Report.Derivation> meant() {
        List<Report.Derivation> found = sound(report()).derivations();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    source.name() + " has no derivation" + name.map(n -> " \"" + n + "\"").orElse(""));
        }
        return found;
    }

    @Override
    Bea self() {
        return this;
    }
}
