package bea.numeric;

import java.util.Arrays;

/// Memories after the transient, in numbers: what they are at a position that the update has come to from far away.
///
/// The orbit that leads to the position is sought backwards: from a guess of the earlier positions the memories are run
/// forwards, from 0 on, and what the updates then add gives better positions. It settles as Picard's iteration does. How the
/// memories began is forgotten when the orbit is long enough; it is made longer until that shows no more.
final class SlowManifold {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 8192;
    private static final int MOST_ROUNDS = 200;
    /// Relative: what is measured is larger by far.
    private static final double SETTLED = 1e-15;
    private static final double FORGOTTEN = 1e-13;

    private final Discrete update;
    private final int states;

    /// @param states how many of the slots are states; memories come after them
    SlowManifold(Discrete update, int states) {
        this.update = update;
        this.states = states;
    }

    /// The states with the memories behind them.
    ///
    /// @param zero memories of 0
    /// @throws Failure when no orbit leads to the position
    double[][] at(double[][] position, double[][] zero, double h) {
        try {
            double[][] before = null;
            for (int length = SHORTEST; length <= LONGEST; length += length / 2) {
                double[][] memories = memories(position, zero, h, length);
                if (before != null && Simulation.distance(memories, before) <= FORGOTTEN * size(memories)) {
                    return joined(position, memories);
                }
                before = memories;
            }
        } catch (Failure e) {
            throw new Failure("the memory after the transient cannot be found at h = " + h
                    + ": the iterates that would lead to the start do not settle; smaller steps, or another start, may "
                    + "help");
        }
        throw new Failure("the memories have not forgotten their start after " + LONGEST + " updates");
    }

    private double[][] memories(double[][] position, double[][] zero, double h, int length) {
        double[][][] orbit = new double[length][][];
        Arrays.fill(orbit, position);
        double[][] last = zero;
        double before = Double.POSITIVE_INFINITY;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double[][][] added = new double[length][][];
            double[][] memories = zero;
            for (int j = 0; j < length; j++) {
                double[][] next = update.step(joined(orbit[j], memories), h);
                added[j] = combined(Arrays.copyOf(next, states), orbit[j], -1);
                memories = Arrays.copyOfRange(next, states, next.length);
            }
            double change = Simulation.distance(memories, last) / size(memories);
            // rounding may keep the last digits moving
            if (change <= SETTLED || change <= 100 * SETTLED && change >= before) {
                return memories;
            }
            before = change;
            last = memories;
            double[][] after = position;
            for (int j = length - 1; j >= 0; j--) {
                after = combined(after, added[j], -1);
                orbit[j] = after;
            }
        }
        throw new Failure("the orbit to the start does not settle");
    }

    private static double[][] joined(double[][] states, double[][] memories) {
        double[][] all = Arrays.copyOf(states, states.length + memories.length);
        System.arraycopy(memories, 0, all, states.length, memories.length);
        return all;
    }

    /// `a + factor * b`.
    private static double[][] combined(double[][] a, double[][] b, double factor) {
        double[][] sum = Discrete.copy(a);
        for (int s = 0; s < sum.length; s++) {
            for (int i = 0; i < sum[s].length; i++) {
                sum[s][i] += factor * b[s][i];
            }
        }
        return sum;
    }

    /// Not 0, by which is divided.
    private static double size(double[][] a) {
        return Simulation.distance(a, combined(a, a, -1)) + Double.MIN_NORMAL;
    }
}
