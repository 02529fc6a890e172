package bea.check;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.ArrayList;
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
    /// With more variables than a person follows only two players have moves that matter.
    private static final int MANY = 6;
    /// Starts, and what is added to get another position; the components are repeated as often as needed.
    private static final int[][] STARTS = {{1, 1}, {1, 2}, {2, -1}};
    private static final int[][] OFFSETS = {{0, 0}, {1, 0}, {1, -2}};

    /// So many values of each count are tried with all choices of monomials, from the smallest one on.
    static final int COUNTS = 3;
    /// And so many with random polynomials: the smallest counts may all be exceptions.
    private static final int MOST_COUNTS = 12;

    private final Model model;
    private final Question question;
    private final List<Map<String, Long>> counts;
    private final Monomials monomials = new Monomials();
    private int trials;

    Search(Model model, Question question) {
        this(model, question, smallest(model));
    }

    Search(Model model, Question question, List<Map<String, Long>> counts) {
        this.model = model;
        this.question = question;
        this.counts = counts;
    }

    /// One way to set up instances: counts, dimensions and positions, and the players whose coordinates losses of many
    /// variables have; all of them when it is empty.
    private record Setting(Map<String, Long> counts, int[] dimensions, int[] start, int[] offset, List<Slot> players,
            Support support) {
        int dimension(Slot s) {
            return s.coordinates().isEmpty() ? dimensions[s.space().index()] : s.coordinates().size();
        }
    }

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
        Optional<T> few = fewPlayers(own, test);
        if (few.isPresent()) {
            return few;
        }
        for (Map<String, Long> some : counts.subList(0, Math.min(COUNTS, counts.size()))) {
            for (Support support : Support.small(model, some)) {
                Optional<T> found = support.isPartial() && random(own, some, support, 1, test).isEmpty()
                        ? Optional.empty() : search(own, some, support, test);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return random(own, test);
    }

    private <T> Optional<T> search(Slot own, Map<String, Long> some, Support support,
            Function<Candidate, Optional<T>> test) {
        for (int[] dimensions : dimensions(own)) {
            for (int[] start : STARTS) {
                for (int[] offset : OFFSETS) {
                    Optional<T> found = graded(new Setting(some, dimensions, start, offset, List.of(), support), test);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Among many players, one and another: what a monomial of theirs does not show, one of any others does not either.
    private <T> Optional<T> fewPlayers(Slot own, Function<Candidate, Optional<T>> test) {
        if (Arrays.stream(dimensions(own).getFirst()).sum() <= MANY) {
            return Optional.empty();
        }
        for (Slot one : own == null ? model.slots() : List.of(own)) {
            for (Slot other : model.slots()) {
                if (other != one) {
                    Optional<T> found = graded(new Setting(counts.getFirst(), dimensions(own).getFirst(), STARTS[0],
                            OFFSETS[0], List.of(one, other), Support.small(model, counts.getFirst()).getFirst()), test);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        trials = 0;
        return Optional.empty();
    }

    /// Where the coordinates of the setting's players are among the variables of a symbol.
    private int[] variables(Symbol symbol, Setting setting) {
        List<Integer> places = new ArrayList<>();
        for (Slot player : setting.players) {
            int at = 0;
            for (Slot s : symbol.slots()) {
                int d = setting.dimension(s);
                for (int j = 0; s.equals(player) && j < d; j++) {
                    places.add(at + j);
                }
                at += d;
            }
        }
        return places.stream().mapToInt(i -> i).toArray();
    }

    private List<int[]> dimensions(Slot own) {
        int slots = model.slots().size();
        int[] two = new int[slots];
        Arrays.fill(two, 2);
        int[] one = new int[slots];
        Arrays.fill(one, 1);
        if (own != null) {
            one[own.space().index()] = 2;
            return slots == 1 ? List.of(two) : List.of(one, two);
        }
        return slots == 1 ? List.of(two, one) : List.of(one, two);
    }

    private static List<Map<String, Long>> smallest(Model model) {
        List<Map<String, Long>> all = new ArrayList<>();
        boolean counted = model.counts().stream().anyMatch(c -> c.fixed().isEmpty());
        for (int i = 0; i < (counted ? MOST_COUNTS : 1); i++) {
            int more = i;
            Map<String, Long> counts = new LinkedHashMap<>();
            model.counts().forEach(c -> counts.put(c.name(), (long) c.fixed().orElse(c.atLeast() + more)));
            all.add(counts);
        }
        return all;
    }

    /// All choices of monomials, those that are early in the list of monomials first.
    private <T> Optional<T> graded(Setting setting, Function<Candidate, Optional<T>> test) {
        int keys = 0;
        int tried = 0;
        for (int sum = 0; tried < TRIALS_PER_SETTING; sum++) {
            Grades grades = new Grades(Math.max(keys, 1), sum);
            boolean any = false;
            for (int[] g = grades.next(); g != null && tried < TRIALS_PER_SETTING; g = grades.next()) {
                if (++trials > MAX_TRIALS || question.watch().expired()) {
                    return Optional.empty();
                }
                tried++;
                question.watch().at("small instance " + trials);
                Candidate c = candidate(setting, monomials.chosen(g, s -> variables(s, setting)));
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

    /// When no monomials will do: random polynomials around the origin.
    private <T> Optional<T> random(Slot own, Function<Candidate, Optional<T>> test) {
        for (int seed = 1; seed <= Math.max(3, counts.size()); seed++) {
            Map<String, Long> some = counts.get((seed - 1) % counts.size());
            Optional<T> found = random(own, some, Support.sample(model, some, Sampling.VALUES, seed), seed, test);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private <T> Optional<T> random(Slot own, Map<String, Long> some, Support support, int seed,
            Function<Candidate, Optional<T>> test) {
        Setting setting = new Setting(some, dimensions(own).getLast(), STARTS[1], OFFSETS[2], List.of(), support);
        return attempt(candidate(setting, (symbol, label, component, centre, maximum, _) -> Polynomial.random(centre,
                Math.min(3, maximum), Random.of(seed, symbol.name(), (int) label, component))), test);
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
            int d = setting.dimension(s);
            start[i] = new Rational[d];
            live[i] = new Rational[d];
            for (int j = 0; j < d; j++) {
                start[i][j] = Rational.of(setting.start[j % 2]);
                live[i][j] = Rational.of(setting.start[j % 2] + setting.offset[j % 2]);
            }
        }
        return new Candidate(model, setting.counts, start, live, setting.support, choice);
    }
}
