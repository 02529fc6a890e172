package bea.bseries;

import bea.algebra.Rational;
import java.math.BigInteger;
import java.util.Arrays;

/// [Flow] over the rational numbers, in integers over one denominator `S_m` for all trees of order `m`.
///
/// Let `T_m` be a multiple of the denominators given at order `m`, with `T_k T_{m-k}` dividing `T_m`; and
/// `S_m = T_m Π_p p^⌊(m-1)/(p-1)⌋` over the primes `p`. Then `S_m c_j(τ)` is an integer for every `τ` of order `m`: `c_j`
/// is a sum of products of `j` values `b` on pieces of orders `m_1 + … + m_j = m`, over `j!`; a prime divides `j!` at
/// most `⌊(j-1)/(p-1)⌋` times; and `⌊(j-1)/(p-1)⌋ + Σ ⌊(m_i-1)/(p-1)⌋ ≤ ⌊(m-1)/(p-1)⌋`. So no fraction is ever reduced
/// on the way. A division that leaves a remainder would be a bug and is refused. Rows whose numbers or sums could
/// exceed a machine word are kept and worked out in wide integers.
final class IntegerFlow {
    private final Coefficients<Rational> given;
    private final boolean inverse;
    private final Trees trees;
    private final BigInteger[] scale;
    /// `ratio[m][k] = S_m / (S_{m-k} S_k)`.
    private final BigInteger[][] ratio;
    /// A row holds `S_m c_1 … S_m c_m`; one that is too wide for words is in `wide` instead.
    private final long[][] rows;
    private final BigInteger[][] wide;
    /// The largest absolute value in a narrow row.
    private final long[] largest;

    private IntegerFlow(Coefficients<Rational> given, boolean inverse) {
        this.given = given;
        this.inverse = inverse;
        this.trees = given.trees();
        this.scale = scales(given);
        this.ratio = ratios(scale);
        this.rows = new long[trees.count()][];
        this.wide = new BigInteger[trees.count()][];
        this.largest = new long[trees.count()];
    }

    static Coefficients<Rational> run(Coefficients<Rational> given, boolean inverse, Runnable tick) {
        IntegerFlow f = new IntegerFlow(given, inverse);
        Flow.forEach(f.trees, tick, f::row);
        return inverse ? Coefficients.field(f.trees, Ring.RATIONALS, t -> f.value(t, f.at(t, 0)))
                : Coefficients.method(f.trees, Ring.RATIONALS, f::sum);
    }

    private static BigInteger[] scales(Coefficients<Rational> given) {
        Trees trees = given.trees();
        BigInteger[] t = new BigInteger[trees.order() + 1];
        BigInteger[] s = new BigInteger[trees.order() + 1];
        for (int m = 1; m <= trees.order(); m++) {
            t[m] = BigInteger.ONE;
            for (int k = 1; k < m; k++) {
                t[m] = lcm(t[m], t[k].multiply(t[m - k]));
            }
            for (int tree = trees.first(m); tree < trees.first(m + 1); tree++) {
                t[m] = multiple(t[m], given.of(tree));
            }
            s[m] = t[m].multiply(factorials(m));
        }
        return s;
    }

    private static BigInteger multiple(BigInteger t, Rational r) {
        if (r.isInteger()) {
            return t;
        }
        BigInteger d = r.denominator();
        return t.remainder(d).signum() == 0 ? t : lcm(t, d);
    }

    private static BigInteger lcm(BigInteger a, BigInteger b) {
        return a.divide(a.gcd(b)).multiply(b);
    }

    /// `Π_p p^⌊(m-1)/(p-1)⌋`.
    private static BigInteger factorials(int m) {
        BigInteger product = BigInteger.ONE;
        for (int p = 2; p <= m; p++) {
            if (isPrime(p)) {
                product = product.multiply(BigInteger.valueOf(p).pow((m - 1) / (p - 1)));
            }
        }
        return product;
    }

    private static boolean isPrime(int p) {
        for (int d = 2; d * d <= p; d++) {
            if (p % d == 0) {
                return false;
            }
        }
        return true;
    }

    private static BigInteger[][] ratios(BigInteger[] s) {
        BigInteger[][] r = new BigInteger[s.length][];
        for (int m = 1; m < s.length; m++) {
            r[m] = new BigInteger[m];
            for (int k = 1; k < m; k++) {
                r[m][k] = exact(s[m], s[k].multiply(s[m - k]));
            }
        }
        return r;
    }

    private static BigInteger exact(BigInteger a, BigInteger b) {
        BigInteger[] q = a.divideAndRemainder(b);
        if (q[1].signum() != 0) {
            throw new IllegalStateException("the common denominator is no multiple: " + a + " / " + b);
        }
        return q[0];
    }

    private BigInteger at(int tree, int j) {
        return wide[tree] != null ? wide[tree][j] : BigInteger.valueOf(rows[tree][j]);
    }

    private Rational value(int tree, BigInteger numerator) {
        BigInteger s = scale[trees.size(tree)];
        return s.bitLength() < 64 && numerator.bitLength() < 64 ? Rational.of(numerator.longValue(), s.longValue())
                : Rational.of(numerator, s);
    }

    private Rational sum(int tree) {
        BigInteger sum = BigInteger.ZERO;
        for (int j = 0; j < trees.size(tree); j++) {
            sum = sum.add(at(tree, j));
        }
        return value(tree, sum);
    }

    // ---- one tree

    private void row(int tree) {
        if (!narrow(tree)) {
            wide(tree);
        }
    }

    private BigInteger givenScaled(int tree) {
        Rational a = given.of(tree);
        return a.numerator().multiply(exact(scale[trees.size(tree)], a.denominator()));
    }

    /// Fails when a number or a sum could exceed a word.
    private boolean narrow(int tree) {
        int m = trees.size(tree);
        int[] cuts = trees.rawCuts();
        int from = trees.cutsFrom(tree);
        int to = from + 3 * trees.cuts(tree);
        long[] row = new long[m];
        // the absolute values of all terms of any one sum
        double bound = 0;
        for (int i = from; i < to; i += 3) {
            int u = cuts[i];
            int v = cuts[i + 1];
            if (wide[u] != null || wide[v] != null || ratio[m][trees.size(v)].bitLength() > 55) {
                return false;
            }
            long r = ratio[m][trees.size(v)].longValue() * cuts[i + 2];
            long b = rows[v][0];
            bound += (double) largest[u] * Math.abs(b) * r;
            if (!(bound < LIMIT)) {
                return false;
            }
            long f = b * r;
            long[] of = rows[u];
            for (int j = 0; j < of.length && f != 0; j++) {
                row[j + 1] += of[j] * f;
            }
        }
        BigInteger own = givenScaled(tree);
        if (own.bitLength() > 61) {
            return false;
        }
        long rest = own.longValue();
        long most = 0;
        for (int j = 1; j < m; j++) {
            if (row[j] % (j + 1) != 0) {
                throw new IllegalStateException("c_" + (j + 1) + " is no integer over the common denominator");
            }
            row[j] /= j + 1;
            most = Math.max(most, Math.abs(row[j]));
            rest -= row[j];
        }
        row[0] = inverse ? rest : own.longValue();
        rows[tree] = row;
        largest[tree] = Math.max(most, Math.abs(row[0]));
        return true;
    }

    /// Far enough below the largest word for the rounding of the bound, and for `a - Σ_j c_j`, which is at most
    /// `2^61 + Σ_{j≥2} LIMIT/j`.
    private static final double LIMIT = 0x1p60;

    private void wide(int tree) {
        int m = trees.size(tree);
        BigInteger[] row = new BigInteger[m];
        Arrays.fill(row, BigInteger.ZERO);
        for (int i = 0; i < trees.cuts(tree); i++) {
            int u = trees.cutTrunk(tree, i);
            int v = trees.cutBranch(tree, i);
            BigInteger f = at(v, 0).multiply(ratio[m][trees.size(v)])
                    .multiply(BigInteger.valueOf(trees.cutMultiplicity(tree, i)));
            for (int j = 0; j < trees.size(u) && f.signum() != 0; j++) {
                row[j + 1] = row[j + 1].add(at(u, j).multiply(f));
            }
        }
        BigInteger own = givenScaled(tree);
        BigInteger rest = own;
        for (int j = 1; j < m; j++) {
            row[j] = exact(row[j], BigInteger.valueOf(j + 1));
            rest = rest.subtract(row[j]);
        }
        row[0] = inverse ? rest : own;
        keep(tree, row);
    }

    private void keep(int tree, BigInteger[] row) {
        long most = 0;
        for (BigInteger x : row) {
            if (x.bitLength() > 62) {
                wide[tree] = row;
                return;
            }
            most = Math.max(most, Math.abs(x.longValue()));
        }
        rows[tree] = Arrays.stream(row).mapToLong(BigInteger::longValue).toArray();
        largest[tree] = most;
    }
}
