package bea.check;

import static bea.check.Build.*;
import static bea.check.CheckerTest.fails;
import static bea.check.CheckerTest.holds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import bea.model.Update;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every form of statement and of update that the model can express, true and false ones.
class FormsTest {
    private static final Exp ORDER3 = new Exp.BigO(3);

    private static Exp iterate(Slot s, String steps) {
        return new Exp.Iterate(s, affine(steps));
    }

    private static Exp fun(String name, Exp body) {
        return new Exp.Fun(name, body);
    }

    private static Exp recip(Exp body) {
        return new Exp.Recip(body);
    }

    // ---- iterates, flows, time derivatives

    @Test
    void iteratesAndComposedPoints() {
        Systems.Steps s = new Systems.Steps();
        // there is no theta[2] after one step
        Model two = s.model.withCounts(List.of(new Model.Count("n", 2, Optional.empty())));
        Checker c = new Checker(two, Corrections.NONE, 1);
        Exp g0 = start(grad(THETA, of(s.loss, "0")), THETA);
        Exp composed = new Exp.At(grad(THETA, of(s.loss, "1")),
                List.of(new Exp.Shift(THETA, minus(new Exp.Start(THETA), times(H, g0)))));
        Exp second = add(new Exp.Start(THETA), times(H, times(-1, g0)), times(H, times(-1, composed)));
        holds(c, equation(iterate(THETA, "2"), second));
        fails(c, equation(iterate(THETA, "2"), add(second, times(times(H, times(H, H)), g0))));
        // the expansion holds through h^2 only
        Exp expanded = add(new Exp.Start(THETA), times(H, times(-1, g0)),
                times(H, times(-1, start(grad(THETA, of(s.loss, "1")), THETA))),
                times(times(H, H), apply(start(hess(THETA, of(s.loss, "1")), THETA), g0)));
        holds(c, equation(iterate(THETA, "2"), add(expanded, ORDER3)));
        fails(c, equation(iterate(THETA, "2"), expanded));
        fails(c, equation(iterate(THETA, "2"), add(expanded, new Exp.BigO(4))));
        holds(c, equation(iterate(THETA, "n"), add(iterate(THETA, "n-1"), times(H, times(-1, new Exp.At(
                grad(THETA, of(s.loss, "n-1")), List.of(new Exp.Shift(THETA, iterate(THETA, "n-1")))))))));
    }

    @Test
    void flowsForAnyFirstCorrection() {
        Systems.Descent d = new Systems.Descent();
        Exp f1 = start(new Exp.Correction(1, THETA), THETA);
        Exp hg = start(apply(hess(THETA, d.e), d.g), THETA);
        Exp h2 = times(H, H);
        Model.Body right = equation(new Exp.FlowAt(THETA, H), add(new Exp.Start(THETA),
                times(H, times(-1, start(d.g, THETA))), times(h2, f1), times("1/2", times(h2, hg)), ORDER3));
        Model.Body wrong = equation(new Exp.FlowAt(THETA, H), add(new Exp.Start(THETA),
                times(H, times(-1, start(d.g, THETA))), times(h2, f1), times("1/2", times(h2, hg)), new Exp.BigO(4)));
        holds(d.checker.check(right, List.of(1)));
        holds(d.checker.check(right, List.of()));
        fails(d.checker.check(wrong, List.of(1)));
        // the derived f_1 cancels the second order, an arbitrary one does not
        Model.Body cancelled = equation(new Exp.FlowAt(THETA, H), add(iterate(THETA, "1"), ORDER3));
        holds(d.checker.check(cancelled, List.of()));
        fails(d.checker.check(cancelled, List.of(1)));
    }

    @Test
    void timeDerivatives() {
        Build b = new Build("descent", THETA);
        Exp e = of(b.loss("E", THETA));
        Exp g = grad(THETA, e);
        b.update(false, descent(THETA, e));
        Checker c = new Checker(b.model(), corrections(THETA, times(-1, g), times("-1/2", apply(hess(THETA, e), g))),
                1);
        Exp dot = new Exp.TimeDerivative(new Exp.Position(THETA));
        Exp twice = new Exp.TimeDerivative(dot);
        holds(c, equation(dot, add(times(-1, g), times(times("-1/2", H), apply(hess(THETA, e), g)))));
        fails(c, equation(dot, times(-1, g)));
        holds(c, equation(dot, add(times(-1, g), new Exp.BigO(1))));
        holds(c, equation(twice, add(apply(hess(THETA, e), g), new Exp.BigO(1))));
        fails(c, equation(twice, add(times(-1, apply(hess(THETA, e), g)), new Exp.BigO(1))));
        holds(c, equation(new Exp.TimeDerivative(e), add(times(-1, norm2(g)), new Exp.BigO(1))));
        // what is frozen does not move
        holds(c, equation(new Exp.TimeDerivative(start(g, THETA)), times(0, g)));
    }

    @Test
    void operatorsColumnByColumn() {
        Systems.Descent d = new Systems.Descent();
        holds(d.checker, equation(jac(THETA, times(-1, d.g)), times(-1, hess(THETA, d.e))));
        fails(d.checker, equation(jac(THETA, times(-1, d.g)), hess(THETA, d.e)));
        fails(d.checker, equation(start(hess(THETA, d.e), THETA), hess(THETA, d.e)));
    }

    @Test
    void derivativesAtAPointInDirectionsFromAnother() {
        Systems.Descent d = new Systems.Descent();
        List<Exp.Shift> begin = List.of(new Exp.Shift(THETA, new Exp.Start(THETA)));
        Exp third = new Exp.Derivative(d.g, List.of(new Exp.Shift(THETA, d.g), new Exp.Shift(THETA, d.g)), begin);
        Exp everywhere = start(deriv(d.g, THETA, d.g, d.g), THETA);
        fails(d.checker, equation(third, everywhere));
        holds(d.checker, atStart(third, everywhere));
        Exp one = new Exp.Derivative(d.g, List.of(new Exp.Shift(THETA, d.g)), begin);
        holds(d.checker, equation(one, apply(start(hess(THETA, d.e), THETA), d.g)));
    }

    // ---- batches

    @Test
    void freeIndicesAndEqualBatches() {
        Systems.Steps s = new Systems.Steps();
        Checker c = new Checker(s.model, Corrections.NONE, 1);
        Model.Body each = new Model.Equation(of(s.loss, "i"), of(s.loss, "0"), false,
                List.of(new Model.Range("i", affine("0"), affine("n-1"))));
        fails(c, each);
        s.build.relations.add(new Model.Relation.EqualBatches("X"));
        Checker equal = new Checker(s.build.model(), Corrections.NONE, 1);
        holds(equal, each);
        holds(equal, equation(s.mean, of(s.loss, "0")));
        holds(equal, follows(2,
                lossOf(THETA, add(of(s.loss, "0"), times(times("1/4", H), norm2(grad(THETA, of(s.loss, "0"))))))));
    }

    @Test
    void sumsOfNumbersAndExclusions() {
        Systems.Steps s = new Systems.Steps();
        Checker c = new Checker(s.model, Corrections.NONE, 1);
        Exp pairs = sum("mu", "1", "n-1", sum("tau", "0", "mu-1", rational("1")));
        Exp n = param("n");
        holds(c, equation(pairs, times("1/2", times(n, minus(n, rational("1"))))));
        fails(c, equation(pairs, times("1/2", times(n, add(n, rational("1"))))));
        Exp other = new Exp.Sum("i", affine("0"), affine("n-1"), List.of(affine("k")), of(s.loss, "i"));
        Exp all = sum("k", "0", "n-1", other);
        holds(c, equation(all, times(minus(n, rational("1")), sum("i", "0", "n-1", of(s.loss, "i")))));
    }

    @Test
    void expectationOverDraws() {
        Systems.Steps s = new Systems.Steps();
        Exp.Expect draws = new Exp.Expect(Exp.Expect.Kind.DRAWS, "X", rational("0"));
        Checker c = new Checker(s.model, Corrections.NONE, 1);
        holds(c, equation(new Exp.Expect(Exp.Expect.Kind.DRAWS, "X", of(s.loss, "0")), s.mean));
        // the loss of the expected update: n h/4 of the squared mean gradient becomes h/4
        Exp loss = add(s.mean, times(times("1/4", H), norm2(grad(THETA, s.mean))));
        holds(c, new Model.Follows(List.of(lossOf(THETA, loss)), 2, Optional.of(draws)));
        Exp wrong = add(s.mean, times(times("1/4", s.nh), norm2(grad(THETA, s.mean))));
        fails(c, new Model.Follows(List.of(lossOf(THETA, wrong)), 2, Optional.of(draws)));
    }

    // ---- updates

    @Test
    void printedUpdates() {
        Systems.Game turn = new Systems.Game(false);
        Checker c = new Checker(turn.build.model(), Corrections.NONE, 1);
        Update same = new Update(List.of(descent(PHI, of(turn.a)), descent(PSI, of(turn.b))));
        Update together = new Update(
                List.of(new Update.Together(List.of(descent(PHI, of(turn.a)), descent(PSI, of(turn.b))))));
        holds(c, new Model.SameUpdate(same, 3));
        fails(c, new Model.SameUpdate(together, 3));
        holds(c, new Model.SameUpdate(together, 1));
        // the learning rate left out
        Update bare = new Update(
                List.of(new Update.Assign(PHI, minus(new Exp.Position(PHI), turn.ga)), descent(PSI, of(turn.b))));
        fails(c, new Model.SameUpdate(bare, 2));
    }

    @Test
    void stagesExplicitAndImplicit() {
        Build b = new Build("midpoint", THETA);
        Exp f = of(b.field("f", THETA, THETA));
        Exp k = new Exp.Local("k", THETA);
        Exp middle = add(new Exp.Position(THETA), times("1/2", times(H, k)));
        Exp atMiddle = new Exp.At(f, List.of(new Exp.Shift(THETA, middle)));
        b.update = new Update(
                List.of(new Update.Implicit(List.of(new Update.Stage("k", THETA, atMiddle))), step(THETA, k)));
        // Hairer, Lubich & Wanner, IX.3: the implicit midpoint rule has f_1 = 0
        Exp zero = times(0, f);
        Exp f2 = add(times("-1/12", apply(jac(THETA, f), apply(jac(THETA, f), f))),
                times("1/24", deriv(f, THETA, f, f)));
        holds(new Checker(b.model(), corrections(THETA, f, zero, times(-1, f2)), 1).confirmDerivation(1));
        Checker c = new Checker(b.model(), corrections(THETA, f, zero, f2), 1);
        Checker m = new Checker(b.model(), corrections(THETA, f, zero, times(-1, f2)), 1);
        assertTrue(c.confirmDerivation(2).holds() != m.confirmDerivation(2).holds());
        Build e = new Build("explicit midpoint", THETA);
        Exp g = of(e.field("f", THETA, THETA));
        e.update = new Update(List.of(new Update.Stage("k", THETA, g), step(THETA, atMiddle)));
        holds(new Checker(e.model(), corrections(THETA, g, times(0, g)), 1).confirmDerivation(1));
    }

    // ---- composites and concrete losses

    @Test
    void discriminatorComposedWithLogarithm() {
        Build b = new Build("GAN", PHI, PSI).count("B", 1).batches("z", "1", "B");
        Symbol d = b.symbol(new Symbol("D", List.of(PHI, PSI), Optional.empty(), Optional.of("z"), Optional.empty()));
        Exp di = of(d, "i");
        Exp one = rational("1");
        Exp definition = mean("i", "1", "B", fun("log", minus(one, di)));
        Symbol e = b.symbol(
                new Symbol("E", List.of(PHI, PSI), Optional.empty(), Optional.empty(), Optional.of(definition)));
        Checker c = new Checker(b.model(), Corrections.NONE, 1);
        Exp gradient = mean("i", "1", "B", times(recip(minus(one, di)), grad(PSI, di)));
        holds(c, equation(grad(PSI, of(e)), times(-1, gradient)));
        fails(c, equation(grad(PSI, of(e)), gradient));
        fails(c, equation(grad(PSI, of(e)), times(-1, mean("i", "1", "B", times(recip(di), grad(PSI, di))))));
        fails(c, equation(grad(PSI, of(e)), times(-1, start(gradient, PHI))));
        Exp second = mean("i", "1", "B",
                add(times(recip(minus(one, di)), apply(jac(PHI, grad(PSI, di)), grad(PHI, di))),
                        times(times(recip(minus(one, di)), recip(minus(one, di))),
                                times(norm2(grad(PHI, di)), grad(PSI, di)))));
        Exp along = mean("i", "1", "B", deriv(grad(PSI, fun("log", minus(one, di))), PHI, grad(PHI, di)));
        holds(c, equation(along, times(-1, second)));
    }

    /// The value of a logarithm is an arbitrary number; a person is shown nothing that depends on it.
    @Test
    void counterexamplesDoNotShowArbitraryValues() {
        Build b = new Build("functions", THETA);
        Exp x = of(b.loss("E", THETA));
        Checker c = new Checker(b.model(), Corrections.NONE, 1);
        assertTrue(c.simplest(equation(fun("log", add(rational("1"), times(x, x))), x), List.of()).isEmpty());
        Exp slope = grad(THETA, fun("log", x));
        assertEquals("left = (2, 1), right = (-2, -1)",
                c.simplest(equation(slope, times(-1, slope)), List.of()).orElseThrow().values());
    }

    @Test
    void elementaryFunctionsAndTheirDerivatives() {
        Build b = new Build("functions", THETA);
        Exp x = of(b.loss("E", THETA));
        Exp g = grad(THETA, x);
        Checker c = new Checker(b.model(), Corrections.NONE, 1);
        Exp one = rational("1");
        holds(c, equation(grad(THETA, fun("sin", x)), times(fun("cos", x), g)));
        holds(c, equation(grad(THETA, fun("cos", x)), times(times(-1, fun("sin", x)), g)));
        fails(c, equation(grad(THETA, fun("cos", x)), times(fun("sin", x), g)));
        holds(c, equation(add(times(fun("sin", x), fun("sin", x)), times(fun("cos", x), fun("cos", x))), one));
        holds(c, equation(grad(THETA, fun("tan", x)), times(add(one, times(fun("tan", x), fun("tan", x))), g)));
        holds(c, equation(grad(THETA, fun("tanh", x)), times(minus(one, times(fun("tanh", x), fun("tanh", x))), g)));
        holds(c, equation(grad(THETA, fun("atan", x)), times(recip(add(one, times(x, x))), g)));
        holds(c, equation(grad(THETA, fun("exp", x)), times(fun("exp", x), g)));
        Exp sigmoid = fun("sigmoid", x);
        holds(c, equation(sigmoid, recip(add(one, fun("exp", times(-1, x))))));
        holds(c, equation(grad(THETA, sigmoid), times(times(sigmoid, minus(one, sigmoid)), g)));
        holds(c, equation(fun("log", times(x, x)), times(2, fun("log", x))));
        Exp square = add(one, times(x, x));
        holds(c, equation(grad(THETA, fun("sqrt", times(square, square))), times(2, times(x, g))));
        // irrational values, and identities that need more than the free values obey, are looked at to many digits
        fails(c, equation(fun("sqrt", square), square));
        holds(c, equation(times(fun("sqrt", square), fun("sqrt", square)), square));
        holds(c, equation(fun("sin", times(2, x)), times(2, times(fun("sin", x), fun("cos", x)))));
        fails(c, equation(fun("sin", times(2, x)), times(fun("sin", x), fun("cos", x))));
    }

    @Test
    void concreteLossWithNamedCoordinates() {
        Slot ab = new Slot("theta", 0, List.of("a", "b"));
        Build b = new Build("two layers", ab);
        b.scalars.add(new Model.Scalar("x", Optional.empty(), false, Optional.empty(), false));
        b.scalars.add(new Model.Scalar("y", Optional.of(Rational.ZERO), false, Optional.of(Rational.ONE), false));
        Exp a = new Exp.Coordinate(ab, 0);
        Exp product = times(times(a, new Exp.Coordinate(ab, 1)), param("x"));
        Exp rest = minus(param("y"), product);
        Symbol e = b.symbol(new Symbol("E", List.of(ab), Optional.empty(), Optional.empty(),
                Optional.of(times("1/2", times(rest, rest)))));
        Exp g = grad(ab, of(e));
        b.update(false, descent(ab, of(e))).find(2, H, H);
        Exp f2 = add(times("-1/3", apply(hess(ab, of(e)), apply(hess(ab, of(e)), g))),
                times("-1/12", deriv(g, ab, g, g)));
        Checker c = new Checker(b.model(), corrections(ab, times(-1, g), times("-1/2", apply(hess(ab, of(e)), g)), f2),
                1);
        holds(c.confirmDerivation(2));
        holds(c, new Model.IsGradient(f2, ab, false));
        holds(c, equation(of(e), times("1/2", times(rest, rest))));
        assertFalse(c.witness(f2, ab).isEmpty());
        Exp shift = new Exp.At(a, List.of(new Exp.Shift(ab, minus(new Exp.Position(ab), times(H, g)))));
        holds(c, equation(shift, add(a, times(H, times(times(rest, param("x")), new Exp.Coordinate(ab, 1))))));
    }

    @Test
    void quadraticLossesHaveNoThirdDerivative() {
        Systems.Descent d = new Systems.Descent();
        fails(d.checker, equation(deriv(d.g, THETA, d.g, d.g), times(0, d.g)));
        d.build.relations.add(new Model.Relation.Quadratic(d.loss));
        Checker q = new Checker(d.build.model(), corrections(THETA, d.f0, d.f1, d.f2), 1);
        holds(q, equation(deriv(d.g, THETA, d.g, d.g), times(0, d.g)));
        holds(q, new Model.IsGradient(d.f2, THETA, true));
        holds(q.confirmDerivation(2));
    }

    // ---- what is refused

    @Test
    void reasonsForNotRunning() {
        Systems.Descent d = new Systems.Descent();
        Checker c = new Checker(d.model, corrections(THETA, d.f0), 1);
        Outcome missing = c.confirmDerivation(1);
        assertFalse(missing.run());
        assertEquals("f_1 of theta is needed and was not derived", missing.reason());
        Outcome late = new Checker(d.model, corrections(THETA, d.f0, d.f1, d.f2), java.util.Map.of(), 1, () -> true)
                .check(follows(6, lossOf(THETA, d.e)), List.of());
        assertFalse(late.run());
        assertEquals("the time limit was reached", late.reason());
        fails(d.checker, new Model.IllTyped("a number is added to a vector", 0, 1));
        Outcome division = d.checker.check(equation(recip(times(0, d.e)), d.e), List.of());
        assertFalse(division.run());
        assertEquals("division by zero on every instance tried", division.reason());
    }

    @Test
    void instancesAreDescribed() {
        Systems.Steps s = new Systems.Steps();
        Outcome o = new Checker(s.model, Corrections.NONE, 7).check(equation(s.mean, s.mean), List.of());
        assertEquals(List.of("n = 1..6, dimension 3, degree 4, seed 7"), o.instances());
        Systems.Descent d = new Systems.Descent();
        assertEquals(List.of("2 instances, dimension 3, degree 4, seed 1"), d.checker.confirmDerivation(1).instances());
    }

    @Test
    void unknownFactorsAreOne() {
        Systems.Descent d = new Systems.Descent();
        Exp marked = times(new Exp.Unknown(0), apply(hess(THETA, d.e), d.g));
        fails(d.checker.check(equation(new Exp.Correction(1, THETA), marked), List.of()));
        holds(d.checker.check(equation(new Exp.Correction(1, THETA), times(rational("-1/2"), marked)), List.of()));
    }
}
