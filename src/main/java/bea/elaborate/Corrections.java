package bea.elaborate;

import bea.algebra.Coef;
import bea.gradient.Choice;
import bea.gradient.Family;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.Invariance;
import bea.series.NotExpressible;
import bea.series.Regions;
import bea.series.Series;
import bea.series.Sum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The corrections `f_0, f_1, …` of the modified flow: Step 3 of backward error analysis, order by order.
///
/// With the time-one field `B`, the power `h^m` of the update is `B_m` plus everything that the flow of
/// `B_1 … B_{m-1}` contributes there; that determines `B_m` at the start, and `T epsilon^(m-1) f_{m-1} = B_m`. What
/// was frozen in lower corrections stays frozen while the flow is expanded (theory, section 5). On own clocks `T` is
/// the time of the player whose field it is, and its flow is read at that time (theory, section 2).
///
/// The other questions differ in what the lower corrections contribute ([Model.Sense]).
public final class Corrections {
    private final Context context;
    private final List<Map<Slot, Sum>> values = new ArrayList<>();
    private final List<Map<Slot, Sum>> chosen = new ArrayList<>();
    /// What higher corrections are matched with: the choices, or those of one run where runs are averaged afterwards.
    private final List<Map<Slot, Sum>> lower = new ArrayList<>();
    /// Whether some of these is another choice than its value.
    private boolean frozen;
    /// What the fast core gave, as far as the update is known and pure.
    private List<Map<Slot, Sum>> pure = List.of();
    private int fromCore;

    Corrections(Context context) {
        this.context = context;
    }

    private Optional<Model.Find> find() {
        return context.model().finds().stream().findFirst();
    }

    public Model.Sense sense() {
        return find().map(Model.Find::sense).orElse(Model.Sense.FLOW);
    }

    /// `epsilon / h`.
    public Coef epsilon() {
        return perStep(find().map(Model.Find::epsilon), "powers");
    }

    /// `T / h` of the flow of `slot`.
    public Coef time(Slot slot) {
        return perStep(find().map(f -> f.time(slot)), "time");
    }

    private Coef perStep(Optional<Exp> e, String what) {
        if (e.isEmpty()) {
            return Coef.ONE;
        }
        Series s = new Evaluator(context, 2).evaluate(e.get());
        Optional<Coef> c = s.at(1).asCoef();
        if (c.isEmpty() || c.get().isZero() || !s.at(0).isZero() || !s.at(2).isZero()) {
            throw new NotExpressible("the " + what + " of the question must be a multiple of h");
        }
        return c.get();
    }

    /// The chosen `f_k` of every slot.
    public Map<Slot, Sum> get(int k) {
        derive(k);
        return chosen.get(k);
    }

    /// The value of `f_k` that matching dictates, written with every factor live.
    public Map<Slot, Sum> dictated(int k) {
        derive(k);
        return values.get(k);
    }

    private void derive(int k) {
        while (chosen.size() <= k) {
            context.tick();
            deriveNext();
        }
    }

    private void deriveNext() {
        int m = lower.size() + 1;
        Map<Slot, Sum> value = pure(m).orElseGet(() -> grafted(m));
        Map<Slot, Sum> choice = new LinkedHashMap<>();
        for (Slot s : context.model().slots()) {
            choice.put(s, m == 1 ? value.get(s) : choose(m - 1, value.get(s), s));
            frozen |= choice.get(s) != value.get(s);
        }
        lower.add(choice);
        values.add(isAveraged() ? averaged(value) : value);
        chosen.add(isAveraged() ? values.getLast() : choice);
    }

    private boolean isAveraged() {
        return find().filter(Model.Find::averaged).isPresent();
    }

    /// The average of a correction over all runs, each run matched by itself.
    private Map<Slot, Sum> averaged(Map<Slot, Sum> value) {
        context.requireNoMemory();
        Model.Find f = find().orElseThrow();
        if (f.freezing().kind() != Model.Freeze.NOTHING || !f.freezing().given().isEmpty()) {
            throw new NotExpressible("an average of corrections with frozen parts, because what is frozen in f_1 "
                    + "changes f_2 of every run");
        }
        Map<Slot, Sum> result = new LinkedHashMap<>();
        value.forEach((s, v) -> result.put(s, Expectation.of(v, f.expectation().orElseThrow(), context)));
        return result;
    }

    /// `f_0` of one run.
    Map<Slot, Sum> leading() {
        derive(0);
        return lower.getFirst();
    }

    /// From the fast core, where the update through `h^m` consists of pure trees and no lower correction is another
    /// choice than its value.
    private Optional<Map<Slot, Sum>> pure(int m) {
        if (!context.reading().fast() || sense() != Model.Sense.FLOW || frozen) {
            return Optional.empty();
        }
        if (pure.size() < m) {
            Map<Slot, Coef> times = new LinkedHashMap<>();
            context.model().slots().forEach(s -> times.put(s, time(s)));
            pure = PureTrees.of(context.matched(Math.max(m, context.expandedThrough())), context.rules())
                    .map(p -> p.fields(times, epsilon(), context::tick)).orElse(List.of());
        }
        if (pure.size() < m) {
            return Optional.empty();
        }
        fromCore++;
        return Optional.of(pure.get(m - 1));
    }

    /// How many of the corrections so far came from the fast core.
    int fromCore() {
        return fromCore;
    }

    /// By grafting on sums of terms, which is slower and knows no exceptions.
    private Map<Slot, Sum> grafted(int m) {
        context.budget().at("f_" + (m - 1));
        Map<Slot, Sum> rest = m == 1 || sense() != Model.Sense.MODIFYING ? left(m) : modifying(m);
        Map<Slot, Sum> value = new LinkedHashMap<>();
        for (Slot s : context.model().slots()) {
            Coef inverse = time(s).times(epsilon().pow(m - 1)).reciprocal();
            value.put(s,
                    Regions.of(Invariance.of(rest.get(s).thaw().times(inverse), context.rules()), context.setting()));
        }
        return value;
    }

    /// What the lower corrections leave of the update at `h^m`.
    private Map<Slot, Sum> left(int m) {
        Map<Slot, Sum> rest = new LinkedHashMap<>();
        Map<Slot, Series> update = context.matched(m);
        Map<Slot, Series> known = sense() == Model.Sense.FLOW ? scaled(m, lower.size())
                : scaled(m, Math.min(m - 1, 1));
        for (Slot s : context.model().slots()) {
            boolean none = m == 1 || sense() == Model.Sense.MEMORYLESS;
            rest.put(s, none ? update.get(s).at(m) : update.get(s).at(m).minus(flow(s, m, known)));
        }
        return rest;
    }

    /// What the update with the lower corrections in its field leaves of the flow at `h^m`.
    private Map<Slot, Sum> modifying(int m) {
        Map<Slot, Sum> rest = new LinkedHashMap<>();
        Map<Slot, Series> plain = scaled(m, 1);
        Map<Slot, Series> reached = context.replacing(scaled(m, lower.size())).displacement(m);
        for (Slot s : context.model().slots()) {
            rest.put(s, flow(s, m, plain).minus(reached.get(s).at(m)));
        }
        return rest;
    }

    /// The displacement of `slot` at `h^m` by the flow of a field.
    private Sum flow(Slot s, int m, Map<Slot, Series> field) {
        return new Evaluator(context, m).flow(s, Series.monomial(Sum.constant(time(s)), 1, m), field).at(m);
    }

    /// `f_0 + epsilon f_1 + …`, the first `count` of them.
    private Map<Slot, Series> scaled(int order, int count) {
        Map<Slot, Series> field = new LinkedHashMap<>();
        Coef power = Coef.ONE;
        for (int k = 0; k < count; k++) {
            for (Slot s : context.model().slots()) {
                field.merge(s, Series.monomial(lower.get(k).get(s).times(power), k, order), Series::plus);
            }
            power = power.times(epsilon());
        }
        return field;
    }

    private Model.Freezing freezing() {
        return find().map(Model.Find::freezing).orElse(Model.Freezing.NONE);
    }

    /// All gradient choices with a value that freeze only what the question allows.
    public Family family(Sum value, Slot slot) {
        return Family.of(value, slot, context.setting(), context.rules(), kept());
    }

    /// The batches of which nothing may be frozen.
    private List<Family.Kept> kept() {
        return freezing().live().stream().map(b -> new Family.Kept(b.family(), context.fixed(b.label()))).toList();
    }

    /// The batches of which nothing may be frozen, in words.
    public String live() {
        return String.join(" or ", freezing().live().stream().map(b -> b.family() + "[" + b.label() + "]").toList());
    }

    /// The paper's choice, in the player's own slot only if the question says so.
    ///
    /// @throws NotExpressible when it freezes what the question keeps live
    public Sum paper(Sum value, Slot slot) {
        int slots = freezing().ownSlotOnly() ? 1 << slot.index() : -1;
        Sum choice = Choice.paper(value, slot, slots, context.setting(), context.rules());
        if (!kept().isEmpty() && Family.freezes(choice, kept(), context.setting())) {
            throw new NotExpressible("the paper's choice with "
                    + String.join(", ",
                            freezing().live().stream().map(b -> b.family() + "[" + b.label() + "]").toList())
                    + " live, because it freezes that");
        }
        return choice;
    }

    /// Where no choice is a gradient the value itself is taken, which then is none either.
    private Sum choose(int k, Sum value, Slot slot) {
        Model.Freezing freezing = freezing();
        for (Model.Given g : freezing.given()) {
            if (g.k() == k && g.slot().equals(slot)) {
                return given(g, value);
            }
        }
        return freezing.kind() == Model.Freeze.NOTHING ? value
                : general(k, value, slot).orElseGet(() -> choose(freezing.kind(), value, slot));
    }

    /// What is chosen for all counts is chosen for each of them, though for a small one less may do.
    private Optional<Sum> general(int k, Sum value, Slot slot) {
        try {
            return context.general().map(g -> g.corrections().get(k).get(slot).relabel(context::fixed))
                    .filter(c -> Canonical.isZero(c.thaw().minus(value), context.setting()));
        } catch (NotExpressible onlyHere) {
            return Optional.empty();
        }
    }

    private Sum choose(Model.Freeze kind, Sum value, Slot slot) {
        return switch (kind) {
            case NOTHING -> value;
            case PAPER -> paper(value, slot);
            case LEAST -> family(value, slot).least().map(l -> l.option(0).field()).orElse(value);
        };
    }

    /// The file's own choice, which must have the value that the update dictates.
    private Sum given(Model.Given g, Sum value) {
        Series field = new Evaluator(context, 1).evaluate(g.field());
        if (!field.at(1).isZero()) {
            throw new NotExpressible("a choice of f_" + g.k() + " that depends on h");
        }
        if (!Canonical.isZero(field.at(0).thaw().minus(value), context.setting())) {
            throw new NotExpressible("what the file freezes f_" + g.k() + " to, because at the start it has not the "
                    + "value that the update dictates");
        }
        return field.at(0);
    }
}
