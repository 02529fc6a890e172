package bea.derivation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bea.elaborate.Budget;
import bea.elaborate.Verdict;
import bea.language.Source;
import org.junit.jupiter.api.Test;

/// Unknown coefficients: what is found, and what is said where nothing is.
class SolverTest {
    private static Report.Claim condition(String scalars, String loss, String find) {
        String text = "derivation \"d\" { " + scalars
                + " state theta loss E(theta) update { theta <- theta - h * grad ("
                + loss + ") } find f_1 " + find + " }";
        Report r = Engine.run(new Source("d.bea", text), Engine.Options.verifying(Budget.unlimited()));
        assertEquals(java.util.List.of(), r.problems());
        return r.derivations().getFirst().claims().getFirst();
    }

    private static void verdict(Verdict.Status status, String reason, Report.Claim c) {
        assertEquals(status, c.verdict().status());
        assertEquals(reason, c.verdict().reason());
        assertEquals(status == Verdict.Status.UNDECIDED ? Report.Agreement.NOT_RUN : Report.Agreement.AGREES,
                c.check().agreement());
    }

    @Test
    void aValueIsFoundInTermsOfOtherScalars() {
        verdict(Verdict.Status.HOLDS, "c = (-1)/(4*k)", condition("scalar k > 0 scalar c", "E + c*k*h*norm(grad E)^2",
                "find c such that f_1 = 0"));
    }

    @Test
    void severalConditionsAreSolvedTogether() {
        String find = "find a such that f_1 = (a + b)*hess E*grad E find b such that b*grad E = 3*a*grad E";
        verdict(Verdict.Status.HOLDS, "a = -1/8, b = -3/8", condition("scalar a, b", "E", find));
    }

    @Test
    void whatIsLeftOpenMayHaveAnyValue() {
        verdict(Verdict.Status.HOLDS, "a = -b - 1/2, any b",
                condition("scalar a, b", "E", "find a, b such that f_1 = (a + b)*hess E*grad E"));
    }

    @Test
    void noValueIsARefutation() {
        verdict(Verdict.Status.REFUTED, "no value of c makes it true",
                condition("scalar c", "E", "find c such that f_1 = c*grad E"));
    }

    @Test
    void aValueOutsideTheDeclaredRangeIsNone() {
        verdict(Verdict.Status.REFUTED, "only c = -1/4 would make it true, outside its declared range",
                condition("scalar c > 0", "E + c*h*norm(grad E)^2", "find c such that f_1 = 0"));
    }

    @Test
    void aValueThatOnlySomeScalarsHaveIsNone() {
        String find = "find b such that f_1 = a*b*hess E*grad E";
        verdict(Verdict.Status.UNDECIDED,
                "there is a value only where -a is not 0; declare the ranges of its scalars so that it is not",
                condition("scalar a, b", "E", find));
        verdict(Verdict.Status.HOLDS, "b = (-1)/(2*a)", condition("scalar a > 0 scalar b", "E", find));
    }

    @Test
    void conditionsThatAreNotLinearInSeveralUnknownsAreUndecided() {
        verdict(Verdict.Status.UNDECIDED, "the conditions are not linear in a, b",
                condition("scalar a, b", "E", "find a, b such that f_1 = a^2*b^2*hess E*grad E"));
    }

    @Test
    void oneUnknownThatIsNotLinearIsARationalRoot() {
        String find = "find c such that f_1 = (c^3 - 1/2*c - 1/2)*hess E*grad E";
        verdict(Verdict.Status.UNDECIDED,
                "what makes it true are c = 0 and the roots of 2*c^2 - 1 = 0; declare a range with one rational value "
                        + "in it",
                condition("scalar c", "E", find));
        verdict(Verdict.Status.UNDECIDED,
                "what makes it true are the roots of 2*c^2 - 1 = 0; declare a range with one rational value in it",
                condition("scalar c > 0", "E", find));
        verdict(Verdict.Status.HOLDS, "c = 0", condition("scalar c in (-1/2, 1/2)", "E", find));
        verdict(Verdict.Status.REFUTED, "no c in its declared range makes it true",
                condition("scalar c > 1", "E", find));
        verdict(Verdict.Status.REFUTED, "no c in its declared range makes it true",
                condition("scalar c", "E", "find c such that f_1 = c^2*hess E*grad E"));
    }

    @Test
    void aFieldIsAGradientForOneValue() {
        verdict(Verdict.Status.HOLDS, "c = 1/2",
                condition("scalar c", "E", "find c such that f_1 + c*hess E*grad E + (c - 1/2)*hess E(start)*grad E "
                        + "is a gradient"));
        verdict(Verdict.Status.REFUTED, "no value of c makes it true", condition("scalar c", "E",
                "find c such that c*hess E*grad E + hess E(start)*grad E is a gradient"));
    }

    private static java.util.List<Report.Claim> claims(String body) {
        Report r = Engine.run(new Source("d.bea", "derivation \"d\" { " + body + " }"),
                Engine.Options.verifying(Budget.unlimited()));
        assertEquals(java.util.List.of(), r.problems());
        return r.derivations().getFirst().claims();
    }

    @Test
    void conditionsNeedNoUpdate() {
        var c = claims("scalar c state theta find c such that 2*c = 1 claim: c = 1/2 claim: c = 1");
        verdict(Verdict.Status.HOLDS, "c = 1/2", c.getFirst());
        assertEquals(Verdict.Status.HOLDS, c.get(1).verdict().status());
        assertEquals(Verdict.Status.REFUTED, c.get(2).verdict().status());
    }

    @Test
    void whatWasNotFoundIsNotArbitrary() {
        var c = claims("count n >= 2 scalar c > 0, d state theta find c such that c^n = 2^n find d such that 2*d = 1 "
                + "claim: c = 2 claim: d = 1/2");
        verdict(Verdict.Status.UNDECIDED,
                "not expressible: an unknown whose powers have indices or counts as exponents",
                c.getFirst());
        verdict(Verdict.Status.HOLDS, "d = 1/2", c.get(1));
        verdict(Verdict.Status.UNDECIDED, "c was not found", c.get(2));
        assertEquals(Verdict.Status.HOLDS, c.get(3).verdict().status());
    }

    @Test
    void theReasonIsThatOfTheOwnCondition() {
        var c = claims("scalar a, b, c state y field f(y) "
                + "update { let k = f(y) let l = f(y + c*h*k) y <- y + h*(a*k + b*l) } find f_2 "
                + "find a, b, c such that f_1 = 0 find b such that f_2 is a gradient");
        verdict(Verdict.Status.UNDECIDED, "the conditions are not linear in a, b, c", c.getFirst());
        verdict(Verdict.Status.UNDECIDED,
                "b is sought together with a, c: the conditions are not linear in a, b, c", c.get(1));
    }

    @Test
    void aSymbolicValueOutsideTheDeclaredRangeIsNone() {
        verdict(Verdict.Status.REFUTED, "only c = -k would make it true, outside its declared range where it is -3/2",
                claims("scalar c > 0, k in (1, 2) state theta find c such that c = -k").getFirst());
        verdict(Verdict.Status.UNDECIDED,
                "only a = -b + 1 would make it true, outside its declared range where it is 0",
                claims("scalar a > 0, b state theta find a, b such that a + b = 1").getFirst());
    }
}
