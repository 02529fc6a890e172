package bea.render.latex;

import bea.language.Expr;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/// Finds the terms that annotations point at.
final class Braces {
    private Braces() {}

    /// The texts under terms of `e`, by the identity of the terms; a path that leads nowhere is left out.
    static IdentityHashMap<Expr, String> of(Expr e, List<Document.Brace> braces) {
        IdentityHashMap<Expr, String> found = new IdentityHashMap<>();
        braces.forEach(b -> term(e, b.path()).ifPresent(t -> found.put(t, b.text())));
        return found;
    }

    private static Optional<Expr> term(Expr e, List<Integer> path) {
        List<Signed> terms = Signed.terms(e);
        if (path.isEmpty() || path.getFirst() < 0 || path.getFirst() >= terms.size()) {
            return Optional.empty();
        }
        Signed term = terms.get(path.getFirst());
        return path.size() == 1 ? Optional.of(term.source())
                : sum(term.body()).flatMap(s -> term(s, path.subList(1, path.size())));
    }

    /// The first sum in delimiters within a term: in `h * (a + b)` it is `a + b`.
    private static Optional<Expr> sum(Expr e) {
        if (e instanceof Expr.Add || e instanceof Expr.Sub) {
            return Optional.of(e);
        }
        return Exprs.children(e).stream().flatMap(c -> sum(c).stream()).findFirst();
    }
}
