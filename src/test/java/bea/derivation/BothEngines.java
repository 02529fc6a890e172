package bea.derivation;

import bea.elaborate.Budget;
import bea.elaborate.Context;
import bea.elaborate.Verdict;
import bea.elaborate.Verifier;
import bea.language.BeaFile;
import bea.model.Model;

/// The tree engine and the independent one on one model, without hints and counterexamples.
public final class BothEngines {
    private final Solver.Solution solution;
    private final Verifier verifier;
    private final SecondOpinion second;

    /// What the two say of a claim.
    public record Answer(Verdict verdict, Report.Check check) {}

    public BothEngines(BeaFile.Resolved r, Budget budget) {
        solution = Solver.solve(r, budget);
        verifier = Engine.verifier(solution.resolved().model(), budget);
        Context context = verifier.context(Context.Reading.PLAIN);
        second = new SecondOpinion(solution.resolved(), context, Deriver.presenter(context), budget);
    }

    public Verdict decide(Model.Claim c) {
        return solution.verdict(c, () -> verifier.decide(c.body(), c.forAny()));
    }

    public Answer ask(Model.Claim c) {
        Verdict v = decide(c);
        return new Answer(v, second.check(c, v).get());
    }
}
