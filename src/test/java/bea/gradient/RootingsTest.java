package bea.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.Systems;
import bea.algebra.Rational;
import bea.elaborate.Context;
import bea.model.Slot;
import bea.series.Sum;
import bea.series.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Counting rootings decides as the linear system does.
class RootingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"state theta loss E(theta) update { theta <- theta - h * grad E }",
            "state theta loss E(theta) update { let k = grad E(theta - h/2 * k) theta <- theta - h * k }",
            "state theta field f(theta) update { theta <- theta + h * f }",
            "state theta loss E(theta), R(theta) scalar c update { theta <- theta - h * grad E - c*h * grad R }",
            "state phi, theta loss A(phi, theta), B(phi, theta) "
                    + "update { phi <- phi - h * grad[phi] A theta <- theta - h * grad[theta] B }",
            "state phi, theta loss A(phi, theta), B(phi, theta) given B = -A update simultaneously "
                    + "{ phi <- phi - h * grad[phi] A theta <- theta - h * grad[theta] B }",
            "state phi, theta loss A(phi, theta) update "
                    + "{ phi <- phi - h * grad[phi] A theta <- theta - 2*h * grad[theta] A }",
            "state phi, theta loss A(phi, theta) field g[theta](phi, theta) "
                    + "update { phi <- phi - h * grad[phi] A theta <- theta + h * g }"})
    void decideAsTheLinearSystem(String body) {
        Context c = Systems.context(body + " find f_4");
        boolean yes = false;
        boolean no = false;
        for (int k = 0; k <= 4; k++) {
            for (Slot s : c.model().slots()) {
                for (Sum field : variants(c.corrections().dictated(k).get(s), s, c)) {
                    Optional<Gradient.Decision> plain = Rootings.decide(field, s, c.rules());
                    Gradient.Decision system = Gradient.bySystem(field, s, c.setting(), c.rules());
                    assertEquals(system.potential().toString(), plain.orElseThrow().potential().toString());
                    assertEquals(system.remainder().toString(), plain.get().remainder().toString());
                    yes |= system.holds();
                    no |= !system.holds();
                }
            }
        }
        assertTrue(yes && no);
    }

    /// The field itself, without a term, with one doubled, and the gradient part beside other numbers.
    private static List<Sum> variants(Sum field, Slot s, Context c) {
        List<Sum> all = new ArrayList<>(List.of(field, Sum.ZERO));
        List<Term> terms = List.copyOf(field.terms());
        if (!terms.isEmpty()) {
            all.add(Sum.of(terms.subList(0, terms.size() - 1)));
            all.add(field.plus(Sum.of(List.of(terms.getLast()))));
            Term t = terms.getFirst();
            if (!t.open().orElseThrow().rootOutput()) {
                Sum gradient = Sum.of(List.of(new Term(t.coef(), List.of(t.open().get().closed()), Optional.empty(),
                        t.bound(), t.domain()))).gradient(s, c.rules());
                all.add(gradient);
                all.add(gradient.times(Rational.of(3, 7)).plus(field));
            }
        }
        return all;
    }
}
