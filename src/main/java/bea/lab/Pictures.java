package bea.lab;

import bea.algebra.Rational;
import bea.numeric.Failure;
import bea.numeric.Flow;
import bea.numeric.Simulation;
import bea.plot.ErrorPlot;
import bea.plot.Figure;
import bea.plot.Portrait;
import bea.plot.ValuePlot;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/// Draws what an experiment has measured, each picture as SVG and as PNG. A picture that cannot be drawn is left out, and
/// its reason noted: numbers are worth more than pictures of them.
final class Pictures {
    /// Points of a curve through the plane, at least.
    private static final int SMOOTH = 400;
    /// Updates for which a flow is followed beyond the one that it is for.
    private static final int BEYOND = 6;
    /// The part of the way to the last iterate by which the first flow may miss the first.
    private static final double COARSE = 0.15;

    private final Lab lab;
    private final JsonObject results;
    private final Path folder;
    private final String remark;
    private final JsonArray drawn = new JsonArray();
    private final JsonArray missing = new JsonArray();

    private Pictures(Lab lab, JsonObject results, Path folder, String remark) {
        this.lab = lab;
        this.results = results;
        this.folder = folder;
        this.remark = remark;
    }

    /// Whether all that were drawn before are still there, and with this remark.
    static boolean areThere(JsonObject results, Path folder, String remark) {
        return results.has("pictures") && results.has("picturesOf")
                && remark.equals(results.get("picturesOf").getAsString())
                && StreamSupport.stream(results.getAsJsonArray("pictures").spliterator(), false)
                        .allMatch(f -> Files.exists(folder.resolve(f.getAsString())));
    }

    /// Draws them and adds their names to the results.
    ///
    /// @param updates that the paths have; 0 when there are none
    /// @param remark  above each: which of several seeds it is of
    static void draw(Lab lab, JsonObject results, Path folder, int updates, String remark) {
        Pictures p = new Pictures(lab, results, folder, remark);
        p.errors("local-error", "one update", "distance after one update");
        if (updates > 0) {
            String time = lab.experiment().time().orElseThrow().toString();
            p.errors("global-error", null, "distance at time " + time);
            if (p.hasValues()) {
                p.picture("values", p::values);
            }
            p.plane(updates);
        }
        results.add("pictures", p.drawn);
        results.addProperty("picturesOf", remark);
        results.remove("notDrawn");
        if (!p.missing.isEmpty()) {
            results.add("notDrawn", p.missing);
        }
    }

    private void picture(String name, Supplier<Figure> figure) {
        try {
            Figure f = figure.get().noted(remark);
            byte[] svg = f.svg().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            byte[] png = f.png();
            Runner.write(folder.resolve(name + ".svg"), svg);
            Runner.write(folder.resolve(name + ".png"), png);
            drawn.add(name + ".svg");
            drawn.add(name + ".png");
        } catch (RuntimeException | LinkageError | InternalError e) {
            // the last two: a Java without fonts or without its drawing parts
            missing.add(name + ": " + Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()));
        }
    }

    // ---- errors

    private void errors(String name, String kind, String measured) {
        List<ErrorPlot.Series> series = new ArrayList<>();
        for (JsonElement e : results.getAsJsonArray("slopes")) {
            JsonObject s = e.getAsJsonObject();
            String full = s.get("name").getAsString();
            int comma = full.lastIndexOf(", ");
            if ("one update".equals(full.substring(comma + 2)) == (kind != null)) {
                series.add(series(full.substring(0, comma), s));
            }
        }
        picture(name, () -> {
            if (series.stream().allMatch(x -> x.h().length == 0)) {
                throw new Failure("no error could be measured");
            }
            return ErrorPlot.of(measured, series);
        });
    }

    private static ErrorPlot.Series series(String name, JsonObject s) {
        List<JsonObject> points = s.getAsJsonArray("points").asList().stream().map(JsonElement::getAsJsonObject)
                .toList();
        return new ErrorPlot.Series(name, s.get("claimed").getAsDouble(), s.get("misses").getAsBoolean(),
                number(s.get("measured")), number(s.get("uncertainty")),
                points.stream().mapToDouble(p -> p.get("h").getAsDouble()).toArray(),
                points.stream().mapToDouble(p -> p.get("error").getAsDouble()).toArray());
    }

    private static double number(JsonElement e) {
        return e.isJsonNull() ? Double.NaN : e.getAsDouble();
    }

    // ---- values

    /// The columns of `values.csv`: for each player the loss, its terms and the modified loss, and last the expressions that
    /// the file names; norms and inner products of the corrections are not drawn.
    private Figure values() {
        double[][] rows = Csv.read(folder.resolve("values.csv"), Integer.MAX_VALUE);
        List<ValuePlot.Series> losses = new ArrayList<>();
        List<ValuePlot.Series> terms = new ArrayList<>();
        List<ValuePlot.Series> open = new ArrayList<>();
        JsonArray names = results.getAsJsonArray("values");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).getAsJsonObject().get("name").getAsString();
            open.add(new ValuePlot.Series(name, column(rows, i + 1)));
            if (name.startsWith("modified loss")) {
                String player = name.substring("modified loss".length());
                losses.add(open.getFirst());
                losses.add(open.getLast());
                open.subList(1, open.size() - 1).forEach(t -> terms.add(new ValuePlot.Series(player.isEmpty() ? t.name()
                        : t.name() + "  in loss" + player, t.values())));
                open.clear();
            } else if (ofCorrections(name)) {
                open.clear();
            }
        }
        return ValuePlot.of(column(rows, 0), losses, terms, open);
    }

    /// Whether there are values beside norms and inner products.
    private boolean hasValues() {
        return !results.getAsJsonArray("values").asList().stream()
                .allMatch(v -> ofCorrections(v.getAsJsonObject().get("name").getAsString()));
    }

    private static boolean ofCorrections(String name) {
        return name.startsWith("norm(f_") || name.startsWith("dot(f_0");
    }

    private static double[] column(double[][] rows, int i) {
        return Arrays.stream(rows).mapToDouble(r -> r[i]).toArray();
    }

    // ---- paths

    /// Only where the parameters are the points of a plane.
    private void plane(int updates) {
        if (lab.coordinates().size() != 2) {
            return;
        }
        Rational h = lab.experiment().from();
        Simulation s = lab.simulation();
        picture("paths", () -> paths(s, h, updates));
        Optional<Flow> frozen = s.flows().reversed().stream().filter(Flow::isFrozen).findFirst();
        if (frozen.isPresent() && lab.slots().size() == 1) {
            picture("restarts", () -> restarts(s, frozen.get(), h, updates));
        }
    }

    private static int pieces(int updates) {
        return Math.max(1, Math.min(64, (SMOOTH + updates - 1) / updates));
    }

    private Figure paths(Simulation s, Rational step, int updates) {
        double h = step.doubleValue();
        Portrait p = portrait(step, s.paths(h, updates, pieces(updates)));
        if (lab.slots().size() == 1) {
            return p.over(heights(h));
        }
        Flow first = s.flows().getFirst();
        return p.over("the field f_0", (x, y) -> {
            double[][] at = {{x}, {y}};
            double[][] v = first.at(h, at, at);
            return new double[]{v[0][0], v[1][0]};
        });
    }

    private Portrait portrait(Rational h, List<Simulation.Path> paths) {
        return new Portrait("h = " + h, lab.coordinates().get(0), lab.coordinates().get(1), track(paths.getFirst()),
                paths.subList(1, paths.size()).stream().map(Pictures::track).toList());
    }

    /// Figure 1 of Rosca & Deisenroth 2023: one flow for all updates, and one for each. With the step sizes that orders
    /// are measured with, nothing would be seen; so the step is doubled, and with it the updates halved, as long as the
    /// first flow stays near.
    private Figure restarts(Simulation s, Flow frozen, Rational smallest, int most) {
        Rational step = smallest;
        int updates = most;
        double way = distance(s.start(), s.paths(step.doubleValue(), updates, 1).getFirst().points().getLast());
        while (updates > 4 && missed(s, 2 * step.doubleValue()) < COARSE * way) {
            step = step.times(Rational.of(2));
            updates /= 2;
        }
        double h = step.doubleValue();
        int pieces = pieces(updates);
        List<String> live = s.flows().stream().filter(f -> !f.isFrozen() && !f.misses()).map(Flow::name).toList();
        List<Simulation.Path> paths = s.paths(h, updates, pieces).stream()
                .filter(p -> p.name().equals("iterates") || live.contains(p.name())).toList();
        List<Portrait.Track> each = s.restarts(frozen, h, updates, pieces, BEYOND).stream().map(Pictures::track)
                .toList();
        return portrait(step, paths).restarted(heights(h).stream().findFirst(), frozen.name(), each, pieces + 1);
    }

    private static double missed(Simulation s, double h) {
        return distance(s.update(s.start(), h), s.flows().getFirst().step(s.start(), h));
    }

    private static double distance(double[][] a, double[][] b) {
        return Math.sqrt(IntStream.range(0, a.length).mapToDouble(i -> IntStream.range(0, a[i].length)
                .mapToDouble(k -> (a[i][k] - b[i][k]) * (a[i][k] - b[i][k])).sum()).sum());
    }

    private List<Portrait.Height> heights(double h) {
        return lab.surfaces(h).stream().map(f -> new Portrait.Height("contours of " + f.name(),
                (x, y) -> f.at().applyAsDouble(new double[]{x, y}))).toList();
    }

    private static Portrait.Track track(Simulation.Path p) {
        List<double[]> points = p.points().stream().map(x -> Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray())
                .toList();
        return new Portrait.Track(p.name(), points.stream().mapToDouble(x -> x[0]).toArray(),
                points.stream().mapToDouble(x -> x[1]).toArray());
    }
}
