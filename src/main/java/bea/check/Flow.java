package bea.check;

import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import java.util.List;
import java.util.Optional;

/// Flows from the start of the instance, by Picard iteration.
///
/// In the time `s = t/T` in `[0, 1]` the flow obeys `x' = T F(x)`; as `T = O(h)`, each round of
/// `x <- start + integral of T F(x)` settles one more power of `h`.
final class Flow {
    private static final Exp ONE_STEP = new Exp.StepSize();

    /// A vector field: the value in one slot, at the live position of the interpreter.
    private interface Field {
        Jet[] in(Slot slot);
    }

    private final Interpreter interpreter;

    Flow(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    private Optional<Model.Find> find() {
        return interpreter.instance().model().finds().stream().findFirst();
    }

    /// The time that the update spans for a slot.
    private Jet time(Slot slot) {
        return interpreter.scalar(find().map(f -> f.time(slot)).orElse(ONE_STEP));
    }

    private Model.Sense sense() {
        return find().map(Model.Find::sense).orElse(Model.Sense.FLOW);
    }

    private Jet epsilon() {
        return interpreter.scalar(find().map(Model.Find::epsilon).orElse(ONE_STEP));
    }

    /// `f_k` at the live position.
    Jet[] correction(int k, Slot slot) {
        Question q = interpreter.question();
        return q.forAny().contains(k) ? interpreter.arbitrary(k, slot)
                : interpreter.value(q.corrections().get(k, slot), null);
    }

    /// `f_0 + epsilon f_1 + epsilon^2 f_2 + …` at the live position, as far as the limit and the question go.
    Jet[] modifiedField(Slot slot) {
        if (sense() != Model.Sense.FLOW) {
            throw new NotChecked("the question is not about the modified flow");
        }
        return corrected(slot, interpreter.question().flowOrder());
    }

    /// `f_0 + … + epsilon^last f_last` at the live position, as far as the limit goes.
    Jet[] corrected(Slot slot, int last) {
        Jet epsilon = epsilon();
        Jet power = Jet.ONE;
        Jet[] sum = null;
        int limit = interpreter.limit();
        for (int k = 0; k <= last && !power.isZero() && power.order() <= limit; k++) {
            if (k > Jet.MAX) {
                throw new NotChecked("the corrections are not in powers of h");
            }
            sum = Vectors.plus(sum, scaled(power, k, slot));
            power = power.times(epsilon, limit);
        }
        return sum;
    }

    private Jet[] scaled(Jet power, int k, Slot slot) {
        Jet[] value = interpreter.shortened(power.order(), new Exp.Correction(k, slot), null);
        return Vectors.scale(power, value, interpreter.limit());
    }

    /// The position on the modified flow.
    Point position(Jet time) {
        return run(time, this::modifiedField, null);
    }

    /// The position after the time that the update spans, when the listed slots follow the given fields and the others
    /// the derived ones.
    Point following(List<Model.FlowOf> given) {
        return ends(slot -> {
            // of two for one slot the last one counts
            for (Model.FlowOf f : given.reversed()) {
                if (f.slot().index() == slot.index()) {
                    return value(f);
                }
            }
            return modifiedField(slot);
        }, null);
    }

    /// Where the printed `f_0 + epsilon f_1 + …` says that the update leads ([Model.Sense]); with the modifying
    /// integrator, where the flow of `f_0` does.
    Point derived() {
        int last = interpreter.question().flowOrder();
        if (find().filter(Model.Find::averaged).isPresent()) {
            return averaged(last);
        }
        return switch (sense()) {
            case FLOW -> ends(this::modifiedField, "flow");
            case MEMORYLESS -> displaced(interpreter.instance().start, slot -> corrected(slot, last));
            case RESIDUAL -> displaced(ends(slot -> corrected(slot, 0), "flow of f_0"),
                    slot -> Vectors.minus(corrected(slot, last), corrected(slot, 0)));
            case MODIFYING -> ends(slot -> corrected(slot, 0), "flow of f_0");
        };
    }

    /// An average of fields is the field of no flow in particular: it is compared as it stands.
    private Point averaged(int last) {
        Model.Find f = find().orElseThrow();
        if (f.sense() != Model.Sense.FLOW || f.ownClocks() || f.transientOver()) {
            throw new NotChecked("the average of corrections that are not about the flow of all slots in one time");
        }
        return displaced(interpreter.instance().start, slot -> corrected(slot, last));
    }

    /// `from + T * field(start)`.
    private Point displaced(Point from, Field field) {
        Point p = from;
        for (Slot s : interpreter.instance().model().slots()) {
            Jet time = time(s);
            Jet[] value = interpreter.with(interpreter.instance().start, interpreter.limit() - time.order(),
                    () -> field.in(s));
            p = p.with(s, Vectors.plus(p.get(s), Vectors.scale(time, value, interpreter.limit())));
        }
        return p;
    }

    /// Each slot where the flow of all of them leads in that slot's time.
    private Point ends(Field field, String key) {
        if (find().filter(Model.Find::ownClocks).isEmpty()) {
            return run(time(interpreter.instance().model().slots().getFirst()), field, key);
        }
        Point end = interpreter.instance().start;
        for (Slot s : interpreter.instance().model().slots()) {
            end = end.with(s, run(time(s), field, key == null ? null : key + " for " + s.index()).get(s));
        }
        return end;
    }

    private Jet[] value(Model.FlowOf f) {
        Exp field = f.loss() ? new Exp.Grad(f.slot(), f.expression()) : f.expression();
        Jet[] value = interpreter.value(field, null);
        return f.loss() ? Vectors.minus(null, value) : value;
    }

    /// @param key of a flow that may be asked for again, through a higher power; it then goes on from what is known
    private Point run(Jet time, Field field, String key) {
        int limit = interpreter.limit();
        if (time.order() == 0) {
            throw new NotChecked("a flow over a time that does not vanish with h");
        }
        Instance in = interpreter.instance();
        boolean kept = key != null && interpreter.relabelling().id() == 0;
        Point p = in.start;
        int known = time.order() - 1;
        for (int power = limit; kept && power > known; power--) {
            Point there = in.reached.get(key + " " + power);
            if (there != null) {
                p = there;
                known = power;
            }
        }
        for (int round = known + 1; round <= limit; round++) {
            p = round(round, p, time, field);
        }
        if (kept) {
            in.reached.put(key + " " + limit, p);
        }
        return end(p);
    }

    private Point round(int round, Point p, Jet time, Field field) {
        Jet[][] next = interpreter.instance().start.all().clone();
        for (Slot s : interpreter.instance().model().slots()) {
            Jet[] value = interpreter.with(p, round - time.order(), () -> field.in(s));
            if (value != null) {
                Jet[] path = next[s.index()].clone();
                for (int i = 0; i < path.length; i++) {
                    path[i] = path[i].plus(value[i].times(time, round).integral());
                }
                next[s.index()] = path;
            }
        }
        return new Point(next);
    }

    private static Point end(Point p) {
        Jet[][] slots = new Jet[p.all().length][];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Jet[p.all()[i].length];
            for (int j = 0; j < slots[i].length; j++) {
                slots[i][j] = p.all()[i][j].atEnd();
            }
        }
        return new Point(slots);
    }
}
