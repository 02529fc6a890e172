package bea.present;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.language.Expr;
import bea.model.Affine;
import bea.model.Model;
import bea.model.Power;
import bea.model.Slot;
import bea.model.Symbol;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Series;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Writes sums of trees as expressions of the language, the way a paper would: averages over batches, ordered double
/// sums, Hessians and Jacobians. What it writes can be read back.
public final class Presenter {
    private static final List<String> INDEX_NAMES = List.of("mu", "tau", "nu", "kappa", "rho", "sigma", "i", "j", "k",
            "l");

    /// The value of indices and counts when only the sign of something is looked at.
    private static final int EXAMPLE = 2;

    private final Model model;
    private final Setting setting;
    /// Averages by the symbol that they average.
    private final Map<String, String> averages = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();

    /// @param averages names of lets that are the average of a symbol over all its batches, by symbol
    public Presenter(Model model, Setting setting, Map<String, String> averages) {
        this.model = model;
        this.setting = setting;
        this.averages.putAll(averages);
        model.slots().forEach(s -> {
            taken.add(s.name());
            taken.addAll(s.coordinates());
        });
        model.symbols().forEach(s -> taken.add(s.name()));
        model.counts().forEach(c -> taken.add(c.name()));
        model.scalars().forEach(c -> taken.add(c.name()));
        model.lets().forEach(l -> taken.add(l.name()));
        model.batches().forEach(b -> taken.add(b.name()));
    }

    /// A term with what it is sorted by.
    private record Sized(Term term, int order, int conditions) implements Comparable<Sized> {
        Sized(Term t) {
            this(t, Presenter.order(t), t.domain().essential(t.bound()).size());
        }

        @Override
        public int compareTo(Sized o) {
            int c = Integer.compare(order, o.order);
            c = c != 0 ? c : Integer.compare(conditions, o.conditions);
            return c != 0 ? c : Integer.compare(term.bound().size(), o.term.bound().size());
        }
    }

    /// The sum as an expression; of several equal forms the one with the fewest terms.
    public Expr present(Sum sum) {
        Expr result = null;
        for (Sized t : sorted(sum)) {
            result = add(result, term(t.term));
        }
        return result == null ? Write.number(0) : result;
    }

    private List<Sized> sorted(Sum sum) {
        List<Sized> terms = new ArrayList<>();
        Compact.terms(sum, setting).forEach(t -> terms.add(new Sized(t)));
        terms.sort(null);
        return terms;
    }

    private static int order(Term t) {
        int[] n = {0};
        t.forEachVertex(v -> n[0]++);
        return n[0];
    }

    /// `prefix + s_0 + h s_1 + …`; several terms at one power of `h` are written together.
    public Expr present(Series s, Optional<Expr> prefix) {
        Expr result = prefix.orElse(null);
        for (int k = 0; k <= s.order(); k++) {
            List<Term> at = Compact.terms(s.at(k), setting);
            if (at.size() > 1 && k > 0) {
                result = add(result, Write.times(Write.power("h", k), present(s.at(k))));
            } else if (!at.isEmpty()) {
                Term t = at.getFirst();
                result = add(result, term(new Term(t.coef().times(Coef.named("h").pow(k)), t.scalars(), t.open(),
                        t.bound(), t.domain())));
            }
        }
        return result == null ? Write.number(0) : result;
    }

    private static Expr add(Expr sum, Signed t) {
        if (sum == null) {
            return t.negative ? Write.negate(t.body) : t.body;
        }
        return t.negative ? Write.subtract(sum, t.body) : Write.add(sum, t.body);
    }

    private static Expr add(Expr sum, Expr t) {
        return sum == null ? t : Write.add(sum, t);
    }

    private record Signed(boolean negative, Expr body) {}

    // ---- one term

    /// A term of a sum, as it is shown.
    ///
    /// @param coefficient what stands before it
    /// @param expression  the rest, with its sums over indices
    /// @param labels      what stands at a vertex of its tree
    public record Written(Term term, Coef coefficient, Expr expression, Function<Vertex, Expr> labels) {}

    /// The terms of [#present(Sum)], in the same order.
    public List<Written> terms(Sum sum) {
        return sorted(sum).stream().map(s -> {
            Term t = s.term;
            Scope scope = scope(t);
            Body body = body(t, scope);
            return new Written(t, body.inside ? Coef.ONE : scope.coefficient, body.expression, v -> label(v, scope));
        }).toList();
    }

    private Expr label(Vertex v, Scope scope) {
        if (v.kind() != Vertex.Kind.SYMBOL) {
            return Write.name(v.slot().name());
        }
        boolean average = v.label().stream()
                .anyMatch(l -> l.coefficients().keySet().stream().anyMatch(scope.averaged::contains));
        Expr name = Write.name(average ? averages.get(v.symbol().name()) : v.symbol().name());
        return average || v.label().isEmpty() ? name
                : Write.index(v.symbol().name(), index(v.label().get(), scope));
    }

    /// How the indices of a term are shown.
    private Scope scope(Term t) {
        Map<String, Long> uses = new HashMap<>();
        t.forEachVertex(
                v -> v.label().ifPresent(l -> l.coefficients().keySet().forEach(n -> uses.merge(n, 1L, Long::sum))));
        Scope scope = new Scope();
        scope.coefficient = t.coef();
        scope.left.addAll(t.bound());
        for (String name : t.bound()) {
            if (averaged(t, name, uses)) {
                scope.averaged.add(name);
                scope.left.remove(name);
                scope.coefficient = scope.coefficient.times(size(t, name));
            }
        }
        nameIndices(t, scope.left, scope);
        return scope;
    }

    /// @param inside whether the coefficient, which reads indices, is part of it
    private record Body(Expr expression, boolean inside) {}

    /// Where a state is a number, what stands before its unit vector is one too.
    private static boolean isUnit(Tree t) {
        return t.isAxis(t.slot()) && t.slot().isNumber();
    }

    private Body body(Term t, Scope scope) {
        List<Expr> factors = new ArrayList<>();
        Map<Node, Integer> powers = new LinkedHashMap<>();
        t.scalars().forEach(s -> powers.merge(s, 1, Integer::sum));
        powers.forEach((s, e) -> factors.add(Write.pow(scalar(s, scope), e)));
        t.open().filter(o -> !isUnit(o)).ifPresent(o -> factors.add(vector(o, scope)));
        boolean inside = Scalars.indices(scope.coefficient).stream()
                .anyMatch(n -> scope.left.contains(n) || scope.averaged.contains(n));
        Expr body = factors.stream().reduce(Write::times).orElse(null);
        if (inside) {
            body = Write.times(coefficient(positive(scope.coefficient), scope), body);
        }
        return new Body(sums(t, scope.left, scope, body), inside);
    }

    /// Whether it is written with a minus; 1/(1 - beta) is not, however its fraction is kept.
    public boolean isNegative(Coef c) {
        if (c.generators().stream().anyMatch(Power.class::isInstance)) {
            int sign = sign(c.numerator());
            for (Map.Entry<Poly, Integer> f : c.denominator().entrySet()) {
                sign *= f.getValue() % 2 == 0 ? 1 : sign(f.getKey());
            }
            return sign < 0;
        }
        return top(c).leadingCoefficient().signum() < 0;
    }

    private Coef positive(Coef c) {
        return isNegative(c) ? c.negate() : c;
    }

    private Signed term(Term t) {
        Scope scope = scope(t);
        Body b = body(t, scope);
        return new Signed(isNegative(scope.coefficient), b.inside ? b.expression
                : Write.times(coefficient(positive(scope.coefficient), scope), b.expression));
    }

    /// An index that runs over all batches and labels one vertex: its sum is the count times an average.
    private boolean averaged(Term t, String name, Map<String, Long> uses) {
        if (uses.getOrDefault(name, 0L) != 1 || !linear(t.coef(), name)) {
            return false;
        }
        Vertex[] found = {null};
        t.forEachVertex(v -> found[0] = v.label().filter(l -> l.coefficients().containsKey(name)).isPresent() ? v
                : found[0]);
        Setting.Range r = setting.families().get(found[0].symbol().batch().orElse(""));
        if (r == null || !found[0].label().get().equals(Affine.variable(name))
                || !averages.containsKey(found[0].symbol().name())) {
            return false;
        }
        List<Affine> lower = new ArrayList<>();
        List<Affine> upper = new ArrayList<>();
        bounds(t.domain(), name, lower, upper);
        return lower.equals(List.of(r.from())) && upper.equals(List.of(r.to()));
    }

    /// Whether the coefficient mentions an index at most as the batch of one undifferentiated loss.
    private static boolean linear(Coef c, String name) {
        for (Generator g : c.generators()) {
            if (g instanceof Vertex.Value v
                    && v.vertex().label().filter(l -> l.coefficients().containsKey(name)).isPresent()) {
                boolean below = c.denominator().keySet().stream().anyMatch(p -> p.degreeIn(g) > 0);
                if (below || c.numerator().degreeIn(g) > 1) {
                    return false;
                }
            } else if (Scalars.indices(Coef.generator(g)).contains(name)) {
                return false;
            }
        }
        return true;
    }

    private static void bounds(bea.series.Domain d, String name, List<Affine> lower, List<Affine> upper) {
        for (Affine a : d.essential(Set.of(name))) {
            int c = a.coefficients().getOrDefault(name, 0);
            if (c == 1) {
                lower.add(Affine.variable(name).minus(a));
            } else if (c == -1) {
                upper.add(a.plus(Affine.variable(name)));
            }
        }
    }

    private Coef size(Term t, String name) {
        List<Affine> lower = new ArrayList<>();
        List<Affine> upper = new ArrayList<>();
        bounds(t.domain(), name, lower, upper);
        return Scalars.value(upper.getFirst().minus(lower.getFirst()).plus(1));
    }

    private static final class Scope {
        final Set<String> averaged = new HashSet<>();
        final Set<String> left = new TreeSet<>();
        final Map<String, String> names = new HashMap<>();
        Coef coefficient = Coef.ONE;
    }

    private void nameIndices(Term t, Set<String> left, Scope scope) {
        List<String> order = new ArrayList<>();
        t.open().ifPresent(o -> o.node().forEach(v -> collect(v, left, order)));
        t.forEachVertex(v -> collect(v, left, order));
        left.stream().filter(n -> !order.contains(n)).forEach(order::add);
        int next = 0;
        for (String n : order) {
            while (taken.contains(INDEX_NAMES.get(next))) {
                next++;
            }
            scope.names.put(n, INDEX_NAMES.get(next++));
        }
    }

    private static void collect(Vertex v, Set<String> left, List<String> order) {
        v.label().ifPresent(
                l -> l.coefficients().keySet().stream().filter(left::contains).filter(n -> !order.contains(n))
                        .forEach(order::add));
    }

    /// Wraps the body in sums, outermost first the index whose bounds need no other index.
    private Expr sums(Term t, Set<String> names, Scope scope, Expr body) {
        List<Expr.Binder> binders = new ArrayList<>();
        List<Affine> written = new ArrayList<>();
        for (String n : scope.averaged) {
            List<Affine> lower = new ArrayList<>();
            List<Affine> upper = new ArrayList<>();
            bounds(t.domain(), n, lower, upper);
            written.addAll(between(n, lower.getFirst(), upper.getFirst()));
        }
        if (!nest(t.domain(), names, new ArrayList<>(), binders, written, scope)) {
            throw new NotExpressible("a sum whose bounds cannot be written one after the other");
        }
        requireWritten(t, written);
        Expr result = body == null && !binders.isEmpty() ? Write.number(1) : body;
        for (int i = binders.size() - 1; i >= 0; i--) {
            result = Write.sum(binders.get(i), result);
        }
        return result;
    }

    private static List<Affine> between(String name, Affine lower, Affine upper) {
        return List.of(Affine.variable(name).minus(lower), upper.minus(Affine.variable(name)));
    }

    /// What is printed has no other conditions than its ranges, so they must say all of them for all counts.
    private void requireWritten(Term t, List<Affine> written) {
        if (setting.counts().isEmpty()) {
            return;
        }
        List<Affine> conditions = new ArrayList<>(written);
        conditions.addAll(setting.facts());
        bea.series.Domain.ALL.and(conditions).missing(t.domain()).ifPresent(a -> {
            String n = a.name();
            boolean least = a.coefficients().size() == 1 && setting.counts().contains(n) && a.factor(n) == 1;
            String from = n + " >= " + -a.constant();
            throw new NotExpressible("one formula for all counts, because some of its terms are there "
                    + (least ? "only for " + from + "; declare count " + from : "for some counts only"));
        });
    }

    private boolean nest(bea.series.Domain d, Set<String> names, List<String> done, List<Expr.Binder> binders,
            List<Affine> written, Scope scope) {
        if (done.size() == names.size()) {
            return true;
        }
        for (String n : names) {
            if (done.contains(n)) {
                continue;
            }
            bea.series.Domain visible = d;
            for (String other : names) {
                if (!other.equals(n) && !done.contains(other)) {
                    visible = visible.project(other);
                }
            }
            List<Affine> lower = new ArrayList<>();
            List<Affine> upper = new ArrayList<>();
            bounds(visible, n, lower, upper);
            if (lower.size() == 1 && upper.size() == 1) {
                done.add(n);
                binders.add(Write.binder(scope.names.get(n), index(lower.getFirst(), scope),
                        index(upper.getFirst(), scope)));
                written.addAll(between(n, lower.getFirst(), upper.getFirst()));
                if (nest(d, names, done, binders, written, scope)) {
                    return true;
                }
                done.removeLast();
                binders.removeLast();
                written.removeLast();
                written.removeLast();
            }
        }
        return false;
    }

    private Expr index(Affine a, Scope scope) {
        return Write.affine(a.substitute(n -> scope.names.containsKey(n) ? Affine.variable(scope.names.get(n)) : null));
    }

    // ---- trees

    private Expr scalar(Node s, Scope scope) {
        if (s.branches().isEmpty()) {
            return application(s.vertex(), scope);
        }
        // the inner product across the edge of a leaf, the live factor first
        Node leaf = s.rootings().stream().filter(r -> r.branches().size() == 1)
                .min((p, q) -> {
                    int c = Integer.compare(Integer.bitCount(p.vertex().frozen()),
                            Integer.bitCount(q.vertex().frozen()));
                    return c != 0 ? c : p.compareTo(q);
                })
                .orElseThrow();
        Node.Branch b = leaf.branches().getFirst();
        Tree left = new Tree(b.slot(), b.parentOutput(), Node.leaf(leaf.vertex()));
        Tree right = b.child();
        boolean square = left.equals(right) && leaf.vertex().label().stream()
                .noneMatch(l -> l.coefficients().keySet().stream().anyMatch(scope.averaged::contains));
        if (isUnit(left) || isUnit(right)) {
            throw new NotExpressible("the product of a number and a derivative in print");
        }
        Expr x = vector(left, scope);
        Expr y = vector(right, scope);
        // averages are alike when they are written alike
        boolean alike = b.node().branches().isEmpty() && Write.same(x, y);
        return square || alike ? Write.pow(Write.call("norm", x), 2) : Write.call("dot", x, y);
    }

    Expr vector(Tree t, Scope scope) {
        Node n = t.node();
        Vertex v = n.vertex();
        return switch (v.kind()) {
            case POSITION -> v.frozen() == 0 ? Write.name(v.slot().name()) : start(v.slot());
            case AXIS, HOLE -> {
                if (isUnit(t)) {
                    yield Write.number(1);
                }
                throw new NotExpressible("an operator or a coordinate vector in print");
            }
            case SYMBOL -> {
                List<Expr> children = new ArrayList<>();
                List<String> slots = new ArrayList<>();
                for (Node.Branch b : n.branches()) {
                    if (b.parentOutput()) {
                        throw new NotExpressible("the transpose of a Jacobian in print");
                    }
                    children.add(vector(b.child(), scope));
                    slots.add(b.slot().name());
                }
                yield v.symbol().output().isPresent() ? field(t, v, slots, children, scope)
                        : loss(t, v, slots, children, scope);
            }
        };
    }

    private Expr loss(Tree t, Vertex v, List<String> slots, List<Expr> children, Scope scope) {
        Expr e = application(v, scope);
        String slot = t.slot().name();
        Optional<String> shown = single() ? Optional.empty() : Optional.of(slot);
        if (children.isEmpty()) {
            return Write.grad(shown, e);
        }
        if (children.size() == 1) {
            Expr op = slots.getFirst().equals(slot) ? Write.hess(single() ? List.of() : List.of(slot), e)
                    : Write.jac(Optional.of(slots.getFirst()), Write.grad(shown, e));
            return Write.times(op, children.getFirst());
        }
        return Write.deriv(slots, Write.grad(shown, e), children);
    }

    private Expr field(Tree t, Vertex v, List<String> slots, List<Expr> children, Scope scope) {
        if (!t.rootOutput()) {
            throw new NotExpressible("the transpose of a Jacobian in print");
        }
        Expr e = application(v, scope);
        if (children.isEmpty()) {
            return e;
        }
        if (single() && e instanceof Expr.Name) {
            return Write.prime(e, children);
        }
        return children.size() == 1
                ? Write.times(Write.jac(single() ? Optional.empty() : Optional.of(slots.getFirst()), e),
                        children.getFirst())
                : Write.deriv(slots, e, children);
    }

    private boolean single() {
        return model.slots().size() == 1;
    }

    private Expr start(Slot s) {
        return single() ? Write.name("start") : Write.index("start", Write.name(s.name()));
    }

    /// The symbol at its arguments, left out when they say nothing.
    private Expr application(Vertex v, Scope scope) {
        Symbol s = v.symbol();
        Optional<Affine> label = v.label().or(() -> s.batch().map(b -> setting.families().get(b).from()));
        boolean average = label.filter(l -> l.coefficients().keySet().stream().anyMatch(scope.averaged::contains))
                .isPresent();
        String name = average ? averages.get(s.name()) : s.name();
        if (v.frozen() == 0 && (average || label.isEmpty())) {
            return correction(name).orElse(Write.name(name));
        }
        List<Expr> point = new ArrayList<>();
        for (Slot slot : s.slots()) {
            point.add(Write.name((v.frozen() >> slot.index() & 1) == 1 ? "start" : slot.name()));
        }
        List<List<Expr>> groups = new ArrayList<>(List.of(point));
        if (!average && label.isPresent()) {
            groups.add(List.of(Write.index(s.batch().orElseThrow(), index(label.get(), scope))));
        }
        return Write.call(name, groups);
    }

    /// `f_1[phi]` is an index expression, not a name.
    private static Optional<Expr> correction(String name) {
        int open = name.indexOf('[');
        return open < 0 ? Optional.empty() : Optional.of(
                Write.index(name.substring(0, open), Write.name(name.substring(open + 1, name.length() - 1))));
    }

    // ---- coefficients

    public Expr coefficient(Coef c) {
        return coefficient(c, new Scope());
    }

    private Expr coefficient(Coef c, Scope scope) {
        Powers all = Powers.of(c);
        Powers powers = all.dividedBy(c.denominator());
        if (c.denominator().keySet().stream().allMatch(powers::isPower)) {
            return polynomial(c.numerator(), powers, scope);
        }
        Poly numerator = top(c);
        Rational below = Rational.of(common(numerator), java.math.BigInteger.ONE);
        Expr bottom = below.isOne() ? null : Write.rational(below);
        Expr top = polynomial(numerator.times(below), powers, scope);
        for (Map.Entry<Poly, Integer> f : c.denominator().entrySet()) {
            if (!powers.isPower(f.getKey())) {
                Expr factor = isNegative(f.getKey()) ? turned(f.getKey(), all, scope)
                        : polynomial(f.getKey(), all, scope);
                bottom = Write.times(bottom, Write.pow(factor, f.getValue()));
            }
        }
        return Write.divide(top, bottom);
    }

    /// The numerator over factors that are positive where their scalars are.
    private Poly top(Coef c) {
        long turned = c.denominator().entrySet().stream().filter(f -> f.getValue() % 2 != 0 && isNegative(f.getKey()))
                .count();
        return turned % 2 == 0 ? c.numerator() : c.numerator().times(Rational.MINUS_ONE);
    }

    /// Whether a factor is negative for values in the declared ranges; which ones is a matter of taste only.
    private boolean isNegative(Poly p) {
        if (p.generators().stream().anyMatch(Power.class::isInstance)) {
            return sign(p) < 0;
        }
        Coef value = Coef.of(p).substitute(this::inside);
        return value.isRational() && value.rationalValue().signum() < 0;
    }

    private Coef inside(Generator g) {
        for (Model.Scalar s : model.scalars()) {
            if (g instanceof Generator.Named n && n.key().equals(s.name())) {
                return Coef.of(s.inside());
            }
        }
        return null;
    }

    /// The sign for usual values.
    private int sign(Poly p) {
        Coef value = Coef.of(p).substitute(this::usual);
        return value.isZero() ? 1 : value.rationalValue().signum();
    }

    private Coef usual(Generator g) {
        return switch (g) {
            case Power p -> p.baseValue().substitute(this::usual).pow(EXAMPLE);
            case Scalars.Index _ -> Coef.of(EXAMPLE);
            default -> {
                Coef value = inside(g);
                // where the ratio of a geometric sum is 1 nothing has a sign
                yield value == null ? Coef.ONE : value.isOne() ? Coef.of(1, 2) : value;
            }
        };
    }

    /// `1 - beta` for `beta - 1`.
    private Expr turned(Poly p, Powers powers, Scope scope) {
        return ascending(p.times(Rational.MINUS_ONE), powers, scope);
    }

    private Expr ascending(Poly p, Powers powers, Scope scope) {
        Expr sum = null;
        for (Map.Entry<Monomial, Rational> t : p.terms().entrySet()) {
            sum = add(sum,
                    new Signed(t.getValue().signum() < 0, monomial(t.getKey(), t.getValue().abs(), powers, scope)));
        }
        return sum;
    }

    private static java.math.BigInteger common(Poly p) {
        java.math.BigInteger all = java.math.BigInteger.ONE;
        for (Rational r : p.terms().values()) {
            all = all.multiply(r.denominator()).divide(all.gcd(r.denominator()));
        }
        return all;
    }

    private Expr polynomial(Poly p, Powers powers, Scope scope) {
        Expr sum = null;
        if (!powers.bases().isEmpty() && !p.isZero()
                && p.terms().firstEntry().getValue().signum() > p.leadingCoefficient().signum()) {
            return ascending(p, powers, scope);
        }
        for (Map.Entry<Monomial, Rational> t : p.terms().descendingMap().entrySet()) {
            boolean negative = t.getValue().signum() < 0;
            sum = add(sum, new Signed(negative, monomial(t.getKey(), t.getValue().abs(), powers, scope)));
        }
        return sum == null ? Write.number(0) : sum;
    }

    private Expr monomial(Monomial m, Rational c, Powers powers, Scope scope) {
        Expr factors = powers.product(m, f -> Write.pow(generator(f.base(), scope), f.exponent()),
                a -> exponent(a, scope));
        return c.isOne() && factors != null ? factors : Write.times(Write.rational(c), factors);
    }

    /// What is added comes first: `n - 1 - mu`.
    private static Expr exponent(Affine a, Scope scope) {
        Expr[] sum = {null};
        a.forEach((name, factor) -> sum[0] = factor > 0 ? added(sum[0], multiple(name, factor, scope)) : sum[0]);
        int c = a.constant();
        sum[0] = c == 0 && !a.isConstant() ? sum[0] : c < 0 && sum[0] != null ? Write.subtract(sum[0], Write.number(-c))
                : added(sum[0], Write.number(c));
        a.forEach((name, factor) -> sum[0] = factor > 0 ? sum[0] : sum[0] == null
                ? Write.negate(multiple(name, -factor, scope))
                : Write.subtract(sum[0], multiple(name, -factor, scope)));
        return sum[0];
    }

    private static Expr added(Expr sum, Expr term) {
        return sum == null ? term : Write.add(sum, term);
    }

    private static Expr multiple(String name, int factor, Scope scope) {
        return Write.times(Write.number(factor), Write.name(scope.names.getOrDefault(name, name)));
    }

    private Expr generator(Generator g, Scope scope) {
        return switch (g) {
            case Generator.Named n -> Write.name(n.key());
            case Scalars.Index i -> Write.name(scope.names.getOrDefault(i.name(), i.name()));
            case Vertex.Value v -> application(v.vertex(), scope);
            case Scalars.Coordinate x -> x.start()
                    ? Write.atStart(Write.name(x.slot().coordinates().get(x.component())))
                    : Write.name(x.slot().coordinates().get(x.component()));
            case Scalars.Function f -> Write.call(f.name(), coefficient(f.argument(), scope));
            default -> throw new IllegalStateException("unknown indeterminate " + g.key());
        };
    }
}
