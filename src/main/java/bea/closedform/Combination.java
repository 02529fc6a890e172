package bea.closedform;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.LinearSystem;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Slot;
import bea.series.Scalars;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A potential as a combination, with rational coefficients, of scalars that are likely to occur in it.
public final class Combination {
    private Combination() {}

    /// The combination whose gradient in the slot's coordinates is the field; earlier candidates are preferred.
    public static Optional<Coef> of(List<Coef> candidates, Coef[] field, Slot slot) {
        LinearSystem system = new LinearSystem(candidates.size());
        for (int i = 0; i < field.length; i++) {
            Generator x = new Scalars.Coordinate(slot, i, false);
            Coef sum = field[i].negate();
            for (int j = 0; j < candidates.size(); j++) {
                sum = sum.plus(Scalars.derivative(candidates.get(j), x).times(Coef.generator(new Unknown(j))));
            }
            rows(sum.numerator(), candidates.size()).values()
                    .forEach(r -> system.equation(Arrays.copyOf(r, candidates.size()), r[candidates.size()].negate()));
        }
        return system.solve().map(s -> {
            Coef sum = Coef.ZERO;
            for (int j = 0; j < candidates.size(); j++) {
                sum = sum.plus(candidates.get(j).times(s.values().get(j)));
            }
            return sum;
        }).filter(c -> ClosedForm.isPotential(c, field, slot));
    }

    private record Unknown(int number, String key) implements Generator {
        Unknown(int number) {
            this(number, "~" + number);
        }
    }

    /// For every monomial of the other generators what stands before each unknown, and, last, alone.
    private static Map<Monomial, Coef[]> rows(Poly p, int unknowns) {
        Map<Monomial, Coef[]> rows = new HashMap<>();
        for (Map.Entry<Monomial, Rational> t : p.terms().entrySet()) {
            int column = unknowns;
            Monomial rest = t.getKey();
            for (Monomial.Power f : t.getKey().powers()) {
                if (f.base() instanceof Unknown u) {
                    column = u.number();
                    rest = rest.dividedBy(Monomial.of(u)).orElseThrow();
                }
            }
            Coef[] row = rows.computeIfAbsent(rest, m -> {
                Coef[] zeros = new Coef[unknowns + 1];
                Arrays.fill(zeros, Coef.ZERO);
                return zeros;
            });
            row[column] = row[column].plus(Coef.of(t.getValue()));
        }
        return rows;
    }
}
