package bea.series;

import bea.algebra.Coef;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Symbol;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Sums over functions of an index that are no polynomials, such as the rates `h/(k+1)`, have no closed form. Arbitrary
/// functions take the place of `1/(k+1)`, as if they were losses of batches: what is zero for all of them is zero for
/// these. The reverse is not true.
final class Weights {
    private static final String FAMILY = "~w";
    private static final Affine PLACE = Affine.variable("@");
    /// Functions are not followed farther than this.
    private static final int FAR = 1000;
    private final Setting setting;
    private final Map<String, Setting.Range> families;

    private Weights(Setting setting) {
        this.setting = setting;
        this.families = new LinkedHashMap<>(setting.families());
    }

    /// Whether a sum is zero because it is so with arbitrary functions.
    static boolean isZero(Sum sum, Setting setting) {
        Weights w = new Weights(setting);
        List<Term> terms = new ArrayList<>();
        for (Term t : sum.terms()) {
            Optional<Term> replaced = w.replaced(t);
            if (replaced.isEmpty()) {
                return false;
            }
            terms.add(replaced.get());
        }
        Setting all = new Setting(setting.atLeast(), w.families, setting.rules());
        try {
            return Canonical.compute(Sum.of(terms), all).isEmpty();
        } catch (NotExpressible e) {
            return false;
        }
    }

    /// Empty where a function or a divisor has several indices, or its index no range.
    private Optional<Term> replaced(Term t) {
        boolean[] failed = {false};
        Coef rest = Coef.of(t.coef().numerator()).substitute(g -> {
            if (g instanceof Scalars.Function f && !Collections.disjoint(Scalars.indices(f.argument()), t.bound())) {
                Optional<Coef> w = weight(Coef.generator(g), t, 0);
                failed[0] |= w.isEmpty();
                return w.orElse(Coef.ZERO);
            }
            return null;
        });
        for (Map.Entry<Poly, Integer> e : t.coef().denominator().entrySet()) {
            Coef divisor = Coef.of(e.getKey());
            Optional<Coef> one = Collections.disjoint(Scalars.indices(divisor), t.bound())
                    ? Optional.of(divisor.reciprocal()) : weight(divisor.reciprocal(), t, shift(e.getKey()));
            failed[0] |= one.isEmpty();
            rest = rest.times(one.orElse(Coef.ONE).pow(e.getValue()));
        }
        return failed[0] ? Optional.empty()
                : Optional.of(new Term(rest, t.scalars(), t.open(), t.bound(), t.domain()));
    }

    /// The arbitrary function in the place of `function`, at its index plus `shift`.
    private Optional<Coef> weight(Coef function, Term t, int shift) {
        Set<String> indices = new TreeSet<>(Scalars.indices(function));
        indices.retainAll(t.bound());
        if (indices.size() != 1) {
            return Optional.empty();
        }
        String index = indices.iterator().next();
        Optional<Affine> low = t.domain().lower(index, Set.of());
        Optional<Affine> high = t.domain().upper(index, setting.counts());
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        Affine place = PLACE.plus(-shift);
        Coef shape = Scalars.relabel(function, a -> a.substitute(n -> n.equals(index) ? place : null));
        String family = FAMILY + high.get().name();
        families.merge(family, new Setting.Range(low.get().plus(shift), high.get().plus(shift)), Weights::both);
        Symbol weight = new Symbol(shape.toString(), List.of(), Optional.empty(), Optional.of(family),
                Optional.empty());
        return Optional.of(Coef.generator(new Vertex.Value(Vertex.symbol(weight,
                Optional.of(Affine.variable(index).plus(shift))))));
    }

    private static Setting.Range both(Setting.Range a, Setting.Range b) {
        return new Setting.Range(a.from().constant() <= b.from().constant() ? a.from() : b.from(),
                a.to().constant() >= b.to().constant() ? a.to() : b.to());
    }

    /// `c` of a divisor `index + c`; those that differ by a shift are one function at other places.
    private static int shift(Poly divisor) {
        Rational c = Rational.ZERO;
        for (Map.Entry<Monomial, Rational> e : divisor.terms().entrySet()) {
            if (e.getKey().powers().isEmpty()) {
                c = e.getValue();
            } else
                if (!e.getValue().isOne() || e.getKey().powers().size() > 1
                        || e.getKey().powers().getFirst().exponent() > 1 || divisor.terms().size() > 2) {
                            return 0;
                        }
        }
        return c.isInteger() && c.abs().compareTo(Rational.of(FAR)) < 0 ? c.intValueExact() : 0;
    }
}
