package bea.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.algebra.Rational;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which divisors may vanish for `beta` in [0, 1), `gamma` in (0, 1), a free `a` and `n >= 2`.
class RangesTest {
    private static final Ranges RANGES = Ranges.of(List.of(new Model.Count("n", 2, Optional.empty())),
            List.of(scalar("beta", true), scalar("gamma", false),
                    new Model.Scalar("a", Optional.empty(), false, Optional.empty(), false)));
    private static final Coef BETA = Coef.named("beta");
    private static final Coef GAMMA = Coef.named("gamma");

    private static Model.Scalar scalar(String name, boolean zero) {
        return new Model.Scalar(name, Optional.of(Rational.ZERO), zero, Optional.of(Rational.ONE), false);
    }

    private static Coef power(Coef base, int constant) {
        return Power.of(base, Affine.variable("n").plus(constant)).orElseThrow();
    }

    @Test
    void productsOfPowersHaveBounds() {
        assertFalse(RANGES.isOpen(Coef.ONE.minus(BETA.times(GAMMA))));
        assertFalse(RANGES.isOpen(Coef.ONE.minus(power(BETA, 0).times(power(GAMMA, 1)))));
        assertFalse(RANGES.isOpen(power(Coef.of(2), 0).minus(power(BETA, 0))));
        assertFalse(RANGES.isOpen(Coef.ONE.minus(power(BETA, -1))));
        assertFalse(RANGES.isOpen(GAMMA.minus(power(GAMMA, 0))));
    }

    @Test
    void whatMayVanishIsOpen() {
        assertTrue(RANGES.isOpen(BETA.minus(GAMMA)));
        assertTrue(RANGES.isOpen(power(BETA, 0)));
        assertTrue(RANGES.isOpen(Coef.ONE.minus(power(BETA, -2))));
        assertTrue(RANGES.isOpen(Coef.of(1, 4).minus(power(BETA, 0))));
        assertTrue(RANGES.isOpen(Coef.ONE.minus(power(Coef.named("a"), 0))));
        assertTrue(RANGES.isOpen(power(BETA, 0).minus(power(GAMMA, 0))));
        assertTrue(RANGES.isPole(Coef.named("a").minus(Coef.ONE).numerator()));
    }

    @Test
    void powersOfIndicesAreNoConditions() {
        Coef index = Power.of(BETA, Affine.variable("$0")).orElseThrow();
        assertFalse(RANGES.isOpen(index));
        assertFalse(RANGES.isPole(index.numerator()));
    }
}
