package bea.bseries;

import bea.algebra.Rational;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;

/// One number `a(τ)` for every tree through the order of its [Trees], and one for the empty tree.
///
/// It stands for the series `a(∅) y + Σ h^|τ| a(τ)/σ(τ) F(τ)`. With colours, the trees whose root has a certain colour
/// belong to the part of the state whose derivative that colour is.
public final class Coefficients<C> {
    private final Trees trees;
    private final Ring<C> ring;
    private final C empty;
    private final Object[] values;

    private Coefficients(Trees trees, Ring<C> ring, C empty, Object[] values) {
        this.trees = trees;
        this.ring = ring;
        this.empty = empty;
        this.values = values;
    }

    /// What a tree gets, given what smaller numbers got.
    interface Value<C> {
        C apply(Coefficients<C> soFar, int tree);
    }

    /// @param value of each tree in turn; it may read what it gave for smaller numbers from the table so far
    static <C> Coefficients<C> build(Trees trees, Ring<C> ring, C empty, Value<C> value) {
        Coefficients<C> all = new Coefficients<>(trees, ring, empty, new Object[trees.count()]);
        for (int t = 0; t < trees.count(); t++) {
            all.values[t] = value.apply(all, t);
        }
        return all;
    }

    /// A method or position: `a(∅) = 1`.
    public static <C> Coefficients<C> method(Trees trees, Ring<C> ring, IntFunction<C> value) {
        return build(trees, ring, ring.of(Rational.ONE), (_, t) -> value.apply(t));
    }

    /// A field or increment: `a(∅) = 0`.
    public static <C> Coefficients<C> field(Trees trees, Ring<C> ring, IntFunction<C> value) {
        return build(trees, ring, ring.zero(), (_, t) -> value.apply(t));
    }

    /// The exact flow, `1/γ(τ)`.
    public static Coefficients<Rational> exactFlow(Trees trees) {
        return build(trees, Ring.RATIONALS, Rational.ONE, (a, t) -> {
            int l = trees.trunk(t);
            return l < 0 ? Rational.ONE : a.of(l).times(Rational.of(trees.size(l), trees.size(t)))
                    .times(a.of(trees.branch(t)));
        });
    }

    public Trees trees() {
        return trees;
    }

    public Ring<C> ring() {
        return ring;
    }

    public C empty() {
        return empty;
    }

    /// `a(τ)`.
    @SuppressWarnings("unchecked")
    public C of(int tree) {
        return (C) values[tree];
    }

    /// `a(τ)/σ(τ)`, the factor of the elementary differential.
    public C overSymmetry(int tree) {
        return ring.scaled(of(tree), Rational.of(1, trees.symmetry(tree)));
    }

    public Coefficients<C> plus(Coefficients<C> o) {
        return with(ring.plus(empty, o.empty), o, ring::plus);
    }

    public Coefficients<C> times(Rational r) {
        return with(ring.scaled(empty, r), this, (a, _) -> ring.scaled(a, r));
    }

    public Coefficients<C> scaledBy(C c) {
        return with(ring.times(empty, c), this, (a, _) -> ring.times(a, c));
    }

    /// With `h` replaced by `r h`.
    public Coefficients<C> scaled(Rational r) {
        return build(trees, ring, empty, (_, t) -> ring.scaled(of(t), r.pow(trees.size(t))));
    }

    private Coefficients<C> with(C newEmpty, Coefficients<C> o, BinaryOperator<C> f) {
        if (o.trees != trees) {
            throw new IllegalArgumentException("series over different trees");
        }
        return build(trees, ring, newEmpty, (_, t) -> f.apply(of(t), o.of(t)));
    }

    /// `h f(this)` for the field `f` of the given colours: `Π a(τ_i)` on `[τ_1 … τ_k]`, 0 on trees of other roots.
    ///
    /// @throws IllegalArgumentException when this is no position near the start, `a(∅) = 1`
    public Coefficients<C> evaluated(java.util.function.IntPredicate rootColour) {
        if (!ring.isZero(ring.plus(empty, ring.of(Rational.MINUS_ONE)))) {
            throw new IllegalArgumentException("a field is evaluated at a position, a(∅) = 1");
        }
        C one = ring.of(Rational.ONE);
        return build(trees, ring, ring.zero(), (k, t) -> {
            int l = trees.trunk(t);
            return !rootColour.test(trees.colour(t)) ? ring.zero() : l < 0 ? one
                    : ring.times(k.of(l), of(trees.branch(t)));
        });
    }

    /// The same where every colour is a field evaluated here.
    public Coefficients<C> evaluated() {
        return evaluated(_ -> true);
    }

    /// Only the trees whose roots have these colours, for example one part of a state.
    public Coefficients<C> only(java.util.function.IntPredicate rootColour) {
        return build(trees, ring, empty, (_, t) -> rootColour.test(trees.colour(t)) ? of(t) : ring.zero());
    }

    /// Equality of all coefficients in the ring.
    public boolean sameAs(Coefficients<C> o) {
        for (int t = 0; t < values.length; t++) {
            if (!ring.isZero(ring.plus(of(t), ring.scaled(o.of(t), Rational.MINUS_ONE)))) {
                return false;
            }
        }
        return ring.isZero(ring.plus(empty, ring.scaled(o.empty, Rational.MINUS_ONE)));
    }
}
