package bea.check;

import static bea.check.Build.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.model.Exp;
import bea.model.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the paper states about one step, n steps and games, confirmed on instances; and errors that must be seen.
class CheckerTest {
    static void holds(Outcome o) {
        assertTrue(o.run() && o.holds(), o.toString());
    }

    static void fails(Outcome o) {
        assertTrue(o.run() && !o.holds(), o.toString());
    }

    static void holds(Checker c, Model.Body body) {
        holds(c.check(body, List.of()));
    }

    static void fails(Checker c, Model.Body body) {
        fails(c.check(body, List.of()));
    }

    @Test
    void firstCorrectionOfGradientDescent() {
        Systems.Descent d = new Systems.Descent();
        holds(d.checker.confirmDerivation(0));
        holds(d.checker.confirmDerivation(1));
        holds(d.checker, follows(2, lossOf(THETA, add(d.e, times("1/4", times(H, norm2(d.g)))))));
        fails(d.checker, follows(2, lossOf(THETA, add(d.e, times("1/2", times(H, norm2(d.g)))))));
        fails(d.checker, follows(3, lossOf(THETA, add(d.e, times("1/4", times(H, norm2(d.g)))))));
        fails(new Checker(d.model, corrections(THETA, d.f0, times(-1, d.f1)), 1).confirmDerivation(1));
    }

    @Test
    void secondCorrectionOfGradientDescent() {
        Systems.Descent d = new Systems.Descent();
        Outcome o = d.checker.confirmDerivation(2);
        holds(o);
        assertEquals("without f_2 the flow leaves the update at h^3", o.reason());
        for (Exp wrong : List.of(times(2, d.f2), times("-1/3", apply(hess(THETA, d.e), apply(hess(THETA, d.e), d.g))),
                times("-1/12", deriv(d.g, THETA, d.g, d.g)))) {
            fails(new Checker(d.model, corrections(THETA, d.f0, d.f1, wrong), 1).confirmDerivation(2));
        }
    }

    /// Theory, section 2: -1/4, -1/6 (σ = 2), -1/12 and 0 for the trees with four vertices.
    @Test
    void thirdCorrectionOfAField() {
        Build b = new Build("Euler", THETA).find(3, H, H);
        Exp f = of(b.field("f", THETA, THETA));
        b.update(false, step(THETA, f));
        Exp ff = apply(jac(THETA, f), f);
        Exp f1 = times("-1/2", ff);
        Exp f2 = add(times("1/3", apply(jac(THETA, f), ff)), times("1/12", deriv(f, THETA, f, f)));
        Exp f3 = add(times("-1/4", apply(jac(THETA, f), apply(jac(THETA, f), ff))),
                times("-1/12", apply(jac(THETA, f), deriv(f, THETA, f, f))), times("-1/12", deriv(f, THETA, ff, f)));
        holds(new Checker(b.model(), corrections(THETA, f, f1, f2, f3), 1).confirmDerivation(3));
        Exp wrong = add(f3, times("1/24", deriv(f, THETA, f, f, f)));
        fails(new Checker(b.model(), corrections(THETA, f, f1, f2, wrong), 1).confirmDerivation(3));
    }

    @Test
    void stepsOfStochasticGradientDescent() {
        Systems.Steps s = new Systems.Steps();
        Checker live = new Checker(s.model, corrections(THETA, s.f0, s.live), 1);
        Checker frozen = new Checker(s.model, corrections(THETA, s.f0, s.frozen), 1);
        holds(live.confirmDerivation(1));
        holds(frozen.confirmDerivation(1));
        holds(live, follows(2, lossOf(THETA, s.theorem4("1/4", "-1"))));
        fails(live, follows(2, lossOf(THETA, s.theorem4("1/2", "-1"))));
        fails(live, follows(2, lossOf(THETA, s.theorem4("1/4", "1"))));
        // `<` for `<=`
        fails(new Checker(s.model, corrections(THETA, s.f0, s.f1(grad(THETA, of(s.loss, "tau")), "mu", "tau")), 1)
                .confirmDerivation(1));
        holds(frozen.confirmPotential(s.theorem4("1/4", "-1"), add(s.f0, times(s.nh, s.frozen)), THETA));
        fails(frozen.confirmPotential(s.theorem4("1/4", "-1"), add(s.f0, times(s.nh, s.live)), THETA));
        holds(live, new Model.Choice(1, THETA, s.frozen));
        fails(live, equation(new Exp.Correction(1, THETA), s.frozen));
    }

    /// For independent draws the average of the fields is `-1/2 mean(H g)`, the field of the expected update
    /// `-1/2 mean(H) mean(g)`; neither passes for the other.
    @Test
    void averagesOverRuns() {
        Exp.Expect draws = new Exp.Expect(Exp.Expect.Kind.DRAWS, "X", H);
        for (boolean averaged : List.of(true, false)) {
            Systems.Steps s = new Systems.Steps();
            s.build.find = new Model.Find(1, Model.Sense.FLOW, H, s.nh, Map.of(), Model.Freezing.NONE,
                    Optional.of(draws), averaged, false);
            Exp g = grad(THETA, of(s.loss, "mu"));
            Exp mean = times("-1/2", mean("mu", "0", "n-1", apply(hess(THETA, of(s.loss, "mu")), g)));
            Exp apart = times("-1/2", apply(hess(THETA, s.mean), grad(THETA, s.mean)));
            holds(new Checker(s.build.model(), corrections(THETA, s.f0, averaged ? mean : apart), 1)
                    .confirmDerivation(1));
            fails(new Checker(s.build.model(), corrections(THETA, s.f0, averaged ? apart : mean), 1)
                    .confirmDerivation(1));
        }
    }

    @Test
    void gradientDecisionsOverBatches() {
        Systems.Steps s = new Systems.Steps();
        Checker live = new Checker(s.model, corrections(THETA, s.f0, s.live), 1);
        Checker frozen = new Checker(s.model, corrections(THETA, s.f0, s.frozen), 1);
        holds(frozen, new Model.IsGradient(s.frozen, THETA, true));
        fails(frozen, new Model.IsGradient(s.frozen, THETA, false));
        fails(live, new Model.IsGradient(s.live, THETA, true));
        // for one batch it is a gradient, so it is not "no gradient for every n >= 1"
        fails(live, new Model.IsGradient(s.live, THETA, false));
        holds(frozen, new Model.LossExists(THETA, 1, true));
        Witness w = live.witness(s.live, THETA).orElseThrow();
        assertFalse(w.ij().equals(w.ji()));
        assertTrue(w.point().contains("n = 2"), w.toString());
    }

    @Test
    void simultaneousAndAlternatingGames() {
        Systems.Game together = new Systems.Game(true);
        Systems.Game inTurn = new Systems.Game(false);
        holds(new Checker(together.build.model(), together.corrections(-1), 1).confirmDerivation(1));
        fails(new Checker(together.build.model(), together.corrections(1), 1).confirmDerivation(1));
        holds(new Checker(inTurn.build.model(), inTurn.corrections(1), 1).confirmDerivation(1));
        fails(new Checker(inTurn.build.model(), inTurn.corrections(-1), 1).confirmDerivation(1));
    }

    @Test
    void zeroSumGame() {
        Systems.Game g = new Systems.Game(true);
        g.build.relations.add(new Model.Relation.Multiple(g.b, bea.algebra.Rational.MINUS_ONE, g.a));
        Checker c = new Checker(g.build.model(), g.corrections(-1), 1);
        Exp other = norm2(grad(PSI, of(g.a)));
        holds(c, follows(2, lossOf(PHI, add(of(g.a), times(H, add(times("1/4", norm2(g.ga)), times("-1/4", other)))))));
        fails(c, follows(2, lossOf(PHI, add(of(g.a), times(H, add(times("1/4", norm2(g.ga)), times("1/4", other)))))));
        holds(c, new Model.LossExists(PHI, 1, true));
        Systems.Game general = new Systems.Game(true);
        Checker free = new Checker(general.build.model(), general.corrections(-1), 1);
        fails(free, new Model.LossExists(PHI, 1, true));
        holds(free, new Model.LossExists(PHI, 1, false));
    }

    @Test
    void gameWithFrozenFactors() {
        Systems.Game g = new Systems.Game(true);
        Checker c = new Checker(g.build.model(), g.corrections(-1), 1);
        for (Exp frozen : List.of(start(grad(PSI, of(g.b)), PHI, PSI), start(grad(PSI, of(g.b)), PHI))) {
            Exp loss = add(of(g.a),
                    times(H, add(times("1/4", norm2(g.ga)), times("1/2", dot(grad(PSI, of(g.a)), frozen)))));
            holds(c, follows(2, lossOf(PHI, loss)));
            Exp field = add(times("-1/2", apply(jac(PHI, g.ga), g.ga)), times("-1/2", apply(jac(PSI, g.ga), frozen)));
            holds(c.confirmPotential(loss, add(times(-1, g.ga), times(H, field)), PHI));
            holds(c, new Model.IsGradient(field, PHI, true));
        }
        // freezing the other player's slot instead does not help
        Exp wrong = start(grad(PSI, of(g.b)), PSI);
        holds(c, new Model.IsGradient(apply(jac(PSI, g.ga), wrong), PHI, false));
    }

    /// Theory, section 5: two steps with the paper's frozen first correction need a second correction of their own.
    @Test
    void frozenFactorsChangeTheNextCorrection() {
        Build b = new Build("two steps", THETA).batches("X", "0", "1");
        var loss = b.batchLoss("E", "X", THETA);
        b.loop("mu", "0", "1", descent(THETA, of(loss, "mu"))).find(2, H, times(2, H));
        Exp mean = mean("mu", "0", "1", of(loss, "mu"));
        Exp later = hess(THETA, of(loss, "1"));
        Exp first = add(times("-1", apply(hess(THETA, mean), grad(THETA, mean))));
        Exp live = add(first, times("1/2", apply(later, grad(THETA, of(loss, "0")))));
        Exp frozen = add(first, times("1/2", apply(later, start(grad(THETA, of(loss, "0")), THETA))));
        Exp f0 = times(-1, grad(THETA, mean));
        Checker c = new Checker(b.model(), corrections(THETA, f0, frozen), 1);
        holds(c.confirmDerivation(1));
        Exp f2 = secondOfTwoSteps(loss, "-1/6");
        Exp f2Frozen = secondOfTwoSteps(loss, "1/3");
        holds(new Checker(b.model(), corrections(THETA, f0, live, f2), 1).confirmDerivation(2));
        fails(new Checker(b.model(), corrections(THETA, f0, frozen, f2), 1).confirmDerivation(2));
        holds(new Checker(b.model(), corrections(THETA, f0, frozen, f2Frozen), 1).confirmDerivation(2));
    }

    /// `2 f_2 = sum of b/sigma F` over the trees of three vertices (theory, section 3), with `b(EN)` as given for the
    /// chains 1, 0, m.
    private static Exp secondOfTwoSteps(bea.model.Symbol loss, String chain) {
        Exp sum = times(0, grad(THETA, of(loss, "0")));
        for (int a = 0; a < 2; a++) {
            for (int x = 0; x < 2; x++) {
                for (int y = 0; y < 2; y++) {
                    Exp root = grad(THETA, of(loss, "" + a));
                    Exp gx = grad(THETA, of(loss, "" + x));
                    Exp gy = grad(THETA, of(loss, "" + y));
                    String tall = x < a ? y < x ? "1/3" : chain : y < x ? "-1/6" : "1/3";
                    String bushy = x < a && y < a ? "1/6" : x < a || y < a ? "-1/3" : "1/6";
                    // three gradients with a minus sign each
                    sum = add(sum, times("-1/2", times(tall, apply(jac(THETA, root), apply(jac(THETA, gx), gy)))),
                            times("-1/4", times(bushy, deriv(root, THETA, gx, gy))));
                }
            }
        }
        return sum;
    }

    @Test
    void expectationOverShufflings() {
        Systems.Steps s = new Systems.Steps();
        Exp.Expect shuffles = new Exp.Expect(Exp.Expect.Kind.SHUFFLES, "X", rational("0"));
        Exp smith = add(s.mean, times(times(times("1/4", H), new Exp.Recip(param("n"))),
                sum("k", "0", "n-1", norm2(grad(THETA, of(s.loss, "k"))))));
        Checker c = new Checker(s.model, Corrections.NONE, 1);
        holds(c, new Model.Follows(List.of(lossOf(THETA, smith)), 2, Optional.of(shuffles)));
        fails(c, new Model.Follows(List.of(lossOf(THETA, smith)), 2, Optional.empty()));
        Exp expected = new Exp.Expect(Exp.Expect.Kind.SHUFFLES, "X", grad(THETA, s.theorem4("1/4", "-1")));
        holds(c, atStart(expected, grad(THETA, smith)));
        fails(c, equation(expected, grad(THETA, smith)));
        Exp.Expect draws = new Exp.Expect(Exp.Expect.Kind.DRAWS, "X", rational("0"));
        fails(c, new Model.Follows(List.of(lossOf(THETA, smith)), 2, Optional.of(draws)));
    }

    @Test
    void simplestCounterexampleIsReadable() {
        Systems.Descent d = new Systems.Descent();
        Counterexample x = d.checker
                .simplest(follows(2, lossOf(THETA, add(d.e, times("1/2", times(H, norm2(d.g)))))), List.of())
                .orElseThrow();
        assertEquals("{E=x^2*y}", x.losses().toString());
        assertEquals("(1, 1)", x.start());
        assertEquals("flow minus update = (-3, -2) h^2 + O(h^3)", x.values());
    }

    @Test
    void secondCorrectionIsNoGradient() {
        Systems.Descent d = new Systems.Descent();
        holds(d.checker, new Model.IsGradient(d.f1, THETA, true));
        holds(d.checker, new Model.IsGradient(d.f2, THETA, false));
        holds(d.checker, new Model.LossExists(THETA, 2, false));
        assertTrue(d.checker.witness(d.f1, THETA).isEmpty());
        Witness w = d.checker.witness(d.f2, THETA).orElseThrow();
        assertFalse(w.ij().equals(w.ji()));
        // in the ratio 2 : 1 it is one
        holds(d.checker, new Model.IsGradient(
                add(times(2, apply(hess(THETA, d.e), apply(hess(THETA, d.e), d.g))), deriv(d.g, THETA, d.g, d.g)),
                THETA, true));
    }
}
