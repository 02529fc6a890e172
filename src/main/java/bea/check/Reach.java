package bea.check;

import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Symbol;
import bea.model.Update;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How many values of a symbolic count decide a statement.
///
/// Its factors on given batches are independent of each other, and what multiplies a product of them is a polynomial in
/// labels and counts wherever the conditions on these do not change. Conditions compare labels with each other and with
/// the ends of the range, up to an offset. Of a gap between neighbours only matters what it is up to the largest offset,
/// so that wider ones can be narrowed to one more than that: every combination of conditions occurs with few batches.
/// From there a polynomial of degree `d` that is not zero has a value that is not zero within `d` further batches. With
/// powers `base^index` it obeys, as a function of each gap, a linear recurrence whose order is the number of different
/// powers times `d + 1`; what does so is zero when it is for as many values of the gap.
///
/// @param points   labels that run, in one product
/// @param bound    the largest offset in a bound; those of sums over indices that label nothing are added
/// @param shift    the largest offset in a label
/// @param degree   in counts and indices
/// @param poles    the degree of denominators, and which denominators there are
/// @param scale    the largest factor of an index
/// @param mirrored whether labels run against their index
/// @param anchored whether something is near an end of the range
/// @param powers   which powers there are with an index or a count as exponent
record Reach(int points, int bound, int shift, int degree, int poles, Set<Exp> denominators, int scale,
        boolean mirrored, boolean anchored, Exponentials powers) {
    static final Reach NONE = new Reach(0, 0, 0, 0, 0, Set.of(), 1, false, false, Exponentials.NONE);

    /// @param low  the sum of the negative factors of exponents in one product
    /// @param high the sum of the positive ones
    /// @param poles how far exponents of denominators are apart
    /// @param bases what powers there are of
    record Exponentials(int low, int high, int poles, Set<Exp> bases) {
        static final Exponentials NONE = new Exponentials(0, 0, 0, Set.of());

        Exponentials beside(Exponentials o) {
            return with(o, Math.min(low, o.low), Math.max(high, o.high), Math.max(poles, o.poles));
        }

        Exponentials times(Exponentials o) {
            return with(o, low + o.low, high + o.high, poles + o.poles);
        }

        Exponentials power(int k) {
            return new Exponentials(k * low, k * high, k * poles, bases);
        }

        Exponentials reciprocal() {
            return new Exponentials(0, poles, high - low, bases);
        }

        private Exponentials with(Exponentials o, int low, int high, int poles) {
            if (o.bases.isEmpty() || bases.isEmpty()) {
                return new Exponentials(low, high, poles, bases.isEmpty() ? o.bases : bases);
            }
            Set<Exp> all = new HashSet<>(bases);
            all.addAll(o.bases);
            return new Exponentials(low, high, poles, all);
        }

        /// How many different powers there can be once everything has one denominator.
        double different(int denominators) {
            return Math.pow(high - low + (double) poles * denominators + 1, bases.size());
        }
    }

    /// How many values from the smallest one on suffice.
    int values(int atLeast) {
        int gaps = mirrored ? 2 * points + 1 : Math.max(1, points - 1 + (anchored ? 2 : 0));
        int cells = gaps * scale * (bound + 2 * shift + 1) + 1;
        int polynomial = degree + poles * Math.max(1, denominators.size());
        double different = powers.different(Math.max(1, denominators.size()));
        double further = different == 1 ? polynomial : (points + 1) * (different * (polynomial + 1) - 1);
        return (int) Math.min(Math.max(0, cells - atLeast) + further + 1, MOST);
    }

    private static final int MOST = 1_000_000;

    Reach beside(Reach o) {
        return with(o, Math.max(points, o.points), Math.max(degree, o.degree), Math.max(poles, o.poles),
                powers.beside(o.powers));
    }

    Reach times(Reach o) {
        return with(o, points + o.points, degree + o.degree, poles + o.poles, powers.times(o.powers));
    }

    Reach power(int k) {
        return new Reach(k * points, bound, shift, k * degree, k * poles, denominators, scale, mirrored, anchored,
                powers.power(k));
    }

    private Reach with(Reach o, int points, int degree, int poles, Exponentials powers) {
        Set<Exp> all = new HashSet<>(denominators);
        all.addAll(o.denominators);
        return new Reach(points, Math.max(bound, o.bound), Math.max(shift, o.shift), degree, poles, all,
                Math.max(scale, o.scale), mirrored || o.mirrored, anchored || o.anchored, powers);
    }

    private static Reach number() {
        return new Reach(0, 0, 0, 1, 0, Set.of(), 1, false, false, Exponentials.NONE);
    }

    /// Reads expressions of one model.
    static final class Reader {
        private final Model model;
        private final Corrections derived;
        private final int first;
        private final int power;
        /// The loops of the updates that have been read.
        private Reach loops = NONE;
        /// Whether an update is being read.
        private boolean running;

        /// @param power the last power of `h` that is compared: updates and flows have that many factors
        Reader(Model model, Corrections derived, int power) {
            this.model = model;
            this.derived = derived;
            this.power = power;
            int lowest = model.batches().isEmpty() ? 0 : Integer.MAX_VALUE;
            for (Model.Batch b : model.batches()) {
                lowest = Math.min(lowest, b.from().constant());
            }
            this.first = lowest;
        }

        Reach of(Model.Body body) {
            Reach all = of(Parts.of(body));
            if (body instanceof Model.Equation e) {
                for (Model.Range r : e.ranges()) {
                    boolean labels = labels(r.variable(), e.left()) || labels(r.variable(), e.right());
                    all = over(all, labels, r.from(), r.to(), List.of());
                }
            }
            return switch (body) {
                case Model.Choice c -> all.beside(of(new Exp.Correction(c.k(), c.slot())));
                case Model.Follows _ -> all.power(power).beside(update());
                case Model.SameUpdate u -> update().beside(run(u.printed().body()).power(power));
                case Model.LossExists l -> {
                    Reach r = all;
                    for (int k = 0; k <= l.order(); k++) {
                        r = r.beside(of(new Exp.Correction(k, l.slot())));
                    }
                    yield r;
                }
                case Model.Equation _,Model.IsGradient _,Model.IllTyped _ -> all;
            };
        }

        private Reach of(List<Exp> expressions) {
            Reach all = NONE;
            for (Exp e : expressions) {
                all = all.beside(of(e));
            }
            return all;
        }

        /// The update and the flow over the time that it spans.
        Reach update() {
            running = true;
            Reach once = model.update().map(u -> run(u.body())).orElse(NONE);
            running = false;
            for (Model.Find f : model.finds()) {
                once = once.times(of(f.epsilon())).times(of(f.time()));
            }
            return once.power(power);
        }

        private Reach run(List<? extends Update.Stmt> body) {
            Reach all = NONE;
            for (Update.Stmt s : body) {
                all = all.beside(switch (s) {
                    case Update.Assign a -> of(a.value());
                    case Update.Together t -> run(t.assigns());
                    case Update.Loop l -> {
                        Reach r = over(run(l.body()).times(kept(l)), labels(l.variable(), l.body()), l.from(), l.to(),
                                List.of());
                        loops = loops.beside(r);
                        yield r;
                    }
                    case Update.Average a -> over(run(a.body()), labels(a.variable(), a.body()), a.from(), a.to(),
                            List.of()).times(number());
                    case Update.Stage g -> of(g.value());
                    case Update.Implicit i -> run(i.stages());
                });
            }
            return all;
        }

        /// What the passes of a loop keep of memories: powers of a number with their count as exponent, and after the
        /// transient one less such a power below.
        private Reach kept(Update.Loop l) {
            Set<Exp> memories = new HashSet<>();
            assigned(l.body(), memories);
            return memories.isEmpty() || l.from().isConstant() && l.to().isConstant() ? NONE
                    : new Reach(0, 0, 0, 0, 0, memories, 1, false, false, new Exponentials(0, 1, 1, memories));
        }

        private static void assigned(List<? extends Update.Stmt> body, Set<Exp> memories) {
            for (Update.Stmt s : body) {
                switch (s) {
                    case Update.Assign a -> {
                        if (a.slot().memory()) {
                            memories.add(new Exp.Position(a.slot()));
                        }
                    }
                    case Update.Together t -> assigned(t.assigns(), memories);
                    case Update.Loop l -> assigned(l.body(), memories);
                    case Update.Average a -> assigned(a.body(), memories);
                    case Update.Stage _,Update.Implicit _ -> {
                    }
                }
            }
        }

        private static Reach exponential(Exp.Power p) {
            int[] sums = {0, 0};
            p.exponent().forEach((_, factor) -> sums[factor < 0 ? 0 : 1] += factor);
            return new Reach(0, 0, 0, 0, 0, Set.of(), 1, false, false,
                    new Exponentials(sums[0], sums[1], 0, Set.of(p.base())));
        }

        private Reach of(Exp e) {
            return switch (e) {
                case Exp.Param p -> isCount(p.name()) ? number() : NONE;
                case Exp.IndexValue i -> i.value().isConstant() ? NONE : number();
                case Exp.Sum s -> over(of(s.body()), labels(s.variable(), s.body()), s.from(), s.to(), s.excluded());
                case Exp.Add a -> of(a.terms());
                case Exp.Power p -> exponential(p);
                // what an update finds in a memory is what updates have left there
                case Exp.Position p when p.slot().memory() && !running -> update();
                case Exp.Apply a -> a.symbol().definition().map(this::of).orElse(NONE)
                        .times(a.label().map(this::label).orElse(NONE));
                case Exp.Correction c -> c.k() < derived.f().size() ? of(derived.get(c.k(), c.slot())) : NONE;
                case Exp.Iterate i -> update().times(i.steps().isConstant() ? NONE : number());
                case Exp.Passed p -> loops.times(p.steps().isConstant() ? NONE : number());
                case Exp.FlowAt f -> update().beside(of(f.time()).power(power));
                case Exp.TimeDerivative t -> update().times(of(t.body()));
                case Exp.Recip r -> {
                    Reach below = of(r.body());
                    yield below.degree == 0 && below.powers.bases.isEmpty() ? below
                            : new Reach(below.points, below.bound, below.shift, below.poles, below.degree,
                                    Set.of(r.body()), below.scale, below.mirrored, below.anchored,
                                    below.powers.reciprocal());
                }
                default -> {
                    Reach all = NONE;
                    for (Exp p : Parts.of(e)) {
                        all = all.times(of(p));
                    }
                    yield all;
                }
            };
        }

        private boolean isCount(String name) {
            for (Model.Count c : model.counts()) {
                if (c.name().equals(name)) {
                    return true;
                }
            }
            return false;
        }

        private Reach label(Affine a) {
            boolean runs = indices(a) > 0;
            int offset = Math.abs(offset(a));
            return new Reach(0, runs ? 0 : offset, runs ? offset : 0, 0, 0, Set.of(), factor(a), isMirrored(a), !runs,
                    Exponentials.NONE);
        }

        private Reach over(Reach body, boolean labels, Affine from, Affine to, List<Affine> excluded) {
            int low = offset(from);
            int high = offset(to);
            // i >= c tells c - 1 from c, i <= c tells c from c + 1
            int mine = Math.max(low > 0 ? low - 1 : -low, high < 0 ? -high - 1 : high);
            Reach r = body;
            for (Affine a : excluded) {
                mine = Math.max(mine, Math.abs(offset(a)));
                r = r.beside(label(a));
            }
            r = r.beside(end(from, isFirst(from))).beside(end(to, isLast(to)));
            return new Reach(r.points + (labels ? 1 : 0), labels ? Math.max(r.bound, mine) : r.bound + mine, r.shift,
                    r.degree + (labels ? 0 : 1), r.poles, r.denominators, r.scale, r.mirrored, r.anchored, r.powers);
        }

        private static Reach end(Affine a, boolean open) {
            return new Reach(0, 0, 0, 0, 0, Set.of(), factor(a), isMirrored(a), !open && indices(a) == 0,
                    Exponentials.NONE);
        }

        private boolean isFirst(Affine a) {
            return a.isConstant() && a.constant() == first;
        }

        private boolean isLast(Affine a) {
            return indices(a) == 0 && !a.isConstant() && offset(a) == 0;
        }

        /// From the index in the form, else from the last batch when there is a count in it, else from the first.
        private int offset(Affine a) {
            boolean[] counted = {false};
            a.forEach((name, _) -> counted[0] |= !isIndex(name));
            return counted[0] ? a.constant() + 1 - first : indices(a) > 0 ? a.constant() : a.constant() - first;
        }

        private static boolean isIndex(String name) {
            return name.startsWith(Affine.INDEX) || name.equals(Symbol.LABEL);
        }

        private static int indices(Affine a) {
            int[] found = {0};
            a.forEach((name, _) -> found[0] += isIndex(name) ? 1 : 0);
            return found[0];
        }

        private static int factor(Affine a) {
            int[] sum = {0};
            a.forEach((name, f) -> sum[0] += isIndex(name) ? Math.abs(f) : 0);
            return Math.max(1, sum[0]);
        }

        private static boolean isMirrored(Affine a) {
            boolean[] found = {false};
            a.forEach((name, f) -> found[0] |= isIndex(name) && f < 0);
            return found[0];
        }

        private static boolean labels(String index, Exp body) {
            boolean[] found = {false};
            Parts.forEach(body, p -> found[0] |= isLabelled(p, index));
            return found[0];
        }

        private static boolean labels(String index, List<Update.Stmt> body) {
            boolean[] found = {false};
            Parts.forEach(body, p -> found[0] |= isLabelled(p, index));
            return found[0];
        }

        private static boolean isLabelled(Exp p, String index) {
            return p instanceof Exp.Apply a && a.label().filter(l -> l.factor(index) != 0).isPresent();
        }
    }
}
