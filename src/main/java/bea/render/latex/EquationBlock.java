package bea.render.latex;

import bea.language.Expr;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/// Sets lines of equations in an `align*`, breaking what is too wide for the page.
final class EquationBlock {
    private static final double RELATION = 1.4;
    /// How far a line that goes on is moved in, and how much more for each open delimiter.
    private static final double INDENT = 2;
    private static final double STEP = 1;
    private static final double WIDE_TAG = 9;

    /// What is tried until all fits: a left-hand side that takes more than a share of the line gets a line of its own,
    /// then the type gets smaller.
    private enum Layout {
        NORMAL("", 1, 0.4), STACKED("", 1, 0.12), SMALL("\\small", 1.095, 0.12), TINY("\\footnotesize", 1.217, 0.12);

        final String size;
        final double room;
        final double longSide;

        Layout(String size, double room, double longSide) {
            this.size = size;
            this.room = room;
            this.longSide = longSide;
        }
    }

    private final Notation notation;
    private final double width;

    /// @param width of the text, in em
    EquationBlock(Notation notation, double width) {
        this.notation = notation;
        this.width = width;
    }

    /// What of a line does not depend on the room that it has.
    private record Parts(Document.Line line, Optional<Row> left, Row right, String tag, double tagWidth) {
        double leftWidth() {
            return left.map(l -> Width.of(l.tex())).orElse(0.0);
        }
    }

    String tex(Document.Equations equations) {
        List<Parts> parts = equations.lines().stream().map(this::parts).toList();
        String best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Layout layout : Layout.values()) {
            StringBuilder tex = new StringBuilder();
            double fault = align(parts, width * layout.room, layout.longSide, tex);
            if (fault < least) {
                least = fault;
                best = layout.size.isEmpty() ? tex.toString() : "{" + layout.size + "\n" + tex + "}\n";
            }
            // smaller type only for what would leave the page
            if (least == 0 || layout != Layout.NORMAL && least < 0.1) {
                break;
            }
        }
        return best;
    }

    private Parts parts(Document.Line line) {
        Optional<Row> left = line.left().map(e -> row(line, e, new IdentityHashMap<>()));
        Row right = row(line, line.right(), null);
        for (Expr.Binder range : line.ranges()) {
            right = right.then(",\\quad ").then(range(range));
        }
        String text = line.note().map(n -> n + line.tag().map(t -> ", " + t).orElse("")).or(line::tag).orElse("");
        List<String> rows = text.isBlank() ? List.of() : Texts.lines(dashes(text), WIDE_TAG);
        String tag = rows.isEmpty() ? "" : rows.size() == 1 ? "\\tag*{" + rows.getFirst() + "}"
                : "\\tag*{\\small\\shortstack[r]{" + String.join("\\\\", rows) + "}}";
        double tagWidth = rows.stream().mapToDouble(Width::ofText).max().orElse(-1.5) + 1.5;
        return new Parts(line, left, right, tag, tagWidth);
    }

    /// A range of equation numbers is written with an en dash.
    private static String dashes(String tag) {
        return tag.replaceAll("(?<=\\))-(?=\\()", "\u2013");
    }

    private Row row(Document.Line line, Expr e, IdentityHashMap<Expr, String> braces) {
        Expr shown = line.atStart() ? Frozen.atStart(e, notation) : e;
        IdentityHashMap<Expr, String> under = braces != null ? braces : Braces.of(shown, line.braces());
        Row row = LatexExpr.display(shown, notation, under);
        boolean fits = under.isEmpty() || row.chunks().stream().allMatch(c -> Width.of(c.tex()) < 0.8 * width);
        return fits ? row : LatexExpr.display(shown, notation, new IdentityHashMap<>());
    }

    /// `\mu=0,\dots,n-1`.
    private String range(Expr.Binder binder) {
        Optional<Notation.Range> range = Averages.rangeOf(binder, Exprs.number(0), notation);
        return notation.tex(binder.variable()) + range.map(r -> "=" + LatexExpr.print(r.from(), notation)
                + ",\\dots," + LatexExpr.print(r.to(), notation)).orElse("");
    }

    private double align(List<Parts> parts, double room, double share, StringBuilder tex) {
        double longest = share * room;
        double leftColumn = parts.stream().mapToDouble(p -> p.leftWidth() > longest ? INDENT : p.leftWidth()).max()
                .orElse(0);
        double fault = 0;
        List<String> rows = new ArrayList<>();
        for (Parts p : parts) {
            String mark = Marks.line(p.line.id());
            List<String> lines = new ArrayList<>();
            if (p.leftWidth() > longest) {
                fault += left(p, room, leftColumn, lines);
            }
            fault += right(p, room - leftColumn, lines);
            lines.set(lines.size() - 1, lines.getLast() + p.tag);
            rows.add(mark + String.join(" \\\\\n", lines));
        }
        tex.append(Marks.BEGIN).append("\\begin{align*}\n").append(String.join(" \\\\\n", rows))
                .append("\n\\end{align*}\n").append(Marks.END);
        return fault;
    }

    /// A long left-hand side has lines of its own, before the aligned ones.
    private double left(Parts p, double room, double column, List<String> lines) {
        LineBreaker.Room free = new LineBreaker.Room(room - column + INDENT, room - column - INDENT, STEP, 0);
        List<LineBreaker.Line> broken = LineBreaker.lines(p.left.orElseThrow(), free);
        for (int i = 0; i < broken.size(); i++) {
            lines.add(i == 0 ? "\\MoveEqLeft[2] " + broken.get(i).tex() : indented(broken.get(i)));
        }
        return LineBreaker.fault(broken, free);
    }

    private double right(Parts p, double room, List<String> lines) {
        String side = p.left.isEmpty() || !lines.isEmpty() ? "" : p.left.get().tex() + " ";
        String prefix = side + "&" + p.line.relation().tex + " ";
        LineBreaker.Room free = new LineBreaker.Room(room - RELATION, room - RELATION - INDENT, STEP, p.tagWidth);
        List<LineBreaker.Line> broken = LineBreaker.lines(p.right, free);
        for (int i = 0; i < broken.size(); i++) {
            lines.add(i == 0 ? prefix + broken.get(i).tex() : indented(broken.get(i)));
        }
        return LineBreaker.fault(broken, free);
    }

    private static String indented(LineBreaker.Line line) {
        String start = switch (line.before()) {
            case SIGN -> "{}";
            case PRODUCT -> "{}\\cdot ";
            case FACTOR, NONE -> " ";
        };
        return "&\\qquad" + "\\quad".repeat(Math.min(line.depth(), 3)) + start + line.tex();
    }
}
