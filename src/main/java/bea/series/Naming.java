package bea.series;

import bea.model.Affine;
import bea.tree.Node;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Names the bound indices of a term so that terms which differ by a renaming become one.
///
/// Every index gets a *colour*, a number computed from the trees and the domain without looking at names: first from
/// what is said about it alone, then again and again from the colours of the indices beside it. Colours are a function
/// of the term up to renaming, so a renaming of a term carries them along. If all are different, putting the indices in
/// the order of (place in the trees, colour) names equal terms equally. If some agree, each of those comes first in
/// turn, everything else follows from there, and the smallest key wins: again a function of the term up to renaming
/// alone. Where exchanging any of them with the first changes nothing at all, all turns end in one key, and the first
/// is enough. That two colours agree by accident costs time, nothing else.
final class Naming {
    private final Term term;
    private final List<String> names;
    /// How many indices are known to be below each one, and above.
    private final int[] below;
    private final int[] above;
    private final List<Place> open = new ArrayList<>();
    /// All vertices, each seen from itself.
    private final List<Place> places = new ArrayList<>();
    private Term best;
    private String bestKey;

    private Naming(Term term) {
        this.term = term;
        this.names = List.copyOf(term.bound());
        this.below = new int[names.size()];
        this.above = new int[names.size()];
        for (int i = 0; i < below.length; i++) {
            for (int j = 0; j < below.length; j++) {
                if (term.domain().difference(names.get(i), names.get(j)) < 0) {
                    below[j]++;
                    above[i]++;
                }
            }
        }
    }

    /// The term with its indices named `$0, $1, …`.
    static Term canonical(Term t) {
        if (t.bound().isEmpty()) {
            return t;
        }
        Naming n = new Naming(t);
        if (n.names.size() == 1) {
            return n.named(new int[]{0});
        }
        t.scalars().forEach(s -> n.places.addAll(n.place(s, null, "", 0).all()));
        t.open().ifPresent(o -> {
            Place root = n.place(o.node(), null, "", o.rootOutput() ? 3 : 2);
            n.open.add(root);
            n.places.addAll(root.all());
        });
        if (count(n.below) == n.names.size()) {
            return n.named(n.order(n.below));
        }
        int[] colours = new int[n.names.size()];
        Arrays.fill(colours, 1);
        n.search(colours);
        return n.best;
    }

    // ---- vertices with their neighbours

    private static final class Place {
        final Vertex vertex;
        /// What the vertex is, labels aside.
        final String kind;
        final Place parent;
        /// The slots of the contraction with the parent; the edge knows it by its hash only.
        final String slot;
        final int edge;
        final List<Place> children = new ArrayList<>();
        private int down;
        private int around;

        Place(Vertex vertex, Place parent, String slot, int edge) {
            this.vertex = vertex;
            this.slot = slot;
            this.kind = vertex.relabel(a -> Affine.ZERO).key();
            this.parent = parent;
            this.edge = edge;
        }

        List<Place> all() {
            List<Place> all = new ArrayList<>(List.of(this));
            children.forEach(c -> all.addAll(c.all()));
            return all;
        }
    }

    private Place place(Node n, Place parent, String slot, int edge) {
        Place p = new Place(n.vertex(), parent, slot, edge);
        for (Node.Branch b : n.branches()) {
            int ends = (b.parentOutput() ? 2 : 0) + (b.childOutput() ? 1 : 0);
            String name = b.slot().name();
            String other = b.childSlot().name();
            boolean one = other.equals(name);
            int hash = one ? name.hashCode() : name.hashCode() ^ other.hashCode();
            p.children.add(place(b.node(), p, one ? name : name + "/" + other, hash * 8 + ends + 4));
        }
        return p;
    }

    private static int mix(int a, int b) {
        int h = a * 0x9E3779B1 ^ Integer.rotateLeft(b * 0x85EBCA77, 15);
        h ^= h >>> 15;
        h *= 0xC2B2AE3D;
        return h ^ h >>> 13;
    }

    /// Turns an edge round: what it is from the child's side.
    private static int turned(int edge) {
        return edge & ~3 | (edge & 1) << 1 | edge >> 1 & 1;
    }

    // ---- colours

    private int label(Place p, int[] colours) {
        int h = p.kind.hashCode();
        if (p.vertex.label().isEmpty()) {
            return h;
        }
        Affine l = p.vertex.label().get();
        int[] sum = {mix(h, l.constant())};
        l.forEach((name, factor) -> {
            int i = names.indexOf(name);
            sum[0] += mix(factor, i < 0 ? name.hashCode() : colours[i]);
        });
        return sum[0];
    }

    private void downwards(Place p, int[] colours) {
        int sum = label(p, colours);
        for (Place c : p.children) {
            downwards(c, colours);
            sum += mix(c.edge, c.down);
        }
        p.down = mix(sum, p.children.size());
    }

    /// Everything around a vertex; an open index is an edge to nothing.
    private void around(Place p, int above, int[] colours) {
        int sum = label(p, colours) + above;
        for (Place c : p.children) {
            sum += mix(c.edge, c.down);
        }
        p.around = mix(sum, 7);
        for (Place c : p.children) {
            int rest = sum - mix(c.edge, c.down);
            around(c, mix(turned(c.edge), mix(rest, p.children.size() - (p.parent == null && p.edge == 0 ? 1 : 0))),
                    colours);
        }
    }

    /// Colours once more, from the colours of what is around each index.
    private int[] next(int[] colours) {
        int[] result = new int[colours.length];
        for (Place p : places) {
            if (p.parent == null) {
                downwards(p, colours);
                around(p, p.edge == 0 ? 0 : mix(p.edge, 5), colours);
            }
        }
        for (Place p : places) {
            p.vertex.label().ifPresent(l -> l.forEach((name, factor) -> {
                int i = names.indexOf(name);
                if (i >= 0) {
                    result[i] += mix(p.around, factor);
                }
            }));
        }
        Domain d = term.domain();
        Set<String> mentioned = term.mentioned();
        List<String> others = new ArrayList<>(d.names());
        others.removeAll(names);
        others.add("");
        for (int i = 0; i < result.length; i++) {
            String mine = names.get(i);
            for (String o : others) {
                result[i] += mix(o.hashCode(), mix(d.difference(mine, o), d.difference(o, mine)));
            }
            for (int j = 0; j < result.length; j++) {
                if (i != j) {
                    String o = names.get(j);
                    result[i] += mix(colours[j] + 3, mix(d.difference(mine, o), d.difference(o, mine)));
                }
            }
            result[i] = mix(mix(result[i], mentioned.contains(mine) ? 1 : 0), colours[i]);
        }
        return result;
    }

    private static int count(int[] colours) {
        return (int) Arrays.stream(colours).distinct().count();
    }

    private int[] stable(int[] given) {
        int[] colours = next(given);
        for (int before = 0, now = count(colours); now > before && now < colours.length;) {
            colours = next(colours);
            before = now;
            now = count(colours);
        }
        return colours;
    }

    // ---- the search

    private void search(int[] given) {
        int[] colours = stable(given);
        List<Integer> tied = tied(colours);
        if (tied.isEmpty()) {
            offer(order(colours));
            return;
        }
        List<Integer> turns = areExchangeable(tied) ? tied.subList(0, 1) : tied;
        for (int i : turns) {
            int[] apart = colours.clone();
            apart[i] = mix(apart[i], 11);
            search(apart);
        }
    }

    /// The indices that have the smallest colour which several have.
    private static List<Integer> tied(int[] colours) {
        List<Integer> tied = new ArrayList<>();
        for (int i = 0; i < colours.length; i++) {
            List<Integer> same = new ArrayList<>();
            for (int j = 0; j < colours.length; j++) {
                if (colours[j] == colours[i]) {
                    same.add(j);
                }
            }
            if (same.size() > 1 && (tied.isEmpty() || colours[i] < colours[tied.getFirst()])) {
                tied = same;
            }
        }
        return tied;
    }

    private boolean areExchangeable(List<Integer> tied) {
        if (!term.mentioned().isEmpty()) {
            return false;
        }
        String key = term.key();
        String first = names.get(tied.getFirst());
        for (int i : tied.subList(1, tied.size())) {
            String other = names.get(i);
            if (!term.rename(Map.of(first, other, other, first)).key().equals(key)) {
                return false;
            }
        }
        return true;
    }

    private void offer(int[] order) {
        Term t = named(order);
        if (best == null) {
            best = t;
            return;
        }
        bestKey = bestKey == null ? text(best) : bestKey;
        String key = text(t);
        if (key.compareTo(bestKey) < 0) {
            best = t;
            bestKey = key;
        }
    }

    private static String text(Term t) {
        return t.key() + " * " + t.coef();
    }

    private Term named(int[] order) {
        Map<String, String> names = new HashMap<>();
        for (int k = 0; k < order.length; k++) {
            names.put(this.names.get(order[k]), Term.BOUND + k);
        }
        return term.rename(names);
    }

    // ---- the order in which indices are named: as a reader meets them, later batches first

    private int[] order(int[] colours) {
        LinkedHashMap<Integer, Boolean> met = new LinkedHashMap<>();
        open.forEach(p -> meet(p, colours, met));
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < colours.length; i++) {
            rest.add(i);
        }
        rest.sort((a, b) -> compare(a, b, colours));
        rest.forEach(i -> met.put(i, true));
        return met.keySet().stream().mapToInt(i -> i).toArray();
    }

    private void meet(Place p, int[] colours, Map<Integer, Boolean> met) {
        List<Integer> here = new ArrayList<>();
        p.vertex.label().ifPresent(l -> l.forEach((name, factor) -> here.add(names.indexOf(name))));
        here.removeIf(i -> i < 0);
        here.sort((a, b) -> compare(a, b, colours));
        here.forEach(i -> met.put(i, true));
        sorted(p, colours).forEach(c -> meet(c, colours, met));
    }

    private List<Place> sorted(Place p, int[] colours) {
        if (p.children.size() < 2) {
            return p.children;
        }
        List<Place> children = new ArrayList<>(p.children);
        children.sort((a, b) -> compare(a, b, colours));
        return children;
    }

    /// More branches first, then the index that is compared with most others, then the later one; zero only for equal subtrees.
    private int compare(Place a, Place b, int[] colours) {
        int c = Integer.compare(b.children.size(), a.children.size());
        c = c != 0 ? c : Integer.compare(a.edge, b.edge);
        c = c != 0 ? c : a.slot.compareTo(b.slot);
        c = c != 0 ? c : a.kind.compareTo(b.kind);
        c = c != 0 ? c : compareLabels(a, b, colours);
        List<Place> mine = c != 0 ? List.of() : sorted(a, colours);
        List<Place> other = c != 0 ? List.of() : sorted(b, colours);
        for (int i = 0; c == 0 && i < mine.size(); i++) {
            c = compare(mine.get(i), other.get(i), colours);
        }
        return c;
    }

    private int compareLabels(Place a, Place b, int[] colours) {
        int i = index(a, colours);
        int j = index(b, colours);
        int c = i < 0 || j < 0 ? Integer.compare(i, j) : compare(i, j, colours);
        return c != 0 || a.vertex.label().equals(b.vertex.label()) ? c
                : text(a.vertex.label().orElseThrow(), colours)
                        .compareTo(text(b.vertex.label().orElseThrow(), colours));
    }

    /// The form with colours for names.
    private String text(Affine label, int[] colours) {
        List<String> parts = new ArrayList<>();
        label.forEach((name, factor) -> parts
                .add(factor + "*" + (names.contains(name) ? "" + colours[names.indexOf(name)] : name)));
        parts.sort(null);
        return label.constant() + String.join("+", parts);
    }

    /// The index that a label mentions first, in the order of colours; -1 for none.
    private int index(Place p, int[] colours) {
        int[] found = {-1};
        p.vertex.label().ifPresent(l -> l.forEach((name, factor) -> {
            int i = names.indexOf(name);
            found[0] = i >= 0 && (found[0] < 0 || colours[i] < colours[found[0]]) ? i : found[0];
        }));
        return found[0];
    }

    private int compare(int i, int j, int[] colours) {
        int c = Integer.compare(below[j] + above[j], below[i] + above[i]);
        c = c != 0 ? c : Integer.compare(below[j], below[i]);
        return c != 0 ? c : Integer.compare(colours[i], colours[j]);
    }
}
