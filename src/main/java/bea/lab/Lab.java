package bea.lab;

import bea.algebra.Rational;
import bea.derivation.Flows;
import bea.derivation.Report;
import bea.kernel.NotLowered;
import bea.kernel.Op;
import bea.kernel.Ops;
import bea.kernel.Program;
import bea.model.Exp;
import bea.model.Experiment;
import bea.model.Model;
import bea.model.Slot;
import bea.numeric.Discrete;
import bea.numeric.Failure;
import bea.numeric.Flow;
import bea.numeric.Losses;
import bea.numeric.Compiled;
import bea.numeric.Simulation;
import bea.numeric.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// One experiment of a derivation, its data read and its derived compiled.
public final class Lab {
    /// Orders of batches that an expectation over shuffles is averaged over.
    private static final int MOST_ORDERS = 5040;

    private final Model model;
    private final Experiment experiment;
    private final Flows derived;
    private final Losses losses;
    private final int threads;
    private Evaluated evaluated;

    /// What is evaluated along training, compiled once.
    private record Evaluated(List<String> names, Compiled program) {}

    /// @param base    the folder that files of data are named in
    /// @param seed    what is added to the seed of the experiment
    /// @param threads for one evaluation
    /// @throws Failure when data are missing or do not fit
    public Lab(Report.Derivation derivation, Experiment experiment, Path base, int seed, int threads) {
        this.model = derivation.resolved().model();
        this.experiment = seeded(experiment, seed);
        this.derived = new Flows(derivation);
        Map<String, Table> data = new HashMap<>();
        for (Experiment.Data d : experiment.data()) {
            if (d instanceof Experiment.FromFile f) {
                data.put(f.name(), Table.of(Csv.read(base.resolve(f.path()), f.rows().orElse(Integer.MAX_VALUE)),
                        f.scale().doubleValue()));
            }
        }
        this.losses = new Losses(this.experiment, model.symbols(), model.slots(), data);
        this.threads = threads;
    }

    /// With the values of coefficients that the derivation has found.
    private Experiment seeded(Experiment e, int seed) {
        Map<String, Rational> values = new LinkedHashMap<>(e.values());
        model.values().forEach((name, x) -> {
            if (x instanceof Exp.Const c) {
                values.put(name, c.value());
            }
        });
        return new Experiment(e.name(), e.formulas(), e.networks(), e.data(), values, e.batching(), e.starts(),
                e.seed() + seed, e.from(), e.to(), e.time(), e.compared());
    }

    public Experiment experiment() {
        return experiment;
    }

    public Losses losses() {
        return losses;
    }

    public List<Slot> slots() {
        return model.slots();
    }

    /// The step sizes, from the largest on.
    public List<Double> steps() {
        List<Double> all = new ArrayList<>();
        for (double h = experiment.from().doubleValue(); h >= experiment.to().doubleValue() * (1 - 1e-9); h /= 2) {
            all.add(h);
        }
        return all;
    }

    /// The update beside the derived flows and those that the experiment compares.
    public Simulation simulation() {
        try {
            List<Flow> flows = new ArrayList<>();
            for (Flows.Field f : fields()) {
                flows.add(
                        new Flow(f.name(), f.order(), f.misses(), f.slots(), derived.time(), slots(), losses, threads));
            }
            List<Slot> all = new ArrayList<>(slots());
            all.addAll(model.memories());
            List<Discrete> updates = orders().stream()
                    .map(o -> new Discrete(model.update().orElseThrow(), all, losses, k -> o.isEmpty() ? k : o.get(k)))
                    .toList();
            return new Simulation(updates, flows, slots(), model.memories(), losses);
        } catch (NotLowered e) {
            throw new Failure("experiments do not run " + e.getMessage());
        }
    }

    private List<Flows.Field> fields() {
        List<Flows.Field> all = new ArrayList<>(derived.flows());
        experiment.compared().forEach(c -> all.add(derived.compared(c)));
        return all;
    }

    /// The orders of the batches that the question averages over; one empty one for none.
    private List<List<Integer>> orders() {
        var over = model.finds().stream().findFirst().flatMap(Model.Find::expectation);
        if (over.isEmpty()) {
            return List.of(List.of());
        }
        if (over.get().kind() == Exp.Expect.Kind.DRAWS) {
            throw new Failure("experiments average over shuffles, not over draws");
        }
        Model.Batch b = model.batches().stream().filter(x -> x.name().equals(over.get().batch())).findFirst()
                .orElseThrow();
        long from = b.from().evaluate(n -> experiment.values().get(n).numerator().longValue());
        long size = b.to().minus(b.from()).plus(1).evaluate(n -> experiment.values().get(n).numerator().longValue());
        List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
        for (int k = 0; k < size; k++) {
            List<List<Integer>> next = new ArrayList<>();
            for (List<Integer> o : all) {
                for (int i = 0; i <= o.size(); i++) {
                    List<Integer> p = new ArrayList<>(o);
                    p.add(i, k + (int) from);
                    next.add(p);
                }
            }
            all = next;
            if (all.size() > MOST_ORDERS) {
                throw new Failure("the average over all orders of " + size + " batches is too long to be taken");
            }
        }
        for (List<Integer> o : all) {
            for (int i = 0; i < from; i++) {
                o.add(0, i);
            }
        }
        return all;
    }

    /// Names of all coordinates, slot by slot.
    public List<String> coordinates() {
        List<String> all = new ArrayList<>();
        for (Slot s : slots()) {
            List<String> names = experiment.formulas().values().stream().flatMap(f -> f.slots().stream())
                    .filter(x -> x.name().equals(s.name())).findFirst().map(Slot::coordinates).orElse(List.of());
            int size = losses.dimension(s);
            for (int i = 0; i < size; i++) {
                all.add(names.size() == size ? names.get(i) : s.name() + "_" + (i + 1));
            }
        }
        return all;
    }

    /// A function of the only slot.
    public record Surface(String name, ToDoubleFunction<double[]> at) {}

    /// The loss of the only slot and, where there is one, the modified loss, its frozen factors at the start.
    public List<Surface> surfaces(double h) {
        Optional<Program.Term> plain = slots().size() == 1 ? derived.plain(slots().getFirst()) : Optional.empty();
        if (plain.isEmpty()) {
            return List.of();
        }
        List<Program.Term> parts = derived.loss(slots().getFirst());
        double[][] start = {losses.initial(slots().getFirst())};
        List<Op> ops = new ArrayList<>(List.of(plain.get().value()));
        if (!parts.isEmpty()) {
            ops.add(Ops.add(parts.stream().map(Program.Term::value).toList()));
        }
        Compiled p = new Compiled(ops, List.of(), losses, slots(), Map.of(), k -> k, threads);
        List<Surface> all = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            int output = i;
            all.add(new Surface(i == 0 ? plain.get().formula() : "the modified loss",
                    x -> p.run(h, new double[][]{x}, start)[output][0]));
        }
        return all;
    }

    /// A named number at a point.
    public record Value(String name, double value) {}

    /// The modified losses with each of their terms, norms and inner products of the corrections, and the numbers that the
    /// file names.
    ///
    /// @param at the position of each slot; frozen factors are read at `start`
    public List<Value> evaluate(double h, double[][] at, double[][] start) {
        if (evaluated == null) {
            evaluated = evaluated();
        }
        double[][] out = evaluated.program.run(h, at, start);
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < out.length; i++) {
            values.add(new Value(evaluated.names.get(i), out[i][0]));
        }
        return values;
    }

    private Evaluated evaluated() {
        try {
            List<String> names = new ArrayList<>();
            List<Op> ops = new ArrayList<>();
            for (Slot s : slots()) {
                values(s, slots().size() == 1 ? "" : "[" + s.name() + "]", names, ops);
            }
            for (Program.Term t : derived.named()) {
                if (!names.contains(t.formula())) {
                    names.add(t.formula());
                    ops.add(t.value());
                }
            }
            return new Evaluated(names, new Compiled(ops, List.of(), losses, slots(), Map.of(), k -> k, threads));
        } catch (NotLowered e) {
            throw new Failure("experiments do not evaluate " + e.getMessage());
        }
    }

    private void values(Slot s, String of, List<String> names, List<Op> ops) {
        List<Program.Term> parts = derived.loss(s);
        for (Program.Term p : parts) {
            names.add(p.formula());
            ops.add(p.value());
        }
        if (!parts.isEmpty()) {
            names.add("modified loss" + of);
            ops.add(Ops.add(parts.stream().map(Program.Term::value).toList()));
        }
        List<Op> f = derived.corrections(s);
        for (int k = 0; k < f.size(); k++) {
            names.add("norm(f_" + k + of + ")^2");
            ops.add(Ops.dot(f.get(k), f.get(k)));
            if (k > 0) {
                names.add("dot(f_0" + of + ", f_" + k + of + ")");
                ops.add(Ops.dot(f.get(0), f.get(k)));
            }
        }
    }
}
