package bea.model;

import bea.algebra.Rational;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A derivation as its author meant it: everything resolved and typed, spans only where a message needs one.
///
/// @param slots    the states
/// @param memories buffers, which are functions of the states after the transient (theory, section 6)
/// @param solves what the file asks of scalars whose values it leaves to the engine
/// @param values the values of such scalars, once they are known
public record Model(String name, Optional<String> source, List<Slot> slots, List<Slot> memories, List<Count> counts,
        List<Scalar> scalars,
        List<Batch> batches, List<Symbol> symbols, List<Relation> relations, List<Let> lets, Optional<Update> update,
        List<Find> finds, List<Claim> claims, List<Solve> solves, Map<String, Exp> values,
        List<Experiment> experiments) {

    /// Coefficients for which the claims with these ids are to hold.
    public record Solve(List<String> unknowns, List<String> claims) {}

    /// The same with values for scalars.
    public Model withValues(Map<String, Exp> found) {
        return new Model(name, source, slots, memories, counts, scalars, batches, symbols, relations, lets, update,
                finds, claims,
                solves, found, experiments);
    }

    public Model withCounts(List<Count> others) {
        return new Model(name, source, slots, memories, others, scalars, batches, symbols, relations, lets, update,
                finds, claims, solves, values, experiments);
    }

    public Model withRelations(List<Relation> others) {
        return new Model(name, source, slots, memories, counts, scalars, batches, symbols, others, lets, update, finds,
                claims,
                solves, values, experiments);
    }

    public Model withExperiments(List<Experiment> others) {
        return new Model(name, source, slots, memories, counts, scalars, batches, symbols, relations, lets, update,
                finds, claims,
                solves, values, others);
    }

    /// A symbolic (`fixed` empty, any integer `>= atLeast`) or numeric count.
    public record Count(String name, int atLeast, Optional<Integer> fixed) {}

    /// A declared scalar with its range; bounds may be absent.
    public record Scalar(String name, Optional<Rational> above, boolean aboveClosed, Optional<Rational> below,
            boolean belowClosed) {
        public boolean contains(Rational x) {
            int low = above.map(a -> x.minus(a).signum()).orElse(1);
            int high = below.map(b -> b.minus(x).signum()).orElse(1);
            return (low > 0 || low == 0 && aboveClosed) && (high > 0 || high == 0 && belowClosed);
        }

        /// Some value in the range that is not an end of it.
        public Rational inside() {
            if (above.isPresent() && below.isPresent()) {
                return above.get().plus(below.get()).times(Rational.of(1, 2));
            }
            return above.map(a -> a.plus(Rational.ONE)).or(() -> below.map(b -> b.minus(Rational.ONE)))
                    .orElse(Rational.of(1, 2));
        }
    }

    /// A family of batches `name[from .. to]`.
    public record Batch(String name, Affine from, Affine to) {}

    /// Something that the losses of this model are known to obey.
    public sealed interface Relation {
        /// `symbol = factor * other` for all arguments (zero-sum: -1, common payoff: 1).
        record Multiple(Symbol symbol, Rational factor, Symbol other) implements Relation {}

        /// All derivatives of order three and more of this loss (two and more of a field) vanish.
        record Quadratic(Symbol symbol) implements Relation {}

        /// Scaling the position in the slot does not change this loss: `dot(theta, grad E) = 0`.
        record Invariant(Symbol symbol, Slot slot) implements Relation {}

        /// All batches of the family are equal.
        record EqualBatches(String batch) implements Relation {}
    }

    /// A named sub-expression, for display: `body` at the live state.
    public record Let(String name, Exp body, Type type) {}

    /// What the file asks for: `f_1 … f_order` of `f_0 + epsilon f_1 + …`.
    ///
    /// @param sense       what that series is
    /// @param time        how long the flow runs for one update
    /// @param clocks      each player's own time instead, by slot; empty for one joint time (theory, section 2)
    /// @param expectation over what is averaged
    /// @param averaged    whether it is the field of the update that is averaged, not the update itself (theory, section 3)
    /// @param transient   whether memories are on their slow manifold (theory, section 6)
    public record Find(int order, Sense sense, Exp epsilon, Exp time, Map<Slot, Exp> clocks, Freezing freezing,
            Optional<Exp.Expect> expectation, boolean averaged, boolean transientOver) {

        /// The modified flow in powers of `epsilon` over `time`, nothing frozen.
        public static Find flow(int order, Exp epsilon, Exp time) {
            return new Find(order, Sense.FLOW, epsilon, time, Map.of(), Freezing.NONE, Optional.empty(), false, false);
        }

        public boolean ownClocks() {
            return !clocks.isEmpty();
        }

        /// How long the flow of `slot` is read for one update.
        public Exp time(Slot slot) {
            return clocks.getOrDefault(slot, time);
        }
    }

    /// What `f_0 + epsilon f_1 + …` is.
    public enum Sense {
        /// The field whose flow over `time` does what the update does.
        FLOW,
        /// The displacement by the update over `time`: plain descent on a corrected loss, where the `f_k` are gradients.
        MEMORYLESS,
        /// The field to put into the update, instead of the given one, so that it follows the flow of the given one.
        MODIFYING,
        /// The displacement by the update less that by the flow of `f_0`, over `time`.
        RESIDUAL
    }

    /// What may be frozen in the reported choice of the corrections.
    ///
    /// @param ownSlotOnly whether only a player's own slot may be frozen in its field
    /// @param live        batches of which nothing may be frozen
    /// @param given       choices that the file makes itself
    public record Freezing(Freeze kind, boolean ownSlotOnly, List<Batched> live, List<Given> given) {
        public static final Freezing NONE = new Freezing(Freeze.NOTHING, false, List.of(), List.of());
    }

    public enum Freeze {
        NOTHING, PAPER, LEAST
    }

    /// One batch of a family.
    public record Batched(String family, Affine label) {}

    /// `f_k` of `slot`, as the file chooses it.
    public record Given(int k, Slot slot, Exp field) {}

    /// A statement to be verified.
    ///
    /// @param id       unique in the derivation, stable: `c3`, `c3.2` for the second link of a chain
    /// @param label    what the source calls it, or empty
    /// @param kind     whether it is expected to hold
    /// @param forAny   the orders k whose f_k stand for arbitrary fields in it
    /// @param expected under an expectation that the file declares, the update is replaced by its expectation
    public record Claim(String id, String label, Kind kind, List<Integer> forAny, Body body, int spanStart, int spanEnd,
            Optional<String> reading) {
        public enum Kind {
            CLAIM, MISPRINT_PRINTED, MISPRINT_CORRECTED
        }

        /// `claim "(2)"`, or `claim c3`.
        public String name() {
            return "claim " + (label.isEmpty() ? id : '"' + label + '"');
        }

        public boolean expectedToHold() {
            return kind != Kind.MISPRINT_PRINTED;
        }
    }

    /// What a claim states.
    public sealed interface Body {}

    /// `left = right`, as an identity in the live and the frozen position, or, `atStart`, of the values at the start;
    /// up to the smallest `O(h^k)` that occurs. Free index variables are universally quantified over `ranges`.
    public record Equation(Exp left, Exp right, boolean atStart, List<Range> ranges) implements Body {}

    /// A free index variable of an equation.
    public record Range(String variable, Affine from, Affine to) {}

    /// `field` has the value at the start that the update dictates for `f_k` of that slot.
    public record Choice(int k, Slot slot, Exp field) implements Body {}

    /// The flow of the given fields follows the update up to and including `h^order`. Slots without a given field
    /// follow the derived one. `expected`: the update is averaged under this expectation first.
    public record Follows(List<FlowOf> flows, int order, Optional<Exp.Expect> expected) implements Body {}

    /// A flow of one slot: the field itself, or minus the gradient of a loss.
    public record FlowOf(Slot slot, Exp expression, boolean loss) {}

    /// `field` (a vector in `slot`) is, or is not, the gradient with respect to `slot` of a scalar.
    public record IsGradient(Exp field, Slot slot, boolean positive) implements Body {}

    /// A modified loss of `slot` through `f_order`, with the freezing that the file declares, exists or does not.
    public record LossExists(Slot slot, int order, boolean positive) implements Body {}

    /// The printed program does the same as the update, through `h^order`.
    public record SameUpdate(Update printed, int order) implements Body {}

    /// What is printed has no meaning: a type or name error, at a place of the file. Always refuted.
    public record IllTyped(String message, int spanStart, int spanEnd) implements Body {}
}
