package bea.gradient;

import bea.gradient.Choice.Option;
import bea.gradient.Moving.Piece;
import bea.model.Affine;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Rules;
import bea.tree.Vertex;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All gradient choices of a correction whose value at the start is given: an affine space (theory, section 5).
///
/// Its members are made of the trees of the value, each factor live or frozen in the player's own slot, with factors that
/// do not depend on the batches. It falls apart into one space for every [Forest] on every cell of the batch indices:
/// flagged trees with different vertices are different functions, and so are their gradients. To freeze a factor in
/// other players' slots changes neither the gradient nor the value.
public final class Family {
    /// How many equally good choices are listed at most.
    static final int MAX_LISTED = 16;

    /// A batch of which nothing may be frozen.
    public record Kept(String family, Affine label) {}

    private final Sum value;
    private final Slot slot;
    private final Setting setting;
    private final Rules rules;
    private final List<Kept> kept;
    private final List<Forest> forests;

    private Family(Sum value, Slot slot, Setting setting, Rules rules, List<Kept> kept, List<Forest> forests) {
        this.value = value;
        this.slot = slot;
        this.setting = setting;
        this.rules = rules;
        this.kept = kept;
        this.forests = forests;
    }

    /// @throws NotExpressible when a coefficient is no product of factors that could be frozen
    public static Family of(Sum value, Slot slot, Setting setting, Rules rules, List<Kept> kept) {
        List<Forest> forests = new ArrayList<>();
        cells(value, setting, kept).forEach((cell, terms) -> byForest(terms, slot).values().forEach(
                group -> forests.add(new Forest(cell, group, slot, rules,
                        v -> kept.stream().anyMatch(k -> isOn(v, k, cell))))));
        return new Family(value, slot, setting, rules, kept, forests);
    }

    /// The members that freeze least: fewest frozen factors, then fewest terms. None exists exactly when what must stay
    /// live leaves no member at all.
    public Optional<Choice.Least> least() {
        List<Choice.Chain> chains = List.of(new Choice.Chain(null, null));
        BigInteger total = BigInteger.ONE;
        for (Forest f : forests) {
            Optional<Forest.Minima> some = f.minima();
            if (some.isEmpty()) {
                return Optional.empty();
            }
            chains = chains.stream().flatMap(c -> some.get().drafts().stream().map(d -> new Choice.Chain(d, c)))
                    .limit(MAX_LISTED).toList();
            total = total.multiply(some.get().total());
        }
        Choice.Least least = new Choice.Least(chains, total);
        boolean plain = forests.stream().allMatch(f -> f.cell().isPlain(setting));
        for (int i = 0; !plain && i < least.size(); i++) {
            requireForAllCounts(least.option(i), value);
        }
        for (int i = 0; !kept.isEmpty() && i < least.size(); i++) {
            if (freezes(least.option(i).field(), kept, setting)) {
                throw new IllegalStateException("a choice for " + value + " freezes one of " + kept);
            }
        }
        return Optional.of(least);
    }

    /// How many independent directions the family has.
    ///
    /// @throws NotExpressible when it is too large to be written out
    public int dimension() {
        return forests.stream().mapToInt(Forest::dimension).sum();
    }

    /// What may be added to a member with any factor: gradients that are zero at the start, as many as the family has
    /// dimensions.
    public List<Option> basis() {
        List<Option> basis = new ArrayList<>();
        for (Forest f : forests) {
            List<Option> mine = f.basis();
            if (!f.cell().isPlain(setting)) {
                mine.forEach(b -> requireForAllCounts(b, Sum.ZERO));
            }
            basis.addAll(mine);
        }
        return basis;
    }

    /// A sum cannot hold a tree that only a few counts have.
    private void requireForAllCounts(Option o, Sum start) {
        if (!setting.counts().isEmpty() && (!Gradient.isWhole(o.potential(), setting)
                || !Gradient.isWhole(o.field(), setting) || !Canonical.isZero(o.field().thaw().minus(start), setting)
                || !Canonical.isZero(o.potential().gradient(slot, rules).minus(o.field()), setting))) {
            throw new NotExpressible("frozen choices that are others for some small counts" + remedy(o));
        }
    }

    /// The least count for which all trees of a choice are there that any greater one has.
    private String remedy(Option o) {
        for (String n : setting.counts()) {
            int least = setting.atLeast().get(n);
            for (Sum s : List.of(o.potential(), o.field())) {
                for (Term t : s.terms()) {
                    least = Math.max(least, t.domain().lower(n, Set.of()).map(Affine::constant).orElse(0));
                    least = Math.max(least, t.domain().upper(n, Set.of()).map(u -> u.constant() + 1).orElse(0));
                }
            }
            if (least > setting.atLeast().get(n)) {
                return "; declare count " + n + " >= " + least;
            }
        }
        return "; a larger least count may do";
    }

    private static Map<String, List<Piece>> byForest(List<Term> terms, Slot slot) {
        Map<String, List<Piece>> groups = new LinkedHashMap<>();
        for (Term t : terms) {
            List<Piece> pieces = Moving.pieces(Gradient.unbound(t), slot).orElseThrow(() -> new NotExpressible(
                    "frozen choices where a function of an undifferentiated loss is a factor"));
            pieces.forEach(p -> groups.computeIfAbsent(Forest.key(p), k -> new ArrayList<>()).add(p));
        }
        return groups;
    }

    // ---- batches that must stay live

    /// Whether a choice freezes anything on one of these batches.
    public static boolean freezes(Sum choice, List<Kept> kept, Setting setting) {
        boolean[] found = {false};
        cells(choice, setting, kept).forEach((cell, terms) -> terms.forEach(t -> t.forEachVertex(
                v -> found[0] |= v.frozen() != 0 && kept.stream().anyMatch(k -> isOn(v, k, cell)))));
        return found[0];
    }

    /// The cells of the value, cut so that on each of them every label is the kept one throughout or nowhere.
    private static Map<Gradient.Cell, List<Term>> cells(Sum value, Setting setting, List<Kept> kept) {
        Map<Gradient.Cell, List<Term>> cells = Gradient.cells(value, setting);
        for (Kept k : kept) {
            Map<Gradient.Cell, List<Term>> cut = new LinkedHashMap<>();
            cells.forEach((cell, terms) -> {
                List<Gradient.Cell> pieces = List.of(cell);
                for (Affine label : labels(terms, k.family)) {
                    pieces = pieces.stream().flatMap(c -> cut(c, label.minus(k.label)).stream()).toList();
                }
                pieces.forEach(c -> cut.put(c, terms));
            });
            cells = cut;
        }
        return cells;
    }

    private static Set<Affine> labels(List<Term> terms, String family) {
        Set<Affine> labels = new LinkedHashSet<>();
        terms.forEach(t -> t.forEachVertex(v -> {
            if (isOf(v, family)) {
                v.label().ifPresent(labels::add);
            }
        }));
        return labels;
    }

    private static boolean isOf(Vertex v, String family) {
        return v.symbol() != null && v.symbol().batch().filter(family::equals).isPresent();
    }

    /// Where the form is negative, zero, positive.
    private static List<Gradient.Cell> cut(Gradient.Cell cell, Affine form) {
        List<Gradient.Cell> pieces = new ArrayList<>();
        Affine back = Affine.ZERO.minus(form);
        for (List<Affine> part : List.of(List.of(back.plus(-1)), List.of(form, back), List.of(form.plus(-1)))) {
            Gradient.Cell c = new Gradient.Cell(cell.bound(), cell.domain().and(part));
            if (!c.domain().isEmpty()) {
                pieces.add(c);
            }
        }
        return pieces;
    }

    /// Batches without labels are all equal, so each is the kept one.
    private static boolean isOn(Vertex v, Kept k, Gradient.Cell cell) {
        return isOf(v, k.family) && v.label().map(l -> isZeroOn(l.minus(k.label), cell)).orElse(true);
    }

    private static boolean isZeroOn(Affine form, Gradient.Cell cell) {
        return cell.domain().and(List.of(form.plus(-1))).isEmpty()
                && cell.domain().and(List.of(Affine.ZERO.minus(form).plus(-1))).isEmpty();
    }
}
