package bea.check;

import bea.algebra.Rational;
import java.util.Map;

/// An instance on which the Jacobian of a field is not symmetric, so that the field is no gradient.
///
/// @param losses what stands for each loss and field, by name
/// @param point  where the update starts, and where the Jacobian is evaluated when that is another position
/// @param power  the power of `h` of the field whose Jacobian this is
/// @param i      a row, from 0
/// @param j      a column, from 0
/// @param ij     the derivative of component i by coordinate j
/// @param ji     the derivative of component j by coordinate i
public record Witness(Map<String, String> losses, String point, int power, int i, int j, Rational ij, Rational ji) {}
