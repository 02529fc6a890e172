package bea.render.latex;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Plain text of any kind as TeX text in ASCII.
final class Texts {
    private static final String GREEK = "αalpha βbeta γgamma δdelta εepsilon ζzeta ηeta θtheta ιiota κkappa λlambda "
            + "μmu νnu ξxi πpi ρrho σsigma ςvarsigma τtau υupsilon φphi χchi ψpsi ωomega ϕphi ϑvartheta ϵepsilon "
            + "ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSigma ΥUpsilon ΦPhi ΨPsi ΩOmega µmu "
            + "∇nabla ∑sum ∏prod ∂partial ∞infty ±pm ×times ·cdot ÷div ≤le ≥ge ≠ne ≈approx ≡equiv ∈in ∉notin ∀forall "
            + "∃exists →to ←leftarrow ⇒Rightarrow ⇔Leftrightarrow ↦mapsto −- ∘circ √surd ∼sim ∥| ℓell ℏhbar ⊥perp "
            + "⟨langle ⟩rangle †dagger ✓checkmark ∎blacksquare □square …ldots";
    private static final Map<Integer, String> SYMBOLS = symbols();
    private static final Map<Integer, String> LETTERS = Map.ofEntries(e('ß', "\\ss{}"), e('æ', "\\ae{}"),
            e('Æ', "\\AE{}"), e('œ', "\\oe{}"), e('Œ', "\\OE{}"), e('ø', "\\o{}"), e('Ø', "\\O{}"), e('ł', "\\l{}"),
            e('Ł', "\\L{}"), e('ı', "\\i{}"), e('đ', "\\dj{}"), e('Đ', "\\DJ{}"), e('§', "\\S{}"), e('¶', "\\P{}"),
            e('©', "\\copyright{}"), e('°', "\\ensuremath{^{\\circ}}"), e('–', "--"), e('—', "---"), e('‘', "`"),
            e('’', "'"), e('“', "``"), e('”', "''"), e('„', "\\quotedblbase{}"), e('«', "\\guillemotleft{}"),
            e('»', "\\guillemotright{}"), e('\u00a0', "~"), e('\u2009', "\\,"), e('\u200b', "\\allowbreak{}"),
            e('‖', "\\ensuremath{\\Vert}"),
            e('²', "\\ensuremath{^{2}}"), e('³', "\\ensuremath{^{3}}"), e('½', "\\ensuremath{\\tfrac{1}{2}}"));
    private static final Map<Integer, String> ACCENTS = Map.ofEntries(e('\u0300', "`"), e('\u0301', "'"),
            e('\u0302', "^"), e('\u0303', "~"), e('\u0304', "="), e('\u0306', "u"), e('\u0307', "."),
            e('\u0308', "\""), e('\u030a', "r"), e('\u030b', "H"), e('\u030c', "v"), e('\u0327', "c"),
            e('\u0328', "k"));

    private Texts() {}

    private static Map.Entry<Integer, String> e(char c, String tex) {
        return Map.entry((int) c, tex);
    }

    private static Map<Integer, String> symbols() {
        Map<Integer, String> map = new java.util.HashMap<>();
        for (String entry : GREEK.split(" ")) {
            int symbol = entry.codePointAt(0);
            String command = entry.substring(Character.charCount(symbol));
            String tex = Character.isLetter(command.charAt(0)) ? "\\" + command
                    : command.equals("|") ? "\\Vert" : command;
            map.put(symbol, "\\ensuremath{" + tex + "}");
        }
        return map;
    }

    /// The text, with every character that means something to TeX escaped. What TeX cannot set is shown by its number.
    static String escape(String text) {
        StringBuilder out = new StringBuilder();
        int[] points = Normalizer.normalize(text, Normalizer.Form.NFD).codePoints().toArray();
        boolean openQuote = true;
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            String accent = i + 1 < points.length ? ACCENTS.get(points[i + 1]) : null;
            if (accent != null) {
                out.append('\\').append(accent).append('{').append(c < 128 ? character(c) : "").append('}');
                i++;
            } else if (c == '"') {
                out.append(openQuote ? "``" : "''");
                openQuote = !openQuote;
            } else {
                out.append(c < 128 ? character(c) : unicode(c));
            }
        }
        return out.toString();
    }

    private static String character(int c) {
        return switch (c) {
            case '%', '&', '#', '_', '$', '{', '}' -> "\\" + (char) c;
            case '\\' -> "\\textbackslash{}";
            case '~' -> "\\textasciitilde{}";
            case '^' -> "\\textasciicircum{}";
            case '<' -> "\\textless{}";
            case '>' -> "\\textgreater{}";
            case '|' -> "\\textbar{}";
            case '`' -> "\\textasciigrave{}";
            case '/' -> "/\\allowbreak{}";
            case '\n', '\t', '\r' -> " ";
            default -> c < 32 || c == 127 ? "" : String.valueOf((char) c);
        };
    }

    private static String unicode(int c) {
        String known = LETTERS.getOrDefault(c, SYMBOLS.get(c));
        if (known != null) {
            return known;
        }
        return ACCENTS.containsKey(c) || Character.getType(c) == Character.FORMAT ? ""
                : String.format("{\\footnotesize[U+%04X]}", c);
    }

    /// Text for a narrow column: long words may be broken anywhere.
    static String cell(String text) {
        return escape(text.replaceAll("([^\\s]{10})(?=[^\\s]{3})", "$1\u200b"));
    }

    /// Text for a comment: one line of ASCII.
    static String comment(String text) {
        return text.replaceAll("[^ -~]+", " ").strip();
    }

    /// The escaped text in lines of at most so many em, where words allow it.
    static List<String> lines(String text, double width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (!line.isEmpty() && Width.ofText(line + " " + word) > width) {
                lines.add(escape(line.toString()));
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(escape(line.toString()));
        return lines;
    }
}
