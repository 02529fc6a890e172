package bea.check;

import bea.algebra.Rational;
import bea.model.Exp;
import java.util.Map;
import java.util.Set;

/// How an expression is to be read, beside the instance.
///
/// @param forAny    the orders k whose `f_k` is an arbitrary field
/// @param flowOrder the last correction of the modified flow; the largest int for as many as the powers of `h` need
/// @param unknowns  values of free factors, 1 where there is none
/// @param watch     whoever waits for the answer
record Question(Corrections corrections, Set<Integer> forAny, int flowOrder, Map<Integer, Exp> unknowns,
        Watch watch) {
    static final Exp ONE = new Exp.Const(Rational.ONE);

    Question flowOrder(int order) {
        return new Question(corrections, forAny, order, unknowns, watch);
    }
}
