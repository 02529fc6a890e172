package bea.emit;

import bea.model.Slot;
import bea.model.Symbol;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A loss where it is read, for any batch.
///
/// @param batch  the family of its batches, when it has one
/// @param frozen the states that it reads at the start
record Place(Symbol loss, Optional<String> batch, Set<String> frozen) {

    /// `E`, `E_start`, `B_start_phi`.
    String name(boolean single) {
        String at = frozen.isEmpty() ? ""
                : single || allFrozen() ? "_start"
                : frozen.stream().map(Python::identifier).collect(Collectors.joining("_", "_start_", ""));
        return Python.identifier(loss.name()) + at;
    }

    boolean allFrozen() {
        return loss.slots().stream().allMatch(this::isFrozen);
    }

    boolean isFrozen(Slot s) {
        return frozen.contains(s.name());
    }

    /// The name of the state of a slot at this place.
    String state(Slot s) {
        return Python.identifier(s.name()) + (isFrozen(s) ? "_start" : "");
    }

    /// `E(theta; X[k])`, for comments.
    String formula() {
        List<String> at = loss.slots().stream().map(s -> isFrozen(s) ? "start" : s.name()).toList();
        return loss.name() + "(" + String.join(", ", at) + batch.map(b -> "; " + b + "[k]").orElse("") + ")";
    }
}
