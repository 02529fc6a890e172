package bea.derivation;

import bea.kernel.Lowering;
import bea.kernel.NotLowered;
import bea.kernel.Op;
import bea.kernel.Ops;
import bea.kernel.Program;
import bea.model.Experiment;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The flows of a derivation, correction by correction, and those that an experiment compares with them.
public final class Flows {
    /// A flow of all slots, in their order, that is said to follow the update through `h^order`.
    ///
    /// @param misses whether it is said not to
    public record Field(String name, int order, boolean misses, List<Op> slots) {}

    private final Programs programs;
    private final Derived derived;
    private final Lowering lowering = new Lowering();

    /// @param report a derivation that succeeded
    public Flows(Report.Derivation report) {
        this.programs = new Programs(report);
        this.derived = report.derived().orElseThrow();
    }

    /// The time that one update takes.
    public Op time() {
        return programs.scalar(derived.time());
    }

    /// The flow that the update discretises, and the modified flows through each correction, in the choice of the file. A
    /// correction that vanishes gives no flow of its own: the one before it follows the update that much further.
    ///
    /// @throws NotLowered when there is no program for one
    public List<Field> flows() {
        List<Field> fields = new ArrayList<>();
        for (int k = 0; k <= derived.order(); k++) {
            if (k > 0 && vanishes(k)) {
                Field last = fields.removeLast();
                fields.add(new Field(last.name, k + 1, last.misses, last.slots));
                continue;
            }
            List<Op> slots = new ArrayList<>();
            for (Derived.Player p : derived.players()) {
                slots.add(programs.field(p, k));
            }
            fields.add(new Field(k == 0 ? "flow of f_0" : "modified flow through f_" + k, k + 1, false, slots));
        }
        return fields;
    }

    private boolean vanishes(int k) {
        return derived.players().stream().allMatch(p -> Ops.isZero(corrections(p.slot()).get(k)));
    }

    /// A flow that an experiment compares; slots that it does not name follow the derived one.
    public Field compared(Experiment.Compared c) {
        List<Op> slots = new ArrayList<>();
        for (Derived.Player p : derived.players()) {
            Optional<Model.FlowOf> given = c.flows().stream().filter(f -> f.slot().equals(p.slot())).findFirst();
            slots.add(given.map(f -> given(f, p.slot())).orElseGet(() -> programs.field(p, derived.order())));
        }
        return new Field(c.name(), c.order(), c.misses(), slots);
    }

    private Op given(Model.FlowOf f, Slot slot) {
        Op op = lowering.lower(f.expression());
        return f.loss() ? lowering.descent(op, slot) : op;
    }

    /// The terms of a player's modified loss, the loss itself first; empty when there is none.
    public List<Program.Term> loss(Slot slot) {
        return player(slot).loss().map(l -> Programs.terms(l).stream().map(programs::term).toList()).orElse(List.of());
    }

    /// The loss that the flow of `f_0` descends, when there is one.
    public Optional<Program.Term> plain(Slot slot) {
        return player(slot).orders().getFirst().potential().map(programs::term);
    }

    /// The numbers that the file gives a name, as far as programs evaluate them.
    public List<Program.Term> named() {
        List<Program.Term> all = new ArrayList<>();
        for (Model.Let l : programs.model().lets()) {
            if (l.type().equals(Type.SCALAR)) {
                try {
                    all.add(new Program.Term(l.name(), programs.scalar(l.body())));
                } catch (NotLowered none) {
                    // such as an expectation
                }
            }
        }
        return all;
    }

    private Derived.Player player(Slot slot) {
        return derived.players().stream().filter(p -> p.slot().equals(slot)).findFirst().orElseThrow();
    }

    /// The corrections of a player, from `f_0` on.
    public List<Op> corrections(Slot slot) {
        return player(slot).orders().stream()
                .map(o -> programs.vector(Programs.chosen(o), slot)).toList();
    }
}
