package bea.check;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Parts;
import bea.model.Slot;
import bea.model.Update;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs updates, statement by statement, from the start of the instance.
final class Execution {
    private final Interpreter interpreter;
    /// The loop that the update has run through, and the point from which.
    private Update.Loop behind;
    private Point beforeLoop;

    Execution(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    private Update update() {
        return interpreter.instance().model().update().orElseThrow(() -> new NotChecked("there is no update"));
    }

    /// Where the update leads to, averaged first when an expectation is asked for.
    Point afterUpdate(Optional<Exp.Expect> over) {
        String key = (interpreter.isCorrecting() ? "corrected update " : "update ")
                + over.map(x -> x.kind() + " " + x.batch()).orElse("");
        Point known = known(key);
        if (known != null) {
            return known;
        }
        Point end = over.isEmpty() ? after(update()) : average(over.get(), () -> after(update()));
        return remember(key, end);
    }

    /// The start, moved by the time-one field of the update at the start, averaged over all runs.
    ///
    /// With `P` the map of one run, `g -> g o P` is the exponential of the field, so the field is the logarithm
    /// `sum over j of (-1)^(j+1)/j (P - 1)^j`, applied to the identity: a sum of the points that the same run, repeated,
    /// leads to. As `P` is near the identity, the powers of `h` up to the limit need no more repetitions than that.
    Point afterField(Exp.Expect over) {
        if (readsStart(update().body())) {
            throw new NotChecked("the average of corrections when the update reads its start");
        }
        String key = "field " + over.kind() + " " + over.batch();
        Point known = known(key);
        return known != null ? known : remember(key, average(over, this::field));
    }

    private Point field() {
        Point at = interpreter.instance().start;
        Point sum = at;
        for (int i = 0; i <= interpreter.limit(); i++) {
            sum = sum.plus(at.scaled(share(i)));
            at = i < interpreter.limit() ? whole(update(), at) : at;
        }
        return sum;
    }

    /// How often the point after `i` repetitions is in the logarithm.
    private Rational share(int i) {
        Rational sum = Rational.ZERO;
        Rational binomial = Rational.ONE;
        for (int j = Math.max(i, 1); j <= interpreter.limit(); j++) {
            // j over i
            binomial = j == i || i == 0 ? Rational.ONE : binomial.times(Rational.of(j, j - i));
            sum = sum.plus(binomial.times(Rational.of(i % 2 == 0 ? -1 : 1, j)));
        }
        return sum;
    }

    private static boolean readsStart(List<Update.Stmt> body) {
        boolean[] found = {false};
        Parts.forEach(body, e -> found[0] |= e instanceof Exp.Start);
        return found[0];
    }

    private Point average(Exp.Expect over, Supplier<Point> end) {
        if (!interpreter.instance().model().memories().isEmpty()) {
            throw new NotChecked("an expectation with a memory of earlier batches");
        }
        Jet[][] slots = interpreter.instance().start.all();
        int[] sizes = Arrays.stream(slots).mapToInt(s -> s.length).toArray();
        Jet[] mean = interpreter.relabelling().average(over, () -> flat(end.get().all(), sizes));
        Jet[][] parts = new Jet[sizes.length][];
        for (int i = 0, from = 0; i < sizes.length; from += sizes[i++]) {
            parts[i] = Arrays.copyOfRange(mean, from, from + sizes[i]);
        }
        return new Point(parts);
    }

    private static Jet[] flat(Jet[][] slots, int[] sizes) {
        Jet[] all = new Jet[Arrays.stream(sizes).sum()];
        for (int i = 0, from = 0; i < sizes.length; from += sizes[i++]) {
            System.arraycopy(slots[i], 0, all, from, sizes[i]);
        }
        return all;
    }

    Point after(Update update) {
        return whole(update, begin(update));
    }

    /// The start of the instance, memories on their slow manifold.
    private Point begin(Update update) {
        Point start = interpreter.instance().start;
        if (interpreter.instance().model().memories().isEmpty()) {
            return start;
        }
        return start.with(new Orbit(interpreter, this, update).memories(start));
    }

    /// Where one update leads to from `begin`.
    Point once(Update update, Point begin) {
        return interpreter.from(begin, () -> interpreter.with(begin, interpreter.limit(),
                () -> whole(update, begin)));
    }

    private Point whole(Update update, Point from) {
        Update.Loop outerLoop = behind;
        Point outerPoint = beforeLoop;
        Point p = from;
        for (int i = 0; i < update.body().size(); i++) {
            Point before = p;
            p = run(update.body().subList(i, i + 1), before);
            if (update.body().get(i) instanceof Update.Loop l) {
                behind = l;
                beforeLoop = before;
            }
        }
        behind = outerLoop;
        beforeLoop = outerPoint;
        return p;
    }

    /// A memory after the transient, where the states are.
    Jet[] memory(Slot slot, Point at) {
        int first = interpreter.instance().model().slots().size();
        Point.Key key = new Point.Key("memory " + (interpreter.isCorrecting() ? "corrected " : "") + slot.name(), 0,
                interpreter.relabelling().id());
        Point.Known known = at.known.get(key);
        if (known == null || known.limit() < interpreter.limit()) {
            Jet[] value = new Orbit(interpreter, this, update()).memories(at)[slot.index() - first];
            known = new Point.Known(value, interpreter.limit());
            at.known.put(key, known);
        }
        return known.value();
    }

    /// Where `steps` updates in a row lead to, or as many passes where an update has nothing but one loop in it that
    /// moves a state.
    Point iterate(int steps) {
        if (steps < 0) {
            throw new NotChecked("an iterate before the start");
        }
        String key = (interpreter.isExpecting() ? "expected " : "") + "iterate " + steps;
        Point known = known(key);
        return known != null ? known : remember(key, repeated(steps));
    }

    private Point repeated(int steps) {
        Update update = update();
        Point begin = begin(update);
        long moving = update.body().stream()
                .filter(s -> !(s instanceof Update.Stage) && !(s instanceof Update.Implicit)).count();
        if (moving == 1 && update.body().getLast() instanceof Update.Loop l) {
            Point p = run(update.body().subList(0, update.body().size() - 1), begin);
            return loop(l, steps, p);
        }
        if (steps > 1 && interpreter.isExpecting()) {
            throw new NotChecked("an expectation over the batches of several updates");
        }
        return interpreter.inside(steps, "an update of ", " repetitions", () -> {
            Point end = begin;
            for (int k = 0; k < steps; k++) {
                // what was frozen at a point was so for the update before
                end = once(update, new Point(end.all()));
            }
            return end;
        });
    }

    /// Where the update that runs was after so many passes of its loop.
    Point passed(long steps) {
        return loop(behind, steps, beforeLoop);
    }

    private Point loop(Update.Loop l, long steps, Point before) {
        long from = interpreter.index(l.from());
        if (steps < 0 || steps > Interpreter.size(from, interpreter.index(l.to()))) {
            throw new NotChecked("an iterate that the loop does not reach");
        }
        return loop(l, from, from + steps - 1, before);
    }

    private Point known(String key) {
        Instance in = interpreter.instance();
        // what was found through a higher power serves too
        for (int limit = interpreter.limit(); interpreter.relabelling().id() == 0 && limit <= Jet.MAX; limit++) {
            Point p = in.reached.get(key + " " + limit);
            if (p != null) {
                return p;
            }
        }
        return null;
    }

    private Point remember(String key, Point p) {
        if (interpreter.relabelling().id() == 0) {
            interpreter.instance().reached.put(key + " " + interpreter.limit(), p);
        }
        return p;
    }

    private Point run(List<Update.Stmt> body, Point from) {
        Point p = from;
        for (Update.Stmt s : body) {
            switch (s) {
                case Update.Assign a -> p = assign(p, a, p);
                case Update.Together t -> {
                    Point before = p;
                    for (Update.Assign a : t.assigns()) {
                        p = assign(p, a, before);
                    }
                }
                case Update.Loop l -> p = loop(l, interpreter.index(l.from()), interpreter.index(l.to()), p);
                case Update.Average a -> p = mean(a, p);
                case Update.Stage g -> interpreter.define(g.name(), value(g, p));
                case Update.Implicit i -> implicit(i.stages(), p);
            }
        }
        return p;
    }

    private Point assign(Point state, Update.Assign a, Point read) {
        Jet[] value = interpreter.at(read, a.value(), null);
        return state.with(a.slot(), value != null ? value : zero(a.slot()));
    }

    private Jet[] zero(Slot slot) {
        return Vectors.zero(interpreter.instance().dimension(slot));
    }

    private Point loop(Update.Loop l, long from, long to, Point before) {
        return interpreter.binding(l.variable(),
                () -> interpreter.inside(Interpreter.size(from, to), "a loop of ", " passes", () -> {
                    Point p = before;
                    for (long i = from; i <= to; i++) {
                        interpreter.bind(l.variable(), i);
                        p = run(l.body(), p);
                    }
                    return p;
                }));
    }

    private Point mean(Update.Average a, Point before) {
        long from = interpreter.index(a.from());
        long to = interpreter.index(a.to());
        return interpreter.binding(a.variable(), () -> interpreter.inside(Interpreter.size(from, to), "an average of ",
                " runs", () -> mean(a, from, to, before)));
    }

    private Point mean(Update.Average a, long from, long to, Point before) {
        Point sum = null;
        for (long i = from; i <= to; i++) {
            interpreter.bind(a.variable(), i);
            Point end = run(a.body(), before);
            sum = sum == null ? end : sum.plus(end);
        }
        if (sum == null) {
            throw new NotChecked("an average of no runs");
        }
        return sum.scaled(Rational.of(1, to - from + 1));
    }

    private Jet[] value(Update.Stage g, Point at) {
        Jet[] value = interpreter.at(at, g.value(), null);
        return value != null ? value : zero(g.slot());
    }

    /// Implicit stages read each other through a factor `O(h)` around every circle, so as many rounds as there are stages
    /// settle one more power of `h`.
    private void implicit(List<Update.Stage> stages, Point at) {
        Jet[][] values = stages.stream().map(g -> at.get(g.slot())).toArray(Jet[][]::new);
        for (int i = 0; i < values.length; i++) {
            interpreter.define(stages.get(i).name(), values[i]);
        }
        boolean settled = false;
        for (int round = 0; !settled; round++) {
            if (round > stages.size() * (interpreter.limit() + 2)) {
                throw new NotChecked("the implicit stage " + stages.getFirst().name()
                        + " is not determined power by power");
            }
            settled = true;
            for (int i = 0; i < values.length; i++) {
                Jet[] next = value(stages.get(i), at);
                settled &= Vectors.difference(values[i], next, interpreter.limit()) < 0;
                values[i] = next;
                interpreter.define(stages.get(i).name(), next);
            }
        }
    }
}
