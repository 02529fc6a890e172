package bea.derivation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Work;
import bea.check.Outcome;
import bea.elaborate.Budget;
import bea.elaborate.Context;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Sum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every derivation of the library is confirmed by the independent check through its own order `k`; and what is left
/// beyond it is what the next correction says: with `f_(k+1)` the check confirms one power more, and without it the flow
/// leaves the update there, unless the tree engine finds that `f_(k+1)` is zero at the start.
class ConfirmedTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "derivations");
    /// For the next correction of one derivation.
    private static final double SECONDS = Double.parseDouble(System.getProperty("bea.confirmed.seconds", "1.5"));
    /// What the check cannot run, by file and name.
    private static final Set<String> NOT_RUN = Set.of();
    private static final int LEAST_NEXT = 85;

    /// @param own  why the derivation was not confirmed
    /// @param next why nothing was found out about the next correction; empty where it is as it should be
    /// @param wrong what must not be
    private record Result(String name, Optional<String> own, Optional<String> next, boolean zero,
            Optional<String> wrong) {}

    @Test
    void theFirstOmittedTermIsTheNextCorrection() throws IOException {
        List<Object[]> work = new ArrayList<>();
        try (Stream<Path> all = Files.walk(FOLDER)) {
            for (Path p : all.filter(f -> f.toString().endsWith(".bea") && !f.getParent().endsWith("experiments"))
                    .sorted().toList()) {
                BeaFile.Analysis a = BeaFile.analyse(new Source(p.getFileName().toString(), Files.readString(p)));
                assertEquals(List.of(), a.problems(), p.toString());
                a.derivations().stream().filter(r -> r.model().update().isPresent())
                        .forEach(r -> work.add(new Object[]{p.getFileName() + ", " + r.model().name(), r}));
            }
        }
        List<Result> all = work.parallelStream().map(w -> result((String) w[0], (BeaFile.Resolved) w[1])).toList();
        System.out.println("derivations: " + all.size() + ", confirmed through their own order: "
                + all.stream().filter(r -> r.own.isEmpty()).count() + ", first omitted term as derived: "
                + all.stream().filter(r -> r.next.isEmpty()).count() + ", of these zero: "
                + all.stream().filter(r -> r.next.isEmpty() && r.zero).count());
        all.forEach(r -> r.own.ifPresent(why -> System.out.println("  not confirmed: " + r.name + ": " + why)));
        all.forEach(r -> r.next.ifPresent(why -> System.out.println("  next not known: " + r.name + ": " + why)));
        assertEquals(List.of(), all.stream().flatMap(r -> r.wrong.stream().map(w -> r.name + ": " + w)).toList());
        Set<String> unconfirmed = new TreeSet<>();
        all.stream().filter(r -> r.own.isPresent()).forEach(r -> unconfirmed.add(r.name));
        assertEquals(new TreeSet<>(NOT_RUN), unconfirmed);
        assertTrue(all.stream().filter(r -> r.next.isEmpty()).count() >= LEAST_NEXT);
    }

    /// The implicit midpoint rule is symmetric: its odd corrections are zero, which both engines have to find.
    @Test
    void whatIsZeroIsNotMissed() {
        BeaFile.Analysis a = BeaFile.analyse(new Source("midpoint", """
                derivation "midpoint" {
                  state y
                  field f(y)
                  update { let k = f(y + h/2 * k)  y <- y + h*k }
                  find f_2
                }
                """));
        assertEquals(List.of(), a.problems());
        assertEquals(new Result("", Optional.empty(), Optional.empty(), true, Optional.empty()),
                result("", a.derivations().getFirst()));
    }

    private static Result result(String name, BeaFile.Resolved given) {
        BeaFile.Resolved r = Solver.solve(given, Budget.unlimited()).resolved();
        int order = r.model().finds().stream().mapToInt(Model.Find::order).max().orElse(1);
        Report.Check own = confirmed(r, order, Budget.unlimited());
        if (own.agreement() == Report.Agreement.DISAGREES) {
            return new Result(name, Optional.of(own.reason()), Optional.empty(), false, Optional.of(own.reason()));
        }
        Optional<String> missing = own.agreement() == Report.Agreement.AGREES ? own.partial()
                : Optional.of(own.reason());
        if (missing.isPresent()) {
            return new Result(name, missing, Optional.of("its own order is not confirmed"), false, Optional.empty());
        }
        long end = System.nanoTime() + (long) (SECONDS * 1e9);
        Budget budget = new Budget(() -> System.nanoTime() > end);
        Result[] next = {new Result(name, Optional.empty(), Optional.of("no result"), false, Optional.empty())};
        try {
            Work.watched(budget::tick, () -> next[0] = next(name, r, order + 1, budget));
        } catch (NotExpressible | Budget.Exhausted e) {
            return new Result(name, Optional.empty(), Optional.of(e.getMessage()), false, Optional.empty());
        }
        return next[0];
    }

    private static Report.Check confirmed(BeaFile.Resolved r, int order, Budget budget) {
        Context context = Engine.verifier(r.model(), budget).context(Context.Reading.PLAIN);
        try (SecondOpinion second = new SecondOpinion(r, context, Deriver.presenter(context), budget)) {
            return second.confirm(order, true).apply(Optional.empty());
        } catch (NotExpressible e) {
            return new Report.Check(Report.Agreement.NOT_RUN, e.getMessage(), List.of());
        }
    }

    private static Result next(String name, BeaFile.Resolved r, int order, Budget budget) {
        Context context = Engine.verifier(r.model(), budget).context(Context.Reading.PLAIN);
        List<Map<Slot, Sum>> derived = new ArrayList<>();
        boolean zero = true;
        for (int k = 0; k <= order; k++) {
            Map<Slot, Sum> f = new LinkedHashMap<>();
            for (Slot s : r.model().slots()) {
                Sum value = context.correction(k, s);
                f.put(s, k < order ? value : Sum.ZERO);
                zero &= k < order || Canonical.isZero(value.freeze(-1), context.setting());
            }
            derived.add(f);
        }
        Printed printed = new Printed(r, Deriver.presenter(context), budget);
        Outcome without = printed.with(derived).confirmDerivation(order, order);
        if (!without.run() || printed.unprintable().isPresent()) {
            return new Result(name, Optional.empty(), printed.unprintable().or(() -> Optional.of(without.reason())),
                    zero, Optional.empty());
        }
        if (without.holds() != zero) {
            return new Result(name, Optional.empty(), Optional.empty(), zero, Optional.of("f_" + order
                    + (zero ? " is zero at the start, but without it: " + without.reason()
                            : " is not zero at the start, but nothing is left at h^" + (order + 1) + " without it")));
        }
        Report.Check with = confirmed(r, order, budget);
        Optional<String> unknown = switch (with.agreement()) {
            case AGREES -> with.partial();
            case NOT_RUN -> Optional.of(with.reason());
            case DISAGREES -> Optional.empty();
        };
        return new Result(name, Optional.empty(), unknown, zero, with.agreement() == Report.Agreement.DISAGREES
                ? Optional.of("with f_" + order + ": " + with.reason()) : Optional.empty());
    }
}
