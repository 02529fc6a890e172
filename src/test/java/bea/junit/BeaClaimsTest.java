package bea.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/// What the tests that [BeaClaims] makes are called, where they point, and what they say when they fail.
class BeaClaimsTest {
    private static final String GOOD = """
            derivation "gradient descent" {
              state theta
              loss  E(theta)

              update {
                theta <- theta - h * grad E
              }

              find f_1

              claim "(2)": f_1 = -grad (1/4 * norm(grad E)^2)

              misprint "(3)":
                printed   f_1 = -grad (1/2 * norm(grad E)^2)
                corrected f_1 = -grad (1/4 * norm(grad E)^2)

              claim: f_1 is a gradient
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aTestPerClaimUnderItsFileAndDerivation() throws IOException {
        Files.createDirectories(folder.resolve("sub folder"));
        Path file = Files.writeString(folder.resolve("sub folder/good.bea"), GOOD);
        Map<String, DynamicTest> tests = tests(BeaClaims.in(folder));
        String in = "sub folder" + file.getFileSystem().getSeparator() + "good.bea > gradient descent > ";
        assertEquals(
                List.of(in + "the derivation", in + "(2)", in + "(3), as printed", in + "(3), as corrected",
                        in + "line 17"),
                List.copyOf(tests.keySet()));
        assertEquals(URI.create(file.toUri() + "?line=11"), tests.get(in + "(2)").getTestSourceUri().orElseThrow());
        tests.values().forEach(t -> assertEquals("", outcome(t)));
    }

    @Test
    void aFalseClaimFailsWithLineAndCaret() throws IOException {
        Path file = Files.writeString(folder.resolve("false.bea"),
                GOOD.replace("claim \"(2)\": f_1 = -grad (1/4", "claim \"(2)\": f_1 = -grad (1/3"));
        Map<String, DynamicTest> tests = tests(BeaClaims.in(folder));
        String message = outcome(tests.get("false.bea > gradient descent > (2)"));
        assertTrue(message.startsWith("refuted: claim \"(2)\""), message);
        assertTrue(message.contains("--> " + file + ":11:"), message);
        assertTrue(message.contains("^"), message);
        assertTrue(message.contains("holds with"), message);
        assertEquals("", outcome(tests.get("false.bea > gradient descent > line 17")));
    }

    @Test
    void aMisprintThatIsNoneFails() throws IOException {
        Files.writeString(folder.resolve("right.bea"),
                GOOD.replace("printed   f_1 = -grad (1/2", "printed   f_1 = -grad (1/4"));
        String message = outcome(tests(BeaClaims.in(folder)).get("right.bea > gradient descent > (3), as printed"));
        assertTrue(message.contains("which was expected to be refuted"), message);
    }

    @Test
    void problemsAreFailingTestsAndDoNotHideOtherFiles() throws IOException {
        Files.writeString(folder.resolve("bad.bea"),
                "derivation \"d\" {\n  state theta\n  claim: theta = nonsense\n}\n");
        Files.write(folder.resolve("binary.bea"), new byte[]{(byte) 0xff, (byte) 0xfe, 0});
        Files.writeString(folder.resolve("empty.bea"), "");
        Files.writeString(folder.resolve("good.bea"), GOOD);
        Map<String, DynamicTest> tests = tests(BeaClaims.in(folder));
        assertTrue(outcome(starting(tests, "bad.bea > line 3: ")).contains("bad.bea:3:"));
        assertTrue(outcome(tests.get("binary.bea")).contains("is not UTF-8 text"));
        assertTrue(outcome(starting(tests, "empty.bea > ")).contains("there is no derivation in this file"));
        assertEquals("", outcome(tests.get("good.bea > gradient descent > (2)")));
    }

    @Test
    void aFolderThatIsNotThereOrHasNoFilesIsAFailingTest() {
        assertTrue(outcome(tests(BeaClaims.in(folder)).values().iterator().next()).contains("there is no .bea file"));
        Path missing = folder.resolve("missing");
        assertTrue(outcome(tests(BeaClaims.in(missing)).values().iterator().next()).contains("there is no file"));
    }

    @Test
    void testsMayRunInParallel() throws IOException {
        for (int i = 0; i < 4; i++) {
            Files.writeString(folder.resolve("f" + i + ".bea"),
                    i == 2 ? GOOD.replace("f_1 = -grad (1/4", "f_1 = -grad (1/5") : GOOD);
        }
        Map<String, DynamicTest> tests = tests(BeaClaims.in(folder));
        Map<String, String> outcomes = new ConcurrentHashMap<>();
        tests.entrySet().parallelStream().forEach(t -> outcomes.put(t.getKey(), outcome(t.getValue())));
        assertEquals(20, outcomes.size());
        outcomes.forEach(
                (name, outcome) -> assertEquals(name.matches("f2.*(\\(2\\)|as corrected)"), !outcome.isEmpty(), name));
    }

    private static DynamicTest starting(Map<String, DynamicTest> tests, String start) {
        return tests.entrySet().stream().filter(e -> e.getKey().startsWith(start)).findFirst().orElseThrow().getValue();
    }

    private static Map<String, DynamicTest> tests(Stream<DynamicNode> nodes) {
        Map<String, DynamicTest> tests = new LinkedHashMap<>();
        nodes.forEach(n -> collect("", n, tests));
        return tests;
    }

    private static void collect(String above, DynamicNode node, Map<String, DynamicTest> tests) {
        String name = above + node.getDisplayName();
        switch (node) {
            case DynamicTest t -> tests.put(name, t);
            case DynamicContainer c -> c.getChildren().forEach(n -> collect(name + " > ", n, tests));
            default -> throw new AssertionError(node);
        }
    }

    /// The message of the failure, or nothing.
    private static String outcome(DynamicTest test) {
        try {
            test.getExecutable().execute();
            return "";
        } catch (AssertionFailedError e) {
            return e.getMessage();
        } catch (Throwable e) {
            throw new AssertionError("not a failed assertion", e);
        }
    }
}
