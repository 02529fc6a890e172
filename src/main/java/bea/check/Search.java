package bea.check;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Looks for an instance that shows something and that a person can check by hand: one monomial for each loss, few
/// dimensions, small integers.
final class Search {
    private static final int MAX_TRIALS = 600;
    private static final int TRIALS_PER_SETTING = 80;
    private static final int MOST_COUNTS = 12;
    /// Starts, and what is added to get another position; the components are repeated as often as needed.
    private static final int[][] STARTS = {{1, 1}, {1, 2}, {2, -1}};
    private static final int[][] OFFSETS = {{0, 0}, {1, 0}, {1, -2}};

    private final Model model;
    private final Question question;
    private int trials;

    Search(Model model, Question question) {
        this.model = model;
        this.question = question;
    }

    /// One way to set up instances: counts, dimensions and positions.
    private record Setting(Map<String, Long> counts, int[] dimensions, int[] start, int[] offset) {}

    Optional<Counterexample> counterexample(Model.Body body) {
        if (body instanceof Model.IllTyped || body instanceof Model.LossExists || body instanceof Model.IsGradient) {
            return Optional.empty();
        }
        return search(null, in -> new Statement(in.instance, question).difference(body)
                .map(d -> new Counterexample(in.names(), in.point(), Report.text(d))));
    }

    Optional<Witness> witness(Exp field, Slot slot) {
        return search(slot, in -> new Statement(in.instance, question).asymmetry(field, slot, in.instance.live)
                .map(a -> new Witness(in.names(), in.point(), a.power(), a.i(), a.j(), a.ij(), a.ji())));
    }

    /// @param own a slot that needs at least two dimensions, or null
    private <T> Optional<T> search(Slot own, Function<Candidate, Optional<T>> test) {
        trials = 0;
        for (int more = 0; more < 3; more++) {
            for (int[] dimensions : dimensions(own)) {
                for (int s = 0; s < STARTS.length; s++) {
                    for (int o = 0; o < OFFSETS.length; o++) {
                        Setting setting = new Setting(counts(more), dimensions, STARTS[s], OFFSETS[o]);
                        Optional<T> found = graded(setting, test);
                        if (found.isPresent()) {
                            return found;
                        }
                    }
                }
            }
            if (model.counts().stream().allMatch(c -> c.fixed().isPresent())) {
                break;
            }
        }
        return random(own, test);
    }

    private List<int[]> dimensions(Slot own) {
        int slots = model.slots().size();
        int[] two = new int[slots];
        Arrays.fill(two, 2);
        int[] one = new int[slots];
        Arrays.fill(one, 1);
        if (own != null) {
            one[own.index()] = 2;
            return slots == 1 ? List.of(two) : List.of(one, two);
        }
        return slots == 1 ? List.of(two, one) : List.of(one, two);
    }

    private Map<String, Long> counts(int more) {
        Map<String, Long> counts = new LinkedHashMap<>();
        model.counts().forEach(c -> counts.put(c.name(), (long) c.fixed().orElse(c.atLeast() + more)));
        return counts;
    }

    /// All choices of monomials, those that are early in the list of monomials first.
    private <T> Optional<T> graded(Setting setting, Function<Candidate, Optional<T>> test) {
        int keys = 0;
        int tried = 0;
        for (int sum = 0; tried < TRIALS_PER_SETTING; sum++) {
            Grades grades = new Grades(Math.max(keys, 1), sum);
            boolean any = false;
            for (int[] g = grades.next(); g != null && tried < TRIALS_PER_SETTING; g = grades.next()) {
                if (++trials > MAX_TRIALS || question.expired().getAsBoolean()) {
                    return Optional.empty();
                }
                tried++;
                Candidate c = candidate(setting, Monomials.chosen(g));
                Optional<T> found = attempt(c, test);
                if (found.isPresent()) {
                    return found;
                }
                keys = Math.max(keys, c.choices());
                any |= !c.exhausted;
            }
            if (!any || keys == 0) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// When no monomials will do: random polynomials around the origin. The smallest counts may all be exceptions.
    private <T> Optional<T> random(Slot own, Function<Candidate, Optional<T>> test) {
        boolean counted = model.counts().stream().anyMatch(c -> c.fixed().isEmpty());
        for (int seed = 1; seed <= (counted ? MOST_COUNTS : 3); seed++) {
            int s = seed;
            Setting setting = new Setting(counts(seed - 1), dimensions(own).getLast(), STARTS[1], OFFSETS[2]);
            Candidate c = candidate(setting, (symbol, label, component, centre, maximum, _) -> Polynomial.random(centre,
                    Math.min(3, maximum), Random.of(s, symbol.name(), (int) label, component)));
            Optional<T> found = attempt(c, test);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// What depends on the arbitrary values that stand for logarithms and the like shows nothing to a person.
    private static <T> Optional<T> attempt(Candidate c, Function<Candidate, Optional<T>> test) {
        try {
            Optional<T> found = test.apply(c);
            return found.isPresent() && found.equals(test.apply(c.again())) ? found : Optional.empty();
        } catch (ArithmeticException | NotChecked unusable) {
            return Optional.empty();
        }
    }

    private Candidate candidate(Setting setting, Monomials.Choice choice) {
        int slots = model.slots().size();
        Rational[][] start = new Rational[slots][];
        Rational[][] live = new Rational[slots][];
        for (int i = 0; i < slots; i++) {
            Slot s = model.slots().get(i);
            int d = s.coordinates().isEmpty() ? setting.dimensions[i] : s.coordinates().size();
            start[i] = new Rational[d];
            live[i] = new Rational[d];
            for (int j = 0; j < d; j++) {
                start[i][j] = Rational.of(setting.start[j % 2]);
                live[i][j] = Rational.of(setting.start[j % 2] + setting.offset[j % 2]);
            }
        }
        return new Candidate(model, setting.counts, start, live, choice);
    }
}
