package bea.closedform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.elaborate.Budget;
import bea.language.ExprPrinter;
import bea.model.Model;
import bea.model.Slot;
import bea.present.Presenter;
import bea.series.Scalars;
import bea.series.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClosedFormTest {
    private static final Slot THETA = new Slot("theta", 0, List.of("x", "y", "z"));
    private static final Coef X = coordinate(0);
    private static final Coef Y = coordinate(1);
    private static final Coef Z = coordinate(2);
    private final ClosedForm forms = new ClosedForm(Budget.unlimited());
    private final Presenter presenter = new Presenter(
            new Model("", Optional.empty(), List.of(THETA), List.of(), List.of(), List.of(), List.of(), List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(), List.of(), List.of(), List.of(), Map.of(), List.of()),
            new Setting(Map.of(), Map.of()), Map.of());

    private static Coef coordinate(int i) {
        return Coef.generator(new Scalars.Coordinate(THETA, i, false));
    }

    private static Coef f(String name, Coef a) {
        return IdentitiesTest.f(name, a);
    }

    private String tidy(Coef c) {
        return ExprPrinter.print(forms.tidy(c, presenter));
    }

    @Test
    void factorsWhatIsShorterFactored() {
        assertEquals("1/2 * (x*y - z)^2", tidy(X.times(Y).minus(Z).pow(2).times(Rational.of(1, 2))));
        assertEquals("-1/4 * (x^2 + y^2)", tidy(X.pow(2).plus(Y.pow(2)).times(Rational.of(-1, 4))));
        assertEquals("x + y", tidy(X.plus(Y)));
        assertEquals("0", tidy(Coef.ZERO));
        assertEquals("-3/2", tidy(Coef.of(-3, 2)));
        assertEquals("exp(x)^2", tidy(f("exp", X).pow(2).times(f("sin", Y).pow(2).plus(f("cos", Y).pow(2)))));
    }

    @Test
    void cancelsWithoutTrustingACancellation() {
        // a computer algebra system's own cancelling is wrong on the first of these
        Coef b = Coef.named("b");
        Coef h = Coef.named("h");
        Coef sum = b.times(h).times(Rational.of(6)).dividedBy(b.plus(X).pow(2))
                .plus(b.pow(2).times(h.pow(2)).dividedBy(b.plus(X).pow(2)));
        assertEquals("b*h * (b*h + 6)/(x + b)^2", tidy(sum));
        assertEquals("1/(x - y)", tidy(X.plus(Y).dividedBy(X.pow(2).minus(Y.pow(2)))));
    }

    @Test
    void namesOfBuiltInsAreOnlyNames() {
        Coef beta = Coef.named("beta");
        Coef gamma = Coef.named("Gamma");
        Coef e = Coef.named("E");
        assertEquals("(E + Gamma + beta)^2", tidy(beta.plus(gamma).plus(e).pow(2)));
    }

    @Test
    void anAnswerThatIsNotTheQuestionIsNotUsed() {
        var wrong = List.of(new ClosedForm.Factor(X.plus(Y), 2));
        assertTrue(ClosedForm.confirmed(wrong, X.pow(2).plus(Y.pow(2)), presenter).isEmpty());
        assertTrue(ClosedForm.confirmed(wrong, X.plus(Y).pow(2), presenter).isPresent());
    }

    @Test
    void potentialsOfPolynomials() {
        returns(X.pow(2).times(Y).plus(Y.times(Z.pow(2))).minus(X.times(Z)));
        returns(X.pow(3).times(Coef.named("p")).dividedBy(Coef.named("q").plus(Coef.ONE)).plus(Z));
        returns(Coef.ZERO);
    }

    @Test
    void potentialsOfElementaryFunctions() {
        returns(f("exp", X.times(Y)).times(f("sin", Z)));
        returns(f("sin", X).pow(2).plus(f("cos", Y)));
        returns(f("log", X.pow(2).plus(Coef.ONE)));
        returns(Coef.ONE.dividedBy(X.pow(2).plus(Y.pow(2)).plus(Coef.ONE)));
        returns(f("atan", X).times(Y));
        returns(f("log", Coef.ONE.plus(f("exp", X))));
    }

    /// The potential of the gradient of `c` is `c`, up to a constant.
    private void returns(Coef c) {
        Coef[] field = {derivative(c, X), derivative(c, Y), derivative(c, Z)};
        Coef p = forms.potential(field, THETA).orElseThrow(() -> new AssertionError(c.toString()));
        assertTrue(ClosedForm.isPotential(p, field, THETA), p.toString());
    }

    @Test
    void noPotentialOfWhatIsNotClosedOrNotElementary() {
        assertTrue(forms.potential(new Coef[]{Y, X.negate(), Coef.ZERO}, THETA).isEmpty());
        assertTrue(forms.potential(new Coef[]{f("exp", X.pow(2)), Coef.ZERO, Coef.ZERO}, THETA).isEmpty());
        assertTrue(forms.potential(new Coef[]{f("exp", X).dividedBy(X), Coef.ZERO, Coef.ZERO}, THETA).isEmpty());
    }

    @Test
    void aCombinationOfLikelyScalars() {
        Coef p = X.pow(2).times(Rational.of(1, 3)).minus(Y.times(Z).times(Rational.of(5)));
        Coef[] field = {derivative(p, X), derivative(p, Y), derivative(p, Z)};
        assertEquals(Optional.of(p), Combination.of(List.of(X.pow(2), Y.times(Z), X.times(Y)), field, THETA));
        assertEquals(Optional.empty(), Combination.of(List.of(X.pow(2), X.times(Y)), field, THETA));
    }

    private static Coef derivative(Coef c, Coef x) {
        return Scalars.derivative(c, x.generators().iterator().next());
    }
}
