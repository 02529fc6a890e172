package bea.language;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bea.algebra.Rational;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is printed reads back as what was meant, and is canonical.
class ExprPrinterTest {
    /// An expression without its places.
    static String shape(Expr e) {
        return e.toString().replaceAll(", span=Span\\[start=\\d+, end=\\d+\\]", "");
    }

    @Test
    void printedExpressionsReadBack() {
        for (int seed = 0; seed < 6000; seed++) {
            Expr e = new RandomExpr(seed).next(seed % 4);
            String text = ExprPrinter.print(e);
            assertEquals(shape(e), shape(BeaFile.expression(text)), () -> text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1/2 * hess Ebar * grad Ebar", "1/3 * f'f'f + 1/12 * f''(f, f)",
            "n*h/4 * norm(grad Ebar)^2",
            "-h/n * sum(mu in 1..n-1) dot(grad E(theta; X[mu]), sum(tau in 0..mu-1) grad E(start; X[tau]))",
            "jac[theta] (grad[phi] A(phi, start)) * grad[theta] B", "deriv[theta, theta] (grad E) (grad E, grad E)",
            "h * (ddt ddt theta) at start", "f_1[phi](start) - flow[phi](2*h)", "a - (b - c) + (d + e)", "(a + b) * c",
            "a * -b", "(sum(i in 0..1) a) * b", "mean(i) -log(D(z[i]; phi, theta))", "x^(-1) + y^2"})
    void canonicalFormsStay(String text) {
        String printed = ExprPrinter.print(BeaFile.expression(text));
        assertEquals(text, printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"θ·∇E − 2×f₁", "1/3 f'f'f + 1/12 f″(f, f)", "((a))*(b)", "‖∇E‖²", "Σ(μ ∈ 0…n−1) a",
            "0.25 x"})
    void otherSpellingsMeanTheSame(String text) {
        String once = ExprPrinter.print(BeaFile.expression(text));
        assertEquals(once, ExprPrinter.print(BeaFile.expression(once)));
        assertEquals(once.chars().filter(c -> c > 127).count(), 0);
    }

    @Test
    void fractionsAndNegativeNumbersKeepTheirValue() {
        Expr half = new Expr.Num(Rational.of(-1, 2), Span.NONE);
        assertEquals("(-1/2) * grad E", ExprPrinter.print(new Expr.Mul(half, BeaFile.expression("grad E"), Span.NONE)));
        assertEquals("x^(-1/2)", ExprPrinter.print(new Expr.Pow(BeaFile.expression("x"), half, Span.NONE)));
        assertEquals("a - -1/2", ExprPrinter.print(new Expr.Sub(BeaFile.expression("a"), half, Span.NONE)));
    }
}
