package bea.check;

import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;

/// A bound on the degree, in a symbolic count, of what a statement says in numbers: explicit powers of counts and
/// indices, and sums over indices that label no batch. More values of the count than that prove it for all of them.
final class CountDegree {
    private CountDegree() {}

    static int of(Model.Body body) {
        return Parts.of(body).stream().mapToInt(CountDegree::of).max().orElse(0);
    }

    private static int of(Exp e) {
        return switch (e) {
            case Exp.Param _ -> 1;
            case Exp.IndexValue i -> i.value().isConstant() ? 0 : 1;
            case Exp.Sum s -> of(s.body()) + (labels(s.variable(), s.body()) ? 0 : 1);
            case Exp.Add a -> a.terms().stream().mapToInt(CountDegree::of).max().orElse(0);
            default -> Parts.of(e).stream().mapToInt(CountDegree::of).sum();
        };
    }

    private static boolean labels(String index, Exp body) {
        boolean[] found = {false};
        Parts.forEach(body, p -> found[0] |= p instanceof Exp.Apply a
                && a.label().filter(l -> l.coefficients().containsKey(index)).isPresent());
        return found[0];
    }
}
