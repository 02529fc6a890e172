package bea.elaborate;

import bea.algebra.Coef;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import bea.model.Update;
import bea.series.Domain;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Series;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Rules;
import bea.tree.Vertex;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Everything that an expression's value depends on beside the expression: the model, the counts, the derived
/// corrections, and how the reading was asked for.
public final class Context {
    /// How to read a model.
    ///
    /// @param expand     losses that are given by an expression are replaced by it; otherwise they stay abstract
    /// @param fixed      numbers for counts that the file leaves symbolic (verdicts at boundary values)
    /// @param forAny     orders k whose correction stands for an arbitrary field
    /// @param unknowns   which factors of a marked expression are free; the others are 1
    /// @param opaque     composed points are not expanded but stay symbols of their own (exact equalities)
    /// @param fast       corrections may come from the fast core of trees ([PureTrees]) where it applies
    public record Reading(boolean expand, Map<String, Integer> fixed, Set<Integer> forAny, Set<Integer> unknowns,
            boolean opaque, boolean fast) {
        public static final Reading PLAIN = new Reading(false, Map.of(), Set.of(), Set.of(), false, true);

        /// Tells readings apart.
        String key() {
            return expand + " " + fixed + " " + new java.util.TreeSet<>(forAny) + " "
                    + new java.util.TreeSet<>(unknowns)
                    + " " + opaque + " " + fast;
        }

        public Reading expanded() {
            return new Reading(true, fixed, forAny, unknowns, opaque, fast);
        }

        public Reading forAny(List<Integer> orders) {
            return new Reading(expand, fixed, Set.copyOf(orders), unknowns, opaque, fast);
        }

        public Reading at(Map<String, Integer> counts) {
            return new Reading(expand, counts, forAny, unknowns, opaque, fast);
        }

        /// Every correction by grafting.
        public Reading grafted() {
            return new Reading(expand, fixed, forAny, unknowns, opaque, false);
        }

        public Reading unknowns(Set<Integer> free) {
            return new Reading(expand, fixed, forAny, free, opaque, fast);
        }
    }

    private final Model model;
    private final Reading reading;
    private final Budget budget;
    /// What counts, and while a pass of a loop is written out its index, stand for.
    private final Map<String, Affine> fixed = new HashMap<>();
    /// Fields in the place of others, each live.
    private final Map<Symbol, Series> replaced;
    private final Setting setting;
    private final Rules rules;
    private final Map<Integer, Program> programs = new HashMap<>();
    private final TreeMap<Integer, Map<Slot, Series>> displacements = new TreeMap<>();
    private final Map<Update, SlowManifold> manifolds = new IdentityHashMap<>();
    private final Map<Update.Loop, Map<Slot, Coef>> kept = new HashMap<>();
    private Corrections corrections;
    private final Supplier<Optional<Context>> general;

    public Context(Model model, Reading reading, Budget budget) {
        this(model, reading, budget, Map.of(), Optional::empty);
    }

    /// @param general the same for all counts, where the reading has numbers for some
    Context(Model model, Reading reading, Budget budget, Supplier<Optional<Context>> general) {
        this(model, reading, budget, Map.of(), general);
    }

    private Context(Model model, Reading reading, Budget budget, Map<Symbol, Series> replaced,
            Supplier<Optional<Context>> general) {
        this.replaced = replaced;
        this.general = general;
        this.model = model;
        this.reading = reading;
        this.budget = budget;
        model.counts().forEach(c -> c.fixed().ifPresent(v -> fixed.put(c.name(), Affine.constant(v))));
        reading.fixed().forEach((n, v) -> fixed.put(n, Affine.constant(v)));
        Map<String, Integer> atLeast = new TreeMap<>();
        model.counts().stream().filter(c -> !fixed.containsKey(c.name()))
                .forEach(c -> atLeast.put(c.name(), c.atLeast()));
        Map<String, Setting.Range> families = new LinkedHashMap<>();
        model.batches().forEach(b -> families.put(b.name(), new Setting.Range(fixed(b.from()), fixed(b.to()))));
        this.rules = rulesOf();
        this.setting = new Setting(atLeast, families, rules);
        this.corrections = new Corrections(this);
    }

    private Rules rulesOf() {
        Set<Symbol> quadratic = new HashSet<>();
        Map<Symbol, Set<Slot>> invariant = new HashMap<>();
        for (Model.Relation r : model.relations()) {
            switch (r) {
                case Model.Relation.Quadratic q -> quadratic.add(represented(q.symbol()));
                case Model.Relation.Invariant i ->
                    invariant.computeIfAbsent(represented(i.symbol()), _ -> new HashSet<>()).add(i.slot());
                case Model.Relation.Multiple _,Model.Relation.EqualBatches _ -> {
                }
            }
        }
        return new Rules(quadratic, invariant);
    }

    /// The loss that a multiple of it is written with.
    private Symbol represented(Symbol s) {
        for (Model.Relation r : model.relations()) {
            if (r instanceof Model.Relation.Multiple m && m.symbol().equals(s) && !m.factor().isZero()) {
                return represented(m.other());
            }
        }
        return s;
    }

    public Model model() {
        return model;
    }

    public Reading reading() {
        return reading;
    }

    public Budget budget() {
        return budget;
    }

    public Setting setting() {
        return setting;
    }

    public Rules rules() {
        return rules;
    }

    public Corrections corrections() {
        return corrections;
    }

    /// The same for all counts, where this one has numbers for some.
    Optional<Context> general() {
        return general.get();
    }

    /// The same with the field of each slot replaced by a corrected one (the modifying integrator).
    ///
    /// @throws NotExpressible when `f_0` of a slot is not one field
    Context replacing(Map<Slot, Series> corrected) {
        Map<Symbol, Series> all = new LinkedHashMap<>();
        for (Slot s : model.slots()) {
            Symbol field = field(corrections.get(0).get(s)).orElseThrow(() -> new NotExpressible(
                    "the modifying integrator of an update whose f_0 in " + s + " is not one declared field, because "
                            + "there is nothing to correct in its place"));
            all.put(field, corrected.get(s));
        }
        model.symbols().forEach(s -> {
            if (!all.containsKey(s) && s.definition().isEmpty()) {
                throw new NotExpressible("the modifying integrator of an update that also reads " + s);
            }
        });
        return new Context(model, reading, budget, all, Optional::empty);
    }

    /// The field that a sum consists of.
    private static Optional<Symbol> field(Sum sum) {
        if (sum.size() != 1) {
            return Optional.empty();
        }
        Term t = sum.terms().iterator().next();
        boolean plain = t.coef().isOne() && t.scalars().isEmpty() && t.bound().isEmpty()
                && t.domain().equals(Domain.ALL) && t.open().isPresent()
                && t.open().get().order() == 1 && t.open().get().rootOutput();
        return plain ? Optional.ofNullable(t.open().get().node().vertex().symbol()) : Optional.empty();
    }

    Optional<Series> replaced(Symbol s) {
        return Optional.ofNullable(replaced.get(s));
    }

    /// The same reading with composed points kept whole.
    Context opaque() {
        Reading r = new Reading(reading.expand, reading.fixed, reading.forAny, reading.unknowns, true, reading.fast);
        Context whole = new Context(model, r, budget);
        // what is expanded to be derived is so for every reading
        whole.corrections = corrections;
        return whole;
    }

    /// What the passes of a loop keep of its memories, where that is known.
    Map<Update.Loop, Map<Slot, Coef>> kept() {
        return kept;
    }

    boolean isOpaque() {
        return reading.opaque();
    }

    void bind(String index, Affine value) {
        fixed.put(index, value);
    }

    void unbind(String index) {
        fixed.remove(index);
    }

    boolean expandsDefinitions() {
        return reading.expand();
    }

    void tick() {
        budget.tick();
    }

    /// The form with numbers for the counts that have one.
    public Affine fixed(Affine a) {
        return a.substitute(fixed::get);
    }

    Coef number(Affine a) {
        return Scalars.value(fixed(a));
    }

    Coef parameter(String name) {
        Exp value = model.values().get(name);
        if (value != null) {
            return new Evaluator(this, 0).evaluate(value).at(0).asCoef().orElseThrow(
                    () -> new NotExpressible("a value of " + name + " that some counts do not have"));
        }
        return model.counts().stream().anyMatch(c -> c.name().equals(name)) ? number(Affine.variable(name))
                : Coef.named(name);
    }

    Coef unknown(int number) {
        return reading.unknowns().contains(number) ? Coef.named("?" + number) : Coef.ONE;
    }

    boolean equalBatches(String family) {
        return model.relations().stream()
                .anyMatch(r -> r instanceof Model.Relation.EqualBatches e && e.batch().equals(family));
    }

    /// Refuses loops whose bounds cross for small counts: the time that they take would be negative there.
    void requireRange(Affine from, Affine to) {
        Affine length = to.minus(from).plus(1);
        if (setting.counts().containsAll(length.coefficients().keySet())) {
            long least = length.evaluate(n -> (long) setting.atLeast().get(n));
            if (least < 0) {
                throw new NotExpressible("the range " + from + ".." + to + " runs backwards for "
                        + String.join(", ", length.coefficients().keySet().stream()
                                .map(n -> n + " = " + setting.atLeast().get(n)).toList())
                        + enough(length));
            }
        }
    }

    /// From which count on a length is not negative.
    private static String enough(Affine length) {
        int factor = length.factor(length.name());
        return length.coefficients().size() == 1 && factor > 0
                ? "; declare count " + length.name() + " >= " + Math.ceilDiv(-length.constant(), factor) : "";
    }

    Program program(int order) {
        return programs.computeIfAbsent(order, p -> new Program(new Evaluator(this, p)));
    }

    Update update() {
        return model.update().orElseThrow(() -> new NotExpressible("an iterate or a correction without an update"));
    }

    /// The memories of an update, after the transient.
    SlowManifold manifold(Update of) {
        return manifolds.computeIfAbsent(of, u -> new SlowManifold(this, u));
    }

    /// A memory after the transient, as a function of the states.
    Series memory(Slot slot, int order) {
        if (isOpaque()) {
            throw new NotExpressible("an exact statement about a memory");
        }
        return manifold(update()).through(order).get(slot);
    }

    /// The displacement of every slot by the update, through `h^order`.
    Map<Slot, Series> displacement(int order) {
        Map<Slot, Series> farther = displacements.ceilingEntry(order) == null ? null
                : displacements.ceilingEntry(order).getValue();
        if (farther != null) {
            Map<Slot, Series> result = new LinkedHashMap<>();
            farther.forEach((s, d) -> result.put(s, d.truncated(order)));
            return result;
        }
        Map<Slot, Series> here = program(order).displacement(update());
        displacements.put(order, here);
        return here;
    }

    /// The last power of `h` through which the update has been expanded so far.
    int expandedThrough() {
        return displacements.isEmpty() ? 0 : displacements.lastKey();
    }

    /// What the derived flow is matched with: the displacement, averaged when the question asks for its expectation. Claims about
    /// "the update" speak of the update itself.
    Map<Slot, Series> matched(int order) {
        Map<Slot, Series> d = displacement(order);
        return model.finds().stream().findFirst().filter(f -> !f.averaged()).flatMap(Model.Find::expectation)
                .map(x -> averaged(d, x)).orElse(d);
    }

    Map<Slot, Series> averaged(Map<Slot, Series> update, Exp.Expect over) {
        requireNoMemory();
        Map<Slot, Series> result = new LinkedHashMap<>();
        update.forEach((s, v) -> result.put(s, v.map(x -> Expectation.of(x, over, this))));
        return result;
    }

    /// A memory keeps the batches of earlier updates, which are not those of this one.
    void requireNoMemory() {
        if (!model.memories().isEmpty()) {
            throw new NotExpressible("an expectation over batches when there is a memory, because the memory keeps the "
                    + "batches of earlier updates, which have been drawn on their own");
        }
    }

    /// `f_k` of a slot: derived, or an arbitrary field of all slots.
    public Sum correction(int k, Slot slot) {
        return reading.forAny().contains(k) ? Sum.vertex(Vertex.symbol(anyField(model, k, slot), Optional.empty()))
                : corrections.get(k).get(slot);
    }

    /// The symbol of an arbitrary correction.
    public static Symbol anyField(Model model, int k, Slot slot) {
        String name = model.slots().size() == 1 ? "f_" + k : "f_" + k + "[" + slot.name() + "]";
        return new Symbol(name, model.slots(), Optional.of(slot), Optional.empty(), Optional.empty());
    }

    /// How far the modified flow goes that the file asks for, or a statement about arbitrary corrections.
    int asked() {
        // what is derived beyond an arbitrary correction was derived for another one
        return reading.forAny().stream().mapToInt(k -> k).max()
                .orElse(model.finds().stream().mapToInt(Model.Find::order).max().orElse(1));
    }

    /// The modified flow of the file, `f_0 + epsilon f_1 + … + epsilon^m f_m` with `m` the last correction asked for, as
    /// a series in `h`.
    Map<Slot, Series> modifiedField(int order) {
        return field(order, Math.min(order, asked()));
    }

    /// The field of the modified flow, `f_0 + … + epsilon^last f_last`, as a series in `h`.
    Map<Slot, Series> field(int order, int last) {
        if (corrections.sense() != Model.Sense.FLOW) {
            throw new NotExpressible("the modified flow, because the question is not about it");
        }
        return corrected(order, last);
    }

    /// `f_0 + … + epsilon^last f_last` as a series in `h`, whatever it is.
    Map<Slot, Series> corrected(int order, int last) {
        Map<Slot, Series> field = new LinkedHashMap<>();
        Coef power = Coef.ONE;
        for (int k = 0; k <= last; k++) {
            for (Slot s : model.slots()) {
                Series part = Series.monomial(correction(k, s).times(power), k, order);
                field.merge(s, part, Series::plus);
            }
            power = power.times(corrections.epsilon());
        }
        return field;
    }
}
