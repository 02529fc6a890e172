package bea.render.latex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Documents compile without errors or lines that leave the page, and their equations are found in them again.
class LatexDocumentTest {
    private static final double NARROW = 30;

    @Test
    void everyClaimOfThePaperFitsOnThePage(@TempDir Path folder) throws IOException, InterruptedException {
        Tex.require();
        List<LatexDocument.Part> parts = new ArrayList<>();
        for (Samples.Sample sample : Samples.all()) {
            parts.add(new LatexDocument.Part(Claims.document(sample), sample.notation()));
            parts.add(new LatexDocument.Part(Claims.document(sample), sample.notation().withClock("t")));
        }
        String tex = LatexDocument.article("Every claim of the paper", parts);
        keep("claims", tex);
        Tex.compile(folder, "claims", tex);
    }

    @Test
    void fragmentsFitOnANarrowerPage(@TempDir Path folder) throws IOException, InterruptedException {
        Tex.require();
        StringBuilder main = new StringBuilder("\\documentclass[11pt]{article}\\usepackage[T1]{fontenc}\n"
                + "\\usepackage{lmodern,amsmath,amssymb,mathtools,array,longtable}\n"
                + "\\usepackage[textwidth=" + NARROW * 10.95 + "pt]{geometry}\n\\begin{document}\n");
        int number = 0;
        for (Samples.Sample sample : Samples.all()) {
            String name = "part" + ++number;
            String tex = LatexDocument.fragment(Claims.document(sample), sample.notation(), NARROW);
            keep(name, tex);
            Files.writeString(folder.resolve(name + ".tex"), tex);
            main.append("\\input{").append(name).append("}\n");
        }
        keep("fragments", main + "\\end{document}\n");
        Tex.compile(folder, "fragments", main + "\\end{document}\n");
    }

    @Test
    void equationsAreReadBack() throws IOException {
        for (Samples.Sample sample : Samples.all()) {
            Document document = Claims.document(sample);
            String tex = LatexDocument.article(document, sample.notation());
            List<Document.Line> lines = document.sections().stream().flatMap(s -> s.blocks().stream())
                    .filter(Document.Equations.class::isInstance)
                    .flatMap(b -> ((Document.Equations) b).lines().stream()).toList();
            List<LatexReader.Equation> read = LatexReader.equations(tex, sample.notation(), sample.names());
            assertEquals(lines.size(), read.size());
            for (int i = 0; i < lines.size(); i++) {
                same(lines.get(i), read.get(i), sample);
            }
        }
    }

    private static void same(Document.Line line, LatexReader.Equation read, Samples.Sample sample) {
        assertEquals(line.id(), read.id());
        assertEquals(line.left().map(e -> shown(line, e, sample)), read.left().map(e -> normal(e, sample)));
        assertEquals(line.relation().tex, read.relation());
        assertEquals(shown(line, line.right(), sample), normal(read.right(), sample));
        assertEquals(line.ranges().size(), read.ranges().size());
    }

    private static Expr shown(Document.Line line, Expr e, Samples.Sample sample) {
        return normal(line.atStart() ? Frozen.atStart(e, sample.notation()) : e, sample);
    }

    private static Expr normal(Expr e, Samples.Sample sample) {
        return Normal.of(e, sample.notation());
    }

    @Test
    void aWorkedDerivation(@TempDir Path folder) throws IOException, InterruptedException {
        Tex.require();
        Samples.Sample sample = Samples.all().stream()
                .filter(s -> s.name().equals("n steps of SGD, modified loss")).findFirst().orElseThrow();
        Document document = Worked.nSteps();
        String tex = LatexDocument.article(document, sample.notation());
        keep("worked", tex);
        Tex.compile(folder, "worked", tex);
        keep("worked-game", LatexDocument.article(Worked.game(), Worked.gameNotation()));
        Tex.compile(folder, "game", LatexDocument.article(Worked.game(), Worked.gameNotation()));
    }

    @Test
    void textOfAnyKindCompiles(@TempDir Path folder) throws IOException, InterruptedException {
        Tex.require();
        String nasty = "50% of A&B #1 a_b {x} ~ ^ \\ $5 <a|b> `q` \"quoted\" θ ∇E ‖g‖² φ₁ naïve Gödel Ł ß ħ 中 \u0000\t"
                + "\u202e\u0301 -- … ½ E_φ \\input{/etc/passwd} %\n\\end{document} derivations/paper/n-step-sgd.bea";
        Document document = new Document(nasty, Optional.of(nasty), List.of(new Document.Section(nasty, List.of(
                new Document.Paragraph(List.of(new Document.Text(nasty), new Document.Strong(nasty),
                        new Document.Emphasis(nasty), new Document.Code(nasty))),
                Document.Equations.of(Document.Line.of(nasty, BeaFile.expression("a"), BeaFile.expression("b"))
                        .tagged(nasty).noted(nasty).braced(Document.Brace.under(0, nasty))),
                new Document.Verdicts(List.of(new Document.Verdict(nasty, nasty, nasty, false, nasty)))))));
        Tex.compile(folder, "nasty", LatexDocument.article(document, Notation.of(
                new Syntax.Derivation("", List.of(), bea.language.Span.NONE))));
    }

    /// For a look at the pages: `BEA_KEEP_LATEX=FOLDER` in the environment keeps the documents.
    private static void keep(String name, String tex) throws IOException {
        String folder = System.getenv("BEA_KEEP_LATEX");
        if (folder != null) {
            Files.writeString(Path.of(folder).resolve(name + ".tex"), tex);
        }
        assertTrue(tex.chars().allMatch(c -> c < 128));
    }
}
