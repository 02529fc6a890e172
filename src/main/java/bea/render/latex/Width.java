package bea.render.latex;

import java.util.Map;

/// The width of a formula on paper, estimated from its TeX, in em of the text size.
///
/// The numbers are those of Computer Modern (Latin Modern has the same metrics), rounded; a test compares them with
/// what TeX measures.
final class Width {
    private static final double SCRIPT = 0.72;
    private static final Map<Character, Double> LETTERS = Map.ofEntries(Map.entry('E', 0.78), Map.entry('A', 0.75),
            Map.entry('B', 0.78), Map.entry('D', 0.84), Map.entry('L', 0.68), Map.entry('M', 1.0),
            Map.entry('X', 0.87), Map.entry('O', 0.8), Map.entry('f', 0.57), Map.entry('h', 0.58),
            Map.entry('i', 0.35), Map.entry('j', 0.44), Map.entry('l', 0.31), Map.entry('m', 0.88),
            Map.entry('n', 0.6), Map.entry('t', 0.37), Map.entry('w', 0.72), Map.entry('I', 0.48),
            Map.entry('W', 1.0));
    private static final Map<String, Double> COMMANDS = Map.ofEntries(Map.entry("nabla", 0.84),
            Map.entry("sum", 1.45), Map.entry("dots", 1.17), Map.entry("leftarrow", 1.56), Map.entry("neq", 1.33),
            Map.entry("cdot", 0.72), Map.entry(",", 0.17), Map.entry(";", 0.28), Map.entry("quad", 1.0),
            Map.entry("qquad", 2.0), Map.entry("{", 0.5), Map.entry("}", 0.5), Map.entry("lVert", 0.5),
            Map.entry("rVert", 0.5), Map.entry("log", 1.45), Map.entry("exp", 1.6), Map.entry("sigma", 0.6),
            Map.entry("tau", 0.52), Map.entry("mu", 0.6), Map.entry("theta", 0.49), Map.entry("phi", 0.6),
            Map.entry("checkmark", 0.83), Map.entry("iota", 0.35));

    private final String tex;
    private int at;

    private Width(String tex) {
        this.tex = tex;
    }

    static double of(String tex) {
        return new Width(tex).until('\0');
    }

    /// The width of text that is not a formula.
    static double ofText(String text) {
        double width = 0;
        for (char c : text.toCharArray()) {
            width += "iljt.,:;'!|()[]/ ".indexOf(c) >= 0 ? 0.33 : "mwMW".indexOf(c) >= 0 ? 0.85
                    : Character.isUpperCase(c) ? 0.74 : 0.5;
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
            scripts = Math.max(scripts, SCRIPT * nucleus());
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
            case '+', '-' -> 1.22;
            case '=' -> 1.33;
            case '(', ')' -> 0.39;
            case '[', ']', '|' -> 0.28;
            case '\'' -> 0.28;
            case ',', ';' -> 0.44;
            default -> LETTERS.getOrDefault(c, Character.isUpperCase(c) ? 0.75 : 0.51);
        };
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
            case "frac" -> Math.max(nucleusAfterSpaces(), nucleusAfterSpaces()) + 0.24;
            case "tfrac" -> SCRIPT * Math.max(nucleusAfterSpaces(), nucleusAfterSpaces()) + 0.24;
            case "sqrt" -> nucleusAfterSpaces() + 0.85;
            case "text", "mathrm", "operatorname", "textbf", "emph" -> text();
            case "boldsymbol", "mathbf" -> 1.15 * nucleusAfterSpaces();
            case "mathbb", "mathcal" -> 0.28 + nucleusAfterSpaces() * 0.7;
            case "substack" -> substack();
            case "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigl", "bigr" -> delimiter(name);
            case "big", "Big", "bigg", "Bigg" -> 0.05;
            case "\\" -> 0;
            default -> COMMANDS.getOrDefault(name, Character.isLetter(name.charAt(0)) && name.length() > 1
                    && (Names.isCommand(name)) ? Character.isUpperCase(name.charAt(0)) ? 0.75 : 0.58 : 0);
        };
    }

    private double nucleusAfterSpaces() {
        while (at < tex.length() && tex.charAt(at) == ' ') {
            at++;
        }
        return nucleus();
    }

    private double delimiter(String size) {
        double plain = nucleus();
        double factor = size.startsWith("bigg") ? 1.6 : size.startsWith("Bigg") ? 1.8 : size.startsWith("Big") ? 1.45 : 1.15;
        return plain * factor;
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
