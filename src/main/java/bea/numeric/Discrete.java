package bea.numeric;

import bea.kernel.Lowering;
import bea.kernel.NotLowered;
import bea.model.Affine;
import bea.model.Slot;
import bea.model.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/// Runs the update of a derivation in numbers, statement by statement.
public final class Discrete {
    private record Key(Update.Assign assign, Map<String, Integer> indices) {}

    private final Update update;
    private final List<Slot> slots;
    private final Losses losses;
    private final IntUnaryOperator batches;
    private final Lowering lowering = new Lowering();
    private final Map<Key, Compiled> programs = new HashMap<>();
    private final Map<String, Integer> indices = new TreeMap<>();

    /// @param batches where a batch label leads: itself, or another place in the order
    public Discrete(Update update, List<Slot> slots, Losses losses, IntUnaryOperator batches) {
        this.update = update;
        this.slots = slots;
        this.losses = losses;
        this.batches = batches;
    }

    /// Where one update leads to.
    ///
    /// @throws Failure when a number is not finite any more
    public double[][] step(double[][] from, double h) {
        double[][] state = copy(from);
        run(update.body(), state, from, h);
        for (double[] s : state) {
            for (double x : s) {
                if (!Double.isFinite(x)) {
                    throw new Failure("the iterates leave the range of numbers at h = " + h
                            + "; smaller steps, or another start, may help");
                }
            }
        }
        return state;
    }

    static double[][] copy(double[][] state) {
        return Arrays.stream(state).map(double[]::clone).toArray(double[][]::new);
    }

    private void run(List<Update.Stmt> body, double[][] state, double[][] start, double h) {
        for (Update.Stmt s : body) {
            switch (s) {
                case Update.Assign a -> state[a.slot().index()] = value(a, state, start, h);
                case Update.Together t -> {
                    List<double[]> values = new ArrayList<>();
                    t.assigns().forEach(a -> values.add(value(a, state, start, h)));
                    for (int i = 0; i < values.size(); i++) {
                        state[t.assigns().get(i).slot().index()] = values.get(i);
                    }
                }
                case Update.Loop l -> {
                    long to = index(l.to());
                    for (long k = index(l.from()); k <= to; k++) {
                        indices.put(l.variable(), (int) k);
                        run(l.body(), state, start, h);
                    }
                    indices.remove(l.variable());
                }
                case Update.Average a -> average(a, state, start, h);
                case Update.Stage _ -> throw new Failure("experiments do not run updates with stages yet");
            }
        }
    }

    private void average(Update.Average a, double[][] state, double[][] start, double h) {
        long from = index(a.from());
        long to = index(a.to());
        double[][] before = copy(state);
        for (double[] slot : state) {
            Arrays.fill(slot, 0);
        }
        for (long k = from; k <= to; k++) {
            indices.put(a.variable(), (int) k);
            double[][] run = copy(before);
            run(a.body(), run, start, h);
            for (int i = 0; i < run.length; i++) {
                for (int j = 0; j < run[i].length; j++) {
                    state[i][j] += run[i][j] / (to - from + 1);
                }
            }
        }
        indices.remove(a.variable());
    }

    private long index(Affine a) {
        return a.evaluate(n -> indices.containsKey(n) ? (long) indices.get(n) : (long) losses.value(n));
    }

    private double[] value(Update.Assign a, double[][] state, double[][] start, double h) {
        Compiled p = programs.computeIfAbsent(new Key(a, Map.copyOf(indices)), this::compile);
        return p.run(h, state, start)[0].clone();
    }

    private Compiled compile(Key k) {
        try {
            return new Compiled(List.of(lowering.lower(k.assign.value())), List.of(k.assign.slot()), losses, slots,
                    k.indices, batches, 1);
        } catch (NotLowered e) {
            throw new Failure("experiments do not run an update with " + e.getMessage());
        }
    }
}
