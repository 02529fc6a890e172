package bea.render.latex;

import java.util.ArrayList;
import java.util.List;

/// Breaks a formula that is too wide into lines, at signs before factors, outside of delimiters before inside.
final class LineBreaker {
    /// What a line must not exceed is worth more than any other wish.
    private static final double OVERFULL = 1e6;

    private static final double UNSIGHTLY = 1e-3;
    private static final double TOO_LONG = 2;

    private LineBreaker() {}

    /// The room that lines have, in em.
    ///
    /// @param first for the first line
    /// @param next  for a later line that starts outside of delimiters
    /// @param step  how much later lines are moved in for each open delimiter
    /// @param tag   what the last line has to leave free
    record Room(double first, double next, double step, double tag) {
        double of(boolean isFirst, int depth, boolean isLast) {
            return (isFirst ? first : next - step * Math.min(depth, 3)) - (isLast ? tag : 0);
        }
    }

    /// One line of a broken formula.
    ///
    /// @param before what it was broken at; [Row.Break#NONE] for the first line
    /// @param depth  how many delimiters are open where it starts
    record Line(String tex, Row.Break before, int depth) {}

    /// The least bad lines: none too wide, few of them, broken as far outside as possible and about equally full.
    ///
    static List<Line> lines(Row row, Room room) {
        List<Row.Chunk> chunks = row.chunks();
        int n = chunks.size();
        double[] widths = chunks.stream().mapToDouble(c -> Width.of(c.tex())).toArray();
        double[] cost = new double[n + 1];
        int[] choice = new int[n + 1];
        for (int from = n - 1; from >= 0; from--) {
            cost[from] = Double.POSITIVE_INFINITY;
            double width = 0;
            for (int to = from + 1; to <= n; to++) {
                width += widths[to - 1];
                double space = room.of(from == 0, chunks.get(from).depth(), to == n);
                double here = line(width, space, to == n) + (to == n ? 0 : penalty(chunks.get(to))) + cost[to];
                if (here < cost[from]) {
                    cost[from] = here;
                    choice[from] = to;
                }
                if (width > TOO_LONG * space) {
                    // a longer line is worse still; a formula has more chunks than all pairs of them could be tried
                    break;
                }
            }
        }
        return build(chunks, choice);
    }

    /// What is wrong with the lines: how far the widest one is over its room, in em, and, counting for far less, how
    /// many are broken at a product; 0 when nothing is.
    static double fault(List<Line> lines, Room room) {
        double worst = 0;
        for (int i = 0; i < lines.size(); i++) {
            double space = room.of(i == 0, lines.get(i).depth, i == lines.size() - 1);
            worst = Math.max(worst, Width.of(lines.get(i).tex) - space);
        }
        return worst + UNSIGHTLY * lines.stream().filter(l -> l.before == Row.Break.PRODUCT).count();
    }

    private static double line(double width, double room, boolean last) {
        double slack = last ? 0 : (room - width) / room;
        return 100 + (width > room ? OVERFULL * (width - room) : 40 * slack * slack);
    }

    private static double penalty(Row.Chunk chunk) {
        double kind = switch (chunk.before()) {
            case NONE -> OVERFULL;
            case SIGN -> 0;
            case FACTOR -> 80;
            case PRODUCT -> 250;
        };
        return kind + 90 * chunk.depth();
    }

    private static List<Line> build(List<Row.Chunk> chunks, int[] choice) {
        List<Line> lines = new ArrayList<>();
        for (int from = 0; from < chunks.size(); from = choice[from]) {
            String tex = "";
            for (int i = from; i < choice[from]; i++) {
                tex = Row.join(tex, chunks.get(i).tex());
            }
            Row.Chunk chunk = chunks.get(from);
            lines.add(new Line(tex, from == 0 ? Row.Break.NONE : chunk.before(), from == 0 ? 0 : chunk.depth()));
        }
        return lines;
    }
}
