package bea.emit;

import bea.model.Slot;
import java.util.List;

/// How one library differentiates.
sealed interface Target permits PyTorch, Jax {
    /// The library's name, for people.
    String library();

    /// Imports and functions that every module of this target begins with.
    String prelude(Arguments a, java.util.Set<String> used);

    /// What is said of this target in the docstring of a module.
    String note();

    /// Lines in front of a body: the states.
    ///
    /// @param loss whether the body is that of a loss, which a caller wants to differentiate
    List<String> states(Arguments a, boolean loss);

    /// Lines in front of what is computed, which is then indented by [#depth()].
    List<String> enter();

    /// By how much what is computed is indented.
    int depth();

    /// A call of an elementary function.
    String function(String name, String argument);

    /// The vector of a state.
    String vector(Slot slot, boolean start);

    /// The statement that returns `loss` and `terms`.
    String returned();

    /// A vector in the form that the parameters have.
    String packed(Slot slot, String vector);

    /// A table for one body.
    Tables tables(Arguments a);

    /// The losses and derivatives that one body needs, each of them written once.
    interface Tables {
        /// The loss.
        String value(Place p, String index);

        /// Its gradient.
        String slope(Place p, Slot open, String index);

        /// The gradient in `open`, differentiated along vectors in the slots `along`.
        String along(Place p, Slot open, List<Slot> along, List<String> vectors, String index);

        /// What has to stand in front.
        List<String> definitions();
    }
}
