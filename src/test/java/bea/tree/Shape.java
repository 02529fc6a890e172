package bea.tree;

import bea.model.Slot;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A coloured tree as an array of parents, for tests: what can be counted on it by brute force is counted here.
///
/// @param parent the parent of each vertex, an earlier one; -1 for the root
/// @param colour which symbol stands at each vertex
public record Shape(int[] parent, int[] colour) {
    public static final Slot THETA = new Slot("theta", 0, List.of());
    private static final Symbol[] FIELDS = {field("f"), field("g")};
    private static final Symbol[] LOSSES = {loss("A"), loss("B")};

    private static Symbol field(String name) {
        return new Symbol(name, List.of(THETA), Optional.of(THETA), Optional.empty(), Optional.empty());
    }

    private static Symbol loss(String name) {
        return new Symbol(name, List.of(THETA), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static Vertex field(int colour) {
        return Vertex.symbol(FIELDS[colour], Optional.empty());
    }

    public static Vertex loss(int colour) {
        return Vertex.symbol(LOSSES[colour], Optional.empty());
    }

    /// Every tree whose vertices are numbered away from the root, each shape several times.
    public static List<Shape> all(int order, int colours) {
        List<Shape> shapes = new ArrayList<>();
        int[] parent = new int[order];
        parent[0] = -1;
        all(1, parent, colours, shapes);
        return shapes;
    }

    private static void all(int i, int[] parent, int colours, List<Shape> out) {
        int order = parent.length;
        if (i < order) {
            for (int p = 0; p < i; p++) {
                parent[i] = p;
                all(i + 1, parent, colours, out);
            }
            return;
        }
        for (int code = 0; code < Math.pow(colours, order); code++) {
            int[] colour = new int[order];
            for (int v = 0, rest = code; v < order; v++, rest /= colours) {
                colour[v] = rest % colours;
            }
            out.add(new Shape(parent.clone(), colour));
        }
    }

    public static Shape random(Random r, int order, int colours) {
        int[] parent = new int[order];
        int[] colour = new int[order];
        for (int v = 0; v < order; v++) {
            parent[v] = v == 0 ? -1 : r.nextInt(v);
            colour[v] = r.nextInt(colours);
        }
        return new Shape(parent, colour);
    }

    public int order() {
        return parent.length;
    }

    /// An elementary differential of fields, its branches in a random order.
    public Node ofFields(Random r) {
        return build(0, -1, true, r);
    }

    /// A contraction of derivatives of losses, grown from `root`, its branches in a random order.
    public Node ofLosses(int root, Random r) {
        return build(root, -1, false, r);
    }

    private Node build(int v, int from, boolean fields, Random r) {
        List<Node.Branch> branches = new ArrayList<>();
        for (int w : neighbours(v)) {
            if (w != from && (!fields || parent[w] == v)) {
                branches.add(new Node.Branch(THETA, false, THETA, fields, build(w, v, fields, r)));
            }
        }
        java.util.Collections.shuffle(branches, r);
        return new Node(fields ? field(colour[v]) : loss(colour[v]), branches);
    }

    private List<Integer> neighbours(int v) {
        List<Integer> all = new ArrayList<>();
        for (int w = 0; w < order(); w++) {
            if (parent[w] == v || parent[v] == w) {
                all.add(w);
            }
        }
        return all;
    }

    /// A name that exactly the isomorphic rooted trees share.
    public String rooted(int v, int from) {
        List<String> parts = new ArrayList<>();
        for (int w : neighbours(v)) {
            if (w != from) {
                parts.add(rooted(w, v));
            }
        }
        parts.sort(null);
        return "<" + colour[v] + String.join("", parts) + ">";
    }

    /// A name that exactly the isomorphic free trees share.
    public String free() {
        String least = rooted(0, -1);
        for (int v = 1; v < order(); v++) {
            String other = rooted(v, -1);
            least = other.compareTo(least) < 0 ? other : least;
        }
        return least;
    }

    /// The permutations of the vertices that keep colours and edges, and the root if asked.
    public long automorphisms(boolean fixRoot) {
        long count = 0;
        for (int[] p : permutations(order())) {
            boolean keeps = !fixRoot || p[0] == 0;
            for (int v = 0; v < order() && keeps; v++) {
                keeps = colour[p[v]] == colour[v] && (parent[v] < 0 || adjacent(p[v], p[parent[v]]));
            }
            count += keeps ? 1 : 0;
        }
        return count;
    }

    private boolean adjacent(int a, int b) {
        return parent[a] == b || parent[b] == a;
    }

    /// The numberings of the vertices that grow away from the root.
    public long increasing() {
        long count = 0;
        for (int[] p : permutations(order())) {
            boolean grows = true;
            for (int v = 1; v < order() && grows; v++) {
                grows = p[parent[v]] < p[v];
            }
            count += grows ? 1 : 0;
        }
        return count;
    }

    public static List<int[]> permutations(int n) {
        List<int[]> result = new ArrayList<>();
        if (n == 0) {
            result.add(new int[0]);
            return result;
        }
        for (int[] p : permutations(n - 1)) {
            for (int i = 0; i < n; i++) {
                int[] q = Arrays.copyOf(p, n);
                System.arraycopy(p, i, q, i + 1, n - 1 - i);
                q[i] = n - 1;
                result.add(q);
            }
        }
        return result;
    }
}
