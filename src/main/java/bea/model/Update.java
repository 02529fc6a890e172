package bea.model;

import java.util.List;
import java.util.Optional;

/// The discrete update as a program on the state. Expressions are read at the state that the program has reached, and
/// `start` is the state before the whole update.
public record Update(List<Stmt> body) {
    /// The loop, of an update that is one loop and before it at most stages.
    public Optional<Loop> onlyLoop() {
        long moving = body.stream().filter(s -> !(s instanceof Stage || s instanceof Implicit)).count();
        return moving == 1 && body.getLast() instanceof Loop l ? Optional.of(l) : Optional.empty();
    }

    public sealed interface Stmt {}

    /// `slot <- value`.
    public record Assign(Slot slot, Exp value) implements Stmt {}

    /// All values are read before any slot changes.
    public record Together(List<Assign> assigns) implements Stmt {}

    /// `body` for `variable` = from, from+1, …, to, in this order.
    public record Loop(String variable, Affine from, Affine to, List<Stmt> body) implements Stmt {}

    /// `body` for `variable` = from, …, to, each time from the same state; then the mean of where it led (clients that
    /// work side by side).
    public record Average(String variable, Affine from, Affine to, List<Stmt> body) implements Stmt {}

    /// A local stage `let name = value`, a vector.
    public record Stage(String name, Slot slot, Exp value) implements Stmt {}

    /// Stages that read themselves and each other, and only through factors `h` around every circle, so that they are
    /// determined power by power.
    public record Implicit(List<Stage> stages) implements Stmt {}
}
