package bea.language;

import bea.algebra.Rational;
import java.util.List;
import java.util.Optional;

/// An expression as it is written, with its place in the file. Notation is kept (a `mean` stays a `mean`), so that
/// printers can give back what was read; [Resolver] says what it means.
public sealed interface Expr {
    Span span();

    /// `3`, `0.5`.
    record Num(Rational value, Span span) implements Expr {}

    /// A name, `start`, `h`, or a correction `f_1`.
    record Name(String id, Span span) implements Expr {}

    /// `E(theta; X[mu])`, `f(start + h*k; X[1])`, `Ebar(start)`, `norm(v)`, `dot(u, v)`, `log(s)`, `flow(T)`,
    /// `rhs("(33)")` is [EquationSide]. Argument groups are separated by `;`.
    record Call(String function, List<List<Expr>> groups, Span span) implements Expr {}

    /// `X[mu]`, `theta[k]`, `f_1[phi]`, and both: `flow[phi]`.
    record Index(String name, Expr index, Span span) implements Expr {}

    record Neg(Expr body, Span span) implements Expr {}

    record Add(Expr left, Expr right, Span span) implements Expr {}

    record Sub(Expr left, Expr right, Span span) implements Expr {}

    /// `a * b`, also a number beside a factor: `1/3 f'f`.
    record Mul(Expr left, Expr right, Span span) implements Expr {}

    record Div(Expr left, Expr right, Span span) implements Expr {}

    record Pow(Expr base, Expr exponent, Span span) implements Expr {}

    /// `grad[slot] body`; the slot may be left out when there is one state.
    record Grad(Optional<String> slot, Expr body, Span span) implements Expr {}

    /// `hess body`, `hess[slot] body`, `hess[row, column] body`.
    record Hess(List<String> slots, Expr body, Span span) implements Expr {}

    /// `jac[slot] body`.
    record Jac(Optional<String> slot, Expr body, Span span) implements Expr {}

    /// `deriv[slot, slot] body (u, v)`.
    record Deriv(List<String> slots, Expr body, List<Expr> directions, Span span) implements Expr {}

    /// `f'g`, `f''(u, v)`: B-series primes.
    record Prime(Expr field, int order, List<Expr> directions, Span span) implements Expr {}

    /// `sum(mu in a..b, nu in c..d, mu != nu) body`, `mean(...) body`. Scope: the product that follows.
    record Sum(boolean mean, List<Binder> binders, List<Distinct> conditions, Expr body, Span span) implements Expr {}

    /// `mu in a..b`; without a range it is that of the batches that it indexes.
    record Binder(String variable, Optional<Expr> from, Optional<Expr> to, Span span) {}

    /// `i != k`.
    record Distinct(Expr left, Expr right) {}

    /// `expect(shuffles of X) body`, `expect(draws of X) body`.
    record Expect(boolean shuffles, String batch, Expr body, Span span) implements Expr {}

    /// `ddt body`.
    record TimeDerivative(Expr body, Span span) implements Expr {}

    /// `O(h^3)`.
    record BigO(int power, Span span) implements Expr {}

    /// `lhs "(33)"`, `rhs "(33)"`: a side of an equation that was claimed earlier.
    record EquationSide(boolean left, String label, Span span) implements Expr {}

    /// `stop(E)`-like freezing of a whole expression: `(e) at start`.
    record AtStart(Expr body, Span span) implements Expr {}
}
