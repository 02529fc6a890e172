package bea.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// An order of units that keeps few tensors alive at once: the best one of three.
///
/// One goes depth-first from the outputs. The others take, among the units whose arguments are there, the one that
/// frees most, and among equals the one that became ready last, so that what has been begun is finished first. They differ in
/// what they begin with: sums are best made in the order in which their terms come.
final class Order {
    /// With more units the second order would take too long to find; such plans are made of scalars.
    private static final int MANY = 4000;

    private final List<Unit> units;
    private final Map<Node, Unit> producers = new HashMap<>();
    private final Map<Node, List<Unit>> readers = new HashMap<>();
    private final Set<Node> kept;

    Order(List<Unit> units, List<Node> outputs) {
        this.units = units;
        this.kept = new HashSet<>(outputs.stream().map(Fusion::root).toList());
        for (Unit u : units) {
            producers.put(u.result(), u);
            u.reads().forEach(x -> readers.computeIfAbsent(x, _ -> new ArrayList<>()).add(u));
        }
    }

    List<Unit> best() {
        var deep = depthFirst();
        if (units.size() > MANY) return deep;
        return Stream.of(deep, eager(units), eager(units.reversed())).min(Comparator.comparingInt(this::peak))
                .orElseThrow();
    }

    private List<Unit> depthFirst() {
        var order = new ArrayList<Unit>();
        var seen = new HashSet<Unit>();
        for (Unit u : units) if (kept.contains(u.result())) visit(u, seen, order);
        return order;
    }

    /// Without recursion: scalar programs are deep.
    private void visit(Unit from, Set<Unit> seen, List<Unit> order) {
        var stack = new ArrayList<Unit>(List.of(from));
        while (!stack.isEmpty()) {
            Unit u = stack.getLast();
            var open = u.reads().stream().map(producers::get).filter(p -> p != null && !seen.contains(p)).findFirst();
            if (open.isPresent()) {
                stack.add(open.get());
            } else {
                stack.removeLast();
                if (seen.add(u)) order.add(u);
            }
        }
    }

    /// @param beginnings where the first units to begin with come last
    private List<Unit> eager(List<Unit> beginnings) {
        var open = new HashMap<Node, Integer>();
        readers.forEach((x, users) -> open.put(x, users.size()));
        var missing = new HashMap<Unit, Integer>();
        for (Unit u : units) missing.put(u, (int) u.reads().stream().filter(producers::containsKey).count());
        var ready = new ArrayList<>(beginnings.stream().filter(u -> missing.get(u) == 0).toList());
        var order = new ArrayList<Unit>();
        while (!ready.isEmpty()) {
            Unit next = ready.reversed().stream().min(Comparator.comparingInt(u -> growth(u, open))).orElseThrow();
            ready.remove(next);
            order.add(next);
            next.reads().forEach(x -> open.merge(x, -1, Integer::sum));
            for (Unit u : readers.getOrDefault(next.result(), List.of()).reversed()) {
                if (missing.merge(u, -1, Integer::sum) == 0) ready.add(u);
            }
        }
        return order;
    }

    /// By how many numbers memory in use grows over a unit.
    private int growth(Unit u, Map<Node, Integer> open) {
        int freed = u.reads().stream().filter(x -> open.get(x) == 1 && isFreed(x)).mapToInt(x -> x.shape().size())
                .sum();
        return u.result().shape().size() - freed;
    }

    private boolean isFreed(Node x) {
        return producers.containsKey(x) && !kept.contains(x);
    }

    private int peak(List<Unit> order) {
        var open = new HashMap<Node, Integer>();
        readers.forEach((x, users) -> open.put(x, users.size()));
        int inUse = 0;
        int peak = 0;
        for (Unit u : order) {
            peak = Math.max(peak, inUse + u.result().shape().size());
            inUse += growth(u, open);
            u.reads().forEach(x -> open.merge(x, -1, Integer::sum));
        }
        return peak;
    }
}
