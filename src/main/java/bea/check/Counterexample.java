package bea.check;

import java.util.Map;

/// An instance of which a statement is false, small enough to be read.
///
/// @param losses what stands for each loss and field, by name: `E` is `x^2*y`
/// @param start  where the update starts, the current position when it is another one, counts and scalars:
///               `(1, 1), theta = (2, 1), n = 2`
/// @param values what the two sides are there: `flow minus update = (-3, -2) h^2 + O(h^3)`
public record Counterexample(Map<String, String> losses, String start, String values) {}
