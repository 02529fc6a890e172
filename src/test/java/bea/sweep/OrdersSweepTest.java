package bea.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.BothEngines;
import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.elaborate.Verdict;
import bea.language.BeaFile;
import bea.language.Source;
import bea.language.Syntax;
import bea.model.Model;
import bea.render.ClaimsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every derivation of the library at every order from 1 to 3, whatever it asks for itself: the claims that
/// `derive --claims` prints hold, what is changed in them is judged alike by both engines, and a spoiled coefficient is
/// repaired.
class OrdersSweepTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "derivations");
    private static final int ORDERS = 3;
    /// So many changes of each derivation and order are judged, and so many spoiled coefficients repaired.
    private static final int EACH = Integer.getInteger("bea.sweep.orders", 3);
    private static final int REPAIRS = 1;
    /// For a derivation, and for one verdict.
    private static final double SECONDS = Double.parseDouble(System.getProperty("bea.sweep.orders.seconds", "1"));

    /// After this a derivation at one order gets no further mutants but the first; they are left out, and counted.
    private static final double ENOUGH = SECONDS / 2;

    private enum Result {
        REFUTED, TRUE, UNDECIDED, NOT_CHECKED, LEFT_OUT, ASTRAY
    }

    /// What became of a mutant or, for `repair`, of a hint.
    private record Found(int order, boolean repair, Result result, String text) {}

    @Test
    void bothEnginesSayTheSameAtEveryOrder() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(FOLDER)) {
            files = all.filter(f -> f.toString().endsWith(".bea")).sorted().toList();
        }
        List<Object[]> work = new ArrayList<>();
        for (Path p : files) {
            BeaFile.Analysis a = BeaFile.analyse(new Source(p.getFileName().toString(), Files.readString(p)));
            for (BeaFile.Resolved r : a.derivations()) {
                // what is solved for is solved for at one order
                boolean any = r.model().update().isPresent() && r.model().solves().isEmpty();
                for (int k = 1; any && k <= ORDERS; k++) {
                    work.add(new Object[]{a.source(), r, k});
                }
            }
        }
        List<List<Found>> all = work.parallelStream()
                .map(w -> derivation((Source) w[0], (BeaFile.Resolved) w[1], (int) w[2])).toList();
        report(all);
    }

    private static Budget time() {
        long end = System.nanoTime() + (long) (SECONDS * 1e9);
        return new Budget(() -> System.nanoTime() > end);
    }

    /// Nothing when it cannot be derived, or takes longer than there is time.
    private static List<Found> derivation(Source source, BeaFile.Resolved r, int order) {
        long begun = System.nanoTime();
        String where = source.name() + ", " + r.model().name() + ", order " + order + ": ";
        String bare = bare(source.text(), r.syntax());
        Report derived = Engine.run(new Source("bare", bare), new Engine.Options(order, Optional.empty(),
                Optional.empty(), true, false, false, time()));
        assertEquals(List.of(), derived.internalErrors(), where);
        assertEquals(List.of(), derived.problems(), where);
        if (derived.unfinished().isPresent() || derived.derivations().getFirst().derived().isEmpty()) {
            return List.of();
        }
        String claims = ClaimsText.render(derived.derivations().getFirst(), time());
        String text = bare.substring(0, bare.lastIndexOf('}')) + "\n" + claims + "}\n";
        Optional<BeaFile.Resolved> read = read(text);
        assertTrue(read.isPresent(), where + text);
        List<Found> found = new ArrayList<>();
        BothEngines engines = new BothEngines(read.get(), time());
        for (Model.Claim c : read.get().model().claims()) {
            Found f = judged(order, engines, c, where + c.id());
            // undecided is what there was no time for
            boolean astray = f.result == Result.REFUTED || f.result == Result.ASTRAY
                    || f.result == Result.UNDECIDED && !f.text.endsWith("the time limit was reached");
            if (astray) {
                found.add(new Found(order, false, Result.ASTRAY, "the claim itself: " + f.text));
            }
        }
        List<Mutants.Mutant> mutants = Mutants.of(text, read.get().syntax(), read.get().model()).stream()
                .filter(m -> !m.system()).toList();
        for (Mutants.Mutant m : different(mutants, EACH, where.hashCode())) {
            if (isSlow(begun) && !found.isEmpty()) {
                found.add(new Found(order, false, Result.LEFT_OUT, where + m.what()));
            } else {
                read(m.text()).ifPresent(changed -> changed(read.get(), changed, order, where + m.what(), found));
            }
        }
        List<Mutants.Mutant> spoiled = mutants.stream().filter(Hints::isCoefficient).toList();
        for (Mutants.Mutant m : different(spoiled, REPAIRS, where.hashCode())) {
            if (isSlow(begun)) {
                found.add(new Found(order, true, Result.LEFT_OUT, where + m.what()));
            } else {
                repaired(read.get(), m, order, where + m.what(), found);
            }
        }
        return found;
    }

    private static boolean isSlow(long begun) {
        return System.nanoTime() - begun > ENOUGH * 1e9;
    }

    /// The derivation without claims and what they come with.
    private static String bare(String text, Syntax.Derivation d) {
        StringBuilder bare = new StringBuilder();
        int from = d.span().start();
        for (Syntax.Item item : d.items()) {
            if (item instanceof Syntax.Claim || item instanceof Syntax.Misprint || item instanceof Syntax.Experiment) {
                bare.append(text, from, item.span().start()).append('\n');
                from = item.span().end();
            }
        }
        return bare.append(text, from, d.span().end()).toString();
    }

    /// Mutants of different kinds, from the middle of the text: the kinds one after the other, beginning with another one
    /// each time.
    private static List<Mutants.Mutant> different(List<Mutants.Mutant> all, int most, int seed) {
        Map<Mutants.Kind, List<Mutants.Mutant>> kinds = new EnumMap<>(Mutants.Kind.class);
        all.forEach(m -> kinds.computeIfAbsent(m.kind(), k -> new ArrayList<>()).add(m));
        List<List<Mutants.Mutant>> left = new ArrayList<>(kinds.values());
        Random random = new Random(seed);
        Collections.shuffle(left, random);
        List<Mutants.Mutant> some = new ArrayList<>();
        while (some.size() < most && !left.isEmpty()) {
            List<Mutants.Mutant> kind = left.removeFirst();
            int quarter = kind.size() / 4;
            some.add(kind.remove(quarter + random.nextInt(kind.size() - 2 * quarter)));
            if (!kind.isEmpty()) {
                left.add(kind);
            }
        }
        return some;
    }

    private static Optional<BeaFile.Resolved> read(String text) {
        BeaFile.Analysis a = BeaFile.analyse(new Source("mutant", text));
        return a.problems().isEmpty() && a.derivations().size() == 1 ? Optional.of(a.derivations().getFirst())
                : Optional.empty();
    }

    private static void changed(BeaFile.Resolved original, BeaFile.Resolved changed, int order, String where,
            List<Found> found) {
        List<Model.Claim> before = original.model().claims();
        List<Model.Claim> after = changed.model().claims();
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            if (!before.get(i).body().equals(after.get(i).body()) && !(after.get(i).body() instanceof Model.IllTyped)) {
                found.add(judged(order, new BothEngines(changed, time()), after.get(i), where));
            }
        }
    }

    private static Found judged(int order, BothEngines engines, Model.Claim c, String where) {
        try {
            BothEngines.Answer a = engines.ask(c);
            Verdict v = a.verdict();
            Result r = v.status() == Verdict.Status.UNDECIDED ? Result.UNDECIDED
                    : a.check().agreement() == Report.Agreement.NOT_RUN ? Result.NOT_CHECKED
                    : a.check().agreement() == Report.Agreement.DISAGREES ? Result.ASTRAY
                    : v.isHolds() ? Result.TRUE : Result.REFUTED;
            return new Found(order, false, r, where + ": " + v.status() + ", "
                    + (r == Result.UNDECIDED ? v.reason() : a.check().reason()));
        } catch (Budget.Exhausted e) {
            return new Found(order, false, Result.UNDECIDED, where + ": " + e.getMessage());
        }
    }

    /// A hint must repair the claim; where there is none that is said.
    private static void repaired(BeaFile.Resolved original, Mutants.Mutant m, int order, String where,
            List<Found> found) {
        List<Model.Claim> changed = read(m.text()).map(r -> r.model().claims()).orElse(List.of());
        for (int i = 0; i < changed.size(); i++) {
            Model.Claim c = changed.get(i);
            if (c.body().equals(original.model().claims().get(i).body()) || c.body() instanceof Model.IsGradient) {
                continue;
            }
            Report r = Hints.verified(m.text(), c, time());
            if (r.unfinished().isPresent() || r.derivations().getFirst().claims().isEmpty()) {
                found.add(new Found(order, true, Result.NOT_CHECKED, where));
                continue;
            }
            Report.Claim spoiled = Hints.claim(r);
            if (spoiled.asExpected()) {
                continue;
            }
            if (spoiled.hint().isEmpty()) {
                found.add(new Found(order, true, Result.UNDECIDED, where + ": no hint"));
                continue;
            }
            Optional<Report> again = Hints.repaired(m.text(), spoiled.hint().get())
                    .map(t -> Hints.verified(t, c, time()));
            boolean ended = again.isEmpty() || again.get().unfinished().isEmpty();
            boolean holds = again.isPresent() && ended && Hints.holds(Hints.claim(again.get()));
            found.add(new Found(order, true, holds ? Result.TRUE : ended ? Result.ASTRAY : Result.NOT_CHECKED,
                    where + ": " + spoiled.hint().get().text()));
        }
    }

    private static void report(List<List<Found>> all) {
        List<Found> found = all.stream().flatMap(List::stream).toList();
        System.out.println("derivations and orders: " + all.size() + ", derived in time: "
                + all.stream().filter(l -> !l.isEmpty()).count());
        System.out.printf("%-8s%8s%9s%7s%11s%13s%10s%22s%n", "order", "tried", "refuted", "true", "undecided",
                "not checked", "left out", "spoiled, repaired");
        for (int k = 1; k <= ORDERS; k++) {
            int order = k;
            List<Found> mutants = found.stream()
                    .filter(f -> f.order == order && !f.repair && f.result != Result.LEFT_OUT)
                    .toList();
            List<Found> repairs = found.stream()
                    .filter(f -> f.order == order && f.repair && f.result != Result.LEFT_OUT)
                    .toList();
            System.out.printf("%-8d%8d%9d%7d%11d%13d%10d%22s%n", k, mutants.size(), count(mutants, Result.REFUTED),
                    count(mutants, Result.TRUE), count(mutants, Result.UNDECIDED), count(mutants, Result.NOT_CHECKED),
                    found.stream().filter(f -> f.order == order && f.result == Result.LEFT_OUT).count(),
                    repairs.size() + ", " + count(repairs, Result.TRUE));
            assertTrue(mutants.size() >= 20, mutants.size() + " mutants of order " + k);
        }
        for (Result r : List.of(Result.TRUE, Result.UNDECIDED, Result.NOT_CHECKED, Result.LEFT_OUT)) {
            System.out.println("\n" + r + ":");
            found.stream().filter(f -> f.result == r && (!f.repair || r != Result.TRUE))
                    .forEach(f -> System.out.println("  " + (f.repair ? "[repair] " : "") + f.text));
        }
        assertEquals(List.of(), found.stream().filter(f -> f.result == Result.ASTRAY).toList());
    }

    private static long count(List<Found> these, Result r) {
        return these.stream().filter(f -> f.result == r).count();
    }
}
