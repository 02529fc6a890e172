package bea.kernel;

import bea.algebra.Rational;
import bea.kernel.Op.Along;
import bea.model.Affine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Makes operations, in the simplest form that is equal: derivatives of one loss at one place that differ in one
/// direction are one derivative along the sum, since each costs a pass over the model and a sum of vectors nearly nothing.
public final class Ops {
    public static final Op ZERO = new Op.Number(Rational.ZERO);
    public static final Op ONE = new Op.Number(Rational.ONE);

    private Ops() {}

    public static boolean isZero(Op op) {
        return op instanceof Op.Number n && n.value().isZero();
    }

    static boolean isOne(Op op) {
        return op instanceof Op.Number n && n.value().isOne();
    }

    static Op number(Rational r) {
        return new Op.Number(r);
    }

    static Op value(Op.Value v) {
        return v.along().stream().anyMatch(a -> isZero(a.vector())) ? ZERO : v;
    }

    static Op slope(Op.Slope s) {
        return s.along().stream().anyMatch(a -> isZero(a.vector())) ? ZERO : s;
    }

    public static Op scale(Op scalar, Op body) {
        if (isZero(scalar) || isZero(body)) {
            return ZERO;
        }
        if (isOne(scalar)) {
            return body;
        }
        if (isOne(body)) {
            return scalar;
        }
        if (scalar instanceof Op.Number a && body instanceof Op.Number b) {
            return number(a.value().times(b.value()));
        }
        if (scalar instanceof Op.Number a && body instanceof Op.Scale(Op.Number b, Op rest)) {
            return scale(number(a.value().times(b.value())), rest);
        }
        if (!(scalar instanceof Op.Number) && body instanceof Op.Scale(Op.Number b, Op rest)) {
            return scale(b, scale(scalar, rest));
        }
        if (scalar instanceof Op.Scale(Op.Number a, Op rest)) {
            return scale(a, scale(rest, body));
        }
        return new Op.Scale(scalar, body);
    }

    static Op negate(Op op) {
        return scale(number(Rational.MINUS_ONE), op);
    }

    public static Op dot(Op left, Op right) {
        return isZero(left) || isZero(right) ? ZERO : new Op.Dot(left, right);
    }

    public static Op add(List<Op> terms) {
        List<Op> flat = new ArrayList<>();
        terms.forEach(t -> flatten(t, flat));
        List<Op> merged = merge(flat);
        return merged.isEmpty() ? ZERO : merged.size() == 1 ? merged.getFirst() : new Op.Add(List.copyOf(merged));
    }

    private static void flatten(Op op, List<Op> flat) {
        if (op instanceof Op.Add a) {
            flat.addAll(a.terms());
        } else if (!isZero(op)) {
            flat.add(op);
        }
    }

    /// The factor in front of a term, and the rest.
    private record Scaled(Op factor, Op body) {
        static Scaled of(Op op) {
            return op instanceof Op.Scale s ? new Scaled(s.scalar(), s.body()) : new Scaled(ONE, op);
        }
    }

    /// Terms that differ in the direction of one derivative, or in a number in front, put together.
    private static List<Op> merge(List<Op> terms) {
        Map<Op, List<Scaled>> groups = new LinkedHashMap<>();
        for (Op t : terms) {
            Scaled s = Scaled.of(t);
            groups.computeIfAbsent(family(s.body), k -> new ArrayList<>()).add(s);
        }
        List<Op> result = new ArrayList<>();
        groups.forEach((family, members) -> result.add(joined(family, members)));
        result.removeIf(Ops::isZero);
        return result;
    }

    /// A derivative without its last direction, anything else itself.
    private static Op family(Op op) {
        return op instanceof Op.Slope s && !s.along().isEmpty() ? withLast(s, new Op.Given(-1)) : op;
    }

    private static Op.Slope withLast(Op.Slope s, Op vector) {
        List<Along> along = new ArrayList<>(s.along());
        Along last = along.removeLast();
        along.add(new Along(last.slot(), vector));
        return new Op.Slope(s.loss(), s.batch(), s.frozen(), s.open(), List.copyOf(along));
    }

    private static Op joined(Op family, List<Scaled> members) {
        if (members.size() == 1) {
            return scale(members.getFirst().factor, members.getFirst().body);
        }
        if (family instanceof Op.Slope s && !s.along().isEmpty()
                && s.along().getLast().vector() instanceof Op.Given g && g.number() == -1) {
            return withLast(s, add(members.stream()
                    .map(m -> scale(m.factor, ((Op.Slope) m.body).along().getLast().vector())).toList()));
        }
        Rational number = Rational.ZERO;
        List<Op> rest = new ArrayList<>();
        for (Scaled m : members) {
            if (m.factor instanceof Op.Number n) {
                number = number.plus(n.value());
            } else {
                rest.add(m.factor);
            }
        }
        rest.add(number(number));
        rest.removeIf(Ops::isZero);
        Op factor = rest.isEmpty() ? ZERO : rest.size() == 1 ? rest.getFirst() : new Op.Add(List.copyOf(rest));
        return scale(factor, family);
    }

    /// A sum over an index. What does not depend on the index comes out, and a derivative whose loss does not is taken
    /// once, along the sum of its directions; where two sums are nested the wrong way round for that, they change places.
    public static Op sum(Op.Sum s) {
        Op body = s.body();
        if (isZero(body)) {
            return ZERO;
        }
        return switch (body) {
            case Op.Add a -> add(a.terms().stream().map(t -> sum(with(s, t))).toList());
            case Op.Scale k when !depends(k.scalar(), s.variable()) -> scale(k.scalar(), sum(with(s, k.body())));
            case Op.Slope d when onlyLast(d, s.variable()) -> withLast(d, sum(with(s, d.along().getLast().vector())));
            case Op.Dot d when !depends(d.left(), s.variable()) -> dot(d.left(), sum(with(s, d.right())));
            case Op.Dot d when !depends(d.right(), s.variable()) -> dot(sum(with(s, d.left())), d.right());
            case Op.Sum inner -> swapped(s, inner);
            default -> s;
        };
    }

    private static Op.Sum with(Op.Sum s, Op body) {
        return new Op.Sum(s.variable(), s.from(), s.to(), s.excluded(), body);
    }

    /// Whether the last direction alone depends on the index.
    private static boolean onlyLast(Op.Slope d, String variable) {
        return !d.along().isEmpty() && !depends(withLast(d, ZERO), variable);
    }

    /// `sum over t in a..b of sum over m in t+c..e` is `sum over m in a+c..e of sum over t in a..m-c` when `b >= e-c`.
    private static Op swapped(Op.Sum outer, Op.Sum inner) {
        Affine t = Affine.variable(outer.variable());
        Affine c = inner.from().minus(t);
        boolean simple = outer.excluded().isEmpty() && inner.excluded().isEmpty() && c.isConstant()
                && !inner.to().coefficients().containsKey(outer.variable());
        Affine slack = outer.to().minus(inner.to()).plus(c);
        if (!simple || !slack.isConstant() || slack.constant() < 0 || !wrongWay(inner, outer.variable())) {
            return outer;
        }
        Affine m = Affine.variable(inner.variable());
        Op body = sum(new Op.Sum(outer.variable(), outer.from(), m.minus(c), List.of(), inner.body()));
        return new Op.Sum(inner.variable(), outer.from().plus(c), inner.to(), List.of(), body);
    }

    /// Whether the loss carries the inner index and its direction the outer one.
    private static boolean wrongWay(Op.Sum inner, String outer) {
        Op body = Scaled.of(inner.body()).body;
        return body instanceof Op.Slope d && onlyLast(d, outer);
    }

    /// Whether an index occurs free.
    public static boolean depends(Op op, String variable) {
        return switch (op) {
            case Op.Number _,Op.Step _,Op.Parameter _,Op.Position _,Op.Start _,Op.Given _ -> false;
            case Op.Index i -> i.value().coefficients().containsKey(variable);
            case Op.Value v -> v.batch().filter(b -> b.coefficients().containsKey(variable)).isPresent()
                    || v.along().stream().anyMatch(a -> depends(a.vector(), variable));
            case Op.Slope s -> s.batch().filter(b -> b.coefficients().containsKey(variable)).isPresent()
                    || s.along().stream().anyMatch(a -> depends(a.vector(), variable));
            case Op.Add a -> a.terms().stream().anyMatch(x -> depends(x, variable));
            case Op.Scale s -> depends(s.scalar(), variable) || depends(s.body(), variable);
            case Op.Dot d -> depends(d.left(), variable) || depends(d.right(), variable);
            case Op.Reciprocal r -> depends(r.body(), variable);
            case Op.Function f -> depends(f.body(), variable);
            case Op.Sum s ->
                s.from().coefficients().containsKey(variable) || s.to().coefficients().containsKey(variable)
                        || !s.variable().equals(variable) && depends(s.body(), variable);
        };
    }

    /// The same with other parts, made anew.
    public static Op map(Op op, UnaryOperator<Op> change) {
        return switch (op) {
            case Op.Number _,Op.Step _,Op.Parameter _,Op.Index _,Op.Position _,Op.Start _,Op.Given _ -> op;
            case Op.Value v -> value(new Op.Value(v.loss(), v.batch(), v.frozen(), along(v.along(), change)));
            case Op.Slope s -> slope(new Op.Slope(s.loss(), s.batch(), s.frozen(), s.open(), along(s.along(), change)));
            case Op.Add a -> add(a.terms().stream().map(change).toList());
            case Op.Scale s -> scale(change.apply(s.scalar()), change.apply(s.body()));
            case Op.Dot d -> dot(change.apply(d.left()), change.apply(d.right()));
            case Op.Reciprocal r -> new Op.Reciprocal(change.apply(r.body()));
            case Op.Function f -> new Op.Function(f.name(), change.apply(f.body()));
            case Op.Sum s -> sum(with(s, change.apply(s.body())));
        };
    }

    private static List<Along> along(List<Along> along, UnaryOperator<Op> change) {
        return along.stream().map(a -> new Along(a.slot(), change.apply(a.vector()))).toList();
    }
}
