package bea.check;

import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import bea.model.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Models and expressions written by hand, with the words of the language.
final class Build {
    static final Exp H = new Exp.StepSize();
    static final Slot THETA = new Slot("theta", 0, List.of());
    static final Slot PHI = new Slot("phi", 0, List.of());
    static final Slot PSI = new Slot("psi", 1, List.of());

    final String name;
    final List<Slot> slots = new ArrayList<>();
    final List<Slot> memories = new ArrayList<>();
    final List<Model.Count> counts = new ArrayList<>();
    final List<Model.Scalar> scalars = new ArrayList<>();
    final List<Model.Batch> batches = new ArrayList<>();
    final List<Symbol> symbols = new ArrayList<>();
    final List<Model.Relation> relations = new ArrayList<>();
    Update update;
    Model.Find find = Model.Find.flow(1, H, H);

    Build(String name, Slot... slots) {
        this.name = name;
        this.slots.addAll(List.of(slots));
    }

    Model model() {
        return new Model(name, Optional.empty(), slots, memories, counts, scalars, batches, symbols, relations,
                List.of(),
                Optional.ofNullable(update), List.of(find), List.of(), List.of(), java.util.Map.of(), List.of());
    }

    Symbol loss(String name, Slot... over) {
        return symbol(new Symbol(name, List.of(over), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    Symbol field(String name, Slot output, Slot... over) {
        return symbol(new Symbol(name, List.of(over), Optional.of(output), Optional.empty(), Optional.empty()));
    }

    Symbol batchLoss(String name, String batch, Slot... over) {
        return symbol(new Symbol(name, List.of(over), Optional.empty(), Optional.of(batch), Optional.empty()));
    }

    Symbol symbol(Symbol s) {
        symbols.add(s);
        return s;
    }

    Build count(String name, int atLeast) {
        counts.add(new Model.Count(name, atLeast, Optional.empty()));
        return this;
    }

    Build batches(String name, String from, String to) {
        batches.add(new Model.Batch(name, affine(from), affine(to)));
        return this;
    }

    Build find(int order, Exp epsilon, Exp time) {
        find = Model.Find.flow(order, epsilon, time);
        return this;
    }

    /// The update that descends each loss in its slot, in this order or all at once.
    Build update(boolean together, Update.Assign... assigns) {
        update = new Update(together ? List.of(new Update.Together(List.of(assigns))) : List.copyOf(List.of(assigns)));
        return this;
    }

    Build loop(String variable, String from, String to, Update.Stmt... body) {
        update = new Update(List.of(new Update.Loop(variable, affine(from), affine(to), List.of(body))));
        return this;
    }

    static Update.Assign step(Slot slot, Exp direction) {
        return new Update.Assign(slot, add(new Exp.Position(slot), times(H, direction)));
    }

    static Update.Assign descent(Slot slot, Exp loss) {
        return step(slot, times(-1, grad(slot, loss)));
    }

    /// `mu`, `n-1`, `3`, `mu+1`.
    static Affine affine(String text) {
        Affine sum = Affine.ZERO;
        for (String part : text.replace("-", "+-").split("\\+")) {
            if (!part.isEmpty()) {
                boolean negative = part.startsWith("-");
                String body = negative ? part.substring(1) : part;
                Affine one = Character.isDigit(body.charAt(0)) ? Affine.constant(Integer.parseInt(body))
                        : Affine.variable(body);
                sum = negative ? sum.minus(one) : sum.plus(one);
            }
        }
        return sum;
    }

    static Exp of(Symbol s) {
        return new Exp.Apply(s, Optional.empty());
    }

    static Exp of(Symbol s, String label) {
        return new Exp.Apply(s, Optional.of(affine(label)));
    }

    static Exp rational(String text) {
        return new Exp.Const(Rational.parse(text));
    }

    static Exp add(Exp... terms) {
        return new Exp.Add(List.of(terms));
    }

    static Exp minus(Exp a, Exp b) {
        return add(a, times(-1, b));
    }

    static Exp times(Exp scalar, Exp body) {
        return new Exp.Scale(scalar, body);
    }

    static Exp times(long factor, Exp body) {
        return times(new Exp.Const(Rational.of(factor)), body);
    }

    static Exp times(String factor, Exp body) {
        return times(rational(factor), body);
    }

    static Exp param(String name) {
        return new Exp.Param(name);
    }

    static Exp grad(Slot s, Exp body) {
        return new Exp.Grad(s, body);
    }

    static Exp jac(Slot s, Exp body) {
        return new Exp.Jac(s, body);
    }

    static Exp hess(Slot s, Exp body) {
        return jac(s, grad(s, body));
    }

    static Exp apply(Exp operator, Exp vector) {
        return new Exp.MatVec(operator, vector);
    }

    static Exp dot(Exp a, Exp b) {
        return new Exp.Dot(a, b);
    }

    static Exp norm2(Exp a) {
        return dot(a, a);
    }

    static Exp sum(String variable, String from, String to, Exp body) {
        return new Exp.Sum(variable, affine(from), affine(to), List.of(), body);
    }

    static Exp mean(String variable, String from, String to, Exp body) {
        Affine size = affine(to).minus(affine(from)).plus(1);
        return times(new Exp.Recip(new Exp.IndexValue(size)), sum(variable, from, to, body));
    }

    /// `body` with the listed slots at the start.
    static Exp start(Exp body, Slot... slots) {
        return new Exp.At(body, Arrays.stream(slots).map(s -> new Exp.Shift(s, new Exp.Start(s))).toList());
    }

    static Exp deriv(Exp body, Slot slot, Exp... along) {
        return new Exp.Derivative(body, Arrays.stream(along).map(v -> new Exp.Shift(slot, v)).toList(), List.of());
    }

    static Model.Equation equation(Exp left, Exp right) {
        return new Model.Equation(left, right, false, List.of());
    }

    static Model.Equation atStart(Exp left, Exp right) {
        return new Model.Equation(left, right, true, List.of());
    }

    static Model.Follows follows(int order, Model.FlowOf... flows) {
        return new Model.Follows(List.of(flows), order, Optional.empty());
    }

    static Model.FlowOf lossOf(Slot slot, Exp loss) {
        return new Model.FlowOf(slot, loss, true);
    }

    static Model.FlowOf fieldOf(Slot slot, Exp field) {
        return new Model.FlowOf(slot, field, false);
    }

    /// Corrections of one slot.
    static Corrections corrections(Slot slot, Exp... f) {
        return new Corrections(Arrays.stream(f).map(e -> Map.of(slot, e)).toList());
    }

    static Map<Slot, Exp> both(Slot a, Exp fa, Slot b, Exp fb) {
        Map<Slot, Exp> map = new LinkedHashMap<>();
        map.put(a, fa);
        map.put(b, fb);
        return map;
    }
}
