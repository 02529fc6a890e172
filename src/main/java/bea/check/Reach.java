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
/// From there a polynomial of degree `d` that is not zero has a value that is not zero within `d` further batches.
///
/// @param points   labels that run, in one product
/// @param bound    the largest offset in a bound; those of sums over indices that label nothing are added
/// @param shift    the largest offset in a label
/// @param degree   in counts and indices
/// @param poles    the degree of denominators, and which denominators there are
/// @param scale    the largest factor of an index
/// @param mirrored whether labels run against their index
/// @param anchored whether something is near an end of the range
record Reach(int points, int bound, int shift, int degree, int poles, Set<Exp> denominators, int scale,
        boolean mirrored, boolean anchored) {
    static final Reach NONE = new Reach(0, 0, 0, 0, 0, Set.of(), 1, false, false);

    /// How many values from the smallest one on suffice.
    int values(int atLeast) {
        int gaps = mirrored ? 2 * points + 1 : Math.max(1, points - 1 + (anchored ? 2 : 0));
        int cells = gaps * scale * (bound + 2 * shift + 1) + 1;
        return Math.max(0, cells - atLeast) + degree + poles * Math.max(1, denominators.size()) + 1;
    }

    Reach beside(Reach o) {
        return with(o, Math.max(points, o.points), Math.max(degree, o.degree), Math.max(poles, o.poles));
    }

    Reach times(Reach o) {
        return with(o, points + o.points, degree + o.degree, poles + o.poles);
    }

    Reach power(int k) {
        return new Reach(k * points, bound, shift, k * degree, k * poles, denominators, scale, mirrored, anchored);
    }

    private Reach with(Reach o, int points, int degree, int poles) {
        Set<Exp> all = new HashSet<>(denominators);
        all.addAll(o.denominators);
        return new Reach(points, Math.max(bound, o.bound), Math.max(shift, o.shift), degree, poles, all,
                Math.max(scale, o.scale), mirrored || o.mirrored, anchored || o.anchored);
    }

    private static Reach number() {
        return new Reach(0, 0, 0, 1, 0, Set.of(), 1, false, false);
    }

    /// Reads expressions of one model.
    static final class Reader {
        private final Model model;
        private final Corrections derived;
        private final int first;
        private final int power;
        /// The loops of the updates that have been read.
        private Reach loops = NONE;

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
            Reach once = model.update().map(u -> run(u.body())).orElse(NONE);
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
                        Reach r = over(run(l.body()), labels(l.variable(), l.body()), l.from(), l.to(), List.of());
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

        private Reach of(Exp e) {
            return switch (e) {
                case Exp.Param p -> isCount(p.name()) ? number() : NONE;
                case Exp.IndexValue i -> i.value().isConstant() ? NONE : number();
                case Exp.Sum s -> over(of(s.body()), labels(s.variable(), s.body()), s.from(), s.to(), s.excluded());
                case Exp.Add a -> of(a.terms());
                case Exp.Apply a -> a.symbol().definition().map(this::of).orElse(NONE)
                        .times(a.label().map(this::label).orElse(NONE));
                case Exp.Correction c -> c.k() < derived.f().size() ? of(derived.get(c.k(), c.slot())) : NONE;
                case Exp.Iterate i -> update().times(i.steps().isConstant() ? NONE : number());
                case Exp.Passed p -> loops.times(p.steps().isConstant() ? NONE : number());
                case Exp.FlowAt f -> update().beside(of(f.time()).power(power));
                case Exp.TimeDerivative t -> update().times(of(t.body()));
                case Exp.Recip r -> {
                    Reach below = of(r.body());
                    yield below.degree == 0 ? below
                            : new Reach(below.points, below.bound, below.shift, below.poles, below.degree,
                                    Set.of(r.body()), below.scale, below.mirrored, below.anchored);
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
            return new Reach(0, runs ? 0 : offset, runs ? offset : 0, 0, 0, Set.of(), factor(a), isMirrored(a), !runs);
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
                    r.degree + (labels ? 0 : 1), r.poles, r.denominators, r.scale, r.mirrored, r.anchored);
        }

        private static Reach end(Affine a, boolean open) {
            return new Reach(0, 0, 0, 0, 0, Set.of(), factor(a), isMirrored(a), !open && indices(a) == 0);
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
