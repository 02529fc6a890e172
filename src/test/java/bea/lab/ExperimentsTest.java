package bea.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `bea eval` and `bea run`, as a person calls them.
class ExperimentsTest {
    @TempDir
    Path folder;

    private record Result(int code, String out, String err) {}

    private static Result bea(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code;
        try (PrintWriter o = new PrintWriter(out); PrintWriter e = new PrintWriter(err)) {
            code = bea.cli.Main.run(args, o, e);
        }
        return new Result(code, out.toString(), err.toString());
    }

    private Path file(String experiment) throws IOException {
        Path f = folder.resolve("x.bea");
        Files.writeString(f, """
                derivation "d" {
                  count n = 2
                  state theta
                  batches X[0..n-1]
                  loss E(theta; X)
                  update for mu in 0..n-1 { theta <- theta - h*grad E(theta; X[mu]) }
                  find f_1 freezing paper
                  experiment "e" {
                """ + experiment + "\n} }");
        return f;
    }

    private JsonObject results() throws IOException {
        return new Gson().fromJson(Files.readString(folder.resolve("out/results.json")), JsonObject.class);
    }

    /// The order of every error is within a tenth of what is claimed, and what is said to miss an order does.
    @ParameterizedTest
    @ValueSource(strings = {"gradient-descent", "dirac-gan", "shuffles", "alignment", "runge-kutta"})
    void theOrdersOfTheLibraryAreAsClaimed(String name) throws IOException {
        Result r = bea("run", "derivations/experiments/" + name + ".bea", "-o", folder.resolve("out").toString());
        assertEquals("", r.err());
        assertEquals(0, r.code(), r.out());
        JsonArray slopes = results().getAsJsonArray("slopes");
        assertTrue(slopes.size() >= 2);
        for (JsonElement e : slopes) {
            JsonObject s = e.getAsJsonObject();
            assertTrue(s.get("points").getAsJsonArray().size() >= 6, "five octaves: " + s.get("name"));
            double off = s.get("measured").getAsDouble() - s.get("claimed").getAsDouble();
            assertTrue(s.get("misses").getAsBoolean() ? off < -0.1 : Math.abs(off) <= 0.1, s.toString());
        }
    }

    @Test
    void evaluationShowsEveryTermOfTheModifiedLoss() {
        Result r = bea("eval", "--json", "--h", "0.01", "derivations/experiments/gradient-descent.bea");
        JsonObject values = new Gson().fromJson(r.out(), JsonArray.class).get(0).getAsJsonObject()
                .getAsJsonObject("values");
        // E = (y - ab)^2/2 with a = 14/5, b = 7/2, y = 3/5: r = 9.2, |grad E|^2 = r^2 (a^2 + b^2)
        assertEquals(42.32, values.get("E").getAsDouble(), 1e-12);
        assertEquals(0.01 / 4 * 9.2 * 9.2 * (2.8 * 2.8 + 3.5 * 3.5),
                values.get("1/4*h * norm(grad E)^2").getAsDouble(), 1e-12);
        double sum = values.entrySet().stream().limit(4).mapToDouble(e -> e.getValue().getAsDouble()).sum();
        assertEquals(sum, values.get("modified loss").getAsDouble(), 1e-12);
    }

    @Test
    void aRunThatWasDoneIsNotDoneAgainAndOneOfOtherInputIs() throws IOException {
        String out = folder.resolve("out").toString();
        Path f = file(
                "data p is blobs(32, 2) seed 1 model E is logistic on p batches of 8 seed 1 steps h = 1/4 .. 1/16");
        bea("run", f.toString(), "-o", out);
        Path seed = folder.resolve("out/d-e/seed-0.json");
        String first = Files.readString(seed);
        Files.writeString(seed, first.replace("\"seed\": 1", "\"seed\": 77"));
        bea("run", f.toString(), "-o", out);
        assertTrue(Files.readString(seed).contains("77"));
        Files.writeString(seed, "{ half a fil");
        bea("run", f.toString(), "-o", out);
        assertEquals(first, Files.readString(seed));
        Files.writeString(f, Files.readString(f).replace("1/16", "1/32"));
        bea("run", f.toString(), "-o", out);
        assertFalse(first.equals(Files.readString(seed)));
    }

    /// As a person who loses patience: the process is killed while seeds are still to be run.
    @Test
    void aRunThatIsKilledKeepsWhatIsDoneAndGoesOnThere() throws Exception {
        Path f = file("data p is blobs(32, 2) seed 1 model E is logistic on p batches of 8 seed 1 "
                + "steps h = 1/8 .. 1/32 time 2");
        Path out = folder.resolve("out");
        Process run = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "bea.cli.Main", "run", f.toString(), "-o", out.toString(),
                "--seeds", "5").redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        try {
            while (run.isAlive() && seeds(out).isEmpty()) {
                Thread.sleep(5);
            }
        } finally {
            run.destroyForcibly().waitFor();
        }
        List<Path> kept = seeds(out);
        assertTrue(!kept.isEmpty() && kept.size() < 5, kept + Files.readString(folder.resolve("log")));
        assertFalse(Files.exists(out.resolve("results.json")));
        // a mark, to see that it is not run again
        Path first = kept.getFirst();
        String before = Files.readString(first);
        var _ = new Gson().fromJson(before, JsonObject.class);
        Files.writeString(first, before.replace("\"seed\": ", "\"seed\": 77"));

        Result again = bea("run", f.toString(), "-o", out.toString(), "--seeds", "5");
        // the steps are few, so that orders may be missed
        assertTrue(again.code() <= 1 && again.err().isEmpty(), again.out() + again.err());
        assertEquals(5, seeds(out).size());
        assertEquals(5, results().getAsJsonArray("experiments").size());
        assertTrue(Files.readString(first).contains("\"seed\": 77"));

        Files.writeString(first, before);
        bea("run", f.toString(), "-o", folder.resolve("whole").toString(), "--seeds", "5");
        for (Path p : seeds(out)) {
            assertEquals(Files.readString(folder.resolve("whole/d-e").resolve(p.getFileName())), Files.readString(p));
        }
    }

    private static List<Path> seeds(Path out) throws IOException {
        if (!Files.exists(out.resolve("d-e"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(out.resolve("d-e"))) {
            return files.filter(p -> p.getFileName().toString().matches("seed-\\d+\\.json")).sorted().toList();
        }
    }

    @Test
    void severalSeedsRunSideBySide() throws IOException {
        Path f = file("data p is blobs(32, 2) seed 1 model E is mlp(2, 3, 2) with tanh, cross_entropy on p "
                + "batches of 8 seed 1 steps h = 1/4 .. 1/16");
        bea("run", f.toString(), "-o", folder.resolve("out").toString(), "--seeds", "3");
        List<Integer> seeds = new ArrayList<>();
        results().getAsJsonArray("experiments").forEach(e -> seeds.add(e.getAsJsonObject().get("seed").getAsInt()));
        assertEquals(List.of(1, 2, 3), seeds);
    }

    private void refused(String message, String experiment) throws IOException {
        Result r = bea("run", file(experiment).toString(), "-o", folder.resolve("out").toString());
        assertTrue(r.code() != 0, r.out());
        assertTrue(r.err().contains(message), r.err());
        assertFalse(r.err().contains("\tat "), r.err());
    }

    @Test
    void mistakesInDataAreNamedWithTheirPlace() throws IOException {
        String model = " model E is mlp(2, 2) with tanh, cross_entropy on p batches of 2 seed 1";
        refused("there is no file", "data p from \"none.csv\"" + model);
        Files.writeString(folder.resolve("p.csv"), "1,2,0\n1,2\n");
        refused("p.csv', line 2 has 2 columns; the lines before have 3", "data p from \"p.csv\"" + model);
        Files.writeString(folder.resolve("p.csv"), "1,2,0\n1,x2,1\n");
        refused("line 2, column 2: 'x2' is no number", "data p from \"p.csv\"" + model);
        Files.writeString(folder.resolve("p.csv"), "1,2,0\n1,NaN,1\n");
        refused("line 2, column 2 is not finite", "data p from \"p.csv\"" + model);
        Files.writeString(folder.resolve("p.csv"), "");
        refused("has no rows", "data p from \"p.csv\"" + model);
        Files.writeString(folder.resolve("p.csv"), "1,2,3,0\n1,2,3,1\n1,2,3,1\n1,2,3,1\n");
        refused("the first layer of 'E' has 2 inputs, but the data 'p' have 3 columns",
                "data p from \"p.csv\"" + model);
        Files.writeString(folder.resolve("p.csv"), "1,2,0\n1,2,3\n1,2,1\n1,2,1\n");
        refused("the data have a class 3, but the last layer has 2 outputs", "data p from \"p.csv\"" + model);
        Files.writeString(folder.resolve("p.csv"), "1,2,0\n1,2,1\n1,2,1\n");
        refused("there are 3 rows of data, too few for batch 1 of 2 rows", "data p from \"p.csv\"" + model);
    }

    @Test
    void divergingIteratesAreSaidAndTheRestIsKept() throws IOException {
        Path f = folder.resolve("x.bea");
        Files.writeString(f, """
                derivation "d" {
                  state theta
                  loss E(theta)
                  update { theta <- theta - h*grad E }
                  find f_1
                  experiment "e" {
                    state theta = (a)
                    loss  E(theta) = a^4
                    start theta = (3)
                    steps h = 64 .. 1/64
                    time 1000
                  }
                }
                """);
        Result r = bea("run", f.toString(), "-o", folder.resolve("out").toString());
        assertEquals(1, r.code());
        assertTrue(r.err().contains("range of numbers") || r.err().contains("cannot be integrated"), r.err());
        assertTrue(Files.exists(folder.resolve("out/d-e/local-error.csv")));
        assertFalse(Files.readString(folder.resolve("out/results.json")).contains("NaN"));
    }

    private Path stages(String update, String steps) throws IOException {
        Path f = folder.resolve("x.bea");
        Files.writeString(f, """
                derivation "d" {
                  state theta
                  loss E(theta)
                  update { %s }
                  find f_1
                  experiment "e" {
                    state theta = (a)
                    loss  E(theta) = 1/2*a^2
                    start theta = (3)
                    steps h = %s
                    time 1
                  }
                }
                """.formatted(update, steps));
        return f;
    }

    /// On 1/2 a^2 the first iterate is known: the method's stability function at -h.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"explicit midpoint | theta <- theta - h*grad E(theta - h/2*grad E) | 0.625",
            "Heun | let k = -grad E let l = -grad E(theta + h*k) theta <- theta + h/2*(k + l) | 0.625",
            "implicit midpoint | let k = -grad E(theta + h/2*k) theta <- theta + h*k | 0.6",
            "implicit Euler | let k = -grad E(theta + h*k) theta <- theta + h*k | 0.6666666666666666",
            "two stages that read each other | let y = theta + h*k let k = -grad E(y) theta <- y | 0.6666666666666666",
            "a stage that is a point | let y = theta - h*grad E(y) theta <- y | 0.6666666666666666",
            "an average of runs | average over i in 1..2 { theta <- theta - h*grad E } | 0.5",
            "two at once | for i in 1..2 { let k = -grad E(theta - h*grad E) theta <- theta + h/2*k } | 0.765625",
            "a sum of stages | let k = -grad E theta <- theta + h*sum(i in 1..2) 1/2*i*k | 0.25",
            "a stage at the start | let k = -grad E(start) theta <- theta + h/2*k theta <- theta + h*k | 0.25"})
    void stagesAreRun(String name, String update, double factor) throws IOException {
        bea("run", stages(update, "1/2 .. 1/8").toString(), "-o", folder.resolve("out").toString());
        String iterate = Files.readAllLines(folder.resolve("out/d-e/paths.csv")).stream()
                .filter(l -> l.startsWith("iterates,1,")).findFirst().orElseThrow(() -> new AssertionError(name));
        assertEquals(3 * factor, Double.parseDouble(iterate.split(",")[2]), 1e-14, name);
    }

    @Test
    void stagesThatDoNotSettleOrHaveNoNumbersAreSaid() throws IOException {
        Result r = bea("run", stages("let k = -grad E(theta + h/2*k) theta <- theta + h*k", "8 .. 4").toString(), "-o",
                folder.resolve("out").toString());
        assertTrue(r.err().contains("the implicit stage 'k' does not settle at h = "), r.err());
        assertEquals(1, r.code());
        r = bea("run", stages("let k = -grad E theta <- theta + h*k + h^2/2*hess E*k", "1/4 .. 1/16").toString(), "-o",
                folder.resolve("out").toString());
        assertTrue(r.err().contains("a stage inside of a product of vectors"), r.err());
        assertFalse(r.err().contains("\tat "), r.err());
    }

    @Test
    void anOutputFolderThatIsAFileIsSaid() throws IOException {
        Files.writeString(folder.resolve("out"), "");
        refused("cannot be written", "data p is blobs(32, 2) seed 1 model E is logistic on p batches of 8 seed 1 "
                + "steps h = 1/4 .. 1/16");
    }

    @Test
    void aFileWithoutExperimentsSaysSo() {
        Result r = bea("eval", "derivations/paper/sgd-one-step.bea");
        assertEquals(2, r.code());
        assertTrue(r.err().contains("there is no experiment in this file"), r.err());
    }

    private Path heavyBall(String start, String steps) throws IOException {
        return Files.writeString(folder.resolve("m.bea"), """
                derivation "d" {
                  scalar beta in [0, 1)
                  state theta
                  memory v
                  loss E(theta)
                  update { v <- beta*v - h*grad E  theta <- theta + v }
                  find f_1 after the transient
                  experiment "e" {
                    state theta = (a, b)
                    loss E(theta) = %s
                    set beta = 1/2
                    start theta = (1, -2)
                    steps h = %s
                    time 1
                  }
                }
                """.formatted(start, steps));
    }

    /// On a quadratic loss the orbit after the transient belongs to the larger root of `x^2 - (1 + beta - h λ) x + beta`.
    @Test
    void aMemoryBeginsAsIfTheUpdateHadGoneOnForLong() throws IOException {
        Path file = heavyBall("1/2*a^2 + b^2", "1/64 .. 1/512");
        Result r = bea("run", file.toString(), "-o", folder.resolve("out").toString());
        assertEquals(0, r.code, r.out + r.err);
        assertTrue(r.out.contains("modified flow through f_1, one update: order"), r.out);
        List<String> rows = Files.readAllLines(folder.resolve("out/d-e/paths.csv"));
        String[] first = rows.stream().filter(l -> l.startsWith("iterates,1,")).findFirst().orElseThrow().split(",");
        for (int i = 0; i < 2; i++) {
            double b = 1.5 - (i + 1) / 64.0;
            double root = (b + Math.sqrt(b * b - 2)) / 2;
            assertEquals(root * (i == 0 ? 1 : -2), Double.parseDouble(first[2 + i]), 1e-13);
        }
    }

    /// Backwards the iterates run away in finite time.
    @Test
    void whereNoIteratesComeFromThereIsNoMemory() throws IOException {
        Path file = heavyBall("(a*b - 1)^4", "1/8 .. 1/32");
        Result r = bea("run", file.toString(), "-o", folder.resolve("out").toString());
        assertEquals(1, r.code, r.out);
        assertTrue(r.err.contains("the memory after the transient cannot be found at h = "), r.err);
        assertFalse(r.err.contains("internal"), r.err);
    }
}
