package bea.derivation;

import bea.algebra.Coef;
import bea.algebra.TooLarge;
import bea.elaborate.Context;
import bea.elaborate.Verdict;
import bea.elaborate.Verifier;
import bea.language.BeaFile;
import bea.language.Claims;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.language.Resolver;
import bea.language.Syntax;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Power;
import bea.model.Model;
import bea.present.Presenter;
import bea.present.Write;
import bea.series.NotExpressible;
import bea.series.Scalars;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Says what is wrong with a refuted claim: the difference, and the coefficients that make it true.
final class Repairer {
    private final BeaFile.Resolved resolved;
    private final Verifier verifier;
    private final SecondOpinion second;
    private final Presenter presenter;

    Repairer(BeaFile.Resolved resolved, Verifier verifier, Presenter presenter, SecondOpinion second) {
        this.resolved = resolved;
        this.verifier = verifier;
        this.presenter = presenter;
        this.second = second;
    }

    /// What is left of the two sides where they first differ.
    Optional<Expr> difference(Model.Claim c, Verdict v) {
        if (c.body() instanceof Model.Equation e && !e.ranges().isEmpty()) {
            // it is a sum over the free indices against arbitrary functions of them, which says nothing to a reader
            return Optional.empty();
        }
        try {
            return v.difference().map(d -> presenter.present(d.sum()));
        } catch (NotExpressible e) {
            return Optional.empty();
        }
    }

    /// Both sides of an equation in canonical form, power by power.
    Map<String, String> evidence(Model.Claim c) {
        Map<String, String> all = new LinkedHashMap<>();
        if (c.body() instanceof Model.Equation e) {
            Exp zero = new Exp.Scale(new Exp.Const(bea.algebra.Rational.ZERO), e.left());
            canonical("left, canonical", new Model.Equation(e.left(), zero, e.atStart(), e.ranges()), c, all);
            canonical("right, canonical", new Model.Equation(e.right(), zero, e.atStart(), e.ranges()), c, all);
        } else
            if (!(c.body() instanceof Model.IsGradient || c.body() instanceof Model.LossExists
                    || c.body() instanceof Model.IllTyped)) {
                        canonical("difference, canonical", c.body(), c, all);
                    }
        return all;
    }

    private void canonical(String what, Model.Body body, Model.Claim c, Map<String, String> all) {
        try {
            Context context = verifier.context(Context.Reading.PLAIN.forAny(c.forAny()));
            for (bea.elaborate.Residual.Part p : new bea.elaborate.Statement(context).residual(body).parts()) {
                if (!p.sum().isZero()) {
                    all.put(what + (p.slot().isEmpty() ? "" : " in " + p.slot()) + " at h^" + p.power(),
                            ExprPrinter.print(presenter.present(p.sum())));
                }
            }
        } catch (NotExpressible e) {
            all.put(what, "not expressible: " + e.getMessage());
        }
    }

    /// The coefficients that make the claim true, confirmed by both engines.
    Optional<Report.Hint> hint(Model.Claim c) {
        Claims.Written w = resolved.written().get(c.id());
        if (c.body() instanceof Model.IllTyped) {
            return Optional.empty();
        }
        Marks marks = new Marks();
        try {
            Optional<Model.Body> marked = restate(w, marks::mark);
            if (marked.isEmpty() || marks.terms.isEmpty()) {
                return Optional.empty();
            }
            Context plain = verifier.context(Context.Reading.PLAIN.forAny(c.forAny()));
            List<Repair.Proposal> proposals = Repair.propose(marked.get(), marks.terms.size(), plain);
            if (proposals.isEmpty() && resolved.model().symbols().stream().anyMatch(s -> s.definition().isPresent())) {
                plain = verifier.context(Context.Reading.PLAIN.forAny(c.forAny()).expanded());
                proposals = Repair.propose(marked.get(), marks.terms.size(), plain);
            }
            List<Repair.Proposal> good = proposals.stream().filter(Repairer::plain).filter(p -> confirmed(c, w, p))
                    .toList();
            Optional<Repair.Proposal> shortest = good.stream().min((a, b) -> Integer.compare(length(a), length(b)));
            return shortest.map(p -> new Report.Hint(changes(p, marks), good.size() == 1));
        } catch (Resolver.Mistake | NotExpressible | TooLarge none) {
            return Optional.empty();
        }
    }

    /// With functions in them coefficients have many forms, and this would seldom be the one that was meant.
    private static boolean plain(Repair.Proposal p) {
        return p.factors().values().stream().noneMatch(
                c -> c.generators().stream().anyMatch(Scalars.Function.class::isInstance));
    }

    private static int length(Repair.Proposal p) {
        return p.factors().values().stream().mapToInt(f -> f.toString().length()).sum();
    }

    /// The statement with its right-hand expressions changed; empty for statements that are no equalities.
    private Optional<Model.Body> restate(Claims.Written w, UnaryOperator<Expr> change) {
        return switch (w.body()) {
            case Syntax.Equation e -> Optional.of(BeaFile.restated(resolved, e, w.left(), w.right().map(change)));
            case Syntax.Choice c -> Optional.of(BeaFile.restated(resolved,
                    new Syntax.Choice(change.apply(c.field()), c.target(), c.span()), Optional.empty(),
                    Optional.empty()));
            case Syntax.Follows f -> Optional.of(BeaFile.restated(resolved, new Syntax.Follows(f.flows().stream()
                    .map(x -> new Syntax.FlowOf(x.loss(), x.slot(), change.apply(x.expression()))).toList(), f.order(),
                    f.expected(), f.span()), Optional.empty(), Optional.empty()));
            case Syntax.IsGradient _,Syntax.LossExists _,Syntax.SameUpdate _ -> Optional.empty();
        };
    }

    /// Both engines have to accept the repaired claim, written with its new coefficients.
    private boolean confirmed(Model.Claim c, Claims.Written w, Repair.Proposal p) {
        Map<Integer, Expr> values = new LinkedHashMap<>();
        p.factors().forEach((i, x) -> values.put(i, presenter.coefficient(x)));
        Marks marks = new Marks();
        Model.Body repaired = restate(w, e -> replace(marks.mark(e), values)).orElseThrow();
        Model.Claim claim = new Model.Claim(c.id(), c.label(), Model.Claim.Kind.CLAIM, c.forAny(), repaired,
                c.spanStart(),
                c.spanEnd(), c.reading());
        Verdict v = verifier.decide(repaired, c.forAny());
        return v.isHolds() && second.check(claim, v).get().agreement() != Report.Agreement.DISAGREES;
    }

    private static Expr replace(Expr e, Map<Integer, Expr> values) {
        return switch (e) {
            case Expr.Add a -> new Expr.Add(replace(a.left(), values), replace(a.right(), values), a.span());
            case Expr.Sub s -> new Expr.Sub(replace(s.left(), values), replace(s.right(), values), s.span());
            case Expr.Neg n -> new Expr.Neg(replace(n.body(), values), n.span());
            case Expr.Mul m -> new Expr.Mul(replace(m.left(), values), replace(m.right(), values), m.span());
            case Expr.Div d -> new Expr.Div(replace(d.left(), values), d.right(), d.span());
            case Expr.Grad g -> new Expr.Grad(g.slot(), replace(g.body(), values), g.span());
            case Expr.Sum s -> new Expr.Sum(s.mean(), s.binders(), s.conditions(), replace(s.body(), values), s.span());
            case Expr.Expect x -> new Expr.Expect(x.shuffles(), x.batch(), replace(x.body(), values), x.span());
            case Expr.AtStart s -> new Expr.AtStart(replace(s.body(), values), s.span());
            case Expr.Name n when n.id().startsWith("?") -> values.getOrDefault(Integer.valueOf(n.id().substring(1)),
                    Write.number(1));
            default -> e;
        };
    }

    private List<Report.Change> changes(Repair.Proposal p, Marks marks) {
        List<Report.Change> changes = new ArrayList<>();
        p.factors().forEach((i, x) -> changes.add(change(marks.terms.get(i), x)));
        return changes.stream().distinct().sorted(java.util.Comparator.comparingInt(c -> c.span().start())).toList();
    }

    private Report.Change change(Expr term, Coef factor) {
        if (factor.isZero()) {
            return new Report.Change(term.span(), "holds without this term");
        }
        Leading l = leading(term);
        boolean whole = l.span.isEmpty();
        Coef wanted = l.coef.times(factor);
        // a sum has no sign of its own
        boolean flipped = factor.numerator().terms().size() == 1 && presenter.isNegative(factor);
        if (flipped && factor.negate().isOne()) {
            return new Report.Change(term.span(), "holds with the opposite sign here");
        }
        Coef shown = flipped ? wanted.negate() : wanted;
        return new Report.Change(l.span.orElse(term.span()),
                "holds with " + (whole ? bracketed(written(shown)) + " times this" : written(shown))
                        + (flipped ? " and the opposite sign" : "") + (whole ? "" : " here"));
    }

    private static String bracketed(String factor) {
        return factor.contains(" ") ? "(" + factor + ")" : factor;
    }

    /// A coefficient as people write it: `h/4`, not `1/4*h`.
    private String written(Coef c) {
        if (!c.denominator().isEmpty() || c.isRational() || c.numerator().terms().size() != 1) {
            return ExprPrinter.print(presenter.coefficient(c));
        }
        bea.algebra.Rational below = bea.algebra.Rational.of(c.numerator().leadingCoefficient().denominator(),
                java.math.BigInteger.ONE);
        String top = ExprPrinter.print(presenter.coefficient(c.times(below)));
        return below.isOne() ? top : top + "/" + below;
    }

    /// The scalar factors that are written at the front of a term.
    private record Leading(Coef coef, Optional<bea.language.Span> span) {}

    private Leading leading(Expr term) {
        return switch (term) {
            case Expr.Mul m -> {
                Leading left = leading(m.left());
                Optional<Coef> right = left.span.filter(s -> s.equals(m.left().span())).flatMap(s -> scalar(m.right()));
                yield right.isPresent() ? new Leading(left.coef.times(right.get()), Optional.of(m.span())) : left;
            }
            case Expr.Div _,Expr.Num _,Expr.Name _,Expr.Pow _ -> scalar(term)
                    .map(c -> new Leading(c, Optional.of(term.span()))).orElse(new Leading(Coef.ONE, Optional.empty()));
            default -> new Leading(Coef.ONE, Optional.empty());
        };
    }

    private Optional<Coef> scalar(Expr e) {
        try {
            return scalar(resolved.resolver().resolve(e).exp());
        } catch (Resolver.Mistake m) {
            return Optional.empty();
        }
    }

    private Optional<Coef> scalar(Exp e) {
        return switch (e) {
            case Exp.Const c -> Optional.of(Coef.of(c.value()));
            case Exp.StepSize _ -> Optional.of(Coef.named("h"));
            case Exp.Param p -> Optional.of(isCount(p.name()) ? Scalars.value(Affine.variable(p.name()))
                    : Coef.named(p.name()));
            case Exp.Add a -> a.terms().stream().map(this::scalar).reduce(Optional.of(Coef.ZERO),
                    (x, y) -> x.flatMap(sum -> y.map(sum::plus)));
            case Exp.IndexValue i -> Optional.of(Scalars.value(i.value()));
            case Exp.Scale s -> scalar(s.scalar()).flatMap(a -> scalar(s.body()).map(a::times));
            case Exp.Recip r -> scalar(r.body()).filter(c -> !c.isZero()).map(Coef::reciprocal);
            case Exp.Power p -> scalar(p.base()).flatMap(b -> Power.of(b, p.exponent()));
            default -> Optional.empty();
        };
    }

    /// A count is the same symbol in a bound and in a coefficient.
    private boolean isCount(String name) {
        return resolved.model().counts().stream().anyMatch(c -> c.name().equals(name));
    }
}
