package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.api.Bea;
import bea.api.Derivation;
import bea.junit.BeaClaims;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DerivationsTest {
    @TestFactory
    Stream<DynamicNode> derivations() {
        return BeaClaims.in(Path.of("derivations"));
    }

    @Test
    void gradientDescentHasAModifiedLoss() {
        Derivation d = Bea.file(Path.of("derivations", "gradient-descent.bea")).derive();
        assertEquals("-1/2 * hess E * grad E", d.f(1));
        d.assertHolds("IGR");
        assertTrue(Bea.file(Path.of("derivations", "polynomial.bea")).derive().loss().isPresent());
    }
}
