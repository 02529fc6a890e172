package bea.algebra;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Linear equations over Q(generators), solved exactly by elimination.
public final class LinearSystem {
    private final int unknowns;
    private final List<Coef[]> rows = new ArrayList<>();

    public LinearSystem(int unknowns) {
        this.unknowns = unknowns;
    }

    /// Adds `sum coefficients[i] x_i = right`.
    public void equation(Coef[] coefficients, Coef right) {
        Coef[] row = Arrays.copyOf(coefficients, unknowns + 1);
        row[unknowns] = right;
        rows.add(row);
    }

    /// @param values a solution in which every free unknown is 0
    /// @param free   the unknowns that may be chosen
    public record Solution(List<Coef> values, List<Integer> free) {}

    /// A basis of the solutions whose right sides are 0: for every free unknown the one in which it is 1 and the other free
    /// ones are 0.
    public List<List<Coef>> kernel() {
        LinearSystem homogeneous = new LinearSystem(unknowns);
        rows.forEach(r -> homogeneous.equation(r, Coef.ZERO));
        List<List<Coef>> kernel = new ArrayList<>();
        for (int f : homogeneous.solve().orElseThrow().free()) {
            LinearSystem one = new LinearSystem(unknowns);
            for (Coef[] r : rows) {
                Coef[] left = Arrays.copyOf(r, unknowns);
                left[f] = Coef.ZERO;
                one.equation(left, r[f].negate());
            }
            List<Coef> x = new ArrayList<>(one.solve().orElseThrow().values());
            x.set(f, Coef.ONE);
            kernel.add(x);
        }
        return kernel;
    }

    /// Pivots are taken in the order of the unknowns, so that earlier unknowns are preferred in the solution.
    public Optional<Solution> solve() {
        List<Coef[]> m = new ArrayList<>();
        rows.forEach(r -> m.add(r.clone()));
        int[] pivotRow = new int[unknowns];
        Arrays.fill(pivotRow, -1);
        int next = 0;
        for (int c = 0; c < unknowns && next < m.size(); c++) {
            int p = next;
            while (p < m.size() && m.get(p)[c].isZero()) {
                p++;
            }
            if (p == m.size()) {
                continue;
            }
            java.util.Collections.swap(m, p, next);
            eliminate(m, next, c);
            pivotRow[c] = next++;
        }
        for (int r = next; r < m.size(); r++) {
            if (!m.get(r)[unknowns].isZero()) {
                return Optional.empty();
            }
        }
        List<Coef> values = new ArrayList<>();
        List<Integer> free = new ArrayList<>();
        for (int c = 0; c < unknowns; c++) {
            values.add(pivotRow[c] < 0 ? Coef.ZERO : m.get(pivotRow[c])[unknowns]);
            if (pivotRow[c] < 0) {
                free.add(c);
            }
        }
        return Optional.of(new Solution(values, free));
    }

    private void eliminate(List<Coef[]> m, int row, int column) {
        Coef[] pivot = m.get(row);
        Coef inverse = pivot[column].reciprocal();
        for (int c = column; c <= unknowns; c++) {
            pivot[c] = pivot[c].times(inverse);
        }
        for (int r = 0; r < m.size(); r++) {
            Coef factor = m.get(r)[column];
            if (r == row || factor.isZero()) {
                continue;
            }
            for (int c = column; c <= unknowns; c++) {
                m.get(r)[c] = m.get(r)[c].minus(factor.times(pivot[c]));
            }
        }
    }

    /// The determinant of a square matrix, by elimination.
    public static Coef determinant(Coef[][] matrix) {
        List<Coef[]> m = new ArrayList<>();
        for (Coef[] row : matrix) {
            m.add(row.clone());
        }
        Coef product = Coef.ONE;
        for (int c = 0; c < m.size(); c++) {
            int p = c;
            while (p < m.size() && m.get(p)[c].isZero()) {
                p++;
            }
            if (p == m.size()) {
                return Coef.ZERO;
            }
            if (p != c) {
                java.util.Collections.swap(m, p, c);
                product = product.negate();
            }
            product = product.times(m.get(c)[c]);
            Coef inverse = m.get(c)[c].reciprocal();
            for (int r = c + 1; r < m.size(); r++) {
                Coef factor = m.get(r)[c].times(inverse);
                for (int k = c; k < m.size() && !factor.isZero(); k++) {
                    m.get(r)[k] = m.get(r)[k].minus(factor.times(m.get(c)[k]));
                }
            }
        }
        return product;
    }
}
