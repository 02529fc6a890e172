package bea.model;

import bea.algebra.Rational;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What makes the abstract losses of a derivation concrete, and what is measured then.
///
/// @param formulas   the symbols that are given by an expression, by name; their slots have named coordinates
/// @param values     of counts and scalars
/// @param batching   how rows of data are dealt to batches
/// @param starts     starting points, by slot; those of other slots are drawn with `seed`
/// @param from       the largest step size, `to` the smallest; one is half of the one before
/// @param time       how long trajectories run, if that is wanted
/// @param compared   flows to be measured beside the derived ones
public record Experiment(String name, Map<String, Symbol> formulas, List<Network> networks, List<Data> data,
        Map<String, Rational> values, Optional<Batching> batching, Map<String, List<Rational>> starts, int seed,
        Rational from, Rational to, Optional<Rational> time, List<Compared> compared) {

    /// A loss that is a model on data: `mlp(64, 32, 10) with tanh, cross_entropy on digits`.
    public record Network(String symbol, String kind, List<Integer> sizes, List<String> options, String data) {}

    public sealed interface Data {
        String name();
    }

    /// A CSV file, relative to the derivation's; the last column is the target.
    public record FromFile(String name, String path, Optional<Integer> rows, Rational scale) implements Data {}

    /// Drawn with a seed.
    public record Generated(String name, String kind, List<Integer> sizes, int seed) implements Data {}

    /// Batches of so many rows, in an order that the seed shuffles.
    public record Batching(int size, int seed) {}

    /// A flow, and the power of `h` through which it is said to follow the update.
    public record Compared(String name, List<Model.FlowOf> flows, int order) {}
}
