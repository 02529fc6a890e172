/// Trees: the shapes of elementary differentials.
///
/// ```
/// Vertex  = symbol label frozen | position | hole | axis       one derivative tensor
/// Branch  = slot, whether either end is an output, Node         one contraction
/// Node    = Vertex Branch*                                       canonical: branches sorted
/// Tree    = slot Node                                            one open index at the root: a vector
/// ```
/// A scalar is a [bea.tree.Node] whose root was chosen canonically; an operator is a tree with a hole in it.
package bea.tree;
