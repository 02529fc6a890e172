package bea.language;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Spelling: Greek letters, and near misses.
public final class Names {
    private static final String GREEK = "αβγδεζηθικλμνξοπρςστυφχψωϑϕϵ";
    private static final String[] SPELLED = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta",
            "iota",
            "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi",
            "chi",
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
            b.append(i >= 0 ? SPELLED[i] : digit >= 0 ? subscript(b, digit)
                    : CAPITALS.getOrDefault(c, String.valueOf(c)));
        }
        return b.toString();
    }

    /// `f₁` is `f_1`.
    private static String subscript(StringBuilder before, int digit) {
        boolean inside = !before.isEmpty() && Character.isDigit(before.charAt(before.length() - 1));
        return (inside ? "" : "_") + digit;
    }

    /// The known name that differs from `wrong` by the fewest edits, when that is few: one for every three letters and
    /// at least one. Two letters that changed places are one edit.
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

    /// How something is written here that is written otherwise elsewhere: `grad_theta`, `f1`, `gradient`, `1e-3`.
    static Optional<String> here(String foreign) {
        int end = foreign.indexOf('_');
        String word = end < 0 ? foreign : foreign.substring(0, end);
        Optional<String> operator = switch (word) {
            case "grad", "gradient", "nabla" -> Optional.of("grad");
            case "hess", "hessian" -> Optional.of("hess");
            case "jac", "jacobian" -> Optional.of("jac");
            default -> Optional.empty();
        };
        if (operator.isPresent()) {
            return operator.map(o -> end < 0 ? o : o + "[" + foreign.substring(end + 1) + "]");
        }
        if (foreign.equals("e")) {
            return Optional.of("1/1000");
        }
        boolean correction = foreign.length() > 1 && foreign.charAt(0) == 'f'
                && foreign.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
        return correction ? Optional.of("f_" + foreign.substring(1)) : Optional.empty();
    }

    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
