package bea.emit;

import bea.model.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// JAX, by `jax.grad` and `jax.jvp`.
record Jax() implements Target {
    @Override
    public String library() {
        return "JAX";
    }

    @Override
    public String note() {
        return """
                Parameters are any pytree, and the field has the same form. All functions can be differentiated and
                compiled (jax.jit with loss_fn static or bound); loops over batches are unrolled by the trace.

                This target is unrun: bea's tests run its modules on a stand-in for JAX, and on JAX itself only where it is
                installed.
                """;
    }

    @Override
    public String prelude(Arguments a, Set<String> used) {
        return Prelude.jax(a, used);
    }

    @Override
    public List<String> states(Arguments a, boolean loss) {
        List<String> lines = new ArrayList<>();
        for (Slot s : a.slots()) {
            String name = Python.identifier(s.name());
            String key = a.single() ? "" : "[" + Python.quoted(s.name()) + "]";
            lines.add(name + ", " + name + "_packed = ravel_pytree(params" + key + ")");
            if (a.hasStart()) {
                lines.add(name + "_start = jax.lax.stop_gradient(ravel_pytree(start" + key + ")[0])");
            }
        }
        return lines;
    }

    @Override
    public List<String> enter() {
        return List.of();
    }

    @Override
    public int depth() {
        return 0;
    }

    @Override
    public String function(String name, String argument) {
        return switch (name) {
            case "sigmoid" -> "jax.nn.sigmoid(" + argument + ")";
            case "atan" -> "jnp.arctan(" + argument + ")";
            default -> "jnp." + name + "(" + argument + ")";
        };
    }

    @Override
    public String vector(Slot slot, boolean start) {
        return Python.identifier(slot.name()) + (start ? "_start" : "");
    }

    @Override
    public String returned() {
        return "return loss, terms";
    }

    @Override
    public String packed(Slot slot, String vector) {
        String name = Python.identifier(slot.name());
        return name + "_packed(jnp.zeros_like(" + name + ") + " + vector + ")";
    }

    @Override
    public Target.Tables tables(Arguments a) {
        return new Calls(a);
    }

    /// The losses are functions of the flat states; gradients remember what they returned.
    private static final class Calls implements Target.Tables {
        private final Arguments arguments;
        private final Map<String, List<String>> definitions = new LinkedHashMap<>();

        private Calls(Arguments arguments) {
            this.arguments = arguments;
        }

        private boolean single() {
            return arguments.single();
        }

        /// The loss of a batch as a function of the states.
        private String function(Place p, String index) {
            Place live = new Place(p.loss(), p.batch(), Set.of());
            String name = live.name(single()) + "_at";
            List<String> states = p.loss().slots().stream().map(s -> Python.identifier(s.name())).toList();
            String call = arguments.call(p.loss(), states.stream().map(s -> s + "_packed(" + s + ")").toList(),
                    p.batch().map(b -> arguments.batch(b, "k")).orElse(""));
            definitions.putIfAbsent(name, List.of("", "def " + name + "(" + (p.batch().isEmpty() ? "" : "k, ")
                    + String.join(", ", states) + "):  # " + live.formula(), "    return " + call, ""));
            return p.batch().isEmpty() ? name : "functools.partial(" + name + ", " + index + ")";
        }

        private static String point(Place p) {
            List<String> states = p.loss().slots().stream().map(p::state).toList();
            return "(" + String.join(", ", states) + (states.size() == 1 ? ",)" : ")");
        }

        private String remembered(Place p, String name, String formula, String code, String index) {
            definitions.putIfAbsent(name, p.batch().isEmpty() ? List.of("# " + formula, name + " = " + code)
                    : List.of("", "@functools.lru_cache(maxsize=None)", "def " + name + "(k):  # " + formula,
                            "    return " + code, ""));
            return p.batch().isEmpty() ? name : name + "(" + index + ")";
        }

        @Override
        public String value(Place p, String index) {
            function(p, "k");
            String name = new Place(p.loss(), p.batch(), Set.of()).name(single());
            String code = name + "_at(" + (p.batch().isEmpty() ? "" : "k, ")
                    + String.join(", ", p.loss().slots().stream().map(p::state).toList()) + ")";
            return remembered(p, p.name(single()), p.formula(), code, index);
        }

        @Override
        public String slope(Place p, Slot open, String index) {
            String name = "grad_" + (single() ? "" : Python.identifier(open.name()) + "_") + p.name(single());
            String code = "_derivative(" + function(p, "k") + ", " + point(p) + ", "
                    + p.loss().slots().indexOf(open) + ")";
            return remembered(p, name, "grad" + (single() ? "" : "[" + open.name() + "]") + " " + p.formula(), code,
                    index);
        }

        @Override
        public String along(Place p, Slot open, List<Slot> along, List<String> vectors, String index) {
            StringBuilder steps = new StringBuilder();
            for (int i = 0; i < along.size(); i++) {
                steps.append(", (").append(p.loss().slots().indexOf(along.get(i))).append(", ").append(vectors.get(i))
                        .append(")");
            }
            return "_derivative(" + function(p, index) + ", " + point(p) + ", " + p.loss().slots().indexOf(open)
                    + steps + ")";
        }

        @Override
        public List<String> definitions() {
            return definitions.values().stream().flatMap(List::stream).toList();
        }
    }
}
