package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.algebra.Univariate;
import bea.model.Affine;
import bea.model.Model;
import bea.model.Ranges;
import bea.series.Domain;
import bea.series.Scalars;
import bea.series.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether some coefficients can vanish together for values of the declared scalars and counts in their ranges. "Is not a
/// gradient" speaks of every such value.
public final class Vanishing {
    /// Values that are tried where roots cannot be read off.
    private static final List<Rational> USUAL = List.of(Rational.ZERO, Rational.ONE, Rational.MINUS_ONE,
            Rational.of(1, 2), Rational.of(2), Rational.of(-1, 2), Rational.of(-2));
    private static final int MOST_TRIALS = 2000;

    private final Ranges ranges;
    private int trials;

    private Vanishing(Ranges ranges) {
        this.ranges = ranges;
    }

    /// @param sure   that there are no such values
    /// @param values where all of them vanish, if that was found
    /// @param where  an equation whose roots, no rational numbers, are all such values
    record Answer(boolean sure, Optional<Map<String, Rational>> values, Optional<String> where) {
        Answer(boolean sure, Optional<Map<String, Rational>> values) {
            this(sure, values, Optional.empty());
        }
    }

    /// Where a field is a gradient although it is none in general, as far as that was found: `for beta = 0`, or
    /// `where 6*rho^2 - 1 = 0`.
    ///
    /// @param curls what vanishes for a gradient, cell by cell
    public static Optional<String> exception(List<Term> curls, Model model) {
        Answer a = ofTerms(curls, model);
        return a.values().map(v -> "for " + text(v)).or(() -> a.where().map(w -> "where " + w));
    }

    /// Whether all terms of a canonical form can vanish together: because of their coefficients, or because there are too
    /// few batches for any of them. Each small count is looked at by itself; from some count on all terms are there that
    /// any greater one has.
    static Answer ofTerms(List<Term> terms, Model model) {
        return ofTerms(terms, model, model.counts().stream().filter(c -> c.fixed().isEmpty()).toList());
    }

    /// Counts that conditions single out are looked at one by one up to this many.
    private static final int MOST_COUNTS = 64;

    private static Answer ofTerms(List<Term> terms, Model model, List<Model.Count> left) {
        if (left.isEmpty()) {
            return of(terms.stream().map(Term::coef).toList(), model);
        }
        Model.Count n = left.getFirst();
        List<Model.Count> rest = left.subList(1, left.size());
        int large = n.atLeast();
        for (Term t : terms) {
            large = Math.max(large, t.domain().lower(n.name(), Set.of()).map(Affine::constant).orElse(0));
            large = Math.max(large, t.domain().upper(n.name(), Set.of()).map(u -> u.constant() + 1).orElse(0));
        }
        if (large - n.atLeast() > MOST_COUNTS) {
            return new Answer(false, Optional.empty());
        }
        for (int v = n.atLeast(); v < large; v++) {
            Affine value = Affine.constant(v);
            List<Term> there = terms.stream().flatMap(t -> at(t, n.name(), value).stream()).toList();
            Answer a = ofTerms(there, with(model, new Model.Count(n.name(), v, Optional.of(v))), rest);
            if (!a.sure()) {
                Map<String, Rational> values = new LinkedHashMap<>(Map.of(n.name(), Rational.of(v)));
                a.values().ifPresent(values::putAll);
                return new Answer(false, a.values().map(x -> values),
                        a.where().map(w -> w + " and " + n.name() + " = " + value));
            }
        }
        return ofTerms(terms.stream().filter(t -> t.domain().upper(n.name(), Set.of()).isEmpty()).toList(),
                with(model, new Model.Count(n.name(), large, Optional.empty())), rest);
    }

    private static Model with(Model model, Model.Count count) {
        return model.withCounts(model.counts().stream().map(c -> c.name().equals(count.name()) ? count : c).toList());
    }

    /// A term for one count; nothing where there are too few batches for it.
    private static Optional<Term> at(Term t, String count, Affine value) {
        Domain there = t.domain().substitute(a -> a.substitute(x -> x.equals(count) ? value : null));
        return there.isEmpty() ? Optional.empty() : Optional.of(new Term(t.coef().substitute(
                g -> g instanceof Scalars.Index i && i.name().equals(count) ? Coef.of(value.constant()) : null),
                t.scalars(), t.open(), t.bound(), there));
    }

    static String text(Map<String, Rational> values) {
        return String.join(", ", values.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList());
    }

    /// Whether a coefficient vanishes for no value of its scalars.
    public static boolean neverZero(Coef c, Model model) {
        return of(List.of(c), model).sure();
    }

    static Answer of(List<Coef> coefficients, Model model) {
        Vanishing v = new Vanishing(Ranges.of(model));
        List<Poly> parts = new ArrayList<>();
        coefficients.forEach(c -> parts.addAll(named(c).numerator().parts(g -> v.ranges.declared(g).isPresent())));
        if (parts.stream().anyMatch(v.ranges::neverZero)) {
            return new Answer(true, Optional.empty());
        }
        return v.together(parts).orElseGet(() -> v.search(parts, new LinkedHashMap<>()));
    }

    /// Counts by their names, as the file has them.
    private static Coef named(Coef c) {
        return c.substitute(g -> g instanceof Scalars.Index i ? Coef.named(i.name()) : null);
    }

    /// The common roots of what has only one scalar in it are those of the greatest common divisor.
    private Optional<Answer> together(List<Poly> parts) {
        for (Model.Scalar s : ranges.numbers()) {
            List<Poly> mine = parts.stream().filter(p -> p.generators().size() == 1
                    && ranges.declared(p.generators().iterator().next()).filter(s::equals).isPresent()).toList();
            if (mine.isEmpty()) {
                continue;
            }
            Ranges.Roots roots = ranges.roots(mine, s);
            if (roots.isEmpty()) {
                return Optional.of(new Answer(true, Optional.empty()));
            }
            boolean alone = parts.stream().allMatch(p -> p.isZero() || mine.contains(p));
            if (alone && !ranges.isCount(s) && roots.values().isEmpty()) {
                return Optional.of(new Answer(false, Optional.empty(), roots.others().map(Vanishing::equation)));
            }
        }
        return Optional.empty();
    }

    private static String equation(Poly p) {
        return Wording.of(Coef.of(p)) + " = 0";
    }

    /// The values in the range of a scalar where polynomials in it vanish together.
    ///
    /// @param values the rational ones, in ascending order
    /// @param others an equation for those that were not written down, if there are any
    public record Roots(List<Rational> values, Optional<String> others) {}

    /// The common roots of the numerators, which have no other symbol than this scalar.
    public static Roots roots(List<Coef> coefficients, Model.Scalar s) {
        Ranges.Roots r = new Ranges(List.of(s), Set.of()).roots(coefficients.stream().map(Coef::numerator).toList(), s);
        return new Roots(r.values(), r.others().map(Vanishing::equation));
    }

    private Answer search(List<Poly> parts, Map<String, Rational> values) {
        List<Poly> left = parts.stream().filter(p -> !p.isZero()).toList();
        if (left.isEmpty()) {
            Map<String, Rational> all = new LinkedHashMap<>(values);
            return new Answer(false, Optional.of(all));
        }
        if (left.stream().anyMatch(ranges::neverZero)) {
            return new Answer(values.isEmpty(), Optional.empty());
        }
        Poly first = left.stream().min((a, b) -> Integer.compare(a.generators().size(), b.generators().size()))
                .orElseThrow();
        // a count has more values that are usual
        Generator x = first.generators().stream().filter(g -> ranges.counts().contains(g.key())).findFirst()
                .orElseGet(() -> first.generators().iterator().next());
        Model.Scalar s = ranges.declared(x).orElseThrow();
        for (Rational v : first.generators().size() == 1 ? Univariate.of(first, x).roots() : usual(s)) {
            if (ranges.contains(s, v) && trials++ < MOST_TRIALS) {
                values.put(s.name(), v);
                Answer a = search(left.stream().map(p -> Coef.of(p).substitute(g -> g.equals(x) ? Coef.of(v) : null)
                        .numerator()).toList(), values);
                if (a.values().isPresent()) {
                    return a;
                }
                values.remove(s.name());
            }
        }
        return new Answer(false, Optional.empty());
    }

    private List<Rational> usual(Model.Scalar s) {
        if (!ranges.isCount(s)) {
            return USUAL;
        }
        List<Rational> first = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            first.add(s.above().orElseThrow().plus(Rational.of(i)));
        }
        return first;
    }
}
