package bea.lab;

import bea.derivation.Report;
import bea.files.Whole;
import bea.model.Experiment;
import bea.numeric.Failure;
import bea.numeric.Simulation;
import bea.numeric.Slope;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs experiments and writes what comes out, each piece as soon as it is there: a run that was stopped goes on where it
/// was.
///
/// In the output folder, for each experiment: `NAME/local-error.csv`, `NAME/global-error.csv`, `NAME/paths.csv`,
/// `NAME/values.csv`, pictures of them, and `NAME/seed-K.json` with all of it; for all of them `results.json`.
public final class Runner {
    private static final Gson JSON = new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues()
            .disableHtmlEscaping().create();
    /// Points of a path that are kept.
    private static final int MOST_UPDATES = 2000;

    /// What a run is told and tells.
    ///
    /// @param command     that repeats it
    /// @param fingerprint of everything that the results depend on; what was written with another is not used again
    public record Request(Path base, Path output, int seeds, String command, String fingerprint, Progress progress) {}

    public interface Progress {
        /// @param done of `total` pieces of work
        void at(int done, int total, String what);
    }

    /// One experiment with one seed.
    private record Piece(Report.Derivation derivation, Experiment experiment, int seed) {}

    private final Request request;
    private int done;
    private int total;

    public Runner(Request request) {
        this.request = request;
    }

    /// Runs all of them.
    ///
    /// @return the results, also written to `results.json`
    /// @throws Failure when the output folder cannot be written to
    public JsonObject run(List<Report.Derivation> derivations, Optional<String> only) {
        List<Piece> pieces = new ArrayList<>();
        for (Report.Derivation d : derivations) {
            for (Experiment e : d.resolved().model().experiments()) {
                if (only.filter(n -> !n.equals(e.name())).isEmpty()) {
                    for (int seed = 0; seed < request.seeds; seed++) {
                        pieces.add(new Piece(d, e, seed));
                    }
                }
            }
        }
        if (pieces.isEmpty()) {
            throw new Failure(only.map(n -> "there is no experiment \"" + n + "\" in this file").orElse(
                    "there is no experiment in this file"));
        }
        total = pieces.size();
        JsonObject all = results(pieces);
        write(request.output.resolve("results.json"), JSON.toJson(all));
        return all;
    }

    private JsonObject results(List<Piece> pieces) {
        int cores = Math.max(1, Runtime.getRuntime().availableProcessors());
        JsonArray experiments = new JsonArray();
        JsonArray slopes = new JsonArray();
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.min(cores, pieces.size()), r -> {
            Thread t = new Thread(null, r, "experiment", 64L << 20);
            t.setDaemon(true);
            return t;
        })) {
            int threads = Math.max(1, cores / pieces.size());
            List<Future<JsonObject>> futures = pieces.stream().map(p -> pool.submit(() -> piece(p, threads))).toList();
            for (Future<JsonObject> f : futures) {
                JsonObject o = get(f);
                experiments.add(o);
                o.getAsJsonArray("slopes").forEach(slopes::add);
            }
        }
        JsonObject all = new JsonObject();
        all.addProperty("schema", 1);
        all.addProperty("command", request.command);
        all.add("slopes", slopes);
        all.add("experiments", experiments);
        return all;
    }

    private static JsonObject get(Future<JsonObject> f) {
        try {
            return f.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static String folder(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return plain.isEmpty() ? "experiment" : plain;
    }

    private JsonObject piece(Piece p, int threads) {
        Path folder = request.output.resolve(folder(p.derivation.name() + " " + p.experiment.name()));
        Path file = folder.resolve("seed-" + p.seed + ".json");
        JsonObject known = known(file);
        if (known != null) {
            redraw(p, known, folder, file, threads);
            progress(p.experiment.name() + ": as it was");
            return known;
        }
        JsonObject o = new JsonObject();
        o.addProperty("derivation", p.derivation.name());
        o.addProperty("experiment", p.experiment.name());
        o.addProperty("seed", p.experiment.seed() + p.seed);
        o.addProperty("fingerprint", request.fingerprint);
        o.add("slopes", new JsonArray());
        String where = p.experiment.name() + (request.seeds > 1 ? ", seed " + p.seed : "");
        try {
            Lab lab = new Lab(p.derivation, p.experiment, request.base, p.seed, threads);
            measure(lab, o, folder, p.seed, where);
            if (p.seed == 0) {
                Pictures.draw(lab, o, folder, updates(lab), remark(p));
            }
        } catch (Failure e) {
            o.addProperty("failure", e.getMessage());
        }
        write(file, JSON.toJson(o));
        progress(where);
        return o;
    }

    /// Pictures are of the first seed, and say so; those that have gone, or say something else, are drawn again.
    private void redraw(Piece p, JsonObject known, Path folder, Path file, int threads) {
        if (p.seed == 0 && !Pictures.areThere(known, folder, remark(p))) {
            Lab lab = new Lab(p.derivation, p.experiment, request.base, p.seed, threads);
            Pictures.draw(lab, known, folder, updates(lab), remark(p));
            write(file, JSON.toJson(known));
        }
    }

    /// Which of several seeds the pictures show.
    private String remark(Piece p) {
        return request.seeds == 1 ? "" : "the first of " + request.seeds + " seeds";
    }

    private synchronized void progress(String what) {
        request.progress.at(++done, total, what);
    }

    private synchronized void note(String what) {
        request.progress.at(done, total, what);
    }

    /// What was written before from the same input, if it was finished.
    private JsonObject known(Path file) {
        try {
            JsonObject o = JSON.fromJson(Files.readString(file), JsonObject.class);
            return o != null && o.has("fingerprint") && !o.has("failure")
                    && o.get("fingerprint").getAsString().equals(request.fingerprint) ? o : null;
        } catch (IOException | JsonParseException none) {
            return null;
        }
    }

    private void measure(Lab lab, JsonObject o, Path folder, int seed, String where) {
        Simulation s = lab.simulation();
        errors("local", s.local(lab.steps(), w -> note(where + ": " + w)), o, folder, seed);
        if (lab.experiment().time().isPresent()) {
            double time = lab.experiment().time().get().doubleValue();
            errors("global", s.global(time, lab.steps(), w -> note(where + ": " + w)), o, folder, seed);
            double h = lab.steps().getFirst();
            List<Simulation.Path> paths = s.paths(h, updates(lab), 1);
            write(folder.resolve("paths" + suffix(seed) + ".csv"), paths(paths));
            values(lab, paths, h, o, folder, seed);
        } else {
            o.add("values", json(lab.evaluate(lab.steps().getFirst(), s.start(), s.start())));
        }
    }

    /// As many as fit into the time of the experiment, with its largest step size; none when it has no time.
    private static int updates(Lab lab) {
        Simulation s = lab.simulation();
        double h = lab.steps().getFirst();
        return lab.experiment().time().map(t -> (int) Math.min(MOST_UPDATES,
                Math.max(1, Math.round(t.doubleValue() / s.flows().getFirst().time(h, s.start()))))).orElse(0);
    }

    private static String suffix(int seed) {
        return seed == 0 ? "" : "-" + seed;
    }

    private void errors(String kind, Simulation.Errors errors, JsonObject o, Path folder, int seed) {
        StringBuilder csv = new StringBuilder("flow,h,error\n");
        for (Slope s : errors.slopes()) {
            JsonObject x = new JsonObject();
            x.addProperty("name", s.name());
            x.addProperty("experiment", o.get("experiment").getAsString());
            x.addProperty("seed", o.get("seed").getAsInt());
            x.addProperty("claimed", s.claimed());
            x.addProperty("misses", s.misses());
            x.addProperty("asClaimed", s.asClaimed());
            x.add("measured", number(s.measured()));
            x.add("uncertainty", number(s.uncertainty()));
            x.add("points", JSON.toJsonTree(s.points()));
            o.getAsJsonArray("slopes").add(x);
            s.points().forEach(p -> csv.append(quoted(s.name())).append(',').append(p.h()).append(',').append(p.error())
                    .append('\n'));
        }
        errors.failure().ifPresent(f -> o.addProperty("note", f));
        write(folder.resolve(kind + "-error" + suffix(seed) + ".csv"), csv.toString());
    }

    /// JSON has no NaN.
    private static JsonElement number(double x) {
        return Double.isFinite(x) ? new com.google.gson.JsonPrimitive(x) : com.google.gson.JsonNull.INSTANCE;
    }

    private static String quoted(String s) {
        return s.contains(",") ? "\"" + s + "\"" : s;
    }

    private static String paths(List<Simulation.Path> paths) {
        StringBuilder csv = new StringBuilder("path,update");
        int size = java.util.Arrays.stream(paths.getFirst().points().getFirst()).mapToInt(p -> p.length).sum();
        int shown = Math.min(size, 16);
        for (int i = 0; i < shown; i++) {
            csv.append(",x").append(i + 1);
        }
        csv.append('\n');
        for (Simulation.Path p : paths) {
            for (int k = 0; k < p.points().size(); k++) {
                csv.append(quoted(p.name())).append(',').append(k);
                java.util.Arrays.stream(p.points().get(k)).flatMapToDouble(java.util.Arrays::stream).limit(shown)
                        .forEach(x -> csv.append(',').append(x));
                csv.append('\n');
            }
        }
        return csv.toString();
    }

    /// The modified loss and its terms along the iterates.
    private void values(Lab lab, List<Simulation.Path> paths, double h, JsonObject o, Path folder, int seed) {
        StringBuilder csv = new StringBuilder();
        List<double[][]> points = paths.getFirst().points();
        int every = Math.max(1, points.size() / 200);
        for (int k = 0; k < points.size(); k += every) {
            List<Lab.Value> values = lab.evaluate(h, points.get(k), points.get(k));
            if (k == 0) {
                csv.append("update");
                values.forEach(v -> csv.append(',').append(quoted(v.name())));
                csv.append('\n');
                o.add("values", json(values));
            }
            csv.append(k);
            values.forEach(v -> csv.append(',').append(v.value()));
            csv.append('\n');
        }
        write(folder.resolve("values" + suffix(seed) + ".csv"), csv.toString());
    }

    static JsonArray json(List<Lab.Value> values) {
        JsonArray all = new JsonArray();
        for (Lab.Value v : values) {
            JsonObject x = new JsonObject();
            x.addProperty("name", v.name());
            x.add("value", number(v.value()));
            all.add(x);
        }
        return all;
    }

    private static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws Failure when it cannot be written
    static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Whole.write(file, content);
        } catch (AccessDeniedException e) {
            throw new Failure("'" + file + "' cannot be written: no permission");
        } catch (IOException e) {
            throw new Failure("'" + file + "' cannot be written: " + e.getMessage());
        }
    }
}
