package bea.kernel;

import bea.kernel.Op.Along;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Makes programs from expressions: fields, losses and what they are made of, live or at the start.
///
/// Losses that are given by an expression or composed of others stay one loss here; what evaluates it is an affair of the
/// back-end.
public final class Lowering {
    private final Calculus calculus = new Calculus();

    /// A scalar or a vector.
    ///
    /// @throws NotLowered for an operator, an iterate, a flow, an expectation, or a composed point
    public Op lower(Exp e) {
        return lower(e, Set.of());
    }

    /// Minus the gradient of a loss: the field that descends it.
    public Op descent(Op loss, Slot slot) {
        return Ops.negate(calculus.gradient(loss, slot));
    }

    private Op lower(Exp e, Set<String> frozen) {
        return switch (e) {
            case Exp.Const c -> Ops.number(c.value());
            case Exp.StepSize _ -> new Op.Step();
            case Exp.Param p -> new Op.Parameter(p.name());
            case Exp.IndexValue i -> i.value().isConstant() ? Ops.number(i.value().constantValue())
                    : new Op.Index(i.value());
            case Exp.Apply a -> new Op.Value(loss(a.symbol()), a.label(), read(a.symbol(), frozen), List.of());
            case Exp.Position p ->
                frozen.contains(p.slot().name()) ? new Op.Start(p.slot()) : new Op.Position(p.slot());
            case Exp.Start s -> new Op.Start(s.slot());
            case Exp.At at -> lower(at.body(), frozen(at.point(), frozen));
            case Exp.Grad g -> freeze(calculus.gradient(lower(g.body(), Set.of()), g.slot()), frozen);
            case Exp.MatVec m -> applied(m.operator(), lower(m.vector(), frozen), frozen);
            case Exp.Derivative d -> {
                List<Along> along = new ArrayList<>();
                for (Exp.Shift s : d.directions()) {
                    along.add(new Along(s.slot(), lower(s.position(), frozen)));
                }
                yield derivative(d.body(), along, frozen(d.point(), frozen));
            }
            case Exp.Dot d -> Ops.dot(lower(d.left(), frozen), lower(d.right(), frozen));
            case Exp.Scale s -> Ops.scale(lower(s.scalar(), frozen), lower(s.body(), frozen));
            case Exp.Add a -> Ops.add(a.terms().stream().map(t -> lower(t, frozen)).toList());
            case Exp.Recip r -> reciprocal(lower(r.body(), frozen));
            case Exp.Fun f -> new Op.Function(f.name(), lower(f.body(), frozen));
            case Exp.Sum s -> Ops.sum(
                    new Op.Sum(s.variable(), s.from(), s.to(), s.excluded(), lower(s.body(), frozen)));
            case Exp.Power p -> throw new NotLowered("a power with the exponent "
                    + p.exponent().toString().replace(Affine.INDEX, ""));
            case Exp.Coordinate _ -> throw new NotLowered("a coordinate outside a loss");
            case Exp.Stop _ -> throw new NotLowered("stop");
            case Exp.Jac _ -> throw new NotLowered("an operator that is applied to nothing");
            case Exp.Expect _ -> throw new NotLowered("an expectation");
            case Exp.Correction _,Exp.TimeDerivative _,Exp.FlowAt _,Exp.Iterate _,Exp.Passed _ ->
                throw new NotLowered("a flow or an iterate");
            case Exp.BigO _,Exp.Local _,Exp.Unknown _ -> throw new NotLowered("a part of an update or an equation");
        };
    }

    private static Op reciprocal(Op body) {
        return body instanceof Op.Number n ? Ops.number(n.value().reciprocal()) : new Op.Reciprocal(body);
    }

    private static Symbol loss(Symbol s) {
        if (s.output().isPresent()) {
            throw new NotLowered("the field " + s.name() + ", of which no loss is given");
        }
        return s;
    }

    private static Set<String> read(Symbol s, Set<String> frozen) {
        Set<String> mine = new TreeSet<>(frozen);
        mine.retainAll(s.slots().stream().map(Slot::name).toList());
        return mine;
    }

    private static Set<String> frozen(List<Exp.Shift> point, Set<String> frozen) {
        Set<String> all = new TreeSet<>(frozen);
        for (Exp.Shift s : point) {
            if (!(s.position() instanceof Exp.Start x && x.slot().equals(s.slot()))) {
                throw new NotLowered("a loss at a composed point");
            }
            all.add(s.slot().name());
        }
        return all;
    }

    /// The operator applied to a vector, which is held fixed.
    private Op applied(Exp operator, Op vector, Set<String> frozen) {
        return switch (operator) {
            case Exp.Jac j -> derivative(j.body(), List.of(new Along(j.slot(), vector)), frozen);
            case Exp.At at -> applied(at.body(), vector, frozen(at.point(), frozen));
            case Exp.Add a -> Ops.add(a.terms().stream().map(t -> applied(t, vector, frozen)).toList());
            case Exp.Scale s -> Ops.scale(lower(s.scalar(), frozen), applied(s.body(), vector, frozen));
            case Exp.Sum s -> Ops.sum(
                    new Op.Sum(s.variable(), s.from(), s.to(), s.excluded(), applied(s.body(), vector, frozen)));
            case Exp.MatVec m -> applied(m.operator(), applied(m.vector(), vector, frozen), frozen);
            case Exp.Derivative d -> {
                List<Along> along = new ArrayList<>();
                d.directions().forEach(s -> along.add(new Along(s.slot(), lower(s.position(), frozen))));
                Set<String> at = frozen(d.point(), frozen);
                if (!(d.body() instanceof Exp.Jac j)) {
                    throw new NotLowered("the derivative of an operator of this form");
                }
                along.add(new Along(j.slot(), vector));
                yield derivative(j.body(), along, at);
            }
            default -> throw new NotLowered("an operator of this form");
        };
    }

    /// Differentiated live, then frozen: the order matters, since what is frozen has no derivative.
    private Op derivative(Exp body, List<Along> along, Set<String> frozen) {
        List<Along> outer = new ArrayList<>();
        int hole = -2;
        for (Along a : along) {
            outer.add(new Along(a.slot(), new Op.Given(hole--)));
        }
        Op d = freeze(calculus.along(lower(body, Set.of()), outer), frozen);
        return fill(d, along);
    }

    private static Op fill(Op op, List<Along> along) {
        if (op instanceof Op.Given g) {
            int i = -2 - g.number();
            return i >= 0 && i < along.size() ? along.get(i).vector() : op;
        }
        return Ops.map(op, x -> fill(x, along));
    }

    private static Op freeze(Op op, Set<String> frozen) {
        if (frozen.isEmpty()) {
            return op;
        }
        Op inside = Ops.map(op, x -> freeze(x, frozen));
        return switch (inside) {
            case Op.Value v -> new Op.Value(v.loss(), v.batch(), union(v.loss(), v.frozen(), frozen), v.along());
            case Op.Slope s ->
                new Op.Slope(s.loss(), s.batch(), union(s.loss(), s.frozen(), frozen), s.open(), s.along());
            case Op.Position p when frozen.contains(p.slot().name()) -> new Op.Start(p.slot());
            default -> inside;
        };
    }

    private static Set<String> union(Symbol s, Set<String> a, Set<String> b) {
        Set<String> all = new TreeSet<>(a);
        all.addAll(b);
        return read(s, all);
    }
}
