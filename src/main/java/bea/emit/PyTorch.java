package bea.emit;

import bea.model.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// PyTorch 1.13 or newer, by `torch.autograd.grad` alone.
record PyTorch() implements Target {
    @Override
    public String library() {
        return "PyTorch";
    }

    @Override
    public String note() {
        return """
                Parameters are a tensor, a module, or a list, tuple or dict of tensors (nested, too); those that require a
                gradient are meant. A module's field is a dict of tensors by parameter name. The losses are differentiable
                like any other tensor. The field is so when a parameter requires a gradient and gradients are enabled; call
                it under torch.no_grad() when its own derivative is not needed.
                """;
    }

    @Override
    public String prelude(Arguments a, Set<String> used) {
        return Prelude.torch(a, used);
    }

    @Override
    public List<String> states(Arguments a, boolean loss) {
        List<String> lines = new ArrayList<>();
        for (Slot s : a.slots()) {
            String name = Python.identifier(s.name());
            String key = a.single() ? "" : "[" + Python.quoted(s.name()) + "]";
            lines.add(name + " = _State(params" + key + ")");
            if (a.hasStart()) {
                lines.add(name + "_start = _State(start" + key + ", like=" + name
                        + (a.throughStart() ? ", copied=True)" : ")"));
            }
        }
        lines.add("keep = " + (loss ? "_trained(" : "_kept(")
                + String.join(", ", a.slots().stream().map(s -> Python.identifier(s.name())).toList()) + ")");
        return lines;
    }

    @Override
    public List<String> enter() {
        return List.of("with torch.enable_grad():");
    }

    @Override
    public int depth() {
        return 4;
    }

    @Override
    public String function(String name, String argument) {
        return "torch." + name + "(torch.as_tensor(" + argument + "))";
    }

    @Override
    public String vector(Slot slot, boolean start) {
        return Python.identifier(slot.name()) + (start ? "_start" : "") + ".vector()";
    }

    @Override
    public String returned() {
        return "return (loss, terms) if keep else _detached(loss, terms)";
    }

    @Override
    public String packed(Slot slot, String vector) {
        return Python.identifier(slot.name()) + ".packed(" + vector + ", keep)";
    }

    @Override
    public Target.Tables tables(Arguments a) {
        return new Calls(a);
    }

    /// Losses and gradients are functions of the batch that remember what they returned, or variables.
    private static final class Calls implements Target.Tables {
        private final Arguments arguments;
        /// The gradients of each loss at each place that are wanted.
        private final Map<Place, Set<Slot>> slopes = new LinkedHashMap<>();
        private final Set<Place> values = new LinkedHashSet<>();
        private final Set<Place> twice = new LinkedHashSet<>();

        private Calls(Arguments arguments) {
            this.arguments = arguments;
        }

        private String at(Place p, String index) {
            return p.batch().isEmpty() ? "" : "(" + index + ")";
        }

        @Override
        public String value(Place p, String index) {
            slopes.computeIfAbsent(p, k -> new LinkedHashSet<>());
            values.add(p);
            return p.name(arguments.single()) + at(p, index);
        }

        private String slopeName(Place p, Slot open) {
            return "grad_" + (arguments.single() ? "" : Python.identifier(open.name()) + "_")
                    + p.name(arguments.single());
        }

        @Override
        public String slope(Place p, Slot open, String index) {
            slopes.computeIfAbsent(p, k -> new LinkedHashSet<>()).add(open);
            return slopeName(p, open) + at(p, index);
        }

        @Override
        public String along(Place p, Slot open, List<Slot> along, List<String> vectors, String index) {
            if (along.size() == 1) {
                twice.add(p);
                return "_gradient(" + slope(p, along.getFirst(), index) + ", " + p.state(open) + ", keep, along="
                        + vectors.getFirst() + ")";
            }
            List<String> steps = new ArrayList<>();
            for (int i = 0; i < along.size(); i++) {
                steps.add("(" + p.loss().slots().indexOf(along.get(i)) + ", " + vectors.get(i) + ")");
            }
            List<String> copies = p.loss().slots().stream().map(s -> "_" + Python.identifier(s.name())).toList();
            return "_derivative(lambda " + String.join(", ", copies) + ": " + arguments.call(p.loss(), copies,
                    p.batch().map(b -> arguments.batch(b, index)).orElse("")) + ", ["
                    + String.join(", ", p.loss().slots().stream().map(p::state).toList()) + "], "
                    + p.loss().slots().indexOf(open) + ", [" + String.join(", ", steps) + "])";
        }

        @Override
        public List<String> definitions() {
            List<String> lines = new ArrayList<>();
            slopes.forEach((p, open) -> {
                boolean shared = values.contains(p) || open.size() > 1;
                if (shared) {
                    lines.addAll(definition(p, p.name(arguments.single()), p.formula(), loss(p)));
                }
                String value = shared ? p.name(arguments.single()) + at(p, "k") : loss(p);
                open.forEach(s -> lines.addAll(definition(p, slopeName(p, s),
                        "grad" + (arguments.single() ? "" : "[" + s.name() + "]") + " " + p.formula(),
                        "_gradient(" + value + ", " + p.state(s) + ", " + graph(p) + ")")));
            });
            return lines;
        }

        /// Whether the derivative is differentiated again: here, by the caller, or never.
        private String graph(Place p) {
            return twice.contains(p) ? "True" : p.allFrozen() ? "False" : "keep";
        }

        private String loss(Place p) {
            return arguments.call(p.loss(), p.loss().slots().stream().map(s -> p.state(s) + ".value").toList(),
                    p.batch().map(b -> arguments.batch(b, "k")).orElse(""));
        }

        private static List<String> definition(Place p, String name, String formula, String code) {
            return p.batch().isEmpty() ? List.of("# " + formula, name + " = " + code)
                    : List.of("", "@functools.lru_cache(maxsize=None)", "def " + name + "(k):  # " + formula,
                            "    return " + code, "");
        }
    }
}
