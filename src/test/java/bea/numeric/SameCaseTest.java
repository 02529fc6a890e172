package bea.numeric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Engine;
import bea.derivation.Programs;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.emit.Emitter;
import bea.lab.Lab;
import bea.language.Source;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The back-ends agree on one case: four steps of SGD on the network and the data of the worked experiment, away from the
/// start.
class SameCaseTest {
    private static final Path FILE = Path.of("derivations/experiments/digits.bea");
    private static final String NAME = "n steps of SGD on digits";

    @TempDir
    Path folder;

    @Test
    void theVirtualMachineAndPyTorchComputeTheSame() throws Exception {
        boolean torch = new ProcessBuilder("/usr/bin/python3", "-c", "import torch").start().waitFor() == 0;
        assertTrue(torch || !"true".equals(System.getenv("CI")), "PyTorch is missing, and this is CI");
        Assumptions.assumeTrue(torch, "no PyTorch in /usr/bin/python3");
        Report.Derivation d = Engine.run(new Source(FILE.toString(), Files.readString(FILE)), new Engine.Options(0,
                Optional.of(NAME), Optional.empty(), true, false, false, Budget.unlimited())).derivations().getFirst();
        Lab lab = new Lab(d, d.resolved().model().experiments().getFirst(), FILE.getParent(), 0, 2);
        double[] start = lab.losses().initial(lab.slots().getFirst());
        double[] live = start.clone();
        for (int i = 0; i < live.length; i++) {
            live[i] += 0.05 * Math.sin(i);
        }
        double h = 0.1;
        double loss = lab.evaluate(h, new double[][]{live}, new double[][]{start}).stream()
                .filter(v -> v.name().equals("modified loss")).findFirst().orElseThrow().value();
        double[] field = lab.simulation().flows().get(1).at(h, new double[][]{live}, new double[][]{start})[0];
        JsonObject seen = python(d,
                Map.of("sizes", List.of(64, 32, 10), "live", live, "start", start, "h", h, "batches",
                        batches()));
        assertEquals(seen.get("loss").getAsDouble(), loss, 1e-12 * Math.abs(loss));
        assertTrue(distance(field, seen.getAsJsonArray("field"), 1) < 1e-12);
        assertTrue(distance(field, seen.getAsJsonArray("gradient"), -1) < 1e-12);
    }

    /// Relative to the size of the vector.
    private static double distance(double[] a, JsonArray b, int sign) {
        assertEquals(a.length, b.size());
        double off = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            off += Math.pow(a[i] - sign * b.get(i).getAsDouble(), 2);
            size += a[i] * a[i];
        }
        return Math.sqrt(off / size);
    }

    private static List<Object> batches() throws IOException {
        double[][] rows = Files.readAllLines(Path.of("derivations/data/digits.csv")).stream()
                .map(l -> java.util.Arrays.stream(l.split(",")).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new);
        Table table = Table.of(rows, 1.0 / 16);
        List<Object> batches = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            Table b = table.batch(k, 64, 3);
            batches.add(Map.of("features", b.features(), "labels", b.labels()));
        }
        return batches;
    }

    private JsonObject python(Report.Derivation d, Object problem) throws Exception {
        Path module = folder.resolve("emitted.py");
        Path file = folder.resolve("case.json");
        Files.writeString(module, Emitter.emit(Programs.of(d), "pytorch", "bea emit"));
        Files.writeString(file, new Gson().toJson(problem));
        Process p = new ProcessBuilder("/usr/bin/python3", "src/test/python/same_case.py", module.toString(),
                file.toString()).redirectError(folder.resolve("err").toFile()).start();
        String out = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, p.waitFor(), Files.readString(folder.resolve("err")));
        return new Gson().fromJson(out, JsonObject.class);
    }
}
