package bea.render.latex;

import bea.derivation.Derived;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Draws rooted trees with plain TikZ, the root at the bottom as in the literature on B-series; a frozen vertex is
/// hollow.
final class Trees {
    private static final double WIDE = 1.1;
    private static final double HIGH = 0.9;
    /// In em; broader numbers are no column.
    private static final double WIDE_NUMBER = 5;
    private static final List<String> FACTORS = List.of("\\nabla", "\\sum", "\\frac{d", "\\bigl[");

    private final Notation notation;
    private final boolean labelled;
    private final StringBuilder edges = new StringBuilder();
    private final StringBuilder vertices = new StringBuilder();

    private Trees(Notation notation, boolean labelled) {
        this.notation = notation;
        this.labelled = labelled;
    }

    /// @param labelled whether it has to be said what stands at the vertices
    static String picture(Derived.Shape tree, Notation notation, boolean labelled) {
        Trees t = new Trees(notation, labelled);
        t.draw(tree, 0, 0);
        return "\\begin{tikzpicture}[x=1.4em,y=1.4em,"
                + "baseline={([yshift=-.5ex]current bounding box.center)}]" + t.edges + t.vertices
                + "\\end{tikzpicture}";
    }

    /// Draws what hangs on a vertex from `left` on and returns where the vertex is.
    private double draw(Derived.Shape tree, double left, int height) {
        double from = left;
        double[] below = new double[tree.branches().size()];
        for (int i = 0; i < below.length; i++) {
            Derived.Shape b = tree.branches().get(i);
            below[i] = draw(b, from, height + 1);
            from += wide() * b.leaves();
        }
        double x = below.length == 0 ? left : (below[0] + below[below.length - 1]) / 2;
        for (double b : below) {
            edges.append("\\draw").append(at(x, height)).append("--").append(at(b, height + 1)).append(';');
        }
        vertices.append(tree.frozen() ? "\\filldraw[fill=white]" : "\\fill").append(at(x, height))
                .append("circle(1.5pt);");
        if (labelled) {
            vertices.append("\\node[right,inner sep=2.5pt,font=\\tiny] at").append(at(x, height)).append("{$")
                    .append(LatexExpr.inline(tree.label(), notation)).append("$};");
        }
        return x;
    }

    private double wide() {
        return labelled ? 2.2 * WIDE : WIDE;
    }

    private static String at(double x, int height) {
        return String.format(Locale.ROOT, "(%.2f,%.2f)", x, height * HIGH);
    }

    /// The table of the trees of a correction; long coefficients stand below the term.
    static String table(List<Derived.Tree> trees, Notation notation) {
        boolean labelled = trees.stream().flatMap(t -> labels(t.shape()).stream()).distinct().count() > 1;
        boolean wide = trees.stream().anyMatch(t -> Width.of(number(t.b(), notation)) > WIDE_NUMBER);
        String head = "\\hline\\noalign{\\smallskip}\n & tree & term"
                + (wide ? ", order, symmetry, density, coefficients"
                        : " & order & $\\sigma$ & $\\gamma$ & $b$ & $b/\\sigma$")
                + " \\\\\n\\noalign{\\smallskip}\\hline\\noalign{\\smallskip}\n";
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < trees.size(); i++) {
            Derived.Tree t = trees.get(i);
            String b = number(t.b(), notation);
            String divided = number(t.divided(), notation);
            rows.append(i + 1).append(" & ").append(picture(t.shape(), notation, labelled)).append(" & $")
                    .append(t.term().map(e -> breakable(LatexExpr.inline(e, notation))).orElse("")).append('$');
            if (wide) {
                rows.append("\\newline order ").append(t.order()).append(", $\\sigma = ").append(t.symmetry())
                        .append("$, $\\gamma = ").append(t.density()).append("$,\\newline $b = {}$").append(b)
                        .append(",\\newline $b/\\sigma = {}$").append(divided);
            } else {
                rows.append(" & ").append(t.order()).append(" & ").append(t.symmetry()).append(" & ")
                        .append(t.density()).append(" & ").append(b).append(" & ").append(divided);
            }
            rows.append(" \\\\[4pt]\n");
        }
        String term = ">{\\raggedright\\arraybackslash}p{" + (wide ? "0.72" : "0.3") + "\\linewidth}";
        return "{\\footnotesize\\tabcolsep=4pt\n\\begin{longtable}{@{}rl" + term + (wide ? "" : "rrrll") + "@{}}\n"
                + head
                + "\\endhead\n" + rows + "\\noalign{\\smallskip}\\hline\n\\end{longtable}}\n";
    }

    private static List<String> labels(Derived.Shape s) {
        return java.util.stream.Stream.concat(
                java.util.stream.Stream.of(bea.language.ExprPrinter.print(s.label())),
                s.branches().stream().flatMap(b -> labels(b).stream())).collect(Collectors.toList());
    }

    /// With places where a line may end: before every factor that is in no group.
    private static String breakable(String tex) {
        StringBuilder b = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < tex.length(); i++) {
            char c = tex.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            int here = i;
            if (i > 0 && depth == 0 && FACTORS.stream().anyMatch(f -> tex.startsWith(f, here))) {
                b.append("\\allowbreak ");
            }
            b.append(c);
        }
        return b.toString();
    }

    private static String number(String coefficient, Notation notation) {
        return "$" + LatexExpr.inline(bea.language.BeaFile.expression(coefficient), notation) + "$";
    }
}
