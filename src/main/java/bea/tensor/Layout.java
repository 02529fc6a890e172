package bea.tensor;

import bea.tensor.Lanes.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Where each stored tensor stands while a plan runs, and which steps wait for the other lane.
///
/// All results share one array. A step takes over the room of tensors that nobody reads any more; with two lanes, only
/// if it is known that the other lane has read them, from what the lane has waited for already.
final class Layout {
    /// The array that holds results; inputs and constants follow as arrays of their own.
    static final int ARENA = 0;

    /// Entries from an offset on in one of the arrays.
    record Place(int array, int offset) {}

    /// Room that is free once each lane has passed a step.
    private record Room(int offset, int size, int[] passed) {}

    private final Map<Node, Place> places = new HashMap<>();
    private final Map<Node, Step> makers = new HashMap<>();
    private final Map<Node, List<Step>> readers = new HashMap<>();
    private final Map<Node, Integer> open = new HashMap<>();
    private final Map<Step, Step> waits = new HashMap<>();
    private final Set<Step> awaited = new HashSet<>();
    private final Set<Node> kept = new HashSet<>();
    private final List<Room> rooms = new ArrayList<>();
    private final int[] known = {-1, -1};
    private int size;

    Layout(List<Step> steps, List<Node> leaves, List<Node> outputs, Map<Step, Integer> segments) {
        leaves.forEach(leaf -> places.put(leaf, new Place(places.size() + 1, 0)));
        outputs.forEach(o -> kept.add(Fusion.root(o)));
        for (Step s : steps) {
            makers.put(s.unit().result(), s);
            s.unit().reads().forEach(x -> readers.computeIfAbsent(x, _ -> new ArrayList<>()).add(s));
        }
        readers.forEach((x, all) -> open.put(x, all.size()));
        steps.stream().filter(s -> isShared(s, segments))
                .forEach(s -> places.put(s.unit().result(), new Place(ARENA, size++)));
        steps.forEach(this::place);
    }

    /// Whether a scalar is read where the local variable that holds it is not in scope.
    private boolean isShared(Step s, Map<Step, Integer> segments) {
        if (!s.unit().isScalar()) return false;
        return kept.contains(s.unit().result()) || readers.getOrDefault(s.unit().result(), List.of()).stream()
                .anyMatch(r -> readsArrays(r.unit()) || r.lane() != s.lane()
                        || !segments.get(r).equals(segments.get(s)));
    }

    /// Whether a unit reads its arguments from memory: one that makes a scalar does so where its argument is a vector,
    /// which may be a scalar in another shape.
    private static boolean readsArrays(Unit u) {
        return !u.isScalar() || u.result().args().stream().anyMatch(x -> !x.isScalar());
    }

    private void place(Step s) {
        Unit u = s.unit();
        waitForArguments(s);
        if (!u.isScalar()) {
            Node replaced = replaceable(s);
            if (replaced != null) {
                places.put(u.result(), places.get(replaced));
                open.put(replaced, -1);
            } else {
                places.put(u.result(), new Place(ARENA, take(u.result().shape().size(), s.lane())));
            }
        }
        for (Node x : u.reads()) {
            if (open.merge(x, -1, Integer::sum) == 0 && isReused(x)) release(x);
        }
    }

    private void waitForArguments(Step s) {
        s.unit().reads().stream().map(makers::get).filter(m -> m != null && m.lane() != s.lane())
                .max(Comparator.comparingInt(Step::index)).filter(m -> m.index() > known[s.lane()]).ifPresent(m -> {
                    waits.put(s, m);
                    awaited.add(m);
                    known[s.lane()] = m.index();
                });
    }

    private boolean isReused(Node x) {
        return makers.containsKey(x) && !x.isScalar() && !kept.contains(x);
    }

    /// An argument in whose place a loop can write its result, since nobody reads it later.
    private Node replaceable(Step s) {
        if (!s.unit().isLoop()) return null;
        return s.unit().reads().stream()
                .filter(x -> isReused(x) && open.get(x) == 1 && x.shape().size() == s.unit().result().shape().size()
                        && passed(x)[1 - s.lane()] <= known[s.lane()])
                .findFirst().orElse(null);
    }

    /// The last step in each lane that made or reads a tensor.
    private int[] passed(Node x) {
        var passed = new int[]{-1, -1};
        Stream.concat(Stream.of(makers.get(x)), readers.get(x).stream())
                .forEach(s -> passed[s.lane()] = Math.max(passed[s.lane()], s.index()));
        return passed;
    }

    private void release(Node x) {
        var room = new Room(places.get(x).offset(), x.shape().size(), passed(x));
        for (Room r : List.copyOf(rooms)) {
            if (r.offset() + r.size() == room.offset() || room.offset() + room.size() == r.offset()) {
                rooms.remove(r);
                room = joined(r, room);
            }
        }
        rooms.add(room);
    }

    private static Room joined(Room a, Room b) {
        return new Room(Math.min(a.offset(), b.offset()), a.size() + b.size(),
                new int[]{Math.max(a.passed()[0], b.passed()[0]), Math.max(a.passed()[1], b.passed()[1])});
    }

    private int take(int n, int lane) {
        Room best = null;
        for (Room r : rooms) {
            boolean fits = r.size() >= n && r.passed()[1 - lane] <= known[lane];
            if (fits && (best == null || r.size() < best.size())) best = r;
        }
        if (best == null) return grow(n, lane);
        rooms.remove(best);
        if (best.size() > n) rooms.add(new Room(best.offset() + n, best.size() - n, best.passed()));
        return best.offset();
    }

    /// New room at the end, which includes free room that stands there.
    private int grow(int n, int lane) {
        for (Room r : rooms) {
            if (r.offset() + r.size() == size && r.passed()[1 - lane] <= known[lane]) {
                rooms.remove(r);
                size = r.offset() + n;
                return r.offset();
            }
        }
        size += n;
        return size - n;
    }

    /// The numbers in the array of results.
    int size() {
        return size;
    }

    /// Where the entries of a node stand; null for a scalar that lives in a local variable.
    Place place(Node x) {
        Place root = places.get(Fusion.root(x));
        return root == null ? null : new Place(root.array(), root.offset() + Fusion.offset(x));
    }

    /// The step of the other lane that must be over before this one begins; null if there is none.
    Step waitsFor(Step s) {
        return waits.get(s);
    }

    boolean isAwaited(Step s) {
        return awaited.contains(s);
    }
}
