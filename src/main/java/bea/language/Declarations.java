package bea.language;

import bea.algebra.Rational;
import bea.language.Problem.Code;
import bea.language.Resolver.Mistake;
import bea.language.Resolver.Typed;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Slot;
import bea.model.Symbol;
import bea.model.Type;
import bea.model.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Resolves a derivation from top to bottom: declarations, update, questions, claims.
final class Declarations {

    private final Syntax.Derivation derivation;
    private final List<Problem> problems;
    private final Resolver scope;
    private final List<Model.Relation> relations = new ArrayList<>();
    private final List<Model.Let> lets = new ArrayList<>();
    private final List<Model.Find> finds = new ArrayList<>();
    private final Set<String> names = new HashSet<>(Set.of("h", "start", "flow", "norm", "dot", "stop", "O"));
    private final Set<String> oneDimensional = new HashSet<>();
    /// The first state of every space that has a name.
    private final Map<String, Slot> spaces = new HashMap<>();
    private Optional<Update> update = Optional.empty();
    /// Stages that are known outside of the loop that is read.
    private Set<String> outside = Set.of();
    private Optional<String> source = Optional.empty();

    Declarations(Syntax.Derivation derivation, List<Problem> problems) {
        this(derivation, problems, new Resolver());
    }

    /// @param scope what is known already: a printed update is read where the declared one is
    Declarations(Syntax.Derivation derivation, List<Problem> problems, Resolver scope) {
        this.derivation = derivation;
        this.problems = problems;
        this.scope = scope;
    }

    BeaFile.Resolved resolve() {
        int before = problems.size();
        findNumbers();
        for (Syntax.Item i : derivation.items()) {
            guarded(() -> declare(i), i);
        }
        derivation.items().forEach(this::printed);
        if (derivation.items().stream().noneMatch(Syntax.StateDecl.class::isInstance)) {
            int start = derivation.span().start();
            problems.add(Problem.of(Code.NO_STATE, new Span(start, start + "derivation".length()),
                    "this derivation declares no state", "state theta"));
        }
        boolean usable = problems.size() == before;
        List<Model.Claim> claims = new ArrayList<>();
        Map<String, Claims.Written> written = new LinkedHashMap<>();
        boolean asks = derivation.items().stream().anyMatch(Syntax.Find.class::isInstance);
        if (!asks && finds.isEmpty() && update.isPresent()) {
            int start = derivation.span().start();
            unsaid(new Span(start, start + "derivation".length()));
        }
        // claims are read even so, for their own mistakes; what could not be declared is not reported again
        Claims c = new Claims(scope, problems, update.isPresent() || scope.broken.contains("update"),
                finds.stream().mapToInt(Model.Find::order).max().orElse(1));
        derivation.items().forEach(c::claim);
        claims = c.claims();
        written = c.written();
        Model model = new Model(derivation.name(), source, List.copyOf(scope.slots.values()),
                List.copyOf(scope.memories.values()),
                List.copyOf(scope.counts.values()), List.copyOf(scope.scalars.values()),
                List.copyOf(scope.batches.values()),
                List.copyOf(scope.symbols.values()), relations, lets, update, finds, claims, c.solves(), Map.of(),
                List.of());
        if (usable) {
            model = model.withExperiments(new Experiments(derivation, model, c, scope, problems).resolve());
        }
        scope.finish();
        return new BeaFile.Resolved(derivation, model, scope, written, usable);
    }

    private void unsaid(Span place) {
        try {
            finds.add(new Questions(scope, update).unsaid(place));
        } catch (Mistake m) {
            add(m, problems);
        }
    }

    private void guarded(Runnable r, Syntax.Item item) {
        try {
            r.run();
        } catch (Mistake m) {
            scope.broken.addAll(declared(item));
            add(m, problems);
        }
    }

    /// Consequences of an earlier problem are not problems.
    static void add(Mistake m, List<Problem> problems) {
        if (m.problem().code() != Code.CONSEQUENCE) {
            problems.add(m.problem());
        }
    }

    /// The names that an item would have declared, in so far as nothing else has.
    private List<String> declared(Syntax.Item item) {
        List<Syntax.Id> ids = switch (item) {
            case Syntax.CountDecl c -> List.of(c.name());
            case Syntax.ScalarDecl s -> s.scalars().stream().map(Syntax.Scalar::name).toList();
            case Syntax.StateDecl s -> s.states().stream()
                    .flatMap(x -> java.util.stream.Stream.concat(java.util.stream.Stream.of(x.name()),
                            x.coordinates().stream()))
                    .toList();
            case Syntax.MemoryDecl m -> m.memories().stream().map(Syntax.Memory::name).toList();
            case Syntax.BatchDecl b -> b.families().stream().map(Syntax.BatchRange::name).toList();
            case Syntax.SymbolDecl s -> s.symbols().stream().map(Syntax.SymbolHead::name).toList();
            case Syntax.LetDecl l -> List.of(l.name());
            case Syntax.UpdateDecl u -> List.of(new Syntax.Id("update", u.span()));
            case Syntax.Source _,Syntax.GivenDecl _,Syntax.PrintDecl _,Syntax.Find _,Syntax.Solve _,Syntax.Claim _,Syntax.Misprint _,Syntax.Experiment _ ->
                List.of();
        };
        return ids.stream().map(Syntax.Id::text)
                .filter(n -> !scope.slots.containsKey(n) && !scope.memories.containsKey(n)
                        && !scope.symbols.containsKey(n)
                        && !scope.lets.containsKey(n) && !scope.batches.containsKey(n) && !scope.counts.containsKey(n)
                        && !scope.scalars.containsKey(n))
                .toList();
    }

    /// How a name prints can be said before it is declared.
    private void printed(Syntax.Item item) {
        if (item instanceof Syntax.PrintDecl p && !names.contains(p.name().text())
                && !scope.broken.contains(p.name().text())) {
            problems.add(new Problem(Code.UNKNOWN_NAME, p.name().span(), "there is no '" + p.name().text() + "' here",
                    Names.nearest(p.name().text(), names).map(n -> "did you mean '" + n + "'?")));
        }
    }

    /// States that a loss definition uses as numbers are one-dimensional, and so are others in their spaces and in `R`.
    private void findNumbers() {
        Set<String> states = new HashSet<>();
        Map<String, List<String>> bySpace = new HashMap<>();
        derivation.items().forEach(i -> {
            if (i instanceof Syntax.StateDecl s) {
                s.states().stream().filter(x -> x.coordinates().isEmpty()).forEach(x -> {
                    states.add(x.name().text());
                    x.space().ifPresent(v -> bySpace.computeIfAbsent(v.text(), _ -> new ArrayList<>())
                            .add(x.name().text()));
                });
            }
        });
        derivation.items().forEach(i -> {
            if (i instanceof Syntax.SymbolDecl s) {
                s.symbols().forEach(h -> h.definition().ifPresent(e -> numbers(e, states)));
            }
        });
        bySpace.forEach((v, in) -> {
            if (v.equals("R") || in.stream().anyMatch(oneDimensional::contains)) {
                oneDimensional.addAll(in);
            }
        });
    }

    private void numbers(Expr e, Set<String> states) {
        switch (e) {
            case Expr.Name n when states.contains(n.id()) -> oneDimensional.add(n.id());
            case Expr.Call c when !Set.of("log", "exp", "sin", "cos", "tan", "tanh", "sqrt", "atan", "sigmoid")
                    .contains(c.function()) ->
                {
                }
            default -> Walk.parts(e).forEach(p -> numbers(p, states));
        }
    }

    private void fresh(Syntax.Id id) {
        if (Resolver.isCorrection(id.text()) || !names.add(id.text())) {
            throw Resolver.mistake(Code.DUPLICATE_NAME, id.span(), "'" + id.text() + "' already has a meaning here");
        }
    }

    private void declare(Syntax.Item item) {
        switch (item) {
            case Syntax.Source s -> source = Optional.of(s.text().text());
            case Syntax.CountDecl c -> {
                fresh(c.name());
                if (c.value() < 1 || c.value() > 1_000_000) {
                    throw Resolver.mistake(Code.BAD_RANGE, c.span(), "a count lies between 1 and 1000000");
                }
                scope.counts.put(c.name().text(), new Model.Count(c.name().text(), c.value(),
                        c.fixed() ? Optional.of(c.value()) : Optional.empty()));
            }
            case Syntax.ScalarDecl s -> s.scalars().forEach(this::scalar);
            case Syntax.StateDecl s -> state(s);
            case Syntax.MemoryDecl m -> m.memories().forEach(x -> memory(x, m.span()));
            case Syntax.BatchDecl b -> b.families().forEach(this::batches);
            case Syntax.SymbolDecl s -> s.symbols().forEach(h -> guarded(() -> symbol(h, s),
                    new Syntax.SymbolDecl(s.kind(), List.of(h), s.span())));
            case Syntax.GivenDecl g -> given(g);
            case Syntax.PrintDecl _ -> {
            }
            case Syntax.LetDecl l -> let(l);
            case Syntax.UpdateDecl u -> {
                if (update.isPresent()) {
                    throw Resolver.mistake(Code.SEVERAL_UPDATES, u.span(), "a derivation has one update");
                }
                update = Optional.of(program(u));
                scope.iterates = Iterates.of(update.get());
                boolean[] h = {false};
                Parts.forEach(update.get().body(), e -> h[0] |= e instanceof Exp.StepSize);
                if (!h[0]) {
                    throw Resolver.mistake(Code.NOT_EXPRESSIBLE, u.span(),
                            "this update has no step size, which is called h and needs no declaration",
                            "theta <- theta - h * grad E");
                }
                scope.stageNames.addAll(scope.stages.keySet());
                scope.stages.clear();
                balanced(u);
            }
            case Syntax.Find f -> {
                if (!finds.isEmpty()) {
                    throw Resolver.mistake(Code.SEVERAL_QUESTIONS, f.span(), "a derivation has one question",
                            "find f_1, f_2");
                }
                finds.add(new Questions(scope, update).find(f));
            }
            case Syntax.Solve _,Syntax.Claim _,Syntax.Misprint _,Syntax.Experiment _ -> {
            }
        }
    }

    private void scalar(Syntax.Scalar s) {
        Syntax.Id n = s.name();
        fresh(n);
        Optional<Syntax.Interval> r = s.range();
        Optional<Rational> from = r.flatMap(Syntax.Interval::from).map(this::constant);
        Optional<Rational> to = r.flatMap(Syntax.Interval::to).map(this::constant);
        if (from.isPresent() && to.isPresent() && from.get().compareTo(to.get()) >= 0) {
            boolean one = from.equals(to) && r.get().fromClosed() && r.get().toClosed();
            throw one ? Resolver.mistake(Code.BAD_SCALAR, n.span(), "this scalar is a number", from.get().toString())
                    : Resolver.mistake(Code.BAD_SCALAR, n.span(), "there is no number in this range");
        }
        scope.scalars.put(n.text(), new Model.Scalar(n.text(), from, r.map(Syntax.Interval::fromClosed).orElse(false),
                to, r.map(Syntax.Interval::toClosed).orElse(false)));
    }

    private Rational constant(Expr e) {
        if (scope.resolve(e).exp() instanceof Exp.Const c) {
            return c.value();
        }
        throw Resolver.mistake(Code.BAD_SCALAR, e.span(), "a bound is a number");
    }

    private void memory(Syntax.Memory m, Span place) {
        fresh(m.name());
        if (m.of().isEmpty() && scope.slots.size() != 1) {
            throw Resolver.mistake(Code.SLOT_NEEDED, m.name().span(), "of several states the memory says whose it is",
                    "memory " + m.name().text() + " of " + scope.slots.keySet().stream().findFirst().orElse("theta"));
        }
        Slot of = m.of().map(scope::slot).orElseGet(() -> scope.slots.values().iterator().next());
        int index = scope.slots.size() + scope.memories.size();
        limited(index, place);
        scope.memories.put(m.name().text(), Slot.memory(m.name().text(), index, of));
    }

    private static void limited(int index, Span place) {
        if (index >= 24) {
            throw Resolver.mistake(Code.BAD_RANGE, place, "a derivation has at most 24 states");
        }
    }

    private void state(Syntax.StateDecl s) {
        if (!scope.memories.isEmpty()) {
            throw Resolver.mistake(Code.NO_STATE, s.span(), "states are declared before the memories");
        }
        for (Syntax.State x : s.states()) {
            fresh(x.name());
            x.coordinates().forEach(this::fresh);
            List<String> coordinates = oneDimensional.contains(x.name().text()) ? List.of(x.name().text())
                    : x.coordinates().stream().map(Syntax.Id::text).toList();
            limited(scope.slots.size(), s.span());
            Optional<Slot> first = x.space().flatMap(v -> shared(v, coordinates));
            Slot slot = new Slot(x.name().text(), scope.slots.size(), coordinates, first, false);
            x.space().ifPresent(v -> spaces.putIfAbsent(v.text(), slot));
            scope.slots.put(x.name().text(), slot);
        }
    }

    /// The first state of the space.
    private Optional<Slot> shared(Syntax.Id space, List<String> coordinates) {
        int hat = space.text().indexOf('^');
        String power = hat < 0 ? "" : space.text().substring(hat + 1);
        if (!power.isEmpty() && Character.isDigit(power.charAt(0)) && !power.equals("" + coordinates.size())) {
            throw Resolver.mistake(Code.BAD_RANGE, space.span(),
                    coordinates.isEmpty() ? "the dimension of a state without named coordinates is arbitrary"
                            : "this state has " + coordinates.size() + " coordinates",
                    coordinates.isEmpty() ? "R^d; or coordinates, state theta = (a, b)" : "R^" + coordinates.size());
        }
        Optional<Slot> first = Optional.ofNullable(spaces.get(space.text()));
        if (first.filter(f -> f.coordinates().size() != coordinates.size()).isPresent()) {
            throw Resolver.mistake(Code.TYPE_MISMATCH, space.span(), first.get().name()
                    + ", which is in this space too, does not have as many coordinates");
        }
        return first;
    }

    private void batches(Syntax.BatchRange b) {
        fresh(b.name());
        Affine from = scope.affine(b.from());
        Affine to = scope.affine(b.to());
        if (scope.least(to.minus(from)) < 0) {
            throw Resolver.mistake(Code.BAD_RANGE, b.from().span().to(b.to().span()),
                    "there is no batch in " + from + " .. "
                            + to);
        }
        scope.batches.put(b.name().text(), new Model.Batch(b.name().text(), from, to));
    }

    private void symbol(Syntax.SymbolHead h, Syntax.SymbolDecl d) {
        fresh(h.name());
        List<Slot> slots = new ArrayList<>();
        Optional<String> batch = Optional.empty();
        for (Syntax.Id id : h.groups().stream().flatMap(List::stream).toList()) {
            if (scope.slots.containsKey(id.text())) {
                if (slots.contains(scope.slots.get(id.text()))) {
                    throw Resolver.mistake(Code.DUPLICATE_NAME, id.span(),
                            "'" + id.text() + "' is an argument already");
                }
                slots.add(scope.slots.get(id.text()));
            } else if (scope.batches.containsKey(id.text()) && batch.isEmpty()) {
                batch = Optional.of(id.text());
            } else if (scope.batches.containsKey(id.text())) {
                throw Resolver.mistake(Code.WRONG_ARGUMENTS, id.span(), "a loss or a field takes one batch",
                        "a family that is wide enough for both");
            } else {
                coordinate(id, slots);
            }
        }
        boolean field = d.kind() == Syntax.SymbolDecl.Kind.FIELD;
        Optional<Slot> output = Optional.empty();
        if (field) {
            output = Optional.of(h.output().map(scope::slot).orElseGet(() -> {
                if (slots.size() != 1) {
                    throw Resolver.mistake(Code.SLOT_NEEDED, h.name().span(),
                            "a field of several states says whose it is",
                            "field " + h.name().text() + "[" + (slots.isEmpty() ? "theta" : slots.getFirst()) + "](…)");
                }
                return slots.getFirst();
            }));
        } else if (h.output().isPresent()) {
            throw Resolver.mistake(Code.WRONG_SLOT, h.output().get().span(),
                    "a loss is a number and has no slot of its own");
        }
        Optional<Exp> definition = Optional.empty();
        if (h.definition().isPresent()) {
            definition = Optional.of(ofStates(definition(h, output, batch), h.definition().get()));
        } else {
            notOfNumbers(h, slots, output);
        }
        scope.symbols.put(h.name().text(), new Symbol(h.name().text(), List.copyOf(slots), output, batch, definition));
    }

    /// Numbers commute, and every field of one is a gradient: trees, which hold in any dimension, do not know that.
    private static void notOfNumbers(Syntax.SymbolHead h, List<Slot> slots, Optional<Slot> output) {
        java.util.stream.Stream.concat(slots.stream(), output.stream()).filter(s -> s.coordinates().size() == 1)
                .findFirst().ifPresent(s -> {
                    throw Resolver.mistake(Code.NOT_EXPRESSIBLE, h.name().span(),
                            "'" + h.name().text() + "' has no definition, and '" + s + "' is a number: what holds for "
                                    + "numbers alone is not expressible without one",
                            "give it a definition, or let '" + s + "' have any dimension");
                });
    }

    /// With the start in it a loss would be another one in every update, and open whether it moves along the flow.
    private static Exp ofStates(Exp e, Expr written) {
        Parts.forEach(e, p -> {
            if (p instanceof Exp.Start s) {
                throw Resolver.mistake(Code.NOT_EXPRESSIBLE, written.span(),
                        "'start' is no part of a loss or a field, which is a function of the states",
                        "it can stand in the update: h*c*(" + s.slot() + " - start)");
            }
        });
        return Stages.beforehand(e, written);
    }

    private void coordinate(Syntax.Id id, List<Slot> slots) {
        for (Slot s : scope.slots.values()) {
            if (s.coordinates().contains(id.text())) {
                if (!slots.contains(s)) {
                    slots.add(s);
                }
                return;
            }
        }
        if (scope.broken.contains(id.text())) {
            throw Resolver.consequence(id.span());
        }
        throw new Mistake(
                new Problem(Code.UNKNOWN_NAME, id.span(), "'" + id.text() + "' is neither a state nor a family of "
                        + "batches", Names.nearest(id.text(), known()).map(n -> "did you mean '" + n + "'?")));
    }

    private Set<String> known() {
        Set<String> all = new LinkedHashSet<>(scope.slots.keySet());
        all.addAll(scope.batches.keySet());
        return all;
    }

    private Exp definition(Syntax.SymbolHead h, Optional<Slot> output, Optional<String> batch) {
        Expr e = h.definition().orElseThrow();
        if (batch.isPresent()) {
            throw Resolver.mistake(Code.UNEXPECTED_BATCH, h.name().span(),
                    "a loss that is given by an expression cannot have a batch of its own; use the batches in the expression");
        }
        Typed t = scope.resolve(e);
        boolean[] stopped = {false};
        bea.model.Parts.forEach(t.exp(), x -> stopped[0] |= x instanceof Exp.Stop);
        if (stopped[0]) {
            throw Resolver.mistake(Code.NOT_A_FUNCTION, e.span(),
                    "with stop this is no function of its states, which a declared loss or field is",
                    "let " + h.name().text() + " = …");
        }
        Type wanted = output.<Type>map(Type.Vector::new).orElse(Type.SCALAR);
        return scope.need(t, wanted, e.span());
    }

    private Symbol symbolNamed(Syntax.Id id) {
        Symbol s = scope.symbols.get(id.text());
        if (s == null && scope.broken.contains(id.text())) {
            throw Resolver.consequence(id.span());
        }
        if (s == null) {
            throw new Mistake(new Problem(Code.UNKNOWN_NAME, id.span(), "there is no loss '" + id.text() + "' here",
                    Names.nearest(id.text(), scope.symbols.keySet()).map(n -> "did you mean '" + n + "'?")));
        }
        return s;
    }

    private void given(Syntax.GivenDecl g) {
        switch (g.given()) {
            case Syntax.GivenQuadratic q -> {
                Symbol s = symbolNamed(q.symbol());
                if (relations.stream().anyMatch(r -> r instanceof Model.Relation.Invariant i && i.symbol().equals(s))) {
                    throw constant(s, q.symbol());
                }
                relations.add(new Model.Relation.Quadratic(s));
            }
            case Syntax.GivenInvariant i -> relations.add(invariant(i));
            case Syntax.GivenEqual e -> relations.add(new Model.Relation.EqualBatches(scope.family(e.batch())));
            case Syntax.GivenMultiple m -> relations.add(multiple(m));
        }
    }

    private Model.Relation invariant(Syntax.GivenInvariant i) {
        Symbol s = symbolNamed(i.symbol());
        if (s.output().isPresent() || s.definition().isPresent()) {
            throw Resolver.mistake(Code.BAD_RELATION, i.symbol().span(),
                    "scale-invariant is said of an abstract loss; '"
                            + s.name() + "' is " + (s.output().isPresent() ? "a field" : "given by an expression"));
        }
        if (i.slot().isEmpty() && s.slots().size() != 1) {
            throw Resolver.mistake(Code.SLOT_NEEDED, i.symbol().span(),
                    "of a loss of several states the relation says in which it is scale-invariant",
                    "given " + s.name() + " scale-invariant in " + s.slots().stream().findFirst().map(Slot::name)
                            .orElse("theta"));
        }
        Slot slot = i.slot().map(scope::slot).orElseGet(() -> s.slots().getFirst());
        if (!s.slots().contains(slot) || !slot.coordinates().isEmpty()) {
            throw Resolver.mistake(Code.BAD_RELATION, i.slot().orElse(i.symbol()).span(), s.slots().contains(slot)
                    ? "scale-invariant is said of a state without named coordinates"
                    : "'" + s.name() + "' does not depend on " + slot);
        }
        if (relations.stream().anyMatch(r -> r instanceof Model.Relation.Quadratic q && q.symbol().equals(s))) {
            throw constant(s, i.symbol());
        }
        return new Model.Relation.Invariant(s, slot);
    }

    /// A homogeneous polynomial of degree 0 is a number.
    private static Mistake constant(Symbol s, Syntax.Id place) {
        return Resolver.mistake(Code.BAD_RELATION, place.span(),
                "'" + s.name() + "' cannot be both quadratic and scale-invariant, unless it is constant");
    }

    private Model.Relation multiple(Syntax.GivenMultiple m) {
        Symbol left = symbolNamed(m.left());
        Exp right = scope.resolve(m.right()).exp();
        Rational factor = Rational.ONE;
        // however the product was put together
        while (right instanceof Exp.Scale s && (s.scalar() instanceof Exp.Const || s.body() instanceof Exp.Const)) {
            boolean before = s.scalar() instanceof Exp.Const;
            factor = factor.times(((Exp.Const) (before ? s.scalar() : s.body())).value());
            right = before ? s.body() : s.scalar();
        }
        boolean chained = relations.stream()
                .anyMatch(r -> r instanceof Model.Relation.Multiple x && x.symbol().equals(left));
        if (right instanceof Exp.Apply a && !a.symbol().equals(left) && a.symbol().slots().equals(left.slots())
                && a.symbol().type().equals(left.type()) && !chained && left.batch().isEmpty()
                && relations.stream()
                        .noneMatch(r -> r instanceof Model.Relation.Multiple x && x.symbol().equals(a.symbol()))) {
            return new Model.Relation.Multiple(left, factor, a.symbol());
        }
        throw Resolver.mistake(Code.BAD_RELATION, m.right().span(),
                "a relation says that one loss is a number times another loss of the same states", "given B = -A");
    }

    private void let(Syntax.LetDecl l) {
        fresh(l.name());
        List<Slot> parameters = l.parameters().stream().map(scope::slot).toList();
        Typed body = scope.resolve(l.body());
        scope.lets.put(l.name().text(), new Resolver.Let(parameters, body));
        lets.add(new Model.Let(l.name().text(), body.exp(), body.type()));
    }

    // ---- the update

    Update program(Syntax.UpdateDecl u) {
        List<Update.Stmt> all = new ArrayList<>();
        Iterates outside = scope.iterates;
        try {
            for (List<Syntax.Stmt> s : Stages.blocks(u.body())) {
                scope.iterates = Iterates.within(all);
                all.add(statement(s));
            }
        } finally {
            scope.iterates = outside;
        }
        return new Update(all);
    }

    private List<Update.Stmt> statements(List<Syntax.Stmt> body) {
        List<Update.Stmt> all = new ArrayList<>();
        for (List<Syntax.Stmt> s : Stages.blocks(body)) {
            all.add(statement(s));
        }
        return all;
    }

    /// The statements of a loop. Its stages are those of one pass, unknown before and behind it.
    private List<Update.Stmt> pass(List<Syntax.Stmt> body) {
        Map<String, Slot> around = Map.copyOf(scope.stages);
        Set<String> fartherOut = outside;
        outside = around.keySet();
        try {
            return statements(body);
        } finally {
            scope.stageNames.addAll(scope.stages.keySet());
            scope.stages.keySet().retainAll(outside);
            outside = fartherOut;
        }
    }

    private Update.Stmt statement(List<Syntax.Stmt> block) {
        return switch (block.getFirst()) {
            case Syntax.Assign a -> assign(a);
            case Syntax.Simultaneously t -> new Update.Together(t.assigns().stream().map(this::assign).toList());
            case Syntax.LetStage _ -> stages(block.stream().map(Syntax.LetStage.class::cast).toList());
            case Syntax.For f -> {
                Affine from = scope.affine(f.from());
                Affine to = scope.affine(f.to());
                scope.push(f.variable().text(), from, to, f.variable().span());
                try {
                    yield new Update.Loop(Affine.INDEX + f.variable().text(), from, to, pass(f.body()));
                } finally {
                    scope.pop();
                }
            }
            case Syntax.Average v -> {
                Affine from = scope.affine(v.from());
                Affine to = scope.affine(v.to());
                if (scope.least(to.minus(from)) < 0) {
                    throw Resolver.mistake(Code.BAD_RANGE, v.from().span().to(v.to().span()),
                            "there is nothing to average over in " + from + " .. " + to);
                }
                scope.push(v.variable().text(), from, to, v.variable().span());
                try {
                    yield new Update.Average(Affine.INDEX + v.variable().text(), from, to,
                            pass(v.body()));
                } finally {
                    scope.pop();
                }
            }
        };
    }

    private Update.Assign assign(Syntax.Assign a) {
        Slot memory = scope.memories.get(a.target().text());
        Slot s = memory != null ? memory : scope.slot(a.target());
        return new Update.Assign(s,
                Stages.plain(scope.need(scope.resolve(a.value()), new Type.Vector(s.space()), a.value().span()),
                        a.value()));
    }

    private Update.Stmt stages(List<Syntax.LetStage> block) {
        for (Syntax.LetStage l : block) {
            if (outside.contains(l.name().text())) {
                throw Resolver.mistake(Code.DUPLICATE_NAME, l.name().span(), "'" + l.name().text()
                        + "' is a stage outside of this loop, which a pass cannot change", "a name of its own");
            }
        }
        // another loop may use the name again
        block.stream().map(Syntax.LetStage::name)
                .filter(n -> !scope.stages.containsKey(n.text()) && !scope.stageNames.contains(n.text()))
                .forEach(this::fresh);
        return new Stages(scope, block).resolve();
    }

    private void balanced(Syntax.UpdateDecl u) {
        Set<Slot> assigned = new HashSet<>();
        assigned(update.orElseThrow().body(), assigned);
        List<Slot> all = new ArrayList<>(scope.slots.values());
        all.addAll(scope.memories.values());
        for (Slot s : all) {
            if (!assigned.contains(s)) {
                problems.add(Problem.of(Code.UNBALANCED_UPDATE, u.span(), "the update never changes " + s,
                        s + " <- " + s + " - h*…"));
            }
        }
    }

    private static void assigned(List<Update.Stmt> body, Set<Slot> all) {
        for (Update.Stmt s : body) {
            switch (s) {
                case Update.Assign a -> all.add(a.slot());
                case Update.Together t -> t.assigns().forEach(a -> all.add(a.slot()));
                case Update.Loop l -> assigned(l.body(), all);
                case Update.Average v -> assigned(v.body(), all);
                case Update.Stage _,Update.Implicit _ -> {
                }
            }
        }
    }
}
