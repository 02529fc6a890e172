package bea.numeric;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Experiment;
import bea.model.Slot;
import bea.model.Symbol;
import bea.tensor.Elementary;
import bea.tensor.Gan;
import bea.tensor.Graph;
import bea.tensor.Mlp;
import bea.tensor.Models;
import bea.tensor.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/// The losses of an experiment as tensor expressions, and the dimensions of its slots.
public final class Losses {
    private final Experiment experiment;
    private final List<Symbol> symbols;
    private final Map<String, Table> data;
    private final Map<String, Integer> dimensions = new HashMap<>();

    /// @param slots of the derivation
    /// @param data  the rows of each of the experiment's data, by name
    /// @throws Failure when shapes do not fit
    public Losses(Experiment experiment, List<Symbol> symbols, List<Slot> slots, Map<String, Table> data) {
        this.experiment = experiment;
        this.symbols = symbols;
        this.data = new HashMap<>(data);
        for (Experiment.Data d : experiment.data()) {
            if (d instanceof Experiment.Generated g) {
                this.data.put(g.name(), Table.generated(g.kind(), g.sizes().get(0), g.sizes().get(1), g.seed()));
            }
        }
        experiment.formulas().values().forEach(s -> s.slots().stream().filter(x -> !x.coordinates().isEmpty())
                .forEach(x -> dimension(x, x.coordinates().size(), s.name())));
        for (Experiment.Network n : experiment.networks()) {
            sizes(n, symbol(n));
        }
        for (Slot s : slots) {
            if (!dimensions.containsKey(s.space().name())) {
                throw new Failure(experiment.formulas().values().stream().filter(f -> f.slots().contains(s)).findFirst()
                        .map(f -> "'" + s + "' has no named coordinates that the expression of '" + f + "' could use: "
                                + "state " + s + " = (…)")
                        .orElse("no loss of this experiment reads '" + s + "', so its dimension is unknown"));
            }
        }
    }

    private void dimension(Slot slot, int size, String loss) {
        Integer before = dimensions.put(slot.space().name(), size);
        if (before != null && before != size) {
            throw new Failure(
                    "'" + slot + "' has " + before + " components in one loss and " + size + " in '" + loss + "'");
        }
    }

    public int dimension(Slot slot) {
        return dimensions.get(slot.space().name());
    }

    // ---- models

    private Symbol symbol(Experiment.Network n) {
        return symbols.stream().filter(s -> s.name().equals(n.symbol())).findFirst().orElseThrow();
    }

    private Table table(Experiment.Network n) {
        return data.get(n.data());
    }

    private void sizes(Experiment.Network n, Symbol s) {
        boolean probability = n.kind().equals("probability");
        if (!probability && s.slots().size() == 2 != isGan(n)) {
            throw new Failure("'" + n.kind() + "' is no loss of the states of '" + n.symbol() + "'");
        }
        int columns = table(n).columns();
        switch (n.kind()) {
            case "linear", "logistic" -> dimension(s.slots().getFirst(), columns + 1, s.name());
            case "mlp" -> {
                if (n.sizes().size() < 2) {
                    throw new Failure("an mlp has at least two sizes: mlp(" + columns + ", …)");
                }
                if (n.sizes().getFirst() != columns) {
                    throw new Failure("the first layer of '" + s.name() + "' has " + n.sizes().getFirst()
                            + " inputs, but the data '" + n.data() + "' have " + columns + " columns");
                }
                dimension(s.slots().getFirst(), mlp(n).parameterCount(), s.name());
            }
            case "probability" -> {
                if (n.sizes().size() != 2) {
                    throw new Failure("a probability has two sizes, columns of a sample and hidden units: "
                            + "probability(2, 8)");
                }
                if (s.slots().size() == 1 && n.sizes().getFirst() != columns) {
                    throw new Failure("'" + s.name() + "' takes samples of " + n.sizes().getFirst()
                            + " columns, but the data '" + n.data() + "' have " + columns);
                }
                dimension(s.slots().get(0), discriminator(n).parameterCount(), s.name());
                if (s.slots().size() == 2) {
                    dimension(s.slots().get(1), generator(n).parameterCount(), s.name());
                }
            }
            default -> {
                if (n.sizes().size() != 2) {
                    throw new Failure("a GAN has two sizes, noise and hidden units: " + n.kind() + "(2, 8)");
                }
                dimension(s.slots().get(0), discriminator(n).parameterCount(), s.name());
                dimension(s.slots().get(1), generator(n).parameterCount(), s.name());
            }
        }
    }

    private static boolean isGan(Experiment.Network n) {
        return n.kind().equals("discriminator") || n.kind().equals("generator");
    }

    private static Elementary activation(Experiment.Network n) {
        return n.options().stream().filter(o -> List.of("tanh", "sigmoid", "softplus", "sin", "relu").contains(o))
                .findFirst().map(o -> Elementary.valueOf(o.toUpperCase(java.util.Locale.ROOT))).orElse(Elementary.TANH);
    }

    private Mlp mlp(Experiment.Network n) {
        return new Mlp(n.sizes(), activation(n));
    }

    private Mlp discriminator(Experiment.Network n) {
        return new Mlp(List.of(samples(n), n.sizes().get(1), 1), activation(n));
    }

    private Mlp generator(Experiment.Network n) {
        int noise = n.kind().equals("probability") ? table(n).columns() : n.sizes().get(0);
        return new Mlp(List.of(noise, n.sizes().get(1), samples(n)), activation(n));
    }

    /// Columns of what a discriminator judges. The data of a GAN are samples, those of a probability may be latents.
    private int samples(Experiment.Network n) {
        return n.kind().equals("probability") ? n.sizes().get(0) : table(n).columns();
    }

    /// A starting point: what the experiment gives, or drawn with its seed.
    public double[] initial(Slot slot) {
        List<Rational> given = experiment.starts().get(slot.name());
        int size = dimension(slot);
        if (given != null) {
            if (given.size() != size) {
                throw new Failure(
                        "the start of '" + slot.name() + "' has " + given.size() + " components, it needs " + size);
            }
            return given.stream().mapToDouble(Rational::doubleValue).toArray();
        }
        for (Experiment.Network n : experiment.networks()) {
            if (n.kind().equals("mlp")) {
                return mlp(n).initial(experiment.seed());
            }
            if ((isGan(n) || n.kind().equals("probability")) && symbol(n).slots().contains(slot)) {
                return (slot.index() == 0 ? discriminator(n) : generator(n)).initial(experiment.seed() + slot.index());
            }
        }
        SplittableRandom random = new SplittableRandom(experiment.seed() * 31L + slot.index());
        return random.doubles(size).map(x -> 2 * x - 1).toArray();
    }

    // ---- expressions

    /// The loss on a batch, with its slots at the given nodes.
    Node of(Graph g, Symbol symbol, OptionalInt batch, Map<String, Node> at) {
        Symbol formula = experiment.formulas().get(symbol.name());
        if (formula != null) {
            Map<String, Integer> own = batch.isPresent() ? Map.of(Symbol.LABEL, batch.getAsInt()) : Map.of();
            return new Formula(g, at, own).scalar(formula.definition().orElseThrow());
        }
        Experiment.Network n = experiment.networks().stream().filter(x -> x.symbol().equals(symbol.name())).findFirst()
                .orElseThrow();
        return network(g, n, symbol, rows(n, batch), at);
    }

    private Node network(Graph g, Experiment.Network n, Symbol symbol, Table t, Map<String, Node> at) {
        Node x = g.constant(t.features(), t.rows(), t.columns());
        Node first = at.get(symbol.slots().getFirst().name());
        return switch (n.kind()) {
            case "linear" -> Models.linearRegression(g, first, x, g.constant(t.targets(), t.rows()));
            case "logistic" -> Models.logisticRegression(g, first, x, g.constant(binary(t), t.rows()));
            case "mlp" -> {
                Node output = mlp(n).output(g, first, x);
                int classes = n.sizes().getLast();
                yield n.options().contains("squared")
                        ? Models.squaredError(g, output, g.constant(t.targets(), t.rows(), targetColumns(n, t)))
                        : Models.crossEntropy(g, output,
                                g.constant(Models.oneHot(labels(t, classes), classes), t.rows(),
                                        classes));
            }
            case "probability" -> {
                Node judged = symbol.slots().size() == 1 ? x
                        : generator(n).output(g, at.get(symbol.slots().get(1).name()), x);
                yield g.mean(g.apply(Elementary.SIGMOID, discriminator(n).output(g, first, judged)));
            }
            default -> gan(g, n, symbol, t, x, at);
        };
    }

    private static int targetColumns(Experiment.Network n, Table t) {
        if (n.sizes().getLast() != 1) {
            throw new Failure("with a squared error the last layer has 1 output, for the last column of the data");
        }
        return t.rows() == 0 ? 0 : 1;
    }

    private static int[] labels(Table t, int classes) {
        int[] labels = t.labels();
        for (int l : labels) {
            if (l >= classes) {
                throw new Failure("the data have a class " + l + ", but the last layer has " + classes + " outputs");
            }
        }
        return labels;
    }

    private static double[] binary(Table t) {
        labels(t, 2);
        return t.targets();
    }

    private Node gan(Graph g, Experiment.Network n, Symbol symbol, Table t, Node x, Map<String, Node> at) {
        Node phi = at.get(symbol.slots().get(0).name());
        Node theta = at.get(symbol.slots().get(1).name());
        int noise = n.sizes().get(0);
        Node z = g.constant(latents(t.rows() * noise), t.rows(), noise);
        Gan gan = new Gan(generator(n), discriminator(n));
        return n.kind().equals("discriminator") ? gan.discriminatorLoss(g, phi, theta, x, z)
                : n.options().contains("saturating") ? gan.saturatingGeneratorLoss(g, phi, theta, z)
                : gan.generatorLoss(g, phi, theta, z);
    }

    /// What the generator of a GAN makes its samples from: normal, the same for both losses.
    double[] latents(int size) {
        SplittableRandom random = new SplittableRandom(experiment.seed() * 7919L);
        double[] draws = new double[size];
        java.util.Arrays.setAll(draws, _ -> random.nextGaussian());
        return draws;
    }

    /// The rows of a batch of a model, or all of them.
    Table rows(Experiment.Network n, OptionalInt batch) {
        return batch.isPresent() ? table(n).batch(batch.getAsInt(), experiment.batching().orElseThrow().size(),
                experiment.batching().orElseThrow().seed()) : table(n);
    }

    /// The value of an expression in coordinates.
    private final class Formula {
        private final Graph g;
        private final Map<String, Node> at;
        private final Map<String, Integer> indices;

        Formula(Graph g, Map<String, Node> at, Map<String, Integer> indices) {
            this.g = g;
            this.at = at;
            this.indices = indices;
        }

        Node scalar(Exp e) {
            return switch (e) {
                case Exp.Const c -> g.number(c.value().doubleValue());
                case Exp.Param p -> g.number(value(p.name()));
                case Exp.IndexValue i -> g.number(i.value().evaluate(this::index));
                case Exp.Coordinate c -> g.component(at.get(c.slot().name()), c.component());
                case Exp.Add a -> g.sumOf(a.terms().stream().map(this::scalar).toList());
                case Exp.Scale s -> g.mul(scalar(s.scalar()), scalar(s.body()));
                case Exp.Recip r -> g.reciprocal(scalar(r.body()));
                case Exp.Fun f ->
                    g.apply(Elementary.valueOf(f.name().toUpperCase(java.util.Locale.ROOT)), scalar(f.body()));
                case Exp.Apply a -> of(g, a.symbol(), a.label().map(l -> OptionalInt.of((int) l.evaluate(this::index)))
                        .orElse(OptionalInt.empty()), at);
                case Exp.Sum s -> {
                    List<Node> terms = new ArrayList<>();
                    long to = s.to().evaluate(this::index);
                    for (long k = s.from().evaluate(this::index); k <= to; k++) {
                        Map<String, Integer> inner = new HashMap<>(indices);
                        inner.put(s.variable(), (int) k);
                        Formula f = new Formula(g, at, inner);
                        long here = k;
                        if (s.excluded().stream().noneMatch(x -> x.evaluate(f::index) == here)) {
                            terms.add(f.scalar(s.body()));
                        }
                    }
                    yield terms.isEmpty() ? g.number(0) : g.sumOf(terms);
                }
                default -> throw new Failure("an expression of this form in a loss of an experiment");
            };
        }

        private long index(String name) {
            Integer i = indices.get(name);
            return i != null ? i : (long) value(name);
        }
    }

    /// The value of a count or scalar.
    double value(String name) {
        Rational r = experiment.values().get(name);
        if (r == null) {
            throw new Failure("this experiment gives no value to '" + name + "'");
        }
        return r.doubleValue();
    }
}
