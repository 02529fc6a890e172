package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Slot;
import bea.series.Scalars;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What in a coefficient moves with the live position of a slot: undifferentiated losses, coordinates, functions of
/// them. To a linear system over constants these are factors of the tree, not numbers.
final class Moving {
    private Moving() {}

    /// A constant times a product of trees and moving values.
    ///
    /// @param unit the product; its coefficient is a power product of moving values
    record Piece(Coef factor, Term unit) {
        /// Tells products apart within one cell.
        String key() {
            return unit.coef().isOne() ? unit.shape() : unit.coef() + " * " + unit.shape();
        }
    }

    static boolean isMoving(Generator g, Slot slot) {
        return switch (g) {
            case Vertex.Value v -> v.vertex().isLive(slot);
            case Scalars.Coordinate c -> c.isLive(slot);
            case Scalars.Function f -> isMoving(f.argument(), slot);
            default -> false;
        };
    }

    static boolean isMoving(Coef c, Slot slot) {
        for (Generator g : c.generators()) {
            if (isMoving(g, slot)) {
                return true;
            }
        }
        return false;
    }

    /// The pieces of a term; empty when the coefficient is no polynomial in what moves.
    static Optional<List<Piece>> pieces(Term t, Slot slot) {
        if (!isMoving(t.coef(), slot)) {
            return Optional.of(List.of(new Piece(t.coef(), with(t, Coef.ONE))));
        }
        Coef under = Coef.ONE;
        for (Map.Entry<Poly, Integer> e : t.coef().denominator().entrySet()) {
            under = under.times(Coef.of(e.getKey()).pow(-e.getValue()));
        }
        if (isMoving(under, slot) || t.coef().generators().stream()
                .anyMatch(g -> g instanceof Scalars.Function && isMoving(g, slot))) {
            return Optional.empty();
        }
        Map<String, Piece> pieces = new LinkedHashMap<>();
        for (Map.Entry<Monomial, Rational> e : t.coef().numerator().terms().entrySet()) {
            Coef factor = under.times(e.getValue());
            Coef values = Coef.ONE;
            for (Monomial.Power p : e.getKey().powers()) {
                Coef power = Coef.generator(p.base()).pow(p.exponent());
                boolean moves = isMoving(p.base(), slot);
                factor = moves ? factor : factor.times(power);
                values = moves ? values.times(power) : values;
            }
            Piece piece = new Piece(factor, with(t, values));
            pieces.merge(piece.key(), piece, (a, b) -> new Piece(a.factor.plus(b.factor), a.unit));
        }
        return Optional.of(pieces.values().stream().filter(p -> !p.factor.isZero()).toList());
    }

    static Term with(Term t, Coef coef) {
        return new Term(coef, t.scalars(), t.open(), t.bound(), t.domain());
    }

    /// The moving losses of a unit's coefficient as trees of one vertex, each as often as it is a factor.
    static List<Node> leaves(Coef values) {
        List<Node> leaves = new ArrayList<>();
        for (Map.Entry<Monomial, Rational> e : values.numerator().terms().entrySet()) {
            for (Monomial.Power p : e.getKey().powers()) {
                for (int i = 0; i < p.exponent() && p.base() instanceof Vertex.Value; i++) {
                    leaves.add(Node.leaf(((Vertex.Value) p.base()).vertex()));
                }
            }
        }
        return leaves;
    }
}
