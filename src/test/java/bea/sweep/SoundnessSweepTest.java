package bea.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.BothEngines;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.elaborate.Verdict;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Changes systems and claims in one place at a time: both engines have to say the same of every mutant.
///
/// A mutant is one changed text with one claim. All changes of claims are taken, and of the changes of systems as many as
/// `-Dbea.sweep.systems` says for each kind and derivation (they need a derivation of their own each).
class SoundnessSweepTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "derivations");
    private static final int SYSTEMS = Integer.getInteger("bea.sweep.systems", 2);
    private static final int CLAIMS = Integer.getInteger("bea.sweep.claims", 25);
    private static final long SECONDS_EACH = Long.getLong("bea.sweep.seconds", 10);

    enum Result {
        REFUTED, TRUE, UNDECIDED, NOT_CHECKED, DISAGREE
    }

    record Found(String file, String derivation, Mutants.Mutant mutant, String claim, Result result, String reason) {
        @Override
        public String toString() {
            return file + " " + claim + (mutant.system() ? " [system] " : " ") + mutant.what() + "  — " + reason;
        }
    }

    /// The second correction of many steps takes minutes, and so does a false flow of losses that are averages of logarithms.
    private static boolean expensive(Model m, Model.Body body) {
        if (m.counts().stream().noneMatch(c -> c.fixed().isEmpty()) && m.batches().isEmpty()) {
            return false;
        }
        int[] open = {0};
        boolean[] found = {body instanceof Model.Follows f && f.order() > 2
                || body instanceof Model.Choice c && c.k() > 1
                || body instanceof Model.LossExists l && l.order() > 1
                || !(body instanceof Model.Equation) && m.symbols().stream().anyMatch(x -> x.definition().isPresent())};
        boolean[] flows = {false};
        Parts.of(body).forEach(x -> Parts.forEach(x, p -> {
            switch (p) {
                case Exp.Correction c -> found[0] |= c.k() > 1;
                case Exp.BigO o -> open[0] = Math.max(open[0], o.power());
                case Exp.FlowAt _,Exp.TimeDerivative _ -> flows[0] = true;
                default -> {
                }
            }
        }));
        return found[0] || flows[0] && open[0] > 3;
    }

    /// What one derivation contributes.
    private static final class Tally {
        final List<Found> found = new ArrayList<>();
        final Map<Mutants.Kind, Integer> invalid = new EnumMap<>(Mutants.Kind.class);
        final Map<String, Long> time = new TreeMap<>();
        int skipped;
    }

    @Test
    void bothEnginesSayTheSameOfEveryMutant() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(FOLDER)) {
            files = all.filter(f -> f.toString().endsWith(".bea"))
                    .filter(f -> f.toString().matches(System.getProperty("bea.sweep.files", ".*"))).sorted().toList();
        }
        List<Object[]> work = new ArrayList<>();
        for (Path p : files) {
            BeaFile.Analysis a = BeaFile.analyse(new Source(p.getFileName().toString(), Files.readString(p)));
            assertEquals(List.of(), a.problems(), p.toString());
            a.derivations().forEach(d -> work.add(new Object[]{a, d}));
        }
        List<Tally> tallies = work.parallelStream()
                .map(w -> derivation((BeaFile.Analysis) w[0], (BeaFile.Resolved) w[1])).toList();
        report(tallies);
    }

    private static Tally derivation(BeaFile.Analysis analysis, BeaFile.Resolved original) {
        Tally tally = new Tally();
        long begin = System.nanoTime();
        long[] deadline = {Long.MAX_VALUE};
        Budget budget = new Budget(() -> System.nanoTime() > deadline[0]);
        BothEngines engines = new BothEngines(original, budget);
        Map<String, Model.Claim> claims = new HashMap<>();
        original.model().claims().forEach(c -> claims.put(c.id(), c));
        for (Mutants.Mutant m : sampled(Mutants.of(analysis.source().text(), original.syntax(), original.model()))) {
            Optional<BeaFile.Resolved> r = read(m.text());
            if (r.isEmpty() || !r.get().usable()) {
                tally.invalid.merge(m.kind(), 1, Integer::sum);
                continue;
            }
            Model changed = r.get().model();
            boolean same = stripped(changed).equals(stripped(original.model()));
            BothEngines judge = null;
            for (Model.Claim c : changed.claims()) {
                Model.Claim before = claims.get(c.id());
                if (same && before != null && before.body().equals(c.body()) || before == null) {
                    continue;
                }
                if (c.body() instanceof Model.IllTyped) {
                    if (!(before.body() instanceof Model.IllTyped)) {
                        tally.invalid.merge(m.kind(), 1, Integer::sum);
                    }
                    continue;
                }
                if (expensive(changed, c.body())) {
                    tally.skipped++;
                    continue;
                }
                deadline[0] = System.nanoTime() + SECONDS_EACH * 1_000_000_000L;
                judge = judge != null ? judge : same ? engines : new BothEngines(r.get(), budget);
                long start = System.nanoTime();
                Found f = judged(analysis.source().name(), original.model(), m, before, c, judge,
                        same ? engines : null);
                tally.found.add(f);
                tally.time.put(f.file + " " + f.claim + " " + m.what(), (System.nanoTime() - start) / 1_000_000);
            }
        }
        tally.time.put("all of " + analysis.source().name() + " " + original.model().name(),
                (System.nanoTime() - begin) / 1_000_000);
        if (Boolean.getBoolean("bea.sweep.log")) {
            tally.time.forEach((k, t) -> System.out.println(t > 1000 ? "slow " + t + " " + k : ""));
            tally.found.stream().filter(f -> f.result != Result.REFUTED)
                    .forEach(f -> System.out.println("LOG " + f.result + " " + f));
            System.out.println("LOG " + original.model().name() + " " + tally.found.size());
        }
        return tally;
    }

    /// Of each kind the first few, spread over the text.
    private static List<Mutants.Mutant> sampled(List<Mutants.Mutant> all) {
        List<Mutants.Mutant> chosen = new ArrayList<>();
        for (boolean system : new boolean[]{false, true}) {
            for (Mutants.Kind k : Mutants.Kind.values()) {
                List<Mutants.Mutant> these = all.stream().filter(m -> m.kind() == k && m.system() == system).toList();
                int most = Math.min(these.size(), system ? SYSTEMS : CLAIMS);
                for (int i = 0; i < most; i++) {
                    chosen.add(these.get((int) ((long) i * these.size() / most)));
                }
            }
        }
        return chosen;
    }

    private static Optional<BeaFile.Resolved> read(String text) {
        BeaFile.Analysis a = BeaFile.analyse(new Source("mutant", text));
        return a.problems().isEmpty() && a.derivations().size() == 1 ? Optional.of(a.derivations().getFirst())
                : Optional.empty();
    }

    private static Model stripped(Model m) {
        return new Model(m.name(), m.source(), m.slots(), m.memories(), m.counts(), m.scalars(), m.batches(),
                m.symbols(),
                m.relations(),
                List.of(), m.update(), m.finds(), List.of(), List.of(), m.values(), List.of());
    }

    private static Found judged(String file, Model original, Mutants.Mutant m, Model.Claim before, Model.Claim c,
            BothEngines engines, BothEngines same) {
        Result result;
        String reason;
        try {
            BothEngines.Answer a = engines.ask(c);
            boolean agrees = a.check().agreement() == Report.Agreement.AGREES;
            if (a.verdict().status() == Verdict.Status.UNDECIDED) {
                result = Result.UNDECIDED;
                reason = a.verdict().reason();
            } else if (a.check().agreement() == Report.Agreement.NOT_RUN) {
                result = Result.NOT_CHECKED;
                reason = a.verdict().status() + ", but " + a.check().reason();
            } else if (!agrees) {
                result = Result.DISAGREE;
                reason = a.verdict().status() + " " + a.verdict().reason() + " | check: " + a.check().reason();
            } else {
                result = a.verdict().isHolds() ? Result.TRUE : Result.REFUTED;
                reason = a.verdict().isHolds() ? why(before, c, same) : a.verdict().reason();
            }
        } catch (Budget.Exhausted e) {
            result = Result.UNDECIDED;
            reason = e.getMessage();
        } catch (RuntimeException | StackOverflowError e) {
            result = Result.DISAGREE;
            reason = "crash: " + e + " at "
                    + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length));
        }
        String label = c.label().isEmpty() ? c.id() : c.label();
        return new Found(file, original.name(), m, label, result, reason);
    }

    /// Why a mutant is true, as far as that can be told by asking again.
    private static String why(Model.Claim before, Model.Claim c, BothEngines engines) {
        if (engines == null) {
            return speaksOfTheUpdate(c.body()) ? "true of this system too" : "it does not speak of what was changed";
        }
        if (before.kind() == Model.Claim.Kind.MISPRINT_PRINTED) {
            return "the misprint, mended";
        }
        return switch (c.body()) {
            case Model.IsGradient g when before.body() instanceof Model.IsGradient b -> g.positive() != b.positive()
                    ? "ASTRAY: a claim and its negation" : g.positive() ? "still a gradient" : "still no gradient";
            case Model.LossExists l when before.body() instanceof Model.LossExists b -> l.positive() != b.positive()
                    ? "ASTRAY: a claim and its negation" : "for this slot and order too";
            case Model.Follows f when before.body() instanceof Model.Follows b ->
                f.order() < b.order() ? "weaker: a lower order"
                        : "the same through the claimed order";
            case Model.Choice _ -> "the same at the start";
            case Model.Equation e when before.body() instanceof Model.Equation b -> equation(before, b, e, engines);
            default -> "the same statement";
        };
    }

    private static String equation(Model.Claim before, Model.Equation b, Model.Equation e, BothEngines engines) {
        boolean left = !e.left().equals(b.left());
        boolean right = !e.right().equals(b.right());
        if (!left && !right) {
            return e.atStart() != b.atStart() ? "true at every point too" : "for these indices too";
        }
        if (left && right) {
            return "both sides change alike";
        }
        Model.Equation changed = left ? new Model.Equation(b.left(), e.left(), e.atStart(), e.ranges())
                : new Model.Equation(b.right(), e.right(), e.atStart(), e.ranges());
        try {
            return engines
                    .decide(new Model.Claim("", "", before.kind(), before.forAny(), changed, 0, 0, Optional.empty()))
                    .isHolds() ? "the changed side is the same function" : "the sides agree as far as is claimed";
        } catch (RuntimeException x) {
            return "the sides agree as far as is claimed";
        }
    }

    private static boolean speaksOfTheUpdate(Model.Body body) {
        return !(body instanceof Model.Equation || body instanceof Model.IsGradient)
                || Parts.of(body).stream().anyMatch(x -> {
                    boolean[] speaks = {false};
                    Parts.forEach(x, p -> speaks[0] |= p instanceof Exp.Correction || p instanceof Exp.FlowAt
                            || p instanceof Exp.TimeDerivative);
                    return speaks[0];
                });
    }

    private static void report(List<Tally> tallies) {
        List<Found> all = tallies.stream().flatMap(t -> t.found.stream()).toList();
        System.out.printf("%-16s%8s%9s%7s%11s%13s%9s%n", "kind", "tried", "refuted", "true", "undecided", "not checked",
                "invalid");
        for (Mutants.Kind k : Mutants.Kind.values()) {
            int invalid = tallies.stream().mapToInt(t -> t.invalid.getOrDefault(k, 0)).sum();
            List<Found> these = all.stream().filter(f -> f.mutant.kind() == k).toList();
            row(k.text, these, invalid);
        }
        row("all", all, tallies.stream().flatMap(t -> t.invalid.values().stream()).mapToInt(x -> x).sum());
        System.out.println("left out as too slow: "
                + tallies.stream().mapToInt(t -> t.skipped).sum());
        for (Result r : List.of(Result.TRUE, Result.UNDECIDED, Result.NOT_CHECKED, Result.DISAGREE)) {
            System.out.println("\n" + r + ":");
            all.stream().filter(f -> f.result == r).forEach(f -> System.out.println("  " + f));
        }
        System.out.println("\nmilliseconds: " + tallies.stream().flatMap(t -> t.time.entrySet().stream())
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(30).toList());
        assertEquals(List.of(), all.stream().filter(f -> f.result == Result.DISAGREE).toList());
        assertEquals(List.of(), all.stream().filter(f -> f.reason.startsWith("ASTRAY")).toList());
        assertEquals(List.of(), all.stream().filter(f -> f.result == Result.NOT_CHECKED)
                // an average over no batches
                .filter(f -> !f.reason.endsWith("division by zero on every instance tried"))
                // nothing that could be run to its end
                .filter(f -> !f.reason.endsWith("the update moves by more than O(h)")
                        && !f.reason.endsWith("a memory that keeps all of itself"))
                .toList());
        assertEquals(List.of(), all.stream().filter(f -> f.result == Result.UNDECIDED && !allowed(f.reason)).toList());
        if (System.getProperty("bea.sweep.files") == null) {
            assertTrue(all.size() >= 1000, all.size() + " valid mutants");
        }
    }

    private static boolean allowed(String reason) {
        return reason.startsWith("both sides agree through h^")
                || reason.startsWith("a zero test of elementary functions")
                || reason.startsWith("not expressible") || reason.equals("the time limit was reached")
                // of a mutant of the system the sought coefficients may not exist
                || reason.endsWith(" was not found");
    }

    private static void row(String name, List<Found> these, int invalid) {
        System.out.printf("%-16s%8d%9d%7d%11d%13d%9d%n", name, these.size(), count(these, Result.REFUTED),
                count(these, Result.TRUE), count(these, Result.UNDECIDED), count(these, Result.NOT_CHECKED), invalid);
    }

    private static long count(List<Found> these, Result r) {
        return these.stream().filter(f -> f.result == r).count();
    }
}
