package bea.language;

import bea.language.Problem.Code;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Type;
import bea.model.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what a derivation asks for: `find f_2 of the modified flow in powers of n*h over time n*h freezing least`.
final class Questions {
    private static final int MAX_ORDER = 60;

    private final Resolver scope;
    private final Optional<Update> update;
    private final Map<Class<?>, Syntax.FindPart> said = new LinkedHashMap<>();

    Questions(Resolver scope, Optional<Update> update) {
        this.scope = scope;
        this.update = update;
    }

    /// What is asked when the file says nothing.
    ///
    /// @param place where a mistake is shown
    Model.Find unsaid(Span place) {
        memories(place, false);
        return Model.Find.flow(1, new Exp.StepSize(), takes(defaultTime(), place));
    }

    Model.Find find(Syntax.Find f) {
        int order = order(f);
        if (update.isEmpty()) {
            throw scope.broken.contains("update") ? Resolver.consequence(f.span())
                    : Resolver.mistake(Code.NO_UPDATE, f.span(), "there is no update before this question");
        }
        Exp epsilon = new Exp.StepSize();
        Optional<Exp> time = Optional.empty();
        Map<Slot, Exp> clocks = new LinkedHashMap<>();
        Model.Sense sense = Model.Sense.FLOW;
        Model.Freezing freezing = Model.Freezing.NONE;
        List<Model.Given> given = new ArrayList<>();
        Optional<Exp.Expect> expectation = Optional.empty();
        boolean averaged = false;
        boolean transientOver = false;
        Optional<Syntax.OwnClocks> own = Optional.empty();
        for (Syntax.FindPart p : f.parts()) {
            once(p);
            switch (p) {
                case Syntax.Powers x -> {
                    epsilon = scalar(x.epsilon());
                    scope.nonzero(epsilon, x.epsilon().span(), "this is zero", "there are no powers of it");
                }
                case Syntax.Time x when x.slots().isEmpty() ->
                    time = Optional.of(takes(scalar(x.times().getFirst()), x.times().getFirst().span()));
                case Syntax.Time x -> clocks.putAll(clocks(x));
                case Syntax.Sense x -> sense = Model.Sense.valueOf(x.kind().name());
                case Syntax.Freezing x -> freezing = new Model.Freezing(Model.Freeze.valueOf(x.kind().name()),
                        x.ownSlotOnly(), x.live().stream().map(this::batched).toList(), List.of());
                case Syntax.GivenChoice x -> given.add(given(x, order));
                case Syntax.Over x -> {
                    expectation = Optional.of(scope.expectation(x.expectation()));
                    averaged = x.averaged();
                }
                case Syntax.OwnClocks x -> own = Optional.of(x);
                case Syntax.AfterTransient _ -> transientOver = true;
            }
        }
        if (own.isPresent() && clocks.isEmpty()) {
            throw Resolver.mistake(Code.SLOT_NEEDED, own.get().span(), "own clocks need the time of each player",
                    "over time " + String.join(", ",
                            scope.slots.values().stream().map(s -> "h for " + s).toList()));
        }
        memories(f.span(), transientOver);
        return new Model.Find(order, sense, epsilon,
                time.orElseGet(() -> clocks.isEmpty() ? takes(defaultTime(), f.span()) : defaultTime()), clocks,
                new Model.Freezing(freezing.kind(), freezing.ownSlotOnly(), freezing.live(), given), expectation,
                averaged, transientOver);
    }

    private void memories(Span place, boolean transientOver) {
        Optional<Slot> memory = scope.memories.values().stream().findFirst();
        if (memory.isPresent() && !transientOver) {
            throw Resolver.mistake(Code.TRANSIENT, place, "the memory " + memory.get()
                    + " is known only once its start is forgotten; the question has to say so",
                    "find f_1 after the transient");
        }
        if (memory.isEmpty() && transientOver) {
            throw Resolver.mistake(Code.TRANSIENT, place, "there is no memory whose transient could be over",
                    "memory v");
        }
    }

    /// Two parts of one kind would contradict each other; of given choices there may be many.
    private void once(Syntax.FindPart p) {
        if (!(p instanceof Syntax.GivenChoice) && said.put(p.getClass(), p) != null) {
            throw Resolver.mistake(Code.DUPLICATE_NAME, p.span(), "the question says this twice");
        }
    }

    private static int order(Syntax.Find f) {
        int order = 0;
        for (Syntax.Id id : f.corrections()) {
            order = Math.max(order, number(id));
        }
        return order;
    }

    private static int number(Syntax.Id id) {
        if (!Resolver.isCorrection(id.text())) {
            throw Resolver.mistake(Code.BAD_CORRECTION, id.span(), "'" + id.text() + "' is no correction",
                    "find f_1");
        }
        int k = Resolver.correctionNumber(id.text(), id.span());
        if (k < 1 || k > MAX_ORDER) {
            throw Resolver.mistake(Code.BAD_CORRECTION, id.span(), k == 0
                    ? "f_0 is the flow that the update discretises; corrections begin with f_1"
                    : "corrections are derived up to f_" + MAX_ORDER, "find f_1");
        }
        return k;
    }

    private Map<Slot, Exp> clocks(Syntax.Time t) {
        Map<Slot, Exp> clocks = new LinkedHashMap<>();
        for (int i = 0; i < t.slots().size(); i++) {
            Syntax.Id id = t.slots().get(i);
            Expr time = t.times().get(i);
            if (clocks.put(scope.slot(id), takes(scalar(time), time.span())) != null) {
                throw Resolver.mistake(Code.DUPLICATE_NAME, id.span(), "'" + id.text() + "' has a time already");
            }
        }
        for (Slot s : scope.slots.values()) {
            if (!clocks.containsKey(s)) {
                throw Resolver.mistake(Code.SLOT_NEEDED, t.span(), "the time of " + s + " is missing",
                        "h for " + s);
            }
        }
        return clocks;
    }

    private Model.Batched batched(Syntax.Batched b) {
        return new Model.Batched(scope.family(b.family()), scope.affine(b.label()));
    }

    private Model.Given given(Syntax.GivenChoice g, int order) {
        int k = number(g.correction());
        if (k > order) {
            throw Resolver.mistake(Code.BAD_CORRECTION, g.correction().span(),
                    "the question ends with f_" + order + "; a choice of f_" + k + " changes nothing in it");
        }
        List<Slot> players = List.copyOf(scope.slots.values());
        if (g.slot().isEmpty() && players.size() != 1) {
            throw Resolver.mistake(Code.SLOT_NEEDED, g.span(), "of several states the choice says whose it is",
                    "f_" + k + "[" + players.getFirst() + "]");
        }
        Slot s = g.slot().map(scope::slot).orElseGet(players::getFirst);
        return new Model.Given(k, s,
                scope.need(scope.resolve(g.field()), new Type.Vector(s), g.field().span()));
    }

    private Exp takes(Exp time, Span place) {
        scope.nonzero(time, place, "the time of the flow is zero", "no field moves in no time");
        return time;
    }

    private Exp scalar(Expr e) {
        return scope.need(scope.resolve(e), Type.SCALAR, e.span());
    }

    /// The passes of the outermost loop, times h.
    private Exp defaultTime() {
        for (Update.Stmt s : update.map(Update::body).orElse(List.of())) {
            if (s instanceof Update.Loop l) {
                return new Exp.Scale(new Exp.IndexValue(l.to().minus(l.from()).plus(1)), new Exp.StepSize());
            }
        }
        return new Exp.StepSize();
    }
}
