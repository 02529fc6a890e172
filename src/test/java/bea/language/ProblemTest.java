package bea.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import bea.render.Style;
import bea.render.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One golden message for each kind of mistake. The file `bad-range.bea`, or `bad-range-binder.bea`, shows the mistake
/// `BAD_RANGE`, and `bad-range.txt` what a person sees. A missing `.txt` is written, and the test fails so that someone
/// reads it.
class ProblemTest {
    private static final Path FOLDER = Path.of("src/test/resources/bea/problems");
    /// Kinds that no text of a file shows, and files that show several kinds.
    private static final Set<Problem.Code> ELSEWHERE = EnumSet.of(Problem.Code.UNREADABLE, Problem.Code.CONSEQUENCE,
            Problem.Code.TOO_LARGE);
    private static final Set<String> SEVERAL = Set.of("several-kinds", "consequences");

    static Stream<String> names() throws IOException {
        try (Stream<Path> list = Files.list(FOLDER)) {
            return list.map(p -> p.getFileName().toString()).filter(n -> n.endsWith(".bea"))
                    .map(n -> n.substring(0, n.length() - 4)).sorted().toList().stream();
        }
    }

    private static BeaFile.Analysis analyse(String name) throws IOException {
        return BeaFile.analyse(new Source(name + ".bea", Files.readString(FOLDER.resolve(name + ".bea"))));
    }

    private static String code(Problem p) {
        return p.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @ParameterizedTest
    @MethodSource("names")
    void golden(String name) throws IOException {
        BeaFile.Analysis a = analyse(name);
        TextReport report = new TextReport(Style.PLAIN);
        String seen = a.problems().stream().map(p -> code(p) + "\n" + report.problem(a.source(), p))
                .collect(Collectors.joining("\n"));
        Path golden = FOLDER.resolve(name + ".txt");
        if (!Files.exists(golden)) {
            Files.writeString(golden, seen);
            fail("written: " + golden);
        }
        assertEquals(Files.readString(golden), seen);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyProblemIsOfTheKindThatTheFileIsNamedAfter(String name) throws IOException {
        List<Problem> problems = analyse(name).problems();
        assertFalse(problems.isEmpty());
        assertTrue(SEVERAL.contains(name) || problems.stream().allMatch(p -> name.startsWith(code(p))),
                () -> problems.toString());
    }

    @Test
    void everyKindHasAGolden() throws IOException {
        Set<Problem.Code> missing = EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE));
        for (String name : names().toList()) {
            analyse(name).problems().forEach(p -> missing.remove(p.code()));
        }
        assertEquals(Set.of(), missing);
        assertTrue(names().count() >= 30);
    }

    @Test
    void everyMessagePointsIntoTheTextAndIsShort() throws IOException {
        Set<String> long_ = new TreeSet<>();
        for (String name : names().toList()) {
            BeaFile.Analysis a = analyse(name);
            for (Problem p : a.problems()) {
                assertTrue(p.span().start() >= 0 && p.span().start() <= p.span().end()
                        && p.span().start() <= a.source().text().length(), name);
                if (p.message().length() > 110) {
                    long_.add(p.message());
                }
            }
        }
        assertEquals(Set.of(), long_);
    }

    @Test
    void aFileBeyondTheLimitIsRefusedBeforeItIsRead() {
        BeaFile.Analysis a = BeaFile.analyse(new Source("large.bea", " ".repeat(BeaFile.MAX_SIZE + 1)));
        assertEquals(List.of(Problem.Code.TOO_LARGE), a.problems().stream().map(Problem::code).toList());
        assertEquals("the file has 2000001 characters; at most 2000000 are read", a.problems().getFirst().message());
    }

    /// Whatever the text, the answer is a list of problems and never an exception.
    @Test
    void brokenTextsGiveProblems() throws IOException {
        for (String sample : List.of("n-steps", "game")) {
            String text = Files.readString(Path.of("src/test/resources/bea/language", sample + ".bea"));
            for (int i = 0; i < text.length(); i += 3) {
                BeaFile.analyse(new Source("cut", text.substring(0, i)));
                BeaFile.analyse(
                        new Source("hole", text.substring(0, i) + text.substring(Math.min(text.length(), i + 4))));
                BeaFile.analyse(
                        new Source("spot", text.substring(0, i) + "∇;(“{\u0000".charAt(i % 6) + text.substring(i)));
            }
        }
    }

    @Test
    void longChainsOfSignsAreRefused() {
        for (String sign : List.of("-", "ddt ", "grad ", "f'", "a*", "a + ", "1/", "sum(i in 0..1) ")) {
            String text = "derivation \"d\" { state theta claim: f_1 = " + sign.repeat(100_000) + "theta }";
            BeaFile.Analysis a = BeaFile.analyse(new Source("chain", text));
            assertEquals(List.of(Problem.Code.TOO_LONG), a.problems().stream().map(Problem::code).toList(), sign);
        }
    }

    @Test
    void whatIsWrittenOutHasABound() {
        StringBuilder b = new StringBuilder("derivation \"d\" { state theta let a0 = theta\n");
        for (int i = 1; i < 60; i++) {
            b.append("let a" + i + " = a" + (i - 1) + " + a" + (i - 1) + "\n");
        }
        b.append("claim \"0\": theta = theta\n");
        for (int i = 1; i < 60; i++) {
            b.append("claim \"" + i + "\": rhs \"" + (i - 1) + "\" + rhs \"" + (i - 1) + "\" = lhs \"" + (i - 1)
                    + "\" + lhs \"" + (i - 1) + "\"\n");
        }
        BeaFile.Analysis a = BeaFile.analyse(new Source("powers", b.append("}").toString()));
        assertEquals(Set.of(Problem.Code.TOO_LONG),
                a.problems().stream().map(Problem::code).collect(Collectors.toSet()));
    }
}
