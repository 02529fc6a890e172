package bea.derivation;

import bea.check.Checker;
import bea.check.Corrections;
import bea.check.Watch;
import bea.elaborate.Budget;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.language.Problem;
import bea.language.Resolver;
import bea.model.Exp;
import bea.model.Slot;
import bea.model.Type;
import bea.present.Presenter;
import bea.series.NotExpressible;
import bea.series.Sum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The corrections as they are printed, read again, and the checker that knows them. For one thread.
final class Printed {
    /// Fixed, so that a report can be repeated; any other would do.
    static final long SEED = 20231;

    private final BeaFile.Resolved resolved;
    private final Presenter presenter;
    private final List<Map<Slot, Exp>> corrections = new ArrayList<>();
    private final Checker checker;
    private final Watch watch;
    private Optional<String> unprintable = Optional.empty();
    /// What is asked, for whoever waits.
    private volatile String asked = "";
    private volatile boolean stopped;

    Printed(BeaFile.Resolved resolved, Presenter presenter, Budget budget) {
        this.resolved = resolved;
        this.presenter = presenter;
        this.watch = new Watch() {
            @Override
            public boolean expired() {
                return stopped || budget.isSpent();
            }

            @Override
            public void at(String what) {
                budget.at(asked + ", " + what);
            }
        };
        // it sees what is added later
        this.checker = new Checker(resolved.model(), new Corrections(corrections), Map.of(), SEED, watch);
    }

    /// Says what is asked from now on.
    void asks(String what) {
        asked = what;
    }

    Watch watch() {
        return watch;
    }

    /// From now on nobody waits.
    void stop() {
        stopped = true;
    }

    /// Why the corrections cannot be read, if so.
    Optional<String> unprintable() {
        return unprintable;
    }

    Checker checker() {
        return checker;
    }

    Corrections corrections() {
        return new Corrections(List.copyOf(corrections));
    }

    /// Prints and reads these corrections as far as that was not done before.
    Checker with(List<Map<Slot, Sum>> derived) {
        try {
            for (int k = corrections.size(); k < derived.size() && unprintable.isEmpty(); k++) {
                Map<Slot, Exp> f = new LinkedHashMap<>();
                for (Map.Entry<Slot, Sum> e : derived.get(k).entrySet()) {
                    f.put(e.getKey(), vector(presenter.present(e.getValue()), e.getKey()));
                }
                corrections.add(f);
            }
        } catch (NotExpressible e) {
            unprintable = Optional.of("the corrections cannot be printed: " + e.getMessage());
        } catch (BeaFile.TooLong e) {
            unprintable = Optional.of("the result is too long to be read back");
        }
        return checker;
    }

    Exp scalar(Sum s) {
        return scalar(presenter.present(s));
    }

    /// What a formula means once it has been printed.
    Exp scalar(Expr e) {
        return reread(e, x -> resolved.resolver().resolve(x).exp());
    }

    /// The same for a vector, which may be printed as 0.
    Exp vector(Expr e, Slot s) {
        return reread(e, x -> resolved.resolver().resolve(x, new Type.Vector(s)));
    }

    private static Exp reread(Expr e, Function<Expr, Exp> meaning) {
        try {
            return meaning.apply(BeaFile.expression(ExprPrinter.print(e)));
        } catch (Resolver.Mistake m) {
            throw m.problem().code() == Problem.Code.TOO_LONG ? new BeaFile.TooLong(m.getMessage()) : m;
        }
    }
}
