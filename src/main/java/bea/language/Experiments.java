package bea.language;

import bea.algebra.Rational;
import bea.language.Problem.Code;
import bea.language.Resolver.Mistake;
import bea.model.Exp;
import bea.model.Experiment;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Resolves the experiments of a derivation. A loss that an experiment gives by an expression is resolved as if the
/// derivation had been written with it, so both mean the same.
final class Experiments {
    /// What a model may be, with the options that it takes.
    private static final Map<String, Set<String>> KINDS = Map.of("linear", Set.of(), "logistic", Set.of(), "mlp",
            Set.of("tanh", "sigmoid", "softplus", "sin", "relu", "squared", "cross_entropy"), "discriminator",
            Set.of("tanh", "sigmoid", "softplus", "sin"), "generator",
            Set.of("tanh", "sigmoid", "softplus", "sin", "saturating", "non_saturating"), "probability",
            Set.of("tanh", "sigmoid", "softplus", "sin"));
    private static final Set<String> GENERATED = Set.of("line", "blobs", "ring");

    private final Syntax.Derivation derivation;
    private final Model model;
    private final Claims claims;
    private final Resolver scope;
    private final List<Problem> problems;

    Experiments(Syntax.Derivation derivation, Model model, Claims claims, Resolver scope, List<Problem> problems) {
        this.derivation = derivation;
        this.model = model;
        this.claims = claims;
        this.scope = scope;
        this.problems = problems;
    }

    List<Experiment> resolve() {
        List<Experiment> result = new ArrayList<>();
        for (Syntax.Item i : derivation.items()) {
            if (i instanceof Syntax.Experiment e) {
                try {
                    result.add(new One(e).resolve());
                } catch (Mistake m) {
                    Declarations.add(m, problems);
                }
            }
        }
        return result;
    }

    private static Mistake mistake(Span span, String message) {
        return Resolver.mistake(Code.BAD_EXPERIMENT, span, message);
    }

    private static Mistake mistake(Span span, String message, String help) {
        return Resolver.mistake(Code.BAD_EXPERIMENT, span, message, help);
    }

    /// One experiment while it is read.
    private final class One {
        private final Syntax.Experiment written;
        private final Map<String, List<Syntax.Id>> coordinates = new HashMap<>();
        private final Map<String, Syntax.SymbolHead> formulas = new LinkedHashMap<>();
        private final Map<String, Rational> values = new LinkedHashMap<>();
        private final List<Experiment.Network> networks = new ArrayList<>();
        private final List<Experiment.Data> data = new ArrayList<>();
        private final Map<String, List<Rational>> starts = new LinkedHashMap<>();
        private final List<Experiment.Compared> compared = new ArrayList<>();
        private Optional<Experiment.Batching> batching = Optional.empty();
        private Optional<Rational> time = Optional.empty();
        private Rational from = Rational.of(1, 4);
        private Rational to = Rational.of(1, 256);
        private int seed = 1;

        One(Syntax.Experiment written) {
            this.written = written;
        }

        Experiment resolve() {
            if (model.update().isEmpty()) {
                throw mistake(written.span(), "an experiment runs an update, and there is none");
            }
            written.setups().forEach(this::setup);
            model.counts().forEach(c -> c.fixed().ifPresent(v -> values.put(c.name(), Rational.of(v))));
            required();
            return new Experiment(written.name().text(), concrete(), List.copyOf(networks), List.copyOf(data), values,
                    batching, starts, seed, from, to, time, List.copyOf(compared));
        }

        private void setup(Syntax.Setup s) {
            switch (s) {
                case Syntax.SetupState x -> x.states().forEach(st -> coordinates.put(slot(st.name()).name(),
                        st.coordinates()));
                case Syntax.SetupValues x -> values(x);
                case Syntax.SetupLoss x -> {
                    symbol(x.head().name());
                    if (x.head().definition().isEmpty()) {
                        throw mistake(x.span(), "an experiment says what this loss is", "loss E(theta) = …");
                    }
                    formulas.put(x.head().name().text(), x.head());
                }
                case Syntax.SetupModel x -> network(x);
                case Syntax.SetupFile x -> data.add(new Experiment.FromFile(x.name().text(), x.path().text(), x.rows(),
                        x.scale().map(this::number).orElse(Rational.ONE)));
                case Syntax.SetupGenerated x -> generated(x);
                case Syntax.SetupBatches x -> batching = Optional.of(new Experiment.Batching(x.size(), x.seed()));
                case Syntax.SetupStart x -> start(x);
                case Syntax.SetupSeed x -> seed = x.seed();
                case Syntax.SetupSteps x -> steps(x);
                case Syntax.SetupTime x -> time = Optional.of(positive(x.time()));
                case Syntax.SetupCompare x -> compared.add(new Experiment.Compared(x.name().text(), claims.follows(
                        new Syntax.Follows(x.flows(), x.order(), Optional.empty(), x.span())).flows(), x.misses(),
                        x.order()));
            }
        }

        private void values(Syntax.SetupValues x) {
            for (int i = 0; i < x.names().size(); i++) {
                Syntax.Id id = x.names().get(i);
                Rational v = number(x.values().get(i));
                Optional<Model.Count> count = model.counts().stream().filter(c -> c.name().equals(id.text()))
                        .findFirst();
                if (count.isEmpty() && !scope.scalars.containsKey(id.text())) {
                    throw mistake(id.span(), "there is no count or scalar '" + id.text() + "' in this derivation");
                }
                if (count.isPresent() && (!v.isInteger() || v.compareTo(Rational.of(count.get().atLeast())) < 0
                        || v.compareTo(Rational.of(10_000)) > 0)) {
                    throw mistake(x.values().get(i).span(), "'" + id.text() + "' is a whole number from "
                            + count.get().atLeast() + " to 10000");
                }
                if (count.isEmpty() && !scope.scalars.get(id.text()).contains(v)) {
                    throw mistake(x.values().get(i).span(),
                            "this is outside the declared range of '" + id.text() + "'");
                }
                values.put(id.text(), v);
            }
        }

        private void network(Syntax.SetupModel x) {
            symbol(x.symbol());
            Set<String> known = KINDS.get(x.kind().text());
            if (known == null) {
                throw mistake(x.kind().span(), "there is no model '" + x.kind().text() + "'",
                        "the models are " + String.join(", ", new java.util.TreeSet<>(KINDS.keySet())));
            }
            for (Syntax.Id o : x.options()) {
                if (!known.contains(o.text())) {
                    throw mistake(o.span(), "'" + o.text() + "' is no option of " + x.kind().text(), known.isEmpty()
                            ? "it takes none" : "its options are " + String.join(", ", new java.util.TreeSet<>(known)));
                }
            }
            if (data.stream().noneMatch(d -> d.name().equals(x.data().text()))) {
                throw mistake(x.data().span(), "there are no data '" + x.data().text() + "' before this line",
                        "data " + x.data().text() + " from \"….csv\"");
            }
            networks.add(new Experiment.Network(x.symbol().text(), x.kind().text(), x.sizes(),
                    x.options().stream().map(Syntax.Id::text).toList(), x.data().text()));
        }

        private void generated(Syntax.SetupGenerated x) {
            if (!GENERATED.contains(x.kind().text()) || x.sizes().size() != 2
                    || x.sizes().stream().anyMatch(n -> n < 1 || n > 100_000)) {
                throw mistake(x.kind().span(), "generated data are one of line(rows, features), blobs(rows, features) "
                        + "and ring(rows, features)");
            }
            data.add(new Experiment.Generated(x.name().text(), x.kind().text(), x.sizes(), x.seed()));
        }

        private void start(Syntax.SetupStart x) {
            for (int i = 0; i < x.slots().size(); i++) {
                slot(x.slots().get(i));
                starts.put(x.slots().get(i).text(), x.values().get(i).stream().map(this::number).toList());
            }
        }

        private void steps(Syntax.SetupSteps x) {
            from = positive(x.from());
            to = positive(x.to());
            if (from.compareTo(to) <= 0 || from.compareTo(to.times(Rational.of(1 << 20))) > 0) {
                throw mistake(x.span(),
                        "step sizes go down from the largest to the smallest, by halves, at most twenty of "
                                + "them",
                        "steps h = 1/4 .. 1/256");
            }
        }

        private Rational positive(Expr e) {
            Rational r = number(e);
            if (r.signum() <= 0) {
                throw mistake(e.span(), "this is a positive number");
            }
            return r;
        }

        private Rational number(Expr e) {
            return constant(scope.resolve(e).exp(), e);
        }

        private Rational constant(Exp e, Expr at) {
            return switch (e) {
                case Exp.Const c -> c.value();
                case Exp.Scale s -> constant(s.scalar(), at).times(constant(s.body(), at));
                case Exp.Add a -> a.terms().stream().map(t -> constant(t, at)).reduce(Rational.ZERO, Rational::plus);
                case Exp.Recip r -> constant(r.body(), at).reciprocal();
                default -> throw mistake(at.span(), "a number is due here");
            };
        }

        private Slot slot(Syntax.Id id) {
            return model.slots().stream().filter(s -> s.name().equals(id.text())).findFirst()
                    .orElseThrow(() -> mistake(id.span(), "'" + id.text() + "' is not a state of this derivation"));
        }

        private Symbol symbol(Syntax.Id id) {
            Symbol s = model.symbols().stream().filter(x -> x.name().equals(id.text())).findFirst()
                    .orElseThrow(() -> mistake(id.span(), "there is no loss '" + id.text() + "' in this derivation"));
            if (s.output().isPresent()) {
                throw mistake(id.span(), "'" + id.text() + "' is a field; experiments are made of losses");
            }
            if (networks.stream().anyMatch(n -> n.symbol().equals(id.text())) || formulas.containsKey(id.text())) {
                throw mistake(id.span(), "what '" + id.text() + "' is has been said before");
            }
            return s;
        }

        /// Every loss, count and scalar has to be something.
        private void required() {
            for (Symbol s : model.symbols()) {
                if (s.definition().isEmpty() && !formulas.containsKey(s.name())
                        && networks.stream().noneMatch(n -> n.symbol().equals(s.name()))) {
                    throw mistake(written.name().span(), "this experiment does not say what '" + s.name() + "' is",
                            s.batch().isPresent() ? "model " + s.name() + " is … on …"
                                    : "loss " + s.name() + "(…) = …");
                }
            }
            List<String> open = new ArrayList<>();
            model.counts().forEach(c -> open.add(c.name()));
            model.scalars().forEach(c -> open.add(c.name()));
            model.solves().forEach(s -> open.removeAll(s.unknowns()));
            open.removeAll(values.keySet());
            if (!open.isEmpty()) {
                throw mistake(written.name().span(), "this experiment gives no value to '" + open.getFirst() + "'",
                        "set " + open.getFirst() + " = …");
            }
            boolean batches = model.symbols().stream().anyMatch(s -> s.batch().isPresent());
            if (batches && batching.isEmpty()) {
                throw mistake(written.name().span(), "this experiment does not say how large its batches are",
                        "batches of 32 seed 1");
            }
        }

        /// The losses that are given by expressions, here or in the derivation.
        private Map<String, Symbol> concrete() {
            List<Syntax.Item> items = new ArrayList<>();
            for (Syntax.Item i : derivation.items()) {
                switch (i) {
                    case Syntax.StateDecl d -> items.add(new Syntax.StateDecl(d.states().stream().map(s -> coordinates
                            .containsKey(s.name().text())
                                    ? new Syntax.State(s.name(), coordinates.get(s.name().text()),
                                            s.space())
                                    : s)
                            .toList(), d.span()));
                    case Syntax.SymbolDecl d -> items.add(new Syntax.SymbolDecl(d.kind(), d.symbols().stream()
                            .map(h -> formulas.getOrDefault(h.name().text(), h)).toList(), d.span()));
                    case Syntax.CountDecl _,Syntax.ScalarDecl _,Syntax.BatchDecl _ -> items.add(i);
                    default -> {
                    }
                }
            }
            List<Problem> found = new ArrayList<>();
            Model concrete = new Declarations(new Syntax.Derivation(derivation.name(), items, derivation.span()), found)
                    .resolve().model();
            problems.addAll(found);
            Map<String, Symbol> result = new LinkedHashMap<>();
            concrete.symbols().stream().filter(s -> s.definition().isPresent()
                    && networks.stream().noneMatch(n -> n.symbol().equals(s.name())))
                    .forEach(s -> result.put(s.name(), s));
            return result;
        }
    }
}
