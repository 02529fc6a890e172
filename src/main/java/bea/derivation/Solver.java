package bea.derivation;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Rational;
import bea.elaborate.Budget;
import bea.elaborate.Context;
import bea.elaborate.Residual;
import bea.elaborate.Statement;
import bea.elaborate.Vanishing;
import bea.elaborate.Verdict;
import bea.elaborate.Wording;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.model.Exp;
import bea.model.Power;
import bea.model.Model;
import bea.model.Type;
import bea.present.Presenter;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Finds the coefficients that a file leaves open (`find c such that f_1 = 0`).
///
/// What must vanish is a set of rational functions of the unknowns. An equation that is linear in one of them, with a
/// factor free of unknowns, is solved for it and put into the others, as long as there is one; where none is linear, what
/// has one unknown alone may have one rational root. The values only propose:
/// the conditions are claims of the model with these values, and both engines decide them.
public final class Solver {
    /// The derivation with what was found, and what each of the independent groups of conditions gave.
    record Solution(BeaFile.Resolved resolved, List<Group> groups) {
        List<Value> values() {
            return groups.stream().flatMap(g -> g.values.stream()).toList();
        }

        Optional<String> failure() {
            List<String> all = groups.stream().flatMap(g -> g.failure.stream()).toList();
            return all.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", all));
        }

        /// The verdict on a claim: what was found where the claim is one of the conditions, and none on what was sought in
        /// vain. That has no value, and is not arbitrary either.
        Verdict verdict(Model.Claim c, Supplier<Verdict> decided) {
            for (Group g : groups) {
                for (Model.Solve s : g.solves) {
                    if (s.claims().contains(c.id())) {
                        return g.condition(s, decided);
                    }
                }
            }
            List<String> missing = new ArrayList<>();
            if (groups.stream().anyMatch(g -> g.failure.isPresent())) {
                Set<String> mentioned = Mentions.of(c.body(), resolved.model());
                groups.stream().filter(g -> g.failure.isPresent()).flatMap(g -> g.unknowns.stream())
                        .filter(mentioned::contains).forEach(missing::add);
            }
            return missing.isEmpty() ? decided.get() : undecided(String.join(", ", missing)
                    + (missing.size() == 1 ? " was" : " were") + " not found");
        }
    }

    private static Verdict undecided(String reason) {
        return new Verdict(Verdict.Status.UNDECIDED, reason, Optional.empty());
    }

    /// Conditions that share unknowns.
    ///
    /// @param values     what was found; an unknown without one may have any value
    /// @param failure    why nothing was found, if so
    /// @param impossible whether there certainly is nothing to be found
    record Group(List<Model.Solve> solves, TreeSet<String> unknowns, List<Value> values, Optional<String> failure,
            boolean impossible) {
        private Verdict condition(Model.Solve s, Supplier<Verdict> decided) {
            if (failure.isEmpty()) {
                Verdict v = decided.get();
                return new Verdict(v.status(), v.isHolds() ? text() : v.reason(), v.difference());
            }
            List<String> others = unknowns.stream().filter(u -> !s.unknowns().contains(u)).toList();
            String why = (others.isEmpty() ? ""
                    : String.join(", ", s.unknowns()) + " is sought together with " + String.join(", ", others) + ": ")
                    + failure.get();
            if (!impossible) {
                return undecided(why);
            }
            Verdict v = decided.get();
            return v.status() == Verdict.Status.REFUTED ? new Verdict(v.status(), why, v.difference()) : v;
        }

        private String text() {
            return String.join(", ",
                    values.stream().map(v -> v.value().map(e -> v.name() + " = " + ExprPrinter.print(e))
                            .orElse("any " + v.name())).toList());
        }
    }

    /// @param value empty when any value will do
    public record Value(String name, Optional<Expr> value) {}

    private final BeaFile.Resolved resolved;
    private final Budget budget;
    private final List<Model.Solve> solves;
    private final TreeSet<String> unknowns = new TreeSet<>();
    private final Map<String, Coef> found = new LinkedHashMap<>();
    private List<Coef> equations = new ArrayList<>();
    /// Whether what moves in the equations is independent: elementary functions may not be.
    private boolean independent = true;
    private boolean impossible;
    /// What was divided by.
    private final List<Coef> nonzero = new ArrayList<>();

    private Solver(BeaFile.Resolved resolved, Budget budget, List<Model.Solve> solves, Set<String> unknowns) {
        this.resolved = resolved;
        this.budget = budget;
        this.solves = solves;
        this.unknowns.addAll(unknowns);
    }

    /// The derivation with values for its unknown coefficients.
    static Solution solve(BeaFile.Resolved resolved, Budget budget) {
        List<Group> groups = new ArrayList<>();
        Map<String, Exp> values = new LinkedHashMap<>();
        for (Solver s : independent(resolved, budget)) {
            groups.add(s.group(values));
        }
        return new Solution(values.isEmpty() ? resolved : resolved.with(resolved.model().withValues(values)), groups);
    }

    /// One for all the conditions that share unknowns, directly or not.
    private static List<Solver> independent(BeaFile.Resolved resolved, Budget budget) {
        Model model = resolved.model();
        Set<String> all = new TreeSet<>();
        model.solves().forEach(s -> all.addAll(s.unknowns()));
        List<Solver> groups = new ArrayList<>();
        for (Model.Solve s : model.solves()) {
            Set<String> mine = new TreeSet<>(s.unknowns());
            model.claims().stream().filter(c -> s.claims().contains(c.id()))
                    .forEach(c -> mine.addAll(Mentions.of(c.body(), model)));
            mine.retainAll(all);
            List<Model.Solve> solves = new ArrayList<>();
            for (Solver g : List.copyOf(groups)) {
                if (!java.util.Collections.disjoint(g.unknowns, mine)) {
                    solves.addAll(g.solves);
                    mine.addAll(g.unknowns);
                    groups.remove(g);
                }
            }
            solves.add(s);
            groups.add(new Solver(resolved, budget, solves, mine));
        }
        return groups;
    }

    /// @param values receives what is found
    private Group group(Map<String, Exp> values) {
        Optional<String> failure;
        try {
            failure = solution();
        } catch (NotExpressible e) {
            impossible = false;
            failure = Optional.of(Wording.reason(e, resolved.model(), Optional.empty()));
        }
        List<Value> shown = new ArrayList<>();
        if (failure.isEmpty()) {
            Presenter presenter = new Presenter(resolved.model(),
                    new Context(resolved.model(), Context.Reading.PLAIN, budget).setting(), Map.of());
            for (String u : unknowns) {
                Optional<Expr> e = Optional.ofNullable(found.get(u)).map(presenter::coefficient);
                e.ifPresent(x -> values.put(u, resolved.resolver()
                        .resolve(BeaFile.expression(ExprPrinter.print(x)), Type.SCALAR)));
                shown.add(new Value(u, e));
            }
        }
        return new Group(solves, unknowns, shown, failure, impossible);
    }

    /// Why nothing was found, if so.
    private Optional<String> solution() {
        collect(Context.Reading.PLAIN);
        Optional<String> failure = eliminate();
        if (failure.isPresent() && resolved.model().symbols().stream().anyMatch(s -> s.definition().isPresent())) {
            // for general losses there may be none, but for the given ones
            collect(Context.Reading.PLAIN.expanded());
            failure = eliminate();
        }
        return failure;
    }

    private void collect(Context.Reading reading) {
        Context c = new Context(resolved.model(), reading, budget);
        equations = new ArrayList<>();
        found.clear();
        nonzero.clear();
        for (Model.Solve s : solves) {
            for (Model.Claim claim : resolved.model().claims()) {
                if (s.claims().contains(claim.id())) {
                    switch (claim.body()) {
                        case Model.IsGradient _,Model.LossExists _ ->
                            new Statement(c).curls(claim.body()).forEach(t -> equations.addAll(parts(t.coef())));
                        default -> collect(new Statement(c).residual(claim.body()), c);
                    }
                }
            }
        }
    }

    private void collect(Residual r, Context c) {
        for (Residual.Part p : r.parts()) {
            for (Term t : Canonical.of(p.sum(), c.setting()).values()) {
                equations.addAll(parts(t.coef()));
            }
        }
    }

    /// One equation for every product of what moves (coordinates, undifferentiated losses, indices).
    private List<Coef> parts(Coef c) {
        if (c.generators().stream().anyMatch(g -> g instanceof Power p && unknowns.contains(p.base()))) {
            throw new NotExpressible("an unknown whose powers have indices or counts as exponents");
        }
        if (c.generators().stream().anyMatch(this::isFunctionOfUnknowns)) {
            throw new NotExpressible("an unknown in an elementary function, where there may be several values");
        }
        independent &= c.numerator().generators().stream().noneMatch(Scalars.Function.class::isInstance);
        return c.numerator().parts(this::isFixed).stream().map(Coef::of).toList();
    }

    private boolean isFunctionOfUnknowns(Generator g) {
        return g instanceof Scalars.Function f && f.argument().generators().stream()
                .anyMatch(x -> unknowns.contains(x.key()) || isFunctionOfUnknowns(x));
    }

    /// A declared scalar, or a count.
    private boolean isFixed(Generator g) {
        return g instanceof Generator.Named || g instanceof Scalars.Index i && isCount(i.name())
                || g instanceof Power p && isCount(p.exponent());
    }

    private boolean isCount(String name) {
        return resolved.model().counts().stream().anyMatch(n -> n.name().equals(name));
    }

    private Optional<String> eliminate() {
        impossible = false;
        while (true) {
            equations.removeIf(Coef::isZero);
            if (equations.isEmpty()) {
                return divided().or(this::outside);
            }
            if (independent && equations.stream().anyMatch(e -> occurring(e).isEmpty())) {
                impossible = true;
                return Optional.of("no value of " + String.join(", ", unknowns) + " makes it true");
            }
            if (!eliminateOne()) {
                Optional<String> failure = root();
                if (failure.isPresent()) {
                    return failure;
                }
            }
        }
    }

    /// Where nothing is linear: the only value of one unknown that what has no other symbol in it allows.
    private Optional<String> root() {
        for (Model.Scalar s : resolved.model().scalars()) {
            List<Coef> mine = !unknowns.contains(s.name()) ? List.of() : equations.stream()
                    .filter(e -> List.copyOf(e.generators()).equals(List.of(unknown(s.name())))).toList();
            if (mine.isEmpty()) {
                continue;
            }
            Vanishing.Roots roots = Vanishing.roots(mine, s);
            List<String> all = new ArrayList<>(roots.values().stream().map(v -> s.name() + " = " + v).toList());
            roots.others().ifPresent(e -> all.add("the roots of " + e));
            if (all.isEmpty()) {
                impossible = independent;
                return Optional.of("no " + s.name() + " in its declared range makes it true");
            }
            if (all.size() > 1 || roots.others().isPresent()) {
                return Optional.of("what makes it true are " + String.join(" and ", all)
                        + "; declare a range with one rational value in it");
            }
            put(s.name(), Coef.of(roots.values().getFirst()));
            return Optional.empty();
        }
        return Optional.of("the conditions are not linear in " + String.join(", ", unknowns));
    }

    /// Values of the other scalars that are tried, besides one inside their ranges.
    private static final List<Rational> TRIED = List.of(Rational.ONE, Rational.of(-1), Rational.of(3), Rational.of(-3),
            Rational.of(1, 10), Rational.of(9, 10), Rational.of(100), Rational.of(-100));

    /// A value that the declaration of its scalar excludes is none, if only for some values of the others.
    private Optional<String> outside() {
        for (Model.Scalar s : resolved.model().scalars()) {
            Coef v = found.get(s.name());
            for (int i = 0; v != null && i <= TRIED.size(); i++) {
                int trial = i;
                Coef at = at(v, trial);
                if (at.isRational() && !s.contains(at.rationalValue())) {
                    impossible = independent && occurring(v).isEmpty();
                    return Optional.of("only " + s.name() + " = " + Wording.of(v)
                            + " would make it true, outside its declared range" + (v.isRational() ? ""
                                    : " where it is " + at));
                }
            }
        }
        return Optional.empty();
    }

    private Coef at(Coef v, int trial) {
        try {
            return v.substitute(g -> tried(g, trial));
        } catch (ArithmeticException none) {
            // a divisor that the file has itself, and that is zero there
            return v;
        }
    }

    private Coef tried(Generator g, int trial) {
        if (g instanceof Power p) {
            return least(p.exponent()) > Power.MOST ? null
                    : p.baseValue().substitute(b -> tried(b, trial)).pow(least(p.exponent()));
        }
        if (g instanceof Scalars.Index i && isCount(i.name())) {
            return Coef.of(least(i.name()));
        }
        Rational other = trial == 0 ? Rational.ZERO : TRIED.get(trial - 1);
        return resolved.model().scalars().stream().filter(s -> g.equals(unknown(s.name()))).findFirst()
                .map(s -> Coef.of(trial > 0 && s.contains(other) ? other : s.inside())).orElse(null);
    }

    private int least(String count) {
        return resolved.model().counts().stream().filter(c -> c.name().equals(count)).findFirst().orElseThrow()
                .atLeast();
    }

    /// A value with a denominator that may vanish is none for all scalars.
    private Optional<String> divided() {
        return nonzero.stream().filter(c -> !Vanishing.neverZero(c, resolved.model())).findFirst().map(
                c -> "there is a value only where " + Wording.of(c)
                        + " is not 0; declare the ranges of its scalars so that it is not");
    }

    private List<String> occurring(Coef e) {
        return unknowns.stream().filter(u -> e.generators().contains(unknown(u))).toList();
    }

    private static Generator unknown(String name) {
        return new Generator.Named(name);
    }

    /// Solves one equation for one unknown; the equation with the fewest unknowns first.
    private boolean eliminateOne() {
        List<Coef> sorted = new ArrayList<>(equations);
        sorted.sort((a, b) -> Integer.compare(occurring(a).size(), occurring(b).size()));
        for (Coef e : sorted) {
            for (String u : occurring(e)) {
                Coef factor = e.derivative(unknown(u));
                if (!factor.isZero() && occurring(factor).isEmpty()) {
                    nonzero.add(factor);
                    put(u, substituted(e, u, Coef.ZERO).dividedBy(factor).negate());
                    return true;
                }
            }
        }
        return false;
    }

    private void put(String u, Coef value) {
        found.replaceAll((_, v) -> substituted(v, u, value));
        found.put(u, value);
        List<Coef> rest = new ArrayList<>();
        // a denominator does not make an equation true
        equations.forEach(e -> rest.add(Coef.of(substituted(e, u, value).numerator())));
        equations = rest;
    }

    private static Coef substituted(Coef c, String u, Coef value) {
        return c.substitute(g -> g.equals(unknown(u)) ? value : null);
    }
}
