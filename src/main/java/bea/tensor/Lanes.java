package bea.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shares units among one or two threads, each with a lane of its own.
///
/// A free lane takes the first unit, in the order that keeps memory small, among those that follow its own work; then
/// among those that follow none; only then one that follows the other lane's work. Times are estimates, so the
/// result depends on nothing but the units.
final class Lanes {
    /// Below this many estimated nanoseconds a second thread is not worth waking.
    private static final double WORTHWHILE = 20_000;

    /// What it takes, in nanoseconds, to see the other thread's result.
    private static final double HANDOVER = 400;

    /// @param index the place of the unit in its lane
    record Step(Unit unit, int lane, int index) {}

    private final Map<Node, Step> made = new HashMap<>();
    private final Map<Node, Double> finished = new HashMap<>();
    private final int[] length = new int[2];
    private final double[] free = new double[2];

    /// Every unit with its lane, in an order that respects arguments.
    static List<Step> share(List<Unit> order, int threads) {
        boolean two = threads > 1 && order.stream().mapToDouble(Unit::cost).sum() > WORTHWHILE;
        return two ? new Lanes().two(order) : new Lanes().one(order);
    }

    private List<Step> one(List<Unit> order) {
        return order.stream().map(u -> new Step(u, 0, length[0]++)).toList();
    }

    private List<Step> two(List<Unit> order) {
        var steps = new ArrayList<Step>();
        var missing = new Readiness(order);
        while (steps.size() < order.size()) {
            int lane = free[0] <= free[1] ? 0 : 1;
            Unit next = choose(missing.ready(), lane);
            if (next == null) {
                lane = 1 - lane;
                next = choose(missing.ready(), lane);
            }
            if (next == null)
                next = missing.ready().stream()
                        .min(Comparator.comparingDouble(u -> start(u, 0))).orElseThrow();
            steps.add(take(next, lane));
            missing.done(next);
        }
        return steps;
    }

    private Unit choose(List<Unit> ready, int lane) {
        return ready.stream().filter(u -> start(u, lane) <= free[lane])
                .min(Comparator.comparingInt(u -> affinity(u, lane))).orElse(null);
    }

    private Step take(Unit u, int lane) {
        double start = Math.max(start(u, lane), free[lane]);
        free[lane] = start + u.cost();
        var step = new Step(u, lane, length[lane]++);
        made.put(u.result(), step);
        finished.put(u.result(), free[lane]);
        return step;
    }

    /// When all arguments can be seen in a lane.
    private double start(Unit u, int lane) {
        double start = 0;
        for (Node x : u.reads()) {
            if (made.containsKey(x)) {
                start = Math.max(start, finished.get(x) + (made.get(x).lane() == lane ? 0 : HANDOVER));
            }
        }
        return start;
    }

    private int affinity(Unit u, int lane) {
        var largest = u.reads().stream().filter(made::containsKey)
                .max(Comparator.comparingInt(x -> x.shape().size()));
        if (largest.isEmpty()) return 1;
        return made.get(largest.get()).lane() == lane ? 0 : 2;
    }

    /// Units whose arguments are made, in the given order.
    private static final class Readiness {
        private final Map<Unit, Integer> position = new HashMap<>();
        private final Map<Unit, Integer> missing = new HashMap<>();
        private final Map<Node, List<Unit>> readers = new HashMap<>();
        private final List<Unit> ready = new ArrayList<>();

        Readiness(List<Unit> order) {
            for (Unit u : order) position.put(u, position.size());
            var results = new HashMap<Node, Unit>();
            for (Unit u : order) results.put(u.result(), u);
            for (Unit u : order) {
                var open = u.reads().stream().filter(results::containsKey).toList();
                missing.put(u, open.size());
                open.forEach(x -> readers.computeIfAbsent(x, _ -> new ArrayList<>()).add(u));
                if (open.isEmpty()) ready.add(u);
            }
        }

        List<Unit> ready() {
            return ready;
        }

        void done(Unit u) {
            ready.remove(u);
            for (Unit reader : readers.getOrDefault(u.result(), List.of())) {
                if (missing.merge(reader, -1, Integer::sum) == 0) ready.add(reader);
            }
            ready.sort(Comparator.comparing(position::get));
        }
    }
}
