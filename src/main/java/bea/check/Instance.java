package bea.check;

import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Numbers for everything that a model leaves open: counts, scalars, dimensions, positions, losses and fields.
final class Instance {
    /// Where the losses and fields come from.
    interface Source {
        /// @param centre  the start, in the variables of the symbol
        /// @param maximum the largest degree that the declared relations allow
        Polynomial polynomial(Symbol symbol, long label, int component, Rational[] centre, int maximum);
    }

    private record Key(String symbol, long label) {
        // written out: the generated ones of a record cost milliseconds when a program starts
        @Override
        public boolean equals(Object other) {
            return other instanceof Key k && k.label == label && k.symbol.equals(symbol);
        }

        @Override
        public int hashCode() {
            return symbol.hashCode() * 31 + (int) label;
        }
    }

    private final Model model;
    private final Source source;
    private final Map<Key, Polynomial[]> polynomials = new HashMap<>();
    final Map<String, Long> counts;
    final Map<String, Rational> scalars;
    final Functions functions;
    /// The batches that are not zero.
    final Support support;
    final Point start;
    /// A position other than the start.
    final Point live;
    /// Positions that updates and flows lead to, by what was asked and the power of `h` it is known through.
    final Map<String, Point> reached = new HashMap<>();
    private int relabellings;

    Instance(Model model, Map<String, Long> counts, Map<String, Rational> scalars, Rational[][] start,
            Rational[][] live, long seed, Support support, Source source) {
        this(model, counts, scalars, Point.of(start), Point.of(live), new Functions(seed, false), support, source);
    }

    private Instance(Model model, Map<String, Long> counts, Map<String, Rational> scalars, Point start, Point live,
            Functions functions, Support support, Source source) {
        this.model = model;
        this.counts = counts;
        this.scalars = scalars;
        this.source = source;
        this.functions = functions;
        this.support = support;
        this.start = start;
        this.live = live;
    }

    /// The same instance with real values of elementary functions; positions are new, since they remember values.
    Instance real() {
        return new Instance(model, counts, scalars, new Point(start.all()), new Point(live.all()),
                new Functions(0, true), support, source);
    }

    /// Whether two numbers count as equal: exactly, unless values of functions had to be rounded.
    boolean same(Rational a, Rational b) {
        return a.equals(b) || functions.isReal() && RealValues.near(a, b);
    }

    /// A number for one more way to relabel the batches; positions remember values by it.
    int nextRelabelling() {
        return ++relabellings;
    }

    Model model() {
        return model;
    }

    /// Random polynomials of the given degree in random positions.
    static Instance random(Model model, Map<String, Long> counts, int dimension, int degree, long seed) {
        return random(model, counts, dimension, degree, seed, Support.ALL);
    }

    static Instance random(Model model, Map<String, Long> counts, int dimension, int degree, long seed,
            Support support) {
        int slots = model.slots().size();
        Rational[][] start = new Rational[slots][];
        Rational[][] live = new Rational[slots][];
        for (int i = 0; i < slots; i++) {
            Slot s = model.slots().get(i);
            int d = s.coordinates().isEmpty() ? dimension : s.coordinates().size();
            Random r = Random.of(seed, s.name());
            start[i] = new Rational[d];
            live[i] = new Rational[d];
            for (int j = 0; j < d; j++) {
                start[i][j] = r.coordinate();
                live[i][j] = start[i][j].plus(Rational.of(r.below(2) == 0 ? 1 : -1));
            }
        }
        Map<String, Rational> scalars = new TreeMap<>();
        model.scalars().forEach(s -> scalars.put(s.name(), value(s, Random.of(seed, s.name()))));
        return new Instance(model, counts, scalars, start, live, seed, support,
                (symbol, label, component, centre, maximum) -> Polynomial
                        .random(centre, Math.min(degree, maximum),
                                Random.of(seed, symbol.name(), (int) label, component)));
    }

    private static Rational value(Model.Scalar s, Random r) {
        Rational part = Rational.of(1 + r.below(10), 11 + r.below(4));
        if (s.above().isPresent() && s.below().isPresent()) {
            return s.above().get().plus(s.below().get().minus(s.above().get()).times(part));
        }
        Rational size = part.plus(Rational.of(r.below(3)));
        return s.above().isPresent() ? s.above().get().plus(size)
                : s.below().isPresent() ? s.below().get().minus(size) : r.below(2) == 0 ? size : size.negate();
    }

    /// The dimension of the slot.
    int dimension(Slot slot) {
        return start.get(slot.space()).length;
    }

    long value(Affine form) {
        return form.evaluate(counts::get);
    }

    /// The value of a symbol without a definition at a point, through `h^limit`.
    Jet[] evaluate(Symbol symbol, long label, Point at, int limit) {
        Polynomial[] parts = polynomials(symbol, label);
        Jet[] position = scaled(symbol, gather(symbol, at), limit);
        Jet[] value = new Jet[parts.length];
        for (int i = 0; i < parts.length; i++) {
            value[i] = parts[i].at(position, limit);
        }
        return value;
    }

    /// One polynomial for a loss, one for each component of a field; variables are those of the symbol's slots.
    Polynomial[] polynomials(Symbol symbol, long label) {
        Key key = new Key(symbol.name(), label);
        Polynomial[] parts = polynomials.get(key);
        if (parts == null) {
            Jet[] begin = gather(symbol, start);
            Rational[] centre = new Rational[begin.length];
            for (int i = 0; i < begin.length; i++) {
                centre[i] = begin[i].constant();
            }
            parts = new Polynomial[symbol.output().isPresent() ? dimension(symbol.output().get()) : 1];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = source.polynomial(symbol, label, i, centre, maximum(symbol));
            }
            polynomials.put(key, parts);
        }
        return parts;
    }

    /// A function of ratios does not change when what they are the ratios of is scaled: of the components of such a slot
    /// each is divided by the last.
    private Jet[] scaled(Symbol symbol, Jet[] position, int limit) {
        Jet[] result = position;
        int next = 0;
        for (Slot s : symbol.slots()) {
            int last = next + dimension(s) - 1;
            if (isInvariant(symbol, s)) {
                result = result == position ? position.clone() : result;
                Jet inverse = functions.reciprocal(position[last], limit);
                for (int i = next; i <= last; i++) {
                    result[i] = i == last ? Jet.ONE : position[i].times(inverse, limit);
                }
            }
            next = last + 1;
        }
        return result;
    }

    boolean isInvariant(Symbol symbol, Slot slot) {
        return model.relations().stream().anyMatch(r -> r instanceof Model.Relation.Invariant i
                && drawn(i.symbol()).equals(symbol) && i.slot().equals(slot));
    }

    private int maximum(Symbol symbol) {
        for (Model.Relation r : model.relations()) {
            if (r instanceof Model.Relation.Quadratic q && drawn(q.symbol()).equals(symbol)) {
                return symbol.output().isPresent() ? 1 : 2;
            }
        }
        return Integer.MAX_VALUE;
    }

    /// The function that is drawn at random for this one: a multiple of another is no function of its own.
    private Symbol drawn(Symbol symbol) {
        for (Model.Relation r : model.relations()) {
            if (r instanceof Model.Relation.Multiple m && m.symbol().equals(symbol) && !m.factor().isZero()) {
                return drawn(m.other());
            }
        }
        return symbol;
    }

    private static Jet[] gather(Symbol symbol, Point at) {
        int size = 0;
        for (Slot s : symbol.slots()) {
            size += at.get(s).length;
        }
        Jet[] position = new Jet[size];
        int next = 0;
        for (Slot s : symbol.slots()) {
            Jet[] part = at.get(s);
            System.arraycopy(part, 0, position, next, part.length);
            next += part.length;
        }
        return position;
    }
}
