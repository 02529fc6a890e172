package bea.numeric;

import bea.kernel.Op;
import bea.model.Affine;
import bea.model.Slot;
import bea.tensor.Elementary;
import bea.tensor.Graph;
import bea.tensor.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/// Programs as tensor expressions: sums written out, each derivative of a loss taken where it is needed, once.
///
/// Inputs are the live and the start position of every slot, and `h`. A loss is built on inputs; so "along a vector" can
/// be a directional derivative with the vector held fixed, which is what an [Op] means.
final class Tensors {
    private final Graph graph = new Graph();
    private final Losses losses;
    private final IntUnaryOperator batches;
    private final Node step = graph.input("h");
    private final Map<String, Node> live = new HashMap<>();
    private final Map<String, Node> start = new HashMap<>();
    private final Map<String, Integer> indices = new HashMap<>();
    private final Map<Object, Node> known = new HashMap<>();

    /// @param batches where a batch label leads, for updates on batches in another order
    Tensors(Losses losses, List<Slot> slots, IntUnaryOperator batches) {
        this.losses = losses;
        this.batches = batches;
        for (Slot s : slots) {
            live.put(s.name(), graph.input(s.name(), losses.dimension(s)));
            start.put(s.name(), graph.input(s.name() + " at start", losses.dimension(s)));
        }
    }

    Graph graph() {
        return graph;
    }

    /// An index of a loop around the program.
    void bind(String index, int value) {
        indices.put(index, value);
        known.clear();
    }

    /// @param size of the vector that a zero stands for; 0 for a scalar
    Node of(Op op, int size) {
        Node n = of(op);
        return size > 0 && n.isScalar() ? graph.fill(n, bea.tensor.Shape.vector(size)) : n;
    }

    private record Key(Op op, Map<String, Integer> indices) {}

    private Node of(Op op) {
        Key key = new Key(op, Map.copyOf(indices));
        Node n = known.get(key);
        if (n == null) {
            n = make(op);
            known.put(key, n);
        }
        return n;
    }

    private Node make(Op op) {
        return switch (op) {
            case Op.Number n -> graph.number(n.value().doubleValue());
            case Op.Step _ -> step;
            case Op.Parameter p -> graph.number(losses.value(p.name()));
            case Op.Index i -> graph.number(index(i.value()));
            case Op.Position p -> live.get(p.slot().name());
            case Op.Start s -> start.get(s.slot().name());
            case Op.Add a -> graph.sumOf(a.terms().stream().map(this::of).toList());
            case Op.Scale s -> graph.mul(of(s.scalar()), of(s.body()));
            case Op.Dot d -> graph.dot(of(d.left()), of(d.right()));
            case Op.Reciprocal r -> graph.reciprocal(of(r.body()));
            case Op.Function f ->
                graph.apply(Elementary.valueOf(f.name().toUpperCase(java.util.Locale.ROOT)), of(f.body()));
            case Op.Sum s -> sum(s);
            case Op.Value v -> {
                Node e = loss(v);
                // all but the last direction first, as gradients: cheaper than a forward pass for each
                yield v.along().isEmpty() ? e : along(e, v.frozen(), v.along());
            }
            case Op.Slope s -> {
                Node e = loss(new Op.Value(s.loss(), s.batch(), s.frozen(), List.of()));
                yield along(graph.gradient(e, place(s.frozen(), s.open())), s.frozen(), s.along());
            }
            case Op.Given _ -> throw new IllegalStateException("a direction that was not put in");
        };
    }

    private Node place(java.util.Set<String> frozen, Slot s) {
        return (frozen.contains(s.name()) ? start : live).get(s.name());
    }

    private Node loss(Op.Value v) {
        Map<String, Node> at = new HashMap<>();
        v.loss().slots().forEach(s -> at.put(s.name(), place(v.frozen(), s)));
        OptionalInt batch = v.batch().map(b -> OptionalInt.of(batches.applyAsInt((int) index(b))))
                .orElse(OptionalInt.empty());
        return (Node) known.computeIfAbsent(List.of("loss", v.loss().name(), batch, v.frozen()),
                k -> losses.of(graph, v.loss(), batch, at));
    }

    private Node along(Node e, java.util.Set<String> frozen, List<Op.Along> directions) {
        Node d = e;
        for (Op.Along a : directions) {
            d = graph.directional(d, Map.of(place(frozen, a.slot()), graph.detach(of(a.vector()))));
        }
        return d;
    }

    private long index(Affine a) {
        return a.evaluate(name -> {
            Integer i = indices.get(name);
            return i != null ? (long) i : (long) losses.value(name);
        });
    }

    /// Written out from the first index on, so that sums with the same beginning share it.
    private Node sum(Op.Sum s) {
        long to = index(s.to());
        Node sum = graph.number(0);
        Integer outer = indices.get(s.variable());
        for (long k = index(s.from()); k <= to; k++) {
            indices.put(s.variable(), (int) k);
            long here = k;
            if (s.excluded().stream().noneMatch(x -> index(x) == here)) {
                sum = graph.add(sum, of(s.body()));
            }
        }
        indices.remove(s.variable());
        if (outer != null) {
            indices.put(s.variable(), outer);
        }
        return sum;
    }

    /// Every input, in the order in which values are given: for each slot its position and its start, after `h`.
    List<Node> inputs(List<Slot> slots) {
        List<Node> all = new ArrayList<>(List.of(step));
        slots.forEach(s -> all.add(live.get(s.name())));
        slots.forEach(s -> all.add(start.get(s.name())));
        return all;
    }
}
