package bea.emit;

import bea.kernel.NotLowered;
import bea.kernel.Op;
import bea.kernel.Op.Along;
import bea.kernel.Ops;
import bea.model.Affine;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The statements of one function. Operations become expressions; what several of them need, and every sum of vectors that
/// belongs to no loop, becomes a variable in front.
final class Body {
    private final Target target;
    private final Target.Tables tables;
    private final List<String> lines = new ArrayList<>();
    /// What has a name already, by how it is computed.
    private final Map<String, String> known = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> used = new TreeSet<>();
    /// The indices of the loops around what is being written.
    private final List<String> scope = new ArrayList<>();

    Body(Target target, Arguments arguments) {
        this.target = target;
        this.tables = target.tables(arguments);
        arguments.slots().forEach(s -> taken.add(Python.identifier(s.name())));
        taken.addAll(arguments.keywords());
    }

    /// The statements, what is evaluated by the losses first.
    List<String> lines() {
        List<String> all = new ArrayList<>(tables.definitions());
        all.addAll(lines);
        return all;
    }

    /// The functions of the prelude that are called.
    Set<String> used() {
        return used;
    }

    Text write(Op op) {
        return switch (op) {
            case Op.Number _,Op.Scale _ -> product(op);
            case Op.Step _ -> Text.atom("h");
            case Op.Parameter p -> Text.atom(Python.identifier(p.name()));
            case Op.Index i -> index(i.value());
            case Op.Value v -> value(v);
            case Op.Slope s -> slope(s);
            case Op.Position p -> Text.atom(target.vector(p.slot(), false));
            case Op.Start s -> Text.atom(target.vector(s.slot(), true));
            case Op.Add a -> sum(a.terms());
            case Op.Dot d when d.left().equals(d.right()) -> call("_square", write(d.left()).code());
            case Op.Dot d -> call("_dot", write(d.left()).code(), write(d.right()).code());
            case Op.Reciprocal r -> new Text("1 / " + write(r.body()).at(Text.ATOM), Text.PRODUCT);
            case Op.Function f -> Text.atom(target.function(f.name(), write(f.body()).code()));
            case Op.Sum s -> sum(s);
            case Op.Given _ -> throw new IllegalStateException("a direction without a value");
        };
    }

    private static Text index(Affine a) {
        String code = affine(a);
        return new Text(code, code.matches("\\w+") ? Text.ATOM : Text.SUM);
    }

    private Text call(String function, String... arguments) {
        used.add(function);
        return Text.atom(function + "(" + String.join(", ", arguments) + ")");
    }

    private Text product(Op op) {
        Factors f = new Factors(this::write);
        Op core = f.take(op);
        return f.signed(core.equals(Ops.ONE) ? null : write(core));
    }

    private Text sum(List<Op> terms) {
        StringBuilder b = new StringBuilder();
        for (Op t : terms) {
            Factors f = new Factors(this::write);
            Op core = f.take(t);
            Text text = f.unsigned(core.equals(Ops.ONE) ? null : write(core));
            b.append(f.negative() ? b.isEmpty() ? "-" : " - " : b.isEmpty() ? "" : " + ")
                    .append(text.at(f.negative() ? Text.PRODUCT : Text.SUM));
        }
        return new Text(b.toString(), terms.size() == 1 ? Text.PRODUCT : Text.SUM);
    }

    // ---- losses and their derivatives

    private static Place place(bea.model.Symbol loss, Set<String> frozen) {
        return new Place(loss, loss.batch(), frozen);
    }

    private static String index(Optional<Affine> batch) {
        return batch.map(Body::affine).orElse("");
    }

    private Text value(Op.Value v) {
        if (v.along().isEmpty()) {
            return Text.atom(tables.value(place(v.loss(), v.frozen()), index(v.batch())));
        }
        List<Along> rest = new ArrayList<>(v.along());
        Along last = rest.removeLast();
        return write(Ops.dot(new Op.Slope(v.loss(), v.batch(), v.frozen(), last.slot(), List.copyOf(rest)),
                last.vector()));
    }

    private Text slope(Op.Slope s) {
        Place p = place(s.loss(), s.frozen());
        if (s.along().isEmpty()) {
            return Text.atom(tables.slope(p, s.open(), index(s.batch())));
        }
        String code = tables.along(p, s.open(), s.along().stream().map(Along::slot).toList(),
                s.along().stream().map(a -> write(a.vector()).code()).toList(), index(s.batch()));
        return closed(s) ? named(derivative(s), code) : Text.atom(code);
    }

    /// `hess_E`, `jac_theta_grad_phi_E`, `deriv_E`.
    private static String derivative(Op.Slope s) {
        Slot along = s.along().getFirst().slot();
        return (s.along().size() > 1 ? "deriv_"
                : along.equals(s.open()) ? "hess_"
                : "jac_" + along.name() + "_grad_" + s.open().name() + "_")
                + s.loss().name();
    }

    private boolean closed(Op op) {
        return scope.stream().noneMatch(v -> Ops.depends(op, v));
    }

    // ---- sums over an index

    private Text sum(Op.Sum s) {
        List<String> around = List.copyOf(scope);
        boolean alone = s.excluded().isEmpty() && around.stream().noneMatch(v -> Ops.depends(s.body(), v));
        boolean from = around.stream().anyMatch(s.from().coefficients()::containsKey);
        boolean to = around.stream().anyMatch(s.to().coefficients()::containsKey);
        if (alone && from != to) {
            return running(s, to);
        }
        String code = total(s);
        return closed(s) && !around.isEmpty() || vector(s.body()) && closed(s) ? named("total" + of(s.body()), code)
                : Text.atom(code);
    }

    private String total(Op.Sum s) {
        String variable = variable(s.variable());
        String filter = s.excluded().isEmpty() ? ""
                : " if " + s.excluded().stream().map(x -> variable + " != " + affine(x))
                        .collect(Collectors.joining(" and "));
        used.add("_sum");
        return "_sum(" + inside(s) + " for " + variable + " in " + range(s) + filter + ")";
    }

    private String inside(Op.Sum s) {
        scope.add(s.variable());
        String code = write(s.body()).code();
        scope.removeLast();
        return code;
    }

    /// A sum up to, or from, an index: each from the one before it.
    private Text running(Op.Sum s, boolean upTo) {
        used.add("_Running");
        String code = "_Running(" + lambda(s) + ", " + affine(upTo ? s.from() : s.to()) + (upTo ? ")" : ", step=-1)");
        String base = of(s.body()).isEmpty() ? "_sum" : of(s.body());
        String name = named(base.substring(1) + (upTo ? "_through" : "_from"), code).code();
        return Text.atom(name + "(" + affine(upTo ? s.to() : s.from()) + ")");
    }

    private String lambda(Op.Sum s) {
        String body = inside(s);
        String variable = variable(s.variable());
        String applied = "(" + variable + ")";
        return body.endsWith(applied) && body.matches("\\w+\\(\\w+\\)")
                ? body.substring(0, body.length() - applied.length())
                : "lambda " + variable + ": " + body;
    }

    /// `_grad_E` for what is made of one derivative.
    private String of(Op body) {
        return switch (body) {
            case Op.Slope s -> "_" + (s.along().isEmpty() ? tables.slope(place(s.loss(), s.frozen()), s.open(), "")
                    .replaceAll("\\(.*", "") : "hess_" + Python.identifier(s.loss().name()));
            case Op.Scale s -> of(s.body());
            default -> "";
        };
    }

    private static boolean vector(Op op) {
        return switch (op) {
            case Op.Slope _,Op.Position _,Op.Start _,Op.Given _ -> true;
            case Op.Add a -> vector(a.terms().getFirst());
            case Op.Scale s -> vector(s.body());
            case Op.Sum s -> vector(s.body());
            case Op.Number _,Op.Step _,Op.Parameter _,Op.Index _,Op.Value _,Op.Dot _,Op.Reciprocal _,Op.Function _ ->
                false;
        };
    }

    /// The variable that holds this; a new one when there is none.
    private Text named(String name, String code) {
        return Text.atom(known.computeIfAbsent(code, c -> {
            String n = fresh(Python.identifier(name));
            lines.add(n + " = " + c);
            return n;
        }));
    }

    private String fresh(String name) {
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    // ---- fields: one product for each batch

    /// A summand of a field: factors and loops around a core.
    private record Summand(List<Op> layers, Op core) {}

    /// A field, its Hessian–vector products of one batch merged into one, along the sum of their directions.
    ///
    /// @return the variable that holds it
    String field(Op field, String name) {
        List<Summand> summands = new ArrayList<>();
        split(field, List.of(), summands);
        Map<Op, List<Summand>> families = new LinkedHashMap<>();
        for (Summand s : summands) {
            families.computeIfAbsent(family(s), k -> new ArrayList<>()).add(s);
        }
        List<Op> plain = new ArrayList<>();
        List<String> merged = new ArrayList<>();
        families.forEach((family, members) -> {
            if (members.size() > 1 && family instanceof Op.Slope s) {
                merged.add(merged(s, members));
            } else {
                members.forEach(m -> plain.add(rebuilt(m)));
            }
        });
        for (Op op : plain) {
            add(name, sum(List.of(op)).code());
        }
        merged.forEach(m -> add(name, m));
        if (!taken.contains(name)) {
            lines.add(name + " = 0");
        }
        return name;
    }

    private void add(String name, String code) {
        if (taken.add(name)) {
            lines.add(name + " = " + code);
        } else {
            lines.add(name + (code.startsWith("-") ? " = " + name + " - " + code.substring(1)
                    : " = " + name + " + " + code));
        }
    }

    private static void split(Op op, List<Op> layers, List<Summand> out) {
        switch (op) {
            case Op.Add a -> a.terms().forEach(t -> split(t, layers, out));
            case Op.Scale s -> split(s.body(), with(layers, Ops.scale(s.scalar(), new Op.Given(0))), out);
            case Op.Sum s -> split(s.body(), with(layers, s), out);
            default -> out.add(new Summand(layers, op));
        }
    }

    private static List<Op> with(List<Op> layers, Op layer) {
        List<Op> more = new ArrayList<>(layers);
        more.add(layer);
        return List.copyOf(more);
    }

    /// Products of one Hessian are a family, for any batch; everything else is its own.
    private static Op family(Summand s) {
        return s.core instanceof Op.Slope d && d.along().size() == 1
                ? new Op.Slope(d.loss(), Optional.empty(), d.frozen(), d.open(),
                        List.of(new Along(d.along().getFirst().slot(), new Op.Given(0))))
                : rebuilt(s);
    }

    private static Op rebuilt(Summand s) {
        return around(s.layers, s.core);
    }

    private static Op around(List<Op> layers, Op core) {
        Op op = core;
        for (Op layer : layers.reversed()) {
            op = layer instanceof Op.Sum l ? Ops.sum(new Op.Sum(l.variable(), l.from(), l.to(), l.excluded(), op))
                    : Ops.scale(((Op.Scale) layer).scalar(), op);
        }
        return op;
    }

    private String merged(Op.Slope family, List<Summand> members) {
        Place p = place(family.loss(), family.frozen());
        List<Slot> along = List.of(family.along().getFirst().slot());
        if (p.batch().isEmpty()) {
            Op direction = Ops.add(members.stream().map(m -> around(m.layers, direction(m))).toList());
            return tables.along(p, family.open(), along, List.of(write(direction).code()), "");
        }
        String directions = fresh("directions");
        List<String> loops = new ArrayList<>();
        members.forEach(m -> loops.addAll(loop(directions, m)));
        used.add("_add");
        used.add("_sum");
        lines.add(directions + " = {}  # one Hessian-vector product for each batch, along the sum of its directions");
        lines.addAll(loops);
        return "_sum(" + tables.along(p, family.open(), along, List.of("v"), "k") + " for k, v in " + directions
                + ".items())";
    }

    private static Op direction(Summand m) {
        return ((Op.Slope) m.core).along().getFirst().vector();
    }

    private List<String> loop(String directions, Summand m) {
        List<String> loops = new ArrayList<>();
        Op weight = direction(m);
        for (Op layer : m.layers.reversed()) {
            weight = layer instanceof Op.Scale s ? Ops.scale(s.scalar(), weight) : weight;
        }
        String pad = "";
        for (Op layer : m.layers) {
            if (layer instanceof Op.Sum s) {
                if (!s.excluded().isEmpty()) {
                    throw new NotLowered("a field with a sum over distinct indices");
                }
                loops.add(pad + "for " + variable(s.variable()) + " in " + range(s) + ":");
                pad += "    ";
                scope.add(s.variable());
            }
        }
        loops.add(pad + "_add(" + directions + ", " + index(((Op.Slope) m.core).batch()) + ", "
                + write(weight).code() + ")");
        m.layers.stream().filter(Op.Sum.class::isInstance).forEach(_ -> scope.removeLast());
        return loops;
    }

    // ---- indices

    private static String variable(String name) {
        return Python.identifier(name);
    }

    private static String range(Op.Sum s) {
        String from = affine(s.from());
        return "range(" + (from.equals("0") ? "" : from + ", ") + affine(s.to().plus(1)) + ")";
    }

    /// `mu + 1`, `n - 1`, `0`.
    static String affine(Affine a) {
        StringBuilder b = new StringBuilder();
        a.coefficients().forEach((name, c) -> b.append(c < 0 ? b.isEmpty() ? "-" : " - " : b.isEmpty() ? "" : " + ")
                .append(Math.abs(c) == 1 ? "" : Math.abs(c) + " * ").append(Python.identifier(name)));
        int c = a.constant();
        if (c != 0 || b.isEmpty()) {
            b.append(b.isEmpty() ? c < 0 ? "-" : "" : c < 0 ? " - " : " + ").append(Math.abs(c));
        }
        return b.toString();
    }
}
