package bea.numeric;

import bea.model.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Runs the update of an experiment beside the flows that are said to follow it.
public final class Simulation {
    /// Several orders of batches, over which the update is averaged; usually one.
    private final List<Discrete> updates;
    private final List<Flow> flows;
    private final double[][] start;
    private final List<Slot> slots;
    /// Memories of 0; none where the update has none.
    private final double[][] noMemories;
    /// Of which state each memory is.
    private final int[] of;
    /// Where the update begins at a step size.
    private final Map<Double, double[][]> begins = new HashMap<>();

    /// @param memories what the update keeps beside the slots; it begins as if it had gone on for long
    public Simulation(List<Discrete> updates, List<Flow> flows, List<Slot> slots, List<Slot> memories,
            Losses losses) {
        this.updates = updates;
        this.flows = flows;
        this.slots = slots;
        this.start = slots.stream().map(losses::initial).toArray(double[][]::new);
        this.of = memories.stream().mapToInt(m -> m.of().orElseThrow().index()).toArray();
        this.noMemories = memories.stream().map(m -> new double[losses.dimension(m)]).toArray(double[][]::new);
    }

    public List<Flow> flows() {
        return flows;
    }

    /// Whether the update keeps more than the slots.
    public boolean remembers() {
        return noMemories.length > 0;
    }

    /// A copy of the starting point, slot by slot.
    public double[][] start() {
        return Discrete.copy(start);
    }

    /// Where one update leads to from the start.
    public double[][] updated(double h) {
        return update(begin(h), h);
    }

    /// The start with the memories behind it, after the transient.
    private double[][] begin(double h) {
        return noMemories.length == 0 ? start() : begins.computeIfAbsent(h,
                _ -> new SlowManifold(updates.getFirst(), slots.size(), of).at(start, noMemories, h));
    }

    /// Where one update leads to, in the average over the orders of its batches.
    private double[][] update(double[][] from, double h) {
        double[][] mean = updates.getFirst().step(from, h);
        for (Discrete d : updates.subList(1, updates.size())) {
            double[][] next = d.step(from, h);
            for (int s = 0; s < mean.length; s++) {
                for (int i = 0; i < mean[s].length; i++) {
                    mean[s][i] += next[s][i];
                }
            }
        }
        for (double[] s : mean) {
            for (int i = 0; i < s.length; i++) {
                s[i] /= updates.size();
            }
        }
        return mean;
    }

    /// In the slots of the first, which may be fewer.
    static double distance(double[][] a, double[][] b) {
        double sum = 0;
        for (int s = 0; s < a.length; s++) {
            for (int i = 0; i < a[s].length; i++) {
                sum += (a[s][i] - b[s][i]) * (a[s][i] - b[s][i]);
            }
        }
        return Math.sqrt(sum);
    }

    /// Errors of one kind: those of every flow at every step size, as far as they could be computed.
    ///
    /// @param failure why there are no more, if so
    public record Errors(List<Slope> slopes, java.util.Optional<String> failure) {}

    /// The distance of each flow from the update after one update: order `claimed + 1`.
    public Errors local(List<Double> steps, Consumer<String> progress) {
        return errors("one update", 1, steps, progress, (f, h) -> distance(f.step(start, h), updated(h)));
    }

    /// The distance after as many updates as fit into a time: order `claimed`.
    ///
    /// @param time in which the derived flow moves
    public Errors global(double time, List<Double> steps, Consumer<String> progress) {
        return errors("time " + time, 0, steps, progress, (f, h) -> {
            int updates = (int) Math.max(1, Math.round(time / Math.abs(f.time(h, start))));
            double[][] x = begin(h);
            double[][] y = start();
            for (int k = 0; k < updates; k++) {
                x = update(x, h);
                y = f.step(y, h);
            }
            return distance(y, x);
        });
    }

    private interface Measured {
        double error(Flow flow, double h);
    }

    private Errors errors(String what, int more, List<Double> steps, Consumer<String> progress, Measured measured) {
        List<List<Slope.Point>> points = new ArrayList<>();
        flows.forEach(f -> points.add(new ArrayList<>()));
        java.util.Optional<String> failure = java.util.Optional.empty();
        for (double h : steps) {
            for (int i = 0; i < flows.size(); i++) {
                try {
                    points.get(i).add(new Slope.Point(h, measured.error(flows.get(i), h)));
                } catch (Failure e) {
                    // smaller steps may still do
                    failure = java.util.Optional.of(e.getMessage());
                }
                progress.accept(what + ", h = " + h + ", " + flows.get(i).name());
            }
        }
        List<Slope> slopes = new ArrayList<>();
        for (int i = 0; i < flows.size(); i++) {
            Flow f = flows.get(i);
            slopes.add(Slope.of(f.name() + ", " + what, f.order() + more, f.misses(), points.get(i)));
        }
        return new Errors(slopes, failure);
    }

    /// Positions along the iterates and each flow.
    ///
    /// @param name `iterates`, or that of the flow
    public record Path(String name, List<double[][]> points) {}

    /// The iterates and the flows; the flows start anew at their own end, where their frozen factors are taken again
    /// (Figure 1 (b) of Rosca & Deisenroth 2023).
    ///
    /// @param pieces points of a flow for each update, so that a curve looks like one; iterates have one
    public List<Path> paths(double h, int updates, int pieces) {
        List<Path> paths = new ArrayList<>();
        paths.add(path("iterates", begin(h), updates, x -> List.<double[][]>of(update(x, h))));
        flows.forEach(f -> paths.add(path(f.name(), start(), updates, x -> f.trace(x, h, f.time(h, x), pieces))));
        return paths;
    }

    /// The pieces of one flow from restart to restart, each from where the one before is after one update, and followed
    /// on for some more of them.
    public List<Path> restarts(Flow f, double h, int updates, int pieces, int beyond) {
        List<Path> all = new ArrayList<>();
        double[][] at = start();
        for (int k = 0; k < updates; k++) {
            List<double[][]> points = new ArrayList<>();
            points.add(at);
            points.addAll(f.trace(at, h, f.time(h, at) * (1 + beyond), pieces * (1 + beyond)));
            all.add(new Path(f.name(), points));
            at = points.get(pieces);
        }
        return all;
    }

    private interface Step {
        List<double[][]> from(double[][] x);
    }

    /// As far as the numbers go.
    private Path path(String name, double[][] from, int updates, Step step) {
        List<double[][]> points = new ArrayList<>();
        points.add(from);
        try {
            for (int k = 0; k < updates; k++) {
                points.addAll(step.from(points.getLast()));
            }
        } catch (Failure e) {
            // what there is
        }
        return new Path(name, points.stream().map(p -> Arrays.copyOf(p, slots.size())).toList());
    }

    public List<Slot> slots() {
        return slots;
    }
}
