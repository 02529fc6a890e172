package bea.numeric;

import bea.kernel.Op;
import bea.model.Slot;
import bea.tensor.Node;
import bea.tensor.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/// Some operations, compiled for one experiment.
public final class Compiled {
    private final Plan plan;
    private final int[] order;
    private final int slots;

    /// @param threads how many cores it may use
    public Compiled(List<Op> outputs, List<Slot> sizes, Losses losses, List<Slot> slots, Map<String, Integer> indices,
            IntUnaryOperator batches, int threads) {
        Tensors t = new Tensors(losses, slots, batches);
        indices.forEach(t::bind);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            nodes.add(t.of(outputs.get(i),
                    i < sizes.size() && sizes.get(i) != null ? losses.dimension(sizes.get(i)) : 0));
        }
        this.plan = Plan.of(t.graph(), nodes, threads);
        List<Node> all = t.inputs(slots);
        this.order = plan.inputs().stream().mapToInt(all::indexOf).toArray();
        this.slots = slots.size();
    }

    /// @return the outputs; the arrays are used again by the next call
    public double[][] run(double h, double[][] live, double[][] start) {
        double[][] in = new double[order.length][];
        for (int i = 0; i < order.length; i++) {
            in[i] = order[i] == 0 ? new double[]{h} : order[i] <= slots ? live[order[i] - 1]
                    : start[order[i] - 1 - slots];
        }
        return plan.run(in);
    }

    /// Whether its outputs depend on the start of a slot.
    boolean readsStart() {
        return java.util.Arrays.stream(order).anyMatch(i -> i > slots);
    }

    /// Doubles that are held at once beside the inputs.
    public int peakDoubles() {
        return plan.peakDoubles();
    }
}
