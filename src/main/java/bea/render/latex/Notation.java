package bea.render.latex;

import bea.language.Expr;
import bea.language.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a printer has to know about the names of a derivation to set its formulas as a paper does.
///
/// @param states    the states in declared order
/// @param functions losses, fields, functions and lets: what may stand before an argument list (a let without
///                  parameters has no groups)
/// @param averages  lets that are averages over a family of batches; they print as `E(\theta;\{X^0,\dots\})`
/// @param batches   the families of batches and their ranges
/// @param prints    how a file says that a name prints; see [#tex]
/// @param clock     the iteration from which batches and iterates count: with `t`, `X[mu]` prints as `X^{t+\mu}` and
///                  the start as `\theta_{t-1}`; empty: `X^{\mu}` and `\theta_0`
public record Notation(List<State> states, Map<String, Function> functions, Map<String, Average> averages,
        Map<String, Range> batches, Map<String, String> prints, Optional<String> clock) {

    /// @param number whether the state is a number that a concrete loss uses, and so not set in bold
    public record State(String name, boolean number) {}

    /// Groups of parameters, each the name of a state or of a family of batches.
    public record Function(List<List<String>> groups) {}

    /// `mean(mu in from..to) function(...; batch[mu])`.
    public record Average(String function, String batch, Range range) {}

    public record Range(Expr from, Expr to) {}

    public Notation {
        states = List.copyOf(states);
        functions = Map.copyOf(functions);
        averages = Map.copyOf(averages);
        batches = Map.copyOf(batches);
        prints = Map.copyOf(prints);
    }

    /// The notation of a derivation as it is written.
    public static Notation of(Syntax.Derivation derivation) {
        Builder builder = new Builder();
        derivation.items().forEach(builder::declare);
        derivation.items().forEach(builder::average);
        return builder.build();
    }

    /// The same with another origin of time.
    public Notation withClock(String name) {
        return new Notation(states, functions, averages, batches, prints, Optional.of(name));
    }

    /// The TeX of a name: the file's own where it is harmless, else the default.
    String tex(String id) {
        return Optional.ofNullable(prints.get(id)).filter(Overrides::safe).map(Overrides::closed)
                .orElseGet(() -> isKindOf(id) ? Names.tex(id.substring(0, 1)) + "_{\\mathrm{" + id.substring(1) + "}}"
                        : Names.tex(id));
    }

    /// `Esgd` beside a loss `E` is a kind of it: `E_{\mathrm{sgd}}`.
    private boolean isKindOf(String id) {
        return id.matches("[A-Za-z][a-z]{2,}") && functions.containsKey(id) && functions.containsKey(id.substring(0, 1))
                && Names.tex(id).startsWith("\\mathrm");
    }

    Optional<State> state(String name) {
        return states.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    String stateTex(State state) {
        boolean plain = state.number() || prints.containsKey(state.name());
        return plain ? tex(state.name()) : Names.bold(tex(state.name()));
    }

    String batchTex(String family) {
        return prints.containsKey(family) ? tex(family) : Names.batch(family);
    }

    /// Whether a family of batches counts from the iteration, rather than being a sample that counts from one.
    boolean startsAtZero(String family) {
        return batches.containsKey(family) && batches.get(family).from() instanceof Expr.Num n && n.value().isZero();
    }

    /// A state's TeX with an open subscript; a subscript that is already there is continued.
    String openSubscript(State state) {
        String tex = stateTex(state);
        int subscript = tex.indexOf('_');
        boolean last = subscript > 0 && tex.indexOf('}', subscript) == tex.length() - 1;
        return subscript < 0 ? tex + "_{" : last ? tex.substring(0, tex.length() - 1) + "," : "{" + tex + "}_{";
    }

    /// The state that stands at a place of a function's argument list.
    Optional<State> slot(String function, int group, int position) {
        return Optional.ofNullable(functions.get(function)).map(Function::groups)
                .filter(g -> group < g.size() && position < g.get(group).size())
                .flatMap(g -> state(g.get(group).get(position)));
    }

    /// The let that is this average, if there is one.
    Optional<String> averageLet(Average average) {
        return averages.entrySet().stream().filter(e -> same(e.getValue(), average)).map(Map.Entry::getKey).sorted()
                .findFirst();
    }

    private boolean same(Average a, Average b) {
        return a.function().equals(b.function()) && a.batch().equals(b.batch())
                && print(a.range().from()).equals(print(b.range().from()))
                && print(a.range().to()).equals(print(b.range().to()));
    }

    private String print(Expr e) {
        return LatexExpr.print(e, this);
    }

    /// The names that are declared, in a fixed order.
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        states.forEach(s -> names.add(s.name()));
        functions.keySet().stream().sorted().forEach(names::add);
        averages.keySet().stream().sorted().forEach(names::add);
        prints.keySet().stream().sorted().forEach(names::add);
        return names;
    }

    /// Collects the declarations of a file.
    private static final class Builder {
        private final List<State> states = new ArrayList<>();
        private final Map<String, Function> functions = new LinkedHashMap<>();
        private final Map<String, Average> averages = new LinkedHashMap<>();
        private final Map<String, Range> batches = new LinkedHashMap<>();
        private final Map<String, String> prints = new LinkedHashMap<>();
        private final Set<String> numbers = new LinkedHashSet<>();

        void declare(Syntax.Item item) {
            switch (item) {
                case Syntax.StateDecl d -> d.states().forEach(s -> states.add(new State(s.name().text(), false)));
                // after the transient a function of the states
                case Syntax.MemoryDecl d -> d.memories().forEach(m -> functions.put(m.name().text(),
                        new Function(List.of(states.stream().map(State::name).toList()))));
                case Syntax.BatchDecl d ->
                    d.families().forEach(f -> batches.put(f.name().text(), new Range(f.from(), f.to())));
                case Syntax.SymbolDecl d -> d.symbols().forEach(this::symbol);
                case Syntax.PrintDecl d -> prints.put(d.name().text(), d.as().text());
                case Syntax.LetDecl d -> functions.put(d.name().text(),
                        new Function(d.parameters().isEmpty() ? List.of() : List.of(texts(d.parameters()))));
                default -> {
                    /* declares no name that prints in a way of its own */ }
            }
        }

        private void symbol(Syntax.SymbolHead head) {
            functions.put(head.name().text(), new Function(head.groups().stream().map(Builder::texts).toList()));
            head.definition().ifPresent(this::numbers);
        }

        /// A state that is named outside of argument lists is used as a number.
        private void numbers(Expr e) {
            switch (e) {
                case Expr.Name n -> numbers.add(n.id());
                case Expr.Call c when !Elementary.isFunction(c.function()) -> {
                    /* arguments are vectors */ }
                default -> Exprs.children(e).forEach(this::numbers);
            }
        }

        private static List<String> texts(List<Syntax.Id> ids) {
            return ids.stream().map(Syntax.Id::text).toList();
        }

        void average(Syntax.Item item) {
            if (item instanceof Syntax.LetDecl let) {
                List<String> parameters = let.parameters().isEmpty() ? states.stream().map(State::name).toList()
                        : texts(let.parameters());
                Averages.of(let.body(), build()).filter(a -> a.arguments().equals(parameters))
                        .ifPresent(a -> averages.put(let.name().text(), a.average()));
            }
        }

        Notation build() {
            List<State> typed = states.stream().map(s -> new State(s.name(), numbers.contains(s.name()))).toList();
            return new Notation(typed, functions, averages, batches, prints, Optional.empty());
        }
    }
}
