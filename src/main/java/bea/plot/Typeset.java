package bea.plot;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names and numbers as they stand in a picture.
final class Typeset {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
    private static final Pattern INDEX = Pattern.compile("_(\\d+)");
    private static final Pattern POWER = Pattern.compile("\\^(\\d+)");
    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final List<String> GREEK = List.of("alpha", "α", "beta", "β", "gamma", "γ", "delta", "δ", "epsilon",
            "ε",
            "zeta", "ζ", "eta", "η", "theta", "θ", "iota", "ι", "kappa", "κ", "lambda", "λ", "mu", "μ", "nu", "ν", "xi",
            "ξ",
            "pi", "π", "rho", "ρ", "sigma", "σ", "tau", "τ", "upsilon", "υ", "phi", "φ", "chi", "χ", "psi", "ψ",
            "omega", "ω");

    private Typeset() {}

    /// `f_1` as f₁, `h^2` as h², `theta` as θ.
    static String name(String s) {
        String indices = replaced(s, INDEX, m -> digits(m, SUBSCRIPTS));
        return replaced(replaced(indices, POWER, m -> digits(m, SUPERSCRIPTS)), WORD, Typeset::greek);
    }

    private static String replaced(String s, Pattern p, UnaryOperator<String> by) {
        return p.matcher(s).replaceAll(m -> Matcher.quoteReplacement(by.apply(m.group(m.groupCount()))));
    }

    private static String greek(String word) {
        int i = GREEK.indexOf(word);
        return i < 0 ? word : GREEK.get(i + 1);
    }

    private static String digits(String number, String forms) {
        StringBuilder b = new StringBuilder();
        number.chars().forEach(c -> b.append(forms.charAt(c - '0')));
        return b.toString();
    }

    /// `base` to a whole power.
    static String power(String base, long exponent) {
        return base + (exponent < 0 ? "⁻" : "") + digits(Long.toString(Math.abs(exponent)), SUPERSCRIPTS);
    }

    /// A whole power of two.
    static String half(long exponent) {
        return exponent > 0 ? Long.toString(1L << exponent) : exponent == 0 ? "1" : "1/" + (1L << -exponent);
    }
}
