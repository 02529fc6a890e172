package bea.bench;

import bea.bseries.Colours;
import bea.bseries.Counting;
import bea.plot.Axis;
import bea.plot.Curve;
import bea.plot.Dash;
import bea.plot.Figure;
import bea.plot.Look;
import bea.plot.Mark;
import bea.plot.Panel;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The results of [TreesBenchmark], as a table in the manual and as a picture.
public final class Curves {
    /// @param millis of the fastest measurement: what else the machine does only adds
    private record Point(double millis, double bytes) {}

    private static final String BEGIN = "<!-- begin: src/bench/trees.sh -->\n";
    private static final String END = "<!-- end: src/bench/trees.sh -->\n";
    private static final List<Look> LOOKS = List.of(new Look(0x0072B2, 1.4f, Dash.SOLID, Mark.CIRCLE),
            new Look(0xD55E00, 1.4f, Dash.DASHED, Mark.SQUARE), new Look(0x009E73, 1.4f, Dash.DASH_DOT, Mark.TRIANGLE));

    private Curves() {}

    /// Arguments: the JSON of JMH, the manual, the picture.
    public static void main(String[] files) throws IOException {
        Map<String, TreeMap<Integer, Point>> methods = new TreeMap<>();
        TreeMap<String, Point> colours = new TreeMap<>();
        for (JsonElement e : JsonParser.parseString(Files.readString(Path.of(files[0]))).getAsJsonArray()) {
            JsonObject o = e.getAsJsonObject();
            JsonObject with = o.getAsJsonObject("params");
            if (with.has("method")) {
                methods.computeIfAbsent(with.get("method").getAsString(), m -> new TreeMap<>())
                        .put(with.get("order").getAsInt(), point(o));
            } else {
                colours.put(with.get("coloursAndOrder").getAsString(), point(o));
            }
        }
        Path manual = Path.of(files[1]);
        String text = Files.readString(manual);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(manual, text.substring(0, from) + table(methods, colours)
                + text.substring(text.indexOf(END)));
        Files.write(Path.of(files[2]), figure(methods, colours).png());
    }

    private static Point point(JsonObject o) {
        JsonObject time = o.getAsJsonObject("primaryMetric");
        double fastest = Double.MAX_VALUE;
        for (JsonElement x : time.getAsJsonArray("rawData").get(0).getAsJsonArray()) {
            fastest = Math.min(fastest, x.getAsDouble());
        }
        JsonObject second = o.getAsJsonObject("secondaryMetrics");
        String key = second.keySet().stream().filter(k -> k.endsWith("gc.alloc.rate.norm")).findFirst().orElseThrow();
        return new Point(fastest, second.getAsJsonObject(key).get("score").getAsDouble());
    }

    private static String table(Map<String, TreeMap<Integer, Point>> methods, Map<String, Point> colours) {
        StringBuilder b = new StringBuilder("| order | trees | Euler | explicit midpoint | RK4 | memory allocated |\n"
                + "|---|---|---|---|---|---|\n");
        methods.get("midpoint").forEach((p, m) -> b.append(String.format(Locale.ROOT,
                "| %d | %,d | %s | %s | %s | %s |%n", p, Counting.through(Colours.all(1), p),
                time(methods.get("euler").get(p)), time(m), time(methods.get("rk4").get(p)), memory(m))));
        b.append("\n| colours | order | trees | time | memory allocated |\n|---|---|---|---|---|\n");
        colours.forEach((key, m) -> {
            int c = Integer.parseInt(key.split(" ")[0]);
            int p = Integer.parseInt(key.split(" ")[1]);
            b.append(String.format(Locale.ROOT, "| %d | %d | %,d | %s | %s |%n", c, p,
                    Counting.through(Colours.all(c), p), time(m), memory(m)));
        });
        return b.toString();
    }

    private static String time(Point p) {
        return String.format(Locale.ROOT, p.millis < 1 ? "%.2f ms" : p.millis < 100 ? "%.1f ms" : "%.0f ms", p.millis);
    }

    private static String memory(Point p) {
        double mb = p.bytes / 1e6;
        return String.format(Locale.ROOT, mb < 10 ? "%.1f MB" : "%.0f MB", mb);
    }

    private static Figure figure(Map<String, TreeMap<Integer, Point>> methods, Map<String, Point> colours) {
        List<Curve> times = new ArrayList<>();
        List<Curve> memory = new ArrayList<>();
        Map<String, String> names = Map.of("euler", "Euler", "midpoint", "explicit midpoint", "rk4", "RK4");
        int i = 0;
        for (Map.Entry<String, TreeMap<Integer, Point>> m : methods.entrySet()) {
            double[] p = m.getValue().keySet().stream().mapToDouble(x -> x).toArray();
            Look look = LOOKS.get(i++);
            times.add(new Curve(names.get(m.getKey()), p,
                    m.getValue().values().stream().mapToDouble(Point::millis).toArray(), look));
            memory.add(new Curve(names.get(m.getKey()), p,
                    m.getValue().values().stream().mapToDouble(x -> x.bytes / 1e6).toArray(), look));
        }
        List<String> six = colours.keySet().stream().filter(k -> k.endsWith(" 6")).toList();
        Curve several = new Curve("order 6, by colours",
                six.stream().mapToDouble(k -> Double.parseDouble(k.split(" ")[0])).toArray(),
                six.stream().mapToDouble(k -> colours.get(k).millis).toArray(), new Look(0xCC79A7, 1.4f, Dash.SHORT,
                        Mark.DIAMOND));
        return new Figure(List.of(panel("order", "milliseconds", times), panel("order", "megabytes allocated", memory),
                panel("colours", "milliseconds", List.of(several))));
    }

    private static Panel panel(String x, String y, List<Curve> curves) {
        double low = Double.MAX_VALUE;
        double high = 0;
        double from = Double.MAX_VALUE;
        double to = 0;
        for (Curve c : curves) {
            for (int i = 0; i < c.x().length; i++) {
                low = Math.min(low, c.y()[i]);
                high = Math.max(high, c.y()[i]);
                from = Math.min(from, c.x()[i]);
                to = Math.max(to, c.x()[i]);
            }
        }
        return new Panel("", new Axis(x, Axis.Scale.LINEAR, from - 0.5, to + 0.5),
                new Axis(y, Axis.Scale.DECADES, low / 2, high * 2), false, curves, List.of());
    }
}
