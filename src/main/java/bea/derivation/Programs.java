package bea.derivation;

import bea.algebra.Rational;
import bea.kernel.Lowering;
import bea.kernel.NotLowered;
import bea.kernel.Op;
import bea.kernel.Ops;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.model.Exp;
import bea.model.Experiment;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The programs of a derivation: its fields and losses as they are printed, read again and lowered for a back-end.
public final class Programs {
    /// A flow of all slots, in their order, that is said to follow the update through `h^order`.
    public record Field(String name, int order, List<Op> slots) {}

    /// A term of a modified loss as it is printed, without its sign.
    public record Part(String text, Op op) {}

    private final BeaFile.Resolved resolved;
    private final Derived derived;
    private final Lowering lowering = new Lowering();

    /// @param report a derivation that succeeded
    public Programs(Report.Derivation report) {
        this.resolved = report.resolved();
        this.derived = report.derived().orElseThrow();
    }

    private Exp read(Expr e, Type type) {
        return resolved.resolver().resolve(BeaFile.expression(ExprPrinter.print(e)), type);
    }

    /// The time that one update takes.
    public Op time() {
        return lowering.lower(read(derived.time(), Type.SCALAR));
    }

    /// The flow that the update discretises, and the modified flows through each correction, in the choice of the file.
    ///
    /// @throws NotLowered when there is no program for one
    public List<Field> flows() {
        List<Field> fields = new ArrayList<>();
        for (int k = 0; k <= derived.order(); k++) {
            List<Op> slots = new ArrayList<>();
            for (Derived.Player p : derived.players()) {
                slots.add(field(p, k));
            }
            fields.add(new Field(k == 0 ? "flow of f_0" : "modified flow through f_" + k, k + 1, slots));
        }
        return fields;
    }

    private Op field(Derived.Player p, int last) {
        Op epsilon = lowering.lower(read(derived.epsilon(), Type.SCALAR));
        Op power = Ops.ONE;
        List<Op> terms = new ArrayList<>();
        for (Derived.Order o : p.orders().subList(0, last + 1)) {
            Op f = lowering.lower(read(o.choice().orElse(o.value()), new Type.Vector(p.slot())));
            terms.add(Ops.scale(power, f));
            power = Ops.scale(power, epsilon);
        }
        return Ops.add(terms);
    }

    /// A flow that an experiment compares; slots that it does not name follow the derived one.
    public Field compared(Experiment.Compared c) {
        List<Op> slots = new ArrayList<>();
        for (Derived.Player p : derived.players()) {
            Optional<Model.FlowOf> given = c.flows().stream().filter(f -> f.slot().equals(p.slot())).findFirst();
            slots.add(given.map(f -> given(f, p.slot())).orElseGet(() -> field(p, derived.order())));
        }
        return new Field(c.name(), c.order(), slots);
    }

    private Op given(Model.FlowOf f, Slot slot) {
        Op op = lowering.lower(f.expression());
        return f.loss() ? lowering.descent(op, slot) : op;
    }

    /// The terms of a player's modified loss, the loss itself first; empty when there is none.
    public List<Part> loss(Slot slot) {
        List<Part> parts = new ArrayList<>();
        player(slot).loss().ifPresent(l -> terms(l, false, parts));
        return parts;
    }

    private Derived.Player player(Slot slot) {
        return derived.players().stream().filter(p -> p.slot().equals(slot)).findFirst().orElseThrow();
    }

    private void terms(Expr e, boolean negative, List<Part> parts) {
        switch (e) {
            case Expr.Add a -> {
                terms(a.left(), negative, parts);
                terms(a.right(), negative, parts);
            }
            case Expr.Sub s -> {
                terms(s.left(), negative, parts);
                terms(s.right(), !negative, parts);
            }
            case Expr.Neg n -> terms(n.body(), !negative, parts);
            default -> {
                Op op = lowering.lower(read(e, Type.SCALAR));
                parts.add(new Part((negative ? "-" : "") + ExprPrinter.print(e), negative
                        ? Ops.scale(new Op.Number(Rational.MINUS_ONE), op) : op));
            }
        }
    }

    /// The corrections of a player, from `f_0` on.
    public List<Op> corrections(Slot slot) {
        return player(slot).orders().stream()
                .map(o -> lowering.lower(read(o.choice().orElse(o.value()), new Type.Vector(slot)))).toList();
    }
}
