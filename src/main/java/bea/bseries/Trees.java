package bea.bseries;

import java.util.Arrays;

/// All rooted trees with coloured vertices through an order, as numbers.
///
/// A tree with more than one vertex is its *trunk* `l` with one *branch* `r` more at the root, where `r` is the last of
/// the root's branches; so a tree is a pair of smaller trees, equal trees are equal numbers, and a number says nothing
/// but its place: orders ascend, and within one the order of branch, then trunk.
public final class Trees {
    private static final int OFTEN = 1023;

    private final Colours colours;
    private int count;
    /// `first[m]`: the first tree of order `m`; `first[order + 1] = count`.
    private int[] first = {0, 0};
    private int[] trunk = new int[64];
    private int[] branch = new int[64];
    private int[] colour = new int[64];
    private byte[] size = new byte[64];
    private byte[] children = new byte[64];
    private long[] symmetry = new long[64];
    private final PairMap ids = new PairMap();
    /// Triples trunk, branch, multiplicity; those of a tree begin at `cutStart`.
    private int[] cuts = new int[256];
    private int[] cutStart = new int[64];
    private final int[] gathered = new int[3 * 128];

    private Trees(Colours colours) {
        this.colours = colours;
    }

    /// @throws ArithmeticException when a symmetry number does not fit a word (beyond order 21 of one colour)
    public static Trees through(Colours colours, int order) {
        return through(colours, order, () -> {
        });
    }

    /// @param tick called now and then; it may throw to stop the work
    public static Trees through(Colours colours, int order, Runnable tick) {
        Trees t = new Trees(colours);
        for (int m = 1; m <= order; m++) {
            t.next(tick);
        }
        return t;
    }

    public Colours colours() {
        return colours;
    }

    /// The last order of which all trees are there.
    public int order() {
        return first.length - 2;
    }

    public int count() {
        return count;
    }

    /// The first tree of an order; those of order `m` are `first(m) … first(m + 1) - 1`.
    public int first(int order) {
        return first[order];
    }

    public int size(int tree) {
        return size[tree];
    }

    /// The colour of the root.
    public int colour(int tree) {
        return colour[tree];
    }

    /// The tree without the last branch of its root; -1 for a single vertex.
    public int trunk(int tree) {
        return trunk[tree];
    }

    /// The last branch of the root; -1 for a single vertex.
    public int branch(int tree) {
        return branch[tree];
    }

    /// σ: the automorphisms that fix the root (Hairer, Lubich, Wanner, III.1.2).
    public long symmetry(int tree) {
        return symmetry[tree];
    }

    /// γ: the product of the sizes of all subtrees.
    public long density(int tree) {
        int l = trunk[tree];
        return l < 0 ? 1 : Math.multiplyExact(Math.multiplyExact(density(l) / size[l], size[tree]),
                density(branch[tree]));
    }

    /// The single vertex of a colour.
    public int leaf(int colour) {
        return colour;
    }

    /// The tree with one branch more at its root (the Butcher product `t ∘ u`).
    public int plus(int t, int u) {
        int result = u >= branch[t] ? ids.get(t, u) : ids.get(plus(trunk[t], u), branch[t]);
        if (result < 0) {
            throw new IllegalArgumentException("a tree beyond order " + order() + " or against the colours' rule");
        }
        return result;
    }

    /// How many different ways there are to cut one edge.
    public int cuts(int tree) {
        return (cutStart[tree + 1] - cutStart[tree]) / 3;
    }

    /// What keeps the root in the `i`-th cut; cuts are sorted by what falls off, so also by its size.
    public int cutTrunk(int tree, int i) {
        return cuts[cutStart[tree] + 3 * i];
    }

    public int cutBranch(int tree, int i) {
        return cuts[cutStart[tree] + 3 * i + 1];
    }

    /// Of how many edges this is the cut.
    public int cutMultiplicity(int tree, int i) {
        return cuts[cutStart[tree] + 3 * i + 2];
    }

    /// The cuts as they are kept: triples from [#cutsFrom] on.
    int[] rawCuts() {
        return cuts;
    }

    int cutsFrom(int tree) {
        return cutStart[tree];
    }

    /// `[[.],.]`, colours as numbers behind the bracket or the point when there are several.
    public String text(int tree) {
        String name = colours.count() == 1 ? "" : Integer.toString(colour[tree]);
        if (trunk[tree] < 0) {
            return "." + name;
        }
        StringBuilder b = new StringBuilder();
        for (int t = tree; trunk[t] >= 0; t = trunk[t]) {
            b.append(b.isEmpty() ? "[" : ",").append(text(branch[t]));
        }
        return b.append(']').append(name).toString();
    }

    // ---- making them

    private void next(Runnable tick) {
        int m = order() + 1;
        int from = count;
        first = Arrays.copyOf(first, m + 2);
        if (m == 1) {
            for (int c = 0; c < colours.count(); c++) {
                add(-1, -1, c, 1, 0, 1);
            }
        }
        for (int k = 1; k < m; k++) {
            for (int l = first[m - k]; l < first[m - k + 1]; l++) {
                if ((l & OFTEN) == 0) {
                    tick.run();
                }
                if (children[l] < colours.most()[colour[l]]) {
                    boolean[] allowed = colours.allowed()[colour[l]];
                    for (int r = Math.max(first[k], branch[l]); r < first[k + 1]; r++) {
                        if (allowed[colour[r]]) {
                            join(l, r, m);
                        }
                    }
                }
            }
        }
        first[m + 1] = count;
        for (int t = from; t < count; t++) {
            if ((t & OFTEN) == 0) {
                tick.run();
            }
            cut(t);
        }
    }

    private void join(int l, int r, int m) {
        int equal = 1;
        for (int t = l; branch[t] == r; t = trunk[t]) {
            equal++;
        }
        long s = Math.multiplyExact(Math.multiplyExact(symmetry[l], symmetry[r]), equal);
        ids.put(l, r, count);
        add(l, r, colour[l], m, children[l] + 1, s);
    }

    private void add(int l, int r, int c, int m, int degree, long s) {
        if (count + 1 >= trunk.length) {
            int n = 2 * trunk.length;
            trunk = Arrays.copyOf(trunk, n);
            branch = Arrays.copyOf(branch, n);
            colour = Arrays.copyOf(colour, n);
            size = Arrays.copyOf(size, n);
            children = Arrays.copyOf(children, n);
            symmetry = Arrays.copyOf(symmetry, n);
            cutStart = Arrays.copyOf(cutStart, n);
        }
        trunk[count] = l;
        branch[count] = r;
        colour[count] = c;
        size[count] = (byte) m;
        children[count] = (byte) degree;
        symmetry[count++] = s;
    }

    /// The cuts of `(l, r)`: off with `r`; those of `l` with `r` still at the trunk; those of `r` with the trunk at `l`.
    private void cut(int tree) {
        int l = trunk[tree];
        int n = 0;
        if (l >= 0) {
            int r = branch[tree];
            n = gather(n, l, r, 1);
            for (int i = cutStart[l]; i < cutStart[l + 1]; i += 3) {
                n = gather(n, plus(cuts[i], r), cuts[i + 1], cuts[i + 2]);
            }
            for (int i = cutStart[r]; i < cutStart[r + 1]; i += 3) {
                n = gather(n, plus(l, cuts[i]), cuts[i + 1], cuts[i + 2]);
            }
        }
        int at = cutStart[tree];
        if (at + n > cuts.length) {
            cuts = Arrays.copyOf(cuts, 2 * cuts.length);
        }
        System.arraycopy(gathered, 0, cuts, at, n);
        cutStart[tree + 1] = at + n;
    }

    /// Puts a cut into its place among those that were gathered, equal ones together.
    private int gather(int n, int t, int b, int multiplicity) {
        int i = n;
        while (i > 0 && (gathered[i - 2] > b || gathered[i - 2] == b && gathered[i - 3] > t)) {
            i -= 3;
        }
        if (i > 0 && gathered[i - 2] == b && gathered[i - 3] == t) {
            gathered[i - 1] += multiplicity;
            return n;
        }
        System.arraycopy(gathered, i, gathered, i + 3, n - i);
        gathered[i] = t;
        gathered[i + 1] = b;
        gathered[i + 2] = multiplicity;
        return n + 3;
    }

    /// A map from pairs of numbers to numbers: open addressing, no boxes.
    private static final class PairMap {
        private long[] keys = new long[256];
        private int[] values = new int[256];
        private int used;

        PairMap() {
            Arrays.fill(keys, -1);
        }

        int get(int a, int b) {
            long key = (long) a << 32 | b;
            int at = place(key);
            return keys[at] == key ? values[at] : -1;
        }

        void put(int a, int b, int value) {
            if (2 * ++used > keys.length) {
                grow();
            }
            long key = (long) a << 32 | b;
            int at = place(key);
            keys[at] = key;
            values[at] = value;
        }

        private int place(long key) {
            long hash = key * 0x9E3779B97F4A7C15L;
            int at = (int) (hash >>> 32) & keys.length - 1;
            while (keys[at] != -1 && keys[at] != key) {
                at = at + 1 & keys.length - 1;
            }
            return at;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldValues = values;
            keys = new long[2 * oldKeys.length];
            values = new int[keys.length];
            Arrays.fill(keys, -1);
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != -1) {
                    int at = place(oldKeys[i]);
                    keys[at] = oldKeys[i];
                    values[at] = oldValues[i];
                }
            }
        }
    }
}
