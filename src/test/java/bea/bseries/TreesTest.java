package bea.bseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Rational;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreesTest {
    /// Hairer, Lubich, Wanner, III.1: 1, 1, 2, 4, 9, … trees (OEIS A000081).
    @Test
    void asManyTreesAsThereAre() {
        Trees t = Trees.through(Colours.all(1), 12);
        int[] numbers = {1, 1, 2, 4, 9, 20, 48, 115, 286, 719, 1842, 4766};
        for (int m = 1; m <= 12; m++) {
            assertEquals(numbers[m - 1], t.first(m + 1) - t.first(m));
        }
        assertEquals(BigInteger.valueOf(141083), Counting.through(Colours.all(1), 15));
    }

    @Test
    void countingAgreesWithMakingForEveryRule() {
        boolean[][] apart = {{false, true}, {true, false}};
        boolean[][] mixed = {{true, true, false}, {false, true, true}, {true, false, false}};
        for (Colours c : new Colours[]{Colours.all(1), Colours.all(2), Colours.all(3),
                new Colours(apart, new int[]{9, 9}), new Colours(apart, new int[]{1, 2}),
                new Colours(mixed, new int[]{1, 9, 2}), new Colours(new boolean[][]{{true}}, new int[]{1}),
                new Colours(new boolean[][]{{false}}, new int[]{3})}) {
            Trees t = Trees.through(c, 7);
            BigInteger[] counted = Counting.trees(c, 7);
            for (int m = 1; m <= 7; m++) {
                assertEquals(counted[m].intValueExact(), t.first(m + 1) - t.first(m));
            }
        }
        // two colours that take turns are one colour, twice
        assertEquals(BigInteger.valueOf(2 * 719), Counting.trees(new Colours(apart, new int[]{99, 99}), 10)[10]);
        assertEquals(BigInteger.valueOf(24314), Counting.through(Colours.all(2), 8));
    }

    /// `Σ m!/(γ σ) = (m-1)!` over the trees of order `m`: ways to label the vertices upwards.
    @Test
    void symmetryAndDensity() {
        Trees t = Trees.through(Colours.all(1), 9);
        Rational factorial = Rational.ONE;
        for (int m = 1; m <= 9; m++) {
            Rational sum = Rational.ZERO;
            for (int tree = t.first(m); tree < t.first(m + 1); tree++) {
                sum = sum.plus(Rational.of(1, t.symmetry(tree) * t.density(tree)));
            }
            factorial = factorial.times(Rational.of(Math.max(1, m - 1)));
            assertEquals(factorial, sum.times(factorial.times(Rational.of(m))));
        }
        assertEquals(Arrays.asList("1 1 .", "1 2 [.]", "2 3 [.,.]", "1 6 [[.]]", "6 4 [.,.,.]", "1 8 [[.],.]",
                "2 12 [[.,.]]", "1 24 [[[.]]]"),
                java.util.stream.IntStream.range(0, 8)
                        .mapToObj(x -> t.symmetry(x) + " " + t.density(x) + " " + t.text(x)).sorted(
                                java.util.Comparator.comparing(x -> java.util.List.of("1 1 .", "1 2 [.]",
                                        "2 3 [.,.]", "1 6 [[.]]", "6 4 [.,.,.]", "1 8 [[.],.]", "2 12 [[.,.]]",
                                        "1 24 [[[.]]]").indexOf(x)))
                        .toList());
    }

    @Test
    void treesAreDifferentAndFoundWhateverTheOrderOfBranches() {
        Trees t = Trees.through(Colours.all(2), 6);
        var seen = new HashSet<String>();
        for (int tree = 0; tree < t.count(); tree++) {
            assertTrue(seen.add(t.text(tree)));
            Methods.Plain p = Methods.plain(t, tree);
            assertEquals(tree, p.find(t));
            assertEquals(tree, new Methods.Plain(p.colour(), p.below().reversed()).find(t));
            assertEquals(t.density(tree), p.inverseDensity().reciprocal().intValueExact());
        }
        assertThrows(IllegalArgumentException.class, () -> t.plus(t.count() - 1, 0));
    }

    /// The cuts of one edge are those among all ways to cut that leave two pieces.
    @Test
    void cutsOfOneEdge() {
        Trees t = Trees.through(Colours.all(2), 6);
        for (int tree = 0; tree < t.count(); tree++) {
            Map<String, Integer> expected = new HashMap<>();
            Methods.cuts(Methods.plain(t, tree)).stream().filter(c -> c.others().size() == 1).forEach(
                    c -> expected.merge(c.piece().find(t) + " " + c.others().getFirst().find(t), 1, Integer::sum));
            Map<String, Integer> found = new HashMap<>();
            for (int i = 0; i < t.cuts(tree); i++) {
                found.put(t.cutTrunk(tree, i) + " " + t.cutBranch(tree, i), t.cutMultiplicity(tree, i));
            }
            assertEquals(expected, found);
        }
    }
}
