package bea.check;

import static bea.check.Build.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The instances tell elementary differentials apart: a claim cannot be confirmed because two trees happen to agree.
class SeparationTest {
    private static Exp f(Exp root, Exp... children) {
        return children.length == 0 ? root : deriv(root, THETA, children);
    }

    /// All trees with four vertices, of one field.
    @Test
    void eulerTreesOfOrderFour() {
        Build b = new Build("trees", THETA);
        Exp f = of(b.field("f", THETA, THETA));
        List<Exp> trees = List.of(f(f, f(f, f(f, f))), f(f, f(f, f, f)), f(f, f(f, f), f), f(f, f, f, f));
        assertEquals(4, rank(b, trees, 2, 3));
    }

    /// All trees with three vertices whose vertices carry one of two batches, live and frozen.
    @Test
    void treesOnTwoBatches() {
        Build b = new Build("trees", THETA).batches("X", "0", "1");
        Symbol s = b.symbol(new Symbol("f", List.of(THETA), java.util.Optional.of(THETA), java.util.Optional.of("X"),
                java.util.Optional.empty()));
        List<Exp> vertices = new ArrayList<>();
        for (String label : List.of("0", "1")) {
            vertices.add(of(s, label));
            vertices.add(start(of(s, label), THETA));
        }
        List<Exp> trees = new ArrayList<>();
        for (int i = 0; i < 4; i += 2) {
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 4; k++) {
                    if (j % 2 == 0) {
                        trees.add(f(vertices.get(i), f(vertices.get(j), vertices.get(k))));
                    }
                    if (j <= k) {
                        trees.add(f(vertices.get(i), vertices.get(j), vertices.get(k)));
                    }
                }
            }
        }
        assertEquals(36, trees.size());
        assertEquals(36, rank(b, trees, 12, 2));
    }

    /// The dimension of the span of the terms' values on so many instances.
    private static int rank(Build b, List<Exp> terms, int instances, int order) {
        List<Rational[]> rows = new ArrayList<>();
        for (int seed = 1; seed <= instances; seed++) {
            Instance in = Instance.random(b.model(), Map.of(), Sampling.DIMENSION, Sampling.degree(order), seed);
            Interpreter reader = new Interpreter(in, new Question(Corrections.NONE, Set.of(), 0, () -> false),
                    0);
            for (int c = 0; c < Sampling.DIMENSION; c++) {
                Rational[] row = new Rational[terms.size()];
                for (int t = 0; t < row.length; t++) {
                    row[t] = reader.at(in.live, terms.get(t), null)[c].constant();
                }
                rows.add(row);
            }
        }
        return eliminate(rows, terms.size());
    }

    private static int eliminate(List<Rational[]> rows, int columns) {
        int rank = 0;
        for (int c = 0; c < columns; c++) {
            int pivot = rank;
            while (pivot < rows.size() && rows.get(pivot)[c].isZero()) {
                pivot++;
            }
            if (pivot == rows.size()) {
                continue;
            }
            java.util.Collections.swap(rows, rank, pivot);
            for (int r = rank + 1; r < rows.size(); r++) {
                Rational factor = rows.get(r)[c].dividedBy(rows.get(rank)[c]);
                for (int k = c; k < columns; k++) {
                    rows.get(r)[k] = rows.get(r)[k].minus(factor.times(rows.get(rank)[k]));
                }
            }
            rank++;
        }
        return rank;
    }
}
