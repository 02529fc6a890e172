package bea.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.Systems;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Sum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The fast core and grafting give the same corrections, wherever both apply.
class PureTreesTest {
    private static final int LAST = 3;

    /// How many corrections came from the core.
    private static int compare(Model model, int last) {
        Context fast = new Context(model, Context.Reading.PLAIN, Budget.unlimited());
        Context slow = new Context(model, Context.Reading.PLAIN.grafted(), Budget.unlimited());
        try {
            fast.matched(last + 1);
        } catch (NotExpressible e) {
            return 0;
        }
        for (int k = 0; k <= last; k++) {
            for (Slot s : model.slots()) {
                Sum a = fast.corrections().dictated(k).get(s);
                Sum b = slow.corrections().dictated(k).get(s);
                assertEquals(b.toString(), a.toString(), model.name() + ", f_" + k + " of " + s);
                assertTrue(Canonical.isZero(a.minus(b), fast.setting()));
            }
        }
        assertEquals(0, slow.corrections().fromCore());
        return fast.corrections().fromCore();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "state theta loss E(theta) update { theta <- theta - h * grad E }",
            "state theta field f(theta) update { theta <- theta + h * f }",
            // stages, explicit and implicit
            "state theta field f(theta) update { let k = f(theta + h/2 * f(theta)) theta <- theta + h * k }",
            "state theta loss E(theta) update { let k = grad E(theta - h * k) theta <- theta - h * k }",
            "state theta scalar a, b field f(theta) update { theta <- theta + h*(1-b)*f + h*b*f(theta + a*h*f) }",
            // several symbols, scaled
            "state theta scalar c > 0 loss E(theta), R(theta) "
                    + "update { theta <- theta - h * grad E - c*h * grad R theta <- theta - 1/3*h * grad R }",
            "state theta field f(theta), g(theta) update { theta <- theta + h * f theta <- theta + 2*h * g }",
            // a symbol that enters at h^2 only
            "state theta field f(theta), g(theta) update { theta <- theta + h*f + h*g(theta + h*f) - h*g }",
            "state theta loss E(theta), R(theta) given R quadratic "
                    + "update { theta <- theta - h * grad E - h * grad R }",
            "state theta loss E(theta) given E quadratic update { theta <- theta - h * grad E }",
            // games: together, in turn, several steps, other rates, fields beside losses, losses of one player
            "state phi, theta loss A(phi, theta), B(phi, theta) update simultaneously "
                    + "{ phi <- phi - h * grad[phi] A theta <- theta - h * grad[theta] B }",
            "state phi, theta loss A(phi, theta), B(phi, theta) "
                    + "update { phi <- phi - h * grad[phi] A theta <- theta - h * grad[theta] B }",
            "state phi, theta loss A(phi, theta), B(phi, theta) given B = -A scalar c > 0 "
                    + "update { for i in 1 .. 2 { phi <- phi - h * grad[phi] A } theta <- theta - c*h * grad[theta] B }",
            "state phi, theta loss A(phi, theta) field g[theta](phi, theta) "
                    + "update { phi <- phi - h * grad[phi] A theta <- theta + h * g }",
            "state phi, theta loss A(phi, theta) update { phi <- phi - h * grad[phi] A "
                    + "+ h * jac[theta] (grad[phi] A) * grad[theta] A theta <- theta - h * grad[theta] A }",
            "state p, q, r loss A(p, q), B(q, r), C(r, p) update { p <- p - h * grad[p] A q <- q - h * grad[q] B "
                    + "r <- r - 1/2*h * grad[r] C }",
            // numbered batches
            "batches X[0 .. 1] state theta loss E(theta; X) "
                    + "update { theta <- theta - h * grad E(theta; X[0]) theta <- theta - h * grad E(theta; X[1]) }"})
    void bothWaysGiveTheSame(String body) {
        boolean mixed = body.contains("jac[theta]");
        for (String find : List.of("find f_3", "find f_3 over time 2*h", "find f_3 in powers of 1/2*h over time h")) {
            int fromCore = compare(Systems.model(body + " " + find), body.contains("p, q, r") ? 2 : LAST);
            assertTrue(mixed ? fromCore == 0 : fromCore > 2, body);
        }
    }

    @Test
    void clocksOfTheirOwn() {
        String game = "state phi, theta scalar c > 0 loss A(phi, theta), B(phi, theta) update { phi <- phi - h * grad[phi] A "
                + "theta <- theta - c*h * grad[theta] B } find f_3 of the modified flow on own clocks over time h for phi, c*h for theta ";
        assertEquals(LAST + 1, compare(Systems.model(game), LAST));
    }

    /// Sums over indices, scalar factors and frozen choices stay with grafting.
    @Test
    void everythingElseIsGrafted() {
        assertEquals(0, compare(Systems.model(Systems.sgd(2)), 2));
        assertEquals(0, compare(Systems.model("state theta loss E(theta) "
                + "update { theta <- theta - h * norm(grad E)^2 * grad E } find f_2"), 2));
        assertEquals(0, compare(Systems.model("state theta loss E(theta) "
                + "update { theta <- theta - h * E * grad E } find f_2"), 2));
        Context frozen = Systems.context("state theta loss E(theta) update { theta <- theta - h * grad E } "
                + "find f_3 freezing paper");
        Context slow = new Context(frozen.model(), Context.Reading.PLAIN.grafted(), Budget.unlimited());
        for (int k = 0; k <= LAST; k++) {
            assertEquals(Systems.chosen(slow, k).toString(), Systems.chosen(frozen, k).toString());
        }
        assertEquals(2, frozen.corrections().fromCore());
    }

    /// Every derivation of the repository.
    @Test
    void onAllDerivations() throws IOException {
        int some = 0;
        for (Path file : files()) {
            for (BeaFile.Resolved r : BeaFile.analyse(new Source(file.toString(), Files.readString(file)))
                    .derivations()) {
                boolean plain = r.usable() && r.model().update().isPresent()
                        && r.model().finds().stream().allMatch(f -> f.sense() == Model.Sense.FLOW);
                some += plain && compare(r.model(), PureTrees.of(
                        new Context(r.model(), Context.Reading.PLAIN, Budget.unlimited()).matched(1),
                        bea.tree.Rules.NONE).isPresent() ? 2 : 0) > 2 ? 1 : 0;
            }
        }
        assertTrue(some >= 8, "the core was used for " + some);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of(System.getProperty("basedir", "."), "derivations"))) {
            return all.filter(p -> p.toString().endsWith(".bea")).sorted().toList();
        }
    }
}
