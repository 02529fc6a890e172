package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.TooLarge;
import bea.gradient.Gradient;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Ranges;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Series;
import bea.series.Sum;
import bea.series.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides claims by the canonical form of trees (theory, section 9): for every count in its declared range, every
/// smooth loss that obeys the declared relations, every dimension and point.
public final class Verifier {
    private final Model model;
    private final Budget budget;
    private final Map<String, Context> contexts = new HashMap<>();
    private final Potentials potentials;
    private final Map<String, Boolean> known = new HashMap<>();

    /// Proposes a scalar whose gradient in the slot is a given closed field; its answer is confirmed.
    public interface Potentials {
        Optional<Coef> of(Coef[] field, Slot slot);
    }

    public Verifier(Model model, Budget budget) {
        this(model, budget, (_, _) -> Optional.empty());
    }

    /// @param potentials asked only where a closed field may be no gradient, because its domain may have holes
    public Verifier(Model model, Budget budget, Potentials potentials) {
        this.model = model;
        this.budget = budget;
        this.potentials = potentials;
    }

    public Context context(Context.Reading reading) {
        return contexts.computeIfAbsent(reading.key(), k -> new Context(model, reading, budget,
                () -> reading.fixed().isEmpty() ? Optional.empty() : Optional.of(context(reading.at(Map.of())))));
    }

    public Verdict decide(Model.Body body, List<Integer> forAny) {
        Context.Reading reading = Context.Reading.PLAIN.forAny(forAny);
        try {
            Verdict general = decide(body, reading);
            return conditional(boundaries(general, body, reading), body);
        } catch (NotExpressible e) {
            return refutedAtSmall(body, reading)
                    .orElseGet(() -> Verdict.undecided(Wording.reason(e, model, Optional.of(body))));
        } catch (TooLarge e) {
            return Verdict.undecided("too long: " + e.getMessage());
        }
    }

    private static final int SMALL = 4;

    /// What is false for some counts is false, also where nothing can be said for all of them.
    private Optional<Verdict> refutedAtSmall(Model.Body body, Context.Reading reading) {
        if (model.counts().stream().allMatch(c -> c.fixed().isPresent())) {
            return Optional.empty();
        }
        for (int more = 0; more < SMALL; more++) {
            Map<String, Integer> at = new java.util.TreeMap<>();
            for (Model.Count c : model.counts()) {
                if (c.fixed().isEmpty()) {
                    at.put(c.name(), c.atLeast() + more);
                }
            }
            try {
                Verdict v = decide(body, reading.at(at));
                if (v.status() == Verdict.Status.REFUTED) {
                    String where = at.toString().substring(1, at.toString().length() - 1).replace("=", " = ");
                    return Optional.of(new Verdict(v.status(), "it does not hold for " + where,
                            v.difference().map(d -> collected(d, context(reading.at(at)))), v.at()));
                }
            } catch (NotExpressible stillNot) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// With the sums written out, which numeric counts allow.
    private static Verdict.Difference collected(Verdict.Difference d, Context c) {
        Sum sum = Sum.of(Canonical.of(d.sum(), c.setting()).values());
        return sum.terms().stream().allMatch(t -> t.bound().isEmpty())
                ? new Verdict.Difference(d.slot(), d.power(), d.claimed(), sum) : d;
    }

    /// What holds says what its divisors need.
    private Verdict conditional(Verdict v, Model.Body body) {
        Optional<String> where = Wording.where(Ranges.conditions(model, Parts.of(body)));
        return v.isHolds() && where.isPresent() ? Verdict.holds(where.get()) : v;
    }

    /// The smallest values of the symbolic counts are decided on their own: some patterns of indices do not occur there.
    private Verdict boundaries(Verdict general, Model.Body body, Context.Reading reading) {
        for (Model.Count c : model.counts()) {
            if (c.fixed().isPresent()) {
                continue;
            }
            Verdict small = decide(body, reading.at(Map.of(c.name(), c.atLeast())));
            if (general.isHolds() && small.status() == Verdict.Status.REFUTED) {
                return new Verdict(small.status(), "it holds in general, but not for " + c.name() + " = " + c.atLeast(),
                        small.difference(), small.at());
            }
            if (general.status() == Verdict.Status.REFUTED && small.isHolds()) {
                return new Verdict(general.status(), general.reason() + " (" + holdsAt(c, body, reading) + ")",
                        general.difference(), general.at());
            }
        }
        return general;
    }

    private static final int MOST_SMALL = 8;

    /// For which small counts a statement holds that holds for the smallest: `for n = 2 to 4 it holds`.
    private String holdsAt(Model.Count c, Model.Body body, Context.Reading reading) {
        int n = c.atLeast();
        boolean holds = true;
        while (holds && n < c.atLeast() + MOST_SMALL) {
            holds = decide(body, reading.at(Map.of(c.name(), n + 1))).isHolds();
            n += holds ? 1 : 0;
        }
        return "for " + c.name() + " = " + (n == c.atLeast() ? "" : c.atLeast() + " to ") + n + " it holds"
                + (holds ? "; greater ones were not looked at" : "");
    }

    private Verdict decide(Model.Body body, Context.Reading reading) {
        boolean defined = model.symbols().stream().anyMatch(s -> s.definition().isPresent());
        Verdict v;
        try {
            v = once(body, reading);
        } catch (NotExpressible e) {
            if (!defined) {
                throw e;
            }
            return once(body, reading.expanded());
        }
        // what no loss has in general a given loss may have: only a positive statement is inherited
        boolean inherited = isNegative(body) ? v.status() == Verdict.Status.REFUTED : v.isHolds();
        return inherited || !defined ? v : once(body, reading.expanded());
    }

    private static boolean isNegative(Model.Body body) {
        return body instanceof Model.IsGradient g && !g.positive()
                || body instanceof Model.LossExists l && !l.positive();
    }

    private Verdict once(Model.Body body, Context.Reading reading) {
        Context c = context(reading);
        return switch (body) {
            case Model.Equation _,Model.Choice _,Model.Follows _ -> equality(new Statement(c).residual(body), c);
            case Model.SameUpdate u -> sameUpdate(u, c);
            case Model.IsGradient g -> gradient(g, c);
            case Model.LossExists l -> lossExists(l, c);
            case Model.IllTyped i -> Verdict.refuted("it has no meaning: " + i.message());
        };
    }

    private static Verdict sameUpdate(Model.SameUpdate u, Context c) {
        Residual r;
        try {
            r = new Statement(c).residual(u);
        } catch (Program.NotNear printed) {
            return Verdict.refuted("it moves by more than O(h), the update does not: " + printed.getMessage());
        }
        return equality(r, c);
    }

    private static Verdict equality(Residual r, Context c) {
        for (Residual.Part p : r.parts()) {
            Map<String, Term> rest = new HashMap<>(Canonical.of(p.sum(), c.setting()));
            rest.values().removeIf(t -> Identities.isZero(t.coef()));
            if (!rest.isEmpty()) {
                return difference(p, rest, r.claimed());
            }
        }
        if (!r.exact()) {
            return Verdict.undecided("both sides agree through h^" + (r.claimed() - 1)
                    + ", but the claim speaks of every power; write + O(h^" + r.claimed() + ")");
        }
        return Verdict.holds("");
    }

    private static Verdict difference(Residual.Part p, Map<String, Term> rest, int claimed) {
        if (rest.values().stream().allMatch(t -> ZeroTest.looksZero(t.coef()))) {
            return Verdict.undecided(
                    "a zero test of elementary functions: " + Wording.of(rest.values().iterator().next().coef()));
        }
        return new Verdict(Verdict.Status.REFUTED, "the two sides differ at h^" + p.power(),
                Optional.of(new Verdict.Difference(p.slot(), p.power(), claimed, p.sum())));
    }

    private Verdict gradient(Model.IsGradient g, Context c) {
        if (c.expandsDefinitions() && !g.slot().coordinates().isEmpty()) {
            int degree = new Statement(c).powers(g.field());
            Series field = new Evaluator(c, degree).evaluate(g.field());
            Verdict v = concrete(field.at(0), g.slot(), g.positive(), "it");
            // a gradient at every power of h, or none at some power
            for (int k = 1; k <= degree && v.isHolds() == g.positive(); k++) {
                v = concrete(field.at(k), g.slot(), g.positive(), "it");
            }
            return ends(v, g, c);
        }
        Sum remainder = Sum.ZERO;
        for (Sum r : new Statement(c).remainders(g.field(), g.slot())) {
            remainder = remainder.isZero() ? r : remainder;
        }
        Verdict v = existence(remainder, g.slot(), g.positive(), "it");
        return ends(g.positive() ? v : everywhere(v, "it", () -> Vanishing.ofTerms(new Statement(c).curls(g), model)),
                g, c);
    }

    /// A gradient at the powers of `h` that were looked at need not be one at all of them.
    private static Verdict ends(Verdict v, Model.IsGradient g, Context c) {
        Statement s = new Statement(c);
        return v.status() != Verdict.Status.UNDECIDED && v.isHolds() == g.positive() && s.goesOn(g.field())
                ? Verdict.undecided("it is a gradient through h^" + s.powers(g.field())
                        + ", but the claim speaks of every power")
                : v;
    }

    /// A verdict that something is no gradient, which must hold for every value of the scalars and counts.
    ///
    /// @param what `it`, which is a gradient or not, or `there`
    private Verdict everywhere(Verdict v, String what, java.util.function.Supplier<Vanishing.Answer> vanishing) {
        if (!v.isHolds() || model.scalars().isEmpty() && model.counts().stream().allMatch(c -> c.fixed().isPresent())) {
            return v;
        }
        Vanishing.Answer a = vanishing.get();
        if (a.sure()) {
            return v;
        }
        if (a.values().isEmpty()) {
            return Verdict.undecided(what + " is none in general, but " + a.text().map(w -> what + " is one " + w
                    + ", and the declared range does not leave that out")
                    .orElseGet(() -> "whether that is so for every value of " + String.join(", ",
                            java.util.stream.Stream.concat(model.counts().stream().map(Model.Count::name),
                                    model.scalars().stream().map(Model.Scalar::name)).toList())
                            + " was not found"));
        }
        return new Verdict(Verdict.Status.REFUTED, what + " is one " + a.text().orElseThrow(), Optional.empty(),
                a.values().getFirst());
    }

    private Verdict lossExists(Model.LossExists l, Context c) {
        for (int k = 0; k <= l.order(); k++) {
            Sum f = c.correction(k, l.slot());
            if (c.expandsDefinitions() && !l.slot().coordinates().isEmpty()) {
                Verdict v = concrete(f, l.slot(), l.positive(), "there");
                if (v.isHolds() != l.positive() || k == l.order()) {
                    return v;
                }
                continue;
            }
            Sum remainder = Gradient.remainder(f, l.slot(), c.setting(), c.rules());
            if (!remainder.isZero()) {
                Verdict v = existence(remainder, l.slot(), l.positive(), "f_" + k);
                return l.positive() ? v
                        : everywhere(v, "there", () -> Vanishing.ofTerms(new Statement(c).curls(l), model));
            }
        }
        return existence(Sum.ZERO, l.slot(), l.positive(), "the modified field");
    }

    private static Verdict existence(Sum remainder, Slot slot, boolean positive, String what) {
        if (remainder.isZero()) {
            return positive ? Verdict.holds("") : Verdict.refuted(what + " is a gradient in " + slot.name());
        }
        if (!positive) {
            return Verdict.holds("");
        }
        return new Verdict(Verdict.Status.REFUTED, what + " is not a gradient in " + slot.name(),
                Optional.of(new Verdict.Difference(slot.name(), 0, 0, remainder)));
    }

    /// A field with named coordinates is closed when all mixed derivatives agree; then it is a gradient unless its domain
    /// has holes.
    private Verdict concrete(Sum field, Slot slot, boolean positive, String what) {
        Coef[] f = Components.of(field, slot);
        List<Coef> curls = new ArrayList<>();
        for (int i = 0; i < f.length; i++) {
            for (int j = 0; j < i; j++) {
                Coef curl = derivative(f[i], slot, j).minus(derivative(f[j], slot, i));
                if (!Identities.isZero(curl)) {
                    curls.add(curl);
                }
            }
        }
        if (curls.isEmpty() && !Holes.none(f, slot) && !hasPotential(f, slot)) {
            return Verdict
                    .undecided("its Jacobian is symmetric, but its domain may have holes, and no potential was found "
                            + "on all of it");
        }
        if (curls.isEmpty()) {
            return positive ? Verdict.holds("")
                    : Verdict.refuted("its Jacobian is symmetric, and its domain has no hole: it is a gradient");
        }
        if (curls.stream().allMatch(ZeroTest::looksZero)) {
            return Verdict.undecided("a zero test of elementary functions: " + Wording.of(curls.getFirst()));
        }
        return positive ? Verdict.refuted("its Jacobian is not symmetric: off by " + Wording.of(curls.getFirst()))
                : everywhere(Verdict.holds(""), what, () -> Vanishing.of(curls, model));
    }

    private boolean hasPotential(Coef[] field, Slot slot) {
        return known.computeIfAbsent(slot + ": " + java.util.Arrays.toString(field), k -> findsPotential(field, slot));
    }

    private boolean findsPotential(Coef[] field, Slot slot) {
        return potentials.of(field, slot).filter(p -> Holes.spans(p, field, slot)).filter(p -> {
            for (int i = 0; i < field.length; i++) {
                if (!Identities.isZero(derivative(p, slot, i).minus(field[i]))) {
                    return false;
                }
            }
            return true;
        }).isPresent();
    }

    private static Coef derivative(Coef c, Slot slot, int component) {
        return Scalars.derivative(c, new Scalars.Coordinate(slot, component, false));
    }

}
