package bea.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Slot;
import org.junit.jupiter.api.Test;

/// What programs come of expressions, as few derivative passes as the formula needs.
class LoweringTest {
    private static final String SGD = "count n >= 2 state theta batches X[0..n-1] loss E(theta; X) "
            + "let Ebar(theta) = mean(k in 0..n-1) E(theta; X[k]) update for mu in 0..n-1 "
            + "{ theta <- theta - h*grad E(theta; X[mu]) }";
    private static final String GD = "state theta loss E(theta) update { theta <- theta - h*grad E }";
    private static final String GAME = "state phi, theta loss A(phi, theta), B(phi, theta) update simultaneously "
            + "{ phi <- phi - h*grad[phi] A theta <- theta - h*grad[theta] B }";

    private static BeaFile.Resolved read(String declarations) {
        BeaFile.Analysis a = BeaFile.analyse(new Source("t.bea", "derivation \"t\" { " + declarations + " }"));
        assertEquals(java.util.List.of(), a.problems());
        return a.derivations().getFirst();
    }

    private static Op lower(String declarations, String expression) {
        return new Lowering().lower(read(declarations).resolver().resolve(BeaFile.expression(expression)).exp());
    }

    private static String program(String declarations, String expression) {
        return Text.of(lower(declarations, expression));
    }

    private static String descent(String declarations, String slot, String loss) {
        BeaFile.Resolved r = read(declarations);
        Slot s = r.model().slots().stream().filter(x -> x.name().equals(slot)).findFirst().orElseThrow();
        Lowering l = new Lowering();
        return Text.of(l.descent(l.lower(r.resolver().resolve(BeaFile.expression(loss)).exp()), s));
    }

    @Test
    void derivativesAreAppliedToTheirDirections() {
        assertEquals("grad[theta] D[theta: grad[theta] E] E", program(GD, "hess E * grad E"));
        assertEquals("grad[theta] D[theta: grad[theta] E, theta: grad[theta] E] E",
                program(GD, "deriv[theta, theta] (grad E) (grad E, grad E)"));
        assertEquals("grad[theta] D[theta: grad[theta] E@theta] E", program(GD, "hess E * grad E(start)"));
        assertEquals("grad[theta] D[theta: grad[theta] E] E@theta", program(GD, "hess E(start) * grad E"));
        assertEquals("grad[phi] D[theta: grad[theta] B] A", program(GAME, "jac[theta] (grad[phi] A) * grad[theta] B"));
    }

    @Test
    void sumsOverOneDirectionAreOnePass() {
        assertEquals("grad[theta] D[theta: (1/3*grad[theta] E + -2*grad[theta] E@theta)] E",
                program(GD, "1/3*hess E*grad E - 2*hess E*grad E(start)"));
        assertEquals("sum(mu in 1..n-1) grad[theta] D[theta: sum(tau in 0..mu-1) grad[theta] E{tau}] E{mu}",
                program(SGD, "sum(tau in 0..n-2) sum(mu in tau+1..n-1) hess E(theta; X[mu]) * grad E(theta; X[tau])"));
    }

    @Test
    void theDescentOfALossTakesOneHessianVectorProductForEachFactor() {
        assertEquals("-1*(grad[theta] E + 1/4*h*2*grad[theta] D[theta: grad[theta] E] E)".replace("1/4*h*2*", "1/2*h*"),
                descent(GD, "theta", "E + h/4*norm(grad E)^2"));
        assertEquals("-1*sum(mu in 1..n-1) grad[theta] D[theta: sum(tau in 0..mu-1) grad[theta] E{tau}@theta] E{mu}",
                descent(SGD, "theta",
                        "sum(mu in 1..n-1) dot(grad E(theta; X[mu]), sum(tau in 0..mu-1) grad E(start; X[tau]))"));
        assertEquals("-1*grad[phi] D[theta: grad[theta] B@phi] A",
                descent(GAME, "phi", "dot(grad[theta] A, grad[theta] B(start, theta))"));
    }

    @Test
    void whatHasNoProgramIsRefused() {
        assertThrows(NotLowered.class, () -> lower(GD, "theta[1]"));
        assertThrows(NotLowered.class, () -> lower(GD, "grad E(start - h*grad E(start))"));
        assertThrows(NotLowered.class, () -> lower(GD, "hess E"));
    }
}
