package bea.numeric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Engine;
import bea.derivation.Flows;
import bea.derivation.Programs;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.emit.Dump;
import bea.emit.Emitter;
import bea.emit.Python3;
import bea.kernel.Lowering;
import bea.kernel.NotLowered;
import bea.kernel.Op;
import bea.kernel.Ops;
import bea.kernel.Program;
import bea.lab.Lab;
import bea.language.Source;
import bea.model.Experiment;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The back-ends agree: every derivation of the repository of which a module can be emitted, in every experiment that is
/// written in it and in one that is made for it, away from the start. The losses, the modified losses term by term, their
/// gradients and the modified fields come from the virtual machine's compiled plans and from the module in PyTorch.
class SameCaseTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."));
    private static final double H = 0.1;
    private static final double TOLERANCE = 1e-12;

    /// Derivations without a module, each with the reason that `bea emit` gives: a new derivation is either run here or
    /// named there.
    private static final Path LEFT_OUT = ROOT.resolve("src/test/resources/bea/emit/left-out.txt");

    @TempDir
    Path folder;

    private final List<Object> problems = new ArrayList<>();
    private final Map<String, JsonObject> expected = new LinkedHashMap<>();
    private final Map<String, String> leftOut = new TreeMap<>();

    @Test
    void theVirtualMachineAndPyTorchComputeTheSame() throws Exception {
        boolean torch = Python3.imports("torch");
        assertTrue(torch || !"true".equals(System.getenv("CI")), "PyTorch is missing, and this is CI");
        if (!torch) {
            System.out.println("SameCaseTest: skipped, " + Python3.COMMAND + " has no torch");
        }
        Assumptions.assumeTrue(torch, "no torch");
        try (Stream<Path> files = Files.walk(ROOT.resolve("derivations"))) {
            for (Path f : files.filter(f -> f.toString().endsWith(".bea")).sorted().toList()) {
                file(f);
            }
        }
        Map<String, JsonObject> seen = python();
        assertEquals(expected.keySet(), seen.keySet());
        double worst = 0;
        for (String name : expected.keySet()) {
            worst = Math.max(worst, same(name, expected.get(name), seen.get(name)));
        }
        System.out.println("SameCaseTest: " + expected.size() + " cases, largest relative difference " + worst);
        assertEquals(Files.readString(LEFT_OUT), leftOut.entrySet().stream()
                .map(e -> e.getKey() + "\n    " + e.getValue() + "\n").collect(Collectors.joining()),
                "derivations without a module, against " + LEFT_OUT);
    }

    private void file(Path file) throws IOException {
        Source source = new Source(file.toString(), Files.readString(file));
        Report report = Engine.run(source, new Engine.Options(0, Optional.empty(), Optional.empty(), true, false, false,
                Budget.unlimited()));
        assertEquals(List.of(), report.problems());
        for (Report.Derivation d : report.derivations()) {
            String name = ROOT.resolve("derivations").relativize(file) + ": " + d.name();
            try {
                Path module = Files.createTempFile(folder, "module", ".py");
                Files.writeString(module, Emitter.emit(Programs.of(d), "pytorch", "bea emit"));
                for (Experiment e : d.resolved().model().experiments()) {
                    problem(name + ", " + e.name(), d, new Lab(d, e, file.getParent(), 0, 1), module);
                }
                Experiment made = new MadeExperiment(d.resolved(), folder).of(source);
                problem(name, d, new Lab(d, made, folder, 0, 1), module);
            } catch (NotLowered none) {
                leftOut.put(name, none.getMessage().replace("\"" + d.name() + "\", ", ""));
            }
        }
    }

    /// The same numbers for both.
    private void problem(String name, Report.Derivation d, Lab lab, Path module) {
        Model m = d.resolved().model();
        double[][] start = m.slots().stream().map(lab.losses()::initial).toArray(double[][]::new);
        double[][] live = Discrete.copy(start);
        for (double[] x : live) {
            for (int i = 0; i < x.length; i++) {
                x[i] += 0.05 * Math.sin(i + 1);
            }
        }
        expected.put(name, machine(d, lab, live, start));
        Map<String, Object> p = new LinkedHashMap<>();
        p.put("name", name);
        p.put("module", module.toString());
        p.put("h", H);
        p.put("slots", m.slots().stream().map(Slot::name).toList());
        p.put("live", live);
        p.put("start", start);
        Map<String, Double> numbers = new LinkedHashMap<>();
        lab.experiment().values().forEach((k, v) -> numbers.put(k, v.doubleValue()));
        p.put("numbers", numbers);
        Map<String, List<Long>> families = new LinkedHashMap<>();
        m.batches().forEach(b -> families.put(b.name(), labels(b, lab)));
        p.put("families", families);
        p.put("losses", m.symbols().stream().map(s -> loss(s, lab, families)).toList());
        problems.add(p);
    }

    private static List<Long> labels(Model.Batch b, Lab lab) {
        List<Long> all = new ArrayList<>();
        long to = b.to().evaluate(n -> (long) lab.losses().value(n));
        for (long k = b.from().evaluate(n -> (long) lab.losses().value(n)); k <= to; k++) {
            all.add(k);
        }
        return all;
    }

    private static Map<String, Object> loss(Symbol s, Lab lab, Map<String, List<Long>> families) {
        Map<String, Object> x = new LinkedHashMap<>();
        x.put("name", s.name());
        x.put("slots", Dump.of(s.slots()));
        Symbol formula = lab.experiment().formulas().get(s.name());
        if (formula != null) {
            x.put("kind", "formula");
            x.put("definition", Dump.of(formula.definition().orElseThrow()));
            return x;
        }
        Experiment.Network n = lab.experiment().networks().stream().filter(w -> w.symbol().equals(s.name())).findFirst()
                .orElseThrow();
        x.put("kind", n.kind());
        x.put("sizes", n.sizes());
        x.put("options", n.options());
        Map<String, Object> tables = new LinkedHashMap<>();
        for (OptionalInt k : s.batch().isEmpty() ? List.of(OptionalInt.empty())
                : families.get(s.batch().get()).stream().map(l -> OptionalInt.of(l.intValue())).toList()) {
            Table t = lab.losses().rows(n, k);
            tables.put(k.isEmpty() ? "all" : "" + k.getAsInt(), Map.of("columns", t.columns(), "features", t.features(),
                    "targets", t.targets(), "latents", n.kind().matches("discriminator|generator")
                            ? lab.losses().latents(t.rows() * n.sizes().getFirst()) : new double[0]));
        }
        x.put("tables", tables);
        return x;
    }

    // ---- the virtual machine

    /// One number or vector that is compared.
    private record Wanted(Slot player, String name, Op op, boolean vector) {}

    private static JsonObject machine(Report.Derivation d, Lab lab, double[][] live, double[][] start) {
        List<Wanted> wanted = new ArrayList<>();
        for (Slot s : lab.slots()) {
            wanted(d, s, wanted);
        }
        List<Slot> sizes = new ArrayList<>();
        wanted.forEach(w -> sizes.add(w.vector ? w.player : null));
        double[][] out = new Compiled(wanted.stream().map(Wanted::op).toList(), sizes, lab.losses(), lab.slots(),
                Map.of(), k -> k, 1).run(H, live, start);
        JsonObject all = new JsonObject();
        lab.slots().forEach(s -> all.add(s.name(), new JsonObject()));
        for (int i = 0; i < out.length; i++) {
            all.getAsJsonObject(wanted.get(i).player.name()).add(wanted.get(i).name, vector(out[i]));
        }
        // as `bea eval` shows it
        for (Lab.Value v : lab.evaluate(H, live, start)) {
            if (v.name().startsWith("modified loss")) {
                Slot s = lab.slots().stream().filter(x -> v.name().endsWith("[" + x.name() + "]")).findFirst()
                        .orElse(lab.slots().getFirst());
                all.getAsJsonObject(s.name()).add("loss", vector(v.value()));
            }
        }
        return all;
    }

    /// The loss and its terms are those of the emitted program; the field is that of the modified flow of `bea run`, and
    /// what descends the loss is made of the terms that `bea eval` shows.
    private static void wanted(Report.Derivation d, Slot s, List<Wanted> wanted) {
        Flows flows = new Flows(d);
        wanted.add(new Wanted(s, "field", flows.flows().getLast().slots().get(s.index()), true));
        Optional<Program.Loss> loss = Programs.of(d).players().get(s.index()).loss();
        if (loss.isPresent()) {
            wanted.add(new Wanted(s, "plain", loss.get().plain().value(), false));
            int k = 0;
            for (Program.Term t : loss.get().terms()) {
                wanted.add(new Wanted(s, "term " + ++k, t.value(), false));
            }
            Op whole = Ops.add(flows.loss(s).stream().map(Program.Term::value).toList());
            wanted.add(new Wanted(s, "descent", new Lowering().descent(whole, s), true));
        }
    }

    private static JsonArray vector(double... x) {
        return new Gson().toJsonTree(x).getAsJsonArray();
    }

    // ---- PyTorch

    private Map<String, JsonObject> python() throws Exception {
        Path file = folder.resolve("cases.json");
        Path out = folder.resolve("seen.json");
        Files.writeString(file, new GsonBuilder().serializeNulls().create().toJson(problems));
        Python3.Ran ran = Python3.run(ROOT.resolve("src/test/python/same_case.py").toString(), file.toString(),
                out.toString());
        assertEquals(0, ran.code(), ran.output());
        return new Gson().fromJson(Files.readString(out), new TypeToken<LinkedHashMap<String, JsonObject>>() {});
    }

    private static double same(String name, JsonObject a, JsonObject b) {
        assertEquals(a.keySet(), b.keySet(), name);
        double worst = 0;
        for (String slot : a.keySet()) {
            JsonObject x = a.getAsJsonObject(slot);
            JsonObject y = b.getAsJsonObject(slot);
            assertEquals(x.keySet(), y.keySet(), name + ", " + slot);
            for (String what : x.keySet()) {
                double off = distance(x.getAsJsonArray(what), y.getAsJsonArray(what));
                assertTrue(off <= TOLERANCE, name + ", " + what + " of " + slot + ": off by " + off);
                worst = Math.max(worst, off);
            }
        }
        return worst;
    }

    /// Relative to the size of the vector.
    private static double distance(JsonArray a, JsonArray b) {
        assertEquals(a.size(), b.size());
        double off = 0;
        double size = 0;
        for (int i = 0; i < a.size(); i++) {
            double x = number(a.get(i));
            off += Math.pow(x - number(b.get(i)), 2);
            size += x * x;
        }
        return off == 0 ? 0 : Math.sqrt(off / size);
    }

    private static double number(JsonElement e) {
        double x = e.getAsDouble();
        assertTrue(Double.isFinite(x), "not finite");
        return x;
    }
}
