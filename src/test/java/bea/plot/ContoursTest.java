package bea.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Contours of functions whose contours are known.
class ContoursTest {
    @Test
    void aCircleIsOneClosedLine() {
        List<List<double[]>> lines = new Contours((x, y) -> x * x + y * y, -2, 2, -2, 2).lines(1);
        assertEquals(1, lines.size());
        assertArrayEquals(lines.getFirst().getFirst(), lines.getFirst().getLast());
        lines.getFirst().forEach(p -> assertEquals(1, Math.hypot(p[0], p[1]), 1e-3));
        assertEquals(2 * Math.PI, length(lines.getFirst()), 0.01);
    }

    private static double length(List<double[]> line) {
        double sum = 0;
        for (int i = 1; i < line.size(); i++) {
            sum += Math.hypot(line.get(i)[0] - line.get(i - 1)[0], line.get(i)[1] - line.get(i - 1)[1]);
        }
        return sum;
    }

    @Test
    void aHyperbolaIsTwoOpenLines() {
        List<List<double[]>> lines = new Contours((x, y) -> x * y, -2, 2, -2, 2).lines(0.3);
        assertEquals(2, lines.size());
        lines.forEach(l -> l.forEach(p -> assertEquals(0.3, p[0] * p[1], 5e-3)));
        lines.forEach(l -> assertTrue(Math.abs(l.getFirst()[0]) == 2 || Math.abs(l.getFirst()[1]) == 2));
    }

    @Test
    void aPlaneHasAStraightLineExactly() {
        List<List<double[]>> lines = new Contours((x, y) -> x + y, 0, 1, 0, 1).lines(0.77);
        assertEquals(1, lines.size());
        lines.getFirst().forEach(p -> assertEquals(0.77, p[0] + p[1], 1e-12));
    }

    @Test
    void whatIsNoNumberIsLeftOut() {
        Contours c = new Contours((x, y) -> x < 0 ? Double.NaN : y, -1, 1, -1, 1);
        List<List<double[]>> lines = c.lines(0.01);
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().stream().allMatch(p -> p[0] >= 0));
        assertTrue(c.levels(5).stream().allMatch(Double::isFinite));
    }

    @Test
    void levelsLieBetweenTheSmallestAndTheLargestValue() {
        List<Double> levels = new Contours((x, y) -> x * x + y * y, -1, 1, -1, 1).levels(4);
        assertEquals(4, levels.size());
        assertTrue(levels.getFirst() > 0 && levels.getLast() < 2);
        assertEquals(levels.stream().sorted().toList(), levels);
    }
}
