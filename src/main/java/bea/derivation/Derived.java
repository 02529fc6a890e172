package bea.derivation;

import bea.language.Expr;
import bea.model.Model;
import bea.model.Slot;
import java.util.List;
import java.util.Optional;

/// The modified flow of an update, with every step that led to it. All formulas can be read back as `.bea` text.
///
/// @param sense   what `f_0 + epsilon f_1 + epsilon^2 f_2 + …` is
public record Derived(Model.Sense sense, Expr epsilon, int order, List<Player> players, List<String> notes) {

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
    /// @param remainder what is left of the value beside its gradient part, when it is no gradient
    /// @param paper     when the value is no gradient: the loss term of the paper's choice, minus its potential
    /// @param least     the loss terms of the choices that freeze least
    /// @param leastNote what is to be said of that list: that it is cut off, or why it is empty
    /// @param terms     the value tree by tree
    /// @param undecided why it was not decided whether the value or the choice is a gradient; then neither is said to be
    /// @param because   the declared relation that makes the value a gradient, when it is none without
    public record Order(int k, Expr left, Expr right, Expr value, Optional<Expr> choice, boolean gradient,
            boolean chosenGradient, Optional<Expr> potential, Optional<Expr> remainder, Optional<Expr> gradientPart,
            Optional<Expr> paper, List<Expr> least, Optional<String> leastNote,
            Optional<String> undecided, Optional<String> because, List<Tree> terms) {}

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
