package bea.check;

import bea.algebra.Rational;
import java.util.Arrays;

/// A polynomial in small increments, as a trie of its monomials: a node is a product of ascending variables. A product
/// that has vanished ends the walk, so the cost of a value is that of the derivatives that matter.
final class Taylor {
    private int[] variable = new int[16];
    private int[] firstChild = new int[16];
    private int[] sibling = new int[16];
    private Rational[] coefficient = new Rational[16];
    private int size = 1;

    Taylor() {
        coefficient[0] = Rational.ZERO;
    }

    /// The product at `node` times the variable `v`, which is no smaller than those already in it. The root is 0.
    int child(int node, int v) {
        int last = 0;
        for (int c = firstChild[node]; c != 0; c = sibling[c]) {
            if (variable[c] == v) {
                return c;
            }
            last = c;
        }
        if (size == variable.length) {
            grow();
        }
        variable[size] = v;
        coefficient[size] = Rational.ZERO;
        if (last == 0) {
            firstChild[node] = size;
        } else {
            sibling[last] = size;
        }
        return size++;
    }

    private void grow() {
        int capacity = 2 * size;
        variable = Arrays.copyOf(variable, capacity);
        firstChild = Arrays.copyOf(firstChild, capacity);
        sibling = Arrays.copyOf(sibling, capacity);
        coefficient = Arrays.copyOf(coefficient, capacity);
    }

    void add(int node, Rational value) {
        coefficient[node] = coefficient[node].plus(value);
    }

    Jet at(Jet[] moves, int limit) {
        Jet.Terms sum = new Jet.Terms(8);
        add(0, Jet.ONE, moves, limit, sum);
        return sum.toJet();
    }

    private void add(int node, Jet product, Jet[] moves, int limit, Jet.Terms sum) {
        if (!coefficient[node].isZero()) {
            sum.add(product, coefficient[node]);
        }
        for (int c = firstChild[node]; c != 0; c = sibling[c]) {
            Jet move = moves[variable[c]];
            if (!move.isZero()) {
                Jet next = product.times(move, limit);
                if (!next.isZero()) {
                    add(c, next, moves, limit, sum);
                }
            }
        }
    }
}
