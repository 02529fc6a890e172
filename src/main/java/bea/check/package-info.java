/// The second opinion: what a derivation and its claims say, evaluated on instances (theory, section 7).
///
/// Nothing here knows of trees. Losses become random polynomials, counts become numbers, and every expression is
/// computed in exact rational arithmetic as a truncated power series in `h`; derivatives come from nilpotent
/// increments, flows from Picard iteration, expectations from all permutations. What agrees on all instances is
/// *confirmed*, not proved. [Checker] is the entry.
///
/// ```
/// Jet         number: a polynomial in h, the flow time s and nilpotent increments, over the rationals
/// Polynomial  a loss, or one component of a field; Taylor is its expansion at a point
/// Point       a position of every slot; Instance: numbers for everything that a model leaves open
/// Interpreter the value of an expression; Execution: of an update; Flow: of a flow
/// Statement   whether one claim is true of one instance
/// ```
package bea.check;
