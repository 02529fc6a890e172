package bea.closedform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Concrete;
import bea.elaborate.Budget;
import bea.elaborate.Verdict;
import bea.elaborate.Verifier;
import bea.language.BeaFile;
import bea.language.ExprPrinter;
import bea.language.Source;
import bea.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConcreteTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "derivations", "concrete");

    private static Map<String, Model> models() throws IOException {
        Map<String, Model> models = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path p : files.filter(f -> f.toString().endsWith(".bea")).sorted().toList()) {
                BeaFile.Analysis a = BeaFile.analyse(new Source(p.getFileName().toString(), Files.readString(p)));
                assertEquals(List.of(), a.problems(), p.toString());
                a.derivations().forEach(d -> models.put(d.model().name(), d.model()));
            }
        }
        return models;
    }

    @Test
    void everyClaimHolds() throws IOException {
        List<String> others = new ArrayList<>();
        models().forEach((name, m) -> {
            Verifier v = new Verifier(m, Budget.unlimited());
            for (Model.Claim c : m.claims()) {
                Verdict d = v.decide(c.body(), c.forAny());
                if (!d.isHolds()) {
                    others.add(name + " " + c.id() + ": " + d.status() + " " + d.reason());
                }
            }
        });
        assertEquals(List.of(), others);
    }

    @Test
    void modifiedLosses() throws IOException {
        Map<String, Model> models = models();
        assertEquals(List.of("1/2 * (a*b*x - y)^2 + h/4*x^2 * (a^2 + b^2) * (a*b*x - y)^2"),
                losses(models.get("gradient descent on a two-layer linear network"), 1));
        assertEquals(List.of("-phi*theta - h/4*phi^2", "phi*theta - h/4*theta^2"),
                losses(models.get("bilinear Dirac-GAN, simultaneous"), 1));
        assertEquals(List.of("-phi*theta - h/4*phi^2", "phi*theta + h/4*theta^2"),
                losses(models.get("bilinear Dirac-GAN, alternating"), 1));
        assertEquals(List.of("exp(x) * sin(y) + h/4 * exp(x)^2"),
                losses(models.get("an exponential valley with a ripple"), 1));
        assertEquals(List.of("1/4*x^4 + h/4*x^6 + 7*h^2/16*x^8"),
                losses(models.get("the second correction on a line"), 2));
        assertEquals(List.of("log(exp(-w*x) + 1) + h/4*x^2/(exp(w*x) + 1)^2"),
                losses(models.get("a logistic loss of one weight"), 1));
    }

    private static List<String> losses(Model m, int order) {
        return Concrete.of(m, order, Budget.unlimited()).orElseThrow().players().stream()
                .map(p -> p.loss().map(ExprPrinter::print).orElse("none")).toList();
    }

    @Test
    void closednessIsDecidedForTheLossAtHand() throws IOException {
        Map<String, Model> models = models();
        assertEquals(List.of(Concrete.Closed.YES, Concrete.Closed.YES, Concrete.Closed.YES),
                closed(models.get("the second correction on a line"), 2));
        assertEquals(List.of(Concrete.Closed.YES, Concrete.Closed.YES, Concrete.Closed.NO),
                closed(models.get("a polynomial of three coordinates"), 2));
        assertEquals(List.of(Concrete.Closed.YES, Concrete.Closed.YES),
                closed(models.get("an interaction that is a gradient"), 1));
        assertEquals(List.of(Concrete.Closed.YES, Concrete.Closed.NO),
                closed(models.get("an interaction that is no gradient"), 1));
    }

    private static List<Concrete.Closed> closed(Model m, int order) {
        return Concrete.of(m, order, Budget.unlimited()).orElseThrow().players().getFirst().orders().stream()
                .map(Concrete.Order::closed).toList();
    }

    @Test
    void abstractLossesHaveNoClosedForm() {
        String text = "derivation \"d\" { state theta loss E(theta) update { theta <- theta - h * grad E } find f_1 }";
        Model m = BeaFile.analyse(new Source("d.bea", text)).derivations().getFirst().model();
        assertTrue(Concrete.of(m, 1, Budget.unlimited()).isEmpty());
    }

    @Test
    void aDomainIsSaidWhereThereIsOne() throws IOException {
        Map<String, Model> models = models();
        assertTrue(
                Concrete.of(models.get("a logistic loss of one weight"), 1, Budget.unlimited()).orElseThrow().players()
                        .getFirst().domain().isPresent());
        assertTrue(Concrete.of(models.get("the second correction on a line"), 2, Budget.unlimited()).orElseThrow()
                .players().getFirst().domain().isEmpty());
    }
}
