package bea.check;

import java.util.Set;

/// How an expression is to be read, beside the instance.
///
/// @param forAny    the orders k whose `f_k` is an arbitrary field
/// @param flowOrder the last correction of the modified flow; the largest int for as many as the powers of `h` need
/// @param watch     whoever waits for the answer
record Question(Corrections corrections, Set<Integer> forAny, int flowOrder, Watch watch) {
    Question flowOrder(int order) {
        return new Question(corrections, forAny, order, watch);
    }
}
