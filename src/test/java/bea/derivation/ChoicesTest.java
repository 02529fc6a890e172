package bea.derivation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.elaborate.Budget;
import bea.language.ExprPrinter;
import bea.language.Source;
import bea.render.JsonReport;
import bea.render.LatexReport;
import bea.render.Style;
import bea.render.TextDerivation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a derivation shows of the gradient choices, confirmed by the independent check.
class ChoicesTest {
    private static Report report(String body) {
        Report r = Engine.run(new Source("test.bea", "derivation \"test\" {\n" + body + "\n}\n"),
                Engine.Options.deriving(Budget.unlimited()).withFamily());
        assertEquals(List.of(), r.problems());
        assertEquals(List.of(), r.internalErrors());
        assertEquals(Report.Agreement.AGREES, r.derivations().getFirst().check().orElseThrow().agreement());
        return r;
    }

    private static Derived.Order last(Report r) {
        return r.derivations().getFirst().derived().orElseThrow().players().getFirst().orders().getLast();
    }

    private static final String DESCENT = """
            state theta
            loss E(theta)
            update { theta <- theta - h * grad E }
            find f_2
            """;

    @Test
    void theWholeFamilyIsShownInEveryForm() {
        Report r = report(DESCENT);
        Derived.Choices c = last(r).choices();
        assertEquals(Optional.of(5), c.dimension());
        assertEquals(5, c.basis().size());
        assertEquals("2", c.count());
        assertEquals(Optional.empty(), c.paperLeast());
        String direction = ExprPrinter.print(c.basis().getLast());
        String text = TextDerivation.render(r.derivations().getFirst(), new Style(false), false);
        assertTrue(text.contains("in a family of dimension 5"), text);
        assertTrue(text.contains("v_5 ="), text);
        assertFalse(text.contains("v_6"), text);
        String json = JsonReport.derive(List.of(r), d -> e -> LatexReport.formula(d, e));
        assertTrue(json.contains("\"familyDimension\": 5") && json.contains(direction), json);
        assertTrue(LatexReport.render(r.derivations().getFirst(), false).contains("All gradient choices"));
    }

    @Test
    void theDirectionsOfAValueThatIsAGradient() {
        Derived.Order f1 = report(DESCENT).derivations().getFirst().derived().orElseThrow().players().getFirst()
                .orders()
                .get(1);
        assertTrue(f1.gradient());
        assertEquals(2, f1.choices().basis().size());
        assertTrue(f1.choices().least().isEmpty());
    }

    private static final String STEPS = """
            count n >= 3
            state theta
            batches X[0 .. n-1]
            loss E(theta; X)
            update for mu in 0 .. n-1 { theta <- theta - h * grad E(theta; X[mu]) }
            find f_1 in powers of n*h over time n*h freezing %s
            """;

    @Test
    void theOtherOfTwoLeastFrozenChoicesIsThePapers() {
        Derived.Choices c = last(report(STEPS.formatted("nothing"))).choices();
        assertEquals(2, c.least().size());
        assertEquals(Optional.of(1), c.paperLeast());
    }

    @Test
    void whatNoChoiceKeepsLiveIsSaid() {
        Derived.Choices last = last(report(STEPS.formatted("least keeping X[n-1] live"))).choices();
        assertFalse(last.impossible());
        assertEquals(2, last.least().size());
        Report r = report(STEPS.formatted("least keeping X[0], X[n-1] live"));
        Derived.Choices none = last(r).choices();
        assertTrue(none.impossible() && none.least().isEmpty() && none.paper().isEmpty());
        assertTrue(none.note().orElseThrow().endsWith("freezes something on X[0] or X[n-1]"));
        assertTrue(r.derivations().getFirst().derived().orElseThrow().players().getFirst().loss().isEmpty());
    }

    @Test
    void theFewestRelationsAreNamed() {
        String game = """
                state phi, theta
                loss A(phi, theta), B(phi, theta)
                %s
                update simultaneously {
                  phi <- phi - h * grad[phi] A
                  theta <- theta - h * grad[theta] B
                }
                find f_%d
                """;
        assertEquals(Optional.of("B = -A"),
                last(report(game.formatted("given B = -A\ngiven A quadratic", 1))).because());
        assertEquals(Optional.of("B = -A and A quadratic"),
                last(report(game.formatted("given B = -A\ngiven A quadratic", 2))).because());
        assertEquals(Optional.empty(), last(report(game.formatted("given A quadratic", 1))).because());
        // one is enough, whichever it is
        assertEquals(Optional.of("B = A, or because A = 0 * C"), last(report("""
                state theta
                loss A(theta), B(theta), C(theta)
                given B = A
                given A = 0 * C
                update {
                  theta <- theta - h * grad A
                  theta <- theta - h * grad B
                }
                find f_1
                """)).because());
    }
}
