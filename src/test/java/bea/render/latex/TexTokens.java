package bea.render.latex;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The tokens of a formula, without what only concerns its looks: spaces, alignment, sizes of delimiters, line breaks,
/// braces under terms, tags.
final class TexTokens {
    /// A bar behind a formula, `\Big|`, for an evaluation.
    static final String BAR = "BAR";

    private static final Set<String> SIZES = Set.of("\\bigl", "\\bigr", "\\Bigl", "\\Bigr", "\\biggl", "\\biggr",
            "\\Biggl", "\\Biggr");
    private static final Set<String> BARS = Set.of("\\big", "\\Big", "\\bigg", "\\Bigg");
    private static final Set<String> LAYOUT = Set.of("\\\\", "\\quad", "\\qquad", "\\;", "\\!", "&");

    private TexTokens() {}

    static List<String> of(String tex) {
        List<String> raw = split(tex);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            String token = raw.get(i);
            if (token.equals("\\underbrace")) {
                int end = group(raw, i + 1);
                tokens.addAll(of(String.join(" ", raw.subList(i + 2, end - 1))));
                i = group(raw, end + 1) - 1;
            } else if (token.equals("\\tag*")) {
                i = group(raw, i + 1) - 1;
            } else if (token.equals("\\MoveEqLeft")) {
                i += 3;
            } else if (BARS.contains(token)) {
                tokens.add(BAR);
                i++;
            } else if (token.equals("{") && i + 1 < raw.size() && raw.get(i + 1).equals("}")) {
                i++;
            } else if (!SIZES.contains(token) && !LAYOUT.contains(token)) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    /// The index after the group that opens at `at`.
    private static int group(List<String> raw, int at) {
        int depth = 0;
        for (int i = at; i < raw.size(); i++) {
            depth += raw.get(i).equals("{") ? 1 : raw.get(i).equals("}") ? -1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("a brace is not closed");
    }

    private static List<String> split(String tex) {
        List<String> tokens = new ArrayList<>();
        int i = 0;
        while (i < tex.length()) {
            char c = tex.charAt(i);
            int end = i + 1;
            if (c == '%') {
                end = tex.indexOf('\n', i) < 0 ? tex.length() : tex.indexOf('\n', i) + 1;
            } else if (c == '\\') {
                end = command(tex, i);
            } else if (Character.isDigit(c)) {
                while (end < tex.length() && Character.isDigit(tex.charAt(end))) {
                    end++;
                }
            }
            if (c != '%' && !Character.isWhitespace(c)) {
                tokens.add(tex.substring(i, end));
            }
            i = end;
        }
        return tokens;
    }

    /// Commands that take text are one token with it, so that nothing in the text is taken for a formula.
    private static int command(String tex, int start) {
        int end = start + 1;
        while (end < tex.length() && Character.isLetter(tex.charAt(end))) {
            end++;
        }
        if (end == start + 1) {
            return end + 1;
        }
        if (end < tex.length() && tex.charAt(end) == '*') {
            end++;
        }
        String name = tex.substring(start, end);
        return Set.of("\\text", "\\mathrm", "\\mathit", "\\operatorname", "\\operatorname*", "\\mathsf").contains(name)
                ? tex.indexOf('}', end) + 1 : end;
    }
}
