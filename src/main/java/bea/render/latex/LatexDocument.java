package bea.render.latex;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Sets a [Document] as LaTeX, complete or as a fragment to `\input`.
///
/// A fragment needs the packages `amsmath`, `amssymb`, `mathtools`, `array` and `longtable`, and `tikz` for trees. Formulas are broken for a line of
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
            \\setlength{\\jot}{5pt}
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

    /// A document with the notation of its derivation.
    public record Part(Document document, Notation notation) {}

    /// A document that compiles as it is.
    public static String article(Document document, Notation notation) {
        return preamble(List.of(document)) + heading(document, "\\LARGE")
                + new LatexDocument(notation, ARTICLE_WIDTH).body(document)
                + "\\end{document}\n";
    }

    /// Several derivations in one document, each with a heading of its own.
    public static String article(String title, List<Part> parts) {
        String head = heading(new Document(title, Optional.empty(), List.of()), "\\LARGE");
        return preamble(parts.stream().map(Part::document).toList()) + head
                + parts.stream().map(p -> heading(p.document, "\\Large")
                        + new LatexDocument(p.notation, ARTICLE_WIDTH).body(p.document))
                        .collect(Collectors.joining("\n"))
                + "\\end{document}\n";
    }

    private static String preamble(List<Document> documents) {
        boolean trees = documents.stream().flatMap(d -> d.sections().stream()).flatMap(s -> s.blocks().stream())
                .anyMatch(Document.Trees.class::isInstance);
        return trees ? PREAMBLE.replace("{array,longtable}", "{array,longtable,tikz}") : PREAMBLE;
    }

    /// The sections alone, for a line of so many em.
    public static String fragment(Document document, Notation notation, double textWidth) {
        return "% " + Texts.comment(document.title()) + "\n% packages: amsmath, amssymb, mathtools, array, longtable\n"
                + "\\begingroup\\allowdisplaybreaks\\emergencystretch=3em\\jot=5pt\n\n"
                + new LatexDocument(notation, textWidth).body(document) + "\\endgroup\n";
    }

    private static String heading(Document document, String size) {
        String subtitle = document.subtitle()
                .map(s -> "\\smallskip\n{\\itshape " + Texts.escape(s) + "\\par}\n").orElse("");
        return "\\bigskip\n\\begin{center}\n{" + size + " " + Texts.escape(document.title()) + "\\par}\n" + subtitle
                + "\\end{center}\n\\medskip\n\n";
    }

    private String body(Document document) {
        return document.sections().stream().map(this::section).collect(Collectors.joining());
    }

    private String section(Document.Section section) {
        String command = section.level() <= 1 ? "section" : section.level() == 2 ? "subsection" : "subsubsection";
        StringBuilder tex = new StringBuilder("\\" + command + "*{" + Texts.escape(section.title()) + "}\n\n");
        for (int i = 0; i < section.blocks().size(); i++) {
            Document.Block block = section.blocks().get(i);
            boolean display = i + 1 < section.blocks().size()
                    && section.blocks().get(i + 1) instanceof Document.Equations;
            // a blank line before a display would be an empty line on the page
            tex.append(block(block)).append(
                    display && !(block instanceof Document.Verdicts || block instanceof Document.Trees) ? "" : "\n");
        }
        return tex.toString();
    }

    private String block(Document.Block block) {
        return switch (block) {
            case Document.Paragraph p -> p.parts().stream().map(this::inline).collect(Collectors.joining()) + "\n";
            case Document.Equations e -> e.lines().isEmpty() ? "" : new EquationBlock(notation, width).tex(e);
            case Document.Trees t -> t.rows().isEmpty() ? "" : Trees.table(t.rows(), notation);
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
        return Texts.cell(row.label().replaceAll("(?<=\\))-(?=\\()", "\u2013")) + " & "
                + Texts.cell(row.statement()) + " & " + mark + Texts.cell(row.verdict()) + " & "
                + Texts.cell(row.remark()) + " \\\\[2pt]\n";
    }
}
