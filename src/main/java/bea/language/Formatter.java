package bea.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings a file into canonical layout. Line breaks inside an item and comments stay where the author put them;
/// indentation, spaces, blank lines and the spelling of signs become uniform. A line that began under a word still
/// does. Formatting twice changes nothing, and what is formatted means what it meant.
public final class Formatter {
    private static final int STEP = 2;
    private static final int FURTHEST = 90;

    /// @param text     the formatted file, when it could be read
    /// @param problems why it could not
    public record Result(Optional<String> text, List<Problem> problems) {}

    /// A finished line: what stands on it, and the comment at its end.
    private record Line(String code, String comment) {}

    private final List<Layout.Piece> pieces;
    private final List<Line> lines = new ArrayList<>();
    private final List<Integer> indents = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private String comment = "";
    /// Where the current item begins: its first piece, and its column in the new text.
    private int first;
    private int base;
    private final int[] columns;

    private Formatter(List<Layout.Piece> pieces) {
        this.pieces = pieces;
        this.columns = new int[pieces.size()];
    }

    public static Result format(Source source) {
        List<Problem> problems = new ArrayList<>();
        if (source.text().length() > BeaFile.MAX_SIZE) {
            problems.add(Reading.tooLarge(source.text().length(), BeaFile.MAX_SIZE));
            return new Result(Optional.empty(), problems);
        }
        Optional<Reading.Tree> tree = Reading.tree(source.text(), problems);
        return new Result(tree.map(t -> new Formatter(Layout.pieces(source.text(), t)).write()), problems);
    }

    private String write() {
        indents.add(-STEP);
        for (int i = 0; i < pieces.size(); i++) {
            place(i);
        }
        finish();
        return aligned();
    }

    private void place(int i) {
        Layout.Piece p = pieces.get(i);
        if (p.closes()) {
            indents.removeLast();
        }
        if (p.comment() && !p.breaks() && i > 0 && !p.inside()) {
            comment = p.text();
            return;
        }
        if (p.breaks() && i > 0) {
            finish();
            if (p.blank()) {
                lines.add(new Line("", ""));
            }
        }
        int column = p.breaks() || i == 0 ? column(i) : line.length() + p.space();
        line.append(" ".repeat(Math.max(0, column - line.length()))).append(p.text());
        columns[i] = column;
        if (p.opens()) {
            indents.add(indentOf(line));
        }
    }

    private static int indentOf(CharSequence line) {
        int n = 0;
        while (n < line.length() && line.charAt(n) == ' ') {
            n++;
        }
        return n;
    }

    private int column(int i) {
        Layout.Piece p = pieces.get(i);
        int inner = indents.getLast() + STEP;
        switch (p.role()) {
            case START -> {
                first = i;
                base = inner;
                return inner;
            }
            case PART -> {
                return base + STEP;
            }
            case LABEL -> {
                return base;
            }
            case CLOSE -> {
                return inner;
            }
            default -> {
                return continued(i);
            }
        }
    }

    /// Under the word of an earlier line that it began under, else as far from the beginning of the item as it was.
    private int continued(int i) {
        Layout.Piece p = pieces.get(i);
        for (int j = i - 1; j >= first; j--) {
            Layout.Piece q = pieces.get(j);
            if (q.line() < p.line() && q.column() == p.column() && !q.comment()) {
                return columns[j];
            }
        }
        int distance = p.column() - pieces.get(first).column();
        return Math.min(Math.max(base + distance, base + STEP), FURTHEST);
    }

    private void finish() {
        lines.add(new Line(line.toString(), comment));
        line.setLength(0);
        comment = "";
    }

    /// Comments at the ends of neighbouring lines begin in one column.
    private String aligned() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).comment.isEmpty()) {
                text.append(lines.get(i).code.stripTrailing()).append('\n');
                continue;
            }
            int end = i;
            int width = 0;
            while (end < lines.size() && !lines.get(end).comment.isEmpty()) {
                width = Math.max(width, lines.get(end++).code.length());
            }
            for (; i < end; i++) {
                String code = lines.get(i).code;
                text.append(code).append(" ".repeat(width - code.length() + 2)).append(lines.get(i).comment)
                        .append('\n');
            }
            i--;
        }
        return text.toString();
    }
}
