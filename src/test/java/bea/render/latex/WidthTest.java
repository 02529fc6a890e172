package bea.render.latex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.language.Expr;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Estimated widths against those that TeX measures, for all formulas of the paper.
class WidthTest {
    private static final double TEXT_SIZE = 10.95;

    @Test
    void estimatesAreClose(@TempDir Path folder) throws IOException, InterruptedException {
        Tex.require();
        List<String> formulas = new ArrayList<>();
        for (Samples.Sample sample : Samples.all()) {
            for (Expr e : sample.expressions()) {
                formulas.add(LatexExpr.print(e, sample.notation()));
            }
        }
        StringBuilder tex = new StringBuilder("\\documentclass[11pt]{article}\\usepackage[T1]{fontenc}"
                + "\\usepackage{lmodern,amsmath,amssymb,mathtools}\\begin{document}\n");
        formulas.forEach(f -> tex.append("\\setbox0\\hbox{$\\displaystyle ").append(f)
                .append("$}\\typeout{bea-width \\the\\wd0}\n"));
        String log = Tex.compile(folder, "widths", tex + "\\end{document}\n");
        Matcher measured = Pattern.compile("bea-width ([0-9.]+)pt").matcher(log);
        double worst = 0;
        for (String formula : formulas) {
            assertTrue(measured.find());
            double width = Double.parseDouble(measured.group(1)) / TEXT_SIZE;
            double estimate = Width.of(formula);
            assertEquals(1, (estimate + 1) / (width + 1), 0.1, () -> width + " but " + estimate + ": " + formula);
            worst = Math.max(worst, width - estimate);
        }
        assertTrue(worst < 2, "up to " + worst + " em too narrow");
    }
}
