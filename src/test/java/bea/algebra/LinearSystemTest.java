package bea.algebra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Solutions satisfy their equations; the free unknowns count the kernel; contradictions are found.
class LinearSystemTest {
    private static Coef entry(Random r, boolean symbolic) {
        Coef c = Coef.of(r.nextInt(7) - 3, 1 + r.nextInt(2));
        return symbolic && r.nextInt(3) == 0 ? c.times(Coef.named("n")).plus(Coef.of(r.nextInt(3))) : c;
    }

    @Test
    void solutionsSolve() {
        Random r = new Random(10);
        for (int i = 0; i < 300; i++) {
            int unknowns = 1 + r.nextInt(4);
            int rows = r.nextInt(5);
            Coef[][] m = new Coef[rows][unknowns];
            Coef[] x = new Coef[unknowns];
            for (int c = 0; c < unknowns; c++) {
                x[c] = entry(r, true);
            }
            LinearSystem s = new LinearSystem(unknowns);
            Coef[] right = new Coef[rows];
            for (int k = 0; k < rows; k++) {
                for (int c = 0; c < unknowns; c++) {
                    m[k][c] = k > 1 && r.nextBoolean() ? m[0][c].times(Rational.of(2)).minus(m[1][c])
                            : entry(r, i % 2 == 0);
                }
                right[k] = product(m[k], List.of(x));
                s.equation(m[k], right[k]);
            }
            LinearSystem.Solution found = s.solve().orElseThrow();
            for (int k = 0; k < rows; k++) {
                assertTrue(product(m[k], found.values()).sameAs(right[k]));
            }
            assertTrue(found.free().size() >= unknowns - rows);
            found.free().forEach(f -> assertTrue(found.values().get(f).isZero()));
        }
    }

    private static Coef product(Coef[] row, List<Coef> x) {
        Coef sum = Coef.ZERO;
        for (int c = 0; c < row.length; c++) {
            sum = sum.plus(row[c].times(x.get(c)));
        }
        return sum;
    }

    @Test
    void contradictionsAndKernels() {
        Coef n = Coef.named("n");
        LinearSystem s = new LinearSystem(2);
        s.equation(new Coef[]{n, Coef.ONE}, n);
        s.equation(new Coef[]{n.times(n), n}, n.times(n));
        assertEquals(List.of(1), s.solve().orElseThrow().free());
        s.equation(new Coef[]{n.plus(n), Coef.of(2)}, n);
        assertTrue(s.solve().isEmpty());
        assertEquals(List.of(0, 1, 2), new LinearSystem(3).solve().orElseThrow().free());
    }
}
