package bea.emit;

import bea.kernel.NotLowered;
import bea.kernel.Op;
import bea.kernel.Ops;
import bea.kernel.Program;
import bea.model.Affine;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the functions of a module take, found by looking at all that they evaluate.
final class Arguments {
    private final Model model;
    private final Set<Symbol> losses = new LinkedHashSet<>();
    private final Set<String> names = new TreeSet<>();
    private boolean start;
    private boolean throughStart;

    Arguments(Program program) {
        model = program.model();
        program.values().forEach(this::visit);
        if (losses.isEmpty()) {
            throw new NotLowered("a field that does not depend on any loss");
        }
    }

    private Op visit(Op op) {
        switch (op) {
            case Op.Value v -> read(v.loss(), v.batch(), v.frozen(), !v.along().isEmpty());
            case Op.Slope s -> read(s.loss(), s.batch(), s.frozen(), !s.along().isEmpty());
            case Op.Start _ -> start = true;
            case Op.Parameter p -> names.add(p.name());
            case Op.Index i -> names.addAll(i.value().coefficients().keySet());
            case Op.Sum s -> {
                names.addAll(s.from().coefficients().keySet());
                names.addAll(s.to().coefficients().keySet());
            }
            default -> {
            }
        }
        Ops.map(op, this::visit);
        return op;
    }

    /// Whether something is differentiated that was computed from values at the start.
    boolean throughStart() {
        return throughStart;
    }

    private void read(Symbol loss, Optional<Affine> batch, Set<String> frozen, boolean along) {
        losses.add(loss);
        boolean mixed = loss.slots().stream().anyMatch(s -> !frozen.contains(s.name()));
        throughStart |= !frozen.isEmpty() && (along || mixed);
        batch.ifPresent(b -> names.addAll(b.coefficients().keySet()));
        start |= !frozen.isEmpty();
    }

    List<Slot> slots() {
        return model.slots();
    }

    boolean single() {
        return model.slots().size() == 1;
    }

    boolean hasStart() {
        return start;
    }

    Set<Symbol> losses() {
        return losses;
    }

    /// The families of batches that the losses are given.
    List<Model.Batch> families() {
        return model.batches().stream().filter(b -> losses.stream().anyMatch(l -> l.batch().filter(
                b.name()::equals).isPresent())).toList();
    }

    /// Declared scalars, and counts that are not numbers of batches.
    List<Model.Scalar> scalars() {
        return model.scalars().stream().filter(s -> names.contains(s.name())).toList();
    }

    private List<Model.Count> countArguments() {
        Set<String> found = new TreeSet<>();
        families().forEach(b -> found.addAll(size(b).coefficients().keySet()));
        return model.counts().stream().filter(c -> names.contains(c.name()) && !found.contains(c.name())
                && c.fixed().isEmpty()).toList();
    }

    private static Affine size(Model.Batch b) {
        return b.to().minus(b.from()).plus(1);
    }

    /// `loss_fn, params, batches, start, h, *, beta`, or without what is not needed.
    String parameters(boolean step) {
        List<String> all = new ArrayList<>(positional());
        if (step) {
            all.add("h");
        }
        List<String> keywords = keywords();
        if (!keywords.isEmpty()) {
            all.add("*");
            all.addAll(keywords);
        }
        return String.join(", ", all);
    }

    /// The same, to hand on.
    String handedOn() {
        List<String> all = new ArrayList<>(positional());
        all.add("h");
        keywords().forEach(k -> all.add(k + "=" + k));
        return String.join(", ", all);
    }

    private List<String> positional() {
        List<String> all = new ArrayList<>(List.of(oneLoss() ? "loss_fn" : "losses", "params"));
        if (!families().isEmpty()) {
            all.add("batches");
        }
        if (start) {
            all.add("start");
        }
        return all;
    }

    List<String> keywords() {
        List<String> all = new ArrayList<>();
        scalars().forEach(s -> all.add(Python.identifier(s.name())));
        countArguments().forEach(c -> all.add(Python.identifier(c.name())));
        return all;
    }

    /// One state and one loss: it is called `loss_fn`.
    boolean oneLoss() {
        return single() && losses.size() == 1;
    }

    /// The loss of the user, called.
    String call(Symbol loss, List<String> states, String batch) {
        String f = oneLoss() ? "loss_fn" : "losses[" + Python.quoted(loss.name()) + "]";
        String at = states.getFirst();
        if (!single()) {
            List<String> entries = new ArrayList<>();
            for (int i = 0; i < states.size(); i++) {
                entries.add(Python.quoted(loss.slots().get(i).name()) + ": " + states.get(i));
            }
            at = "{" + String.join(", ", entries) + "}";
        }
        return f + "(" + at + (batch.isEmpty() ? "" : ", " + batch) + ")";
    }

    /// `batches[k - 1]`, the position of a batch in what the user gives.
    String batch(String family, String index) {
        Model.Batch b = model.batches().stream().filter(x -> x.name().equals(family)).findFirst().orElseThrow();
        String list = families().size() == 1 ? "batches" : "batches[" + Python.quoted(family) + "]";
        String from = Body.affine(b.from());
        return list + "[" + index + (from.equals("0") ? "" : b.from().isConstant() && b.from().constant() > 0
                ? " - " + from : " - (" + from + ")") + "]";
    }

    /// Lines that find the counts and refuse what is out of range.
    List<String> checks() {
        List<String> lines = new ArrayList<>();
        model.counts().forEach(c -> c.fixed().filter(x -> names.contains(c.name()))
                .ifPresent(x -> lines.add(Python.identifier(c.name()) + " = " + x)));
        Set<String> known = new TreeSet<>();
        model.counts().stream().filter(c -> c.fixed().isPresent()).forEach(c -> known.add(c.name()));
        families().forEach(b -> count(b, known, lines));
        countArguments().forEach(c -> require(lines, Python.identifier(c.name()) + " >= " + c.atLeast()));
        scalars().forEach(s -> range(s).ifPresent(r -> require(lines, r)));
        return lines;
    }

    private void count(Model.Batch b, Set<String> known, List<String> lines) {
        String length = "len(" + (families().size() == 1 ? "batches" : "batches[" + Python.quoted(b.name()) + "]")
                + ")";
        Affine size = size(b);
        List<String> open = size.coefficients().keySet().stream().filter(c -> !known.contains(c)).toList();
        if (open.isEmpty()) {
            require(lines, length + " == " + Body.affine(size));
            return;
        }
        String name = open.getFirst();
        if (open.size() > 1 || size.coefficients().get(name) != 1) {
            throw new NotLowered("batches whose number does not give " + String.join(" and ", open));
        }
        Affine rest = size.minus(Affine.variable(name));
        String less = Body.affine(rest.times(-1));
        lines.add(Python.identifier(name) + " = " + length
                + (less.equals("0") ? "" : less.startsWith("-") ? " - " + less.substring(1) : " + " + less));
        known.add(name);
        model.counts().stream().filter(c -> c.name().equals(name))
                .forEach(c -> require(lines, Python.identifier(name) + " >= " + c.atLeast()));
    }

    private static void require(List<String> lines, String condition) {
        lines.add("_require(" + condition + ", " + Python.quoted(condition) + ")");
    }

    /// `0 <= beta < 1`.
    static Optional<String> range(Model.Scalar s) {
        String low = s.above().map(a -> a + (s.aboveClosed() ? " <= " : " < ")).orElse("");
        String high = s.below().map(b -> (s.belowClosed() ? " <= " : " < ") + b).orElse("");
        return low.isEmpty() && high.isEmpty() ? Optional.empty()
                : Optional.of(low + Python.identifier(s.name()) + high);
    }
}
