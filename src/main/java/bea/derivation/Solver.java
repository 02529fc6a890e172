package bea.derivation;

import bea.algebra.Coef;
import bea.algebra.Generator;
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
import java.util.TreeSet;
import java.util.function.Supplier;

/// Finds the coefficients that a file leaves open (`find c such that f_1 = 0`).
///
/// What must vanish is a set of rational functions of the unknowns. An equation that is linear in one of them, with a
/// factor free of unknowns, is solved for it and put into the others, as long as there is one; where none is linear, what
/// has one unknown alone may have one rational root. The values only propose:
/// the conditions are claims of the model with these values, and both engines decide them.
public final class Solver {
    /// @param values  what was found; an unknown without one may have any value
    /// @param failure why nothing was found, if so
    ///
    /// @param impossible whether there certainly is nothing to be found
    record Solution(BeaFile.Resolved resolved, List<Value> values, Optional<String> failure, boolean impossible) {
        private static Solution failed(BeaFile.Resolved r, String why, boolean impossible) {
            return new Solution(r, List.of(), Optional.of(why), impossible);
        }

        /// The verdict on a claim, with what was found where the claim is one of the conditions.
        Verdict verdict(Model.Claim c, Supplier<Verdict> decided) {
            if (resolved.model().solves().stream().noneMatch(s -> s.claims().contains(c.id()))) {
                return decided.get();
            }
            if (failure.isPresent() && !impossible) {
                return new Verdict(Verdict.Status.UNDECIDED, failure.get(), Optional.empty());
            }
            Verdict v = decided.get();
            return new Verdict(v.status(), failure.orElseGet(() -> v.isHolds() ? text() : v.reason()), v.difference());
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
    private final TreeSet<String> unknowns = new TreeSet<>();
    private final Map<String, Coef> found = new LinkedHashMap<>();
    private List<Coef> equations = new ArrayList<>();
    /// Whether what moves in the equations is independent: elementary functions may not be.
    private boolean independent = true;
    private boolean impossible;
    /// What was divided by.
    private final List<Coef> nonzero = new ArrayList<>();

    private Solver(BeaFile.Resolved resolved, Budget budget) {
        this.resolved = resolved;
        this.budget = budget;
        resolved.model().solves().forEach(s -> unknowns.addAll(s.unknowns()));
    }

    /// The derivation with values for its unknown coefficients.
    static Solution solve(BeaFile.Resolved resolved, Budget budget) {
        if (resolved.model().solves().isEmpty() || resolved.model().update().isEmpty()) {
            return new Solution(resolved, List.of(), Optional.empty(), false);
        }
        Solver s = new Solver(resolved, budget);
        try {
            return s.solution();
        } catch (NotExpressible e) {
            return Solution.failed(resolved, Wording.reason(e, resolved.model(), Optional.empty()), false);
        }
    }

    private Solution solution() {
        collect(Context.Reading.PLAIN);
        Optional<String> failure = eliminate();
        if (failure.isPresent() && resolved.model().symbols().stream().anyMatch(s -> s.definition().isPresent())) {
            // for general losses there may be none, but for the given ones
            collect(Context.Reading.PLAIN.expanded());
            failure = eliminate();
        }
        if (failure.isPresent()) {
            return Solution.failed(resolved, failure.get(), impossible);
        }
        Presenter presenter = new Presenter(resolved.model(),
                new Context(resolved.model(), Context.Reading.PLAIN, budget).setting(), Map.of());
        Map<String, Exp> values = new LinkedHashMap<>();
        List<Value> shown = new ArrayList<>();
        for (String u : unknowns) {
            Optional<Expr> e = Optional.ofNullable(found.get(u)).map(presenter::coefficient);
            e.ifPresent(x -> values.put(u, resolved.resolver()
                    .resolve(BeaFile.expression(ExprPrinter.print(x)), Type.SCALAR)));
            shown.add(new Value(u, e));
        }
        return new Solution(resolved.with(resolved.model().withValues(values)), shown, Optional.empty(), false);
    }

    private void collect(Context.Reading reading) {
        Context c = new Context(resolved.model(), reading, budget);
        equations = new ArrayList<>();
        found.clear();
        nonzero.clear();
        for (Model.Solve s : resolved.model().solves()) {
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
        independent &= c.numerator().generators().stream().noneMatch(Scalars.Function.class::isInstance);
        return c.numerator().parts(this::isFixed).stream().map(Coef::of).toList();
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
                return outside().or(this::divided);
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

    /// A value that the declaration of its scalar excludes is none.
    private Optional<String> outside() {
        for (Model.Scalar s : resolved.model().scalars()) {
            Coef v = found.get(s.name());
            if (v != null && v.isRational() && !s.contains(v.rationalValue())) {
                impossible = true;
                return Optional.of("only " + s.name() + " = " + v + " would make it true, outside its declared range");
            }
        }
        return Optional.empty();
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
