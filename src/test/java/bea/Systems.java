package bea;

import bea.elaborate.Budget;
import bea.elaborate.Context;
import bea.language.BeaFile;
import bea.language.Source;
import bea.model.Model;
import bea.model.Slot;
import bea.series.Sum;
import java.util.Map;

/// Small systems for tests, written in the language.
public final class Systems {
    private Systems() {}

    /// The only derivation of a text without problems.
    public static Model model(String body) {
        BeaFile.Analysis a = BeaFile.analyse(new Source("test", "derivation \"test\" {\n" + body + "\n}\n"));
        if (!a.problems().isEmpty()) {
            throw new AssertionError(a.problems().toString());
        }
        return a.derivations().getFirst().model();
    }

    public static Context context(String body) {
        return context(body, Map.of());
    }

    public static Context context(String body, Map<String, Integer> counts) {
        return new Context(model(body), Context.Reading.PLAIN.at(counts), Budget.unlimited());
    }

    /// `f_k` as matching dictates it, every factor live.
    public static Sum dictated(Context c, int k) {
        return c.corrections().dictated(k).get(theta(c));
    }

    /// `f_k` as the file asks for it.
    public static Sum chosen(Context c, int k) {
        return c.corrections().get(k).get(theta(c));
    }

    public static Slot theta(Context c) {
        return c.model().slots().getLast();
    }

    /// n steps of SGD on a field: `f_k` is the coefficient of `h^(k+1)` of the time-one field.
    public static String sgd(int order) {
        return """
                count n >= 1
                state theta
                batches X[0 .. n-1]
                field f(theta; X)
                update for mu in 0 .. n-1 { theta <- theta + h * f(theta; X[mu]) }
                find f_%d in powers of h over time h
                """.formatted(order);
    }

    public static String euler(int order) {
        return """
                state theta
                field f(theta)
                update { theta <- theta + h * f }
                find f_%d
                """.formatted(order);
    }

    public static String descent(int order) {
        return """
                state theta
                loss E(theta)
                update { theta <- theta - h * grad E }
                find f_%d
                """.formatted(order);
    }
}
