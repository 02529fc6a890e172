/// The fast core of rooted trees: interned trees with coloured vertices, coefficient tables over them, and the
/// operations of B-series. It knows no losses, fields or slots: a colour is a number, and what it stands for is the
/// caller's affair.
///
/// ```
/// Colours       which colours there are, which may hang from which
/// Trees         trees as numbers: a trunk and its last branch; all trees of an order; cuts of one edge
/// Counting      how many trees there will be, before any of them is made
/// Coefficients  one number a(τ) for each tree; a series is Σ h^|τ| a(τ)/σ(τ) F(τ)
/// Tableau       the series of Runge–Kutta methods, also partitioned ones
/// Flow          time-one flow of a field, and the field of which a method is the flow
/// Composition   composition, inverse, adjoint, substitution
/// ```
/// Sources: Hairer, Lubich, Wanner, *Geometric Numerical Integration*, III.1, IX.9 and IX.10; Chartier, Hairer,
/// Vilmart, *Algebraic structures of B-series*, 2010.
package bea.bseries;
