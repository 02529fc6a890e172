package bea.elaborate;

import bea.algebra.Coef;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Slot;
import bea.model.Update;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Regions;
import bea.series.Scalars;
import bea.series.Series;
import bea.series.Sum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Runs an update on series: Step 1 of backward error analysis.
///
/// A loop with a symbolic number of passes is the fixed point of `state(mu) = start + sum over nu < mu of
/// increment(nu)`; every round fixes one more power of `h`, so the number of passes never matters.
final class Program {
    /// An update that is not within O(h) of the identity.
    static final class NotNear extends NotExpressible {
        private static final long serialVersionUID = 1L;

        NotNear(String reason) {
            super(reason);
        }
    }

    private static final long MOST_PASSES = 10_000;
    private static final int MOST_TERMS = 20_000;

    private final Evaluator evaluator;
    private final Context context;
    private int fresh;
    /// How often what is being run is run in all.
    private long open = 1;
    /// Of the update that is being run the last of its own loops, with the state before it.
    private Passes made = Passes.NONE;

    private record Passes(Update.Loop loop, Map<Slot, Series> before) {
        static final Passes NONE = new Passes(null, Map.of());
    }

    Program(Evaluator evaluator) {
        this.evaluator = evaluator;
        this.context = evaluator.context();
    }

    private Map<Slot, Series> start(Update update) {
        List<Slot> memories = context.model().memories();
        Map<Slot, Series> held = new LinkedHashMap<>();
        if (context.isOpaque()) {
            memories.forEach(m -> held.put(m, evaluator.opaque("memory " + m, m.space())));
        } else if (!memories.isEmpty()) {
            held.putAll(context.manifold(update).through(evaluator.order()));
        }
        return start(held);
    }

    /// @param held the memories, as functions of the states
    private Map<Slot, Series> start(Map<Slot, Series> held) {
        Map<Slot, Series> state = new LinkedHashMap<>();
        Map<Slot, Series> around = evaluator.begin(Map.of());
        context.model().slots().forEach(s -> state.put(s, evaluator.evaluate(new Exp.Start(s))));
        evaluator.begin(around);
        held.forEach((m, v) -> state.put(m, v.freeze(-1)));
        return state;
    }

    /// The displacement of every state by `update`, at the start.
    Map<Slot, Series> displacement(Update update) {
        Map<Slot, Series> begin = start(update);
        Map<Slot, Series> end = new LinkedHashMap<>(begin);
        once(update, end);
        Map<Slot, Series> moved = difference(end, begin);
        moved.keySet().removeIf(Slot::memory);
        return moved;
    }

    /// What `update` leaves in the memories that it finds with these values, less the given values where it leads to: zero
    /// on the slow manifold.
    Map<Slot, Series> defect(Update update, Map<Slot, Series> held) {
        Map<Slot, Series> begin = start(held);
        Map<Slot, Series> end = new LinkedHashMap<>(begin);
        once(update, end);
        difference(end, begin);
        Map<Slot, Series> defect = new LinkedHashMap<>();
        held.forEach((m, v) -> defect.put(m, end.get(m).minus(evaluator.shift(v, states(end)))));
        return defect;
    }

    private static Map<Slot, Series> states(Map<Slot, Series> all) {
        Map<Slot, Series> states = new LinkedHashMap<>(all);
        states.keySet().removeIf(Slot::memory);
        return states;
    }

    private static Map<Slot, Series> difference(Map<Slot, Series> a, Map<Slot, Series> b) {
        Map<Slot, Series> result = new LinkedHashMap<>();
        a.forEach((s, v) -> {
            Series d = v.minus(b.get(s));
            if (!s.memory() && !d.at(0).isZero()) {
                throw new NotNear("an update of " + s.name() + " that is not within O(h) of its old value"
                        + (a.keySet().stream().anyMatch(Slot::memory) ? " after the transient" : ""));
            }
            result.put(s, d);
        });
        return result;
    }

    /// The whole update, whose `start` is where the states are.
    private void once(Update update, Map<Slot, Series> state) {
        Passes around = made;
        Map<Slot, Series> start = evaluator.begin(states(state));
        try {
            for (Update.Stmt s : update.body()) {
                Passes next = s instanceof Update.Loop l ? new Passes(l, new LinkedHashMap<>(state)) : made;
                run(List.of(s), state);
                made = next;
            }
        } finally {
            evaluator.begin(start);
            made = around;
        }
    }

    private void run(List<Update.Stmt> body, Map<Slot, Series> state) {
        for (Update.Stmt s : body) {
            context.tick();
            switch (s) {
                case Update.Assign a -> state.put(a.slot(), value(a, state));
                case Update.Together t -> {
                    Map<Slot, Series> next = new LinkedHashMap<>();
                    t.assigns().forEach(a -> next.put(a.slot(), value(a, state)));
                    state.putAll(next);
                }
                case Update.Stage g -> evaluator.define(g.name(), value(g.value(), state));
                case Update.Implicit i -> implicit(i.stages(), state);
                case Update.Loop l -> {
                    Map<Slot, Series> before = new LinkedHashMap<>(state);
                    Affine behind = context.fixed(l.to()).plus(1);
                    requireNumber(behind.minus(context.fixed(l.from())));
                    state.putAll(passes(l, before, behind));
                }
                case Update.Average a -> state.putAll(average(a, state));
            }
        }
    }

    private Series value(Update.Assign a, Map<Slot, Series> state) {
        return value(a.value(), state);
    }

    private Series value(Exp e, Map<Slot, Series> state) {
        evaluator.hold(fromLive(state));
        return evaluator.shift(evaluator.evaluate(e), states(state));
    }

    /// Memories that are near their states counted from where these are, so that `4/3*theta - 1/3*last` is near `theta`.
    private Map<Slot, Series> fromLive(Map<Slot, Series> state) {
        if (context.model().memories().isEmpty()) {
            return state;
        }
        Map<Slot, Series> held = new LinkedHashMap<>(state);
        state.forEach((m, v) -> {
            if (m.memory() && !v.at(0).isZero()) {
                Slot s = m.of().orElseThrow();
                Series from = v.minus(state.get(s));
                if (from.at(0).isZero()) {
                    held.put(m, evaluator.evaluate(new Exp.Position(s)).plus(from));
                }
            }
        });
        return held;
    }

    private void implicit(List<Update.Stage> stages, Map<Slot, Series> state) {
        try {
            stages.forEach(g -> evaluator.define(g.name(), Series.of(Sum.ZERO, evaluator.order())));
            solve(stages, state);
        } catch (NotExpressible far) {
            // stages that are points, not directions
            stages.forEach(g -> evaluator.define(g.name(), state.get(g.slot())));
            solve(stages, state);
        }
    }

    /// Stages read each other only through O(h), so after as many rounds as there are stages one more power is fixed.
    private void solve(List<Update.Stage> stages, Map<Slot, Series> state) {
        List<Series> changes = List.of();
        for (int round = 0; round <= stages.size() * (evaluator.order() + 1); round++) {
            changes = stages.stream().map(g -> improved(g, state)).toList();
            if (changes.stream().allMatch(Series::isZero)) {
                return;
            }
        }
        if (!changes.stream().allMatch(this::vanishes)) {
            throw new NotExpressible("the implicit stage " + stages.getFirst().name() + ", because it reads itself not "
                    + "only through O(h)");
        }
    }

    /// Defines the stage from what the stages are so far.
    ///
    /// @return by how much it changes
    private Series improved(Update.Stage g, Map<Slot, Series> state) {
        Series before = evaluator.local(g.name());
        Series after = value(g.value(), state);
        evaluator.define(g.name(), after);
        return after.minus(before);
    }

    private boolean vanishes(Series s) {
        return IntStream.rangeClosed(0, evaluator.order()).allMatch(i -> Canonical.isZero(s.at(i), context.setting()));
    }

    /// The mean of the states that the passes lead to, each from the same one.
    private Map<Slot, Series> average(Update.Average a, Map<Slot, Series> before) {
        if (context.isOpaque()) {
            throw new NotExpressible("an exact statement about an average of runs");
        }
        Affine from = context.fixed(a.from());
        Affine to = context.fixed(a.to());
        context.requireRange(from, to);
        Map<Slot, Series> end = new LinkedHashMap<>(before);
        run(a.body(), end);
        Map<Slot, Series> sum = advanced(before, difference(end, before), a.variable(), from, to.plus(1));
        Coef share = Scalars.value(to.minus(from).plus(1)).reciprocal();
        Map<Slot, Series> mean = new LinkedHashMap<>();
        before.forEach((s, b) -> mean.put(s, b.plus(sum.get(s).minus(b).times(share))));
        return mean;
    }

    /// Where points are symbols so is the state before the last passes of a symbolic number of them, which only one loop
    /// can have, from the start.
    private void requireNumber(Affine passes) {
        if (context.isOpaque() && !passes.isConstant()) {
            throw new NotExpressible("an exact statement about " + passes + " passes of a loop inside an update");
        }
    }

    /// The state before the pass `index` of the loop.
    private Map<Slot, Series> passes(Update.Loop l, Map<Slot, Series> before, Affine index) {
        Affine from = context.fixed(l.from());
        context.requireRange(from, context.fixed(l.to()));
        if (context.isOpaque()) {
            return written(l, before, index.minus(from));
        }
        List<Slot> memories = Kept.memories(l.body());
        if (!memories.isEmpty()) {
            return index.minus(from).isConstant() ? unrolled(l, before, index.minus(from))
                    : recurrence(l, before, from, index, memories);
        }
        Affine v = Affine.variable(l.variable());
        Map<Slot, Series> state = new LinkedHashMap<>(before);
        Map<Slot, Series> increment = Map.of();
        for (int round = 0; round <= evaluator.order(); round++) {
            Map<Slot, Series> end = new LinkedHashMap<>(state);
            run(l.body(), end);
            increment = difference(end, state);
            state = advanced(before, increment, l.variable(), from, v);
        }
        return advanced(before, increment, l.variable(), from, index);
    }

    /// A symbolic number of passes that change memories. Whatever the multipliers are taken to be, what one more round
    /// does not change leads from pass to pass exactly.
    private Map<Slot, Series> recurrence(Update.Loop l, Map<Slot, Series> before, Affine from, Affine index,
            List<Slot> memories) {
        List<Slot> near = near(before, memories);
        Map<Slot, Series> first = fromStates(before, near);
        Map<Slot, Coef> kept = kept(l, first, memories, near);
        Affine v = Affine.variable(l.variable());
        Map<Slot, Series> state = new LinkedHashMap<>(first);
        int rounds = (memories.size() + 1) * (evaluator.order() + 1) + 1;
        for (int round = 0; round <= rounds; round++) {
            context.tick();
            Map<Slot, Series> passed = passed(l, state, near);
            Map<Slot, Series> added = difference(passed, state);
            kept.forEach((m, factor) -> added.put(m, passed.get(m).minus(state.get(m).times(factor))));
            Map<Slot, Series> next = advanced(first, added, kept, l.variable(), from, v);
            if (next.entrySet().stream().allMatch(s -> s.getValue().minus(state.get(s.getKey())).isZero())) {
                Map<Slot, Series> end = advanced(first, added, kept, l.variable(), from, index);
                end.replaceAll((_, s) -> s.map(x -> Regions.of(x, context.setting())));
                return toStates(end, near);
            }
            // each power of h is settled once all memories and then the states are
            int settled = round / (memories.size() + 1);
            boolean moves = next.entrySet().stream().anyMatch(s -> IntStream.range(0, settled)
                    .anyMatch(k -> !s.getValue().at(k).minus(state.get(s.getKey()).at(k)).isZero()));
            if (moves || size(next) > MOST_TERMS) {
                break;
            }
            state.putAll(next);
        }
        throw Kept.refused(memories, "the passes are not determined power by power");
    }

    /// Memories that are near their states, such as previous iterates: what a pass keeps is their distance.
    private static List<Slot> near(Map<Slot, Series> state, List<Slot> memories) {
        List<Slot> near = new ArrayList<>();
        for (Slot m : memories) {
            Sum at = state.get(m).at(0);
            if (!at.isZero() && at.minus(state.get(m.of().orElseThrow()).at(0)).isZero()) {
                near.add(m);
            }
        }
        return near;
    }

    private static Map<Slot, Series> fromStates(Map<Slot, Series> state, List<Slot> near) {
        Map<Slot, Series> result = new LinkedHashMap<>(state);
        near.forEach(m -> result.put(m, state.get(m).minus(state.get(m.of().orElseThrow()))));
        return result;
    }

    private static Map<Slot, Series> toStates(Map<Slot, Series> state, List<Slot> near) {
        Map<Slot, Series> result = new LinkedHashMap<>(state);
        near.forEach(m -> result.put(m, state.get(m).plus(state.get(m.of().orElseThrow()))));
        return result;
    }

    /// @param near the memories that are counted from their states
    private Map<Slot, Series> passed(Update.Loop l, Map<Slot, Series> state, List<Slot> near) {
        Map<Slot, Series> end = toStates(state, near);
        run(l.body(), end);
        return fromStates(end, near);
    }

    private Map<Slot, Coef> kept(Update.Loop l, Map<Slot, Series> before, List<Slot> memories, List<Slot> near) {
        Optional<Map<Slot, Coef>> large = keptOfLarge(l, before, memories, near);
        if (large.isPresent()) {
            return large.get();
        }
        if (evaluator.order() == 0) {
            // an unknown of size h does not show; what it shows was seen when the slow manifold was linearised
            return Optional.ofNullable(context.kept().get(l))
                    .orElseThrow(() -> Kept.refused(memories, "what a pass keeps is not known"));
        }
        Map<Slot, Series> begin = new LinkedHashMap<>(before);
        memories.forEach(m -> begin.computeIfPresent(m,
                (_, value) -> value.plus(evaluator.opaque(Kept.unknown(m), m.space()).shifted(1))));
        Map<Slot, Coef> kept = Kept.of(memories, passed(l, begin, near), l.variable(), 1);
        context.kept().put(l, kept);
        return kept;
    }

    /// Memories of order one, if states move within O(h) with them, are not only linear in what is of size h.
    private Optional<Map<Slot, Coef>> keptOfLarge(Update.Loop l, Map<Slot, Series> before, List<Slot> memories,
            List<Slot> near) {
        Map<Slot, Series> begin = new LinkedHashMap<>(before);
        memories.forEach(m -> begin.put(m, evaluator.opaque(Kept.unknown(m), m.space())));
        Map<Slot, Series> end;
        try {
            end = passed(l, begin, near);
            difference(end, before);
        } catch (NotExpressible far) {
            return Optional.empty();
        }
        return Optional.of(Kept.of(memories, end, l.variable(), 0));
    }

    private static int size(Map<Slot, Series> state) {
        int size = 0;
        for (Series s : state.values()) {
            for (int k = 0; k <= s.order(); k++) {
                size += s.at(k).size();
            }
        }
        return size;
    }

    /// What a pass leaves in a memory is not near what it found there: a number of passes is run one by one.
    private Map<Slot, Series> unrolled(Update.Loop l, Map<Slot, Series> before, Affine passes) {
        Map<Slot, Series> state = new LinkedHashMap<>(before);
        int[] i = {0};
        repeated(passes.constant(), () -> {
            context.bind(l.variable(), context.fixed(l.from()).plus(i[0]++));
            run(l.body(), state);
        });
        context.unbind(l.variable());
        return state;
    }

    /// The passes one after the other. Of a symbolic number of them the last two (and what the constant in it adds) are
    /// written out and the state before those is a symbol: an identity between neighbouring iterates needs no more.
    private Map<Slot, Series> written(Update.Loop l, Map<Slot, Series> before, Affine passes) {
        int whole = passes.isConstant() ? passes.constant() : passes.constant() + 2;
        Affine base = passes.plus(-whole);
        if (whole < 0 || whole > 6) {
            throw new NotExpressible("an exact statement about " + passes + " passes of a loop");
        }
        Map<Slot, Series> state = new LinkedHashMap<>(before);
        if (!passes.isConstant()) {
            before.keySet().forEach(s -> state.put(s, evaluator.opaque((s.memory() ? s + " after " : "iterate ") + base,
                    s.space())));
        }
        for (int i = 0; i < whole; i++) {
            context.bind(l.variable(), context.fixed(l.from()).plus(base).plus(i));
            run(l.body(), state);
        }
        context.unbind(l.variable());
        return state;
    }

    private Map<Slot, Series> advanced(Map<Slot, Series> before, Map<Slot, Series> increment, String variable,
            Affine from, Affine upTo) {
        return advanced(before, increment, Map.of(), variable, from, upTo);
    }

    /// @param kept the factor of a slot from pass to pass, where that is not 1
    private Map<Slot, Series> advanced(Map<Slot, Series> before, Map<Slot, Series> added, Map<Slot, Coef> kept,
            String variable, Affine from, Affine upTo) {
        Affine w = Affine.variable("~u" + fresh++);
        Map<Slot, Series> result = new LinkedHashMap<>();
        before.forEach((s, b) -> {
            Coef factor = kept.getOrDefault(s, Coef.ONE);
            Series passed = added.get(s).map(x -> x.relabel(a -> a.substitute(n -> n.equals(variable) ? w : null)));
            if (factor.isZero()) {
                // of what was there nothing is left after a pass
                result.put(s, over(b, w, List.of(w.minus(from), from.minus(w), upTo.minus(w), w.minus(upTo)))
                        .plus(over(passed, w, List.of(w.minus(from), upTo.minus(w).plus(-1), w.minus(upTo).plus(1)))));
            } else {
                Series weighted = factor.isOne() ? passed
                        : passed.times(Scalars.power(factor, upTo.minus(w).plus(-1)));
                Series first = factor.isOne() ? b : b.times(Scalars.power(factor, upTo.minus(from)));
                result.put(s, first.plus(over(weighted, w, List.of(w.minus(from), upTo.minus(w).plus(-1)))));
            }
        });
        return result;
    }

    private Series over(Series s, Affine index, List<Affine> conditions) {
        return s.map(x -> x.sumOver(index.name(), conditions, context.setting()));
    }

    /// The position of `slot` after so many whole updates; of an update that is one loop, behind stages, after so many
    /// passes.
    Series iterate(Slot slot, Affine steps) {
        Affine count = context.fixed(steps);
        Update update = context.update();
        Map<Slot, Series> state = start(update);
        if (update.onlyLoop().isPresent()) {
            run(update.body().subList(0, update.body().size() - 1), state);
            Update.Loop l = update.onlyLoop().get();
            return passes(l, state, context.fixed(l.from()).plus(count)).get(slot);
        }
        if (!count.isConstant() || count.constant() < 0) {
            throw new NotExpressible(
                    "the iterate " + slot.name() + "[" + steps + "] of an update that is not one loop, "
                            + "because its number of updates is not a number");
        }
        repeated(count.constant(), () -> once(update, state));
        return state.get(slot);
    }

    /// The position of `slot` after so many passes of the loop that the update has run through.
    Series passed(Slot slot, Affine steps) {
        return passes(made.loop, made.before, context.fixed(made.loop.from()).plus(context.fixed(steps))).get(slot);
    }

    /// What is written out pass by pass is counted before it begins, those inside each other multiplied.
    private void repeated(int times, Runnable pass) {
        long around = open;
        open = Math.max(1, times) > Long.MAX_VALUE / open ? Long.MAX_VALUE : open * Math.max(1, times);
        if (open > MOST_PASSES && !context.budget().isLimited()) {
            throw new Budget.Exhausted(String.format(java.util.Locale.ROOT,
                    "the update would be run through %,d times; "
                            + "without a time limit bea stops at %,d; give it time with --timeout SECONDS",
                    open, MOST_PASSES));
        }
        try {
            for (int i = 0; i < times; i++) {
                context.tick();
                pass.run();
            }
        } finally {
            open = around;
        }
    }
}
