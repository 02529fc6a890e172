package bea.check;

import bea.algebra.Rational;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Monomials in the order in which they are tried as losses: `x^2*y` first, because its gradient, Hessian and third
/// derivative all differ.
final class Monomials {
    /// A game of many players has thousands of monomials, and every trial asks for them once for each loss.
    private final Map<List<Integer>, List<int[]>> lists = new HashMap<>();

    /// What stands for the symbol that is asked for as `number`-th.
    interface Choice {
        /// Null when there is no such choice any more.
        Polynomial polynomial(Symbol symbol, long label, int component, Rational[] origin, int maximum, int number);
    }

    /// The monomials whose places in the list are given, and the first one for symbols beyond.
    ///
    /// @param variables the places of the variables that the monomials of a symbol may have; empty for all of them
    Choice chosen(int[] places, Function<Symbol, int[]> variables) {
        return (symbol, label, component, origin, maximum, number) -> {
            int[] some = variables.apply(symbol);
            int n = some.length == 0 ? origin.length : some.length;
            List<int[]> all = lists.computeIfAbsent(List.of(some.length, n, maximum),
                    _ -> some.length == 0 ? list(n, maximum) : mixed(list(n, maximum)));
            int place = number < places.length ? places[number] : 0;
            return place >= all.size() ? null
                    : new Polynomial(origin,
                            List.of(new Polynomial.Monomial(
                                    some.length == 0 ? all.get(place) : among(some, all.get(place)),
                                    Rational.ONE)));
        };
    }

    /// Those that have most of the variables first: players that do not meet show nothing.
    private static List<int[]> mixed(List<int[]> all) {
        all.sort(Comparator.comparingLong(m -> m.length == 3 ? -Arrays.stream(m).distinct().count() : 0));
        return all;
    }

    private static int[] among(int[] variables, int[] monomial) {
        int[] m = Arrays.stream(monomial).map(v -> variables[v]).toArray();
        Arrays.sort(m);
        return m;
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
