package bea.cli;

import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.files.Inputs;
import bea.lab.Csv;
import bea.lab.Lab;
import bea.lab.Runner;
import bea.model.Experiment;
import bea.numeric.Failure;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that compute numbers.
final class Experiments {
    private Experiments() {}

    /// What both need.
    abstract static class Numeric extends Commands.Running {
        @Parameters(paramLabel = "FILE", description = "A .bea file with experiments.")
        String file;

        @Option(names = "--experiment", paramLabel = "NAME", description = "Only the experiment of this name.")
        String experiment;

        @Option(names = "--order", paramLabel = "K", description = "Corrections through f_K instead of what the file asks for.")
        int order;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        boolean forPrograms() {
            return json;
        }

        @Override
        public Integer call() throws Inputs.Unreadable {
            Report r = run(file, new Engine.Options(order, Optional.ofNullable(name), Optional.empty(), true, false,
                    !noCheck, budget()));
            problems(r);
            if (r.exitCode() != Exit.OK) {
                return r.exitCode();
            }
            for (Report.Derivation d : r.derivations()) {
                if (d.derived().isEmpty() && !d.resolved().model().experiments().isEmpty()) {
                    err().println("bea: \"" + d.name() + "\": " + d.failure().orElse("there is no update"));
                    return Exit.UNEXPECTED;
                }
            }
            try {
                return compute(r);
            } catch (Failure e) {
                err().println("bea: " + e.getMessage());
                return Exit.USAGE;
            }
        }

        abstract int compute(Report r);

        Path base() {
            Path p = Path.of(file.equals("-") ? "." : file).toAbsolutePath();
            return file.equals("-") ? p : p.getParent();
        }
    }

    @Command(name = "eval", sortOptions = false, mixinStandardHelpOptions = true, description = "Evaluate the modified losses of an experiment, term by term.")
    static final class Eval extends Numeric {
        @Option(names = "--h", paramLabel = "H", description = "The step size; the largest of the experiment otherwise.")
        double h;

        @Option(names = "--at", paramLabel = "CSV", description = "Where: one line of numbers for each state; the start of the experiment otherwise.")
        String at;

        @Override
        int compute(Report r) {
            JsonArray all = new JsonArray();
            for (Report.Derivation d : r.derivations()) {
                for (Experiment e : d.resolved().model().experiments()) {
                    if (experiment == null || experiment.equals(e.name())) {
                        evaluate(d, e, all);
                    }
                }
            }
            if (all.isEmpty()) {
                throw new Failure(experiment == null ? "there is no experiment in this file"
                        : "there is no experiment \"" + experiment + "\" in this file");
            }
            if (json) {
                out().println(new GsonBuilder().setPrettyPrinting().create().toJson(all));
            }
            return Exit.OK;
        }

        private void evaluate(Report.Derivation d, Experiment e, JsonArray all) {
            Lab lab = new Lab(d, e, base(), 0, Runtime.getRuntime().availableProcessors());
            double step = h > 0 ? h : lab.steps().getFirst();
            double[][] start = lab.slots().stream().map(lab.losses()::initial).toArray(double[][]::new);
            double[][] point = at == null ? start : Csv.vectors(Path.of(at), lab.slots().stream()
                    .mapToInt(lab.losses()::dimension).toArray());
            List<Lab.Value> values = lab.evaluate(step, point, at == null ? start : point);
            JsonObject o = new JsonObject();
            o.addProperty("derivation", d.name());
            o.addProperty("experiment", e.name());
            o.addProperty("h", step);
            JsonObject numbers = new JsonObject();
            values.forEach(v -> numbers.addProperty(v.name(), v.value()));
            o.add("values", numbers);
            all.add(o);
            if (!json) {
                out().println(d.name() + ", " + e.name() + ", h = " + step + ", at " + (at == null ? "the start" : at));
                int width = values.stream().mapToInt(v -> v.name().length()).max().orElse(0);
                values.forEach(v -> out().println("  " + v.name() + " ".repeat(width - v.name().length()) + "  "
                        + String.format(Locale.ROOT, "%16.9g", v.value())));
            }
        }
    }

    @Command(name = "run", sortOptions = false, mixinStandardHelpOptions = true, description = "Run experiments: iterates beside the flows, and the orders of their errors.")
    static final class Run extends Numeric {
        @Option(names = "-o", required = true, paramLabel = "DIR", description = "Where results are written. A run that was stopped goes on there.")
        String output;

        @Option(names = "--seeds", paramLabel = "N", defaultValue = "1", description = "Repeat with so many seeds, side by side.")
        int seeds;

        @Override
        int compute(Report r) {
            if (seeds < 1 || seeds > 1000) {
                throw new Failure("--seeds takes a number from 1 to 1000");
            }
            String command = "bea run " + file + " -o " + output + (experiment == null ? ""
                    : " --experiment '" + experiment + "'") + (order > 0 ? " --order " + order : "")
                    + (seeds > 1 ? " --seeds " + seeds : "");
            Budget stages = Budget.unlimited();
            Runner.Progress progress = (done, total, what) -> stages.at(done + " of " + total + " done, " + what);
            Runner runner = new Runner(new Runner.Request(base(), Path.of(output), seeds, command,
                    fingerprint(r.source().text()), progress));
            begin(r.source().name(), stages);
            JsonObject all;
            try {
                all = runner.run(r.derivations(), Optional.ofNullable(experiment));
            } finally {
                Progress.end();
            }
            return json ? print(all) : table(all);
        }

        private String fingerprint(String text) {
            return Integer.toHexString((text + "\0" + order + "\0" + Commands.VERSION).hashCode());
        }

        private int print(JsonObject all) {
            out().println(new GsonBuilder().setPrettyPrinting().create().toJson(all));
            return code(all);
        }

        private int table(JsonObject all) {
            for (JsonElement e : all.getAsJsonArray("experiments")) {
                JsonObject x = e.getAsJsonObject();
                out().println(x.get("derivation").getAsString() + ", " + x.get("experiment").getAsString()
                        + (seeds > 1 ? ", seed " + x.get("seed").getAsInt() : ""));
                for (JsonElement s : x.getAsJsonArray("slopes")) {
                    slope(s.getAsJsonObject());
                }
                if (x.has("notDrawn")) {
                    x.getAsJsonArray("notDrawn").forEach(n -> err().println("bea: " + x.get("experiment").getAsString()
                            + ": not drawn: " + n.getAsString()));
                }
                for (String note : List.of("note", "failure")) {
                    if (x.has(note)) {
                        err().println("bea: " + x.get("experiment").getAsString() + ": " + x.get(note).getAsString());
                    }
                }
            }
            out().println("written to " + output);
            return code(all);
        }

        private void slope(JsonObject s) {
            boolean measured = !s.get("measured").isJsonNull();
            double claimed = s.get("claimed").getAsDouble();
            String text = !measured ? s.get("asClaimed").getAsBoolean() ? "exact, up to rounding"
                    : "not measured: too few errors above rounding"
                    : String.format(Locale.ROOT, "order %.3f +- %.3f, %s %.0f%s", s.get("measured").getAsDouble(),
                            s.get("uncertainty").getAsDouble(),
                            s.get("misses").getAsBoolean() ? "said to miss" : "claimed",
                            claimed, s.get("asClaimed").getAsBoolean() ? "" : "  NOT SO");
            out().println("  " + s.get("name").getAsString() + ": " + text);
        }

        private static int code(JsonObject all) {
            List<Integer> codes = new ArrayList<>(List.of(Exit.OK));
            for (JsonElement e : all.getAsJsonArray("experiments")) {
                JsonObject x = e.getAsJsonObject();
                if (x.has("failure") || x.has("note")) {
                    codes.add(Exit.UNEXPECTED);
                }
                x.getAsJsonArray("slopes").forEach(s -> codes.add(s.getAsJsonObject().get("asClaimed").getAsBoolean()
                        ? Exit.OK : Exit.UNEXPECTED));
            }
            return codes.stream().reduce(Exit.OK, Exit::worst);
        }
    }
}
