package bea.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Derived;
import bea.derivation.Engine;
import bea.derivation.Programs;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.kernel.NotLowered;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.language.Source;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Type;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Emitted modules, run by PyTorch: every derivation of the repository against the printed formulas, evaluated by explicit
/// Jacobians, and against the update itself. The scripts are in `src/test/python`.
class PyTorchTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."));

    @TempDir
    Path folder;

    @Test
    void everyDerivationComputesWhatItPrints() throws Exception {
        List<Object> cases = library("pytorch");
        assertTrue(cases.size() >= 30, "only " + cases.size() + " derivations were emitted");
        check("derivations.py", cases);
    }

    @Test
    void higherCorrectionsComputeWhatTheyPrint() throws Exception {
        List<Object> cases = cases(new Source("higher", HIGHER), "pytorch");
        assertEquals(5, cases.size());
        check("derivations.py", cases);
    }

    /// JAX is seldom there; what its modules compute is tested all the same, on PyTorch in its place.
    @Test
    void modulesForJaxComputeWhatTheyPrint() throws Exception {
        List<Object> cases = library("jax");
        cases.addAll(cases(new Source("higher", HIGHER), "jax"));
        check("derivations.py", cases, "--jax");
    }

    private List<Object> library(String target) throws IOException {
        List<Object> cases = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("derivations"))) {
            for (Path p : files.filter(f -> f.toString().endsWith(".bea")).sorted().toList()) {
                cases.addAll(cases(new Source(ROOT.relativize(p).toString(), Files.readString(p)), target));
            }
        }
        return cases;
    }

    private static final String HIGHER = """
            derivation "a loss, second correction" {
              state theta
              loss E(theta)
              update { theta <- theta - h*grad E }
              find f_1, f_2 freezing least
            }
            derivation "three steps, second correction" {
              state theta
              batches X[1 .. 3]
              loss E(theta; X)
              update for mu in 1 .. 3 { theta <- theta - h*grad E(theta; X[mu]) }
              find f_1, f_2 in powers of 3*h over time 3*h
            }
            derivation "n steps, second correction" {
              count n >= 2
              state theta
              batches X[1 .. n]
              loss E(theta; X)
              update for mu in 1 .. n { theta <- theta - h*grad E(theta; X[mu]) }
              find f_1, f_2 freezing paper
            }
            derivation "a game, second correction, with a scalar" {
              scalar c in (0, 2]
              state phi, theta
              loss A(phi, theta), B(phi, theta)
              update {
                phi <- phi - h*grad[phi] A
                theta <- theta - c*h*grad[theta] B
              }
              find f_1, f_2 freezing least
            }
            derivation "weight decay" {
              scalar lambda in [0, 1)
              state theta
              loss E(theta)
              update { theta <- theta - h*grad E - h*lambda*theta }
              find f_1
            }
            """;

    @Test
    void containersErrorsAndPasses() throws Exception {
        Path steps = folder.resolve("steps.py");
        Path plain = folder.resolve("plain.py");
        Path second = folder.resolve("second.py");
        Path game = folder.resolve("game.py");
        Files.writeString(steps, emit("derivations/paper/n-step-sgd.bea", "n steps of SGD, modified loss"));
        Files.writeString(plain, emit("derivations/paper/gradient-descent.bea", "gradient descent"));
        Files.writeString(second,
                Emitter.emit(Programs.of(run(new Source("higher", HIGHER), Optional.of("a loss, second correction"))
                        .derivations().getFirst()), "pytorch", "bea emit"));
        Files.writeString(game, emit("derivations/paper/general-game.bea", "general game, modified losses"));
        python("containers.py", folder.toString());
    }

    private static String emit(String file, String name) throws IOException {
        Report r = run(new Source(file, Files.readString(ROOT.resolve(file))), Optional.of(name));
        return Emitter.emit(Programs.of(r.derivations().getFirst()), "pytorch", "bea emit " + file);
    }

    private static Report run(Source source, Optional<String> name) {
        Report r = Engine.run(source,
                new Engine.Options(0, name, Optional.empty(), true, false, false, Budget.unlimited()));
        assertEquals(List.of(), r.problems());
        return r;
    }

    private void check(String script, List<Object> cases, String... options) throws Exception {
        Path json = folder.resolve("cases.json");
        Files.writeString(json, new GsonBuilder().serializeNulls().create().toJson(cases));
        List<String> arguments = new ArrayList<>(List.of(json.toString()));
        arguments.addAll(List.of(options));
        python(script, arguments.toArray(String[]::new));
    }

    private List<Object> cases(Source source, String target) throws IOException {
        List<Object> cases = new ArrayList<>();
        for (Report.Derivation d : run(source, Optional.empty()).derivations()) {
            try {
                Path module = Files.createTempFile(folder, "module", ".py");
                Files.writeString(module, Emitter.emit(Programs.of(d), target, "bea emit"));
                cases.add(describe(source.name(), d, module));
            } catch (NotLowered none) {
                // fields of which no loss is given
            }
        }
        return cases;
    }

    private static Map<String, Object> describe(String file, Report.Derivation d, Path module) {
        Derived r = d.derived().orElseThrow();
        Model m = d.resolved().model();
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("name", file + ": " + d.name());
        c.put("module", module.toString());
        c.put("order", r.order());
        c.put("epsilon", exp(d, r.epsilon(), Type.SCALAR));
        c.put("time", exp(d, r.time(), Type.SCALAR));
        c.put("update", Dump.of(m.update().orElseThrow()));
        c.put("runs", runs(m));
        c.put("expectation", m.finds().stream().findFirst().flatMap(Model.Find::expectation)
                .map(e -> (Object) Map.of("kind", e.kind().name(), "batch", e.batch())).orElse(null));
        c.put("counts", Dump.of(m.counts()));
        c.put("scalars", m.scalars().stream().map(bea.model.Model.Scalar::name).toList());
        Map<String, Object> values = new LinkedHashMap<>();
        m.values().forEach((k, v) -> values.put(k, Dump.of(v)));
        c.put("values", values);
        c.put("batches", Dump.of(m.batches()));
        c.put("relations", Dump.of(m.relations()));
        c.put("slots", Dump.of(m.slots()));
        c.put("spaces", m.slots().stream().collect(java.util.stream.Collectors.toMap(Slot::name,
                s -> s.space().name())));
        c.put("losses", m.symbols().stream().map(s -> Map.of("name", s.name(), "slots", Dump.of(s.slots()))).toList());
        List<Object> players = new ArrayList<>();
        for (Derived.Player p : r.players()) {
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("slot", p.slot().name());
            x.put("loss", p.loss().map(l -> exp(d, l, Type.SCALAR)).orElse(null));
            x.put("fields", p.orders().stream()
                    .map(o -> exp(d, o.choice().orElse(o.value()), new Type.Vector(p.slot()))).toList());
            players.add(x);
        }
        c.put("players", players);
        c.put("corrected", r.players().stream().anyMatch(p -> p.orders().stream().skip(1)
                .anyMatch(o -> !ExprPrinter.print(o.value()).equals("0"))));
        return c;
    }

    private static Object exp(Report.Derivation d, Expr e, Type type) {
        return Dump.of(d.resolved().resolver().resolve(BeaFile.expression(ExprPrinter.print(e)), type));
    }

    private void python(String script, String... arguments) throws Exception {
        boolean torch = Python3.imports("torch");
        if (!torch && !"true".equals(System.getenv("CI"))) {
            System.out.println("PyTorchTest: skipped, " + Python3.COMMAND + " has no torch");
        }
        Assumptions.assumeTrue(torch || "true".equals(System.getenv("CI")), "no torch");
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("src/test/python").resolve(script).toString()));
        command.addAll(List.of(arguments));
        Python3.Ran ran = Python3.run(command.toArray(String[]::new));
        assertEquals(0, ran.code(), ran.output());
        assertTrue(ran.output().contains("all as expected"), ran.output());
    }

    /// Whether the script runs the update: explicit, without memory, and matched by itself.
    private static boolean runs(Model m) {
        boolean averaged = m.finds().stream().anyMatch(Model.Find::averaged);
        return m.memories().isEmpty() && !averaged && m.update().orElseThrow().body().stream()
                .noneMatch(bea.model.Update.Implicit.class::isInstance);
    }
}
