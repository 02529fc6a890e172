package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.Scalars;
import bea.series.Setting;
import bea.series.Sum;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.Set;
import java.util.TreeSet;

/// The antisymmetric part of a field's Jacobian: what no gradient has. It knows nothing of potentials, so it is the
/// independent word on a field for which none was found.
final class Curl {
    private static final int FIRST = -11;
    private static final int SECOND = -12;

    private Curl() {}

    /// `w . F'(v) - v . F'(w)` for two constant vectors.
    static Sum of(Sum field, Slot slot, Rules rules) {
        Sum derivative = field.differentiated(slot, FIRST, rules).dot(Sum.vector(Tree.hole(slot, SECOND)));
        return derivative.minus(derivative.mapVertices(v -> switch (v) {
            case Vertex x when x.isHole(FIRST) -> Vertex.hole(slot, SECOND);
            case Vertex x when x.isHole(SECOND) -> Vertex.hole(slot, FIRST);
            default -> v;
        }));
    }

    /// What the derivatives of the parts of a joint gradient do not have: `w . F'(v) - v . G'(w)` for a part `F` in
    /// `slot`, which `w` belongs to, and a part `G` in `other`.
    static Sum mixed(Sum field, Slot slot, Sum of, Slot other, Rules rules) {
        Sum one = field.differentiated(other, FIRST, rules).dot(Sum.vector(Tree.hole(slot, SECOND)));
        return one.minus(of.differentiated(slot, SECOND, rules).dot(Sum.vector(Tree.hole(other, FIRST))));
    }

    /// True is certain; false means that the field is a gradient, or that elementary functions may cancel.
    static boolean surelyNot(Sum field, Slot slot, Setting setting, Rules rules) {
        return Canonical.of(of(field, slot, rules), setting).values().stream().anyMatch(t -> isSurelyNotZero(t.coef()));
    }

    /// Elementary functions obey identities; a product of them, none constant, is not zero all the same.
    private static boolean isSurelyNotZero(Coef c) {
        for (Generator g : c.generators()) {
            if (g instanceof Scalars.Function f
                    && f.argument().generators().stream().noneMatch(Vertex.Value.class::isInstance)) {
                return false;
            }
        }
        Set<String> products = new TreeSet<>();
        for (Monomial m : c.numerator().terms().keySet()) {
            StringBuilder product = new StringBuilder();
            m.powers().stream().filter(p -> p.base() instanceof Scalars.Function)
                    .forEach(p -> product.append(p.base().key()).append('^').append(p.exponent()).append(' '));
            products.add(product.toString());
        }
        return products.size() == 1;
    }
}
