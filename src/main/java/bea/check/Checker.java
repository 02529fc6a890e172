package bea.check;

import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The second opinion on a derivation and its claims: evaluates them on instances of the model, in exact arithmetic.
///
/// An outcome that `holds` is a confirmation on the listed instances, not a proof; one that does not hold is a
/// refutation, since the instances are exact. Instances are made once and shared by all questions to one checker.
public final class Checker {
    /// How often an instance is drawn again when it divides by zero.
    private static final int REDRAWS = 20;
    /// So much work, in hundreds of evaluated parts, goes into values of counts beyond the first few.
    private static final int EFFORT = 40;
    /// The same where the statement is thought to be false and was true so far.
    private static final int SEARCH = 5_000;
    /// Points at which a field is looked at before it is said to look like a gradient.
    private static final int POINTS = 5;

    /// A statement about one instance: empty when it is true there, else why not.
    private interface Test {
        Optional<String> failure(Instance instance);
    }

    private final Model model;
    private final Corrections derived;
    private final Map<Slot, Exp> potentials;
    private final Watch watch;
    private final Sampling sampling;
    private final int order;
    /// Whether values of functions had to be rounded in the last question.
    private boolean rounded;
    /// The instance that the last question failed on.
    private int failing;
    /// Work done so far, in hundreds of evaluated parts.
    private long effort;

    public Checker(Model model, Corrections derived, long seed) {
        this(model, derived, Map.of(), seed, () -> false);
    }

    /// @param derived    the derived fields, as printed and read back
    /// @param potentials the derived modified losses, for the slots that have one
    /// @param watch      whoever waits for the answers
    public Checker(Model model, Corrections derived, Map<Slot, Exp> potentials, long seed, Watch watch) {
        this.model = model;
        this.derived = derived;
        this.potentials = potentials;
        this.watch = watch;
        this.sampling = new Sampling(model, seed);
        this.order = model.finds().stream().mapToInt(Model.Find::order).max().orElse(1);
    }

    /// Whether a claim's statement holds.
    ///
    /// @param forAny the orders k whose `f_k` stands for an arbitrary field in it
    public Outcome check(Model.Body body, List<Integer> forAny) {
        return check(body, forAny, true);
    }

    /// @param expected whether it is thought to hold; otherwise an instance that shows that it does not is sought longer
    public Outcome check(Model.Body body, List<Integer> forAny, boolean expected) {
        Question q = question(Set.copyOf(forAny));
        if (body instanceof Model.IllTyped i) {
            return new Outcome(false, true, true, "it has no meaning: " + i.message(), List.of(), Optional.empty());
        }
        Plan plan = new Plan(expectations(body), order(body), () -> reader(body).of(body), expected);
        if (body instanceof Model.IsGradient g) {
            return gradient(plan, List.of(g.field()), g.slot(), g.positive(), q);
        }
        if (body instanceof Model.LossExists l) {
            return lossExists(plan, l, q);
        }
        return all(plan,
                in -> new Statement(in, q).difference(body).map(d -> Report.where(model, in) + Report.text(d)));
    }

    private Reach.Reader reader(Model.Body body) {
        return new Reach.Reader(model, derived, order(body) + 1);
    }

    /// Work done so far, in hundreds of evaluated parts.
    public long effort() {
        return effort;
    }

    public Outcome confirmDerivation(int order) {
        return confirmDerivation(order, order);
    }

    /// Whether the flow of `f_0 + epsilon f_1 + … + epsilon^order f_order`, over the time that the file names, follows the
    /// update through `h^(order+1)`, or what the question asks for instead is true through that power. The reason then
    /// says what the last correction is for. Asked for the next order with the same `most`, it goes on where it ended.
    ///
    /// @param most the last order that will be asked for
    public Outcome confirmDerivation(int order, int most) {
        Question q = question(Set.of());
        Optional<Exp.Expect> expected = model.finds().stream().findFirst().flatMap(Model.Find::expectation);
        Model.Body body = new Model.Follows(List.of(), order + 1, expected);
        Plan plan = new Plan(expectations(body), most, () -> reader(body).of(body), true);
        Outcome o = all(plan, in -> new Statement(in, q).derivation(expected, order + 1)
                .map(d -> Report.where(model, in) + Report.text(d)));
        try {
            return o.holds()
                    ? new Outcome(true, true, o.enough(), needed(order, most, q), o.instances(), Optional.empty())
                    : o;
        } catch (NotChecked e) {
            return Outcome.notRun(e.getMessage());
        }
    }

    /// Whether the flow without `f_order` would leave the update earlier.
    private String needed(int order, int most, Question q) {
        boolean flow = model.finds().stream().allMatch(f -> f.sense() == Model.Sense.FLOW && !f.averaged());
        for (int i = 0; order > 0 && i < sampling.least(); i++) {
            if (one(i, most, in -> moves(order, in, q), 1).isPresent()) {
                return "without f_" + order + (flow ? " the flow leaves the update at h^" : " this is wrong at h^")
                        + (order + 1);
            }
        }
        return order == 0 ? "" : "f_" + order + " is zero at the start";
    }

    private Optional<String> moves(int order, Instance in, Question q) {
        Interpreter reader = new Interpreter(in, q, 0);
        return model.slots().stream().filter(s -> Vectors.difference(
                reader.at(in.start, new Exp.Correction(order, s), null), null, 0, in::same) >= 0).map(Slot::name)
                .findFirst();
    }

    /// Whether minus the gradient of `loss` with respect to `slot` is `field`, identically in the live and the frozen
    /// position and in every power of `h`.
    public Outcome confirmPotential(Exp loss, Exp field, Slot slot) {
        Exp gradient = new Exp.Scale(new Exp.Const(bea.algebra.Rational.MINUS_ONE), new Exp.Grad(slot, loss));
        return check(new Model.Equation(gradient, field, false, List.of()), List.of());
    }

    /// An instance on which a field has an asymmetric Jacobian, as small as can be found.
    public Optional<Witness> witness(Exp field, Slot slot) {
        return new Search(model, question(Set.of())).witness(field, slot);
    }

    /// The simplest instance, of those tried, on which the two sides of a statement differ.
    public Optional<Counterexample> simplest(Model.Body body, List<Integer> forAny) {
        Question q = question(Set.copyOf(forAny));
        Optional<Counterexample> found = new Search(model, q).counterexample(body);
        if (found.isPresent() || !sampling.counted() || check(body, forAny, false).holds() || failing < Search.COUNTS) {
            return found;
        }
        return new Search(model, q, List.of(sampling.counts(failing))).counterexample(body);
    }

    private Question question(Set<Integer> forAny) {
        return new Question(derived, forAny, Integer.MAX_VALUE, new Watch() {
            @Override
            public boolean expired() {
                effort++;
                return watch.expired();
            }

            @Override
            public void at(String what) {
                watch.at(what);
            }
        });
    }

    private Outcome gradient(Plan plan, List<Exp> fields, Slot slot, boolean positive, Question q) {
        return all(plan, in -> {
            for (Exp f : fields) {
                Optional<Statement.Asymmetry> a = new Statement(in, q).asymmetry(f, slot, in.live);
                if (a.isPresent()) {
                    return positive ? Optional.of(Report.where(model, in) + Report.text(a.get())) : Optional.empty();
                }
            }
            return positive ? Optional.empty() : Optional.of(Report.where(model, in) + "the Jacobian is symmetric");
        }, positive ? 1 : POINTS);
    }

    private Outcome lossExists(Plan plan, Model.LossExists l, Question q) {
        List<Exp> fields = new ArrayList<>();
        for (int k = 0; k <= l.order(); k++) {
            fields.add(new Exp.Correction(k, l.slot()));
        }
        Outcome o = gradient(plan, fields, l.slot(), l.positive(), q);
        Exp potential = potentials.get(l.slot());
        return l.positive() && o.holds() && potential != null ? potential(plan, potential, l, q) : o;
    }

    /// The supplied modified loss, against the field through the last correction.
    private Outcome potential(Plan plan, Exp loss, Model.LossExists l, Question q) {
        Slot s = l.slot();
        return all(new Plan(expectations(List.of(loss)), order, plan.reach, true), in -> {
            Interpreter reader = new Interpreter(in, q.flowOrder(l.order()), l.order());
            Jet[] field = reader.with(in.live, l.order(), () -> reader.flow().modifiedField(s));
            Jet[] gradient = reader.at(in.live, new Exp.Grad(s, loss), null);
            return Vectors.difference(Vectors.minus(null, gradient), field, l.order()) < 0 ? Optional.empty()
                    : Optional.of(Report.where(model, in) + "the gradient of the modified loss is not the field");
        });
    }

    private int order(Model.Body body) {
        int reached = body instanceof Model.Follows f ? f.order() - 1
                : body instanceof Model.SameUpdate u ? u.order() - 1 : 0;
        return Math.max(order, reached);
    }

    private List<Exp.Expect> expectations(Model.Body body) {
        List<Exp.Expect> found = expectations(Parts.of(body));
        if (body instanceof Model.Follows f) {
            f.expected().ifPresent(found::add);
        }
        return found;
    }

    private static List<Exp.Expect> expectations(List<Exp> expressions) {
        List<Exp.Expect> found = new ArrayList<>();
        expressions.forEach(e -> Parts.forEach(e, p -> {
            if (p instanceof Exp.Expect x) {
                found.add(x);
            }
        }));
        return found;
    }

    private static List<String> rounded(List<String> instances) {
        return instances.stream().map(i -> i + ", " + RealValues.WORDS).toList();
    }

    /// On what a statement is looked at.
    ///
    /// @param order    the largest order of a correction, or power of `h` less one, that matters
    /// @param expected whether it is thought to be true
    private record Plan(List<Exp.Expect> expectations, int order, Supplier<Reach> reach, boolean expected) {}

    private Outcome all(Plan plan, Test test) {
        return all(plan, test, 1);
    }

    /// @param points how many instances of each kind are tried for one on which the test does not fail: a given field
    ///               may be symmetric at a point and yet no gradient
    private Outcome all(Plan plan, Test test, int points) {
        int least = sampling.least();
        int enough = Math.max(least, sampling.enough(plan.reach));
        long last = effort + (plan.expected ? EFFORT : SEARCH);
        List<Integer> numbers = new ArrayList<>();
        boolean whole = true;
        rounded = false;
        try {
            for (int i = 0; i < least || i < enough && effort < last; i++) {
                if (!sampling.enumerable(i, plan.expectations)) {
                    whole = false;
                    continue;
                }
                watch.at("instance " + (numbers.size() + 1) + " of " + enough);
                Optional<String> failure = one(i, plan.order, test, points);
                numbers.add(i);
                whole &= !sampling.isPartial(i, plan.order);
                if (failure.isPresent()) {
                    failing = i;
                    return new Outcome(false, true, true, failure.get(), instances(numbers, plan), Optional.empty());
                }
            }
        } catch (NotChecked e) {
            if (numbers.size() < least || watch.expired()) {
                return Outcome.notRun(e.getMessage());
            }
        }
        if (numbers.isEmpty()) {
            return Outcome.notRun("an expectation over so many batches is not enumerated");
        }
        List<String> instances = instances(numbers, plan);
        return new Outcome(true, true, whole && numbers.size() == enough, "",
                rounded ? rounded(instances) : instances, Optional.empty());
    }

    /// Those that come before the first failure, and those that every statement is looked at on.
    private List<String> instances(List<Integer> numbers, Plan plan) {
        List<Integer> all = new ArrayList<>(numbers);
        for (int i = numbers.getLast() + 1; i < sampling.least(); i++) {
            if (sampling.enumerable(i, plan.expectations)) {
                all.add(i);
            }
        }
        return sampling.describe(all, plan.order);
    }

    /// What fails for arbitrary values of elementary functions may hold for their real ones.
    private Optional<String> failure(Instance in, Test test) {
        try {
            Optional<String> failure = test.failure(in);
            if (failure.isEmpty() || !in.functions.wereArbitrary()) {
                return failure;
            }
        } catch (Functions.Irrational e) {
            // below
        }
        rounded = true;
        Instance real = in.real();
        Optional<String> failure = test.failure(real);
        if (failure.isPresent() && real.functions.areUnfit()) {
            throw new ArithmeticException("the logarithm of a negative number in an exponential");
        }
        return failure;
    }

    private Optional<String> one(int number, int order, Test test, int points) {
        String problem = "";
        int failed = 0;
        for (int redraw = 0; redraw < REDRAWS; redraw++) {
            try {
                Optional<String> failure = failure(sampling.instance(number, order, redraw), test);
                if (failure.isEmpty() || ++failed == points) {
                    return failure;
                }
            } catch (ArithmeticException e) {
                problem = e.getMessage();
            }
        }
        throw new NotChecked(problem + " on every instance tried");
    }
}
