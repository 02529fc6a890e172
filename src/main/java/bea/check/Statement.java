package bea.check;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import java.util.Optional;

/// Whether what a claim states is true of one instance.
final class Statement {
    /// The powers of `h` that are compared when a statement speaks of all of them.
    private static final int PROBE = 3;

    /// Where two values part.
    ///
    /// @param what  what is compared, such as `flow minus update`
    /// @param left  the one value through `h^power`; null is zero
    /// @param right the other one
    /// @param power the first power of `h` at which they differ
    /// @param size  the number of components
    record Difference(String what, Jet[] left, Jet[] right, int power, int size, int limit) {}

    private final Instance instance;
    private final Question question;

    Statement(Instance instance, Question question) {
        this.instance = instance;
        this.question = question;
    }

    /// Empty when the two sides agree.
    Optional<Difference> difference(Model.Body body) {
        return switch (body) {
            case Model.Equation e -> equation(e);
            case Model.Choice c -> choice(c);
            case Model.Follows f -> follows(f);
            case Model.SameUpdate u -> sameUpdate(u);
            case Model.IsGradient _,Model.LossExists _,Model.IllTyped _ ->
                throw new IllegalArgumentException("no equality: " + body);
        };
    }

    private Interpreter interpreter(Question q, int limit) {
        if (limit > Jet.MAX) {
            throw new NotChecked("powers of h beyond " + Jet.MAX);
        }
        return new Interpreter(instance, q, limit);
    }

    private Optional<Difference> equation(Model.Equation e) {
        Shape shape = Shape.of(e.left()).beside(Shape.of(e.right()));
        boolean cut = shape.bigO() < Integer.MAX_VALUE;
        int all = shape.series() ? Math.max(shape.degree() + 1, PROBE) : shape.degree() + (shape.flow() ? 1 : 0);
        int last = lastCorrection();
        Interpreter i = interpreter(question.flowOrder(last), cut ? shape.bigO() - 1
                : shape.flow() ? Math.max(all, last) : all);
        Point at = e.atStart() || shape.fromStart() ? instance.start : instance.live;
        return new Sides(e, i, at, shape.argument()).forAll(0, "");
    }

    /// The modified flow of an equation is the one that the file asks for, no more.
    private int lastCorrection() {
        return question.forAny().stream().mapToInt(k -> k).max()
                .orElse(instance.model().finds().stream().mapToInt(Model.Find::order).max().orElse(1));
    }

    private static Optional<Difference> compare(Instance in, String what, Jet[] left, Jet[] right, int limit) {
        int power = Vectors.difference(left, right, limit, in::same);
        if (power < 0) {
            return Optional.empty();
        }
        int size = left != null ? left.length : right.length;
        return Optional.of(new Difference(what, left, right, power, size, limit));
    }

    /// The two sides of an equation.
    ///
    /// @param argument when they are operators, the slot of the vectors that they take
    private record Sides(Model.Equation equation, Interpreter reader, Point at, Slot argument) {

        /// Compares them for all values of the free indices from the given one on.
        Optional<Difference> forAll(int range, String where) {
            if (range == equation.ranges().size()) {
                return compare(where);
            }
            Model.Range r = equation.ranges().get(range);
            long to = reader.index(r.to());
            Interpreter.bounded(Interpreter.size(reader.index(r.from()), to), "a range of ", " values");
            for (long v = reader.index(r.from()); v <= to; v++) {
                reader.bind(r.variable(), v);
                Optional<Difference> d = forAll(range + 1, where + r.variable() + " = " + v + ": ");
                if (d.isPresent()) {
                    return d;
                }
            }
            return Optional.empty();
        }

        /// Operators are compared column by column.
        private Optional<Difference> compare(String where) {
            int columns = argument == null ? 1 : reader.instance().dimension(argument);
            for (int c = 0; c < columns; c++) {
                Jet[] basis = null;
                if (argument != null) {
                    basis = Vectors.zero(columns);
                    basis[c] = Jet.ONE;
                }
                Jet[] left = reader.at(at, equation.left(), basis);
                Jet[] right = reader.at(at, equation.right(), basis);
                String column = argument == null ? "" : "column " + (c + 1) + ": ";
                Optional<Difference> d = Statement.compare(reader.instance(), where + column + "left", left, right,
                        reader.limit());
                if (d.isPresent()) {
                    return d;
                }
            }
            return Optional.empty();
        }
    }

    private Optional<Difference> choice(Model.Choice c) {
        int limit = Shape.of(c.field()).degree();
        Interpreter i = interpreter(question, limit);
        Jet[] field = i.at(instance.start, c.field(), null);
        Jet[] derived = i.at(instance.start, new Exp.Correction(c.k(), c.slot()), null);
        return compare(instance, "left", field, derived, limit);
    }

    private Optional<Difference> follows(Model.Follows f) {
        Interpreter i = interpreter(question.flowOrder(Integer.MAX_VALUE), f.order());
        return positions(i.flow().following(f.flows()), i.execution().afterUpdate(f.expected()), "flow minus update",
                f.order());
    }

    /// The printed result against the update, through `h^limit`.
    Optional<Difference> derivation(Optional<Exp.Expect> expected, int limit) {
        Interpreter i = interpreter(question.flowOrder(Integer.MAX_VALUE), limit);
        Point printed = i.flow().derived();
        if (instance.model().finds().stream().findFirst().filter(Model.Find::averaged).isPresent()) {
            return positions(printed, i.execution().afterField(expected.orElseThrow()), "printed minus averaged field",
                    limit);
        }
        boolean modifying = instance.model().finds().stream().findFirst()
                .filter(f -> f.sense() == Model.Sense.MODIFYING).isPresent();
        Point update = modifying ? i.correcting(() -> i.execution().afterUpdate(expected))
                : i.execution().afterUpdate(expected);
        return positions(printed, update, modifying ? "flow minus update" : "derived minus update", limit);
    }

    private Optional<Difference> sameUpdate(Model.SameUpdate u) {
        Interpreter i = interpreter(question, u.order());
        return positions(i.execution().after(u.printed()), i.execution().afterUpdate(Optional.empty()),
                "printed minus update", u.order());
    }

    /// Compares the positions of all slots; the slot that parts first is reported.
    private Optional<Difference> positions(Point a, Point b, String what, int limit) {
        Optional<Difference> first = Optional.empty();
        for (Slot s : instance.model().slots()) {
            Jet[] rest = Vectors.minus(a.get(s), b.get(s));
            String name = instance.model().slots().size() == 1 ? what : what + " of " + s.name();
            boolean same = Vectors.difference(a.get(s), b.get(s), limit, instance::same) < 0;
            Optional<Difference> d = same ? Optional.empty() : compare(instance, name, rest, null, limit);
            if (d.isPresent() && (first.isEmpty() || d.get().power < first.get().power)) {
                first = d;
            }
        }
        return first;
    }

    /// An unequal pair of entries of the Jacobian of a field with respect to its own slot.
    record Asymmetry(int power, int i, int j, Rational ij, Rational ji) {}

    Optional<Asymmetry> asymmetry(Exp field, Slot slot, Point at) {
        Shape shape = Shape.of(field);
        int limit = shape.series() ? Math.max(shape.degree() + 1, PROBE) : shape.degree();
        Interpreter i = interpreter(question.flowOrder(lastCorrection()), limit);
        Jet[][] jacobian = i.with(at, limit, () -> i.jacobian(slot, field));
        for (int power = 0; power <= limit; power++) {
            for (int row = 0; row < jacobian.length; row++) {
                for (int column = 0; column < row; column++) {
                    Rational ij = jacobian[column][row].at(power);
                    Rational ji = jacobian[row][column].at(power);
                    if (!instance.same(ij, ji)) {
                        return Optional.of(new Asymmetry(power, column, row, ij, ji));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
