package bea.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Affine;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Sum;
import bea.series.Term;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A symbolic number of passes of loops with memories and of rates with powers in them: with a number for the count it is
/// what the passes one by one give.
class PassesTest {
    private static Context context(String count, String scalars, String memories, String pass) {
        return updated(count, scalars, memories, "for k in 0 .. n-1 {" + pass + "}");
    }

    private static Context updated(String count, String scalars, String memories, String update) {
        String text = "derivation \"d\" {\n" + count + "\n" + scalars + "\nstate theta\n"
                + (memories.isEmpty() ? "" : "memory " + memories)
                + "\nbatches X[0 .. n-1]\nloss E(theta; X)\nupdate " + update + "\nfind f_1 over time h"
                + (memories.isEmpty() ? "" : " after the transient") + "\n}";
        BeaFile.Analysis a = BeaFile.analyse(new Source("d.bea", text));
        assertEquals(java.util.List.of(), a.problems());
        Model model = a.derivations().getFirst().model();
        return new Context(model, Context.Reading.PLAIN, Budget.unlimited());
    }

    private static final String BETA = "scalar beta in [0, 1), gamma in (0, 1]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "2 | v    | v <- beta*v - h*grad E(theta; X[k])  theta <- theta + v",
            "1 | v    | v <- beta*v - h*grad E(theta + beta*v; X[k])  theta <- theta + v",
            "1 | v    | v <- beta*v + (1-beta)*grad E(theta; X[k])  theta <- theta - h*v",
            "1 | v    | theta <- theta - h*gamma^k*v  v <- beta*v + grad E(theta; X[k])",
            "1 | v    | v <- 1/2*v - h*gamma^(n-1-k)*grad E(theta; X[k])  theta <- theta + v",
            "1 | v    | theta <- theta - 2*h*grad E(theta; X[k]) + h*v  v <- grad E(theta; X[k])",
            "1 | u, v | u <- beta*u + grad E(theta; X[0])  v <- beta*v + u  theta <- theta - h*v",
            "1 | u, v | u <- beta*u + grad E(theta; X[0])  v <- beta^2*v + u  theta <- theta - h*v + h*u",
            "1 | last | let y = theta + beta*(theta - last) - h*grad E(theta; X[k])  last <- theta  theta <- y",
            "1 | last | let y = theta + beta*(theta - last)  last <- theta  theta <- y - h*grad E(y; X[k])",
            "1 | last | let y = theta - h*gamma^k*(3*grad E(theta; X[k]) - grad E(last; X[k]))  last <- theta  theta <- y",
            "2 | a, b | let g = 2*grad E(theta; X[0]) - grad E(a; X[0]) + grad E(b; X[0])  b <- a  a <- theta  "
                    + "theta <- theta - h*g",
            "1 | m    | m <- beta*m + (1-beta)*theta  theta <- theta - h*grad E(m; X[k])",
            "1 | u, v | u <- beta*u + grad E(theta; X[k])  let y = theta + (theta - v)/2 - h*u  v <- theta  theta <- y",
            "1 | u, v | simultaneously { u <- beta*u + grad E(theta; X[n-1])  v <- 1/3*v + u }  theta <- theta - h*v",
            "2 | -    | theta <- theta - h*gamma^k*grad E(theta; X[k])",
            "2 | -    | theta <- theta - h*(gamma*beta)^(n-k)*2^k*grad E(theta; X[k])"})
    void agreeWithANumberOfPasses(int order, String memories, String pass) {
        agrees(order, memories, "for k in 0 .. n-1 {" + pass + "}");
    }

    private static final String HEAVY_BALL = "for k in 0 .. n-1 { v <- beta*v - h*grad E(theta; X[k])  theta <- theta + v }";

    @ParameterizedTest
    @ValueSource(strings = {
            "theta <- mean(k in 1..n) theta[k]",
            "theta <- theta[1] + gamma*(theta - theta[n-1])",
            "v <- gamma/2*v",
            "theta <- start + (1-beta)*sum(k in 1..n) beta^(n-k)*(theta[k] - start)"})
    void agreeWithinUpdates(String behind) {
        agrees(1, "v", "{ " + HEAVY_BALL + behind + " }");
    }

    private static void agrees(int order, String memories, String update) {
        String held = memories == null ? "" : memories;
        Context symbolic = updated("count n >= 2", BETA, held, update);
        Slot theta = symbolic.model().slots().getFirst();
        for (int n = 2; n <= 4; n++) {
            Context given = updated("count n = " + n, BETA, held, update);
            Affine number = Affine.constant(n);
            UnaryOperator<Affine> at = a -> a.substitute(x -> x.equals("n") ? number : null);
            for (int k = 0; k <= order; k++) {
                Sum there = symbolic.correction(k, theta).relabel(at);
                assertTrue(Canonical.isZero(there.minus(given.correction(k, theta)), given.setting()),
                        update + ": f_" + k + " for n = " + n);
            }
        }
    }

    /// Without memory heavy ball is descent.
    @Test
    void aSmallMultiplierIsNone() {
        Context momentum = context("count n >= 2", BETA, "v",
                "v <- beta*v - h*grad E(theta; X[k])  theta <- theta + v");
        Context plain = context("count n >= 2", BETA, "", "theta <- theta - h*grad E(theta; X[k])");
        Slot theta = plain.model().slots().getFirst();
        for (int k = 0; k <= 1; k++) {
            for (int n = 2; n <= 4; n++) {
                Affine number = Affine.constant(n);
                UnaryOperator<Affine> at = a -> a.substitute(x -> x.equals("n") ? number : null);
                Sum f = momentum.correction(k, theta).relabel(at);
                Context given = context("count n = " + n, BETA, "", "theta <- theta - h*grad E(theta; X[k])");
                Sum limit = Sum.of(Canonical.of(f, given.setting()).values().stream().map(PassesTest::atZero).toList());
                assertTrue(Canonical.isZero(limit.minus(plain.correction(k, theta).relabel(at)), given.setting()));
            }
        }
    }

    private static Term atZero(Term t) {
        return t.map(UnaryOperator.identity(), c -> c.substitute(g -> g.key().equals("beta") ? Coef.ZERO : null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "v    | v <- gamma^k*v + grad E(theta; X[k])  theta <- theta - h*v    | what a pass keeps of it depends on",
            "v    | v <- (1-beta)*v + grad E(theta; X[k])  theta <- theta - h*v   | something else than a declared scalar",
            "v    | v <- norm(v)^2*v + grad E(theta; X[k])  theta <- theta - h*v  | does not just multiply it",
            "v    | v <- hess E(theta; X[k])*v + grad E(theta; X[k])  theta <- theta - h*v | does not just multiply it",
            "u, v | simultaneously { u <- beta*v + grad E(theta; X[k])  v <- 1/2*u }  theta <- theta - h*u | feed each other",
            "a, b | let y = theta + (theta - a)/2 + (a - b)/3 - h*grad E(theta; X[k])  b <- a  a <- theta  "
                    + "theta <- y | feed each other"})
    void isRefused(String memories, String pass, String reason) {
        Context c = context("count n >= 2", BETA, memories, pass);
        Slot theta = c.model().slots().getFirst();
        NotExpressible e = assertThrows(NotExpressible.class, () -> c.correction(1, theta));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }
}
