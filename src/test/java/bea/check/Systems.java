package bea.check;

import static bea.check.Build.*;

import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;

/// The paper's systems with their corrections, written by hand.
final class Systems {
    private Systems() {}

    /// One step of gradient descent.
    static final class Descent {
        final Build build = new Build("gradient descent", THETA);
        final Symbol loss = build.loss("E", THETA);
        final Exp e = of(loss);
        final Exp g = grad(THETA, e);
        final Exp f0 = times(-1, g);
        final Exp f1 = times("-1/2", apply(hess(THETA, e), g));
        final Exp f2 = add(times("-1/3", apply(hess(THETA, e), apply(hess(THETA, e), g))),
                times("-1/12", deriv(g, THETA, g, g)));
        final Model model;
        final Checker checker;

        Descent() {
            build.update(false, descent(THETA, e)).find(2, H, H);
            model = build.model();
            checker = new Checker(model, corrections(THETA, f0, f1, f2), 1);
        }
    }

    /// n steps of stochastic gradient descent, in powers of nh over time nh.
    static final class Steps {
        final Build build = new Build("n steps", THETA).count("n", 1).batches("X", "0", "n-1");
        final Symbol loss = build.batchLoss("E", "X", THETA);
        final Exp nh = times(param("n"), H);
        final Exp mean = mean("mu", "0", "n-1", of(loss, "mu"));
        final Exp perN2 = new Exp.Recip(times(param("n"), param("n")));
        final Exp f0 = times(-1, grad(THETA, mean));
        final Exp live = f1(grad(THETA, of(loss, "tau")), "mu", "tau+1");
        final Exp frozen = f1(start(grad(THETA, of(loss, "tau")), THETA), "mu", "tau+1");
        final Model model;

        Steps() {
            build.loop("mu", "0", "n-1", descent(THETA, of(loss, "mu"))).find(1, nh, nh);
            model = build.model();
        }

        /// The first correction with the earlier gradient as given, from a lower bound of mu on.
        Exp f1(Exp earlier, String later, String from) {
            return add(times("-1/2", apply(hess(THETA, mean), grad(THETA, mean))), times(perN2,
                    sum("tau", "0", "n-1", sum("mu", from, "n-1", apply(hess(THETA, of(loss, later)), earlier)))));
        }

        /// Theorem 4, with the coefficients of its two terms.
        Exp theorem4(String norm, String alignment) {
            return add(mean, times(norm, times(nh, norm2(grad(THETA, mean)))),
                    times(alignment, times(times(H, new Exp.Recip(param("n"))), sum("mu", "1", "n-1",
                            dot(grad(THETA, of(loss, "mu")),
                                    sum("tau", "0", "mu-1", start(grad(THETA, of(loss, "tau")), THETA)))))));
        }
    }

    /// Two players, simultaneous or in turn.
    static final class Game {
        final Build build = new Build("game", PHI, PSI);
        final Symbol a = build.loss("A", PHI, PSI);
        final Symbol b = build.loss("B", PHI, PSI);
        final Exp ga = grad(PHI, of(a));
        final Exp gb = grad(PSI, of(b));

        Game(boolean together) {
            build.update(together, descent(PHI, of(a)), descent(PSI, of(b)));
        }

        /// The first corrections of simultaneous play, and the sign of the second player's interaction.
        Corrections corrections(int sign) {
            return new Corrections(java.util.List.of(both(PHI, times(-1, ga), PSI, times(-1, gb)),
                    both(PHI, add(times("-1/2", apply(jac(PHI, ga), ga)), times("-1/2", apply(jac(PSI, ga), gb))), PSI,
                            add(times(sign < 0 ? "-1/2" : "1/2", apply(jac(PHI, gb), ga)),
                                    times("-1/2", apply(jac(PSI, gb), gb))))));
        }
    }

    static Exp half(Slot s, Exp v) {
        return times("1/2", norm2(v));
    }
}
