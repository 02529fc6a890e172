package bea.series;

import bea.tree.Homogeneous;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Derivatives of scale-invariant losses along the position, written as what they are ([Homogeneous]).
public final class Invariance {
    private Invariance() {}

    public static Sum of(Sum sum, Rules rules) {
        return rules.invariant().isEmpty() ? sum : sum.flatMap(t -> reduced(t, rules));
    }

    private static List<Term> reduced(Term t, Rules rules) {
        int factor = 1;
        List<Node> scalars = new ArrayList<>();
        for (Node s : t.scalars()) {
            Homogeneous.Reduced r = Homogeneous.of(s, rules);
            factor *= r.factor();
            scalars.add(r.node());
        }
        Optional<Tree> open = t.open();
        if (open.isPresent()) {
            Homogeneous.Reduced r = Homogeneous.of(open.get(), rules);
            factor *= r.factor();
            open = Optional.of(new Tree(open.get().slot(), open.get().rootOutput(), r.node()));
        }
        return factor == 0 ? List.of()
                : List.of(new Term(t.coef().times(bea.algebra.Rational.of(factor)), scalars, open, t.bound(),
                        t.domain()));
    }
}
