package bea.elaborate;

import bea.algebra.Coef;
import bea.model.Slot;
import bea.model.Update;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Series;
import bea.series.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a pass of a loop keeps of its memories at leading order: the multiplier `m` of each in
/// `v(k+1) = m v(k) + s(k)`, where `s` depends on `v` through a factor `h` only, or through other memories that do not
/// depend on `v` in turn. Then `v(k) = m^k v(0) + sum over j < k of m^(k-1-j) s(j)`.
final class Kept {
    /// A loop that does not do this.
    static final class Refused extends NotExpressible {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    private Kept() {}

    /// The memories that some statement assigns.
    static List<Slot> memories(List<? extends Update.Stmt> body) {
        List<Slot> all = new ArrayList<>();
        for (Update.Stmt s : body) {
            List<Slot> more = switch (s) {
                case Update.Assign a -> a.slot().memory() ? List.of(a.slot()) : List.of();
                case Update.Together t -> memories(t.assigns());
                case Update.Loop l -> memories(l.body());
                case Update.Average a -> memories(a.body());
                case Update.Stage _,Update.Implicit _ -> List.of();
            };
            more.stream().filter(m -> !all.contains(m)).forEach(all::add);
        }
        return all;
    }

    /// The name of what is added to a memory to see what becomes of it.
    static String unknown(Slot memory) {
        return "kept " + memory;
    }

    /// @param end      the memories after a pass that found each with an unknown of size `h^power` in it
    /// @param variable the index of the pass
    static Map<Slot, Coef> of(List<Slot> memories, Map<Slot, Series> end, String variable, int power) {
        int n = memories.size();
        boolean[][] feeds = new boolean[n][n];
        Map<Slot, Coef> kept = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            Coef own = Coef.ZERO;
            for (Term t : end.get(memories.get(i)).at(power).terms()) {
                for (int j = 0; j < n; j++) {
                    if (reads(t, memories.get(j))) {
                        feeds[i][j] |= i != j;
                        own = i == j ? own.plus(multiplier(t, memories.get(i), variable)) : own;
                    }
                }
            }
            kept.put(memories.get(i), own);
        }
        requireNoCircle(memories, feeds);
        return kept;
    }

    private static boolean reads(Term t, Slot memory) {
        String name = "(" + unknown(memory) + ")";
        boolean[] here = {false};
        t.forEachVertex(v -> here[0] |= v.symbol() != null && v.symbol().name().equals(name));
        return here[0];
    }

    private static Coef multiplier(Term t, Slot memory, String variable) {
        boolean multiple = t.open().isPresent() && t.open().get().order() == 1 && t.scalars().isEmpty()
                && t.bound().isEmpty();
        if (!multiple) {
            throw refused(List.of(memory),
                    "at leading order a pass does not just multiply it by scalars");
        }
        if (Scalars.indices(t.coef()).contains(variable)) {
            throw refused(List.of(memory), "what a pass keeps of it depends on the pass");
        }
        return t.coef();
    }

    /// One after the other has to drop out as what no memory that is left feeds.
    private static void requireNoCircle(List<Slot> memories, boolean[][] feeds) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < memories.size(); i++) {
            left.add(i);
        }
        while (left.removeIf(i -> left.stream().noneMatch(j -> feeds[i][j]))) {
            // until nothing changes
        }
        if (!left.isEmpty()) {
            throw refused(left.stream().map(memories::get).toList(), "they feed each other");
        }
    }

    static Refused refused(List<Slot> memories, String reason) {
        String what = (memories.size() == 1 ? "the memory " : "the memories ")
                + String.join(", ", memories.stream().map(Slot::name).toList());
        return new Refused("a symbolic number of passes of a loop with " + what + " in it, because " + reason
                + "; a number of passes is expressible");
    }
}
