package bea.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The text of emitted modules, and the command that writes them.
///
/// Golden modules stand in `src/test/resources/bea/emit`; one that is missing is written, and the test fails.
class EmitterTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."));
    private static final Path GOLDEN = ROOT.resolve("src/test/resources/bea/emit");
    private static final String SGD = "n steps of SGD, modified loss";

    @TempDir
    Path folder;

    private record Ran(int code, String out, String err) {}

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(arguments, new PrintWriter(out), new PrintWriter(err));
        return new Ran(code, out.toString(), err.toString());
    }

    private Ran emit(String text, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("t.bea"), text);
        return run(Stream.concat(Stream.of("emit", file.toString(), "--target", "pytorch", "--no-check"),
                Stream.of(options)).toArray(String[]::new));
    }

    @TestFactory
    Stream<DynamicTest> goldenModules() {
        return Stream.of(golden("gradient-descent", "gradient descent", "pytorch"),
                golden("gradient-descent", "gradient descent", "jax"), golden("n-step-sgd", SGD, "pytorch"),
                golden("n-step-sgd", SGD, "jax"), golden("zero-sum-alternating", null, "pytorch"),
                golden("simultaneous-game", "simultaneous gradient descent", "jax"));
    }

    private static DynamicTest golden(String file, String name, String target) {
        String golden = file + "." + target + ".py";
        return DynamicTest.dynamicTest(golden, () -> {
            String path = "derivations/paper/" + file + ".bea";
            Ran ran = name == null ? run("emit", ROOT.resolve(path).toString(), "--target", target)
                    : run("emit", ROOT.resolve(path).toString(), "--target", target, "--name", name);
            assertEquals(0, ran.code, ran.err);
            assertEquals(target.equals("jax"), ran.err.contains("unrun"));
            String module = ran.out.replace(ROOT.resolve(path).toString(), path);
            if (!Files.exists(GOLDEN.resolve(golden))) {
                Files.createDirectories(GOLDEN);
                Files.writeString(GOLDEN.resolve(golden), module);
                throw new AssertionError("written; read it: " + golden);
            }
            assertEquals(Files.readString(GOLDEN.resolve(golden)), module);
        });
    }

    @Test
    void theTextIsTheSameEveryTimeAndInAscii() {
        String file = ROOT.resolve("derivations/paper/n-step-sgd.bea").toString();
        Ran once = run("emit", file, "--target", "pytorch", "--name", SGD);
        assertEquals(once, run("emit", file, "--target", "pytorch", "--name", SGD));
        assertTrue(once.out.chars().allMatch(c -> c < 128));
        assertTrue(once.out.lines().allMatch(l -> l.equals(l.stripTrailing())));
    }

    @Test
    void mistakesAreSaidWithoutATrace() throws IOException {
        String field = "derivation \"a\" { state x field f(x) update { x <- x + h*f } find f_1 }";
        Ran none = emit(field);
        assertEquals(1, none.code);
        assertEquals("bea: no code can be emitted for the field f, of which no loss is given\n", none.err);
        assertEquals(2, emit("derivation {").code);
        Ran several = run("emit", ROOT.resolve("derivations/paper/n-step-sgd.bea").toString(), "--target", "pytorch");
        assertEquals(2, several.code);
        assertTrue(several.err.contains("choose one with --name: \"three steps of SGD\""), several.err);
        assertEquals(2, run("emit", "absent.bea", "--target", "pytorch").code);
        assertEquals(2, run("emit", "x.bea", "--target", "fortran").code);
        assertEquals(2, run("emit", "x.bea").code);
        Ran noUpdate = emit("derivation \"a\" { state x loss E(x) claim: grad E = grad E }");
        assertEquals(1, noUpdate.code, noUpdate.err);
        assertFalse(noUpdate.err.contains("internal"), noUpdate.err);
    }

    @Test
    void whereThereIsNoModifiedLossTheModuleSaysSo() throws IOException {
        Ran ran = emit("derivation \"a\" { state x, y loss A(x, y), B(x, y) update simultaneously "
                + "{ x <- x - h*grad[x] A y <- y - h*grad[y] B } find f_1 }");
        assertEquals(0, ran.code, ran.err);
        assertTrue(ran.out.contains("No modified loss[x]: the field is not a gradient."), ran.out);
        assertTrue(ran.out.contains("freezing least"), ran.out);
        assertFalse(ran.out.contains("def modified_loss"), ran.out);
        assertTrue(ran.out.contains("def modified_field_x(losses, params, h):"), ran.out);
    }

    @Test
    void scalarsAreKeywordsWithTheirRange() throws IOException {
        Ran ran = emit("derivation \"a\" { scalar lambda in [0, 1) state x loss E(x) "
                + "update { x <- x - h*grad E - h*lambda*x } find f_1 }");
        assertEquals(0, ran.code, ran.err);
        assertTrue(ran.out.contains("def modified_field(loss_fn, params, h, *, lambda_):"), ran.out);
        assertTrue(ran.out.contains("_require(0 <= lambda_ < 1, \"0 <= lambda_ < 1\")"), ran.out);
    }

    @Test
    void modulesForJaxCompileAndRunWhereJaxIs() throws Exception {
        Path module = folder.resolve("emitted.py");
        Ran ran = run("emit", ROOT.resolve("derivations/paper/n-step-sgd.bea").toString(), "--target", "jax", "--name",
                SGD, "-o", module.toString());
        assertEquals(0, ran.code, ran.err);
        assertEquals("", ran.out);
        boolean python = Python3.run("--version").code() == 0;
        Assumptions.assumeTrue(python || "true".equals(System.getenv("CI")), "no Python");
        Python3.Ran compiled = Python3.run("-m", "py_compile", module.toString());
        assertEquals(0, compiled.code(), compiled.output());
        if (!Python3.imports("jax")) {
            System.out.println("EmitterTest: modules for JAX are compiled and not run, " + Python3.COMMAND
                    + " has no jax");
            return;
        }
        Python3.Ran onJax = Python3.run(ROOT.resolve("src/test/python/on_jax.py").toString(), module.toString());
        assertEquals(0, onJax.code(), onJax.output());
    }
}
