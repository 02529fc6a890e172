package bea.series;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.model.Affine;
import bea.model.Power;
import bea.model.Slot;
import bea.tree.Vertex;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// The scalar indeterminates of a coefficient beside declared symbols: index values, undifferentiated losses,
/// coordinates, and elementary functions of them.
public final class Scalars {
    private Scalars() {}

    /// The value of an index variable.
    public record Index(String name, String key) implements Generator {
        public Index(String name) {
            this(name, "#" + name);
        }
    }

    /// A named coordinate, live or at the start.
    ///
    /// @param stopped a constant for the derivatives that are under way, wherever it is
    public record Coordinate(Slot slot, int component, boolean start, boolean stopped, String key)
            implements Generator {
        public Coordinate(Slot slot, int component, boolean start) {
            this(slot, component, start, false);
        }

        private Coordinate(Slot slot, int component, boolean start, boolean stopped) {
            this(slot, component, start, stopped,
                    "%" + slot.coordinates().get(component) + (start ? "!" : "") + (stopped ? "~" : ""));
        }

        /// Whether it moves with the live position of `s`.
        public boolean isLive(Slot s) {
            return slot.equals(s) && !start && !stopped;
        }
    }

    /// An elementary function of a scalar.
    public record Function(String name, Coef argument, String key) implements Generator {
        public Function(String name, Coef argument) {
            this(name, argument, name + "<" + argument + ">");
        }

        /// The derivative with respect to the argument.
        public Coef derivative() {
            Coef self = Coef.generator(this);
            return switch (name) {
                case "log" -> argument.reciprocal();
                case "exp" -> self;
                case "sin" -> Coef.generator(new Function("cos", argument));
                case "cos" -> Coef.generator(new Function("sin", argument)).negate();
                case "tan" -> Coef.ONE.plus(self.times(self));
                case "tanh" -> Coef.ONE.minus(self.times(self));
                case "sqrt" -> self.reciprocal().times(bea.algebra.Rational.of(1, 2));
                case "atan" -> Coef.ONE.plus(argument.times(argument)).reciprocal();
                case "sigmoid" -> self.minus(self.times(self));
                default -> throw new NotExpressible("the derivative of " + name + " is not known");
            };
        }
    }

    /// Index variables that occur in `c`, in labels and as values.
    public static Set<String> indices(Coef c) {
        TreeSet<String> names = new TreeSet<>();
        for (Generator g : c.generators()) {
            indices(g, names);
        }
        return names;
    }

    /// Adds those of one indeterminate.
    static void indices(Generator g, Set<String> names) {
        switch (g) {
            case Index i -> names.add(i.name());
            case Power p -> names.add(p.exponent());
            case Vertex.Value v -> v.vertex().label().ifPresent(l -> names.addAll(l.coefficients().keySet()));
            case Function f -> names.addAll(indices(f.argument()));
            default -> {
            }
        }
    }

    /// Every index variable and count replaced, in labels, as values and as exponents.
    public static Coef relabel(Coef c, UnaryOperator<Affine> change) {
        if (c.isRational() || isUnchanged(c, change)) {
            return c;
        }
        return substitute(c, g -> switch (g) {
            case Index i -> value(change.apply(Affine.variable(i.name())));
            case Power p -> power(p.baseValue(), change.apply(Affine.variable(p.exponent())));
            case Vertex.Value v -> Coef.generator(new Vertex.Value(v.vertex().relabel(change)));
            case Function f -> Coef.generator(new Function(f.name(), relabel(f.argument(), change)));
            default -> null;
        });
    }

    /// Every indeterminate replaced for which there is a value.
    ///
    /// @throws NotExpressible when a divisor becomes zero
    public static Coef substitute(Coef c, java.util.function.Function<Generator, Coef> values) {
        try {
            return c.substitute(values);
        } catch (ArithmeticException pole) {
            throw new NotExpressible("a division by zero");
        }
    }

    private static boolean isUnchanged(Coef c, UnaryOperator<Affine> change) {
        for (Generator g : c.generators()) {
            boolean same = switch (g) {
                case Index i -> isUnchanged(i.name(), change);
                case Power p -> isUnchanged(p.exponent(), change);
                case Vertex.Value v -> v.vertex().label().map(l -> change.apply(l).equals(l)).orElse(true);
                case Function f -> isUnchanged(f.argument(), change);
                default -> true;
            };
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnchanged(String name, UnaryOperator<Affine> change) {
        Affine a = Affine.variable(name);
        return change.apply(a).equals(a);
    }

    /// `base^exponent`.
    ///
    /// @throws NotExpressible when that is no power of scalars and numbers, or out of reach
    public static Coef power(Coef base, Affine exponent) {
        Optional<Coef> power;
        try {
            power = Power.of(base, exponent);
        } catch (ArithmeticException zero) {
            throw new NotExpressible("a division by zero");
        }
        return power.orElseThrow(() -> new NotExpressible(exponent.isConstant()
                ? "a power with the exponent " + exponent
                : "a power with the exponent " + exponent
                        + " of something else than a declared scalar or a positive number"));
    }

    /// An affine form as a number; counts are declared symbols, everything that starts with `$` or is bound an index.
    public static Coef value(Affine a) {
        Coef sum = Coef.of(a.constant());
        for (var e : a.coefficients().entrySet()) {
            sum = sum.plus(Coef.generator(new Index(e.getKey())).times(bea.algebra.Rational.of(e.getValue())));
        }
        return sum;
    }

    /// Every value frozen in the given slots.
    public static Coef freeze(Coef c, int slots) {
        if (c.isRational()) {
            return c;
        }
        return c.substitute(g -> switch (g) {
            case Vertex.Value v -> Coef.generator(new Vertex.Value(v.vertex().freeze(slots)));
            case Coordinate x -> (slots >> x.slot().index() & 1) == 0 ? null
                    : Coef.generator(new Coordinate(x.slot(), x.component(), true, x.stopped()));
            case Function f -> Coef.generator(new Function(f.name(), freeze(f.argument(), slots)));
            default -> null;
        });
    }

    /// Every value a constant for the derivatives that are under way, or no more.
    static Coef stop(Coef c, boolean stopped) {
        if (c.isRational()) {
            return c;
        }
        return c.substitute(g -> switch (g) {
            case Vertex.Value v -> Coef.generator(
                    new Vertex.Value(stopped ? v.vertex().stopped() : v.vertex().resumed()));
            case Coordinate x -> Coef.generator(new Coordinate(x.slot(), x.component(), x.start(), stopped));
            case Function f -> Coef.generator(new Function(f.name(), stop(f.argument(), stopped)));
            default -> null;
        });
    }

    /// Every value live.
    static Coef thaw(Coef c) {
        if (c.isRational()) {
            return c;
        }
        return c.substitute(g -> switch (g) {
            case Vertex.Value v -> Coef.generator(new Vertex.Value(v.vertex().withFrozen(0)));
            case Coordinate x -> Coef.generator(new Coordinate(x.slot(), x.component(), false, x.stopped()));
            case Function f -> Coef.generator(new Function(f.name(), thaw(f.argument())));
            default -> null;
        });
    }

    /// `c` with the indeterminate `x` replaced everywhere, also inside functions.
    public static Coef replace(Coef c, Generator x, Coef value) {
        return substitute(c, g -> g.compareTo(x) == 0 ? value
                : g instanceof Function f ? Coef.generator(new Function(f.name(), replace(f.argument(), x, value)))
                : null);
    }

    /// The derivative with respect to `x`, also inside functions.
    public static Coef derivative(Coef c, Generator x) {
        Coef sum = c.derivative(x);
        for (Generator g : c.generators()) {
            if (g instanceof Function f) {
                sum = sum.plus(c.derivative(g).times(f.derivative()).times(derivative(f.argument(), x)));
            }
        }
        return sum;
    }
}
