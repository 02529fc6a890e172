package bea.gradient;

import bea.algebra.Rational;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Setting;
import bea.series.Sum;
import bea.tree.Rules;
import java.util.Optional;

/// Decides whether a field of two states in one space is Hamiltonian (Hairer, Lubich & Wanner, VI.2): whether a scalar
/// `G` has `f[q] = grad[p] G` and `f[p] = -grad[q] G`.
public final class Hamiltonian {
    private Hamiltonian() {}

    /// @return `G`, or nothing when there is none
    /// @throws NotExpressible when it was not decided
    public static Optional<Sum> of(Sum ofQ, Sum ofP, Slot q, Slot p, Setting setting, Rules rules) {
        Sum inP = ofQ;
        Sum inQ = ofP.times(Rational.MINUS_ONE);
        Gradient.Decision first = Gradient.decide(inP, p, setting, rules);
        if (!first.holds() || !Canonical.isZero(Curl.mixed(inP, p, inQ, q, rules), setting)) {
            return Optional.empty();
        }
        Sum part = first.potential();
        Gradient.Decision rest = Gradient.decide(inQ.minus(part.gradient(q, rules)), q, setting, rules);
        if (!rest.holds()) {
            return Optional.empty();
        }
        Sum all = part.plus(rest.potential());
        // what was added for the second must not be seen by the first
        if (!Canonical.isZero(all.gradient(p, rules).minus(inP), setting)
                || !Canonical.isZero(all.gradient(q, rules).minus(inQ), setting)) {
            throw new NotExpressible("a Hamiltonian whose parts cannot be told apart");
        }
        return Optional.of(all);
    }
}
