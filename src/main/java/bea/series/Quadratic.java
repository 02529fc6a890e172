package bea.series;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The normal form of sums that read quadratic losses at two points, live and at the start.
///
/// The second derivative of such a loss is the same at both, its gradient and value differ by known terms. So all of
/// them are written with the loss at the live point and with both positions; what is then left is independent.
public final class Quadratic {
    private final Rules rules;

    private Quadratic(Rules rules) {
        this.rules = rules;
    }

    /// Full derivatives live, and those of scale-invariant losses along the position written as what they are. Nothing else
    /// changes, and nothing becomes longer.
    public static Sum constants(Sum sum, Rules rules) {
        Sum reduced = Invariance.of(sum, rules);
        return rules.quadratic().isEmpty() ? reduced : new Quadratic(rules).settled(reduced, false);
    }

    /// The normal form.
    ///
    /// @throws NotExpressible when a frozen value stands in a denominator or a function
    public static Sum normal(Sum sum, Rules rules) {
        Sum same = constants(sum, rules);
        return needsNormal(same, rules) ? new Quadratic(rules).settled(same, true) : same;
    }

    /// Whether a quadratic loss stands frozen beside anything live. A sum at the start alone is in normal form.
    public static boolean needsNormal(Sum sum, Rules rules) {
        boolean[] found = new boolean[2];
        if (!rules.quadratic().isEmpty()) {
            sum.terms().forEach(t -> {
                t.forEachVertex(v -> {
                    found[0] |= v.frozen() != 0 && rules.isQuadratic(v);
                    found[1] |= switch (v.kind()) {
                        case SYMBOL -> v.symbol().slots().stream().anyMatch(v::isLive);
                        case POSITION -> v.frozen() == 0;
                        case HOLE, AXIS -> false;
                    };
                });
                found[1] |= t.coef().generators().stream().anyMatch(Scalars.Function.class::isInstance)
                        || readsCoordinates(t);
            });
        }
        return found[0] && found[1];
    }

    private static boolean readsCoordinates(Term t) {
        boolean[] found = {t.coef().generators().stream().anyMatch(Scalars.Coordinate.class::isInstance)};
        t.forEachVertex(v -> found[0] |= v.kind() == Vertex.Kind.AXIS);
        return found[0];
    }

    private Sum settled(Sum sum, boolean through) {
        if (through && sum.terms().stream().anyMatch(Quadratic::readsCoordinates)) {
            throw new NotExpressible("a quadratic loss at two points beside named coordinates");
        }
        List<Term> result = new ArrayList<>();
        for (Term t : sum.terms()) {
            List<Term> parts = List.of(new Term(t.coef(), List.of(), Optional.empty(), t.bound(), t.domain()));
            for (Node s : t.scalars()) {
                List<Tree.Scalar> inner = Tree.settled(s, rules, through);
                parts = parts.stream().flatMap(p -> inner.stream().map(x -> times(p, x))).toList();
            }
            if (t.open().isPresent()) {
                List<Tree.Part> inner = t.open().get().settled(rules, through);
                parts = parts.stream().flatMap(p -> inner.stream().map(x -> new Term(p.coef().times(x.factor()),
                        p.scalars(), Optional.of(x.tree()), p.bound(), p.domain()))).toList();
            }
            for (Term p : parts) {
                result.addAll(through ? values(p) : List.of(p));
            }
        }
        return Sum.of(result);
    }

    private static Term times(Term t, Tree.Scalar x) {
        List<Node> scalars = new ArrayList<>(t.scalars());
        scalars.add(x.node());
        return new Term(t.coef().times(x.factor()), scalars, t.open(), t.bound(), t.domain());
    }

    private boolean isFrozen(Generator g) {
        return g instanceof Vertex.Value v && v.vertex().frozen() != 0 && rules.isQuadratic(v.vertex());
    }

    private boolean readsFrozen(Coef c) {
        return c.generators().stream()
                .anyMatch(g -> isFrozen(g) || g instanceof Scalars.Function f && readsFrozen(f.argument()));
    }

    /// Frozen values in the coefficient written with live ones.
    private List<Term> values(Term t) {
        if (!readsFrozen(t.coef())) {
            return List.of(t);
        }
        Coef under = Coef.ONE;
        for (var e : t.coef().denominator().entrySet()) {
            under = under.times(Coef.of(e.getKey()).pow(-e.getValue()));
        }
        List<Term> result = new ArrayList<>();
        for (Map.Entry<Monomial, bea.algebra.Rational> e : t.coef().numerator().terms().entrySet()) {
            Coef rest = under.times(e.getValue());
            List<Term> parts = List.of(new Term(Coef.ONE, t.scalars(), t.open(), t.bound(), t.domain()));
            for (Monomial.Power p : e.getKey().powers()) {
                if (!isFrozen(p.base())) {
                    rest = rest.times(Coef.generator(p.base()).pow(p.exponent()));
                    continue;
                }
                if (p.exponent() < 0) {
                    throw unknown();
                }
                for (int i = 0; i < p.exponent(); i++) {
                    parts = parts.stream().flatMap(x -> value(x, ((Vertex.Value) p.base()).vertex()).stream())
                            .toList();
                }
            }
            if (readsFrozen(rest)) {
                throw unknown();
            }
            for (Term p : parts) {
                result.add(new Term(p.coef().times(rest), p.scalars(), p.open(), p.bound(), p.domain()));
            }
        }
        return result;
    }

    private static NotExpressible unknown() {
        return new NotExpressible("a function of a quadratic loss at the start beside the loss elsewhere");
    }

    private static List<Term> value(Term t, Vertex v) {
        List<Term> parts = new ArrayList<>();
        parts.add(new Term(t.coef().times(Coef.generator(new Vertex.Value(v.withFrozen(0)))), t.scalars(), t.open(),
                t.bound(), t.domain()));
        Tree.fromLive(v).forEach(x -> parts.add(times(t, x)));
        return parts;
    }
}
