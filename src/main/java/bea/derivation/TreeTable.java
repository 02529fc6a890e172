package bea.derivation;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.elaborate.Wording;
import bea.language.Expr;
import bea.model.Slot;
import bea.present.Presenter;
import bea.present.Write;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The elementary differentials of a correction, one by one.
///
/// @param players how many slots there are
record TreeTable(Presenter presenter, int players) {
    /// More terms than these are not written out one by one.
    private static final int SHOWN = 200;

    /// @param scale `T epsilon^k` in powers of `h`
    List<Derived.Tree> trees(Sum value, Coef scale) {
        if (value.size() > SHOWN) {
            return new Later<>(() -> value.terms().stream()
                    .map(t -> tree(t, t.coef(), scale, Optional.empty(), v -> Write.name(v.key()))).toList());
        }
        return presenter.terms(value).stream()
                .map(w -> tree(w.term(), w.coefficient(), scale, Optional.of(w.expression()), w.labels())).toList();
    }

    private Derived.Tree tree(Term t, Coef coefficient, Coef scale, Optional<Expr> term,
            Function<Vertex, Expr> labels) {
        Tree tree = t.open().orElseThrow();
        Node n = tree.node();
        int[] losses = {0};
        n.forEach(v -> losses[0] += v.symbol() != null && v.symbol().output().isEmpty() ? 1 : 0);
        Coef divided = coefficient.times(scale).times(Rational.of(losses[0] % 2 == 0 ? 1 : -1));
        return new Derived.Tree(n.key(), Wording.of(coefficient), n.order(), n.symmetry(), n.density(),
                Wording.of(divided.times(Rational.of(n.symmetry()))), Wording.of(divided),
                shape(n, tree.slot(), tree.rootOutput(), labels), term);
    }

    private Derived.Shape shape(Node n, Slot open, boolean output, Function<Vertex, Expr> labels) {
        Vertex v = n.vertex();
        Expr label = labels.apply(v);
        boolean gradient = v.symbol() != null && !output && players > 1;
        return new Derived.Shape(
                gradient ? new Expr.Grad(Optional.of(open.name()), label, bea.language.Span.NONE) : label,
                v.frozen() != 0,
                n.branches().stream().map(b -> shape(b.node(), b.childSlot(), b.childOutput(), labels)).toList());
    }
}
