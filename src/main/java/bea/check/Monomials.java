package bea.check;

import bea.algebra.Rational;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Monomials in the order in which they are tried as losses: `x^2*y` first, because its gradient, Hessian and third
/// derivative all differ.
final class Monomials {
    private Monomials() {}

    /// What stands for the symbol that is asked for as `number`-th.
    interface Choice {
        /// Null when there is no such choice any more.
        Polynomial polynomial(Symbol symbol, long label, int component, Rational[] origin, int maximum, int number);
    }

    /// The monomials whose places in the list are given, and the first one for symbols beyond.
    static Choice chosen(int[] places) {
        return (symbol, label, component, origin, maximum, number) -> {
            List<int[]> all = list(origin.length, maximum);
            int place = number < places.length ? places[number] : 0;
            return place >= all.size() ? null
                    : new Polynomial(origin, List.of(new Polynomial.Monomial(all.get(place), Rational.ONE)));
        };
    }

    /// All monomials of degree 1 to 4, or to `maximum`.
    static List<int[]> list(int variables, int maximum) {
        List<int[]> all = new ArrayList<>();
        for (int d = 1; d <= Math.min(4, maximum); d++) {
            add(all, new int[d], 0, 0, variables);
        }
        all.sort((a, b) -> {
            int c = Integer.compare(rank(a), rank(b));
            return c != 0 ? c : Arrays.compare(a, b);
        });
        return all;
    }

    private static void add(List<int[]> out, int[] chosen, int filled, int from, int variables) {
        if (filled == chosen.length) {
            out.add(chosen.clone());
            return;
        }
        for (int v = from; v < variables; v++) {
            chosen[filled] = v;
            add(out, chosen, filled + 1, v, variables);
        }
    }

    private static int rank(int[] m) {
        boolean mixed = m[0] != m[m.length - 1];
        return switch (m.length) {
            case 3 -> mixed ? 0 : 3;
            case 2 -> mixed ? 1 : 2;
            case 1 -> 4;
            default -> 5;
        };
    }
}
