package bea.render.latex;

import java.util.List;
import java.util.stream.Collectors;

/// Sets a [Document] as LaTeX, complete or as a fragment to `\input`.
///
/// A fragment needs the packages `amsmath`, `amssymb`, `mathtools`, `array` and `longtable`. Formulas are broken for a line of
/// `textWidth`; equations are marked as [Marks] says.
public final class LatexDocument {
    /// The width of a line of the complete document, in em.
    public static final double ARTICLE_WIDTH = 41;

    private static final String PREAMBLE = """
            \\documentclass[11pt,a4paper]{article}
            \\usepackage[T1]{fontenc}
            \\usepackage{lmodern}
            \\usepackage[a4paper,margin=2.5cm]{geometry}
            \\usepackage{amsmath,amssymb,mathtools}
            \\usepackage{array,longtable}
            \\allowdisplaybreaks
            \\setlength{\\emergencystretch}{3em}
            \\setlength{\\parindent}{0pt}
            \\setlength{\\parskip}{0.6ex plus 0.3ex}
            \\begin{document}
            """;

    private final Notation notation;
    private final double width;

    private LatexDocument(Notation notation, double width) {
        this.notation = notation;
        this.width = width;
    }

    /// A document that compiles as it is.
    public static String article(Document document, Notation notation) {
        String title = "\\begin{center}\n{\\LARGE " + Texts.escape(document.title()) + "\\par}\n"
                + document.subtitle().map(s -> "\\medskip\n{\\large\\itshape " + Texts.escape(s) + "\\par}\n").orElse("")
                + "\\end{center}\n\\bigskip\n\n";
        return PREAMBLE + title + new LatexDocument(notation, ARTICLE_WIDTH).body(document) + "\\end{document}\n";
    }

    /// The sections alone, for a line of so many em.
    public static String fragment(Document document, Notation notation, double textWidth) {
        return "% " + Texts.comment(document.title()) + "\n% packages: amsmath, amssymb, mathtools, array, longtable\n"
                + "\\begingroup\\allowdisplaybreaks\\emergencystretch=3em\n\n"
                + new LatexDocument(notation, textWidth).body(document) + "\\endgroup\n";
    }

    private String body(Document document) {
        return document.sections().stream().map(this::section).collect(Collectors.joining());
    }

    private String section(Document.Section section) {
        String command = section.level() <= 1 ? "section" : section.level() == 2 ? "subsection" : "subsubsection";
        String blocks = section.blocks().stream().map(this::block).collect(Collectors.joining("\n"));
        return "\\" + command + "*{" + Texts.escape(section.title()) + "}\n\n" + blocks + "\n";
    }

    private String block(Document.Block block) {
        return switch (block) {
            case Document.Paragraph p -> p.parts().stream().map(this::inline).collect(Collectors.joining()) + "\n";
            case Document.Equations e -> e.lines().isEmpty() ? "" : new EquationBlock(notation, width).tex(e);
            case Document.Verdicts v -> v.rows().isEmpty() ? "" : table(v.rows());
        };
    }

    private String inline(Document.Inline part) {
        return switch (part) {
            case Document.Text t -> Texts.escape(t.text());
            case Document.Strong t -> "\\textbf{" + Texts.escape(t.text()) + "}";
            case Document.Emphasis t -> "\\emph{" + Texts.escape(t.text()) + "}";
            case Document.Code t -> "\\texttt{" + Texts.escape(t.text()).replace("-", "-\\allowbreak{}")
                    .replace("\\_", "\\_\\allowbreak{}").replace(".", ".\\allowbreak{}") + "}";
            case Document.Formula f -> "$" + LatexExpr.inline(f.expression(), notation) + "$";
        };
    }

    /// Columns in fixed shares of the line, so that no entry can leave the page.
    private String table(List<Document.Verdict> rows) {
        String columns = "p{0.15\\linewidth}p{0.42\\linewidth}p{0.13\\linewidth}p{0.2\\linewidth}";
        String head = "\\hline\\noalign{\\smallskip}\n\\textbf{Label} & \\textbf{Statement} & \\textbf{Verdict} & "
                + "\\textbf{Remark} \\\\\n\\noalign{\\smallskip}\\hline\\noalign{\\smallskip}\n";
        return "{\\small\n\\begin{longtable}{@{}" + columns.replace("p{", ">{\\raggedright\\arraybackslash}p{")
                + "@{}}\n" + head + "\\endhead\n" + rows.stream().map(LatexDocument::verdict).collect(
                        Collectors.joining())
                + "\\noalign{\\smallskip}\\hline\n\\end{longtable}}\n";
    }

    private static String verdict(Document.Verdict row) {
        String mark = row.good() ? "$\\checkmark$ " : "$\\times$ ";
        return Texts.escape(row.label().replaceAll("(?<=\\))-(?=\\()", "\u2013")) + " & "
                + Texts.escape(row.statement()) + " & " + mark + Texts.escape(row.verdict()) + " & "
                + Texts.escape(row.remark()) + " \\\\\n";
    }
}
