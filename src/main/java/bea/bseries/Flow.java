package bea.bseries;

import bea.algebra.Rational;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// The flow of a field over the time `h`, and the field of which a method is that flow.
///
/// With `c_1 = b` and `j c_j(τ) = Σ c_{j-1}(trunk) b(branch)` over the cuts of one edge, `c_j = (D_b^{j-1} b)/j!` is the
/// part of the flow that is of degree `j` in the field, and `a = Σ_j c_j` the flow: the Lie series, tree by tree. Since
/// only `c_1(τ)` contains `b(τ)`, the same recursion gives `b` from `a`: Hairer, Lubich, Wanner, Theorem IX.9.2, for
/// several colours IX.10. One row of `c_j` for each tree, each cut used once for every degree.
public final class Flow {
    /// From so many trees of one order on several threads share them.
    private static final int MANY = 4096;
    private static final int OFTEN = 255;

    private Flow() {}

    /// The time-one flow of the field `b`.
    public static <C> Coefficients<C> of(Coefficients<C> b) {
        return run(b, false, List.of(), NO_TICK);
    }

    /// The field whose time-one flow is the method `a`: the modified equation of backward error analysis.
    public static <C> Coefficients<C> modified(Coefficients<C> a) {
        return modified(a, List.of(), NO_TICK);
    }

    /// The same where the trees with roots of colour `c` are read at their own time, `time.get(c)`: the field `b` with
    /// `a(τ) = Σ_j time^j c_j(τ)`.
    ///
    /// @param time empty for the time 1 of all
    /// @param tick called now and then, on any thread; it may throw to stop the work
    public static <C> Coefficients<C> modified(Coefficients<C> a, List<C> time, Runnable tick) {
        return run(a, true, time, tick);
    }

    private static final Runnable NO_TICK = () -> {
    };

    private static <C> Coefficients<C> run(Coefficients<C> given, boolean inverse, List<C> time, Runnable tick) {
        if (time.isEmpty() && given.ring() == Ring.RATIONALS) {
            @SuppressWarnings("unchecked")
            Coefficients<C> result = (Coefficients<C>) IntegerFlow.run(rational(given), inverse, tick);
            return result;
        }
        return new General<>(given, inverse, time).run(tick);
    }

    @SuppressWarnings("unchecked")
    private static Coefficients<Rational> rational(Coefficients<?> c) {
        return (Coefficients<Rational>) c;
    }

    /// Every tree in ascending order; those of one order need only lower ones.
    static void forEach(Trees trees, Runnable tick, IntConsumer row) {
        IntConsumer action = t -> {
            if ((t & OFTEN) == 0) {
                tick.run();
            }
            row.accept(t);
        };
        for (int m = 1; m <= trees.order(); m++) {
            int from = trees.first(m);
            int to = trees.first(m + 1);
            if (to - from >= MANY) {
                IntStream.range(from, to).parallel().forEach(action);
            } else {
                for (int t = from; t < to; t++) {
                    action.accept(t);
                }
            }
        }
    }

    /// In any ring.
    static final class General<C> {
        private final Coefficients<C> given;
        private final boolean inverse;
        private final List<C> time;
        private final Trees trees;
        private final Ring<C> ring;
        /// `[j - 1]` of a tree's row is its `c_j`.
        private final Object[][] rows;

        General(Coefficients<C> given, boolean inverse, List<C> time) {
            this.given = given;
            this.inverse = inverse;
            this.time = time;
            this.trees = given.trees();
            this.ring = given.ring();
            this.rows = new Object[trees.count()][];
        }

        Coefficients<C> run(Runnable tick) {
            forEach(trees, tick, this::row);
            return inverse ? Coefficients.field(trees, ring, t -> at(t, 0))
                    : Coefficients.method(trees, ring, this::sum);
        }

        @SuppressWarnings("unchecked")
        private C at(int tree, int j) {
            return (C) rows[tree][j];
        }

        private C sum(int tree) {
            C sum = at(tree, 0);
            for (int j = 1; j < trees.size(tree); j++) {
                sum = ring.plus(sum, at(tree, j));
            }
            return sum;
        }

        private void row(int tree) {
            int m = trees.size(tree);
            Object[] row = new Object[m];
            java.util.Arrays.fill(row, ring.zero());
            rows[tree] = row;
            for (int i = 0; i < trees.cuts(tree); i++) {
                int u = trees.cutTrunk(tree, i);
                C b = ring.scaled(at(trees.cutBranch(tree, i), 0), Rational.of(trees.cutMultiplicity(tree, i)));
                for (int j = 0; j < trees.size(u) && !ring.isZero(b); j++) {
                    if (!ring.isZero(at(u, j))) {
                        row[j + 1] = ring.plus(at(tree, j + 1), ring.times(at(u, j), b));
                    }
                }
            }
            for (int j = 1; j < m; j++) {
                row[j] = ring.scaled(at(tree, j), Rational.of(1, j + 1));
            }
            row[0] = inverse ? uncut(tree) : given.of(tree);
        }

        /// `b(τ)`: what `a(τ)` has beyond the terms with cuts.
        private C uncut(int tree) {
            C rest = given.of(tree);
            C own = time.isEmpty() ? null : time.get(trees.colour(tree));
            C power = own;
            for (int j = 1; j < trees.size(tree); j++) {
                power = own == null ? null : ring.times(power, own);
                C term = own == null ? at(tree, j) : ring.times(at(tree, j), power);
                rest = ring.plus(rest, ring.scaled(term, Rational.MINUS_ONE));
            }
            return own == null ? rest : ring.over(rest, own);
        }
    }
}
