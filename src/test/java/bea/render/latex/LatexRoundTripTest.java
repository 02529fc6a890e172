package bea.render.latex;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bea.language.Expr;
import bea.language.ExprPrinter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every formula of the paper's derivations is printed, read and printed again: it keeps its meaning and its looks.
class LatexRoundTripTest {

    @TestFactory
    Stream<DynamicTest> formulasOfThePaper() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Samples.Sample sample : Samples.all()) {
            int number = 0;
            for (Expr e : sample.expressions()) {
                String name = sample.name() + " " + ++number;
                tests.add(DynamicTest.dynamicTest(name, () -> comesBack(e, sample.notation(), sample.names())));
                tests.add(DynamicTest.dynamicTest(name + " at t",
                        () -> comesBack(e, sample.notation().withClock("t"), sample.names())));
            }
        }
        return tests.stream();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void randomFormulas(int depth) {
        for (long seed = 0; seed < 3000; seed++) {
            for (Notation notation : List.of(RandomExprs.ONE, RandomExprs.GAME)) {
                comesBack(new RandomExprs(seed, notation).expr(depth), notation, RandomExprs.NAMES);
            }
        }
    }

    private static void comesBack(Expr e, Notation notation, List<String> names) {
        String tex = LatexExpr.print(e, notation);
        Expr read = assertDoesNotThrow(() -> LatexReader.parse(tex, notation, names),
                () -> ExprPrinter.print(e) + "\n" + tex);
        String again = LatexExpr.print(read, notation);
        assertEquals(tex, again, () -> ExprPrinter.print(e));
        assertEquals(Normal.of(e, notation), Normal.of(read, notation), () -> ExprPrinter.print(e) + "\n" + tex);
        Expr frozen = Frozen.atStart(e, notation);
        String frozenTex = LatexExpr.print(frozen, notation);
        assertEquals(frozenTex, LatexExpr.print(LatexReader.parse(frozenTex, notation, names), notation));
    }
}
