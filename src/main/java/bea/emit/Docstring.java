package bea.emit;

import bea.kernel.Program;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.List;

/// What a module says of itself.
final class Docstring {
    private Docstring() {}

    static String of(Program p, Arguments a, Target target, String command) {
        StringBuilder b = new StringBuilder("\"\"\"");
        b.append(p.name()).append(p.source().map(s -> "  (" + s + ")").orElse("")).append("\n\n");
        b.append(command).append("\n\nMade by bea from a derivation, for ").append(target.library()).append(".\n\n");
        p.players().forEach(x -> formulas(p, x, b));
        if (!p.where().isEmpty()) {
            b.append("where\n\n");
            p.where().forEach(w -> b.append("    ").append(w).append('\n'));
            b.append('\n');
        }
        flow(p, b);
        arguments(p, a, b);
        b.append('\n').append(target.note()).append("\nExample:\n\n");
        example(p, a, b);
        String text = b.toString().replace("\\", "\\\\");
        return "\"\"\"" + text.substring(3).replace("\"\"\"", "'''") + "\"\"\"\n\n";
    }

    private static String of(Program p, Slot s) {
        return p.players().size() == 1 ? "" : "[" + s.name() + "]";
    }

    private static void formulas(Program p, Program.Player x, StringBuilder b) {
        String slot = of(p, x.slot());
        x.loss().ifPresentOrElse(l -> {
            b.append("    loss").append(slot).append(" = ").append(l.plain().formula()).append('\n');
            String pad = " ".repeat(9 + slot.length());
            l.terms().forEach(t -> b.append(pad).append(signed(t.formula())).append('\n'));
            b.append("    d").append(x.slot().name()).append("/dt = -grad").append(slot).append(" loss").append(slot)
                    .append('\n');
        }, () -> {
            b.append("    d").append(x.slot().name()).append("/dt = f_0").append(slot);
            for (int k = 1; k <= p.order(); k++) {
                String e = p.epsilon().matches("\\w+") ? p.epsilon() : "(" + p.epsilon() + ")";
                b.append(" + ").append(e).append(k == 1 ? "" : "^" + k).append("*f_").append(k).append(slot);
            }
            b.append('\n');
            for (int k = 0; k <= p.order(); k++) {
                b.append("    f_").append(k).append(slot).append(" = ").append(x.field().formulas().get(k))
                        .append('\n');
            }
            b.append("    No modified loss").append(slot)
                    .append(": the field is not a gradient. \"find f_").append(p.order())
                    .append(" freezing least\" in the\n    file gives one that keeps some factors at the start.\n");
        });
        b.append('\n');
    }

    private static String signed(String formula) {
        return formula.startsWith("-") ? "- " + formula.substring(1) : "+ " + formula;
    }

    private static void flow(Program p, StringBuilder b) {
        b.append("The flow runs for the time ").append(p.time()).append(" for one update, and follows it through h^")
                .append(p.order() + 1).append(".\nIn f_0 + epsilon*f_1 + ..., epsilon is ").append(p.epsilon())
                .append(".\n");
        p.model().finds().stream().findFirst().ifPresent(f -> f.expectation().ifPresent(x -> {
            String runs = (x.kind() == bea.model.Exp.Expect.Kind.SHUFFLES ? "orders" : "independent draws") + " of "
                    + x.batch();
            b.append(f.averaged()
                    ? "It is the average of the fields whose flows follow the single runs, over all " + runs
                    : "It follows the update in expectation, over all " + runs).append(".\n");
        }));
    }

    private static void arguments(Program p, Arguments a, StringBuilder b) {
        if (a.hasStart()) {
            b.append(
                    "\n\"start\" in the formulas is where the update starts. These factors do not move along the flow, so "
                            + "that the\nargument start is due: a copy of params, taken before the update.\n");
        }
        b.append('\n');
        for (Symbol s : a.losses()) {
            String f = a.oneLoss() ? "loss_fn" : "losses[" + Python.quoted(s.name()) + "]";
            String at = a.single() ? "params" : "{"
                    + String.join(", ", s.slots().stream().map(x -> Python.quoted(x.name()) + ": ...").toList()) + "}";
            b.append(f).append('(').append(at).append(s.batch().isPresent() ? ", batch" : "").append(") is your loss ")
                    .append(s.name()).append('(')
                    .append(String.join(", ", s.slots().stream().map(Slot::name).toList()))
                    .append(s.batch().map(x -> "; " + x).orElse("")).append("), a scalar.\n");
        }
        if (!a.single()) {
            b.append("params").append(a.hasStart() ? " and start are dicts" : " is a dict").append(" by state: ")
                    .append(String.join(", ", a.slots().stream().map(Slot::name).toList())).append(".\n");
        }
        a.families().forEach(f -> b.append(a.families().size() == 1 ? "batches is the list " : "batches[\"" + f.name()
                + "\"] is the list ").append(f.name()).append('[').append(Body.affine(f.from())).append("..")
                .append(Body.affine(f.to())).append("], in the order of the update.\n"));
        a.scalars().forEach(s -> b.append(Python.identifier(s.name())).append(" is a number")
                .append(Arguments.range(s).map(r -> ": " + r).orElse("")).append(".\n"));
    }

    private static void example(Program p, Arguments a, StringBuilder b) {
        boolean batched = !a.families().isEmpty();
        List<String> lines = new ArrayList<>();
        if (a.hasStart()) {
            lines.add("start = copy.deepcopy(params)  # where the update starts");
        }
        String call = "(" + example(a) + ")";
        String suffix = a.single() ? "" : "_" + Python.identifier(a.slots().getFirst().name());
        if (a.oneLoss()) {
            lines.addFirst("loss_fn = lambda params" + (batched ? ", batch" : "") + ": ...");
        }
        p.players().getFirst().loss().ifPresent(l -> {
            lines.add("loss = modified_loss" + suffix + call);
            lines.add("terms = regulariser_terms" + suffix + call);
        });
        lines.add("field = modified_field" + call);
        lines.forEach(l -> b.append("    ").append(l).append('\n'));
    }

    private static String example(Arguments a) {
        return a.handedOn().replaceAll("\\bh\\b", "h=0.1").replace("**", "*");
    }

    static String loss(Program.Loss l) {
        StringBuilder b = new StringBuilder("The modified loss.\n\n    ").append(l.plain().formula()).append('\n');
        l.terms().forEach(t -> b.append("    ").append(signed(t.formula())).append('\n'));
        return b.toString();
    }

    static String terms(Program.Loss l) {
        if (l.terms().isEmpty()) {
            return "What the update adds to the plain loss: nothing through this order.";
        }
        StringBuilder b = new StringBuilder("What the update adds to the plain loss, by name.\n\n");
        List<String> names = TermNames.of(l.terms());
        for (int i = 0; i < names.size(); i++) {
            b.append("    ").append(names.get(i)).append(": ").append(l.terms().get(i).formula()).append('\n');
        }
        return b.toString();
    }

    static String field(Program p, Program.Player x) {
        String slot = of(p, x.slot());
        return x.loss().isPresent() ? "The modified field: minus the gradient of the modified loss" + slot + "."
                : "The modified field, which is not a gradient; see the top of this module.";
    }
}
