package bea.render.latex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.BothEngines;
import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.language.BeaFile;
import bea.language.Claims;
import bea.language.Source;
import bea.language.Syntax;
import bea.model.Model;
import bea.render.LatexReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is published is what was checked: the documents of all derivations compile, and their equations, read back from
/// the LaTeX, get the same verdicts from both engines.
class PublishedTest {
    static Stream<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(Path.of("derivations"))) {
            return walk.filter(f -> f.toString().endsWith(".bea")).sorted().toList().stream();
        }
    }

    private static Report run(Path file) throws IOException {
        return Engine.run(new Source(file.toString(), Files.readString(file)),
                new Engine.Options(0, Optional.empty(), Optional.empty(), true, true, false, Budget.unlimited()));
    }

    @ParameterizedTest
    @MethodSource("files")
    void compiles(Path file, @TempDir Path folder) throws IOException, InterruptedException {
        Tex.require();
        Report r = run(file);
        Tex.compile(folder, "whole", LatexReport.render(r.derivations(), false, true));
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsBackToTheSameVerdicts(Path file) throws IOException {
        Report r = run(file);
        List<Samples.Sample> samples = Samples.of(file.toString(), Files.readString(file));
        int verified = 0;
        for (int i = 0; i < r.derivations().size(); i++) {
            verified += readBack(r.derivations().get(i), samples.get(i));
        }
        assertTrue(verified > 0 || r.derivations().stream().flatMap(d -> d.claims().stream())
                .noneMatch(c -> c.claim().body() instanceof Model.Equation), "no equation was read back");
    }

    private static int readBack(Report.Derivation d, Samples.Sample sample) {
        List<LatexReader.Equation> read = LatexReader.equations(LatexReport.render(d, false), sample.notation(),
                sample.names());
        BothEngines engines = new BothEngines(d.resolved(), Budget.unlimited());
        int verified = 0;
        for (Report.Claim c : d.claims()) {
            Claims.Written w = c.written();
            if (c.claim().body() instanceof Model.Equation && w.body() instanceof Syntax.Equation e) {
                LatexReader.Equation found = read.stream().filter(x -> x.id().equals(c.claim().id())).findFirst()
                        .orElseThrow(() -> new AssertionError(c.claim().id() + " is not in the document"));
                Model.Body body = BeaFile.restated(d.resolved(), e, found.left().or(w::left),
                        Optional.of(found.right()));
                Model.Claim again = new Model.Claim(c.claim().id(), c.claim().label(), c.claim().kind(),
                        c.claim().forAny(),
                        body, 0, 0, Optional.empty());
                BothEngines.Answer answer = engines.ask(again);
                String name = d.name() + " " + c.claim().label() + " " + c.claim().id();
                assertEquals(c.verdict().status(), answer.verdict().status(), name);
                assertNotEquals(Report.Agreement.DISAGREES, answer.check().agreement(), name);
                verified++;
            }
        }
        return verified;
    }
}
