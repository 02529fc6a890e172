package bea.render.latex;

import java.util.ArrayList;
import java.util.List;

/// A piece of a formula: chunks of TeX between which a line may be broken, and what delimiters around it need.
///
/// Delimiters have explicit sizes, so that a line may end inside them; `\left` and `\right` would forbid that.
///
/// @param size which of the [#SIZES] delimiters around it need
/// @param nest how many pairs of grouping delimiters are inside of one another
record Row(List<Chunk> chunks, int size, int nest) {
    static final Row EMPTY = new Row(List.of(), 0, 0);
    private static final List<String> SIZES = List.of("", "\\big", "\\Big", "\\bigg", "\\Bigg");

    /// Where a line may be broken before a chunk: at a sign, at a factor in delimiters, at another factor (which then
    /// needs a dot), or not at all.
    enum Break {
        NONE, SIGN, FACTOR, PRODUCT
    }

    /// TeX that stays on one line.
    ///
    /// @param depth how many delimiters are open where the break would be
    record Chunk(String tex, Break before, int depth) {}

    static Row of(String tex) {
        return new Row(List.of(new Chunk(tex, Break.NONE, 0)), 0, 0);
    }

    static Row of(String tex, int size) {
        return new Row(List.of(new Chunk(tex, Break.NONE, 0)), size, 0);
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    Row then(String tex) {
        return then(Break.NONE, of(tex));
    }

    Row then(Row next) {
        return then(Break.NONE, next);
    }

    Row then(Break between, Row next) {
        if (isEmpty() || next.isEmpty()) {
            return isEmpty() ? next : this;
        }
        List<Chunk> all = new ArrayList<>(chunks);
        Chunk first = next.chunks.getFirst();
        if (between == Break.NONE) {
            Chunk last = all.removeLast();
            all.add(new Chunk(join(last.tex, first.tex), last.before, last.depth));
        } else {
            all.add(new Chunk(first.tex, between, first.depth));
        }
        all.addAll(next.chunks.subList(1, next.chunks.size()));
        return new Row(List.copyOf(all), Math.max(size, next.size), Math.max(nest, next.nest));
    }

    /// TeX that follows other TeX; a control word must not swallow the letter after it.
    static String join(String left, String right) {
        if (left.isEmpty()) {
            return right;
        }
        boolean word = !right.isEmpty() && Character.isLetter(right.charAt(0)) && endsInCommand(left);
        return word || right.startsWith("+ ") || right.startsWith("- ") ? left + " " + right : left + right;
    }

    private static boolean endsInCommand(String tex) {
        int i = tex.length() - 1;
        while (i >= 0 && Character.isLetter(tex.charAt(i))) {
            i--;
        }
        return i >= 0 && i < tex.length() - 1 && tex.charAt(i) == '\\';
    }

    /// In round parentheses or, around other groups, in brackets.
    Row grouped() {
        return nest % 2 == 0 ? enclosed("(", ")") : enclosed("[", "]");
    }

    /// In grouping delimiters that grow with what is inside.
    Row enclosed(String open, String close) {
        Row inner = delimited(open, close);
        return new Row(inner.chunks, size < 2 ? size + 1 : size, nest + 1);
    }

    /// In the delimiters of an argument list; they do not count as a group.
    Row delimited(String open, String close) {
        String left = size == 0 ? open : SIZES.get(size) + "l" + open;
        String right = size == 0 ? close : SIZES.get(size) + "r" + close;
        List<Chunk> inner = chunks.stream().map(c -> new Chunk(c.tex, c.before, c.depth + 1)).toList();
        Row body = new Row(inner, size, nest);
        return new Row(List.of(new Chunk(left, Break.NONE, 0)), Math.max(size, 1), 0).then(body).then(right);
    }

    /// Without places to break.
    Row solid() {
        return new Row(List.of(new Chunk(tex(), Break.NONE, 0)), size, nest);
    }

    Row sized(int needed) {
        return new Row(chunks, Math.max(size, needed), nest);
    }

    /// A superscript; TeX refuses a second one, so a base that has one is grouped.
    Row superscript(String text) {
        return (endsInSuperscript(tex()) ? grouped() : this).then("^{" + text + "}");
    }

    /// Primes are superscripts as well.
    Row primed(int order) {
        return (endsInSuperscript(tex()) ? grouped() : this).then("'".repeat(order));
    }

    boolean startsWithDelimiter() {
        return !isEmpty() && chunks.getFirst().tex.matches("(?s)(\\\\[bB]igg?l)?[(\\[].*");
    }

    String tex() {
        String text = "";
        for (Chunk chunk : chunks) {
            text = join(text, chunk.tex);
        }
        return text;
    }

    static String bar(int size) {
        return SIZES.get(Math.max(size, 1)) + "|";
    }

    /// Whether TeX ends in a superscript or prime, perhaps with a subscript after it.
    private static boolean endsInSuperscript(String tex) {
        if (tex.endsWith("'")) {
            return true;
        }
        int open = tex.endsWith("}") ? opening(tex) : -1;
        if (open <= 0) {
            return tex.length() > 1 && tex.charAt(tex.length() - 2) == '^';
        }
        char before = tex.charAt(open - 1);
        return before == '^' || before == '_' && endsInSuperscript(tex.substring(0, open - 1));
    }

    private static int opening(String tex) {
        int depth = 0;
        for (int i = tex.length() - 1; i >= 0; i--) {
            boolean escaped = i > 0 && tex.charAt(i - 1) == '\\';
            char c = escaped ? ' ' : tex.charAt(i);
            depth += c == '}' ? 1 : c == '{' ? -1 : 0;
            if (depth == 0 && c == '{') {
                return i;
            }
        }
        return -1;
    }
}
