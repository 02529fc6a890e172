package bea.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.Systems;
import bea.derivation.Engine;
import bea.derivation.Report;
import bea.language.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Messages speak in the names of the file, not in those of the engine.
class WordingTest {
    private static final String BATCHES = "count n >= 2 state theta batches X[0..n-1] loss E(theta; X) "
            + "update for mu in 0..n-1 { theta <- theta - h*grad E(theta; X[mu]) } find f_1 ";
    private static final String CONCRETE = "state w = (x, y) loss E(x, y) = x^2*y^3 + x^4*y "
            + "update { w <- w - h*grad E } find f_2 ";

    private static String reason(String body) {
        var model = Systems.model(body);
        return new Verifier(model, Budget.unlimited()).decide(model.claims().getFirst().body(), List.of()).reason();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "sum(mu in 0..n-1) hess E(theta; X[mu]) * grad E(theta; X[n-1-mu]) = sum(mu in 0..n-1) hess E(theta; X[n-1-mu]) * grad E(theta; X[mu]) | the label X[n-1-mu], which runs backwards",
            "sum(mu in 0..n-1) sum(k in 0..mu) hess E(theta; X[k]) * grad E(theta; X[mu-k]) = sum(mu in 0..n-1) sum(k in 0..mu) hess E(theta; X[mu-k]) * grad E(theta; X[k]) | the label X[mu-k], which is not an index or a count, plus or minus a number",
            "sum(i in 0..2*n-1) 1 = 2*n | the bound 2*n-1, which is not an index or a count, plus or minus a number"})
    void anIndexIsNamedAsItIsWritten(String claim, String said) {
        assertEquals("not expressible: " + said, reason(BATCHES + "claim: " + claim));
    }

    @Test
    void anUpdateIsNamedToo() {
        String text = "derivation \"d\" { " + BATCHES.replace("X[mu])", "X[mu]) - h*grad E(theta; X[n-1-mu])")
                + "}";
        Report r = Engine.run(new Source("d", text), Engine.Options.deriving(Budget.unlimited()));
        String said = bea.render.TextDerivation.render(r.derivations().getFirst(), bea.render.Style.PLAIN, false);
        assertTrue(
                said.contains(
                        "not expressible: the labels X[mu] and X[n-1-mu] in one pass, because they run both ways"),
                said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "f_2 is a gradient | its Jacobian is not symmetric: off by -4*x^9 + 6*x^7*y^2 + 4*x^5*y^4 - 2*x^3*y^6 + 4*x*y^8",
            "log(exp(x)) = x | a zero test of elementary functions: -x + log(exp(x))"})
    void coefficientsAreFormulas(String claim, String said) {
        assertEquals(said, reason(CONCRETE + "claim: " + claim));
    }

    @Test
    void coefficientsOfTreesAreFormulas() {
        Report r = Engine.run(new Source("d", "derivation \"d\" { " + BATCHES + "}"),
                Engine.Options.deriving(Budget.unlimited()));
        r.derivations().getFirst().derived().orElseThrow().players().getFirst().orders()
                .forEach(o -> o.terms().forEach(t -> assertTrue(t.coefficient().matches("[-0-9/n^]+"),
                        t.coefficient())));
    }

    private static final String CLIENTS = "derivation \"d\" { count n >= 1 count m >= 1 state theta batches X[0..m-1] "
            + "loss E(theta; X) update average over c in 0..m-1 { "
            + "for k in 1..n { theta <- theta - h*grad E(theta; X[c]) } } find f_1 in powers of n*h over time n*h "
            + "let g(theta) = mean(c in 0..m-1) grad E(theta; X[c]) ";

    @Test
    void whatIsTrueOfAllCountsDoesNotTellTermsApart() {
        Report r = Engine.run(new Source("d", CLIENTS + "claim: f_1 = (n-1)/(2*n) * mean(c in 0..m-1) "
                + "hess E(theta; X[c]) * grad E(theta; X[c]) - 1/2 * jac g * g - 1/m * g }"),
                Engine.Options.verifying(Budget.unlimited()));
        Report.Claim c = r.derivations().getFirst().claims().getFirst();
        assertEquals("1/m^2 * sum(mu in 0..m-1) grad E(theta; X[mu])",
                bea.language.ExprPrinter.print(c.difference().orElseThrow()));
    }

    @Test
    void fullSumsAreWrittenAsFullSums() {
        Report r = Engine.run(new Source("d", CLIENTS + "}"), Engine.Options.deriving(Budget.unlimited()));
        assertEquals("-(n - 1)/(4*m*n) * sum(mu in 0..m-1) norm(grad E(theta; X[mu]))^2 "
                + "+ 1/(4*m^2) * sum(mu in 0..m-1) sum(tau in 0..m-1) dot(grad E(theta; X[mu]), grad E(theta; X[tau]))",
                bea.language.ExprPrinter.print(r.derivations().getFirst().derived().orElseThrow().players().getFirst()
                        .orders().get(1).potential().orElseThrow()));
    }
}
