package bea.numeric;

import bea.kernel.Op;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;

/// A flow of all slots, integrated far more exactly than the errors that are measured (DOP853: Hairer, Nørsett, Wanner,
/// Solving Ordinary Differential Equations I, II.5).
public final class Flow {
    private static final double TOLERANCE = 1e-13;
    private static final int MOST_EVALUATIONS = 2_000_000;

    private final String name;
    private final int order;
    private final boolean misses;
    private final Compiled field;
    private final Compiled time;
    private final List<Slot> slots;
    private final int[] sizes;

    /// @param order  the power of `h` through which it is said to follow the update
    /// @param misses whether it is said not to
    /// @param field of every slot, in their order
    /// @param time  that one update takes
    public Flow(String name, int order, boolean misses, List<Op> field, Op time, List<Slot> slots, Losses losses,
            int threads) {
        this.name = name;
        this.order = order;
        this.misses = misses;
        this.slots = slots;
        this.field = new Compiled(field, slots, losses, slots, Map.of(), k -> k, threads);
        this.time = new Compiled(List.of(time), List.of(), losses, slots, Map.of(), k -> k, 1);
        this.sizes = slots.stream().mapToInt(losses::dimension).toArray();
    }

    public String name() {
        return name;
    }

    public int order() {
        return order;
    }

    /// Whether it is said not to follow so far.
    public boolean misses() {
        return misses;
    }

    /// The time that one update takes.
    public double time(double h, double[][] at) {
        return time.run(h, at, at)[0][0];
    }

    /// The field at a point.
    public double[][] at(double h, double[][] live, double[][] start) {
        return Discrete.copy(field.run(h, live, start));
    }

    /// Where the flow leads to in the time of one update.
    ///
    /// @throws Failure when it cannot be integrated
    public double[][] step(double[][] start, double h) {
        return run(start, h, time(h, start));
    }

    /// Whether some of its factors stand still at the point from which it starts.
    public boolean isFrozen() {
        return field.readsStart();
    }

    /// Where the flow from `start`, with its frozen factors there, is after some time.
    public double[][] run(double[][] start, double h, double span) {
        return run(start, start, h, span);
    }

    /// Points of the flow from `start`, with its frozen factors there, at equal times; the last at `span`.
    List<double[][]> trace(double[][] start, double h, double span, int pieces) {
        List<double[][]> points = new ArrayList<>();
        double[][] at = start;
        for (int i = 0; i < pieces; i++) {
            at = run(at, start, h, span / pieces);
            points.add(at);
        }
        return points;
    }

    private double[][] run(double[][] from, double[][] frozen, double h, double span) {
        int size = java.util.Arrays.stream(sizes).sum();
        var equation = new OrdinaryDifferentialEquation() {
            @Override
            public int getDimension() {
                return size;
            }

            @Override
            public double[] computeDerivatives(double t, double[] y) {
                return flat(field.run(h, split(y), frozen), size);
            }
        };
        var integrator = new DormandPrince853Integrator(Math.abs(span) * 1e-9, Math.abs(span), TOLERANCE * 0.1,
                TOLERANCE);
        integrator.setMaxEvaluations(MOST_EVALUATIONS);
        try {
            double[] y = integrator.integrate(equation, new ODEState(0, flat(from, size)), span).getPrimaryState();
            for (double x : y) {
                if (!Double.isFinite(x)) {
                    throw new Failure("the " + name + " leaves the range of numbers at h = " + h);
                }
            }
            return split(y);
        } catch (MathRuntimeException e) {
            throw new Failure("the " + name + " cannot be integrated at h = " + h
                    + ": it is too fast, or leaves the range of numbers");
        }
    }

    private double[] flat(double[][] parts, int size) {
        double[] y = new double[size];
        int next = 0;
        for (double[] p : parts) {
            System.arraycopy(p, 0, y, next, p.length);
            next += p.length;
        }
        return y;
    }

    private double[][] split(double[] y) {
        double[][] parts = new double[slots.size()][];
        int next = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = java.util.Arrays.copyOfRange(y, next, next + sizes[i]);
            next += sizes[i];
        }
        return parts;
    }
}
