package bea.derivation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.elaborate.Budget;
import bea.language.ExprPrinter;
import bea.language.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Modified Hamiltonians, each confirmed by the independent check.
class HamiltonianTest {
    private static Optional<Derived.Hamiltonian> derive(String states, String update, int order) {
        String text = """
                derivation "test" {
                  state %s
                  scalar c
                  loss H(q, p), V(q), T(p)
                  update %s
                  find f_1
                }
                """.formatted(states, update);
        Engine.Options o = new Engine.Options(order, Optional.empty(), Optional.empty(), true, false, true,
                Budget.unlimited());
        Report r = Engine.run(new Source("test.bea", text), o);
        assertEquals(List.of(), r.problems());
        Report.Derivation d = r.derivations().getFirst();
        assertEquals(Report.Agreement.AGREES, d.check().orElseThrow().agreement(), d.check().toString());
        return d.derived().orElseThrow().hamiltonian();
    }

    private static final String SEPARABLE = "{ p <- p - h*grad V  q <- q + h*grad T }";

    @Test
    void aSymplecticMethodHasOneAtEveryOrder() {
        Derived.Hamiltonian g = derive("q, p in R^d", SEPARABLE, 4).orElseThrow();
        assertEquals(5, g.terms().size());
        assertTrue(g.end().isEmpty());
        assertEquals("T + V", ExprPrinter.print(g.terms().get(0)));
        assertEquals("-1/2 * dot(grad[p] T, grad[q] V)", ExprPrinter.print(g.terms().get(1)));
    }

    @Test
    void theFirstCorrectionThatHasNoneEndsIt() {
        Derived.Hamiltonian g = derive("q, p in R^d", "{ p <- p - h*grad V - h^2*c*p  q <- q + h*grad T }", 3)
                .orElseThrow();
        assertEquals(1, g.terms().size());
        assertEquals("f_1 is not Hamiltonian", g.end().orElseThrow());
        g = derive("q, p in R^d", "{ p <- p - h*grad V - h^3*hess V*hess V*grad V  q <- q + h*grad T }", 3)
                .orElseThrow();
        assertEquals(2, g.terms().size());
        assertEquals("f_2 is not Hamiltonian", g.end().orElseThrow());
    }

    /// Both parts are gradients, each in its state, but of two scalars.
    @Test
    void theMixedDerivativesHaveToAgree() {
        Derived.Hamiltonian g = derive("q, p in R^d",
                "simultaneously { p <- p - h*grad V  q <- q + h*grad T + h^2*grad[p] dot(grad V, p) }", 1)
                .orElseThrow();
        assertEquals("f_1 is not Hamiltonian", g.end().orElseThrow());
    }

    @Test
    void whichStateIsTheMomentumIsToldByTheSign() {
        Derived.Hamiltonian g = derive("p, q in R^d", SEPARABLE, 1).orElseThrow();
        assertEquals("q", g.q().name());
        assertEquals("T + V", ExprPrinter.print(g.terms().getFirst()));
    }

    @Test
    void withoutOneToBeginWithNothingIsSaid() {
        assertTrue(derive("q, p in R^d", "{ p <- p - h*grad V - h*c*p  q <- q + h*grad T }", 1).isEmpty());
        assertTrue(derive("q in R^d, p in R^m", "{ p <- p - h*grad T  q <- q - h*grad V }", 1).isEmpty());
    }
}
