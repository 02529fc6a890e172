package bea.kernel;

import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One operation of a program, with what it needs. Equal operations are one computation.
public sealed interface Op {

    /// An exact number.
    record Number(Rational value) implements Op {}

    /// The step size `h`.
    record Step() implements Op {}

    /// A declared scalar or a count.
    record Parameter(String name) implements Op {}

    /// An affine form in indices and counts, as a number.
    record Index(Affine value) implements Op {}

    /// A loss on a batch, differentiated along vectors that are held fixed: a scalar. Without any it is the loss itself.
    ///
    /// @param frozen the slots that are read at the start of the update
    record Value(Symbol loss, Optional<Affine> batch, Set<String> frozen, List<Along> along) implements Op {}

    /// The gradient in `open` of a [Value], its vectors held fixed: a vector in that slot.
    record Slope(Symbol loss, Optional<Affine> batch, Set<String> frozen, Slot open, List<Along> along) implements Op {}

    /// A direction in one slot.
    record Along(Slot slot, Op vector) {}

    /// Where a slot is.
    record Position(Slot slot) implements Op {}

    /// Where a slot was at the start of the update.
    record Start(Slot slot) implements Op {}

    /// Sum of values of one type, at least two.
    record Add(List<Op> terms) implements Op {}

    /// A scalar times a value of any type.
    record Scale(Op scalar, Op body) implements Op {}

    record Dot(Op left, Op right) implements Op {}

    record Reciprocal(Op body) implements Op {}

    /// An elementary function of a scalar, by its name in the language.
    record Function(String name, Op body) implements Op {}

    /// Sum over the integers `from <= variable <= to` that differ from each of `excluded`; 0 when there are none.
    record Sum(String variable, Affine from, Affine to, List<Affine> excluded, Op body) implements Op {}

    /// A vector that is given, by number: what stands for a direction while something is differentiated.
    record Given(int number) implements Op {}
}
