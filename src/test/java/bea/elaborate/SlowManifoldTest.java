package bea.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Series;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Memories as functions of the states: the update leaves them on the slow manifold, and what has none is refused.
class SlowManifoldTest {
    private static Context context(String scalars, String memories, String update) {
        String text = "derivation \"d\" {\n" + scalars + "\nstate theta\nmemory " + memories
                + "\nloss E(theta)\nupdate {"
                + update + "}\nfind f_1 after the transient\n}";
        BeaFile.Analysis a = BeaFile.analyse(new Source("d.bea", text));
        assertEquals(List.of(), a.problems());
        Model model = a.derivations().getFirst().model();
        return new Context(model, Context.Reading.PLAIN, Budget.unlimited());
    }

    @ParameterizedTest
    @ValueSource(strings = {"v <- beta*v - h*grad E  theta <- theta + v",
            "v <- beta*v - h*grad E(theta + beta*v)  theta <- theta + v",
            "theta <- theta - h*v  v <- beta*v + (1-beta)*grad E(start) + theta",
            "v <- beta*v + h*hess E*v + grad E  theta <- theta - h*(grad E + beta*v)",
            "for i in 0 .. 2 { v <- beta*v - h*grad E  theta <- theta + v }"})
    void isInvariant(String update) {
        Context c = context("scalar beta in [0, 1)", "v", update);
        Map<Slot, Series> v = c.manifold(c.update()).through(3);
        c.program(3).defect(c.update(), v).values().forEach(d -> {
            for (int k = 0; k <= 3; k++) {
                assertTrue(Canonical.isZero(d.at(k), c.setting()), update + " at h^" + k + ": " + d);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "scalar beta in [0, 1] | v <- beta*v + grad E    | for beta = 1 its start is never forgotten",
            "scalar beta           | v <- beta*v + grad E    | for beta = -1 its start is never forgotten",
            "scalar beta > 1       | v <- beta*v + grad E    | its start is never forgotten: what an update keeps",
            "scalar beta in (0, 1) | v <- v + grad E         | its start is never forgotten: what an update keeps",
            "scalar beta in (0, 1) | v <- -3*v + grad E      | its start is never forgotten: what an update keeps",
            "scalar beta in (0, 1) | v <- beta*E*v + grad E  | depends on more than declared scalars",
            "scalar beta in (0, 1) | v <- hess E*v + grad E  | does not just multiply it by scalars",
            "scalar beta in (0, 1) | v <- norm(v)^2*v/2 + grad E  | does not just multiply it by scalars"})
    void isRefused(String scalars, String update, String reason) {
        Context c = context(scalars, "v", update + "  theta <- theta - h*v");
        // asked again it must not forget why
        for (int i = 0; i < 2; i++) {
            String message = assertThrows(NotExpressible.class, () -> c.memory(c.model().memories().getFirst(), 2))
                    .getMessage();
            assertTrue(message.contains(reason), message);
        }
        assertThrows(NotExpressible.class,
                () -> new Evaluator(c, 1).evaluate(new Exp.Position(c.model().memories().getFirst())));
    }

    /// Memories that feed each other are forgotten together or not at all.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"beta*v | -beta*u | true", "beta*v | beta*u | true", "v | -u | false",
            "2*v | u/3 | true", "2*v | u/2 | false", "u + v | -u/2 | true", "u + v | -u | false"})
    void twoMemories(String u, String v, boolean forgets) {
        Context c = context("scalar beta in [0, 1)", "u, v",
                "simultaneously { u <- " + u + " + grad E  v <- " + v + " } theta <- theta - h*v");
        if (forgets) {
            c.manifold(c.update()).through(1);
        } else {
            assertThrows(NotExpressible.class, () -> c.manifold(c.update()).through(1));
        }
    }
}
