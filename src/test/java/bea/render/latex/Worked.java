package bea.render.latex;

import bea.language.BeaFile;
import bea.language.Expr;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Derivations set by hand as the tool is to set them.
final class Worked {
    private Worked() {}

    private static Expr e(String text) {
        return BeaFile.expression(text);
    }

    private static Document.Line line(String id, String left, String right) {
        return Document.Line.of(id, e(left), e(right));
    }

    static Document nSteps() {
        Document.Section step1 = new Document.Section("Step 1: expand the discrete updates", List.of(
                new Document.Paragraph(List.of(new Document.Text("The update is, for "),
                        new Document.Formula(e("mu")), new Document.Text(" from 0 to "),
                        new Document.Formula(e("n-1")), new Document.Text(","))),
                Document.Equations.of(line("update", "theta", "theta - h * grad E(theta; X[mu])")
                        .relation(Document.Relation.ASSIGN)),
                Document.Paragraph.of("After its n steps it has reached"),
                Document.Equations.of(line("expanded update", "theta[n]",
                        "start - n*h * grad Ebar(start) + h^2 * sum(tau in 0..n-1) sum(mu in tau+1..n-1) "
                                + "hess E(start; X[mu]) * grad E(start; X[tau]) + O(h^3)"))));
        Document.Section step2 = new Document.Section("Step 2: expand the modified flow", List.of(
                new Document.Paragraph(List.of(new Document.Text("The flow "),
                        new Document.Formula(e("-grad Ebar + n*h*f_1")), new Document.Text(" over the time "),
                        new Document.Formula(e("n*h")), new Document.Text(" reaches"))),
                Document.Equations.of(line("expanded flow", "flow(n*h)",
                        "start - n*h * grad Ebar(start) + n^2*h^2 * ((f_1) at start "
                                + "+ 1/2 * hess Ebar(start) * grad Ebar(start)) + O(h^3)"))));
        Document.Section step3 = new Document.Section("Step 3: match", List.of(
                Document.Paragraph.of("The terms of second order agree exactly when"),
                Document.Equations.of(line("f_1 at the start", "f_1",
                        "-1/2 * hess Ebar * grad Ebar + 1/n^2 * sum(tau in 0..n-1) sum(mu in tau+1..n-1) "
                                + "hess E(theta; X[mu]) * grad E(theta; X[tau])")
                        .valuesAtStart()
                        .tagged("(78)-(79)").braced(Document.Brace.under(0, "the usual drift term"))),
                new Document.Paragraph(List.of(new Document.Strong("Choice. "), new Document.Text(
                        "With the gradients of earlier batches frozen at the start, the field is a gradient:"))),
                Document.Equations.of(
                        line("choice", "f_1", "-1/2 * hess Ebar * grad Ebar + 1/n^2 * sum(tau in 0..n-1) "
                                + "sum(mu in tau+1..n-1) hess E(theta; X[mu]) * grad E(start; X[tau])")
                                .tagged("(82)-(83)"),
                        Document.Line.then("gradient", e("-grad (1/4 * norm(grad Ebar)^2 - 1/n^2 * "
                                + "sum(tau in 0..n-1) sum(mu in tau+1..n-1) dot(grad E(theta; X[mu]), "
                                + "grad E(start; X[tau])))")).tagged("(84)-(85)").noted("using (23)")),
                new Document.Paragraph(List.of(new Document.Strong("Modified loss. "),
                        new Document.Text("The trajectory follows the flow of"))),
                Document.Equations.of(line("modified loss", "Etilde", "Ebar + n*h/4 * norm(grad Ebar)^2 "
                        + "- h/n * sum(mu in 1..n-1) dot(grad E(theta; X[mu]), sum(tau in 0..mu-1) "
                        + "grad E(start; X[tau]))").tagged("(5)-(6)").braced(
                                Document.Brace.under(1, "full batch norm regularisation"),
                                Document.Brace.under(2, "mini-batch gradient alignment"))),
                Document.Equations.of(line("f_2", "f_2", "1/3 * hess E(theta; X[0]) * hess E(theta; X[1]) * "
                        + "grad E(theta; X[0]) - 1/12 * deriv[theta, theta] (grad E(theta; X[2])) "
                        + "(grad E(theta; X[0]), grad E(start; X[1]))"))));
        Document.Section verdicts = new Document.Section("Verdicts", List.of(new Document.Verdicts(List.of(
                new Document.Verdict("(78)-(79)", "value of f_1 at the start", "holds", true, "both engines"),
                new Document.Verdict("(82)-(83)", "printed as f_1(θ_{t-1})", "refuted", true,
                        "the right side moves with θ; it is the choice, not its value"),
                new Document.Verdict("my notes, p. 3", "E + h/2 ‖∇E‖² follows the update through h²", "refuted",
                        false, "holds with h/4")))));
        return new Document("n steps of SGD on exact batches", Optional.of("Rosca & Deisenroth 2023, Theorem 4"),
                List.of(step1, step2, step3, verdicts));
    }

    static Notation gameNotation() {
        List<List<String>> both = List.of(List.of("phi", "theta"));
        return new Notation(List.of(new Notation.State("phi", false), new Notation.State("theta", false)),
                Map.of("E_phi", new Notation.Function(both), "E_theta", new Notation.Function(both)), Map.of(),
                Map.of(), Map.of("E_phi", "E_{\\phi}"), Optional.of("t"));
    }

    static Document game() {
        Document.Section flow = new Document.Section("Flow", List.of(
                Document.Equations.of(
                        line("phi", "ddt phi", "-grad[phi] E_phi + h * (-1/4 * grad[phi] (norm(grad[phi] E_phi)^2) "
                                + "- 1/2 * jac[theta] (grad[phi] E_phi) * grad[theta] E_theta)").tagged("(9)").braced(
                                        new Document.Brace(List.of(1, 0), "self term"),
                                        new Document.Brace(List.of(1, 1), "interaction term")),
                        line("theta", "ddt theta", "-grad[theta] E_theta + h * (-1/4 * grad[theta] "
                                + "(norm(grad[theta] E_theta)^2) - 1/2 * jac[phi] (grad[theta] E_theta) "
                                + "* grad[phi] E_phi)").tagged("(10)").braced(
                                        new Document.Brace(List.of(1, 0), "self term"),
                                        new Document.Brace(List.of(1, 1), "interaction term"))),
                Document.Equations.of(
                        line("loss", "Etilde_phi", "E_phi + h * (1/4 * norm(grad[phi] E_phi)^2 + 1/2 * "
                                + "dot(grad[theta] E_phi, grad[theta] E_theta(phi, start)))").tagged("(11)").braced(
                                        new Document.Brace(List.of(1, 0), "self term"),
                                        new Document.Brace(List.of(1, 1), "interaction term")),
                        line("value", "f_1[phi]", "-1/2 * jac[phi] (grad[phi] E_phi) * grad[phi] E_phi - 1/2 * "
                                + "jac[theta] (grad[phi] E_phi) * grad[theta] E_theta").valuesAtStart(),
                        line("both", "jac[theta] (grad[phi] E_phi(phi, start)) * grad[theta] E_theta + "
                                + "jac[phi] (grad[phi] E_phi(start)) * (grad[phi] E_phi + grad[phi] E_phi(start))",
                                "hess[phi, theta] E_phi * grad[theta] E_theta")
                                .noted("a long side")),
                new Document.Paragraph(List.of(new Document.Text("Inline: "),
                        new Document.Formula(e("1/2 * norm(grad[phi] E_phi)^2 + (1/3 + 1/4*h) * sum(k in 0..n-1) k")),
                        new Document.Text(" and more text in the same line of the same paragraph, to look at.")))));
        return new Document("A general game", Optional.empty(), List.of(flow));
    }
}
