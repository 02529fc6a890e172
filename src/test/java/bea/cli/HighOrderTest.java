package bea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said at orders where not everything can be done.
class HighOrderTest {
    private static final String DESCENT = """
            derivation "gd" { state theta  loss E(theta)  update { theta <- theta - h * grad E }  find f_1 }
            """;
    private static final String PARTIAL = "confirmed through h^7; f_7 to f_9 not checked, because the check goes no further "
            + "unless --timeout gives it time";

    @TempDir
    Path folder;

    private record Ran(int code, String out, String err) {}

    private Ran derive(String text, String... options) throws IOException {
        return run("derive", text, options);
    }

    private Ran verify(String claim, String declared, String... options) throws IOException {
        return run("verify", DESCENT.replace("state", declared + "state").replace("find f_1", "find f_1 " + claim),
                options);
    }

    private Ran run(String command, String text, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("d.bea"), text);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = java.util.stream.Stream
                .concat(java.util.stream.Stream.of(command, file.toString()), java.util.stream.Stream.of(options))
                .toArray(String[]::new);
        int code = Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Ran(code, out.toString(), err.toString());
    }

    @Test
    void throughF4NothingIsLost() throws IOException {
        Ran ran = derive(DESCENT, "--order", "4");
        assertEquals(0, ran.code);
        assertTrue(ran.out.contains("confirmed by the independent check: 2 instances, dimension 3, degree 6"));
        assertTrue(ran.out.contains("+ O(h^6)"));
        assertFalse(ran.out.contains("note:"));
        assertFalse(ran.out.contains("not searched"));
    }

    @Test
    void theCheckSaysHowFarItWent() throws IOException {
        Ran ran = derive(DESCENT, "--order", "9");
        assertEquals(0, ran.code);
        assertTrue(ran.out.contains(PARTIAL), ran.out);
        assertTrue(ran.out.contains("note: Step 2 is written through h^5 only, because"));
        assertTrue(ran.out.contains("not searched for beyond f_4, because"));
        // f_7 is there: the bushy tree of eight vertices has -B_7/7! = 0, the tall one -1/8
        assertTrue(
                ran.out.contains("f_7 = -1/8 * hess E * hess E * hess E * hess E * hess E * hess E * hess E * grad E"));

        JsonObject json = JsonParser.parseString(derive(DESCENT, "--order", "9", "--json").out).getAsJsonObject();
        JsonObject d = json.getAsJsonArray("files").get(0).getAsJsonObject().getAsJsonArray("derivations").get(0)
                .getAsJsonObject();
        assertEquals(PARTIAL, d.getAsJsonObject("check").get("text").getAsString());
        assertEquals(7, d.getAsJsonObject("check").get("through").getAsInt());
        assertEquals("agrees", d.getAsJsonObject("check").get("result").getAsString());

        String tex = derive(DESCENT, "--order", "9", "--latex").out;
        assertTrue(tex.replaceAll("\\s+", " ").contains("not checked, because the check goes no further"), tex);
    }

    @Test
    void timeLetsTheCheckGoOn() throws IOException {
        Ran ran = derive(DESCENT, "--order", "7", "--timeout", "600");
        assertEquals(0, ran.code);
        assertTrue(ran.out.contains("confirmed by the independent check: 2 instances"), ran.out);
    }

    /// OEIS A000081: 35,221,832 trees with 21 vertices.
    @Test
    void whatWouldNotEndIsNotBegun() throws IOException {
        Ran ran = derive(DESCENT, "--order", "20");
        assertEquals(4, ran.code);
        assertEquals("", ran.out);
        assertEquals("bea: unfinished: f_20 needs 55,469,206 trees with up to 21 vertices, 35,221,832 of them with 21; "
                + "without a time limit bea stops at 150,000, which f_14 keeps to. Ask for f_14 (find f_14, or "
                + "derive --order 14), or give it time with --timeout SECONDS\n", ran.err);
        assertEquals(4, derive(DESCENT, "--order", "40").code);
        assertEquals(4, derive(DESCENT, "--order", "15", "--timeout", "0.2").code);
        assertTrue(
                derive(DESCENT, "--order", "40", "--timeout", "100").err.contains("what fits the memory is 500,000"));
    }

    private static String game(int players) {
        String slots = IntStream.rangeClosed(1, players).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
        String losses = IntStream.rangeClosed(1, players).mapToObj(i -> "A" + i + "(" + slots + ")")
                .collect(Collectors.joining(", "));
        String updates = IntStream.rangeClosed(1, players)
                .mapToObj(i -> "p" + i + " <- p" + i + " - h * grad[p" + i + "] A" + i)
                .collect(Collectors.joining(" "));
        return "derivation \"g\" { state " + slots + " loss " + losses + " update { " + updates
                + " } find f_1 }";
    }

    /// Of hundreds of variables a person follows a few.
    @Test
    void manyPlayersHaveWitnessesThatCanBeFollowed() throws IOException {
        Ran ran = derive(game(12));
        assertEquals(0, ran.code, ran.err);
        List<String> witnesses = ran.out.lines().filter(l -> l.contains("witness: ")).toList();
        assertEquals(12, witnesses.size());
        witnesses.forEach(w -> assertTrue(w.length() < 500 && w.contains("the Jacobian has J[1,2] = "), w));
        assertTrue(ran.out.contains("confirmed by the independent check"), ran.out);
    }

    @Test
    void playersCountToo() throws IOException {
        Ran ran = derive(game(12), "--order", "4");
        assertEquals(4, ran.code);
        assertTrue(ran.err.contains("f_4 needs 1,404,816 trees"), ran.err);
        assertTrue(
                ran.err.contains("Ask for f_3 (find f_3, or derive --order 3), or for fewer players, or give it time"),
                ran.err);
    }

    /// Minutes once, of which most went into choices that nobody reads.
    @Test
    void longValuesAreWrittenWithoutChoices() throws IOException {
        Ran ran = derive(game(10), "--order", "3");
        assertEquals(0, ran.code, ran.err);
        assertEquals(10, ran.out.lines().filter(l -> l.contains("not searched for, because f_3 has ")).count());
        assertTrue(ran.out.contains("confirmed through h^3; f_3 not checked, because"), ran.out.substring(0, 1000));
    }

    @Test
    void whatIsNotDerivedIsNoDocument() throws IOException {
        Path file = Files.writeString(folder.resolve("d.bea"), DESCENT.replace("f_1", "f_20"));
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        Path tex = folder.resolve("d.tex");
        int code = Main.run(new String[]{"latex", file.toString(), "-o", tex.toString()}, new PrintWriter(out, true),
                new PrintWriter(err, true));
        assertEquals(4, code);
        assertTrue(err.toString().contains("f_20 needs 55,469,206 trees"), err.toString());
        assertFalse(Files.exists(tex));
    }

    /// One chain of each order is all that a quadratic loss has, so any order is cheap.
    @Test
    void knownDerivativesAreCounted() throws IOException {
        Ran ran = derive(DESCENT.replace("update", "given E quadratic update"), "--order", "25", "--no-check");
        assertEquals(0, ran.code, ran.err);
        assertTrue(ran.out.contains("f_25 = -1/26 * hess E"), ran.out);
    }

    /// Passes are multiplied, powers and iterates counted, before they are begun.
    @Test
    void whatIsRepeatedIsCounted() throws IOException {
        Ran loops = derive(DESCENT.replace("{ theta <- theta - h * grad E }", "{ for a in 1 .. 64 { for b in 1 .. 64 { "
                + "for c in 1 .. 64 { for d in 1 .. 64 { theta <- theta - h * grad E } } } } }"));
        assertEquals(0, loops.code, loops.err);
        assertTrue(loops.out.contains("not run: a loop of 262144 passes is too long to be run through"), loops.out);

        Ran power = verify("claim: (1+a+b+c+d)^60 * grad E = grad E", "scalar a, b, c, d ");
        assertEquals(1, power.code);
        assertTrue(power.out.contains("a polynomial of more than 20,000 terms is not multiplied out"), power.out);

        Ran iterate = verify("claim: theta[100000000] = start + O(h^2)", "");
        assertEquals(4, iterate.code);
        assertTrue(iterate.out.contains("the update would be run through 100,000,000 times; without a time limit bea "
                + "stops at 10,000"), iterate.out);
        assertEquals(4, verify("claim: theta[100000000] = start + O(h^2)", "", "--timeout", "1").code);
        assertEquals(0, verify("claim: theta[3] = start - 3*h*grad E(start) + O(h^2)", "").code);
    }
}
