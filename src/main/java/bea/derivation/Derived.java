package bea.derivation;

import bea.language.Expr;
import bea.model.Model;
import bea.model.Slot;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// The modified flow of an update, with every step that led to it. All formulas can be read back as `.bea` text.
///
/// @param sense       what `f_0 + epsilon f_1 + epsilon^2 f_2 + …` is
/// @param hamiltonian the modified Hamiltonian, where what is corrected has one
public record Derived(Model.Sense sense, Expr epsilon, int order, List<Player> players,
        Optional<Hamiltonian> hamiltonian, List<String> notes) {

    /// The time for which the flow runs for one update; with own clocks the first player's.
    public Expr time() {
        return players.getFirst().time();
    }

    /// One slot's derivation.
    ///
    /// @param time    how long this player's flow runs for one update
    /// @param update  the position after the update, expanded at the start (Step 1); for a modifying integrator that on
    ///                the flow of `f_0`
    /// @param matched what it is matched with, the corrections still unknown (Step 2): the position on the flow at `time`,
    ///                or what the question asks for instead
    /// @param loss    the modified loss through the last order, when the chosen corrections are gradients
    public record Player(Slot slot, Expr time, Expr update, Expr matched, List<Order> orders, Optional<Expr> loss) {}

    /// Of two states in one space, whose flow begins as a Hamiltonian one: `f[q] = grad[p] G` and `f[p] = -grad[q] G`.
    ///
    /// @param terms what the corrections contribute to `G`, from that of `f_0` as far as they are Hamiltonian
    /// @param whole `G` through the last of them
    /// @param end   why the next correction contributes nothing
    public record Hamiltonian(Slot q, Slot p, List<Expr> terms, Expr whole, Optional<String> end) {}

    /// One correction.
    ///
    /// @param k         its number
    /// @param expansion what the flow of the lower corrections leaves of the update at this power of `h`: the equation
    ///                  `time epsilon^k f_k = …` that matching solves (Step 3)
    /// @param value     `f_k` at the start, every factor live
    /// @param choice    the reported choice, when it differs from taking the value everywhere
    /// @param gradient  whether the value, taken everywhere, is a gradient
    /// @param chosenGradient whether the reported choice is
    /// @param potential minus the part of the modified loss that the reported choice contributes, without epsilon^k
    /// @param remainder what is left of the value beside its gradient part, when it is no gradient and one formula says it
    ///                  for all counts
    /// @param choices   the gradient choices, when the value is no gradient or all of them are wanted
    /// @param terms     the value tree by tree
    /// @param undecided why it was not decided whether the value or the choice is a gradient; then neither is said to be
    /// @param because   the declared relation that makes the value a gradient, when it is none without
    /// @param exception for which scalars and counts a value that is no gradient is one, as far as that was found
    public record Order(int k, Expr left, Expr right, Expr value, Optional<Expr> choice, boolean gradient,
            boolean chosenGradient, Optional<Expr> potential, Optional<Expr> remainder, Optional<Expr> gradientPart,
            Choices choices, Optional<String> undecided, Optional<String> because, Optional<String> exception,
            List<Tree> terms) {
        /// Whether it was decided that the value is no gradient.
        public boolean isNone() {
            return remainder.isPresent() || !gradient && undecided.isEmpty();
        }
    }

    /// The gradient choices with one value: what may be frozen (theory, section 5). Of each member and direction the loss
    /// term is given, minus its potential.
    ///
    /// @param paper      the paper's choice
    /// @param least      the choices that freeze least
    /// @param paperLeast which of these the paper's choice is, from 0
    /// @param total      how many choices freeze least
    /// @param impossible whether it is proved that what must stay live leaves no choice at all
    /// @param note       why choices were not searched for, or why there is none
    /// @param dimension  of the family, when it was counted
    /// @param basis      when it is wanted: what may be added with any factor, its gradient zero at the start
    public record Choices(Optional<Expr> paper, List<Expr> least, Optional<Integer> paperLeast, BigInteger total,
            boolean impossible, Optional<String> note, Optional<Integer> dimension, List<Expr> basis) {
        public static final Choices NONE = without(Optional.empty(), false, Optional.empty());

        /// None but the paper's, for a reason.
        static Choices without(Optional<Expr> paper, boolean impossible, Optional<String> note) {
            return new Choices(paper, List.of(), Optional.empty(), BigInteger.ZERO, impossible, note, Optional.empty(),
                    List.of());
        }

        /// `2`, or `the first 16 of 432`.
        public String count() {
            return total.compareTo(BigInteger.valueOf(least.size())) > 0 ? "the first " + least.size() + " of " + total
                    : "" + total;
        }
    }

    /// One elementary differential of a value.
    ///
    /// @param tree        its name
    /// @param coefficient what it is multiplied by in the value
    /// @param order       the number of vertices
    /// @param symmetry    σ
    /// @param density     γ
    /// @param b           the coefficient `b` of the time-one field whose terms are `b/σ F`, with `F` made of fields (minus
    ///                    gradients, where the update descends losses)
    /// @param divided     `b/σ`
    /// @param shape       how it is drawn
    /// @param term        the differential written out; empty where there are too many to be shown
    public record Tree(String tree, String coefficient, int order, long symmetry, long density, String b,
            String divided, Shape shape, Optional<Expr> term) {}

    /// A vertex with what hangs on it.
    ///
    /// @param label  what stands at the vertex: the field or the gradient of the loss
    /// @param frozen whether it is evaluated at the start in some slot
    public record Shape(Expr label, boolean frozen, List<Shape> branches) {
        public int leaves() {
            return branches.isEmpty() ? 1 : branches.stream().mapToInt(Shape::leaves).sum();
        }
    }
}
