/// Programs that evaluate a modified loss or field, for any back-end.
///
/// ```
/// scalar  ::= number | h | parameter | index | Value(loss, batch, place, along*) | dot(vector, vector) | …
/// vector  ::= Slope(loss, batch, place, open slot, along*) | position | start | …
/// both    ::= sum | scaled | sum over an index
/// along   ::= (slot, vector)
/// ```
///
/// A derivative of a loss is never a tensor: it is applied to all of its directions but one, which makes it a nested
/// directional derivative of a gradient. [Lowering] makes programs from expressions, [Calculus] differentiates them.
package bea.kernel;
