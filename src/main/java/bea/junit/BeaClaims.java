package bea.junit;

import static org.junit.jupiter.api.Assertions.fail;

import bea.api.Bea;
import bea.derivation.BigStack;
import bea.derivation.Report;
import bea.files.Inputs;
import bea.language.BeaFile;
import bea.language.Problem;
import bea.language.Source;
import bea.model.Model;
import bea.render.Style;
import bea.render.TextReport;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/// Turns a folder of `.bea` files into one test per claim.
///
/// ```java
/// class DerivationsTest {
///     @TestFactory
///     Stream<DynamicNode> derivations() {
///         return BeaClaims.in(Path.of("derivations"));
///     }
/// }
/// ```
///
/// A test fails with what `bea verify` prints of its claim, and its source is the claim's file and line. A misprint is
/// two tests: the printed form must be refuted, the corrected form must hold. A file is worked through when the first
/// of its tests runs, and once, so that tests may run in parallel; nothing here ends the JVM.
public final class BeaClaims {
    private static final TextReport TEXT = new TextReport(Style.PLAIN);

    private BeaClaims() {}

    /// The tests of all `.bea` files below a folder, or of a single file: a container per file, in it one per
    /// derivation, in it one test per claim, and one for the derivation itself where there is an update. What cannot
    /// be read or understood is a failing test.
    public static Stream<DynamicNode> in(Path folder) {
        try {
            return Inputs.expand(List.of(folder.toString())).stream().map(f -> file(folder, Path.of(f)));
        } catch (Inputs.Unreadable e) {
            return Stream.of(DynamicTest.dynamicTest(folder.toString(), folder.toUri(), () -> fail(e.getMessage())));
        }
    }

    private static DynamicNode file(Path folder, Path file) {
        String name = folder.equals(file) ? String.valueOf(file.getFileName()) : folder.relativize(file).toString();
        Source source;
        try {
            source = Inputs.read(file.toString());
        } catch (Inputs.Unreadable e) {
            return DynamicTest.dynamicTest(name, file.toUri(), () -> fail(e.getMessage()));
        }
        Bea bea = Bea.of(source);
        BeaFile.Analysis analysis = BigStack.call(() -> BeaFile.analyse(source));
        List<DynamicNode> nodes = new ArrayList<>();
        for (Problem p : analysis.problems()) {
            int line = source.place(p.span().start()).line();
            nodes.add(DynamicTest.dynamicTest("line " + line + ": " + p.message(), at(file, line),
                    () -> fail(TEXT.problem(source,
                            p).stripTrailing())));
        }
        List<BeaFile.Resolved> usable = analysis.derivations().stream().filter(BeaFile.Resolved::usable).toList();
        for (int i = 0; i < usable.size(); i++) {
            nodes.add(derivation(bea, source, file, usable.get(i), i));
        }
        return DynamicContainer.dynamicContainer(name, file.toUri(), nodes.stream());
    }

    /// @param index among the derivations of the report
    private static DynamicNode derivation(Bea bea, Source source, Path file, BeaFile.Resolved r, int index) {
        int line = source.place(r.syntax().span().start()).line();
        List<DynamicNode> tests = new ArrayList<>();
        if (r.model().update().isPresent()) {
            tests.add(DynamicTest.dynamicTest("the derivation", at(file, line), () -> confirmed(bea, index)));
        }
        List<Model.Claim> claims = r.model().claims();
        for (int i = 0; i < claims.size(); i++) {
            int number = i;
            int where = source.place(claims.get(i).spanStart()).line();
            tests.add(DynamicTest.dynamicTest(name(claims.get(i), where), at(file, where),
                    () -> decided(bea, index, number)));
        }
        return DynamicContainer.dynamicContainer(r.model().name(), at(file, line), tests.stream());
    }

    private static void confirmed(Bea bea, int index) {
        bea.report().derivations().get(index).check().filter(c -> c.agreement() == Report.Agreement.DISAGREES)
                .ifPresent(c -> fail(
                        "the two engines disagree: " + c.reason() + "\nThis is a bug in bea; please report it."));
    }

    private static void decided(Bea bea, int derivation, int claim) {
        Report report = bea.report();
        Report.Claim c = report.derivations().get(derivation).claims().get(claim);
        if (!c.asExpected() || c.check().agreement() == Report.Agreement.DISAGREES) {
            fail(TEXT.claim(report.source(), c).stripTrailing());
        }
    }

    private static String name(Model.Claim c, int line) {
        return (c.label().isEmpty() ? "line " + line : c.label()) + switch (c.kind()) {
            case CLAIM -> "";
            case MISPRINT_PRINTED -> ", as printed";
            case MISPRINT_CORRECTED -> ", as corrected";
        };
    }

    private static URI at(Path file, int line) {
        return URI.create(file.toUri() + "?line=" + line);
    }
}
