package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Slot;
import bea.series.Scalars;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether a closed field with named coordinates is a gradient (theory, section 8). On a domain without holes it is. The
/// domain is what denominators, logarithms, roots and tangents leave of the whole space; where their zeros are
/// hyperplanes its parts are convex. Elsewhere a potential is needed that is defined wherever the field is.
final class Holes {
    private final Slot slot;

    private Holes(Slot slot) {
        this.slot = slot;
    }

    /// Whether every closed field that is defined where this one is has a potential.
    static boolean none(Coef[] field, Slot slot) {
        Holes h = new Holes(slot);
        // on a line every field is a gradient, interval by interval
        return field.length == 1 || Arrays.stream(field).allMatch(c -> h.cuts(c).stream().allMatch(h::isHarmless));
    }

    /// Whether a potential of the field is defined wherever the field is; `log a` stands for `log |a|`.
    static boolean spans(Coef potential, Coef[] field, Slot slot) {
        Holes h = new Holes(slot);
        Set<String> known = new TreeSet<>();
        Arrays.stream(field).forEach(c -> h.cuts(c).forEach(p -> known.add(normal(p))));
        return h.cuts(potential).stream().allMatch(p -> isPositive(p) || known.contains(normal(p)));
    }

    private static String normal(Poly p) {
        return p.times(p.leadingCoefficient().reciprocal()).toString();
    }

    /// What must not vanish for `c` to be defined, as far as it depends on the slot.
    private List<Poly> cuts(Coef c) {
        List<Poly> result = new java.util.ArrayList<>();
        for (Poly p : c.denominator().keySet()) {
            result.add(p);
        }
        for (Generator g : c.generators()) {
            if (g instanceof Scalars.Function f) {
                result.addAll(cuts(f.argument()));
                switch (f.name()) {
                    case "log", "sqrt" -> result.add(f.argument().numerator());
                    case "tan" -> result.add(Poly.generator(new Scalars.Function("cos", f.argument())));
                    default -> {
                    }
                }
            }
        }
        result.removeIf(p -> variables(Coef.of(p)).isEmpty());
        return result;
    }

    /// The coordinates of the slot that occur, also inside functions.
    private Set<Integer> variables(Coef c) {
        Set<Integer> found = new TreeSet<>();
        for (Generator g : c.generators()) {
            switch (g) {
                case Scalars.Coordinate x when x.isLive(slot) -> found.add(x.component());
                case Scalars.Function f -> found.addAll(variables(f.argument()));
                default -> {
                }
            }
        }
        return found;
    }

    /// Whether the zeros are none, or parallel or crossing hyperplanes.
    private boolean isHarmless(Poly p) {
        return isPositive(p) || variables(Coef.of(p)).size() == 1 || isAffine(p)
                || only(p).filter(this::isTurn).isPresent();
    }

    /// The cosine of something affine.
    private boolean isTurn(Generator g) {
        return g instanceof Scalars.Function f && f.name().equals("cos") && f.argument().denominator().isEmpty()
                && isAffine(f.argument().numerator());
    }

    private static Optional<Generator> only(Poly p) {
        return p.terms().size() == 1 && p.generators().size() == 1 ? Optional.of(p.generators().iterator().next())
                : Optional.empty();
    }

    private boolean isAffine(Poly p) {
        for (Monomial m : p.terms().keySet()) {
            int degree = 0;
            for (Monomial.Power f : m.powers()) {
                boolean mine = !variables(Coef.generator(f.base())).isEmpty();
                if (mine && !(f.base() instanceof Scalars.Coordinate)) {
                    return false;
                }
                degree += mine ? f.exponent() : 0;
            }
            if (degree > 1) {
                return false;
            }
        }
        return true;
    }

    /// A sum of squares, exponentials and the like with positive factors, one of which cannot vanish; or its negative.
    private static boolean isPositive(Poly p) {
        int sign = p.leadingCoefficient().signum();
        boolean away = false;
        for (Map.Entry<Monomial, Rational> t : p.terms().entrySet()) {
            boolean strict = true;
            for (Monomial.Power f : t.getKey().powers()) {
                boolean positive = f.base() instanceof Scalars.Function g
                        && (g.name().equals("exp") || g.name().equals("sigmoid"));
                if (!positive && f.exponent() % 2 != 0) {
                    return false;
                }
                strict &= positive;
            }
            if (t.getValue().signum() != sign) {
                return false;
            }
            away |= strict;
        }
        return away;
    }
}
