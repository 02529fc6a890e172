package bea.render.latex;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How an ASCII name of a file is set in TeX: `theta` as `\theta`, `E_phi` as `E_{\phi}`, `Ebar` as `\bar{E}`,
/// `loss` as `\mathrm{loss}`.
final class Names {
    private static final Set<String> COMMANDS = Set.of("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta",
            "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi",
            "psi", "omega", "varepsilon", "vartheta", "varphi", "varrho", "varsigma", "varpi", "Gamma", "Delta",
            "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar");
    private static final List<String> ACCENTS = List.of("bar", "tilde", "hat");

    private Names() {}

    /// The default form of a name; a subscript is what follows its first `_` and the digits that end its base.
    static String tex(String id) {
        int underscore = id.indexOf('_');
        String base = underscore <= 0 ? id : id.substring(0, underscore);
        String rest = underscore <= 0 ? "" : id.substring(underscore + 1);
        String letters = base.replaceFirst("(?<=[A-Za-z])[0-9]+$", "");
        String digits = base.substring(letters.length());
        String subscript = digits + (digits.isEmpty() || rest.isEmpty() ? "" : ",") + subscript(rest);
        return base(letters) + (subscript.isEmpty() ? "" : "_{" + subscript + "}");
    }

    /// The bold form that vectors and batches have: `\boldsymbol{\theta}`, `\mathbf{X}`.
    static String bold(String tex) {
        int split = tex.indexOf("_{");
        String base = split < 0 ? tex : tex.substring(0, split);
        return "\\boldsymbol{" + base + "}" + (split < 0 ? "" : tex.substring(split));
    }

    static String batch(String id) {
        return id.matches("[A-Za-z]") ? "\\mathbf{" + id + "}" : bold(tex(id));
    }

    /// The number k of a correction's name `f_k`.
    static Optional<Integer> correction(String id) {
        return id.matches("f_[0-9]{1,4}") ? Optional.of(Integer.parseInt(id.substring(2))) : Optional.empty();
    }

    static boolean isCommand(String word) {
        return COMMANDS.contains(word);
    }

    private static String base(String letters) {
        for (String accent : ACCENTS) {
            String bare = letters.endsWith(accent) ? letters.substring(0, letters.length() - accent.length()) : "";
            if (bare.matches("[A-Za-z]") || isCommand(bare)) {
                return "\\" + accent + "{" + word(bare) + "}";
            }
        }
        return word(letters);
    }

    /// A lone `d` is told apart from the `d` of a derivative.
    private static String word(String letters) {
        if (letters.equals("d")) {
            return "\\mathit{d}";
        }
        return isCommand(letters) ? "\\" + letters
                : letters.length() == 1 ? letters : "\\mathrm{" + letters.replace("_", "\\_") + "}";
    }

    private static String subscript(String rest) {
        StringBuilder text = new StringBuilder();
        for (String part : rest.split("_")) {
            if (!part.isEmpty()) {
                text.append(text.isEmpty() ? "" : ",").append(part.matches("[0-9]+") ? part : word(part));
            }
        }
        return text.toString();
    }
}
