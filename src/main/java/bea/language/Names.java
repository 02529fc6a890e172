package bea.language;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Spelling: Greek letters, and near misses.
public final class Names {
    private static final String GREEK = "αβγδεζηθικλμνξοπρςστυφχψωϑϕϵ";
    private static final String[] SPELLED = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota",
            "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi",
            "psi", "omega", "theta", "phi", "epsilon"};
    private static final Map<Character, String> CAPITALS = Map.of('Γ', "Gamma", 'Δ', "Delta", 'Θ', "Theta", 'Λ',
            "Lambda", 'Ξ', "Xi", 'Π', "Pi", 'Φ', "Phi", 'Ψ', "Psi", 'Ω', "Omega");

    private Names() {}

    /// The name with every Greek letter spelled out: `θ` is `theta`.
    public static String ascii(String name) {
        StringBuilder b = new StringBuilder();
        for (char c : name.toCharArray()) {
            int i = GREEK.indexOf(c);
            int digit = "₀₁₂₃₄₅₆₇₈₉".indexOf(c);
            b.append(i >= 0 ? SPELLED[i] : digit >= 0 ? subscript(b, digit) : CAPITALS.getOrDefault(c, String.valueOf(c)));
        }
        return b.toString();
    }

    /// `f₁` is `f_1`.
    private static String subscript(StringBuilder before, int digit) {
        boolean inside = !before.isEmpty() && Character.isDigit(before.charAt(before.length() - 1));
        return (inside ? "" : "_") + digit;
    }

    /// The known name that differs from `wrong` by the fewest edits, when that is few.
    public static Optional<String> nearest(String wrong, Collection<String> known) {
        String best = null;
        int least = Math.max(1, wrong.length() / 3) + 1;
        for (String k : known) {
            int d = distance(wrong.toLowerCase(java.util.Locale.ROOT), k.toLowerCase(java.util.Locale.ROOT));
            if (d < least) {
                least = d;
                best = k;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int next = Math.min(Math.min(row[j], row[j - 1]) + 1,
                        diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[b.length()];
    }
}
