package bea.render;

import bea.derivation.Derived;
import bea.derivation.Report;
import bea.language.Claims;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.language.Span;
import bea.language.Syntax;
import bea.model.Model;
import bea.model.Update;
import bea.render.latex.Document;
import bea.render.latex.Document.Line;
import bea.render.latex.LatexDocument;
import bea.render.latex.LatexExpr;
import bea.render.latex.Notation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A derivation as a LaTeX document: the three steps as in the appendix of a paper, then what was claimed.
public final class LatexReport {
    private static final int MAX_DIRECTIONS = 40;
    private final Report.Derivation report;
    private final Derived derived;
    private final boolean single;
    private final boolean trees;

    private LatexReport(Report.Derivation report, boolean trees) {
        this.report = report;
        this.trees = trees;
        this.derived = report.derived().orElse(null);
        this.single = report.resolved().model().slots().size() == 1;
    }

    /// Several derivations of one file, in one document.
    ///
    /// @param fragment without preamble, to `\input`
    /// @param trees    whether the trees of the corrections are drawn
    public static String render(List<Report.Derivation> reports, boolean fragment, boolean trees) {
        if (fragment) {
            return reports.stream().map(r -> LatexDocument.fragment(new LatexReport(r, trees).document(), notation(r),
                    LatexDocument.ARTICLE_WIDTH)).collect(Collectors.joining("\n"));
        }
        if (reports.size() == 1) {
            return render(reports.getFirst(), trees);
        }
        return LatexDocument.article(reports.isEmpty() ? "" : reports.getFirst().resolved().model().source().orElse(""),
                reports.stream().map(r -> new LatexDocument.Part(new LatexReport(r, trees).document(), notation(r)))
                        .toList());
    }

    private static Notation notation(Report.Derivation report) {
        return Notation.of(report.resolved().syntax());
    }

    /// One derivation as a complete document.
    public static String render(Report.Derivation report, boolean trees) {
        return LatexDocument.article(new LatexReport(report, trees).document(), notation(report));
    }

    /// One formula, for JSON.
    public static String formula(Report.Derivation report, Expr e) {
        return LatexExpr.print(e, Notation.of(report.resolved().syntax()));
    }

    private Document document() {
        List<Document.Section> sections = new ArrayList<>();
        if (!report.solved().isEmpty()) {
            sections.add(new Document.Section("Coefficients that were asked for", solved()));
        }
        if (derived != null) {
            sections.add(new Document.Section("Derivation", steps()));
            if (trees) {
                sections.add(new Document.Section("Trees", trees()));
            }
            sections.add(new Document.Section("Choice, gradient and modified loss", decisions()));
        }
        if (report.concrete().isPresent()) {
            sections.add(new Document.Section("In closed form", closedForm()));
        }
        List<Document.Block> claims = claims();
        if (!claims.isEmpty()) {
            sections.add(new Document.Section("Claims", claims));
        }
        return new Document(report.name(), report.resolved().model().source(), sections);
    }

    private List<Document.Block> trees() {
        List<Document.Block> blocks = new ArrayList<>();
        for (Derived.Player p : derived.players()) {
            for (Derived.Order o : p.orders()) {
                if (!o.terms().isEmpty()) {
                    blocks.add(text("The trees of ", correction(o.k(), p), ":"));
                    blocks.add(new Document.Trees(o.terms()));
                }
            }
        }
        blocks.add(text(
                "The root is at the bottom. The numbers are coefficients of the field whose flow over the time one "
                        + "does what the update does."));
        return blocks;
    }

    private List<Document.Block> solved() {
        List<Document.Block> blocks = new ArrayList<>();
        report.solved().forEach(v -> blocks.add(v.value().isPresent()
                ? Document.Equations.of(Line.of("value-" + v.name(), name(v.name()), v.value().get()))
                : text(name(v.name()), " may have any value.")));
        return blocks;
    }

    private static Expr name(String text) {
        return new Expr.Name(text, Span.NONE);
    }

    private static Expr index(String f, Expr i) {
        return new Expr.Index(f, i, Span.NONE);
    }

    private Expr correction(int k, Derived.Player p) {
        return single ? name("f_" + k) : index("f_" + k, name(p.slot().name()));
    }

    private static Document.Paragraph text(Object... parts) {
        List<Document.Inline> inline = new ArrayList<>();
        for (Object p : parts) {
            inline.add(p instanceof Expr e ? new Document.Formula(e)
                    : p instanceof Document.Inline i ? i : new Document.Text(p.toString()));
        }
        return new Document.Paragraph(inline);
    }

    private static Document.Inline strong(String s) {
        return new Document.Strong(s);
    }

    private List<Document.Block> steps() {
        List<Document.Block> blocks = new ArrayList<>();
        boolean loop = report.resolved().model().update().map(u -> u.body().stream()
                .anyMatch(Update.Loop.class::isInstance)).orElse(false);
        boolean modifying = Steps.isModifying(derived);
        blocks.add(modifying ? text(strong("Step 1: expand the flow"), " of ",
                correction(0, derived.players().getFirst()), ":")
                : text(strong("Step 1: expand the update."), loop
                        ? " After all its steps the update has moved the start to" : " One update moves the start to"));
        for (Derived.Player p : derived.players()) {
            blocks.add(Document.Equations.of(Line.of("update-" + p.slot().name(), modifying ? flowAt(p) : steps(p),
                    p.update()).valuesAtStart()));
        }
        Expr flow = correction(0, derived.players().getFirst());
        for (int k = 1; k <= derived.order(); k++) {
            Expr eps = k == 1 ? derived.epsilon()
                    : new Expr.Pow(derived.epsilon(), new Expr.Num(bea.algebra.Rational.of(k), Span.NONE), Span.NONE);
            flow = new Expr.Add(flow, new Expr.Mul(eps, correction(k, derived.players().getFirst()), Span.NONE),
                    Span.NONE);
        }
        blocks.add(second(flow));
        for (Derived.Player p : derived.players()) {
            blocks.add(Document.Equations
                    .of(Line.of("flow-" + p.slot().name(), matched(p), p.matched()).valuesAtStart()));
        }
        blocks.add(text(strong("Step 3: match the powers of "), name("h"), ". At the start this fixes"));
        for (Derived.Player p : derived.players()) {
            for (Derived.Order o : p.orders()) {
                Line line = Line.of("value-" + p.slot().name() + "-" + o.k(), correction(o.k(), p), o.value())
                        .valuesAtStart();
                blocks.add(Document.Equations.of(o.k() == 1 ? line.braced(braces(o.value(), p)) : line));
            }
        }
        return blocks;
    }

    private Document.Block second(Expr corrected) {
        String others = single ? "" : " (and alike for the others)";
        Derived.Player first = derived.players().getFirst();
        Object[] time = Steps.times(derived).contains(" of ") ? new Object[]{", each player's at its own time:"}
                : new Object[]{" over the time ", first.time(), ":"};
        return switch (derived.sense()) {
            case FLOW -> text(concat(new Object[]{strong("Step 2: expand the modified flow"), " ", corrected, others},
                    time));
            case MEMORYLESS -> text(concat(new Object[]{strong("Step 2: write the update as one step"), " along ",
                    corrected, others}, time));
            case RESIDUAL -> text(strong("Step 2: write the update as the flow of "), correction(0, first), others,
                    " and a residual:");
            case MODIFYING ->
                text(strong("Step 2: expand the update with"), " ", corrected, others, " in the place of ",
                        correction(0, first), ":");
        };
    }

    private static Object[] concat(Object[] a, Object[] b) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(a), java.util.Arrays.stream(b)).toArray();
    }

    /// The left side of Step 2.
    private Expr matched(Derived.Player p) {
        return derived.sense() == bea.model.Model.Sense.FLOW ? flowAt(p) : steps(p);
    }

    private Expr flowAt(Derived.Player p) {
        return new Expr.Call(single ? "flow" : "flow[" + p.slot().name() + "]", List.of(List.of(p.time())), Span.NONE);
    }

    /// The position that Step 1 speaks of: `theta[n]` after n passes, `theta[1]` after one update.
    private Expr steps(Derived.Player p) {
        for (Syntax.Item i : report.resolved().syntax().items()) {
            if (i instanceof Syntax.UpdateDecl u && !u.body().isEmpty() && u.body().getFirst() instanceof Syntax.For f
                    && f.from() instanceof Expr.Num zero && zero.value().isZero()
                    && f.to() instanceof Expr.Sub s && s.right() instanceof Expr.Num one && one.value().isOne()) {
                return index(p.slot().name(), s.left());
            }
        }
        Expr after = new Expr.Num(bea.algebra.Rational.ONE, Span.NONE);
        for (Update.Stmt s : report.resolved().model().update().orElseThrow().body()) {
            if (s instanceof Update.Loop l && l.to().minus(l.from()).isConstant()) {
                after = new Expr.Num(bea.algebra.Rational.of(l.to().minus(l.from()).constant() + 1L), Span.NONE);
            }
        }
        return index(p.slot().name(), after);
    }

    /// What the terms of a first correction are called: in a game the part that only this player's loss causes and the
    /// part that the others cause; over batches the full-batch part and the alignment of batches.
    private Document.Brace[] braces(Expr value, Derived.Player p) {
        List<Expr> terms = new ArrayList<>();
        terms(value, terms);
        if (terms.size() < 2 || derived.hamiltonian().isPresent()) {
            return new Document.Brace[0];
        }
        List<Document.Brace> braces = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            String text = ExprPrinter.print(terms.get(i));
            boolean batches = report.resolved().model().batches().stream().anyMatch(x -> text.contains(x.name() + "["));
            boolean cross = others(text, p);
            String label = single ? batches ? "mini-batch gradient alignment" : "full-batch term"
                    : cross ? "interaction term" : "self term";
            braces.add(Document.Brace.under(i, label));
        }
        return braces.toArray(Document.Brace[]::new);
    }

    /// Whether a term speaks of another player: differentiates by its state or reads its field.
    private boolean others(String text, Derived.Player p) {
        return derived.players().stream().filter(x -> x != p).anyMatch(x -> text.matches(
                "(?s).*\\[([\\w, ]*\\b)?" + java.util.regex.Pattern.quote(x.slot().name()) + "\\b.*")
                || report.resolved().model().symbols().stream()
                        .anyMatch(f -> f.output().filter(x.slot()::equals).isPresent()
                                && text.matches("(?s).*\\b" + java.util.regex.Pattern.quote(f.name()) + "\\b.*")));
    }

    private static void terms(Expr e, List<Expr> out) {
        switch (e) {
            case Expr.Add a -> {
                terms(a.left(), out);
                terms(a.right(), out);
            }
            case Expr.Sub s -> {
                terms(s.left(), out);
                out.add(s.right());
            }
            default -> out.add(e);
        }
    }

    private List<Document.Block> decisions() {
        List<Document.Block> blocks = new ArrayList<>();
        derived.hamiltonian().ifPresent(h -> hamiltonian(h, blocks));
        for (Derived.Player p : derived.hamiltonian().isPresent() ? List.<Derived.Player>of() : derived.players()) {
            for (Derived.Order o : p.orders()) {
                if (o.k() > 0 || o.undecided().isPresent()) {
                    decision(p, o, blocks);
                }
            }
            if (p.loss().isPresent()) {
                blocks.add(text(strong("Modified loss" + (single ? "" : " of player ")),
                        single ? "" : name(p.slot().name()),
                        ". The flow is the gradient flow of"));
                blocks.add(
                        Document.Equations.of(Line.of("loss-" + p.slot().name(), name("Etilde"), p.loss().get())));
            } else {
                boolean undecided = p.orders().stream().anyMatch(o -> o.undecided().isPresent());
                blocks.add(text(undecided ? "It is not decided whether there is a modified loss"
                        : "Without freezing there is no modified loss", single ? "" : " for ",
                        single ? "" : name(p.slot().name()), "."));
            }
        }
        report.check().filter(c -> c.agreement() == Report.Agreement.AGREES).ifPresent(c -> blocks.add(text(
                "The printed corrections were confirmed independently in exact arithmetic: "
                        + String.join("; ", c.instances()) + ".")));
        report.check().flatMap(Report.Check::partial).ifPresent(p -> blocks.add(text("That is: " + p + ".")));
        derived.notes().forEach(n -> blocks.add(text("Note: " + n + ".")));
        return blocks;
    }

    private void hamiltonian(Derived.Hamiltonian h, List<Document.Block> blocks) {
        Expr g = name("G");
        Expr inP = new Expr.Grad(Optional.of(h.p().name()), g, Span.NONE);
        Expr inQ = new Expr.Neg(new Expr.Grad(Optional.of(h.q().name()), g, Span.NONE), Span.NONE);
        blocks.add(text(strong("Modified Hamiltonian"), ". The flow is that of ",
                index("f", name(h.q().name())), " = ", inP, " and ", index("f", name(h.p().name())), " = ", inQ,
                " with"));
        blocks.add(Document.Equations.of(Line.of("hamiltonian", g, h.whole())));
        h.end().ifPresent(e -> blocks.add(text("Further there is none: " + e + ".")));
    }

    private Expr minusGradient(Derived.Player p, Expr loss) {
        Optional<String> slot = single ? Optional.empty() : Optional.of(p.slot().name());
        return new Expr.Neg(new Expr.Grad(slot, loss, Span.NONE), Span.NONE);
    }

    private void decision(Derived.Player p, Derived.Order o, List<Document.Block> blocks) {
        String id = p.slot().name() + "-" + o.k();
        Expr f = correction(o.k(), p);
        if (o.gradient()) {
            blocks.add(text(f,
                    " is a gradient" + o.because().map(b -> " (because of the relation " + b + ")").orElse("") + ":"));
            blocks.add(
                    Document.Equations.of(Line.of("gradient-" + id, f, minusGradient(p, o.potential().orElseThrow()))));
            family(p, o, blocks);
            return;
        }
        o.undecided().ifPresent(u -> blocks.add(text("Whether ", f, " is a gradient is undecided: " + u + ".")));
        if (!o.isNone()) {
            return;
        }
        blocks.add(text("With nothing frozen ", f, " is not a gradient"
                + o.exception().map(e -> ", except " + e).orElse("") + "."
                + (o.remainder().isPresent() ? " What fits no gradient is" : "")));
        o.remainder()
                .ifPresent(r -> blocks.add(Document.Equations.of(Line.of("remainder-" + id, name("r_" + o.k()), r))));
        o.choice().ifPresent(c -> {
            blocks.add(text("Matching fixes its value at the start only; the choice made here is"));
            blocks.add(Document.Equations.of(Line.of("choice-" + id, f, c)));
        });
        choices(p, o, blocks);
    }

    private void choices(Derived.Player p, Derived.Order o, List<Document.Block> blocks) {
        Derived.Choices c = o.choices();
        String id = p.slot().name() + "-" + o.k();
        Expr f = correction(o.k(), p);
        c.paper().ifPresent(l -> {
            blocks.add(text("A gradient with the same value at the start is"));
            blocks.add(Document.Equations.of(Line.of("paper-" + id, f, minusGradient(p, l))));
        });
        if (c.least().isEmpty()) {
            c.note().ifPresent(n -> blocks.add(text("Gradient choices that freeze least: " + n + ".")));
        } else if (c.least().size() > 1 || c.paperLeast().isEmpty()) {
            blocks.add(text("Of the gradient choices"
                    + c.dimension().map(d -> ", a family of dimension " + d + ",").orElse("")
                    + " those that freeze least are"
                    + (c.count().startsWith("the") ? " (" + c.count() + ")" : "")));
            for (int i = 0; i < c.least().size(); i++) {
                blocks.add(Document.Equations.of(Line.of("least-" + id + "-" + (i + 1), f,
                        minusGradient(p, c.least().get(i)))));
            }
        }
        family(p, o, blocks);
    }

    private void family(Derived.Player p, Derived.Order o, List<Document.Block> blocks) {
        List<Expr> basis = o.choices().basis();
        if (basis.isEmpty()) {
            return;
        }
        Expr f = correction(o.k(), p);
        int shown = Math.min(basis.size(), MAX_DIRECTIONS);
        blocks.add(text("All gradient choices that are made of the trees of ", f,
                ": a loss above, and any multiple of each "
                        + "of the following, whose gradients are zero at the start"
                        + (shown < basis.size() ? " (the first " + shown + " of " + basis.size() + ")" : "") + ":"));
        for (int i = 0; i < shown; i++) {
            blocks.add(Document.Equations.of(Line.of("family-" + p.slot().name() + "-" + o.k() + "-" + (i + 1),
                    name("v_" + (i + 1)), basis.get(i))));
        }
    }

    // ---- claims

    private List<Document.Block> claims() {
        List<Document.Block> blocks = new ArrayList<>();
        List<Document.Verdict> rows = new ArrayList<>();
        for (Report.Claim c : report.claims()) {
            Optional<Line> line = line(c);
            line.ifPresent(l -> blocks.add(Document.Equations.of(l)));
            String kind = switch (c.claim().kind()) {
                case CLAIM -> "";
                case MISPRINT_PRINTED -> "as printed";
                case MISPRINT_CORRECTED -> "as corrected";
            };
            String statement = statement(c) + (kind.isEmpty() ? "" : ", " + kind);
            rows.add(new Document.Verdict(c.claim().label().isEmpty() ? c.claim().id() : c.claim().label(), statement,
                    c.verdict().status().name().toLowerCase(Locale.ROOT), c.asExpected(),
                    c.check().agreement() == Report.Agreement.AGREES ? "confirmed" : ""));
        }
        if (!rows.isEmpty()) {
            blocks.add(new Document.Verdicts(rows));
        }
        return blocks;
    }

    private static String statement(Report.Claim c) {
        return switch (c.claim().body()) {
            case Model.Equation e -> e.atStart() ? "equation at the start" : "equation";
            case Model.Choice _ -> "is a choice of the correction";
            case Model.Follows f -> f.flows().stream().map(x -> x.loss() ? "loss" : "flow").distinct()
                    .collect(Collectors.joining(" and ")) + " follows the update through h^" + f.order();
            case Model.IsGradient g -> g.positive() ? "is a gradient" : "is not a gradient";
            case Model.LossExists l -> l.positive() ? "modified loss exists" : "no modified loss exists";
            case Model.SameUpdate _ -> "update";
            case Model.IllTyped _ -> "has no meaning";
        };
    }

    private List<Document.Block> closedForm() {
        List<Document.Block> blocks = new ArrayList<>();
        report.concrete().ifPresent(r -> r.players().forEach(p -> {
            for (bea.derivation.Concrete.Order o : p.orders()) {
                for (int i = 0; i < o.components().size(); i++) {
                    String id = "closed-" + p.slot().name() + "-" + o.k() + "-" + i;
                    String of = o.components().size() == 1 ? p.slot().name() : p.slot().coordinates().get(i);
                    blocks.add(
                            Document.Equations.of(Line.of(id, name("f_" + o.k() + "_" + of), o.components().get(i))));
                }
            }
            p.loss().ifPresent(l -> {
                blocks.add(text("The modified loss", single ? "" : " of ", single ? "" : name(p.slot().name()), " is"));
                blocks.add(Document.Equations.of(Line.of("closed-loss-" + p.slot().name(), name("Etilde"), l)));
            });
            p.domain().ifPresent(d -> blocks.add(text("(" + d + ".)")));
        }));
        return blocks;
    }

    /// An equation as one line; a chain goes on without its left side. Other statements show their formula.
    private Optional<Line> line(Report.Claim c) {
        Claims.Written w = c.written();
        if (c.claim().body() instanceof Model.IllTyped) {
            return Optional.empty();
        }
        String tag = c.claim().label().isEmpty() ? null : c.claim().label();
        Line l = switch (w.body()) {
            case Syntax.Equation e -> {
                Line x = Line.of(c.claim().id(), w.left().orElseThrow(), w.right().orElseThrow()).over(e.ranges());
                yield e.atStart() ? x.valuesAtStart() : x;
            }
            case Syntax.Choice ch -> Line.of(c.claim().id(), ch.target(), ch.field());
            case Syntax.Follows f -> Line.of(c.claim().id(), name("Etilde"), f.flows().getFirst().expression());
            case Syntax.IsGradient _,Syntax.LossExists _,Syntax.SameUpdate _ -> null;
        };
        if (l == null
                || w.body() instanceof Syntax.Follows f && (f.flows().size() > 1 || !f.flows().getFirst().loss())) {
            return Optional.empty();
        }
        boolean wrong = c.claim().kind() == Model.Claim.Kind.MISPRINT_PRINTED;
        Line tagged = tag == null ? l : l.tagged(tag);
        return Optional
                .of(wrong && w.body() instanceof Syntax.Equation ? tagged.relation(Document.Relation.UNEQUAL) : tagged);
    }
}
