package bea.numeric;

import bea.kernel.Lowering;
import bea.kernel.NotLowered;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Parts;
import bea.model.Slot;
import bea.model.Update;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/// Right sides of an update in numbers. What is read at the current point and at the start is one compiled program; around
/// such parts come the stages of an update, and gradients at points that are made of them.
final class Stages {
    /// Rounds of an implicit stage, and the relative change in one after which it has settled.
    private static final int MOST_ROUNDS = 500;
    private static final double SETTLED = 1e-15;

    private record Key(Exp exp, Slot slot, Map<String, Integer> indices) {}

    private final List<Slot> slots;
    private final Losses losses;
    private final IntUnaryOperator batches;
    private final Lowering lowering = new Lowering();
    private final Map<Key, Compiled> programs = new HashMap<>();
    private final Map<Exp, Boolean> plain = new HashMap<>();
    private final Map<String, Integer> indices = new TreeMap<>();
    private final Map<String, double[]> stages = new HashMap<>();

    Stages(List<Slot> slots, Losses losses, IntUnaryOperator batches) {
        this.slots = slots;
        this.losses = losses;
        this.batches = batches;
    }

    /// Where an expression is read.
    record Point(double[][] live, double[][] start, double h) {
        Point moved(double[][] live) {
            return new Point(live, start, h);
        }
    }

    void bind(String index, int value) {
        indices.put(index, value);
    }

    void release(String index) {
        indices.remove(index);
    }

    long index(Affine a) {
        return a.evaluate(n -> indices.containsKey(n) ? (long) indices.get(n) : (long) losses.value(n));
    }

    void stage(Update.Stage s, Point at) {
        stages.put(s.name(), vector(s.value(), s.slot(), at));
    }

    /// Stages that read themselves and each other, through `h`, are solved by fixed point iteration from their values at
    /// `h = 0` on, whether they are directions or points; this finds the solution near the explicit one when `h` is small.
    ///
    /// @throws Failure when that does not settle
    void implicit(List<Update.Stage> block, Point at) {
        block.forEach(s -> stages.put(s.name(), at.live[s.slot().index()]));
        Point still = new Point(at.live, at.start, 0);
        block.forEach(_ -> block.forEach(s -> stage(s, still)));
        double before = Double.POSITIVE_INFINITY;
        for (int round = 0;; round++) {
            double change = 0;
            for (Update.Stage s : block) {
                change = Math.max(change, improved(s, at));
            }
            // rounding may keep the last digits moving
            if (change <= SETTLED || change <= 8 * SETTLED && change >= before) {
                return;
            }
            if (round == MOST_ROUNDS || !Double.isFinite(change)) {
                throw new Failure("the implicit stage '" + block.getFirst().name() + "' does not settle at h = " + at.h
                        + ": it is solved by fixed point iteration, which needs smaller steps");
            }
            before = change;
        }
    }

    /// Computes the stage from what the stages are so far; the change relative to its size.
    private double improved(Update.Stage s, Point at) {
        double[] before = stages.get(s.name());
        stage(s, at);
        double[][] after = {stages.get(s.name())};
        double change = Simulation.distance(after, new double[][]{before});
        return change == 0 ? 0 : change / Simulation.distance(after, new double[][]{new double[before.length]});
    }

    /// The value of a vector in a slot.
    double[] vector(Exp e, Slot slot, Point at) {
        if (plain.computeIfAbsent(e, Stages::isPlain)) {
            return program(e, slot).run(at.h, at.live, at.start)[0].clone();
        }
        return switch (e) {
            case Exp.Local l -> stages.get(l.name()).clone();
            case Exp.At a -> vector(a.body(), slot, at.moved(point(a.point(), at)));
            case Exp.Scale s -> scaled(scalar(s.scalar(), at), vector(s.body(), slot, at));
            case Exp.Add a -> {
                double[] sum = new double[losses.dimension(slot)];
                a.terms().forEach(t -> add(sum, vector(t, slot, at)));
                yield sum;
            }
            case Exp.Sum s -> {
                double[] sum = new double[losses.dimension(slot)];
                long to = index(s.to());
                for (long k = index(s.from()); k <= to; k++) {
                    indices.put(s.variable(), (int) k);
                    long here = k;
                    if (s.excluded().stream().noneMatch(x -> index(x) == here)) {
                        add(sum, vector(s.body(), slot, at));
                    }
                }
                indices.remove(s.variable());
                yield sum;
            }
            default ->
                throw new Failure("experiments do not run an update with a stage inside of a product of vectors or "
                        + "a derivative; gradients at points made of stages, their sums and multiples are run");
        };
    }

    private double[][] point(List<Exp.Shift> shifts, Point at) {
        double[][] live = at.live.clone();
        shifts.forEach(s -> live[s.slot().index()] = vector(s.position(), s.slot(), at));
        return live;
    }

    private double scalar(Exp e, Point at) {
        if (!plain.computeIfAbsent(e, Stages::isPlain)) {
            throw new Failure("experiments do not run an update with a stage in a factor");
        }
        return program(e, null).run(at.h, at.live, at.start)[0][0];
    }

    private static double[] scaled(double factor, double[] v) {
        for (int i = 0; i < v.length; i++) {
            v[i] *= factor;
        }
        return v;
    }

    private static void add(double[] sum, double[] v) {
        for (int i = 0; i < v.length; i++) {
            sum[i] += v[i];
        }
    }

    /// Whether it has no stages in it, and no points but the current one and the start.
    private static boolean isPlain(Exp e) {
        boolean[] plain = {true};
        Parts.forEach(e, x -> plain[0] &= !(x instanceof Exp.Local) && !(x instanceof Exp.At a
                && a.point().stream().anyMatch(s -> !s.position().equals(new Exp.Start(s.slot())))));
        return plain[0];
    }

    private Compiled program(Exp e, Slot slot) {
        return programs.computeIfAbsent(new Key(e, slot, Map.copyOf(indices)), this::compile);
    }

    private Compiled compile(Key k) {
        try {
            List<Slot> sizes = new java.util.ArrayList<>();
            sizes.add(k.slot);
            return new Compiled(List.of(lowering.lower(k.exp)), sizes, losses, slots, k.indices, batches, 1);
        } catch (NotLowered e) {
            throw new Failure("experiments do not run an update with " + e.getMessage());
        }
    }
}
