package bea.numeric;

import bea.model.Slot;
import bea.model.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Runs the update of a derivation in numbers, statement by statement.
public final class Discrete {
    private final Update update;
    private final Stages stages;

    /// @param slots   states, and memories after them
    /// @param batches where a batch label leads: itself, or another place in the order
    public Discrete(Update update, List<Slot> slots, Losses losses, IntUnaryOperator batches) {
        this.update = update;
        this.stages = new Stages(slots, losses, batches);
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
            Stages.Point at = new Stages.Point(state, start, h);
            switch (s) {
                case Update.Assign a -> state[a.slot().index()] = stages.vector(a.value(), a.slot(), at);
                case Update.Together t -> {
                    List<double[]> values = new ArrayList<>();
                    t.assigns().forEach(a -> values.add(stages.vector(a.value(), a.slot(), at)));
                    for (int i = 0; i < values.size(); i++) {
                        state[t.assigns().get(i).slot().index()] = values.get(i);
                    }
                }
                case Update.Loop l -> {
                    long to = stages.index(l.to());
                    for (long k = stages.index(l.from()); k <= to; k++) {
                        stages.bind(l.variable(), (int) k);
                        run(l.body(), state, start, h);
                    }
                    stages.release(l.variable());
                }
                case Update.Stage g -> stages.stage(g, at);
                case Update.Implicit i -> stages.implicit(i.stages(), at);
                case Update.Average a -> average(a, state, start, h);
            }
        }
    }

    private void average(Update.Average a, double[][] state, double[][] start, double h) {
        long from = stages.index(a.from());
        long to = stages.index(a.to());
        double[][] before = copy(state);
        for (double[] slot : state) {
            Arrays.fill(slot, 0);
        }
        for (long k = from; k <= to; k++) {
            stages.bind(a.variable(), (int) k);
            double[][] run = copy(before);
            run(a.body(), run, start, h);
            for (int i = 0; i < run.length; i++) {
                for (int j = 0; j < run[i].length; j++) {
                    state[i][j] += run[i][j] / (to - from + 1);
                }
            }
        }
        stages.release(a.variable());
    }
}
