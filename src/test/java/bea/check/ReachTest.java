package bea.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Model;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How many values of a count a statement needs.
class ReachTest {
    private static Model model(String statement) {
        return BeaFile.analyse(new Source("sums.bea", """
                derivation "sums" {
                  count   n >= 1
                  state   theta
                  batches X[0 .. n-1]
                  loss    E(theta; X)
                  claim: %s
                }
                """.formatted(statement))).derivations().getFirst().model();
    }

    private static int values(String statement) {
        Model m = model(statement);
        return new Reach.Reader(m, Corrections.NONE, 0).of(m.claims().getFirst().body()).values(1);
    }

    private static String pair(String bounds) {
        return "sum(i in 0..n-1) sum(j in " + bounds + ") dot(grad E(theta; X[i]), grad E(theta; X[j])) = 0";
    }

    @Test
    void orderedPairsNeedTwoBatches() {
        assertEquals(2, values(pair("0..i-1")));
        assertEquals(2, values(pair("i+1..n-1")));
    }

    @Test
    void offsetsNeedMore() {
        assertEquals(6, values(pair("i+5..n-1")));
        assertEquals(7, values(pair("0..i+5")));
        // two labels and both ends
        assertEquals(4,
                values("sum(i in 0..n-1) sum(j in 3..n-1) dot(grad E(theta; X[i]), grad E(theta; X[j])) = 0") - 6);
    }

    @Test
    void aPolynomialNeedsOneValueMoreThanItsDegree() {
        assertEquals(5, values("sum(k in 0..n-1) sum(j in 0..n-1) sum(l in j..k) 1 = n*(n+1)*(n+2)/6"));
    }

    @Test
    void aDifferenceIsFoundWhereverItIs() {
        for (int offset = 1; offset < 12; offset++) {
            Outcome o = outcome(pair("i+" + offset + "..n-1"), 5);
            assertTrue(o.run() && !o.holds(), "offset " + offset);
        }
        Outcome far = outcome(pair("i+200000..n-1"), 5);
        assertTrue(far.run() && far.holds());
        assertFalse(far.enough());
    }

    private static Outcome outcome(String statement, long seed) {
        Model m = model(statement);
        return new Checker(m, Corrections.NONE, seed).check(m.claims().getFirst().body(), List.of(), false);
    }

    @Test
    void severalCountsTakeAllCombinations() {
        Model m = BeaFile.analyse(new Source("counts.bea", """
                derivation "counts" {
                  count m >= 1
                  count k >= 2
                  state theta
                  loss  E(theta)
                  claim: m*k*E = 0
                }
                """)).derivations().getFirst().model();
        Set<List<Long>> seen = new HashSet<>();
        Sampling s = new Sampling(m, 1);
        for (int i = Sampling.VALUES; i < Sampling.VALUES + 25; i++) {
            seen.add(List.copyOf(s.counts(i).values()));
        }
        assertEquals(25, seen.size());
        for (long k = 2; k < 7; k++) {
            for (long n = 1; n < 6; n++) {
                assertTrue(seen.contains(List.of(k, n)), k + ", " + n + " of " + seen);
            }
        }
    }
}
