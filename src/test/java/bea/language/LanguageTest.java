package bea.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.model.Exp;
import bea.model.Model;
import bea.model.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the language can say, and what it means.
class LanguageTest {
    private static BeaFile.Analysis sample(String name) throws IOException {
        Path p = Path.of("src/test/resources/bea/language", name + ".bea");
        return BeaFile.analyse(new Source(name, Files.readString(p)));
    }

    private static BeaFile.Resolved derivation(String body) {
        BeaFile.Analysis a = BeaFile.analyse(new Source("test", "derivation \"d\" {\n" + body + "\n}"));
        assertEquals(List.of(), a.problems());
        return a.derivations().getFirst();
    }

    private static final String GAME = "state phi, theta loss A(phi, theta), B(phi, theta) field u[phi](phi, theta)";
    private static final String ONE = "count n >= 2 state theta batches X[0 .. n-1] loss E(theta), L(theta; X) "
            + "field f(theta) let Lbar(theta) = mean(i) L(theta; X[i]) update { theta <- theta - h * grad E }";

    /// `n-steps` and `game` are the two files that the language was designed on; `constructs` has everything else.
    @ParameterizedTest
    @ValueSource(strings = {"n-steps", "game", "constructs"})
    void samplesHaveNoProblems(String name) throws IOException {
        BeaFile.Analysis a = sample(name);
        assertEquals(List.of(), a.problems());
        assertTrue(a.derivations().stream().allMatch(BeaFile.Resolved::usable));
    }

    @Test
    void theSamplesUseEveryKindOfSyntax() throws IOException {
        Set<String> seen = new HashSet<>();
        for (String name : List.of("n-steps", "game", "constructs")) {
            String tree = sample(name).syntax().toString();
            java.util.regex.Pattern.compile("([A-Z][A-Za-z]+)\\[").matcher(tree).results()
                    .forEach(m -> seen.add(m.group(1)));
        }
        Set<String> kinds = new HashSet<>();
        for (Class<?> sealed : List.of(Expr.class, Syntax.Item.class, Syntax.Stmt.class, Syntax.Body.class,
                Syntax.Given.class)) {
            for (Class<?> c : sealed.getPermittedSubclasses()) {
                kinds.add(c.getSimpleName());
            }
        }
        kinds.removeAll(seen);
        assertEquals(Set.of(), kinds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "grad E(start) | At[body=Grad[slot=theta, body=Apply[symbol=E, label=Optional.empty]], point=[Shift[slot=theta, position=Start[slot=theta]]]]",
            "grad E | Grad[slot=theta, body=Apply[symbol=E, label=Optional.empty]]",
            "grad L(theta; X[n-1]) | Grad[slot=theta, body=Apply[symbol=L, label=Optional[n-1]]]",
            "E(theta) | Apply[symbol=E, label=Optional.empty]",
            "theta[n] | Iterate[slot=theta, steps=n]",
            "norm(f)^2 | Dot[left=Apply[symbol=f, label=Optional.empty], right=Apply[symbol=f, label=Optional.empty]]",
            "hess E * f | MatVec[operator=Jac[slot=theta, body=Grad[slot=theta, body=Apply[symbol=E, label=Optional.empty]]], vector=Apply[symbol=f, label=Optional.empty]]",
            "f''(f, start) | Derivative[body=Apply[symbol=f, label=Optional.empty], directions=[Shift[slot=theta, position=Apply[symbol=f, label=Optional.empty]], Shift[slot=theta, position=Start[slot=theta]]], point=[]]",
            "O(h^3) | BigO[power=3]", "1/2 | Const[value=1/2]", "-2^2 | Const[value=-4]",
            "flow(h) | FlowAt[slot=theta, time=StepSize[]]",
            "?2 | Unknown[number=2]", "ddt theta | TimeDerivative[body=Position[slot=theta]]"})
    void meaning(String text, String expected) {
        assertEquals(expected, derivation(ONE).resolver().resolve(BeaFile.expression(text)).exp().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"grad[phi] A | vector in phi", "jac[theta] u | operator from theta to phi",
            "jac[theta] u * grad[theta] B | vector in phi", "2 * A * u | vector in phi", "u / A | vector in phi",
            "hess[phi] A * hess[phi] A * u | vector in phi", "A * hess[phi] A | operator on phi",
            "deriv[phi, theta] A (u, start[theta]) | scalar", "f_1[theta] | vector in theta",
            "f_0[phi](start) | vector in phi",
            "0 + u | vector in phi", "sum(k in 0..3) u | vector in phi", "u + O(h) | vector in phi",
            "jac[theta] (grad[phi] A(phi, start)) | operator from theta to phi"})
    void types(String text, String type) {
        assertEquals(type, derivation(GAME).resolver().resolve(BeaFile.expression(text)).type().toString());
    }

    /// `A(phi, start)` freezes one slot, `A(start)` all of them.
    @Test
    void freezingIsBySlot() {
        Resolver r = derivation(GAME).resolver();
        Exp.At one = (Exp.At) r.resolve(BeaFile.expression("A(phi, start)")).exp();
        assertEquals(List.of("theta"), one.point().stream().map(s -> s.slot().name()).toList());
        Exp.At both = (Exp.At) r.resolve(BeaFile.expression("jac[theta] (grad[phi] A(start))")).exp();
        assertEquals(List.of("phi", "theta"), both.point().stream().map(s -> s.slot().name()).toList());
        assertTrue(both.body() instanceof Exp.Jac);
    }

    /// The scope of a sum is the product that follows.
    @Test
    void precedence() {
        assertEquals("(sum(i in 0..1) a*b) + c", bracketed("sum(i in 0..1) a*b + c"));
        assertEquals("-(a*b) + (c^2)", bracketed("-a*b + c^2"));
        assertEquals("((1/3)*f'f'f) - d", bracketed("1/3 f'f'f - d"));
        assertEquals("-(a^2)", bracketed("-a^2"));
        assertEquals("a*(sum(i in 0..1) b*c)", bracketed("a * sum(i in 0..1) b * c"));
    }

    private static String bracketed(String text) {
        return show(BeaFile.expression(text)).replaceAll("^\\((.*)\\)$", "$1");
    }

    /// Parentheses around every operation but sums.
    private static String show(Expr e) {
        return switch (e) {
            case Expr.Add a -> part(a.left()) + " + " + part(a.right());
            case Expr.Sub s -> part(s.left()) + " - " + part(s.right());
            case Expr.Mul m -> part(m.left()) + "*" + part(m.right());
            case Expr.Div d -> part(d.left()) + "/" + part(d.right());
            case Expr.Neg n -> "-" + part(n.body());
            case Expr.Sum s -> "sum(i in 0..1) " + show(s.body());
            default -> ExprPrinter.print(e);
        };
    }

    private static String part(Expr e) {
        boolean leaf = e instanceof Expr.Name || e instanceof Expr.Num || e instanceof Expr.Prime
                || e instanceof Expr.Neg;
        return leaf ? show(e) : "(" + show(e) + ")";
    }

    @Test
    void chainsGiveOneClaimForEachLine() {
        BeaFile.Resolved r = derivation(ONE + " claim \"(1)\": E = E \"(2)\": = E + 0 claim: f = f");
        assertEquals(List.of("c1.1 (1)", "c1.2 (2)", "c2 "),
                r.model().claims().stream().map(c -> c.id() + " " + c.label()).toList());
        assertEquals(r.model().claims().stream().map(Model.Claim::id).toList(), List.copyOf(r.written().keySet()));
    }

    @Test
    void whatIsPrintedMayHaveNoMeaning() {
        BeaFile.Resolved r = derivation(ONE + " misprint \"(84)\": printed f_1 = f - E corrected f_1 = f_1");
        assertEquals(List.of(Model.Claim.Kind.MISPRINT_PRINTED, Model.Claim.Kind.MISPRINT_CORRECTED),
                r.model().claims().stream().map(Model.Claim::kind).toList());
        assertTrue(r.model().claims().getFirst().body() instanceof Model.IllTyped);
    }

    @Test
    void aMemberAtTheStartMakesTheEquationOneOfValues() {
        BeaFile.Resolved r = derivation(ONE + " claim: f_1 at start = f claim: f = (f) at start + 0 claim: f_1 = f");
        assertEquals(List.of(true, false, false),
                r.model().claims().stream().map(c -> ((Model.Equation) c.body()).atStart()).toList());
    }

    /// `grad (e) at start` is the gradient, at the start; the gradient of `((e) at start)` is zero.
    @Test
    void aDerivativeOfParenthesesAtStartIsTakenAtTheStart() {
        assertEquals("(grad (a + b)) at start", ExprPrinter.print(BeaFile.expression("grad (a + b) at start")));
        assertEquals("grad ((a) at start)", ExprPrinter.print(BeaFile.expression("grad ((a) at start)")));
        assertEquals("(ddt ddt u) at start", ExprPrinter.print(BeaFile.expression("ddt ddt (u) at start")));
        assertEquals("ddt ((ddt u) at start)", ExprPrinter.print(BeaFile.expression("ddt (ddt (u) at start)")));
        assertEquals("(jac[phi] (grad A)) at start * v",
                ExprPrinter.print(BeaFile.expression("jac[phi] (grad A) at start * v")));
    }

    /// An interval is that of all names before it that have none.
    @Test
    void everyScalarMayHaveItsOwnInterval() {
        assertEquals(
                List.of("p > 0", "q > 0", "a >= 1", "b >= 1", "c"),
                derivation(ONE + " scalar p > 0, q > 0 scalar a, b >= 1, c").model().scalars().stream()
                        .map(s -> s.name() + s.above().map(f -> (s.aboveClosed() ? " >= " : " > ") + f).orElse(""))
                        .toList());
    }

    @Test
    void aRelationIsAnyRationalMultiple() {
        for (String multiple : List.of("-2*E", "(-2)*E", "-2 E", "-(2*E)", "2*-E", "-4*E/2", "E*-2", "-1/2*(4*E)")) {
            Model m = derivation(ONE + " loss B(theta) given B = " + multiple).model();
            assertEquals("-2", ((Model.Relation.Multiple) m.relations().getFirst()).factor().toString(), multiple);
        }
    }

    /// Each condition belongs to the later of its two indices.
    @Test
    void conditionsAreAboutAnyPairOfIndices() {
        Exp e = derivation(ONE).resolver().resolve(BeaFile.expression(
                "sum(i in 0..n-1, j in 0..n-1, k in 0..n-1, i != j, j != k, k != i) 1")).exp();
        List<String> excluded = new java.util.ArrayList<>();
        while (e instanceof Exp.Sum s) {
            excluded.add(s.excluded().toString());
            e = s.body();
        }
        assertEquals(List.of("[]", "[~i]", "[~j, ~i]"), excluded);
    }

    @Test
    void placesAreThoseOfTheText() {
        Source s = new Source("t", "// 𝔼 and é\nderivation \"d\" { state theta claim: phi = theta }");
        Problem p = BeaFile.analyse(s).problems().getFirst();
        assertEquals("phi", s.text().substring(p.span().start(), p.span().end()));
        assertEquals(2, s.place(p.span().start()).line());
    }

    @Test
    void aLetIsItsExpression() {
        Resolver r = derivation(ONE).resolver();
        Resolver.Typed t = r.resolve(BeaFile.expression("grad Lbar(start)"));
        assertEquals(new Type.Vector(((Exp.Grad) ((Exp.At) t.exp()).body()).slot()), t.type());
    }
}
