package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.LinearSystem;
import bea.model.Exp;
import bea.model.Power;
import bea.model.Slot;
import bea.model.Update;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Regions;
import bea.series.Scalars;
import bea.series.Series;
import bea.series.Sum;
import bea.series.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The memories of an update after the transient, as functions `V` of the states in powers of `h` (theory, section 6).
///
/// One run of the update from `(theta, V(theta))` leads to `(theta', v')`, and `V(theta') = v'`. At `h^k` this is linear
/// in the coefficients `V_k`, since everything else in it has a factor `h`: `(I - M) V_k = what the lower ones dictate`,
/// with `M` what the update keeps of each memory at leading order. `V_0` is sought from 0 or, where an update is near the
/// identity only for memories that are near the state, such as its previous value, from the state. See Kovachki & Stuart
/// 2021, section 4, for the invariant manifold of momentum methods.
final class SlowManifold {
    /// More memories than these are sought from 0 only.
    private static final int FEW = 4;

    private final Context context;
    private final Update update;
    private final List<Slot> memories;
    /// `V_0, V_1, …`, live.
    private final Map<Slot, List<Sum>> found = new LinkedHashMap<>();
    /// What `V_0` is sought from.
    private final Map<Slot, Sum> near = new LinkedHashMap<>();
    /// `M - I`.
    private Coef[][] matrix;
    /// Whether that has been looked at, and the transient ends.
    private boolean forgets;
    /// Whether the defect depends on a `V_k` only by `matrix`.
    private boolean plain;

    SlowManifold(Context context, Update update) {
        this.context = context;
        this.update = update;
        this.memories = context.model().memories();
        memories.forEach(m -> found.put(m, new ArrayList<>()));
    }

    /// Looks for values that the update, at leading order, leads from to values as near.
    private void begin() {
        NotExpressible first = null;
        for (int mask = 0; mask < 1 << Math.min(FEW, memories.size()); mask++) {
            for (int i = 0; i < memories.size(); i++) {
                Slot m = memories.get(i);
                near.put(m, (mask >> i & 1) == 0 ? Sum.ZERO : new Evaluator(context, 0)
                        .evaluate(new Exp.Position(m.of().orElseThrow())).at(0));
            }
            try {
                linearise();
                return;
            } catch (NotExpressible far) {
                // a loop that keeps too much is near the identity
                first = first == null || far instanceof Kept.Refused && !(first instanceof Kept.Refused) ? far : first;
            }
        }
        throw first;
    }

    /// @throws NotExpressible when a memory is no such function, or its transient does not end
    Map<Slot, Series> through(int order) {
        if (!forgets) {
            begin();
            new Transient(matrix, memories, context.model()).requireEnd();
            forgets = true;
        }
        while (size() <= order) {
            next();
        }
        return values(order);
    }

    private int size() {
        return found.get(memories.getFirst()).size();
    }

    private Map<Slot, Series> values(int order) {
        Map<Slot, Series> values = new LinkedHashMap<>();
        found.forEach((m, parts) -> values.put(m, parts.isEmpty() ? Series.of(near.get(m), order)
                : Series.of(parts).truncated(order).padded(order)));
        return values;
    }

    // ---- what a memory keeps of itself

    /// Runs the update with unknown memories of size `h`.
    private void linearise() {
        Map<Slot, Series> values = values(1);
        Evaluator e = new Evaluator(context, 1);
        values.replaceAll((m, v) -> v.plus(e.opaque(unknown(m), m.space()).shifted(1)));
        Map<Slot, Series> defect = context.program(1).defect(update, values);
        int n = memories.size();
        matrix = new Coef[n][n];
        plain = true;
        for (int i = 0; i < n; i++) {
            java.util.Arrays.fill(matrix[i], Coef.ZERO);
            for (Term t : defect.get(memories.get(i)).at(1).terms()) {
                linear(t, matrix[i]);
            }
        }
    }

    private static String unknown(Slot memory) {
        return "unknown " + memory;
    }

    private void linear(Term t, Coef[] row) {
        for (int j = 0; j < row.length; j++) {
            String name = "(" + unknown(memories.get(j)) + ")";
            boolean[] here = {false};
            t.forEachVertex(v -> here[0] |= v.symbol() != null && v.symbol().name().equals(name));
            boolean multiple = t.open().isPresent() && t.open().get().order() == 1 && t.scalars().isEmpty()
                    && t.bound().isEmpty();
            if (here[0] && multiple && !t.coef().generators().stream().allMatch(this::isDeclared)) {
                throw refused("what an update keeps of it depends on more than declared scalars");
            }
            if (here[0] && multiple) {
                row[j] = row[j].plus(t.coef());
            } else {
                plain &= !here[0];
            }
        }
    }

    private boolean isDeclared(Generator g) {
        return g instanceof Generator.Named || g instanceof Scalars.Index n && isCount(n.name())
                || g instanceof Power p && isCount(p.exponent());
    }

    private boolean isCount(String name) {
        return context.setting().counts().contains(name);
    }

    private NotExpressible refused(String reason) {
        return new NotExpressible((memories.size() == 1 ? "the memory " : "the memories ")
                + String.join(", ", memories.stream().map(Slot::name).toList()) + ", because " + reason);
    }

    // ---- power by power

    private void next() {
        int k = size();
        found.forEach((m, parts) -> parts.add(k == 0 ? near.get(m) : Sum.ZERO));
        boolean settled = false;
        try {
            settle(k);
            settled = true;
        } finally {
            if (!settled) {
                found.values().forEach(List::removeLast);
            }
        }
    }

    private void settle(int k) {
        // where a memory is fed by an operator on another one, each round settles one more of them
        int rounds = plain && k > 0 ? 1 : memories.size() + 1;
        for (int round = 0; round < rounds; round++) {
            correct(k, context.program(k).defect(update, values(k)));
        }
        if (rounds > 1 && !context.program(k).defect(update, values(k)).values().stream()
                .allMatch(d -> vanishes(d.at(k)))) {
            throw refused("at leading order an update does not just multiply it by scalars");
        }
        if (k == 0) {
            Coef[][] from = matrix;
            linearise();
            requireSame(from);
        }
    }

    private boolean vanishes(Sum s) {
        return s.isZero() || Canonical.isZero(s, context.setting());
    }

    private void requireSame(Coef[][] before) {
        for (int i = 0; i < before.length; i++) {
            for (int j = 0; j < before.length; j++) {
                if (!before[i][j].sameAs(matrix[i][j])) {
                    throw refused("at leading order an update is not linear in it");
                }
            }
        }
    }

    /// Solves `(M - I) x = -defect` and adds `x` to `V_k`.
    private void correct(int k, Map<Slot, Series> defect) {
        int n = memories.size();
        Sum[] change = new Sum[n];
        java.util.Arrays.fill(change, Sum.ZERO);
        for (int j = 0; j < n; j++) {
            Sum right = defect.get(memories.get(j)).at(k).thaw();
            if (right.isZero()) {
                continue;
            }
            LinearSystem system = new LinearSystem(n);
            for (int i = 0; i < n; i++) {
                system.equation(matrix[i], i == j ? Coef.ONE.negate() : Coef.ZERO);
            }
            List<Coef> column = system.solve().orElseThrow().values();
            for (int i = 0; i < n; i++) {
                change[i] = change[i].plus(right.times(column.get(i)));
            }
        }
        for (int i = 0; i < n; i++) {
            List<Sum> parts = found.get(memories.get(i));
            parts.set(k, Regions.of(parts.get(k).plus(change[i]), context.setting()));
        }
    }
}
