/// Closed forms of concrete losses: readable coefficients, and potentials of closed fields.
///
/// The one package that sees a computer algebra system. Whatever that answers is a proposal: it is read back as an
/// exact coefficient and confirmed, or not used.
package bea.closedform;
