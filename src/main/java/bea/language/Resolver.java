package bea.language;

import bea.algebra.Coef;
import bea.algebra.Rational;
import bea.language.Problem.Code;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Power;
import bea.model.Ranges;
import bea.model.Slot;
import bea.model.Symbol;
import bea.model.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Resolves expressions in the scope of one derivation: names, types, derivatives of functions at points.
public final class Resolver {
    /// An expression with its type. `vector` is set for the bare name of a one-dimensional state, which is a number or a
    /// vector as the place demands.
    public record Typed(Exp exp, Type type, Optional<Exp> vector) {
        Typed(Exp exp, Type type) {
            this(exp, type, Optional.empty());
        }
    }

    /// What is wrong with an expression; only one problem is reported for each.
    public static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Mistake(Problem problem) {
            super(problem.message(), null, false, false);
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }

    /// Expressions that one derivation may resolve, those behind `lhs` and `rhs` counted each time.
    private static final int MAX_WORK = 2_000_000;
    private static final int MAX_TERMS = 20_000;

    /// What people call functions with kinks and jumps, and noise.
    private static final Set<String> KINKS = Set.of("sign", "sgn", "abs", "max", "min", "maximum", "minimum", "clip",
            "clamp", "relu", "round");
    private static final Set<String> NOISE = Set.of("noise", "xi", "normal", "gaussian", "randn", "dW");
    private static final Set<String> FUNCTIONS = Set.of("log", "exp", "sin", "cos", "tan", "tanh", "sqrt", "atan",
            "sigmoid");

    /// A named sub-expression: its parameters are slots, its body is at the live state.
    record Let(List<Slot> parameters, Typed body) {}

    final Map<String, Slot> slots = new LinkedHashMap<>();
    final Map<String, Slot> memories = new LinkedHashMap<>();
    final Map<String, Model.Count> counts = new LinkedHashMap<>();
    final Map<String, Model.Scalar> scalars = new LinkedHashMap<>();
    final Map<String, Model.Batch> batches = new LinkedHashMap<>();
    final Map<String, Symbol> symbols = new LinkedHashMap<>();
    final Map<String, Let> lets = new LinkedHashMap<>();
    final Map<String, Slot> stages = new LinkedHashMap<>();
    /// Stages of the update once it is over.
    final Set<String> stageNames = new HashSet<>();
    Iterates iterates = Iterates.NONE;
    final Map<String, List<Expr>> equations = new LinkedHashMap<>();
    /// What could not be declared; its uses are no problems of their own.
    final Set<String> broken = new HashSet<>();
    private final List<Divisors.Bound> indices = new ArrayList<>();
    private int resolved;
    /// What is printed later has only divisors that come from those of the file.
    private boolean finished;

    /// Of exponents, and of the factors in them.
    private static final int MOST_EXPONENT = 64;

    Resolver() {}

    /// Resolves a whole derivation; problems are added to `problems`.
    static BeaFile.Resolved resolve(Syntax.Derivation d, List<Problem> problems) {
        return new Declarations(d, problems).resolve();
    }

    static Mistake mistake(Code code, Span span, String message) {
        return new Mistake(Problem.of(code, span, message));
    }

    static Mistake mistake(Code code, Span span, String message, String help) {
        return new Mistake(Problem.of(code, span, message, help));
    }

    /// An expression written for this derivation, such as a printed result. One thread at a time.
    ///
    /// @throws Mistake when it has no meaning here
    public synchronized Typed resolve(Expr e) {
        resolved = 0;
        return value(e);
    }

    private Typed value(Expr e) {
        if (resolved++ > MAX_WORK) {
            throw mistake(Code.TOO_LONG, e.span(), "what this stands for is too long when everything is written out");
        }
        return switch (e) {
            case Expr.Num n -> scalar(new Exp.Const(n.value()));
            case Expr.Name n -> name(n);
            case Expr.Call c -> call(c);
            case Expr.Index i -> index(i);
            case Expr.Neg n -> scaled(new Exp.Const(Rational.MINUS_ONE), value(n.body()));
            case Expr.Add _,Expr.Sub _ -> additions(e);
            case Expr.Mul m -> product(m);
            case Expr.Div d ->
                scaled(reciprocal(number(d.right()), d.right().span()),
                        value(d.left()));
            case Expr.Pow p -> power(p);
            case Expr.Grad g when isNorm(g.body()) ->
                throw ofNorm(new Expr.Grad(g.slot(), squared(g.body()), g.span()));
            case Expr.Hess h when isNorm(h.body()) ->
                throw ofNorm(new Expr.Hess(h.slots(), squared(h.body()), h.span()));
            case Expr.TimeDerivative t when isNorm(t.body()) ->
                throw ofNorm(new Expr.TimeDerivative(squared(t.body()), t.span()));
            case Expr.Grad _,Expr.Hess _,Expr.Jac _ -> at(differentiable(e));
            case Expr.Deriv d -> derivative(d.body(), d.slots().stream().map(s -> slot(s, d.span())).toList(),
                    d.directions(), d.span());
            case Expr.Prime p -> prime(p);
            case Expr.Sum s -> sum(s);
            case Expr.Expect x -> expect(x);
            case Expr.TimeDerivative t -> both(value(t.body()), Exp.TimeDerivative::new);
            case Expr.BigO o -> new Typed(new Exp.BigO(o.power()), Type.SCALAR);
            case Expr.EquationSide s -> side(s);
            case Expr.AtStart s -> both(value(s.body()), body -> new Exp.At(body,
                    slots.values().stream().map(x -> new Exp.Shift(x, new Exp.Start(x))).toList()));
        };
    }

    /// An expression where something of this type is due; 0 is a number, a vector and an operator.
    ///
    /// @throws Mistake when it has no meaning here, or another type
    public synchronized Exp resolve(Expr e, Type wanted) {
        return need(asVector(resolve(e)), wanted, e.span());
    }

    private static Typed scalar(Exp e) {
        return new Typed(e, Type.SCALAR);
    }

    // ---- names

    private Typed name(Expr.Name n) {
        String id = n.id();
        if (id.startsWith("?")) {
            return scalar(new Exp.Unknown(Integer.parseInt(id.substring(1))));
        }
        if (isIndex(id)) {
            return scalar(new Exp.IndexValue(Affine.variable(Affine.INDEX + id)));
        }
        if (id.equals("h")) {
            return scalar(new Exp.StepSize());
        }
        if (id.equals("start")) {
            Slot s = only(n.span(), "start");
            return new Typed(new Exp.Start(s), new Type.Vector(s));
        }
        if (stages.containsKey(id)) {
            return new Typed(new Exp.Local(id, stages.get(id)), new Type.Vector(stages.get(id)));
        }
        if (slots.containsKey(id)) {
            return position(slots.get(id));
        }
        if (memories.containsKey(id)) {
            return new Typed(new Exp.Position(memories.get(id)), new Type.Vector(memories.get(id).space()));
        }
        for (Slot s : slots.values()) {
            if (s.coordinates().contains(id)) {
                return scalar(new Exp.Coordinate(s, s.coordinates().indexOf(id)));
            }
        }
        if (counts.containsKey(id) || scalars.containsKey(id)) {
            return scalar(new Exp.Param(id));
        }
        if (lets.containsKey(id)) {
            return lets.get(id).body;
        }
        if (symbols.containsKey(id)) {
            return bare(symbols.get(id), Optional.empty(), n.span());
        }
        if (isCorrection(id)) {
            Slot s = only(n.span(), id);
            return new Typed(new Exp.Correction(correctionNumber(id, n.span()), s), new Type.Vector(s));
        }
        throw unknown(id, n.span());
    }

    static boolean isCorrection(String id) {
        return id.matches("f_[0-9]+");
    }

    static int correctionNumber(String id, Span span) {
        String digits = id.substring(2);
        if (digits.length() > 3) {
            throw mistake(Code.BAD_CORRECTION, span, "the correction " + id + " is out of reach");
        }
        return Integer.parseInt(digits);
    }

    private static Typed position(Slot s) {
        boolean number = s.isNumber();
        Exp vector = new Exp.Position(s);
        return number ? new Typed(new Exp.Coordinate(s, 0), Type.SCALAR, Optional.of(vector))
                : new Typed(vector, new Type.Vector(s));
    }

    private static Typed asVector(Typed t) {
        return t.vector.map(v -> new Typed(v, new Type.Vector(slotOf(v)))).orElse(t);
    }

    /// The same done to a value and to its other reading.
    private static Typed both(Typed t, java.util.function.UnaryOperator<Exp> f) {
        return new Typed(f.apply(t.exp), t.type, t.vector.map(f));
    }

    /// The slot of what was made of a position.
    private static Slot slotOf(Exp vector) {
        return switch (vector) {
            case Exp.Position p -> p.slot();
            case Exp.Scale s -> slotOf(s.body());
            case Exp.At a -> slotOf(a.body());
            case Exp.TimeDerivative t -> slotOf(t.body());
            case Exp.Sum s -> slotOf(s.body());
            case Exp.Expect x -> slotOf(x.body());
            case Exp.Add a -> slotOf(a.terms().getFirst());
            default -> throw new IllegalStateException("not a multiple of a position: " + vector);
        };
    }

    /// The result of a problem that was reported where it began.
    static Mistake consequence(Span span) {
        return mistake(Code.CONSEQUENCE, span, "this uses something that could not be declared");
    }

    private Mistake unknown(String id, Span span) {
        if (broken.contains(id)) {
            return consequence(span);
        }
        if (stageNames.contains(id)) {
            return mistake(Code.STAGE_OUTSIDE, span,
                    "'" + id + "' is a stage, and has no meaning outside of the update, or the loop, that it is in");
        }
        if (KINKS.contains(id)) {
            return mistake(Code.NOT_EXPRESSIBLE, span, "'" + id + "' is not expressible, because it is not smooth");
        }
        if (NOISE.contains(id)) {
            return mistake(Code.NOT_EXPRESSIBLE, span, "there is no '" + id
                    + "'; noise is not expressible, because no flow follows it",
                    "batches X[0 .. n-1], and expectations over them, are");
        }
        Set<String> known = new java.util.TreeSet<>(List.of("h", "start", "grad", "hess", "jac", "norm", "dot", "stop",
                "sum", "mean"));
        known.addAll(slots.keySet());
        known.addAll(memories.keySet());
        slots.values().forEach(s -> known.addAll(s.coordinates()));
        known.addAll(counts.keySet());
        known.addAll(scalars.keySet());
        known.addAll(lets.keySet());
        known.addAll(symbols.keySet());
        indices.forEach(i -> known.add(i.name().substring(1)));
        known.addAll(FUNCTIONS);
        Optional<String> near = Names.here(id).or(() -> Names.nearest(id, known));
        return new Mistake(new Problem(Code.UNKNOWN_NAME, span, "there is no '" + id + "' here",
                near.map(s -> "did you mean '" + s + "'?")));
    }

    private Slot only(Span span, String what) {
        if (slots.size() != 1) {
            if (slots.isEmpty()) {
                throw consequence(span);
            }
            throw mistake(Code.SLOT_NEEDED, span, "'" + what + "' needs a slot where there are several states",
                    what + "[" + slots.keySet().stream().findFirst().orElse("theta") + "]");
        }
        return slots.values().iterator().next();
    }

    /// A state that is named outside of expressions.
    Slot slot(Syntax.Id id) {
        return slot(id.text(), id.span());
    }

    /// A declared family of batches.
    String family(Syntax.Id id) {
        if (!batches.containsKey(id.text())) {
            throw mistake(Code.UNKNOWN_NAME, id.span(), "there is no family of batches '" + id.text() + "'");
        }
        return id.text();
    }

    /// What is averaged over, without what is averaged.
    Exp.Expect expectation(Syntax.Expectation x) {
        return expectation(x.shuffles(), family(x.batch()), new Exp.Const(Rational.ONE));
    }

    private Slot slot(String name, Span span) {
        Slot s = slots.get(name);
        if (s == null) {
            if (broken.contains(name)) {
                throw consequence(span);
            }
            throw mistake(Code.WRONG_SLOT, span, "'" + name + "' is not a state",
                    "the states are " + String.join(", ", slots.keySet()));
        }
        return s;
    }

    /// The slot that is differentiated by: the named one, or the only one that the function reads.
    private Slot slot(Optional<String> name, Expr function, Span span, String operator) {
        if (name.isPresent()) {
            return slot(name.get(), span);
        }
        Symbol symbol = switch (function) {
            case Expr.Name n -> symbols.get(n.id());
            case Expr.Call c -> symbols.get(c.function());
            default -> null;
        };
        return symbol != null && symbol.slots().size() == 1 ? symbol.slots().getFirst() : only(span, operator);
    }

    // ---- applications

    /// A function at the live state, and the point where it is wanted.
    private record Pointed(Typed function, List<Exp.Shift> point) {}

    private static Typed at(Pointed p) {
        return p.point.isEmpty() ? p.function : new Typed(new Exp.At(p.function.exp, p.point), p.function.type);
    }

    private Typed bare(Symbol s, Optional<Affine> label, Span span) {
        if (s.batch().isPresent() && label.isEmpty()) {
            throw mistake(Code.MISSING_BATCH, span, "'" + s.name() + "' needs a batch of " + s.batch().get(),
                    s.name() + "(" + String.join(", ", s.slots().stream().map(Slot::name).toList()) + "; "
                            + s.batch().get() + "[…])");
        }
        return new Typed(new Exp.Apply(s, label), s.type());
    }

    private static boolean isNorm(Expr e) {
        return e instanceof Expr.Call c && c.function().equals("norm");
    }

    private static Expr squared(Expr norm) {
        return new Expr.Pow(norm, new Expr.Num(Rational.of(2), norm.span()), norm.span());
    }

    /// The power in `grad norm(u)^2` is one of the gradient, which is hardly what was meant.
    private static Mistake ofNorm(Expr meant) {
        return mistake(Code.NORM_ALONE, meant.span(), "this differentiates a norm that is not squared",
                ExprPrinter.print(meant));
    }

    private Typed call(Expr.Call c) {
        String f = c.function();
        if (f.equals("norm")) {
            throw mistake(Code.NORM_ALONE, c.span(), "a norm that is not squared is not expressible", "norm(…)^2");
        }
        if (f.equals("dot")) {
            List<Expr> a = arguments(c, 2);
            Typed u = asVector(value(a.get(0)));
            Typed v = asVector(value(a.get(1)));
            Type.Vector t = needVector(u, a.get(0).span());
            need(v, t, a.get(1).span());
            return scalar(new Exp.Dot(u.exp, v.exp));
        }
        if (f.equals("stop")) {
            Expr a = arguments(c, 1).getFirst();
            Typed t = value(a);
            if (t.type instanceof Type.Operator) {
                throw mistake(Code.VECTOR_EXPECTED, a.span(), "an operator cannot be stopped, its product can");
            }
            return new Typed(new Exp.Stop(t.exp), t.type);
        }
        if (FUNCTIONS.contains(f)) {
            Expr a = arguments(c, 1).getFirst();
            return scalar(new Exp.Fun(f, number(a)));
        }
        if (f.equals("flow") || f.startsWith("flow[")) {
            Slot s = f.equals("flow") ? only(c.span(), "flow") : slot(f.substring(5, f.length() - 1), c.span());
            Expr a = arguments(c, 1).getFirst();
            return new Typed(new Exp.FlowAt(s, need(value(a), Type.SCALAR, a.span())), new Type.Vector(s));
        }
        return at(pointed(c));
    }

    private static List<Expr> arguments(Expr.Call c, int count) {
        if (c.groups().size() != 1 || c.groups().getFirst().size() != count) {
            throw mistake(Code.WRONG_ARGUMENTS, c.span(),
                    c.function() + " takes " + count + (count == 1 ? " argument" : " arguments"));
        }
        return c.groups().getFirst();
    }

    private Pointed pointed(Expr.Call c) {
        if (lets.containsKey(c.function())) {
            Let l = lets.get(c.function());
            if (l.parameters.isEmpty()) {
                throw mistake(Code.WRONG_ARGUMENTS, c.span(), "'" + c.function() + "' was defined without arguments");
            }
            if (c.groups().size() != 1) {
                throw mistake(Code.WRONG_ARGUMENTS, c.span(), "'" + c.function() + "' takes no batch");
            }
            return new Pointed(l.body, point(l.parameters, c.groups().getFirst(), c));
        }
        if (memories.containsKey(c.function()) && c.groups().size() == 1) {
            Slot m = memories.get(c.function());
            return new Pointed(new Typed(new Exp.Position(m), new Type.Vector(m.space())),
                    point(List.copyOf(slots.values()), c.groups().getFirst(), c));
        }
        Symbol s = symbols.get(c.function());
        if (s == null && isCorrection(c.function().replaceFirst("\\[.*", "")) && c.groups().size() == 1) {
            return new Pointed(correction(c), point(List.copyOf(slots.values()), c.groups().getFirst(), c));
        }
        if (s == null) {
            throw noFunction(c);
        }
        List<Expr> position = null;
        Optional<Affine> label = Optional.empty();
        for (List<Expr> g : c.groups()) {
            if (g.size() == 1 && g.getFirst() instanceof Expr.Index i && batches.containsKey(i.name())) {
                label = Optional.of(label(s, i));
            } else if (position == null) {
                position = g;
            } else if (g.size() == 1 && g.getFirst() instanceof Expr.Name n && subscripted(n.id()).isPresent()) {
                throw mistake(Code.UNKNOWN_NAME, n.span(), "there is no '" + n.id() + "' here",
                        subscripted(n.id()).get());
            } else {
                throw mistake(Code.WRONG_ARGUMENTS, c.span(), "'" + s.name() + "' has too many argument groups");
            }
        }
        List<Exp.Shift> point = position == null ? List.of() : point(s.slots(), position, c);
        return new Pointed(bare(s, label, c.span()), point);
    }

    /// The function in `f_1(start)` or `f_1[phi](start)`.
    private Typed correction(Expr.Call c) {
        String f = c.function();
        int bracket = f.indexOf('[');
        return bracket < 0 ? name(new Expr.Name(f, c.span())) : index(new Expr.Index(f.substring(0, bracket),
                new Expr.Name(f.substring(bracket + 1, f.length() - 1), c.span()), c.span()));
    }

    private Mistake noFunction(Expr.Call c) {
        String f = c.function();
        Span span = new Span(c.span().start(), c.span().start() + f.length());
        if (f.equals("O")) {
            return mistake(Code.BAD_ORDER, c.span(), "O(…) takes a power of h", "O(h^3)");
        }
        if (slots.containsKey(f) || counts.containsKey(f) || scalars.containsKey(f) || isIndex(f) || f.equals("h")) {
            return mistake(Code.NOT_A_FUNCTION, span, "'" + f + "' is not a function", f + " * (…)");
        }
        return unknown(f, span);
    }

    private Affine label(Symbol s, Expr.Index i) {
        if (s.batch().isEmpty()) {
            throw mistake(Code.UNEXPECTED_BATCH, i.span(), "'" + s.name() + "' was declared without a batch");
        }
        if (!s.batch().get().equals(i.name())) {
            throw mistake(Code.WRONG_ARGUMENTS, i.span(), "'" + s.name() + "' is evaluated on batches of "
                    + s.batch().get() + ", not of " + i.name());
        }
        Affine a = affine(i.index());
        Model.Batch b = batches.get(i.name());
        if (beyond(a.minus(b.from())) || beyond(b.to().minus(a))) {
            throw mistake(Code.INDEX_OUT_OF_RANGE, i.span(),
                    i.name() + "[" + a.toString().replace(Affine.INDEX, "") + "] lies outside " + i.name() + "["
                            + b.from() + " .. " + b.to() + "]" + smallest(b));
        }
        return a;
    }

    private String smallest(Model.Batch b) {
        return b.to().coefficients().keySet().stream().filter(counts::containsKey).findFirst()
                .map(n -> " for " + n + " = " + counts.get(n).fixed().orElse(counts.get(n).atLeast())).orElse("");
    }

    /// Whether a form that must not be negative is negative somewhere. Of index variables only the innermost is looked
    /// at: the range of an outer one may be empty where it would matter.
    private boolean beyond(Affine slack) {
        Affine a = slack;
        if (!indices.isEmpty()) {
            Divisors.Bound last = indices.getLast();
            int c = slack.factor(last.name());
            a = slack.substitute(n -> n.equals(last.name()) ? c > 0 ? last.from() : last.to() : null);
        }
        return least(a) < 0;
    }

    /// The smallest value of a form in counts and in the indices that are in scope.
    private long leastOfAll(Affine a) {
        return new Divisors(counts, List.copyOf(scalars.values()), indices).least(a).orElse(Long.MIN_VALUE);
    }

    /// The smallest value of a form in counts; 0 when it has other names.
    long least(Affine a) {
        long sum = a.constant();
        boolean bounded = true;
        for (Map.Entry<String, Integer> e : a.coefficients().entrySet()) {
            Model.Count c = counts.get(e.getKey());
            if (c == null) {
                return 0;
            }
            bounded &= e.getValue() > 0 || c.fixed().isPresent();
            sum += (long) e.getValue() * c.fixed().orElse(c.atLeast());
        }
        return bounded ? sum : Long.MIN_VALUE;
    }

    private List<Exp.Shift> point(List<Slot> parameters, List<Expr> arguments, Expr.Call c) {
        if (arguments.size() == 1 && arguments.getFirst() instanceof Expr.Name n && n.id().equals("start")) {
            return parameters.stream().map(s -> new Exp.Shift(s, new Exp.Start(s))).toList();
        }
        if (arguments.size() != parameters.size()) {
            Optional<Expr> batch = arguments.stream()
                    .filter(a -> a instanceof Expr.Index i && batches.containsKey(i.name())).findFirst();
            if (batch.isPresent()) {
                throw mistake(Code.WRONG_ARGUMENTS, batch.get().span(),
                        "a batch is separated from the positions by ';'",
                        c.function() + "(" + String.join(", ", parameters.stream().map(Slot::name).toList()) + "; "
                                + ExprPrinter.print(batch.get()) + ")");
            }
            throw mistake(Code.WRONG_ARGUMENTS, c.span(), "'" + c.function() + "' takes " + parameters.size()
                    + (parameters.size() == 1 ? " position" : " positions") + ", not " + arguments.size());
        }
        List<Exp.Shift> shifts = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Slot s = parameters.get(i);
            Expr a = arguments.get(i);
            if (a instanceof Expr.Name n && n.id().equals(s.name())) {
                continue;
            }
            shifts.add(new Exp.Shift(s, a instanceof Expr.Name n && n.id().equals("start") ? new Exp.Start(s)
                    : need(asVector(value(a)), new Type.Vector(s), a.span())));
        }
        return shifts;
    }

    private Typed index(Expr.Index i) {
        if (slots.containsKey(i.name())) {
            Slot s = slots.get(i.name());
            if (broken.contains("update")) {
                throw consequence(i.span());
            }
            return new Typed(iterates.read(s, affine(i.index()), i.span(), this::leastOfAll), new Type.Vector(s));
        }
        if (i.index() instanceof Expr.Name n && slots.containsKey(n.id())) {
            Slot s = slots.get(n.id());
            if (i.name().equals("start")) {
                return new Typed(new Exp.Start(s), new Type.Vector(s));
            }
            if (isCorrection(i.name())) {
                return new Typed(new Exp.Correction(correctionNumber(i.name(), i.span()), s), new Type.Vector(s));
            }
        }
        if (batches.containsKey(i.name())) {
            throw mistake(Code.TYPE_MISMATCH, i.span(), "a batch is no value; it stands behind the ';' of a loss",
                    "E(theta; " + i.name() + "[…])");
        }
        throw unknown(i.name(), i.span());
    }

    /// `X_k` as it is written here.
    private Optional<String> subscripted(String id) {
        int at = id.indexOf('_');
        return at > 0 && batches.containsKey(id.substring(0, at))
                ? Optional.of(id.substring(0, at) + "[" + id.substring(at + 1) + "]") : Optional.empty();
    }

    // ---- derivatives

    private Pointed differentiable(Expr e) {
        return switch (e) {
            case Expr.Call c when symbols.containsKey(c.function()) || lets.containsKey(c.function())
                    || memories.containsKey(c.function()) || c.function().startsWith("f_") ->
                pointed(c);
            case Expr.Grad g -> {
                Pointed p = differentiable(g.body(), g.span(), "grad");
                Slot s = slot(g.slot(), g.body(), g.span(), "grad");
                if (p.function.type instanceof Type.Vector) {
                    throw mistake(Code.SCALAR_EXPECTED, g.body().span(), "this is " + article(p.function.type)
                            + "; 'grad' is for scalars", "jac is the derivative of a vector");
                }
                Exp body = need(p.function, Type.SCALAR, g.body().span());
                yield new Pointed(new Typed(new Exp.Grad(s, body), new Type.Vector(s)), p.point);
            }
            case Expr.Jac j -> {
                Pointed p = differentiable(j.body(), j.span(), "jac");
                Typed body = asVector(p.function);
                if (body.type instanceof Type.Scalar) {
                    throw mistake(Code.VECTOR_EXPECTED, j.body().span(), "this is a scalar; 'jac' is for vectors",
                            "grad is the derivative of a scalar");
                }
                Slot s = slot(j.slot(), j.body(), j.span(), "jac");
                Slot row = needVector(body, j.body().span()).slot();
                yield new Pointed(new Typed(new Exp.Jac(s, body.exp), new Type.Operator(row, s)), p.point);
            }
            case Expr.Hess h -> {
                Pointed p = differentiable(h.body(), h.span(), "hess");
                Slot row = slot(h.slots().stream().findFirst(), h.body(), h.span(), "hess");
                Slot column = h.slots().size() < 2 ? row : slot(h.slots().get(1), h.span());
                Exp body = need(p.function, Type.SCALAR, h.body().span());
                yield new Pointed(
                        new Typed(new Exp.Jac(column, new Exp.Grad(row, body)), new Type.Operator(row, column)),
                        p.point);
            }
            default -> new Pointed(value(e), List.of());
        };
    }

    /// What stands behind a derivative. `grad E(theta + v)` is the gradient at that point; of `grad (E(theta + v))`, where
    /// the point moves with the state, a reader may think the gradient of the composition.
    private Pointed differentiable(Expr body, Span whole, String operator) {
        Pointed p = differentiable(body);
        if (body instanceof Expr.Call c && body.span().end() < whole.end()
                && p.point.stream().anyMatch(Resolver::moves)) {
            throw mistake(Code.AMBIGUOUS_POINT, whole, "the derivative at this point, or of the composition?", operator
                    + " " + c.function() + "(…) without brackets is at the point; of the composition, let L("
                    + String.join(", ", slots.keySet()) + ") = " + c.function() + "(…) and " + operator + " L");
        }
        return p;
    }

    /// Whether the point is another one when the state is.
    private static boolean moves(Exp.Shift to) {
        boolean[] live = {false};
        if (!to.position().equals(new Exp.Position(to.slot()))) {
            Parts.forEach(to.position(), e -> live[0] |= e instanceof Exp.Position || e instanceof Exp.Coordinate);
        }
        return live[0];
    }

    private Typed derivative(Expr body, List<Slot> by, List<Expr> directions, Span span) {
        if (by.size() != directions.size()) {
            throw mistake(Code.WRONG_ARGUMENTS, span, "a derivative of order " + by.size() + " takes " + by.size()
                    + (by.size() == 1 ? " vector" : " vectors") + ", not " + directions.size());
        }
        Pointed p = differentiable(body);
        List<Exp.Shift> along = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            along.add(new Exp.Shift(by.get(i), need(asVector(value(directions.get(i))), new Type.Vector(by.get(i)),
                    directions.get(i).span())));
        }
        return new Typed(new Exp.Derivative(p.function.exp, along, p.point), p.function.type);
    }

    private Typed prime(Expr.Prime p) {
        if (slots.size() > 1) {
            String first = slots.keySet().iterator().next();
            throw mistake(Code.SLOT_NEEDED, p.span(), "a prime does not say which of the states it differentiates by",
                    "deriv[" + first + "] f (u)");
        }
        Slot s = only(p.span(), "a prime");
        return derivative(p.field(), java.util.Collections.nCopies(p.order(), s), p.directions(), p.span());
    }

    // ---- arithmetic

    /// A long sum leans to the left, deeper than the stack.
    private Typed additions(Expr e) {
        java.util.Deque<Expr> steps = new java.util.ArrayDeque<>();
        Expr first = e;
        while (first instanceof Expr.Add || first instanceof Expr.Sub) {
            steps.push(first);
            first = first instanceof Expr.Add a ? a.left() : ((Expr.Sub) first).left();
        }
        Typed sum = value(first);
        for (Expr s : steps) {
            sum = s instanceof Expr.Add a ? add(sum, a.right(), false, a.span())
                    : add(sum, ((Expr.Sub) s).right(), true, s.span());
        }
        return sum;
    }

    private Typed add(Typed left, Expr right, boolean minus, Span span) {
        Typed a = left;
        Typed b = value(right);
        if (!a.type.equals(b.type)) {
            a = b.type instanceof Type.Vector v ? beside(a, v, span) : a;
            b = a.type instanceof Type.Vector v ? beside(b, v, right.span()) : b;
        }
        if (!a.type.equals(b.type) && (isZero(a) || isZero(b))) {
            a = isZero(a) ? new Typed(zero(b.type), b.type) : a;
            b = isZero(b) ? new Typed(zero(a.type), a.type) : b;
        }
        Type type = isBigO(a.exp) ? b.type : a.type;
        if (!isBigO(a.exp) && !isBigO(b.exp) && !a.type.equals(b.type)) {
            String what = "this is " + article(b.type) + "; what stands before it is " + article(a.type);
            throw a.type instanceof Type.Vector u && b.type instanceof Type.Vector v
                    ? mistake(Code.TYPE_MISMATCH, right.span(), what, "of states in one space it is said, state "
                            + u.slot() + ", " + v.slot() + " in R^d")
                    : mistake(Code.TYPE_MISMATCH, right.span(), what);
        }
        Typed added = minus ? scaled(new Exp.Const(Rational.MINUS_ONE), b) : b;
        boolean positions = a.vector.isPresent() && b.vector.isPresent()
                && asVector(a).type.equals(asVector(b).type);
        return new Typed(sum(a.exp, added.exp, minus, span), type,
                positions ? Optional.of(sum(a.vector.get(), added.vector.orElseThrow(), minus, span))
                        : Optional.empty());
    }

    private static Exp sum(Exp a, Exp b, boolean minus, Span span) {
        List<Exp> terms = new ArrayList<>();
        flatten(a, terms);
        if (terms.size() > MAX_TERMS) {
            throw mistake(Code.TOO_LONG, span,
                    "this sum has more than " + MAX_TERMS + " terms when everything is written out");
        }
        if (minus) {
            terms.add(b);
        } else {
            flatten(b, terms);
        }
        return new Exp.Add(terms);
    }

    /// What stands beside a vector in a sum.
    private Typed beside(Typed t, Type.Vector v, Span span) {
        return v.slot().isNumber() && !(t.type instanceof Type.Vector) && !isBigO(t.exp)
                ? new Typed(need(t, v, span), v) : asVector(t);
    }

    private static boolean isBigO(Exp e) {
        return e instanceof Exp.BigO || e instanceof Exp.Scale s && isBigO(s.body());
    }

    private static void flatten(Exp e, List<Exp> terms) {
        if (e instanceof Exp.Add a) {
            terms.addAll(a.terms());
        } else {
            terms.add(e);
        }
    }

    private static Typed scaled(Exp scalar, Typed body) {
        Exp e = scalar instanceof Exp.Const c && body.exp instanceof Exp.Const d
                ? new Exp.Const(c.value().times(d.value())) : new Exp.Scale(scalar, body.exp);
        return new Typed(e, body.type, body.vector.map(v -> new Exp.Scale(scalar, v)));
    }

    private Exp reciprocal(Exp e, Span span) {
        if (e instanceof Exp.Const c && !c.value().isZero()) {
            return new Exp.Const(c.value().reciprocal());
        }
        nonzero(e, span, "this is zero", "nothing can be divided by it");
        return new Exp.Recip(e);
    }

    /// What must be away from zero for all declared values.
    void nonzero(Exp e, Span span, String zero, String why) {
        Optional<Divisors.Zero> z = finished ? Optional.empty()
                : new Divisors(counts, List.copyOf(scalars.values()), indices).zero(e);
        if (z.isPresent()) {
            throw new Mistake(new Problem(Code.DIVISION_BY_ZERO, span, zero + z.get().where() + "; " + why,
                    z.get().help()));
        }
    }

    /// From now on nothing is read but what is printed, and what was read already.
    void finish() {
        finished = true;
    }

    /// A product is read from the right, so that operators meet their vector: `H * H * g` is `H * (H * g)`.
    private Typed product(Expr.Mul m) {
        List<Expr> factors = new ArrayList<>(List.of(m.right()));
        Expr e = m.left();
        while (e instanceof Expr.Mul inner) {
            factors.add(inner.right());
            e = inner.left();
        }
        factors.add(e);
        Typed result = value(factors.getFirst());
        for (int i = 1; i < factors.size(); i++) {
            Expr left = factors.get(i);
            result = multiply(value(left), result, new Expr.Mul(left, factors.get(i - 1), left.span().to(m.span())));
        }
        return result;
    }

    private Typed multiply(Typed a, Typed b, Expr.Mul m) {
        if (a.type instanceof Type.Scalar) {
            return scaled(a.exp, b);
        }
        if (b.type instanceof Type.Scalar && !(a.type instanceof Type.Operator o
                && b.vector.isPresent() && asVector(b).type.equals(new Type.Vector(o.column())))) {
            return scaled(b.exp, a);
        }
        if (a.type instanceof Type.Operator o) {
            b = asVector(b);
            if (b.type instanceof Type.Vector v && !v.equals(new Type.Vector(o.column()))) {
                throw mistake(Code.WRONG_SLOT, m.right().span(),
                        "this is " + article(v) + "; the " + o + " before it takes a vector in " + o.column());
            }
            if (b.type instanceof Type.Vector) {
                return new Typed(new Exp.MatVec(a.exp, b.exp), new Type.Vector(o.row()));
            }
            throw mistake(Code.VECTOR_EXPECTED, m.right().span(),
                    "an operator takes a vector; this is " + article(b.type));
        }
        throw mistake(Code.VECTOR_PRODUCT, m.span(), article(a.type) + " cannot be multiplied by " + article(b.type),
                b.type instanceof Type.Operator ? "an operator stands before its vector"
                        : "dot(u, v) is the inner product");
    }

    private Typed power(Expr.Pow p) {
        Optional<Affine> running = running(p.exponent());
        return running.isPresent() ? power(p, running.get()) : power(p, exponent(p.exponent()));
    }

    /// An exponent with indices or counts in it.
    private Optional<Affine> running(Expr e) {
        if (e instanceof Expr.Num) {
            return Optional.empty();
        }
        boolean[] found = {false};
        Walk.names(e, n -> found[0] |= isIndex(n) || counts.containsKey(n) || broken.contains(n));
        if (!found[0]) {
            return Optional.empty();
        }
        Affine a;
        try {
            a = form(e);
        } catch (ArithmeticException large) {
            throw badExponent(e);
        } catch (Mistake m) {
            throw m.problem().code() == Code.NOT_AN_INDEX ? badExponent(e) : m;
        }
        boolean[] small = {Math.abs((long) a.constant()) <= MOST_EXPONENT};
        a.forEach((_, factor) -> small[0] &= Math.abs((long) factor) <= MOST_EXPONENT);
        if (!small[0]) {
            throw badExponent(e);
        }
        return Optional.of(a);
    }

    private static Mistake badExponent(Expr e) {
        return mistake(Code.BAD_EXPONENT, e.span(), "an exponent is a whole number up to " + MOST_EXPONENT
                + ", or a sum of indices and counts, such as n-1-k");
    }

    private Typed power(Expr.Pow p, Affine exponent) {
        if (exponent.isConstant()) {
            return power(p, exponent.constant());
        }
        Exp base = number(p.base());
        Optional<Coef> scalars = Ranges.number(base);
        boolean known = scalars.isPresent() && !scalars.get().isZero()
                && scalars.get().generators().stream().allMatch(g -> this.scalars.containsKey(g.key()))
                && Power.of(scalars.get(), exponent).isPresent();
        if (!known) {
            throw mistake(Code.BAD_EXPONENT, p.base().span(),
                    "the base of such a power is a declared scalar, a positive number, or a product of these",
                    "declare a scalar for another base");
        }
        Affine fixed = exponent.substitute(n -> Optional.ofNullable(counts.get(n)).flatMap(Model.Count::fixed)
                .map(Affine::constant).orElse(null));
        Affine e = Power.of(scalars.get(), fixed).isPresent() ? fixed : exponent;
        if (finished || new Divisors(counts, List.of(), indices).least(e).filter(l -> l >= 0).isPresent()) {
            return scalar(new Exp.Power(base, e));
        }
        nonzero(base, p.base().span(), "this is zero",
                "the exponent may be negative, and a negative power of zero has no value");
        return scalar(new Exp.Recip(new Exp.Power(base, e.times(-1))));
    }

    private Typed power(Expr.Pow p, int k) {
        if (p.base() instanceof Expr.Call c && c.function().equals("norm")) {
            Expr a = arguments(c, 1).getFirst();
            Typed v = asVector(value(a));
            needVector(v, a.span());
            if (k < 0 || k % 2 != 0) {
                throw mistake(Code.NORM_ALONE, p.span(), "only even powers of a norm are expressible", "norm(…)^2");
            }
            return scalar(repeated(new Exp.Dot(v.exp, v.exp), k / 2));
        }
        Exp base = number(p.base());
        return scalar(k >= 0 ? repeated(base, k) : reciprocal(repeated(base, -k), p.base().span()));
    }

    private static Exp repeated(Exp base, int k) {
        if (base instanceof Exp.Const c) {
            return new Exp.Const(c.value().pow(k));
        }
        Exp product = k == 0 ? new Exp.Const(Rational.ONE) : base;
        for (int i = 1; i < k; i++) {
            product = new Exp.Scale(base, product);
        }
        return product;
    }

    private static int exponent(Expr e) {
        boolean negative = e instanceof Expr.Neg;
        Expr number = e instanceof Expr.Neg n ? n.body() : e;
        if (number instanceof Expr.Num n && n.value().isInteger()
                && n.value().abs().compareTo(Rational.of(MOST_EXPONENT)) <= 0) {
            return (negative ? -1 : 1) * n.value().intValueExact();
        }
        throw badExponent(e);
    }

    /// A scalar where people write what acts on every component of a vector.
    private Exp number(Expr e) {
        Typed t = value(e);
        if (t.type instanceof Type.Vector && t.vector.isEmpty()) {
            throw mistake(Code.SCALAR_EXPECTED, e.span(), "this is " + article(t.type) + "; a scalar is due here",
                    "maps of single components depend on the coordinates");
        }
        return need(t, Type.SCALAR, e.span());
    }

    private static String article(Type t) {
        return (t instanceof Type.Operator ? "an " : "a ") + t;
    }

    Exp need(Typed t, Type wanted, Span span) {
        if (t.type.equals(wanted)) {
            return t.exp;
        }
        if (t.vector.isPresent() && asVector(t).type.equals(wanted)) {
            return t.vector.get();
        }
        if (isZero(t)) {
            return zero(wanted);
        }
        if (wanted instanceof Type.Vector v && v.slot().isNumber()) {
            if (t.type instanceof Type.Scalar) {
                return lifted(t.exp, v.slot());
            }
            if (t.type instanceof Type.Operator o && o.row().space().equals(v.slot().space())
                    && o.column().isNumber()) {
                return new Exp.MatVec(t.exp, unit(o.column()));
            }
        }
        Code code = switch (wanted) {
            case Type.Scalar _ -> Code.SCALAR_EXPECTED;
            case Type.Vector v -> t.type instanceof Type.Vector ? Code.WRONG_SLOT : Code.VECTOR_EXPECTED;
            case Type.Operator _ -> Code.OPERATOR_EXPECTED;
        };
        throw mistake(code, span, "this is " + article(t.type) + "; " + article(wanted) + " is due here");
    }

    /// In one dimension a number is a vector: its multiple of the unit vector, and what is a multiple of the position
    /// remains one.
    private static Exp lifted(Exp number, Slot s) {
        return switch (number) {
            case Exp.Add a -> new Exp.Add(a.terms().stream().map(x -> lifted(x, s)).toList());
            case Exp.Scale x -> new Exp.Scale(x.scalar(), lifted(x.body(), s));
            case Exp.Coordinate c when c.slot().equals(s) -> new Exp.Position(s);
            default -> new Exp.Scale(number, unit(s));
        };
    }

    private static Exp unit(Slot s) {
        return new Exp.Grad(s, new Exp.Coordinate(s, 0));
    }

    /// The number 0 is also the zero vector and the zero operator.
    static boolean isZero(Typed t) {
        return t.exp instanceof Exp.Const c && c.value().isZero();
    }

    private static Exp zero(Type type) {
        Exp zero = new Exp.Const(Rational.ZERO);
        return switch (type) {
            case Type.Scalar _ -> zero;
            case Type.Vector v -> new Exp.Scale(zero, new Exp.Position(v.slot()));
            case Type.Operator o -> new Exp.Scale(zero, new Exp.Jac(o.column(), new Exp.Position(o.row())));
        };
    }

    Type.Vector needVector(Typed t, Span span) {
        if (t.type instanceof Type.Vector v) {
            return v;
        }
        throw mistake(Code.VECTOR_EXPECTED, span, "this is " + article(t.type) + "; a vector is due here");
    }

    // ---- sums and expectations

    /// @param variable an index variable that is known until [#pop]
    void push(String variable, Affine from, Affine to, Span span) {
        if (isIndex(variable) || slots.containsKey(variable) || counts.containsKey(variable)
                || scalars.containsKey(variable) || symbols.containsKey(variable) || lets.containsKey(variable)
                || batches.containsKey(variable) || variable.equals("h") || variable.equals("start")) {
            throw mistake(Code.DUPLICATE_INDEX, new Span(span.start(), span.start() + variable.length()),
                    "'" + variable + "' already has a meaning here and cannot be an index");
        }
        indices.add(new Divisors.Bound(Affine.INDEX + variable, from, to, List.of()));
    }

    private void exclude(List<Affine> values) {
        Divisors.Bound b = indices.removeLast();
        indices.add(new Divisors.Bound(b.name(), b.from(), b.to(), values));
    }

    void pop() {
        indices.removeLast();
    }

    private boolean isIndex(String name) {
        return indices.stream().anyMatch(i -> i.name().equals(Affine.INDEX + name));
    }

    private Typed sum(Expr.Sum s) {
        return sum(s, 0);
    }

    private Typed sum(Expr.Sum s, int i) {
        if (i == s.binders().size()) {
            return value(s.body());
        }
        Expr.Binder b = s.binders().get(i);
        Affine from = b.from().isPresent() ? affine(b.from().get()) : range(b, s.body()).from();
        Affine to = b.to().isPresent() ? affine(b.to().get()) : range(b, s.body()).to();
        push(b.variable(), from, to, b.span());
        try {
            List<Affine> excluded = excluded(s, i);
            exclude(excluded);
            Typed body = sum(s, i + 1);
            if (!s.mean()) {
                return both(body, e -> new Exp.Sum(Affine.INDEX + b.variable(), from, to, excluded, e));
            }
            if (!s.conditions().isEmpty()) {
                throw mistake(Code.BAD_RANGE, s.span(), "a mean with conditions is not defined; use a sum");
            }
            Affine length = to.minus(from).plus(1);
            if (length.isConstant() && length.constant() <= 0) {
                throw mistake(Code.BAD_RANGE, b.span(), "this mean is over nothing");
            }
            nonzero(new Exp.IndexValue(length), b.span(), "there is nothing in this range",
                    "a mean over nothing is not defined");
            Exp share = length.isConstant()
                    ? new Exp.Const(Rational.of(1, length.constant())) : new Exp.Recip(new Exp.IndexValue(length));
            return both(body, e -> new Exp.Scale(share,
                    new Exp.Sum(Affine.INDEX + b.variable(), from, to, excluded, e)));
        } finally {
            pop();
        }
    }

    /// What the index of a binder must not be. A condition belongs to the last binder that it speaks of.
    private List<Affine> excluded(Expr.Sum s, int binder) {
        List<Affine> all = new ArrayList<>();
        for (Expr.Distinct d : s.conditions()) {
            if (lastBinder(s, d) == binder) {
                all.add(excluded(d, Affine.INDEX + s.binders().get(binder).variable()));
            }
        }
        return all;
    }

    private Affine excluded(Expr.Distinct d, String variable) {
        Affine difference = affine(d.left()).minus(affine(d.right()));
        int c = difference.coefficients().getOrDefault(variable, 0);
        if (Math.abs(c) != 1) {
            throw mistake(Code.BAD_RANGE, d.left().span().to(d.right().span()),
                    "this condition does not speak of " + variable.substring(1));
        }
        return Affine.variable(variable).minus(difference.times(c));
    }

    /// The last one of all for a condition that speaks of none; there it is refused.
    private static int lastBinder(Expr.Sum s, Expr.Distinct d) {
        Set<String> names = new HashSet<>();
        Walk.names(d.left(), names::add);
        Walk.names(d.right(), names::add);
        int last = s.binders().size() - 1;
        while (last > 0 && !names.contains(s.binders().get(last).variable())) {
            last--;
        }
        return names.contains(s.binders().get(last).variable()) ? last : s.binders().size() - 1;
    }

    private Model.Batch range(Expr.Binder b, Expr body) {
        Set<String> found = new HashSet<>();
        Walk.indices(body, i -> {
            if (i.index() instanceof Expr.Name n && n.id().equals(b.variable()) && batches.containsKey(i.name())) {
                found.add(i.name());
            }
        });
        if (found.size() != 1) {
            throw mistake(Code.BAD_RANGE, b.span(), "the range of " + b.variable() + " cannot be told",
                    b.variable() + " in 0..n-1");
        }
        return batches.get(found.iterator().next());
    }

    private Typed expect(Expr.Expect x) {
        if (!batches.containsKey(x.batch())) {
            throw unknown(x.batch(), x.span());
        }
        return both(value(x.body()), e -> expectation(x.shuffles(), x.batch(), e));
    }

    static Exp.Expect expectation(boolean shuffles, String batch, Exp body) {
        return new Exp.Expect(shuffles ? Exp.Expect.Kind.SHUFFLES : Exp.Expect.Kind.DRAWS, batch, body);
    }

    private Typed side(Expr.EquationSide s) {
        List<Expr> sides = equations.get(s.label());
        if (sides == null && broken.contains("\"" + s.label())) {
            throw consequence(s.span());
        }
        if (sides == null) {
            throw new Mistake(
                    new Problem(Code.UNKNOWN_LABEL, s.span(), "no equation " + s.label() + " comes before this",
                            Names.nearest(s.label(), equations.keySet()).map(n -> "did you mean \"" + n + "\"?")));
        }
        return value(sides.get(s.left() ? 0 : 1));
    }

    /// An affine form in indices and counts.
    Affine affine(Expr e) {
        try {
            return form(e);
        } catch (ArithmeticException overflow) {
            throw mistake(Code.NOT_AN_INDEX, e.span(), "this index is larger than any batch");
        }
    }

    private Affine form(Expr e) {
        return switch (e) {
            case Expr.Num n when n.value().isInteger() -> Affine.constant(n.value().intValueExact());
            case Expr.Name n when isIndex(n.id()) -> Affine.variable(Affine.INDEX + n.id());
            case Expr.Name n when counts.containsKey(n.id()) -> Affine.variable(n.id());
            case Expr.Name n when !scalars.containsKey(n.id()) && !slots.containsKey(n.id())
                    && !symbols.containsKey(n.id()) && !lets.containsKey(n.id()) && !n.id().equals("h") ->
                throw unknown(n.id(), n.span());
            case Expr.Neg n -> form(n.body()).times(-1);
            case Expr.Add a -> form(a.left()).plus(form(a.right()));
            case Expr.Sub s -> form(s.left()).minus(form(s.right()));
            case Expr.Mul m -> {
                Affine left = form(m.left());
                Affine right = form(m.right());
                if (!left.isConstant() && !right.isConstant()) {
                    throw notAnIndex(e);
                }
                yield left.isConstant() ? right.times(left.constant()) : left.times(right.constant());
            }
            default -> throw notAnIndex(e);
        };
    }

    private static Mistake notAnIndex(Expr e) {
        return mistake(Code.NOT_AN_INDEX, e.span(),
                "an index is a whole number, an index variable or a count, with sums "
                        + "and differences of these");
    }
}
