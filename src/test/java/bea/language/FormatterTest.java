package bea.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Formatting keeps the meaning and the comments, and formatting twice changes nothing.
class FormatterTest {
    static Stream<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String root : List.of("derivations", "src/test/resources/bea/language")) {
            try (Stream<Path> walk = Files.walk(Path.of(root))) {
                walk.filter(p -> p.toString().endsWith(".bea")).forEach(all::add);
            }
        }
        return all.stream().sorted();
    }

    static String format(String text) {
        Formatter.Result r = Formatter.format(new Source("test", text));
        return r.text().orElseThrow(() -> new AssertionError(r.problems()));
    }

    private static String meaning(String text) {
        return BeaFile.analyse(new Source("test", text)).syntax().toString()
                .replaceAll("(, )?span=Span\\[start=\\d+, end=\\d+\\]", "");
    }

    private static List<String> comments(String text) {
        List<Problem> none = new ArrayList<>();
        return Reading.tokens(text, none).stream().filter(t -> t.getChannel() != 0)
                .map(t -> t.getText().replace("\r", "").strip()).toList();
    }

    private static void check(String text) {
        String once = format(text);
        assertEquals(meaning(text), meaning(once));
        assertEquals(comments(text), comments(once));
        assertEquals(once, format(once));
    }

    @ParameterizedTest
    @MethodSource("files")
    void laws(Path file) throws IOException {
        check(Files.readString(file));
    }

    /// Every way to lay a file out: spaces, line ends and comments put anywhere between its words.
    @ParameterizedTest
    @MethodSource("files")
    void lawsOnBadLayout(Path file) throws IOException {
        String text = Files.readString(file);
        for (int seed = 0; seed < 4; seed++) {
            check(scattered(text, new Random(seed)));
        }
    }

    private static String scattered(String text, Random random) {
        List<Problem> none = new ArrayList<>();
        StringBuilder b = new StringBuilder();
        String[] gaps = {" ", " ", " ", "  ", "\n", "\n      ", "\n\n\n ", " /* c */ ", " // d\n", "\n  // e\n", "\t",
                "\r\n"};
        for (var t : Reading.tokens(text, none)) {
            if (t.getChannel() == 0 && t.getType() != -1) {
                b.append(t.getText()).append(gaps[random.nextInt(gaps.length)]);
            }
        }
        return b.toString();
    }

    @Test
    void layout() {
        assertEquals("""
                // game
                derivation "g" {
                  state phi, theta
                  loss  A(phi, theta), B(phi, theta)
                  given B = -A  // zero-sum

                  update simultaneously {
                    phi   <- phi - h * grad[phi] A
                    theta <- theta - h*grad[theta] B
                  }

                  misprint "p":
                    printed   f_1[phi] at start = 1/2 * jac[phi] (grad[phi] A) * grad[phi] A
                    corrected f_1[phi] at start = -1/2 * jac[phi] (grad[phi] A) * grad[phi] A
                                                + sum(k in 0..n-1) a^2
                    because "so"
                }
                """, format("""
                // game
                derivation "g"{state φ,θ
                loss A ( phi,theta ),B(phi,theta)
                given B=-A // zero-sum



                update simultaneously{phi<-phi − h · ∇[phi] A
                  theta <- theta-h*grad[ theta ]B }

                misprint "p" : printed f_1[phi] at start=1/2 * jac[phi](grad[phi]A) * grad[phi] A
                   corrected  f_1[phi] at start =  -1/2 * jac[phi](grad[phi] A) * grad[phi] A
                                                +sum(k in 0..n - 1)a²
                     because "so" }
                """));
    }

    @Test
    void aFileWithMistakesIsLeftAlone() {
        Formatter.Result r = Formatter.format(new Source("test", "derivation \"x\" { state }"));
        assertTrue(r.text().isEmpty());
        assertFalse(r.problems().isEmpty());
    }
}
