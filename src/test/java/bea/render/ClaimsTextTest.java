package bea.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.BigStack;
import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.language.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What `derive --claims` prints can be pasted into its file and holds there.
class ClaimsTextTest {
    private static final Map<String, String> MORE = Map.ofEntries(
            Map.entry("explicit midpoint", "state theta field f(theta) update { let k = f(theta + h/2*f) "
                    + "theta <- theta + h*k } find f_2"),
            Map.entry("Heun", "state theta loss E(theta) update { let k = -grad E "
                    + "let l = -grad E(theta + h*k) theta <- theta + h/2*k + h/2*l } find f_2"),
            Map.entry("RK4", "state theta field f(theta) update { let a = f let b = f(theta + h/2*a) "
                    + "let c = f(theta + h/2*b) let d = f(theta + h*c) "
                    + "theta <- theta + h*(1/6 a + 1/3 b + 1/3 c + 1/6 d) } find f_3"),
            Map.entry("one coordinate", "state w loss E(w) = 1/(1+w^2) update { w <- w - h*grad E } find f_2"),
            Map.entry("a quadratic loss", "state w = (x, y) loss E(x, y) = x^2 + 3*x*y update { w <- w - h*grad E } "
                    + "find f_3"),
            Map.entry("a loss with a logarithm", "state w = (x, y) loss E(x, y) = log(1 + x^2) + y^4 "
                    + "update { w <- w - h*grad E } find f_2"),
            Map.entry("a loss that couples", "state w = (x, y) loss E(x, y) = x^2*y^3 + x^4*y "
                    + "update { w <- w - h*grad E } find f_2"),
            Map.entry("quadratic in general", "state theta loss E(theta) given E quadratic "
                    + "update { theta <- theta - h*grad E } find f_3"),
            Map.entry("batches from one on", "count n >= 1 state theta batches X[0..n-1] loss E(theta; X) "
                    + "update for mu in 0..n-1 { theta <- theta - h*grad E(theta; X[mu]) } find f_1"),
            Map.entry("batches in powers of n*h", "count n >= 2 state theta batches X[0..n-1] loss E(theta; X) "
                    + "update for mu in 0..n-1 { theta <- theta - h*grad E(theta; X[mu]) } "
                    + "find f_1 in powers of n*h over time n*h freezing least"),
            Map.entry("expectation", "count n >= 2 state theta batches X[0..n-1] loss E(theta; X) "
                    + "update for mu in 0..n-1 { theta <- theta - h*grad E(theta; X[mu]) } "
                    + "find f_1 in expectation over shuffles of X"),
            Map.entry("zero-sum", "state phi, theta loss A(phi, theta), B(phi, theta) given B = -2*A "
                    + "update { phi <- phi - h*grad[phi] A theta <- theta - h*grad[theta] B } find f_2"),
            Map.entry("a general game, frozen", "state phi, theta loss A(phi, theta), B(phi, theta) "
                    + "update simultaneously { phi <- phi - h*grad[phi] A theta <- theta - h*grad[theta] B } "
                    + "find f_1 freezing paper"),
            Map.entry("a concrete game", "state x, y loss A(x, y) = x*y + x^3 update simultaneously "
                    + "{ x <- x - h*grad[x] A y <- y + h*grad[y] A } find f_2"));

    private static Report run(String file, String text, Optional<String> name, boolean derive) {
        return BigStack.call(() -> Engine.run(new Source(file, text),
                new Engine.Options(0, name, Optional.empty(), derive, !derive, false, Budget.unlimited())));
    }

    private static void pasted(String file, String text, Report.Derivation d) {
        String claims = BigStack.call(() -> ClaimsText.render(d, Budget.unlimited()));
        assertFalse(claims.contains("claim: 0 is"), claims);
        int end = d.resolved().syntax().span().end() - 1;
        Report r = run(file, text.substring(0, end) + "\n" + claims + text.substring(end), Optional.of(d.name()),
                false);
        assertEquals(0, r.exitCode(), () -> claims + new TextReport(Style.PLAIN).file(r, false));
        assertTrue(r.derivations().getFirst().claims().size() > d.resolved().model().claims().size());
    }

    private static Stream<DynamicTest> tests(String file, String text) {
        return run(file, text, Optional.empty(), true).derivations().stream().filter(d -> d.derived().isPresent())
                .map(d -> DynamicTest.dynamicTest(file + ": " + d.name(), () -> pasted(file, text, d)));
    }

    @TestFactory
    Stream<DynamicTest> theLibrary() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("derivations"))) {
            files = all.filter(p -> p.toString().endsWith(".bea")).sorted().toList();
        }
        return files.stream().flatMap(p -> {
            try {
                return tests(p.toString(), Files.readString(p));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> more() {
        return MORE.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .flatMap(e -> tests("more", "derivation \"" + e.getKey() + "\" { " + e.getValue() + "\n}\n"));
    }

    /// It could not be read back, and a file that has it is refused as a whole.
    @Test
    void whatIsTooLongForAFileIsNotClaimed() {
        String euler = "derivation \"d\" { state theta field f(theta) update { theta <- theta + h*f } find f_8 }";
        Report.Derivation d = run("euler", euler, Optional.empty(), true).derivations().getFirst();
        String claims = ClaimsText.render(d, Budget.unlimited());
        assertTrue(claims.contains("  // f_8 is too long for a claim\n"), claims);
        pasted("euler", euler, d);
    }
}
