package bea.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.model.Exp;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Results may be longer than what a file may have in one expression: they are our own.
class LongResultTest {
    private static final int TERMS = 15_000;

    private static String sum(int terms) {
        return IntStream.range(0, terms).mapToObj(i -> "f").collect(Collectors.joining(" + "));
    }

    private static BeaFile.Analysis analyse(String body) {
        return BeaFile.analyse(new Source("test", "derivation \"d\" { state theta field f(theta) " + body + " }"));
    }

    /// In the small stack of this thread.
    @Test
    void aLongSumIsReadAndPrintedWithoutRecursion() {
        Expr e = BeaFile.expression(sum(TERMS));
        assertEquals(sum(TERMS), ExprPrinter.print(e));
        Exp meaning = analyse("").derivations().getFirst().resolver().resolve(e).exp();
        assertEquals(TERMS, ((Exp.Add) meaning).terms().size());
    }

    @Test
    void whatIsLongerIsRefusedByName() {
        assertThrows(BeaFile.TooLong.class, () -> BeaFile.expression(sum(Brackets.MAX_RESULT + 2)));
    }

    @Test
    void aFileKeepsItsBound() {
        assertEquals(List.of(Problem.Code.TOO_LONG), analyse("claim: f = " + sum(2000)).problems().stream()
                .map(Problem::code).toList());
    }

    /// The eighth correction has more operators than a file may have in one expression.
    @Test
    void aLongResultIsConfirmed() {
        String euler = "derivation \"d\" { state theta field f(theta) update { theta <- theta + h*f } find f_8 }";
        Report r = Engine.run(new Source("euler", euler), Engine.Options.deriving(Budget.unlimited()));
        assertEquals(Report.Agreement.AGREES, r.derivations().getFirst().check().orElseThrow().agreement());
    }
}
