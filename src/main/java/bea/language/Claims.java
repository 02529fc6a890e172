package bea.language;

import bea.language.Problem.Code;
import bea.language.Resolver.Mistake;
import bea.language.Resolver.Typed;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Resolves what a file claims: one claim for each printed line.
public final class Claims {
    /// How a claim is written: its statement, for an equation its two members, and its place.
    public record Written(Syntax.Body body, Optional<Expr> left, Optional<Expr> right, Span span) {}

    private final Resolver scope;
    private final List<Problem> problems;
    private final boolean hasUpdate;
    private final int asked;
    private final List<Model.Claim> claims = new ArrayList<>();
    private final Map<String, Written> written = new LinkedHashMap<>();
    private final List<Model.Solve> solves = new ArrayList<>();
    private int next;

    /// @param asked the last correction that the file asks for
    Claims(Resolver scope, List<Problem> problems, boolean hasUpdate, int asked) {
        this.scope = scope;
        this.problems = problems;
        this.hasUpdate = hasUpdate;
        this.asked = asked;
    }

    List<Model.Claim> claims() {
        return claims;
    }

    List<Model.Solve> solves() {
        return solves;
    }

    Map<String, Written> written() {
        return written;
    }

    void claim(Syntax.Item item) {
        switch (item) {
            case Syntax.Solve s -> solve(s);
            case Syntax.Claim c -> {
                next++;
                labelled(c.label());
                check(c.header());
                statement(c.body(), c.label(), c.header(), Model.Claim.Kind.CLAIM, "c" + next);
            }
            case Syntax.Misprint m -> {
                next++;
                labelled(m.label());
                check(m.header());
                printed(m);
                statement(m.corrected(), m.label(), m.header(), Model.Claim.Kind.MISPRINT_CORRECTED, "c" + next
                        + ".corrected");
            }
            default -> {
            }
        }
    }

    /// A condition on unknown coefficients is a claim of the derivation with the values that it determines.
    private void solve(Syntax.Solve s) {
        List<String> unknowns = new ArrayList<>();
        for (Syntax.Id u : s.unknowns()) {
            if (!scope.scalars.containsKey(u.text())) {
                problems.add(new Problem(Code.UNKNOWN_NAME, u.span(), "'" + u.text() + "' is no scalar of this file",
                        Optional.of("scalar " + u.text())));
            }
            unknowns.add(u.text());
        }
        boolean possible = switch (s.body()) {
            case Syntax.Equation _,Syntax.Choice _,Syntax.Follows _ -> true;
            case Syntax.IsGradient g -> g.positive();
            case Syntax.LossExists l -> l.positive();
            default -> false;
        };
        if (!possible) {
            problems.add(Problem.of(Code.NOT_EXPRESSIBLE, s.body().span(),
                    "coefficients are found from an equation, a choice, what follows the update, or what is a gradient",
                    "f_1 = 0"));
            return;
        }
        String id = "s" + (solves.size() + 1);
        int from = claims.size();
        Optional<Syntax.Text> label = Optional.of(new Syntax.Text("find " + String.join(", ", unknowns), s.span()));
        statement(s.body(), label, new Syntax.Header(List.of(), Optional.empty(), List.of()), Model.Claim.Kind.CLAIM,
                id);
        solves.add(
                new Model.Solve(unknowns, claims.subList(from, claims.size()).stream().map(Model.Claim::id).toList()));
    }

    private final java.util.Set<String> labels = new java.util.HashSet<>();

    private void labelled(Optional<Syntax.Text> label) {
        label.ifPresent(l -> {
            if (!labels.add(l.text())) {
                problems.add(
                        Problem.of(Code.DUPLICATE_LABEL, l.span(), "the label \"" + l.text() + "\" was used before"));
            }
        });
    }

    private void check(Syntax.Header h) {
        for (Syntax.Text t : h.using()) {
            if (!scope.equations.containsKey(t.text()) && !scope.broken.contains("\"" + t.text())) {
                problems.add(new Problem(Code.UNKNOWN_LABEL, t.span(), "no equation " + t.text() + " comes before this",
                        Names.nearest(t.text(), scope.equations.keySet()).map(n -> "did you mean \"" + n + "\"?")));
            }
        }
        for (Syntax.Id id : h.forAny()) {
            if (!Resolver.isCorrection(id.text())) {
                problems.add(Problem.of(Code.BAD_CORRECTION, id.span(), "'" + id.text() + "' is no correction",
                        "for any f_1"));
            }
        }
    }

    /// What is printed may have no meaning; that refutes it.
    private void printed(Syntax.Misprint m) {
        String id = "c" + next + ".printed";
        int before = problems.size();
        statement(m.printed(), m.label(), m.header(), Model.Claim.Kind.MISPRINT_PRINTED, id);
        if (problems.size() > before) {
            Problem first = problems.get(before);
            while (problems.size() > before) {
                problems.removeLast();
            }
            claims.removeIf(c -> c.id().startsWith(id));
            written.keySet().removeIf(k -> k.startsWith(id));
            Span s = first.span();
            add(id, m.printed(), m.label(), m.header(), Model.Claim.Kind.MISPRINT_PRINTED,
                    new Model.IllTyped(first.message(), s.start(), s.end()), Optional.empty(), Optional.empty(),
                    m.printed().span());
        }
    }

    private void statement(Syntax.Body b, Optional<Syntax.Text> label, Syntax.Header h, Model.Claim.Kind kind,
            String id) {
        try {
            if (b instanceof Syntax.Equation e) {
                equation(e, label, h, kind, id);
            } else {
                add(id, b, label, h, kind, body(b), Optional.empty(), Optional.empty(), b.span());
            }
        } catch (Mistake m) {
            Declarations.add(m, problems);
            label.ifPresent(l -> scope.broken.add("\"" + l.text()));
            if (b instanceof Syntax.Equation e) {
                e.links().forEach(l -> l.label().ifPresent(t -> scope.broken.add("\"" + t.text())));
            }
        }
    }

    private void add(String id, Syntax.Body b, Optional<Syntax.Text> label, Syntax.Header h, Model.Claim.Kind kind,
            Model.Body body, Optional<Expr> left, Optional<Expr> right, Span span) {
        List<Integer> any = h.forAny().stream().filter(i -> Resolver.isCorrection(i.text()))
                .map(i -> Resolver.correctionNumber(i.text(), i.span())).toList();
        claims.add(
                new Model.Claim(id, label.map(Syntax.Text::text).orElse(""), kind, any, body, span.start(), span.end(),
                        h.reading().map(Syntax.Text::text)));
        written.put(id, new Written(b, left, right, span));
    }

    private void equation(Syntax.Equation e, Optional<Syntax.Text> label, Syntax.Header h, Model.Claim.Kind kind,
            String id) {
        List<Expr> members = new ArrayList<>(List.of(e.first()));
        e.links().forEach(l -> members.add(l.right()));
        Optional<Syntax.Text> current = label;
        for (int i = 0; i < e.links().size(); i++) {
            Syntax.Link l = e.links().get(i);
            if (l.label().isPresent() && (i > 0 || label.isEmpty())) {
                current = l.label();
                labelled(current);
            }
            String name = e.links().size() == 1 ? id : id + "." + (i + 1);
            Model.Body body = equation(members.get(i), members.get(i + 1), e);
            Span span = i == 0 ? members.get(0).span().to(members.get(1).span()) : members.get(i + 1).span();
            add(name, e, current, h, kind, body, Optional.of(members.get(i)), Optional.of(members.get(i + 1)), span);
            Expr left = members.get(i);
            Expr right = members.get(i + 1);
            if (kind != Model.Claim.Kind.MISPRINT_PRINTED) {
                current.ifPresent(t -> scope.equations.put(t.text(), List.of(side(left, e), side(right, e))));
            }
        }
    }

    /// A member of an equation about values at the start is one, wherever it is used.
    private static Expr side(Expr member, Syntax.Equation e) {
        return e.atStart() && !(member instanceof Expr.AtStart) ? new Expr.AtStart(member, member.span()) : member;
    }

    /// The equation between two members, free indices bound by the ranges of the whole.
    private Model.Equation equation(Expr left, Expr right, Syntax.Equation e) {
        List<Model.Range> ranges = new ArrayList<>();
        try {
            for (Expr.Binder b : e.ranges()) {
                Affine from = scope.affine(b.from().orElseThrow());
                Affine to = scope.affine(b.to().orElseThrow());
                scope.push(b.variable(), from, to, b.span());
                ranges.add(new Model.Range(Affine.INDEX + b.variable(), from, to));
            }
            Typed a = scope.resolve(left);
            Typed b = scope.resolve(right);
            if (!a.type().equals(b.type()) && !(a.exp() instanceof Exp.BigO) && !(b.exp() instanceof Exp.BigO)) {
                if (Resolver.isZero(a) || a.type() instanceof Type.Scalar && b.type() instanceof Type.Vector) {
                    return new Model.Equation(scope.need(a, b.type(), left.span()), b.exp(), e.atStart(), ranges);
                }
                return new Model.Equation(a.exp(), scope.need(b, a.type(), right.span()), e.atStart(), ranges);
            }
            return new Model.Equation(a.exp(), b.exp(), e.atStart(), ranges);
        } finally {
            ranges.forEach(r -> scope.pop());
        }
    }

    /// A vector of a space that several states share may be a gradient in one of them and not in another.
    private Slot ownSlot(Exp field, Slot own, Syntax.IsGradient g) {
        if (field instanceof Exp.Correction f) {
            return f.slot();
        }
        List<Slot> sharing = scope.slots.values().stream().filter(s -> s.space().equals(own.space())).toList();
        if (sharing.size() > 1) {
            throw Resolver.mistake(Code.SLOT_NEEDED, g.span(), "in which of the states that share its space?",
                    "is a gradient in " + sharing.getFirst());
        }
        return own;
    }

    /// Resolves a statement that is no equation.
    private Model.Body body(Syntax.Body b) {
        return switch (b) {
            case Syntax.Equation e -> throw new IllegalStateException("equations are resolved by their lines");
            case Syntax.Choice c -> choice(c);
            case Syntax.Follows f -> follows(f);
            case Syntax.IsGradient g -> {
                Typed t = scope.resolve(g.field());
                Slot own = scope.needVector(t, g.field().span()).slot();
                Slot s = g.slot().isPresent() ? scope.slot(g.slot().get()) : ownSlot(t.exp(), own, g);
                yield new Model.IsGradient(scope.need(t, new Type.Vector(s), g.field().span()), s, g.positive());
            }
            case Syntax.LossExists l -> {
                needUpdate(l.span());
                yield new Model.LossExists(slot(l.slot(), l.span(), "modified loss"),
                        l.order().map(this::number).orElse(asked),
                        l.positive());
            }
            case Syntax.SameUpdate u -> {
                needUpdate(u.span());
                Declarations d = new Declarations(new Syntax.Derivation("", List.of(), u.span()), problems, scope);
                try {
                    yield new Model.SameUpdate(d.program(u.update()), 3);
                } finally {
                    scope.stages.clear();
                }
            }
        };
    }

    private int number(Syntax.Id correction) {
        if (!Resolver.isCorrection(correction.text())) {
            throw Resolver.mistake(Code.BAD_CORRECTION, correction.span(),
                    "'" + correction.text() + "' is no correction",
                    "f_1");
        }
        return Resolver.correctionNumber(correction.text(), correction.span());
    }

    /// The same statement with other expressions in its place, for coefficient repair.
    ///
    /// @throws Mistake when an expression has no meaning
    static Model.Body again(Resolver scope, Syntax.Body b, Optional<Expr> left, Optional<Expr> right) {
        Claims c = new Claims(scope, new ArrayList<>(), true, 1);
        return b instanceof Syntax.Equation e ? c.equation(left.orElseThrow(), right.orElseThrow(), e) : c.body(b);
    }

    private void needUpdate(Span span) {
        if (!hasUpdate) {
            throw Resolver.mistake(Code.NO_UPDATE, span, "this derivation has no update");
        }
    }

    private Slot slot(Optional<Syntax.Id> id, Span span, String what) {
        if (id.isPresent()) {
            return scope.slot(id.get());
        }
        if (scope.slots.isEmpty()) {
            throw Resolver.consequence(span);
        }
        if (scope.slots.size() != 1) {
            throw Resolver.mistake(Code.SLOT_NEEDED, span, "'" + what + "' needs a slot where there are several states",
                    what + "[" + scope.slots.keySet().iterator().next() + "]");
        }
        return scope.slots.values().iterator().next();
    }

    private Model.Choice choice(Syntax.Choice c) {
        needUpdate(c.span());
        Typed field = scope.resolve(c.field());
        if (scope.resolve(c.target()).exp() instanceof Exp.Correction f) {
            return new Model.Choice(f.k(), f.slot(), scope.need(field, new Type.Vector(f.slot()), c.field().span()));
        }
        throw Resolver.mistake(Code.BAD_CORRECTION, c.target().span(), "a choice is one of a correction", "f_1");
    }

    Model.Follows follows(Syntax.Follows f) {
        needUpdate(f.span());
        if (f.order() < 1 || f.order() > 20) {
            throw Resolver.mistake(Code.BAD_ORDER, f.span(), "a flow follows an update through h^1 to h^20");
        }
        List<Model.FlowOf> flows = new ArrayList<>();
        for (Syntax.FlowOf w : f.flows()) {
            Typed t = scope.resolve(w.expression());
            if (w.loss()) {
                Slot s = slot(w.slot(), w.expression().span(), "loss");
                flows.add(new Model.FlowOf(s, scope.need(t, Type.SCALAR, w.expression().span()), true));
            } else {
                Slot s = w.slot().isPresent() ? slot(w.slot(), f.span(), "flow")
                        : scope.needVector(t, w.expression().span()).slot();
                flows.add(new Model.FlowOf(s, scope.need(t, new Type.Vector(s), w.expression().span()), false));
            }
        }
        for (int i = 1; i < flows.size(); i++) {
            Slot s = flows.get(i).slot();
            if (flows.subList(0, i).stream().anyMatch(x -> x.slot().equals(s))) {
                throw Resolver.mistake(Code.DUPLICATE_NAME, f.flows().get(i).expression().span(),
                        "the flow of '" + s.name()
                                + "' is given twice");
            }
        }
        return new Model.Follows(flows, f.order(), f.expected().map(scope::expectation));
    }
}
