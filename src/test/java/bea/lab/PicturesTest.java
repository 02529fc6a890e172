package bea.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.cli.Main;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which pictures a run leaves behind.
class PicturesTest {
    private static final String FILE = """
            derivation "descent" {
              state theta
              loss  E(theta)
              update { theta <- theta - h * grad E }
              find f_1
              experiment "plane" {
                state theta = (a, b)
                loss  E(theta) = %s
                start theta = (1, 1/2)
                steps h = 1/8 .. 1/64
                time  1
                compare "frozen" flow -grad E - h/2 * hess E(start) * grad E(start) order 2
              }
            }
            """;

    @TempDir
    Path folder;

    private static final String GAME = """
            derivation "game" {
              state phi, theta
              loss  A(phi, theta), B(phi, theta)
              update {
                phi   <- phi   - h * grad[phi]   A
                theta <- theta - h * grad[theta] B
              }
              find f_1 freezing least
              experiment "Dirac" {
                loss  A(phi, theta) = log(1 + exp(-phi*theta))
                loss  B(phi, theta) = -log(1 + exp(-phi*theta))
                start phi = (1), theta = (1)
                steps h = 1/4 .. 1/16
                time  2
              }
            }
            """;

    private JsonObject run(String loss) throws IOException {
        return runFile(FILE.formatted(loss));
    }

    private JsonObject runFile(String text) throws IOException {
        Path file = folder.resolve("plane.bea");
        Files.writeString(file, text);
        StringWriter err = new StringWriter();
        String[] words = {"run", file.toString(), "-o", folder.toString()};
        // the steps are few and large, so that orders may be missed
        assertTrue(Main.run(words, new PrintWriter(new StringWriter()), new PrintWriter(err)) <= 1, err.toString());
        return JsonParser.parseString(Files.readString(folder.resolve("results.json"))).getAsJsonObject()
                .getAsJsonArray("experiments").get(0).getAsJsonObject();
    }

    private static List<String> names(JsonArray a) {
        return StreamSupport.stream(a.spliterator(), false).map(x -> x.getAsString()).toList();
    }

    @Test
    void allAreDrawnAndThoseThatHaveGoneAreDrawnAgain() throws IOException {
        List<String> drawn = names(run("a^2/2 + a*b^2").getAsJsonArray("pictures"));
        assertEquals(List.of("local-error.svg", "local-error.png", "global-error.svg", "global-error.png", "values.svg",
                "values.png", "paths.svg", "paths.png", "restarts.svg", "restarts.png"), drawn);
        Path svg = folder.resolve("descent-plane/paths.svg");
        String before = Files.readString(svg);
        Files.delete(svg);
        assertEquals(drawn, names(run("a^2/2 + a*b^2").getAsJsonArray("pictures")));
        assertEquals(before, Files.readString(svg));
    }

    @Test
    void aGameOfTwoNumbersIsDrawnOverItsField() throws IOException {
        assertTrue(names(runFile(GAME).getAsJsonArray("pictures")).contains("paths.png"));
        String svg = Files.readString(folder.resolve("game-dirac/paths.svg"));
        assertTrue(svg.contains("the field f₀") && svg.contains("φ"));
    }

    @Test
    void onePictureThatCannotBeDrawnLeavesTheOthers() throws IOException {
        JsonObject results = run("a + 2*b");
        assertFalse(names(results.getAsJsonArray("pictures")).contains("local-error.svg"));
        assertTrue(names(results.getAsJsonArray("pictures")).contains("paths.svg"));
        assertTrue(names(results.getAsJsonArray("notDrawn")).getFirst().startsWith("local-error: "));
    }
}
