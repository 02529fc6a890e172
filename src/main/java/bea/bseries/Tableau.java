package bea.bseries;

import bea.algebra.Rational;
import java.util.List;

/// A Runge–Kutta method, for partitioned systems with one pair of coefficients for each colour.
///
/// @param a `a[c][i][j]`: what stage `i` takes of the evaluation at stage `j`, of the field of colour `c`
/// @param b `b[c][i]`: its weights
public record Tableau(List<Rational[][]> a, List<Rational[]> b) {

    /// One method for every colour.
    public static Tableau of(Rational[][] a, Rational[] b, int colours) {
        return new Tableau(java.util.Collections.nCopies(colours, a), java.util.Collections.nCopies(colours, b));
    }

    /// Reads rows such as `"", "1/2"` and weights such as `"0 1"`; what is left out at the end of a row is 0.
    public static Tableau parse(String weights, String... rows) {
        Rational[] b = row(weights, 0);
        Rational[][] a = new Rational[b.length][];
        for (int i = 0; i < b.length; i++) {
            a[i] = row(i < rows.length ? rows[i] : "", b.length);
        }
        return of(a, b, 1);
    }

    private static Rational[] row(String text, int length) {
        String[] words = text.isBlank() ? new String[0] : text.trim().split(" +");
        Rational[] row = new Rational[Math.max(length, words.length)];
        for (int i = 0; i < row.length; i++) {
            row[i] = i < words.length ? Rational.parse(words[i]) : Rational.ZERO;
        }
        return row;
    }

    /// Several methods side by side, one for each colour.
    public static Tableau partitioned(Tableau... methods) {
        return new Tableau(java.util.Arrays.stream(methods).map(m -> m.a.getFirst()).toList(),
                java.util.Arrays.stream(methods).map(m -> m.b.getFirst()).toList());
    }

    /// The series of one step: stage `i` has `Φ_i([τ_1 … τ_k]) = Π_l Σ_j a_ij Φ_j(τ_l)`, the step `Σ_i b_i Φ_i`.
    public Coefficients<Rational> series(Trees trees) {
        int stages = b.getFirst().length;
        Rational[][] phi = new Rational[trees.count()][stages];
        Rational[][] below = new Rational[trees.count()][stages];
        return Coefficients.method(trees, Ring.RATIONALS, t -> {
            int l = trees.trunk(t);
            Rational[][] from = a.get(trees.colour(t));
            for (int i = 0; i < stages; i++) {
                phi[t][i] = l < 0 ? Rational.ONE : phi[l][i].times(below[trees.branch(t)][i]);
            }
            for (int i = 0; i < stages; i++) {
                below[t][i] = dot(from[i], phi[t]);
            }
            return dot(b.get(trees.colour(t)), phi[t]);
        });
    }

    private static Rational dot(Rational[] x, Rational[] y) {
        Rational sum = Rational.ZERO;
        for (int i = 0; i < x.length; i++) {
            sum = x[i].isZero() ? sum : sum.plus(x[i].times(y[i]));
        }
        return sum;
    }
}
