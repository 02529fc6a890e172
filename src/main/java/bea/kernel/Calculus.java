package bea.kernel;

import bea.algebra.Rational;
import bea.kernel.Op.Along;
import bea.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Derivatives of operations with respect to the live position of a slot, as operations.
public final class Calculus {
    private int next;

    /// The derivative of a value of any type along vectors that are held fixed.
    public Op along(Op op, List<Along> directions) {
        Map<Integer, Op> given = new java.util.HashMap<>();
        Op result = op;
        for (Along a : directions) {
            given.put(next, a.vector());
            result = along(result, a.slot(), new Op.Given(next++));
        }
        return put(result, given);
    }

    /// The gradient of a scalar.
    public Op gradient(Op scalar, Slot slot) {
        return switch (scalar) {
            case Op.Number _,Op.Step _,Op.Parameter _,Op.Index _ -> Ops.ZERO;
            case Op.Value v -> gradient(v, slot);
            case Op.Add a -> Ops.add(a.terms().stream().map(t -> gradient(t, slot)).toList());
            case Op.Scale s -> Ops.add(List.of(Ops.scale(s.scalar(), gradient(s.body(), slot)),
                    Ops.scale(s.body(), gradient(s.scalar(), slot))));
            case Op.Dot d when d.left().equals(d.right()) ->
                Ops.scale(Ops.number(Rational.of(2)), pulled(d.left(), d.left(), slot));
            case Op.Dot d -> Ops.add(List.of(pulled(d.left(), d.right(), slot), pulled(d.right(), d.left(), slot)));
            case Op.Reciprocal r -> Ops.scale(Ops.negate(Ops.scale(scalar, scalar)), gradient(r.body(), slot));
            case Op.Function f -> Ops.scale(derivative(f), gradient(f.body(), slot));
            case Op.Sum s ->
                Ops.sum(new Op.Sum(s.variable(), s.from(), s.to(), s.excluded(), gradient(s.body(), slot)));
            case Op.Slope _,Op.Position _,Op.Start _,Op.Given _ -> throw new NotLowered("the gradient of a vector");
        };
    }

    private Op gradient(Op.Value v, Slot slot) {
        List<Op> terms = new ArrayList<>();
        if (live(v.loss(), v.frozen(), slot)) {
            terms.add(Ops.slope(new Op.Slope(v.loss(), v.batch(), v.frozen(), slot, v.along())));
        }
        // it is linear in each of its directions
        for (int i = 0; i < v.along().size(); i++) {
            List<Along> rest = new ArrayList<>(v.along());
            Along taken = rest.remove(i);
            Op weight = Ops.slope(new Op.Slope(v.loss(), v.batch(), v.frozen(), taken.slot(), List.copyOf(rest)));
            terms.add(pulled(taken.vector(), weight, slot));
        }
        return Ops.add(terms);
    }

    /// The gradient of the inner product of `vector` with `weight`, which is held fixed.
    private Op pulled(Op vector, Op weight, Slot slot) {
        return switch (vector) {
            case Op.Slope s -> {
                int hole = next++;
                List<Along> along = new ArrayList<>(s.along());
                along.add(new Along(s.open(), new Op.Given(hole)));
                Op g = gradient(new Op.Value(s.loss(), s.batch(), s.frozen(), List.copyOf(along)), slot);
                yield put(g, Map.of(hole, weight));
            }
            case Op.Add a -> Ops.add(a.terms().stream().map(t -> pulled(t, weight, slot)).toList());
            case Op.Scale s -> Ops.add(List.of(Ops.scale(s.scalar(), pulled(s.body(), weight, slot)),
                    Ops.scale(Ops.dot(s.body(), weight), gradient(s.scalar(), slot))));
            case Op.Sum s -> Ops.sum(
                    new Op.Sum(s.variable(), s.from(), s.to(), s.excluded(), pulled(s.body(), weight, slot)));
            case Op.Position p -> p.slot().equals(slot) ? weight : Ops.ZERO;
            case Op.Start _,Op.Given _,Op.Number _ -> Ops.ZERO;
            case Op.Step _,Op.Parameter _,Op.Index _,Op.Value _,Op.Dot _,Op.Reciprocal _,Op.Function _ ->
                throw new NotLowered("a scalar where a vector is due");
        };
    }

    private Op along(Op op, Slot slot, Op direction) {
        return switch (op) {
            case Op.Number _,Op.Step _,Op.Parameter _,Op.Index _,Op.Start _,Op.Given _ -> Ops.ZERO;
            case Op.Position p -> p.slot().equals(slot) ? direction : Ops.ZERO;
            case Op.Value v -> {
                List<Op> terms = new ArrayList<>();
                if (live(v.loss(), v.frozen(), slot)) {
                    terms.add(new Op.Value(v.loss(), v.batch(), v.frozen(), with(v.along(), slot, direction)));
                }
                for (int i = 0; i < v.along().size(); i++) {
                    List<Along> moved = moved(v.along(), i, slot, direction);
                    terms.add(Ops.value(new Op.Value(v.loss(), v.batch(), v.frozen(), moved)));
                }
                yield Ops.add(terms);
            }
            case Op.Slope s -> {
                List<Op> terms = new ArrayList<>();
                if (live(s.loss(), s.frozen(), slot)) {
                    terms.add(
                            new Op.Slope(s.loss(), s.batch(), s.frozen(), s.open(), with(s.along(), slot, direction)));
                }
                for (int i = 0; i < s.along().size(); i++) {
                    List<Along> moved = moved(s.along(), i, slot, direction);
                    terms.add(Ops.slope(new Op.Slope(s.loss(), s.batch(), s.frozen(), s.open(), moved)));
                }
                yield Ops.add(terms);
            }
            case Op.Add a -> Ops.add(a.terms().stream().map(t -> along(t, slot, direction)).toList());
            case Op.Scale s -> Ops.add(List.of(Ops.scale(s.scalar(), along(s.body(), slot, direction)),
                    Ops.scale(along(s.scalar(), slot, direction), s.body())));
            case Op.Dot d -> Ops.add(List.of(Ops.dot(along(d.left(), slot, direction), d.right()),
                    Ops.dot(d.left(), along(d.right(), slot, direction))));
            case Op.Reciprocal r -> Ops.scale(Ops.negate(Ops.scale(op, op)), along(r.body(), slot, direction));
            case Op.Function f -> Ops.scale(derivative(f), along(f.body(), slot, direction));
            case Op.Sum s -> Ops.sum(
                    new Op.Sum(s.variable(), s.from(), s.to(), s.excluded(), along(s.body(), slot, direction)));
        };
    }

    private static List<Along> with(List<Along> along, Slot slot, Op direction) {
        List<Along> more = new ArrayList<>(along);
        more.add(new Along(slot, direction));
        return List.copyOf(more);
    }

    private List<Along> moved(List<Along> along, int i, Slot slot, Op direction) {
        List<Along> moved = new ArrayList<>(along);
        moved.set(i, new Along(along.get(i).slot(), along(along.get(i).vector(), slot, direction)));
        return List.copyOf(moved);
    }

    private static boolean live(bea.model.Symbol loss, java.util.Set<String> frozen, Slot slot) {
        return loss.slots().contains(slot) && !frozen.contains(slot.name());
    }

    private static Op put(Op op, Map<Integer, Op> given) {
        return op instanceof Op.Given g && given.containsKey(g.number()) ? given.get(g.number())
                : Ops.map(op, x -> put(x, given));
    }

    /// The derivative of an elementary function at its argument.
    private static Op derivative(Op.Function f) {
        Op x = f.body();
        return switch (f.name()) {
            case "exp" -> f;
            case "log" -> new Op.Reciprocal(x);
            case "sin" -> new Op.Function("cos", x);
            case "cos" -> Ops.negate(new Op.Function("sin", x));
            case "tan" -> Ops.add(List.of(Ops.ONE, Ops.scale(f, f)));
            case "tanh" -> Ops.add(List.of(Ops.ONE, Ops.negate(Ops.scale(f, f))));
            case "sigmoid" -> Ops.add(List.of(f, Ops.negate(Ops.scale(f, f))));
            case "sqrt" -> Ops.scale(Ops.number(Rational.of(1, 2)), new Op.Reciprocal(f));
            case "atan" -> new Op.Reciprocal(Ops.add(List.of(Ops.ONE, Ops.scale(x, x))));
            default -> throw new NotLowered("the derivative of " + f.name());
        };
    }
}
