package bea.render.latex;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which TeX of a file's `print NAME as "..."` may enter a formula: only what cannot break the document around it.
final class Overrides {
    private static final Set<String> ALLOWED = Set.of("mathrm", "mathbf", "mathcal", "mathsf", "mathit", "mathbb",
            "mathfrak", "boldsymbol", "tilde", "bar", "hat", "dot", "ddot", "vec", "widetilde", "widehat", "overline",
            "text", "operatorname", "ell", "hbar", "nabla", "infty", "ast", "star", "dagger", "prime", "circ", "cdot",
            "sim", "pm", "mp", "top", "perp", "partial", "Re", "Im");
    private static final Pattern SHAPE = Pattern.compile("(?:[A-Za-z0-9 ,.:;()+*/=|'{}_^-]|\\\\[A-Za-z]+|\\\\[,;!])+");
    private static final Pattern COMMAND = Pattern.compile("\\\\([A-Za-z]+)");
    private static final Pattern DOUBLE = Pattern
            .compile("([_^])(\\{[^{}]*}|\\\\[A-Za-z]+|[^{}\\\\])\\1|[_^]$|^[_^]|[_^][_^]");

    private Overrides() {}

    static boolean safe(String tex) {
        return !tex.isBlank() && SHAPE.matcher(tex).matches() && balanced(tex) && !DOUBLE.matcher(tex).find()
                && COMMAND.matcher(tex).results().allMatch(r -> known(r.group(1)));
    }

    /// Scripts without braces are closed off, so that others can follow.
    static String closed(String tex) {
        return tex.matches(".*[_^][^{].*") ? "{" + tex + "}" : tex;
    }

    private static boolean known(String command) {
        return ALLOWED.contains(command) || Names.isCommand(command);
    }

    private static boolean balanced(String tex) {
        int depth = 0;
        Matcher brace = Pattern.compile("[{}]").matcher(tex);
        while (brace.find()) {
            depth += brace.group().equals("{") ? 1 : -1;
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }
}
