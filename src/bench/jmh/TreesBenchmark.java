package bea.bench;

import bea.algebra.Rational;
import bea.bseries.Coefficients;
import bea.bseries.Colours;
import bea.bseries.Flow;
import bea.bseries.Tableau;
import bea.bseries.Trees;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// All coefficients of the modified field through an order, from nothing: the trees are made each time, too.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
public class TreesBenchmark {
    private static final Tableau EULER = Tableau.parse("1");
    private static final Tableau IMPLICIT_EULER = Tableau.parse("1", "1");

    @State(Scope.Benchmark)
    public static class OneColour {
        @Param({"midpoint", "euler", "rk4"})
        String method;

        @Param({"6", "7", "8", "9", "10", "11", "12", "13", "14", "15"})
        int order;

        Tableau tableau() {
            return switch (method) {
                case "midpoint" -> Tableau.parse("0 1", "", "1/2");
                case "euler" -> EULER;
                case "rk4" -> Tableau.parse("1/6 1/3 1/3 1/6", "", "1/2", "0 1/2", "0 0 1");
                default -> throw new IllegalArgumentException(method);
            };
        }
    }

    @State(Scope.Benchmark)
    public static class Several {
        /// Colours and order.
        @Param({"1 6", "2 6", "3 6", "4 6", "5 6", "2 8"})
        String coloursAndOrder;

        int colours() {
            return Integer.parseInt(coloursAndOrder.split(" ")[0]);
        }

        int order() {
            return Integer.parseInt(coloursAndOrder.split(" ")[1]);
        }
    }

    @Benchmark
    public Coefficients<Rational> order(OneColour s) {
        return Flow.modified(s.tableau().series(Trees.through(Colours.all(1), s.order)));
    }

    /// Symplectic Euler where there are two colours: the first implicit, the others explicit.
    @Benchmark
    public Coefficients<Rational> colours(Several s) {
        Tableau[] methods = Collections.nCopies(s.colours(), EULER).toArray(new Tableau[0]);
        methods[0] = IMPLICIT_EULER;
        Tableau several = Tableau.partitioned(methods);
        return Flow.modified(several.series(Trees.through(Colours.all(s.colours()), s.order())));
    }
}
