package bea.tensor;

import bea.tensor.Op.Scatter;
import bea.tensor.Op.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Parts of vectors: slices, and vectors put together from pieces.
///
/// The gradient with respect to a parameter vector is one scatter of as many pieces as the vector has parts, whatever
/// number of uses each part has: a sum of scatters adds pieces that share a place. What is linear in a scatter acts on
/// its pieces, and a slice that lies in one piece is a slice of the piece. So a gradient used as a direction is never
/// written out.
final class Places {
    /// Up to this many pieces, arithmetic acts on the pieces rather than on the vector.
    static final int FEW = 64;

    /// A tensor whose entries stand from the offset on.
    record Piece(int offset, Node node) {
        int end() {
            return offset + node.shape().size();
        }
    }

    private record Place(int offset, int size) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return offset != other.offset ? Integer.compare(offset, other.offset) : Integer.compare(size, other.size);
        }
    }

    private final Graph g;

    Places(Graph g) {
        this.g = g;
    }

    Node slice(Node a, int offset, Shape shape) {
        Graph.require(offset >= 0 && offset + shape.size() <= a.shape().size(),
                shape + " from " + offset + " of a " + a.shape());
        if (a.shape().equals(shape)) return a;
        // a scalar may live in no array that could be viewed
        if (a.isScalar()) return g.fill(a, shape);
        if (a.isNegated()) return g.neg(slice(a.arg(0), offset, shape));
        if (Rules.isScaled(a)) return g.mul(a.arg(0), slice(a.arg(1), offset, shape));
        return switch (a.op()) {
            case Slice(int inner) -> slice(a.arg(0), offset + inner, shape);
            case Op.Fill _ -> g.fill(a.arg(0), shape);
            case Op.Constant(var data) -> g.constant(
                    IntStream.range(offset, offset + shape.size()).mapToDouble(i -> data.entries()[i]).toArray(),
                    shape);
            case Scatter _ -> sliceOfScatter(a, offset, shape);
            case Op.Input _,Op.Number _,Op.Map _,Op.Power _,Op.Zip _,Op.MatMul _,Op.SumRows _,Op.SumColumns _,Op.RepeatRow _,Op.RepeatColumn _,Op.Sum _,Op.Dot _,Op.LogSumExp _,Op.Softmax _,Op.Detach _ ->
                g.node(new Slice(offset), shape, a);
        };
    }

    private Node sliceOfScatter(Node a, int offset, Shape shape) {
        int end = offset + shape.size();
        var touching = pieces(a).stream().filter(p -> p.offset() < end && offset < p.end()).toList();
        if (touching.isEmpty()) return g.zeros(shape);
        var inside = touching.stream().filter(p -> p.offset() <= offset && end <= p.end()).toList();
        if (inside.size() == 1 && touching.size() == 1) {
            return slice(inside.getFirst().node(), offset - inside.getFirst().offset(), shape);
        }
        boolean whole = touching.stream().allMatch(p -> offset <= p.offset() && p.end() <= end);
        if (whole && touching.size() < pieces(a).size()) {
            var part = scatter(touching.stream().map(p -> new Piece(p.offset() - offset, p.node())).toList(),
                    shape.size());
            return slice(part, 0, shape);
        }
        return g.node(new Slice(offset), shape, a);
    }

    Node scatter(List<Node> nodes, List<Integer> offsets, int n) {
        var pieces = IntStream.range(0, nodes.size()).mapToObj(i -> new Piece(offsets.get(i), nodes.get(i))).toList();
        return scatter(pieces, n);
    }

    /// The vector of n entries that is the sum of these pieces, each at its place.
    private Node scatter(List<Piece> pieces, int n) {
        pieces.forEach(p -> Graph.require(p.offset() >= 0 && p.end() <= n, p + " in a vector of " + n));
        var byPlace = new TreeMap<Place, List<Node>>();
        for (Piece p : pieces) {
            if (p.node().isZero()) continue;
            byPlace.computeIfAbsent(new Place(p.offset(), p.node().shape().size()), _ -> new ArrayList<>())
                    .add(p.node());
        }
        if (byPlace.isEmpty()) return g.zeros(Shape.vector(n));
        var merged = byPlace.entrySet().stream().map(e -> new Piece(e.getKey().offset(), addUp(e.getValue())))
                .filter(p -> !p.node().isZero()).toList();
        return ofMerged(merged, n);
    }

    private Node ofMerged(List<Piece> pieces, int n) {
        if (pieces.isEmpty()) return g.zeros(Shape.vector(n));
        Piece first = pieces.getFirst();
        if (pieces.size() == 1 && first.node().shape().size() == n) return slice(first.node(), 0, Shape.vector(n));
        Node back = sameSlices(pieces, n);
        if (back != null) return back;
        return g.node(new Scatter(pieces.stream().map(Piece::offset).toList()), Shape.vector(n),
                pieces.stream().map(Piece::node).toList());
    }

    /// The vector that all pieces are slices of, if together they are all of it in its order; else null.
    private static Node sameSlices(List<Piece> pieces, int n) {
        int next = 0;
        Node whole = pieces.getFirst().node().op() instanceof Slice ? pieces.getFirst().node().arg(0) : null;
        if (whole == null || !whole.shape().equals(Shape.vector(n))) return null;
        for (Piece p : pieces) {
            boolean fits = p.node().op() instanceof Slice(int offset) && offset == p.offset()
                    && p.node().arg(0) == whole && p.offset() == next;
            if (!fits) return null;
            next = p.end();
        }
        return next == n ? whole : null;
    }

    /// The sum of tensors of one size, in the shape of the first.
    private Node addUp(List<Node> nodes) {
        Node sum = nodes.getFirst();
        for (Node next : nodes.subList(1, nodes.size())) sum = g.add(sum, slice(next, 0, sum.shape()));
        return sum;
    }

    Node concat(List<Node> parts) {
        var pieces = new ArrayList<Piece>();
        int n = 0;
        for (Node part : parts) {
            pieces.add(new Piece(n, part));
            n += part.shape().size();
        }
        return scatter(pieces, n);
    }

    Node merge(Node a, Node b) {
        var pieces = new ArrayList<>(pieces(a));
        pieces.addAll(pieces(b));
        return scatter(pieces, a.shape().size());
    }

    Node sumOf(List<Node> terms) {
        Map<Boolean, List<Node>> byKind = terms.stream().collect(
                java.util.stream.Collectors.partitioningBy((Predicate<Node>) t -> t.op() instanceof Scatter));
        var rest = new ArrayList<>(byKind.get(false));
        if (!byKind.get(true).isEmpty()) {
            var pieces = byKind.get(true).stream().flatMap(t -> pieces(t).stream()).toList();
            rest.add(scatter(pieces, terms.getFirst().shape().size()));
        }
        return rest.stream().reduce(g::add).orElseThrow();
    }

    /// A scatter with each piece replaced by one of the same shape.
    Node map(Node scattered, Function<Piece, Node> f) {
        var pieces = pieces(scattered).stream().map(p -> new Piece(p.offset(), f.apply(p))).toList();
        return scatter(pieces, scattered.shape().size());
    }

    static List<Piece> pieces(Node scattered) {
        var offsets = ((Scatter) scattered.op()).offsets();
        return IntStream.range(0, offsets.size())
                .mapToObj(i -> new Piece(offsets.get(i), scattered.arg(i))).sorted(Comparator.comparing(Piece::offset))
                .toList();
    }
}
