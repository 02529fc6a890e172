package bea.render.latex;

import bea.algebra.Rational;
import bea.language.Expr;
import bea.language.Span;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Affine forms in indices and counts, `n-1`, `2*k+1`, to count and shift them.
///
/// @param factors the factor of each name, in the order of the names
record Counts(TreeMap<String, Integer> factors, int constant) {

    /// The number of integers in `from..to`.
    static Expr length(Expr from, Expr to) {
        Optional<Counts> low = of(from);
        Optional<Counts> high = of(to);
        if (low.isPresent() && high.isPresent()) {
            return high.get().plus(low.get(), -1).plus(1).expr();
        }
        return new Expr.Add(new Expr.Sub(to, from, Span.NONE), Exprs.number(1), Span.NONE);
    }

    static Optional<Counts> of(Expr e) {
        return switch (e) {
            case Expr.Num n when n.value().isInteger() && n.value().abs().compareTo(Rational.of(1_000_000)) < 0 ->
                Optional.of(new Counts(new TreeMap<>(), n.value().intValueExact()));
            case Expr.Name n -> Optional.of(new Counts(new TreeMap<>(Map.of(n.id(), 1)), 0));
            case Expr.Neg x -> of(x.body()).map(b -> b.times(-1));
            case Expr.Add x -> of(x.left()).flatMap(l -> of(x.right()).map(r -> l.plus(r, 1)));
            case Expr.Sub x -> of(x.left()).flatMap(l -> of(x.right()).map(r -> l.plus(r, -1)));
            case Expr.Mul x when x.left() instanceof Expr.Num n && n.value().isInteger() ->
                of(x.right()).map(r -> r.times(n.value().intValueExact()));
            default -> Optional.empty();
        };
    }

    Counts plus(int offset) {
        return new Counts(factors, constant + offset);
    }

    Counts plus(Counts other, int sign) {
        TreeMap<String, Integer> sum = new TreeMap<>(factors);
        other.factors.forEach((name, factor) -> sum.merge(name, sign * factor, Integer::sum));
        return new Counts(sum, constant + sign * other.constant);
    }

    private Counts times(int factor) {
        TreeMap<String, Integer> scaled = new TreeMap<>();
        factors.forEach((name, f) -> scaled.put(name, factor * f));
        return new Counts(scaled, factor * constant);
    }

    /// The form with positive terms first, then the constant: `n-mu+1`.
    Expr expr() {
        Expr result = null;
        for (boolean negative : new boolean[]{false, true}) {
            for (Map.Entry<String, Integer> e : factors.entrySet()) {
                if (e.getValue() != 0 && e.getValue() < 0 == negative) {
                    result = append(result, negative, term(Math.abs(e.getValue()), e.getKey()));
                }
            }
        }
        return constant == 0 && result != null ? result
                : append(result, constant < 0, Exprs.number(Math.abs(constant)));
    }

    private static Expr term(int factor, String name) {
        return factor == 1 ? Exprs.name(name) : new Expr.Mul(Exprs.number(factor), Exprs.name(name), Span.NONE);
    }

    private static Expr append(Expr sum, boolean negative, Expr term) {
        if (sum == null) {
            return negative ? new Expr.Neg(term, Span.NONE) : term;
        }
        return negative ? new Expr.Sub(sum, term, Span.NONE) : new Expr.Add(sum, term, Span.NONE);
    }
}
