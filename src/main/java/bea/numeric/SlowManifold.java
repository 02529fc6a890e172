package bea.numeric;

import java.util.Arrays;

/// Memories after the transient, in numbers: what they are at a position that the update has come to from far away.
///
/// The orbit that leads to the position is sought backwards: from a guess of the earlier positions the memories are run
/// forwards, from 0 on, and what the updates then add gives better positions. It settles as Picard's iteration does. How the
/// memories began is forgotten when the orbit is long enough; it is made longer until that shows no more. A memory that
/// rests at its state when `h` is 0, such as its previous value, is counted from the state.
final class SlowManifold {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 8192;
    private static final int MOST_ROUNDS = 200;
    /// Relative: what is measured is larger by far.
    private static final double SETTLED = 1e-15;
    private static final double FORGOTTEN = 1e-13;
    /// More memories than these are all counted from 0.
    private static final int FEW = 4;

    private final Discrete update;
    private final int states;
    private final int[] of;

    /// @param states how many of the slots are states; memories come after them
    /// @param of     of which state each memory is
    SlowManifold(Discrete update, int states, int[] of) {
        this.update = update;
        this.states = states;
        this.of = of;
    }

    /// The states with the memories behind them.
    ///
    /// @param zero memories of 0
    /// @throws Failure when no orbit leads to the position
    double[][] at(double[][] position, double[][] zero, double h) {
        boolean[] fromState = fromState(position, zero);
        try {
            double[][] before = null;
            for (int length = SHORTEST; length <= LONGEST; length += length / 2) {
                double[][] memories = memories(position, zero, fromState, h, length);
                if (before != null && Simulation.distance(memories, before) <= FORGOTTEN * size(memories)) {
                    return joined(position, counted(position, memories, fromState, 1));
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

    /// Which memories to count from their states: such that with `h = 0` nothing moves, or at least neither the states nor
    /// these memories do.
    private boolean[] fromState(double[][] position, double[][] zero) {
        for (boolean all : new boolean[]{true, false}) {
            for (int mask = 0; mask < 1 << Math.min(FEW, of.length); mask++) {
                boolean[] from = new boolean[of.length];
                for (int i = 0; i < of.length; i++) {
                    from[i] = (mask >> i & 1) == 1;
                }
                if (rests(joined(position, counted(position, zero, from, 1)), from, all)) {
                    return from;
                }
            }
        }
        return new boolean[of.length];
    }

    private boolean rests(double[][] before, boolean[] from, boolean all) {
        double[][] after = update.step(before, 0);
        for (int i = 0; i < of.length; i++) {
            after[states + i] = all || from[i] ? after[states + i] : before[states + i];
        }
        return Simulation.distance(after, before) <= FORGOTTEN * size(before);
    }

    /// Memories that are counted from their states, with the states added or taken off.
    private double[][] counted(double[][] states, double[][] memories, boolean[] fromState, double sign) {
        double[][] all = memories.clone();
        for (int i = 0; i < all.length; i++) {
            all[i] = fromState[i] ? combined(new double[][]{memories[i]}, new double[][]{states[of[i]]}, sign)[0]
                    : memories[i];
        }
        return all;
    }

    private double[][] memories(double[][] position, double[][] zero, boolean[] fromState, double h, int length) {
        double[][][] orbit = new double[length][][];
        Arrays.fill(orbit, position);
        double[][] last = zero;
        double before = Double.POSITIVE_INFINITY;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double[][][] added = new double[length][][];
            double[][] memories = zero;
            for (int j = 0; j < length; j++) {
                double[][] next = update.step(joined(orbit[j], counted(orbit[j], memories, fromState, 1)), h);
                added[j] = combined(Arrays.copyOf(next, states), orbit[j], -1);
                memories = counted(next, Arrays.copyOfRange(next, states, next.length), fromState, -1);
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
