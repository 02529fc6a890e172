package bea.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.check.Checker;
import bea.check.Corrections;
import bea.check.Outcome;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Errors that the tree engine could make, planted in the corrections that the independent engine is given: it sees
/// every one, and accepts the right ones.
class PlantedErrorTest {
    private static final String DESCENT = """
            derivation "one step" {
              state theta
              field f(theta)
              update { theta <- theta + h * f }
              find f_1, f_2
            }
            """;

    private static final String STEPS = """
            derivation "n steps" {
              count   n >= 1
              state   theta
              batches X[0 .. n-1]
              loss    E(theta; X)
              update for mu in 0 .. n-1 { theta <- theta - h * grad E(theta; X[mu]) }
              find f_1 in powers of n*h over time n*h
              let Ebar(theta) = mean(mu in 0..n-1) E(theta; X[mu])
            }
            """;

    private static final String GAME = """
            derivation "in turn" {
              state phi, theta
              loss  A(phi, theta), B(phi, theta)
              update {
                phi   <- phi   - h * grad[phi]   A
                theta <- theta - h * grad[theta] B
              }
              find f_1
            }
            """;

    private static final String TWO_STEPS = """
            derivation "two steps" {
              state   theta
              batches X[0 .. 1]
              field   f(theta; X)
              update for mu in 0 .. 1 { theta <- theta + h * f(theta; X[mu]) }
              find f_1, f_2 in powers of 2*h over time 2*h
              let F(theta) = mean(mu in 0..1) f(theta; X[mu])
            }
            """;

    private BeaFile.Resolved resolved;

    /// A derivation to plant errors in.
    private static PlantedErrorTest of(String text) {
        BeaFile.Analysis a = BeaFile.analyse(new Source("planted", text));
        assertEquals(List.of(), a.problems());
        PlantedErrorTest t = new PlantedErrorTest();
        t.resolved = a.derivations().getFirst();
        return t;
    }

    private Model model() {
        return resolved.model();
    }

    private Exp exp(String text) {
        return resolved.resolver().resolve(BeaFile.expression(text)).exp();
    }

    /// Each `f_k`, with one text for every slot.
    private Checker checker(List<List<String>> fields) {
        List<Map<Slot, Exp>> f = new ArrayList<>();
        for (List<String> k : fields) {
            Map<Slot, Exp> of = new LinkedHashMap<>();
            for (int i = 0; i < k.size(); i++) {
                of.put(model().slots().get(i), exp(k.get(i)));
            }
            f.add(of);
        }
        return new Checker(model(), new Corrections(f), 7);
    }

    private static void accepted(Outcome o) {
        assertTrue(o.run() && o.holds(), o.toString());
    }

    private static void seen(Outcome o) {
        assertTrue(o.run() && !o.holds(), o.toString());
    }

    private void secondCorrection(boolean right, String f2) {
        Outcome o = checker(List.of(List.of("f"), List.of("-1/2 f'f"), List.of(f2))).confirmDerivation(2);
        if (right) {
            accepted(o);
        } else {
            seen(o);
        }
    }

    @Test
    void wrongSymmetryOfATree() {
        PlantedErrorTest t = PlantedErrorTest.of(DESCENT);
        t.secondCorrection(true, "1/3 f'f'f + 1/12 f''(f, f)");
        t.secondCorrection(false, "1/3 f'f'f + 1/6 f''(f, f)");
        t.secondCorrection(false, "1/3 f'f'f + 1/24 f''(f, f)");
        t.secondCorrection(false, "1/6 f'f'f + 1/12 f''(f, f)");
    }

    /// Without the cut through the edge below the root, or with only the empty cut, other coefficients remain.
    @Test
    void missingCut() {
        PlantedErrorTest t = PlantedErrorTest.of(DESCENT);
        t.secondCorrection(false, "1/12 f''(f, f)");
        t.secondCorrection(false, "1/3 f'f'f");
        t.secondCorrection(false, "-1/6 f'f'f + 1/12 f''(f, f)");
        t.secondCorrection(false, "1/3 f'f'f - 1/6 f''(f, f)");
        t.secondCorrection(false, "-1/6 f'f'f - 1/6 f''(f, f)");
    }

    @Test
    void wrongSignOrCoefficient() {
        PlantedErrorTest t = PlantedErrorTest.of(DESCENT);
        for (String f1 : List.of("1/2 f'f", "-1/4 f'f", "-f'f", "0 * f", "-1/2 f'f + 1/1000000 f")) {
            seen(t.checker(List.of(List.of("f"), List.of(f1))).confirmDerivation(1));
        }
        seen(t.checker(List.of(List.of("-f"), List.of("-1/2 f'f"))).confirmDerivation(1));
    }

    @Test
    void wrongColoursInTwoSteps() {
        PlantedErrorTest t = PlantedErrorTest.of(TWO_STEPS);
        String right = "-1/2 * jac F * F + 1/4 * jac f(theta; X[1]) * f(theta; X[0])";
        accepted(t.checker(List.of(List.of("F"), List.of(right))).confirmDerivation(1));
        for (String wrong : List.of("-1/2 * jac F * F + 1/4 * jac f(theta; X[0]) * f(theta; X[1])",
                "-1/2 * jac F * F + 1/4 * jac f(theta; X[1]) * f(theta; X[1])",
                "-1/2 * jac F * F + 1/4 * jac f(theta; X[1]) * F", "-1/2 * jac F * F")) {
            seen(t.checker(List.of(List.of("F"), List.of(wrong))).confirmDerivation(1));
        }
    }

    @Test
    void endsOfSumsInNSteps() {
        PlantedErrorTest t = PlantedErrorTest.of(STEPS);
        String sum = "-1/2 * hess Ebar * grad Ebar + 1/n^2 * sum(tau in %s) sum(mu in %s) hess E(theta; X[mu]) * grad E(%s; X[tau])";
        accepted(t.nSteps(sum.formatted("0..n-1", "tau+1..n-1", "theta")));
        accepted(t.nSteps(sum.formatted("0..n-1", "tau+1..n-1", "start")));
        accepted(t.nSteps(sum.formatted("0..n-2", "tau+1..n-1", "theta")));
        seen(t.nSteps(sum.formatted("0..n-1", "tau..n-1", "theta")));
        seen(t.nSteps(sum.formatted("1..n-1", "tau+1..n-1", "theta")));
        seen(t.nSteps(sum.formatted("0..n-1", "tau+1..n-2", "theta")));
        seen(t.nSteps(sum.formatted("0..n-1", "0..tau-1", "theta")));
        seen(t.nSteps(sum.replace("1/n^2", "1/n").formatted("0..n-1", "tau+1..n-1", "theta")));
        // right for two steps only
        seen(t.nSteps(sum.replace("1/n^2", "1/(2*n)").formatted("0..n-1", "tau+1..n-1", "theta")));
    }

    private Outcome nSteps(String f1) {
        return checker(List.of(List.of("-grad Ebar"), List.of(f1))).confirmDerivation(1);
    }

    @Test
    void playersInTurn() {
        PlantedErrorTest t = PlantedErrorTest.of(GAME);
        String phi = "-1/2 * hess[phi] A * grad[phi] A - 1/2 * jac[theta] (grad[phi] A) * grad[theta] B";
        String theta = "%s * jac[phi] (grad[theta] B) * grad[phi] A - 1/2 * hess[theta] B * grad[theta] B";
        List<String> first = List.of("-grad[phi] A", "-grad[theta] B");
        accepted(t.checker(List.of(first, List.of(phi, theta.formatted("1/2")))).confirmDerivation(1));
        seen(t.checker(List.of(first, List.of(phi, theta.formatted("-1/2")))).confirmDerivation(1));
        seen(t.checker(List.of(first, List.of(phi, theta.formatted("1/4")))).confirmDerivation(1));
        seen(t.checker(List.of(first, List.of(phi.replace("theta] B", "theta] A"), theta.formatted("1/2"))))
                .confirmDerivation(1));
        seen(t.checker(List.of(List.of("-grad[phi] B", "-grad[theta] A"), List.of(phi, theta.formatted("1/2"))))
                .confirmDerivation(0));
    }

    /// With something frozen in the first correction the second one is another; who ignores the flag takes the old one.
    @Test
    void ignoredFrozenFlagInTheNextCorrection() {
        PlantedErrorTest t = PlantedErrorTest.of(DESCENT);
        // f_1 = -1/2 f'(θ) f(start): its time derivative at the start lacks -1/2 f'f'f, so f_2 has to make up for it
        accepted(t
                .checker(List.of(List.of("f"), List.of("-1/2 * jac f * f(start)"),
                        List.of("1/12 f'f'f + 1/12 f''(f, f)")))
                .confirmDerivation(2));
        seen(t.checker(List.of(List.of("f"), List.of("-1/2 * jac f * f(start)"), List.of("1/3 f'f'f + 1/12 f''(f, f)")))
                .confirmDerivation(2));
        seen(t.checker(List.of(List.of("f"), List.of("-1/2 * jac f * f"), List.of("1/12 f'f'f + 1/12 f''(f, f)")))
                .confirmDerivation(2));
    }

    @Test
    void ignoredFrozenFlagInAModifiedLoss() {
        PlantedErrorTest t = PlantedErrorTest.of(STEPS);
        Slot theta = t.model().slots().getFirst();
        String alignment = "sum(tau in 0..n-1) sum(mu in tau+1..n-1) dot(grad E(theta; X[mu]), grad E(%s; X[tau]))";
        String field = "sum(tau in 0..n-1) sum(mu in tau+1..n-1) hess E(theta; X[mu]) * grad E(%s; X[tau])";
        Checker c = t.checker(List.of(List.of("-grad Ebar")));
        accepted(c.confirmPotential(t.exp("-" + alignment.formatted("start")), t.exp(field.formatted("start")), theta));
        seen(c.confirmPotential(t.exp("-" + alignment.formatted("theta")), t.exp(field.formatted("start")), theta));
        seen(c.confirmPotential(t.exp("-" + alignment.formatted("start")), t.exp(field.formatted("theta")), theta));
        accepted(c.check(new Model.IsGradient(t.exp(field.formatted("start")), theta, true), List.of()));
        seen(c.check(new Model.IsGradient(t.exp(field.formatted("theta")), theta, true), List.of()));
    }
}
