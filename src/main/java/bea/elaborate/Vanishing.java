package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.algebra.Univariate;
import bea.model.Affine;
import bea.model.Model;
import bea.model.Power;
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
    /// Whether every value that could matter was put in.
    private boolean all = true;

    private Vanishing(Ranges ranges) {
        this.ranges = ranges;
    }

    /// @param sure   that there are no such values
    /// @param values where all of them vanish, as far as that was found
    /// @param where  equations whose roots, no rational numbers, are such values
    /// @param all    whether there are no others
    record Answer(boolean sure, List<Map<String, Rational>> values, List<String> where, boolean all) {
        private static final Answer NEVER = new Answer(true, List.of(), List.of(), true);
        private static final Answer UNKNOWN = new Answer(false, List.of(), List.of(), false);

        private static Answer of(List<Map<String, Rational>> values, boolean all) {
            return new Answer(false, values, List.of(), all);
        }

        private Answer and(Answer o) {
            List<Map<String, Rational>> both = new ArrayList<>(values);
            both.addAll(o.values);
            List<String> equations = new ArrayList<>(where);
            equations.addAll(o.where);
            return new Answer(sure && o.sure, both, equations, all && o.all);
        }

        /// The same for one count.
        private Answer at(String count, int value) {
            return new Answer(sure, values.stream().map(v -> {
                Map<String, Rational> more = new LinkedHashMap<>(Map.of(count, Rational.of(value)));
                more.putAll(v);
                return more;
            }).toList(), where.stream().map(w -> w + " and " + count + " = " + value).toList(), all);
        }

        /// `for n = 2, 3 and 4`, `where 6*rho^2 - 1 = 0`: empty when nothing was found.
        Optional<String> text() {
            List<String> parts = new ArrayList<>(where.stream().map(w -> "where " + w).toList());
            List<String> names = values.stream().map(v -> String.join(", ", v.keySet())).distinct().toList();
            if (names.size() == 1 && values.getFirst().size() == 1) {
                parts.addFirst("for " + names.getFirst() + " = "
                        + and(values.stream().map(v -> v.values().iterator().next().toString()).toList()));
            } else {
                values.reversed().forEach(v -> parts.addFirst("for " + String.join(", ",
                        v.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList())));
            }
            return parts.isEmpty() ? Optional.empty()
                    : Optional.of(String.join(", and ", parts) + (all ? "" : ", and perhaps elsewhere"));
        }

        private static String and(List<String> all) {
            return all.size() == 1 ? all.getFirst()
                    : String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
        }
    }

    /// Where a field is a gradient although it is none in general, as far as that was found: `for beta = 0`, or
    /// `where 6*rho^2 - 1 = 0`.
    ///
    /// @param curls what vanishes for a gradient, cell by cell
    public static Optional<String> exception(List<Term> curls, Model model) {
        return ofTerms(curls, model).text();
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
            return Answer.UNKNOWN;
        }
        Answer all = Answer.NEVER;
        for (int v = n.atLeast(); v < large; v++) {
            Affine value = Affine.constant(v);
            List<Term> there = terms.stream().flatMap(t -> at(t, n.name(), value).stream()).toList();
            Answer a = ofTerms(there, with(model, new Model.Count(n.name(), v, Optional.of(v))), rest);
            all = all.and(a.at(n.name(), v));
        }
        List<Term> many = terms.stream().filter(t -> t.domain().upper(n.name(), Set.of()).isEmpty()).toList();
        return all.and(many.isEmpty() ? Answer.of(List.of(Map.of(n.name(), Rational.of(large))), false)
                : ofTerms(many, with(model, new Model.Count(n.name(), large, Optional.empty())), rest));
    }

    private static Model with(Model model, Model.Count count) {
        return model.withCounts(model.counts().stream().map(c -> c.name().equals(count.name()) ? count : c).toList());
    }

    /// A term for one count; nothing where there are too few batches for it.
    private static Optional<Term> at(Term t, String count, Affine value) {
        Domain there = t.domain().substitute(a -> a.substitute(x -> x.equals(count) ? value : null));
        return there.isEmpty() ? Optional.empty() : Optional.of(new Term(Scalars.relabel(t.coef(),
                a -> a.substitute(x -> x.equals(count) ? value : null)), t.scalars(), t.open(), t.bound(), there));
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
            return Answer.NEVER;
        }
        if (parts.stream().flatMap(p -> p.generators().stream()).anyMatch(Power.class::isInstance)) {
            // what powers have for values depends on what their bases and exponents have
            return v.together(parts).filter(Answer::sure).orElse(Answer.UNKNOWN);
        }
        return v.together(parts).orElseGet(() -> {
            List<Map<String, Rational>> found = new ArrayList<>();
            boolean none = v.search(parts, new LinkedHashMap<>(), found);
            return none ? Answer.NEVER : Answer.of(found, v.all);
        });
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
                return Optional.of(Answer.NEVER);
            }
            if (parts.stream().allMatch(p -> p.isZero() || mine.contains(p))) {
                return Optional.of(new Answer(false, roots.values().stream().map(v -> Map.of(s.name(), v)).toList(),
                        ranges.isCount(s) ? List.of() : roots.others().map(Vanishing::equation).stream().toList(),
                        !ranges.isCount(s) || roots.others().isEmpty()));
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

    /// Collects values; whether it is certain, before any value was put in, that there are none.
    private boolean search(List<Poly> parts, Map<String, Rational> values, List<Map<String, Rational>> found) {
        List<Poly> left = parts.stream().filter(p -> !p.isZero()).toList();
        if (left.isEmpty()) {
            found.add(new LinkedHashMap<>(values));
            return false;
        }
        if (left.stream().anyMatch(ranges::neverZero)) {
            return values.isEmpty();
        }
        Poly first = left.stream().min((a, b) -> Integer.compare(a.generators().size(), b.generators().size()))
                .orElseThrow();
        // a count has more values that are usual
        Generator x = first.generators().stream().filter(g -> ranges.counts().contains(g.key())).findFirst()
                .orElseGet(() -> first.generators().iterator().next());
        Model.Scalar s = ranges.declared(x).orElseThrow();
        boolean one = first.generators().size() == 1;
        all &= one && ranges.roots(List.of(first), s).others().isEmpty();
        for (Rational v : one ? Univariate.of(first, x).roots() : usual(s)) {
            // of values that were tried one is enough
            if (ranges.contains(s, v) && trials++ < MOST_TRIALS && (one || found.isEmpty())) {
                values.put(s.name(), v);
                search(left.stream().map(p -> Coef.of(p).substitute(g -> g.equals(x) ? Coef.of(v) : null)
                        .numerator()).toList(), values, found);
                values.remove(s.name());
            }
        }
        return false;
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
