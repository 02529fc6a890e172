package bea.model;

import bea.algebra.Rational;
import java.util.List;
import java.util.Optional;

/// A resolved, typed expression: what a piece of a `.bea` file means, with no notation left.
///
/// Both engines interpret this form, independently of each other. An expression is read in a *state*: a position of
/// every slot that moves ("live"), beside the fixed `start` of the update. Derivatives are with respect to the live
/// position; [At] evaluates an expression with the live position replaced. So `grad E(start; X[1])` resolves to
/// `At(Grad(theta, E[1]), theta := start)`: differentiate the function, then evaluate it at its arguments.
public sealed interface Exp {

    /// An exact number.
    record Const(Rational value) implements Exp {}

    /// The step size `h`.
    record StepSize() implements Exp {}

    /// A declared scalar or count (`beta`, `n`), as a number.
    record Param(String name) implements Exp {}

    /// An affine form in index variables and counts, as a number.
    record IndexValue(Affine value) implements Exp {}

    /// A named coordinate of the live position (concrete losses).
    record Coordinate(Slot slot, int component) implements Exp {}

    /// A loss or field at the live position, on the batch `label` when it has one.
    record Apply(Symbol symbol, Optional<Affine> label) implements Exp {}

    /// The live position of a slot, a vector.
    record Position(Slot slot) implements Exp {}

    /// The position of a slot at the start of the update, a constant vector.
    record Start(Slot slot) implements Exp {}

    /// `body` with the live position of each listed slot replaced by that vector. The replacement happens all at once.
    record At(Exp body, List<Shift> point) implements Exp {}

    /// One slot's new position in an [At].
    record Shift(Slot slot, Exp position) {}

    /// Gradient of a scalar with respect to the live position of `slot`.
    record Grad(Slot slot, Exp body) implements Exp {}

    /// Jacobian of a vector with respect to the live position of `slot`: an operator from `slot` to the body's slot.
    record Jac(Slot slot, Exp body) implements Exp {}

    /// The multilinear derivative of `body` along the listed vectors, which are held fixed while differentiating:
    /// `f''(u, v)` is `Derivative(f, [(theta, u), (theta, v)], [])`. Of any type that `body` has.
    ///
    /// @param point where the derivative of the function `body` is evaluated, as in [At]; the directions are read at the
    ///              current position all the same
    record Derivative(Exp body, List<Shift> directions, List<Shift> point) implements Exp {}

    /// Operator times vector.
    record MatVec(Exp operator, Exp vector) implements Exp {}

    /// Inner product of two vectors of one slot.
    record Dot(Exp left, Exp right) implements Exp {}

    /// A scalar times a value of any type.
    record Scale(Exp scalar, Exp body) implements Exp {}

    /// Sum of at least one value of one type.
    record Add(List<Exp> terms) implements Exp {}

    /// Reciprocal of a scalar.
    record Recip(Exp body) implements Exp {}

    /// A number or a product of declared scalars, to a power that indices and counts give. The exponent is not negative,
    /// unless the base cannot be zero; `0^0` is 1.
    record Power(Exp base, Affine exponent) implements Exp {}

    /// Elementary function of a scalar: log, exp, sin, cos, tan, tanh, sqrt, sigmoid, atan …
    record Fun(String name, Exp body) implements Exp {}

    /// Sum over the integers `from <= variable <= to` that differ from each of `excluded`. An empty range gives 0.
    record Sum(String variable, Affine from, Affine to, List<Affine> excluded, Exp body) implements Exp {}

    /// Exact expectation of `body` over the batches of the family `batch`: over uniformly random orders of the
    /// batches, or over independent uniform draws from them.
    record Expect(Kind kind, String batch, Exp body) implements Exp {
        public enum Kind {
            SHUFFLES, DRAWS
        }
    }

    /// The derived correction `f_k` of a slot (`k = 0`: the leading field); inside a claim "for any f_k" an arbitrary
    /// field.
    record Correction(int k, Slot slot) implements Exp {}

    /// The position of `slot`, from `start`, after `steps` whole updates; where the update is one loop, and before it at
    /// most stages, after `steps` of its passes.
    record Iterate(Slot slot, Affine steps) implements Exp {}

    /// Inside an update, behind its only loop so far: the position of `slot` after `steps` passes of that loop.
    record Passed(Slot slot, Affine steps) implements Exp {}

    /// The position of `slot` at `time` on the modified flow from `start`.
    record FlowAt(Slot slot, Exp time) implements Exp {}

    /// The total time derivative along the modified flow.
    record TimeDerivative(Exp body) implements Exp {}

    /// `O(h^power)` of the type of its neighbours.
    record BigO(int power) implements Exp {}

    /// `stop(body)`: the value of `body` at the current position, a constant for every derivative around it
    /// (stop-gradient). A scalar or a vector.
    record Stop(Exp body) implements Exp {}

    /// A local stage of an update (`let k = …`), by name.
    record Local(String name, Slot slot) implements Exp {}

    /// A free factor, used by coefficient repair: the value 1 until something else is proposed.
    record Unknown(int number) implements Exp {}
}
