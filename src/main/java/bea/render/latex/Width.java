package bea.render.latex;

import java.util.HashMap;
import java.util.Map;

/// The width of a formula on paper, estimated from its TeX, in em of the text size.
///
/// The numbers are those of Computer Modern (Latin Modern has the same metrics), rounded; a test compares them with
/// what TeX measures.
final class Width {
    private static final double SCRIPT = 0.72;
    private static final Map<String, Double> WIDTHS = table("""
            a53 b43 c43 d52 e47 f60 g51 h58 i34 j47 k55 l32 m88 n60 o48 p50 q48 r48 s47 t36 u57 v52 w74 x57 y53 z51
            A75 B81 C79 D86 E80 F78 G79 H91 I52 J65 K92 L68 M108 N91 O79 P78 Q79 R77 S67 T72 U79 V81 W108 X91 Y80 Z75
            \\alpha64 \\beta62 \\gamma57 \\delta48 \\epsilon41 \\zeta51 \\eta53 \\theta50 \\iota35 \\kappa58
            \\lambda58 \\mu60 \\nu56 \\xi48 \\pi61 \\rho52 \\sigma61 \\tau55 \\upsilon58 \\phi60 \\chi63 \\psi69
            \\omega66 \\Gamma62 \\Delta83 \\Theta78 \\Lambda69 \\Xi67 \\Pi75 \\Sigma72 \\Upsilon78 \\Phi72
            \\Psi78 \\Omega72 \\nabla83 \\ell42 \\hbar54 \\varepsilon47 \\vartheta59 \\varphi65 \\varrho52
            \\varsigma44 \\varpi86 \\sum145 \\dots133 \\leftarrow156 \\cdot72 \\,17 \\;28 \\quad100
            \\qquad200 \\{50 \\}50 \\lVert50 \\rVert50 \\log145 \\exp155 \\sin130 \\cos140 \\tan150 \\tanh200
            \\arctan290 \\checkmark83
            (39 )39 [28 ]28 |28 '28 *67 .28 :55 /50""");

    private final String tex;
    private int at;
    /// Whether in a script, where signs have no space around them.
    private boolean script;
    private int fractions;

    private Width(String tex) {
        this.tex = tex;
    }

    /// Hundredths of an em behind each sign.
    private static Map<String, Double> table(String text) {
        Map<String, Double> table = new HashMap<>();
        for (String entry : text.split("\\s+")) {
            String sign = entry.replaceFirst("[0-9]+$", "");
            table.put(sign, Integer.parseInt(entry.substring(sign.length())) / 100.0);
        }
        return table;
    }

    static double of(String tex) {
        return new Width(tex).until('\0');
    }

    /// The width of text that is not a formula.
    static double ofText(String text) {
        double width = 0;
        for (char c : text.toCharArray()) {
            width += "iljt.,:;'!|()[]/ ".indexOf(c) >= 0 ? 0.31 : "mwMW".indexOf(c) >= 0 ? 0.83
                    : "frs".indexOf(c) >= 0 ? 0.38 : Character.isUpperCase(c) ? 0.72 : 0.51;
        }
        return width;
    }

    private double until(char end) {
        double width = 0;
        while (at < tex.length() && tex.charAt(at) != end) {
            width += atom();
        }
        at++;
        return width;
    }

    /// An atom with its scripts; a subscript and a superscript stand above each other.
    private double atom() {
        int start = at;
        double width = nucleus();
        boolean limits = tex.startsWith("\\sum", start) || tex.startsWith("\\underbrace", start);
        double scripts = 0;
        while (at < tex.length() && (tex.charAt(at) == '_' || tex.charAt(at) == '^')) {
            at++;
            boolean outer = script;
            script = true;
            scripts = Math.max(scripts, SCRIPT * nucleus());
            script = outer;
        }
        return limits ? Math.max(width, scripts + 0.17) : width + scripts + (scripts > 0 ? 0.05 : 0);
    }

    private double nucleus() {
        if (at >= tex.length()) {
            return 0;
        }
        char c = tex.charAt(at++);
        return switch (c) {
            case '{' -> until('}');
            case '\\' -> command();
            case ' ', '&' -> 0;
            case '-' -> script || unary(at - 1) ? 0.78 : 1.22;
            case '+', '=' -> script ? 0.78 : c == '+' ? 1.22 : 1.33;
            case ',', ';' -> script ? 0.28 : 0.45;
            default -> WIDTHS.getOrDefault(String.valueOf(c), 0.51);
        };
    }

    /// A minus that nothing stands before takes no space around it.
    private boolean unary(int minus) {
        int i = minus - 1;
        while (i >= 0 && tex.charAt(i) == ' ') {
            i--;
        }
        return i < 0 || "([{,;=".indexOf(tex.charAt(i)) >= 0;
    }

    private double command() {
        int start = at;
        while (at < tex.length() && Character.isLetter(tex.charAt(at))) {
            at++;
        }
        if (at == start) {
            at++;
        }
        String name = tex.substring(start, Math.min(at, tex.length()));
        return switch (name) {
            case "neq" -> script ? 0.78 : 1.33;
            case "frac" -> fraction();
            case "tfrac" -> SCRIPT * Math.max(nucleusAfterSpaces(), nucleusAfterSpaces()) + 0.24;
            case "underbrace" -> nucleusAfterSpaces();
            case "sqrt" -> nucleusAfterSpaces() + 0.85;
            case "text", "mathrm", "operatorname", "textbf", "emph" -> text();
            case "boldsymbol" -> 1.18 * nucleusAfterSpaces();
            case "mathbb" -> 0.83 * nucleusAfterSpaces();
            case "substack" -> substack();
            case "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigl", "bigr" -> delimiter(name);
            case "big", "Big", "bigg", "Bigg" -> 0.02;
            case "\\" -> 0;
            default -> WIDTHS.getOrDefault("\\" + name, 0.0);
        };
    }

    /// A fraction in a fraction is set in the size of scripts.
    private double fraction() {
        boolean small = fractions++ > 0 && !script;
        boolean around = script;
        script |= small;
        double width = Math.max(nucleusAfterSpaces(), nucleusAfterSpaces());
        script = around;
        fractions--;
        return (small ? SCRIPT : 1) * width + 0.24;
    }

    private double nucleusAfterSpaces() {
        while (at < tex.length() && tex.charAt(at) == ' ') {
            at++;
        }
        return nucleus();
    }

    private double delimiter(String size) {
        double plain = nucleus();
        double factor = size.startsWith("bigg") ? 1.7 : size.startsWith("Bigg") ? 1.85
                : size.startsWith("Big") ? 1.45 : 1.15;
        return plain > 0.45 ? plain : plain * factor;
    }

    private double text() {
        int start = ++at;
        int depth = 1;
        while (at < tex.length() && depth > 0) {
            char c = tex.charAt(at++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        return ofText(tex.substring(Math.min(start, tex.length()), Math.max(start, at - 1)));
    }

    /// The widest of stacked lines.
    private double substack() {
        int start = ++at;
        double widest = 0;
        double line = 0;
        while (at < tex.length() && tex.charAt(at) != '}') {
            if (tex.startsWith("\\\\", at)) {
                at += 2;
                line = 0;
            } else {
                line += atom();
                widest = Math.max(widest, line);
            }
        }
        at++;
        return start > tex.length() ? 0 : widest;
    }
}
