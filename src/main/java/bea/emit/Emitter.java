package bea.emit;

import bea.kernel.NotLowered;
import bea.kernel.Program;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The text of a Python module for one derivation. In this order: what its functions take ([Arguments]), their bodies
/// ([Body]), the docstring ([Docstring]), and in front of the bodies what they call ([Prelude]).
public final class Emitter {
    private final Program program;
    private final Target target;
    private final Arguments arguments;
    private final StringBuilder out = new StringBuilder();
    private final Set<String> used = new TreeSet<>();

    private Emitter(Program program, Target target) {
        this.program = program;
        this.target = target;
        this.arguments = new Arguments(program);
    }

    /// The names of the targets.
    public static List<String> targets() {
        return List.of("pytorch", "jax");
    }

    /// What is to be said to who asks for this target.
    public static Optional<String> warning(String target) {
        return target.equals(
                "jax") ? Optional.of("the JAX target is unrun: its modules are compiled by bea's tests, and "
                        + "run only where JAX is installed") : Optional.empty();
    }

    /// @param target  one of [#targets()]
    /// @param command the command that asked for it
    /// @throws NotLowered when the program has parts that no module evaluates
    public static String emit(Program program, String target, String command) {
        Emitter e = new Emitter(program, target.equals("jax") ? new Jax() : new PyTorch());
        program.players().forEach(e::player);
        if (!e.arguments.single()) {
            e.joint();
        }
        String prelude = e.target.prelude(e.arguments, e.used);
        return (Docstring.of(program, e.arguments, e.target, command) + prelude + e.out).replaceAll("(?m) +$", "");
    }

    private String suffix(Slot s) {
        return arguments.single() ? "" : "_" + Python.identifier(s.name());
    }

    private void player(Program.Player p) {
        p.loss().ifPresent(l -> {
            loss(p, l);
            define("_terms" + suffix(p.slot()), "The plain loss, and what the update adds to it by name.",
                    terms(p, l));
        });
        field("modified_field" + suffix(p.slot()), List.of(p), Docstring.field(program, p));
    }

    private void joint() {
        field("modified_field", program.players(), "The modified field of all states at once, as a dict by state.");
    }

    private void loss(Program.Player p, Program.Loss l) {
        String s = suffix(p.slot());
        String given = arguments.handedOn();
        used.add("_sum");
        define("modified_loss" + s, Docstring.loss(l), List.of("loss, terms = _terms" + s + "(" + given + ")",
                "return _sum([loss, *terms.values()])"));
        define("explicit_regulariser" + s, "The modified loss without the plain one: the sum of all terms below.",
                List.of("return _sum(regulariser_terms" + s + "(" + given + ").values())"));
        define("regulariser_terms" + s, Docstring.terms(l), List.of("return _terms" + s + "(" + given + ")[1]"));
    }

    private List<String> terms(Program.Player p, Program.Loss l) {
        Body body = new Body(target, arguments);
        String plain = body.write(l.plain().value()).code();
        List<String> names = TermNames.of(l.terms());
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            entries.add(
                    "    " + Python.quoted(names.get(i)) + ": " + body.write(l.terms().get(i).value()).code() + ",");
        }
        List<String> lines = new ArrayList<>(body.lines());
        lines.add("loss = " + plain);
        lines.add("terms = {" + (entries.isEmpty() ? "}" : ""));
        if (!entries.isEmpty()) {
            lines.addAll(entries);
            lines.add("}");
        }
        lines.add(target.returned());
        used.addAll(body.used());
        return whole(lines, true);
    }

    private void field(String name, List<Program.Player> players, String doc) {
        Body body = new Body(target, arguments);
        List<String> results = players.stream().map(p -> target.packed(p.slot(), body.field(p.field().value(),
                players.size() == 1 ? "field" : "field_" + Python.identifier(p.slot().name())))).toList();
        List<String> lines = new ArrayList<>(body.lines());
        if (players.size() == 1 && !name.equals("modified_field") || arguments.single()) {
            lines.add("return " + results.getFirst());
        } else {
            lines.add("return {");
            for (int i = 0; i < results.size(); i++) {
                lines.add("    " + Python.quoted(players.get(i).slot().name()) + ": " + results.get(i) + ",");
            }
            lines.add("}");
        }
        used.addAll(body.used());
        define(name, doc, whole(lines, false));
    }

    private List<String> whole(List<String> computed, boolean loss) {
        List<String> lines = new ArrayList<>(arguments.checks());
        lines.addAll(target.states(arguments, loss));
        lines.addAll(target.enter());
        computed.forEach(l -> lines.add(l.isEmpty() ? "" : " ".repeat(target.depth()) + l));
        return lines;
    }

    private void define(String name, String doc, List<String> lines) {
        lines.forEach(l -> {
            for (String f : List.of("_require", "_derivative", "_trained", "_detached", "lru_cache")) {
                if (l.contains(f)) {
                    used.add(f);
                }
            }
        });
        out.append("\n\ndef ").append(name).append("(").append(arguments.parameters(true)).append("):\n    \"\"\"")
                .append(doc.strip().replace("\n", "\n    ")).append(doc.strip().contains("\n") ? "\n    " : "")
                .append("\"\"\"\n");
        String before = "";
        for (String l : lines) {
            // one empty line at most
            if (!(l.isEmpty() && before.isEmpty())) {
                out.append(l.isEmpty() ? "" : "    ").append(l).append('\n');
            }
            before = l;
        }
    }
}
