package bea.closedform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.elaborate.Identities;
import bea.series.Scalars;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
    static final Coef X = Coef.named("x");
    static final Coef Y = Coef.named("y");

    static Coef f(String name, Coef a) {
        return Coef.generator(new Scalars.Function(name, a));
    }

    @Test
    void exponentials() {
        zero(f("exp", X).times(f("exp", X.negate())).minus(Coef.ONE));
        zero(f("exp", X.plus(Y)).minus(f("exp", X).times(f("exp", Y))));
        zero(f("exp", X.times(Rational.of(2))).minus(f("exp", X).pow(2)));
        zero(f("exp", X.times(Rational.of(1, 2))).pow(2).minus(f("exp", X)));
        zero(f("exp", f("log", X).times(Rational.of(2))).minus(X.pow(2)));
        zero(f("exp", X.dividedBy(Y)).pow(2).minus(f("exp", X.times(Rational.of(2)).dividedBy(Y))));
        notZero(f("exp", X.times(Rational.of(2))).minus(f("exp", X)));
    }

    @Test
    void angles() {
        zero(f("sin", X).pow(2).plus(f("cos", X).pow(2)).minus(Coef.ONE));
        zero(f("sin", X.times(Rational.of(2))).minus(f("sin", X).times(f("cos", X)).times(Rational.of(2))));
        zero(f("sin", X.negate()).plus(f("sin", X)));
        zero(f("cos", X.minus(Y)).minus(f("cos", X).times(f("cos", Y))).minus(f("sin", X).times(f("sin", Y))));
        zero(f("tan", X).times(f("cos", X)).minus(f("sin", X)));
        notZero(f("sin", X).plus(f("cos", X)).minus(Coef.ONE));
    }

    @Test
    void sigmoidTanhAndRoots() {
        zero(f("sigmoid", X).plus(f("sigmoid", X.negate())).minus(Coef.ONE));
        zero(f("tanh", X).minus(f("sigmoid", X.times(Rational.of(2))).times(Rational.of(2))).plus(Coef.ONE));
        zero(f("sqrt", X).pow(4).minus(X.pow(2)));
        notZero(f("sqrt", X.pow(2)).minus(X));
    }

    @Test
    void whatNoIdentityShowsIsNotZero() {
        notZero(f("log", X.times(Y)).minus(f("log", X)).minus(f("log", Y)));
        notZero(f("sin", X.times(Rational.of(1000))).minus(f("sin", X.times(Rational.of(1000)).plus(Y))));
    }

    @Test
    void theNormalFormIsTheSameFunction() {
        Coef c = f("sin", X).pow(2).plus(f("cos", X).pow(2)).times(f("exp", X)).dividedBy(f("exp", Y).plus(Coef.ONE));
        assertTrue(Identities.isZero(Identities.normal(c).minus(c)));
        assertEquals(Coef.ONE, Identities.normal(f("sin", X).pow(2).plus(f("cos", X).pow(2))));
    }

    private static void zero(Coef c) {
        assertTrue(Identities.isZero(c), c.toString());
    }

    private static void notZero(Coef c) {
        assertFalse(Identities.isZero(c), c.toString());
    }
}
