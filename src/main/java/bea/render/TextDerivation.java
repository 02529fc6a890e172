package bea.render;

import bea.derivation.Concrete;
import bea.derivation.Derived;
import bea.derivation.Report;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;

/// A derivation as text for a terminal: the three steps, the choice, the gradient decision, the modified loss.
public final class TextDerivation {
    private static final int MAX_DIRECTIONS = 40;
    private final StringBuilder out = new StringBuilder();
    private final Style style;
    private final boolean single;
    private final Derived derived;
    private final Report.Derivation report;

    private TextDerivation(Report.Derivation report, Style style) {
        this.report = report;
        this.derived = report.derived().orElseThrow();
        this.style = style;
        this.single = derived.players().size() == 1;
    }

    /// @param report a derivation that succeeded
    /// @param trees  whether the trees of the corrections are listed
    public static String render(Report.Derivation report, Style style, boolean trees) {
        TextDerivation t = new TextDerivation(report, style);
        t.line(style.bold(report.name()) + report.resolved().model().source().map(s -> "  (" + s + ")").orElse(""));
        t.solved();
        t.steps();
        if (trees) {
            t.trees();
        }
        t.decisions();
        report.concrete().ifPresent(t::concrete);
        report.check().ifPresent(t::check);
        return t.out.toString();
    }

    private void solved() {
        if (!report.solved().isEmpty()) {
            head("Coefficients that were asked for");
            report.solved().forEach(v -> v.value().ifPresentOrElse(e -> formula(v.name(), e),
                    () -> line("    " + v.name() + " may have any value")));
        }
    }

    private void concrete(Concrete.Result r) {
        for (Concrete.Player p : r.players()) {
            head("In closed form" + (single ? "" : ", " + p.slot().name()));
            for (Concrete.Order o : p.orders()) {
                for (int i = 0; i < o.components().size(); i++) {
                    String of = o.components().size() == 1 && !single ? "" : "." + p.slot().coordinates().get(i);
                    formula(f(o.k(), p.slot()) + of, o.components().get(i));
                }
                if (o.k() > 0 && o.components().size() > 1) {
                    line("    " + f(o.k(), p.slot()) + switch (o.closed()) {
                        case YES -> style.good(" is a gradient") + " for this loss";
                        case NO -> style.bad(" is not a gradient") + " for this loss";
                        case UNDECIDED -> style.warning(" is undecided") + ": a zero test of elementary functions";
                    });
                    o.asymmetry().ifPresent(a -> formula("asymmetry of its Jacobian", a));
                }
            }
            p.loss().filter(_ -> derived.hamiltonian().isEmpty())
                    .ifPresent(l -> formula("loss" + (single ? "" : "[" + p.slot().name() + "]"), l));
            p.domain().ifPresent(d -> line("    (" + d + ")"));
        }
        line("");
    }

    private void check(Report.Check c) {
        line("  " + switch (c.agreement()) {
            case AGREES -> c.partial().map(p -> style.good("confirmed") + p.substring("confirmed".length())
                    + "\n  the independent check ran on: ").orElseGet(
                            () -> style.good("confirmed") + " by the independent check: ")
                    + String.join("; ", c.instances());
            case DISAGREES -> style.bad("the two engines DISAGREE") + ": " + c.reason()
                    + "\n  This is a bug in bea; please report it with the file.";
            case NOT_RUN -> "the independent check was not run: " + c.reason();
        });
        line("");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void head(String text) {
        line("");
        line("  " + style.heading(text));
    }

    private static final int LINE = 110;

    /// `name = formula`, the formula broken at its top-level terms when it is long.
    private void formula(String name, Expr e) {
        List<String> parts = terms(e);
        String lead = "    " + name + " = ";
        if (parts.size() <= LINE && lead.length() + ExprPrinter.print(e).length() <= LINE) {
            line(lead + ExprPrinter.print(e));
            return;
        }
        line(lead + parts.getFirst());
        String pad = " ".repeat(lead.length() - 2);
        parts.subList(1, parts.size()).forEach(p -> line(pad + p));
    }

    /// The top-level terms with their signs.
    static List<String> terms(Expr e) {
        List<String> parts = new ArrayList<>();
        Expr rest = e;
        while (rest instanceof Expr.Add || rest instanceof Expr.Sub) {
            parts.add(rest instanceof Expr.Add a ? "+ " + ExprPrinter.print(a.right()) : "- " + right((Expr.Sub) rest));
            rest = rest instanceof Expr.Add a ? a.left() : ((Expr.Sub) rest).left();
        }
        parts.add(ExprPrinter.print(rest));
        return parts.reversed();
    }

    /// The subtrahend as it stands behind its minus, with parentheses where it needs them.
    private static String right(Expr.Sub s) {
        boolean open = s.right() instanceof Expr.Add || s.right() instanceof Expr.Sub || s.right() instanceof Expr.Neg;
        return open ? "(" + ExprPrinter.print(s.right()) + ")" : ExprPrinter.print(s.right());
    }

    private String f(int k, Slot s) {
        return "f_" + k + (single ? "" : "[" + s.name() + "]");
    }

    private void steps() {
        String corrected = Steps.corrected(derived);
        head("Step 1: " + Steps.first(derived));
        derived.players()
                .forEach(p -> formula(Steps.isModifying(derived) ? at(p) : p.slot().name() + " after the update",
                        p.update()));
        head("Step 2: " + Steps.second(derived, corrected));
        derived.players().forEach(p -> formula(switch (derived.sense()) {
            case FLOW -> at(p);
            case MEMORYLESS, RESIDUAL -> p.slot().name() + " after the update";
            case MODIFYING -> p.slot().name() + " after the corrected update";
        }, p.matched()));
        head("Step 3: match the powers of h, at the start");
        derived.players().forEach(p -> p.orders().forEach(o -> formula(f(o.k(), p.slot()), o.value())));
        derived.notes().forEach(n -> line("    note: " + n));
    }

    private void trees() {
        for (Derived.Player p : derived.players()) {
            for (Derived.Order o : p.orders()) {
                head("Trees of " + f(o.k(), p.slot()));
                line("    no.  order  sigma  gamma  b             b/sigma       term");
                for (int i = 0; i < o.terms().size(); i++) {
                    Derived.Tree t = o.terms().get(i);
                    line(String.format(java.util.Locale.ROOT, "    %3d  %5d  %5d  %5d  %-12s  %-12s  %s", i + 1,
                            t.order(),
                            t.symmetry(), t.density(), t.b(), t.divided(),
                            t.term().map(ExprPrinter::print).orElse(t.tree())));
                }
            }
        }
    }

    /// `flow[phi](a*h)`.
    private String at(Derived.Player p) {
        return "flow" + (single ? "" : "[" + p.slot().name() + "]") + "(" + ExprPrinter.print(p.time()) + ")";
    }

    private void hamiltonian(Derived.Hamiltonian h) {
        String q = h.q().name();
        String p = h.p().name();
        head("Modified Hamiltonian: f[" + q + "] = grad[" + p + "] G, f[" + p + "] = -grad[" + q + "] G");
        for (int k = 1; k < h.terms().size(); k++) {
            formula("G_" + k, h.terms().get(k));
        }
        h.end().ifPresent(e -> line("    " + e));
        formula("G", h.whole());
        line("");
    }

    private void decisions() {
        if (derived.hamiltonian().isPresent()) {
            hamiltonian(derived.hamiltonian().get());
            return;
        }
        head("Choice and gradient");
        for (Derived.Player p : derived.players()) {
            for (Derived.Order o : p.orders()) {
                if (o.k() > 0 || o.undecided().isPresent()) {
                    decision(p.slot(), o);
                }
            }
        }
        for (Derived.Player p : derived.players()) {
            String what = single ? "Modified loss" : "Modified loss of " + p.slot().name();
            head(what);
            if (p.loss().isPresent()) {
                formula("loss" + (single ? "" : "[" + p.slot().name() + "]"), p.loss().get());
            } else {
                boolean undecided = p.orders().stream().anyMatch(o -> o.undecided().isPresent());
                line(undecided ? "    not decided; see above"
                        : p.orders().stream().anyMatch(o -> o.choices().impossible())
                                ? "    none that freezes no more than it may; see above"
                        : "    none without freezing; see the choices above");
            }
        }
        line("");
    }

    private void decision(Slot s, Derived.Order o) {
        String name = f(o.k(), s);
        String grad = "-grad" + (single ? "" : "[" + s.name() + "]");
        if (o.gradient()) {
            line("    " + name + style.good(" is a gradient") + o.because().map(r -> ", because " + r).orElse("")
                    + ":");
            o.potential().ifPresent(l -> formula(name, negative(grad, l)));
            family(name, o.choices());
            return;
        }
        if (o.undecided().isPresent()) {
            line("    " + name + style.warning(" is undecided") + ": " + o.undecided().get());
        }
        if (!o.isNone()) {
            return;
        }
        line("    " + name + style.bad(" is not a gradient") + " when nothing is frozen"
                + o.exception().map(e -> ", except " + e).orElse(""));
        o.gradientPart().ifPresent(g -> formula("gradient part, potential", g));
        if (report.witnesses().containsKey(name)) {
            line("    witness: " + report.witnesses().get(name));
        }
        o.remainder().filter(r -> o.choices().paper().isPresent()).ifPresent(r -> formula("remainder", r));
        o.choice().ifPresent(c -> {
            line("    the choice that the file asks for:");
            formula(name, c);
        });
        choices(name, grad, o.choices());
    }

    private void choices(String name, String grad, Derived.Choices c) {
        c.paper().ifPresent(l -> {
            line("    a gradient with the same value at the start, everything below the root frozen where needed:");
            formula(name, negative(grad, l));
        });
        if (!c.least().isEmpty()) {
            line("    gradient choices that freeze least (" + c.count() + ")"
                    + c.dimension().map(d -> ", in a family of dimension " + d).orElse("") + ":");
            for (int i = 0; i < c.least().size(); i++) {
                formula(name, negative(grad, c.least().get(i)));
                if (c.paperLeast().equals(java.util.Optional.of(i))) {
                    line("      (the one above)");
                }
            }
        } else {
            c.note().ifPresent(n -> line("    gradient choices that freeze least: " + n));
        }
        family(name, c);
    }

    /// What may be added to a choice.
    private void family(String name, Derived.Choices c) {
        if (c.basis().isEmpty()) {
            if (!c.least().isEmpty()) {
                c.note().ifPresent(n -> line("    " + n));
            }
            return;
        }
        line("    all gradient choices of " + name
                + " that are made of its trees: a loss above, and any multiple of each of"
                + " these, whose gradients are zero at the start:");
        for (int i = 0; i < Math.min(c.basis().size(), MAX_DIRECTIONS); i++) {
            formula("v_" + (i + 1), c.basis().get(i));
        }
        if (c.basis().size() > MAX_DIRECTIONS) {
            line("    … and " + (c.basis().size() - MAX_DIRECTIONS) + " more (all of them with --json)");
        }
    }

    private static Expr negative(String grad, Expr loss) {
        return new Expr.Name(grad + " (" + ExprPrinter.print(loss) + ")", bea.language.Span.NONE);
    }
}
