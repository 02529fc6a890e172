package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.model.Slot;
import bea.series.Domain;
import bea.series.Scalars;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Potentials of fields whose coefficients are any functions of undifferentiated losses.
///
/// Of the gradient of `d(E, …) * tree` only the rootings of the tree keep `d`, so a field dictates `d` for every tree
/// that it roots elsewhere than at a lone `grad E`. What is then left must be a combination of lone `grad E`, and `d`
/// for it an antiderivative.
final class General {
    private final Slot slot;
    private final Rules rules;
    private Sum rest;
    private Sum potential = Sum.ZERO;

    private General(Sum field, Slot slot, Rules rules) {
        this.rest = field;
        this.slot = slot;
        this.rules = rules;
    }

    /// A scalar with exactly this gradient; empty when none is found, which proves nothing.
    static Optional<Sum> potential(List<Term> field, Slot slot, Rules rules) {
        General g = new General(Sum.of(field), slot, rules);
        Set<String> tried = new LinkedHashSet<>();
        while (!g.rest.isZero()) {
            Optional<Sum> next = g.next(tried);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            g.potential = g.potential.plus(next.get());
            g.rest = g.rest.minus(next.get().gradient(slot, rules));
        }
        return Optional.of(g.potential);
    }

    /// A part of the potential that settles one more tree.
    private Optional<Sum> next(Set<String> tried) {
        for (Term t : rest.terms()) {
            if (!isLone(t)) {
                return tried.add(t.shape()) ? dictated(t) : Optional.empty();
            }
        }
        Term t = rest.terms().iterator().next();
        return tried.add(t.shape()) ? integrated(t) : Optional.empty();
    }

    /// Whether the open tree is the gradient of something that coefficients may be functions of.
    private boolean isLone(Term t) {
        return value(t.open().orElseThrow()).isPresent();
    }

    private Optional<Generator> value(Tree open) {
        Vertex v = open.node().vertex();
        if (!open.node().branches().isEmpty()) {
            return Optional.empty();
        }
        if (open.isAxis(slot)) {
            return Optional.of(new Scalars.Coordinate(slot, v.number(), false));
        }
        return v.kind() == Vertex.Kind.SYMBOL && !open.rootOutput() && v.isLive(slot)
                ? Optional.of(new Vertex.Value(v)) : Optional.empty();
    }

    private Optional<Sum> dictated(Term t) {
        Tree open = t.open().orElseThrow();
        boolean rooted = !open.rootOutput() && open.node().vertex().isLive(slot);
        if (!rooted && isMoving(t)) {
            return Optional.empty();
        }
        Node closed = rooted ? open.closed() : Tree.position(slot, false).dot(open);
        Sum unit = Gradient.scalar(Moving.with(t, Coef.ONE), closed);
        for (Term g : unit.gradient(slot, rules).terms()) {
            if (g.shape().equals(t.shape()) && g.coef().isRational()) {
                return Optional.of(unit.times(t.coef().dividedBy(g.coef())));
            }
        }
        return Optional.empty();
    }

    private boolean isMoving(Term t) {
        boolean[] live = {Moving.isMoving(t.coef(), slot)};
        t.forEachVertex(v -> live[0] |= v.isLive(slot));
        return live[0];
    }

    private Optional<Sum> integrated(Term t) {
        Generator x = value(t.open().orElseThrow()).orElseThrow();
        return antiderivative(t.coef(), x).map(c -> Sum.of(
                List.of(new Term(c, t.scalars(), Optional.empty(), Set.of(), Domain.ALL))));
    }

    /// Of the whole coefficient, or of each of its additive terms.
    private static Optional<Coef> antiderivative(Coef c, Generator x) {
        Optional<Coef> whole = single(c, x);
        if (whole.isPresent() || c.numerator().terms().size() < 2) {
            return whole;
        }
        Coef under = c.dividedBy(Coef.of(c.numerator()));
        Coef sum = Coef.ZERO;
        for (Map.Entry<Monomial, bea.algebra.Rational> e : c.numerator().terms().entrySet()) {
            Optional<Coef> part = single(Coef.of(Poly.monomial(e.getKey(), e.getValue())).times(under), x);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(part.get());
        }
        return Optional.of(sum);
    }

    /// `c x^k`, `c exp(k x)`, `c / (x^2 + 1)` and `c / (a x + b)`; each guess is differentiated before it is believed.
    private static Optional<Coef> single(Coef c, Generator x) {
        List<Coef> guesses = new ArrayList<>();
        Coef slope = Scalars.derivative(c, x);
        Coef value = Coef.generator(x);
        if (slope.isZero()) {
            guesses.add(c.times(value));
        } else {
            guesses.add(c.times(c).dividedBy(slope));
            Coef degree = slope.times(value).dividedBy(c).plus(Coef.ONE);
            if (!degree.isZero()) {
                guesses.add(c.times(value).dividedBy(degree));
            }
            Coef circle = c.times(value.times(value).plus(Coef.ONE));
            guesses.add(Coef.generator(new Scalars.Function("atan", value)).times(circle));
            Coef below = Scalars.derivative(c.reciprocal(), x);
            if (!below.isZero()) {
                guesses.add(Coef.generator(new Scalars.Function("log", c.reciprocal())).dividedBy(below));
            }
        }
        return guesses.stream().filter(g -> Scalars.derivative(g, x).sameAs(c)).findFirst();
    }
}
