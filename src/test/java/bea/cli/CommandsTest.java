package bea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.language.Source;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the command line says, where, and how it ends.
class CommandsTest {
    private static final String DERIVATION = """
            derivation "d" {
              state theta
              loss  E(theta)
              update { theta <- theta - h * grad E }
              find f_1
              claim "first":  f_1 is a gradient
              claim "second": f_1 = -1/2 * hess E * grad E
            }
            """;

    @TempDir
    Path folder;

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            file(name, DERIVATION);
        }
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + ".bea"), text).toString();
    }

    private String path(String name) {
        return folder.resolve(name + ".bea").toString();
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(arguments, new PrintWriter(out), new PrintWriter(err));
        return new Ran(code, out.toString(), err.toString());
    }

    // ---- internal errors

    private Ran verifyWith(BiFunction<Source, Engine.Options, Report> engine, boolean json) {
        Commands.Verify v = new Commands.Verify();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        v.writers(new PrintWriter(out), new PrintWriter(err));
        v.engine = engine;
        v.json = json;
        v.verbose = true;
        v.paths = List.of(path("a"), path("b"), path("c"));
        return new Ran(v.call(), out.toString(), err.toString());
    }

    /// The second file hits on a bug as soon as anything is worked out.
    private static Report crashingInB(Source source, Engine.Options o) {
        boolean crash = source.name().endsWith("b.bea");
        Budget budget = new Budget(() -> {
            if (crash) {
                throw new IllegalStateException("planted");
            }
            return false;
        });
        return Engine.run(source, new Engine.Options(o.order(), o.name(), o.claim(), o.derive(), o.verify(), o.check(),
                budget));
    }

    @Test
    void aBugInOneFileLeavesTheVerdictsOnTheOthers() {
        Ran ran = verifyWith(CommandsTest::crashingInB, false);
        assertEquals(70, ran.code);
        assertTrue(ran.out.split("ok holds", -1).length >= 5, ran.out);
        assertTrue(ran.err.contains("b.bea': internal error: IllegalStateException: planted (CommandsTest.java:"),
                ran.err);
        assertTrue(ran.err.contains("please report it") && !ran.err.contains("\tat "), ran.err);
        assertTrue(!ran.out.contains("all as expected") && ran.out.contains("internal error"), ran.out);
    }

    @Test
    void aBugOutsideOfTheEngineIsOneOfItsFile() {
        Ran ran = verifyWith((s, o) -> {
            if (s.name().endsWith("b.bea")) {
                throw new IllegalStateException("planted");
            }
            return Engine.run(s, o);
        }, false);
        assertEquals(70, ran.code);
        assertEquals(5, ran.out.split("ok holds", -1).length, ran.out);
    }

    @Test
    void jsonIsOneObjectWhateverTheExitCode() {
        Ran ran = verifyWith(CommandsTest::crashingInB, true);
        assertEquals(70, ran.code);
        JsonArray files = JsonParser.parseString(ran.out).getAsJsonObject().getAsJsonArray("files");
        assertEquals(3, files.size());
        assertTrue(files.get(1).getAsJsonObject().get("internalError").getAsString()
                .startsWith("IllegalStateException: planted"));
        assertTrue(!files.get(2).getAsJsonObject().has("internalError"));
    }

    /// A bug that shows once takes one verdict with it.
    @Test
    void aBugInOneClaimLeavesTheOthers() {
        int[] calls = {0};
        Budget budget = new Budget(() -> {
            if (calls[0]++ == 0) {
                throw new IllegalStateException("planted");
            }
            return false;
        });
        Report r = Engine.run(new Source("a", DERIVATION), Engine.Options.verifying(budget));
        assertEquals(1, r.internalErrors().size());
        assertEquals(70, r.exitCode());
        assertTrue(r.derivations().getFirst().claims().size() >= 1);
    }

    // ---- limits

    private static final String ENDLESS = DERIVATION.replace("claim \"first\":",
            "claim \"long\": sum(i in 0..1000000000) 1 = 1000000001 claim \"first\":");

    @Test
    void aSumThatIsTooLongIsNotRunThrough() throws IOException {
        Ran ran = run("verify", file("long", ENDLESS));
        assertEquals(0, ran.code);
        assertTrue(
                ran.out.contains("ok holds: claim \"long\", not checked: a sum of 1000000001 terms is too long to be "
                        + "run through\n"),
                ran.out);
        String json = run("verify", "--json", path("long")).out;
        assertTrue(json.contains("\"notChecked\": \"a sum of 1000000001 terms"), json);
    }

    @Test
    void sumsInsideEachOtherAreCountedTogether() throws IOException {
        Ran ran = run("verify", file("nested", DERIVATION.replace("claim \"first\":",
                "claim \"long\": sum(i in 0..9999) sum(k in 0..9999) 1 = 10^8 claim \"first\":")));
        assertTrue(ran.out.contains("not checked: a sum of 100000000 terms"), ran.out);
    }

    /// A check whose time was up is no check, and the run is not complete, whenever that happens.
    @Test
    void theTimeLimitReachesTheCheck() {
        for (int ticks = 0; ticks < 400; ticks += 3) {
            int[] left = {ticks};
            Report r = Engine.run(new Source("a", DERIVATION),
                    Engine.Options.verifying(new Budget(() -> left[0]-- <= 0)));
            assertEquals(List.of(), r.internalErrors());
            boolean confirmed = r.derivations().stream().flatMap(d -> d.claims().stream())
                    .filter(c -> c.check().agreement() == Report.Agreement.AGREES).count() == 2;
            assertEquals(confirmed ? 0 : 4, r.exitCode());
            assertEquals(confirmed ? "" : "the time limit was reached", r.unfinished().orElse(""));
        }
    }

    // ---- options

    @ParameterizedTest
    @ValueSource(strings = {"verify --timeout 0", "verify --timeout -1", "verify --timeout NaN", "derive --order 0",
            "derive --order -1", "derive --order 61", "derive --timeout 0", "latex --timeout 0"})
    void numbersOutsideOfTheirRangeAreRefused(String command) {
        String[] words = command.split(" ");
        Ran ran = run(words[0], words[1], words[2], path("a"));
        assertEquals(2, ran.code);
        assertTrue(ran.err.contains("bea: " + words[1] + " takes a number"), ran.err);
        assertEquals("", ran.out);
    }

    @Test
    void aLabelThatNoFileHasIsAnError() {
        Ran ran = run("verify", "--claim", "secnod", folder.toString());
        assertEquals(2, ran.code);
        assertEquals("bea: there is no claim \"secnod\"; did you mean \"second\"?\n", ran.err);
        assertEquals("", ran.out);
        assertEquals(2, run("verify", "--name", "x", folder.toString()).code);
        Ran explained = run("explain", path("a"), "secnod");
        assertEquals(2, explained.code);
        assertTrue(explained.err.contains("did you mean \"second\"?"), explained.err);
    }

    @Test
    void aLabelThatOneFileHasIsEnough() throws IOException {
        file("other", DERIVATION.replace("\"d\"", "\"other\"").replace("\"second\"", "\"third\""));
        assertEquals(0, run("verify", "--claim", "third", folder.toString()).code);
        assertEquals(0, run("verify", "--name", "other", folder.toString()).code);
    }
}
