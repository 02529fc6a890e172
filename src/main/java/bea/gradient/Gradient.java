package bea.gradient;

import bea.algebra.Coef;
import bea.algebra.LinearSystem;
import bea.gradient.Moving.Piece;
import bea.model.Slot;
import bea.series.Canonical;
import bea.series.Domain;
import bea.series.NotExpressible;
import bea.series.Quadratic;
import bea.series.Scalars;
import bea.series.Setting;
import bea.series.Sum;
import bea.series.Term;
import bea.tree.Node;
import bea.tree.Rules;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Decides whether a field is the gradient of a scalar (theory, section 4).
///
/// Every tree of the field is closed to the free tree that it could be a rooting of; the gradients of those free trees
/// are known, and trees are independent functions, so "is a gradient" is a linear system over the coefficients. It falls
/// apart into small systems, one for each free tree on each cell of the batch indices; for plain trees there is nothing to
/// solve ([Rootings]). Scalar factors, also
/// undifferentiated losses, are trees of the product like any other; where a coefficient is no polynomial in them,
/// [General] takes over. No potential leaves this class before its gradient has been compared with the field.
public final class Gradient {
    /// @param potential a scalar whose gradient is the field less the remainder
    /// @param remainder the trees whose coefficients fit no gradient; zero exactly when the field is a gradient
    /// @param whole     whether the two say so for all counts; if not, only for all that are large enough
    /// @param cells     the remainder cell by cell, for all counts
    public record Decision(Sum potential, Sum remainder, boolean whole, List<Term> cells) {
        Decision(Sum potential, Sum remainder) {
            this(potential, remainder, true, List.copyOf(remainder.terms()));
        }

        public boolean holds() {
            return remainder.isZero();
        }
    }

    private final Slot slot;
    private final Setting setting;
    private final Rules rules;
    private final List<Term> potential = new ArrayList<>();
    private final List<Term> remainder = new ArrayList<>();
    /// Whether every cell is there for all counts.
    private boolean plain = true;

    private Gradient(Slot slot, Setting setting, Rules rules) {
        this.slot = slot;
        this.setting = setting;
        this.rules = rules;
    }

    /// @throws NotExpressible when neither a potential nor a proof that there is none is found, or when the potential
    ///                        cannot be written for all counts at once
    public static Decision decide(Sum given, Slot slot, Setting setting, Rules rules) {
        Sum field = Quadratic.constants(given, rules);
        Optional<Decision> plain = Rootings.decide(field, slot, rules);
        if (plain.isPresent()) {
            if (!plain.get().holds()) {
                requireCurl(component(plain.get().remainder(), slot), slot, setting, rules);
            }
            return confirmed(plain.get(), field, slot, setting, rules);
        }
        return bySystem(field, slot, setting, rules);
    }

    /// The decision for any field.
    static Decision bySystem(Sum field, Slot slot, Setting setting, Rules rules) {
        Optional<Sum> direct = direct(field, slot, rules);
        if (direct.isPresent()) {
            return confirmed(new Decision(direct.get(), Sum.ZERO), field, slot, setting, rules);
        }
        Gradient g = solved(field, slot, setting, rules, false);
        Sum remainder = general(g.remainder, setting);
        if (remainder.isZero() && !g.remainder.isEmpty()) {
            remainder = Sum.of(g.remainder);
        }
        if (remainder.isZero() != g.remainder.isEmpty()) {
            throw new NotExpressible("a field that is a gradient for some counts only");
        }
        Decision d = new Decision(general(g.potential, setting), remainder, g.plain, g.remainder);
        return confirmed(d, field, slot, setting, rules);
    }

    /// Some trees of the field that fit no gradient, of every one that is none; zero for a gradient. Decided cell by
    /// cell, so that no potential has to be written down.
    ///
    /// @throws NotExpressible when neither a potential nor a proof that there is none is found
    public static Sum remainder(Sum given, Slot slot, Setting setting, Rules rules) {
        Sum field = Quadratic.constants(given, rules);
        if (direct(field, slot, rules).isPresent()) {
            return Sum.ZERO;
        }
        List<Term> remainder = solved(field, slot, setting, rules, false).remainder;
        Sum sum = Sum.of(remainder);
        return sum.isZero() && !remainder.isEmpty() ? Sum.of(List.of(remainder.getFirst())) : sum;
    }

    /// Whether the field is a gradient; one tree that fits none is enough for a no.
    ///
    /// @throws NotExpressible when neither a potential nor a proof that there is none is found
    static boolean holds(Sum given, Slot slot, Setting setting, Rules rules) {
        Sum field = Quadratic.constants(given, rules);
        return direct(field, slot, rules).isPresent() || solved(field, slot, setting, rules, true).remainder.isEmpty();
    }

    /// The antisymmetric part of the field's Jacobian, tree by tree and cell by cell.
    public static List<Term> curls(Sum field, Slot slot, Setting setting, Rules rules) {
        return List.copyOf(Canonical.of(Curl.of(field, slot, rules), setting).values());
    }

    /// @param anyRest whether some of what fits no gradient is enough
    private static Gradient solved(Sum field, Slot slot, Setting setting, Rules rules, boolean anyRest) {
        if (!Quadratic.needsNormal(field, rules)) {
            return solvedAs(field, setting, slot, setting, rules, anyRest);
        }
        // a potential is shorter with what is frozen as it stands; that there is none the normal form has to say
        Optional<Gradient> first;
        try {
            first = Optional
                    .of(solvedAs(field, setting.withoutRules(), slot, setting, rules, anyRest));
        } catch (NotExpressible unknown) {
            first = Optional.empty();
        }
        if (first.filter(g -> g.remainder.isEmpty()).isPresent()) {
            return first.get();
        }
        Gradient normal = solvedAs(field, setting, slot, setting, rules, anyRest);
        return normal.remainder.isEmpty() ? normal : first.orElse(normal);
    }

    private static Gradient solvedAs(Sum field, Setting form, Slot slot, Setting setting, Rules rules,
            boolean anyRest) {
        Gradient g = new Gradient(slot, setting, rules);
        for (Map.Entry<Cell, List<Term>> cell : cells(field, form).entrySet()) {
            if (!anyRest || g.remainder.isEmpty()) {
                g.cell(cell.getKey(), cell.getValue());
            }
        }
        if (!g.remainder.isEmpty() && field.terms().stream().anyMatch(t -> readsCoordinates(t, slot))) {
            throw new NotExpressible("a gradient decision where named coordinates stand beside a general loss");
        }
        return g;
    }

    private static final String FEW = "a potential that is another one for some counts";

    /// Whether every term without a sum, which could be empty, is there for all counts.
    static boolean isWhole(Sum s, Setting setting) {
        return s.terms().stream().allMatch(t -> !t.bound().isEmpty() || setting.covers(t.domain()));
    }

    /// A sum cannot hold a tree that only a few counts have; what is written down is the form for all others.
    private static Sum general(List<Term> terms, Setting setting) {
        return Sum.of(terms.stream().filter(t -> !isForFewCounts(t, setting)).toList());
    }

    private static boolean isForFewCounts(Term t, Setting setting) {
        return setting.counts().stream().anyMatch(n -> t.domain().upper(n, Set.of()).isPresent());
    }

    /// A potential whose gradient is not the field would be the worst answer of all.
    private static Decision confirmed(Decision d, Sum field, Slot slot, Setting setting, Rules rules) {
        if (!d.holds()) {
            // each cell was confirmed by itself; only those that small counts lack are to be looked at together
            boolean whole = setting.counts().isEmpty() || isWhole(d.potential(), setting)
                    && isWhole(d.remainder(), setting) && (d.whole() || Canonical.isZero(field
                            .minus(d.potential().gradient(slot, rules)).minus(d.remainder()), setting));
            return new Decision(d.potential(), d.remainder(), whole, d.cells());
        }
        if (!isWhole(d.potential(), setting)) {
            throw new NotExpressible(FEW);
        }
        Sum off = field.minus(d.potential().gradient(slot, rules)).minus(d.remainder());
        List<Term> wrong = off.isZero() ? List.of() : List.copyOf(Canonical.of(off, setting).values());
        if (wrong.stream().anyMatch(t -> !isForFewCounts(t, setting))) {
            throw new IllegalStateException("the potential of " + field + " is off by " + off);
        }
        if (!wrong.isEmpty()) {
            throw new NotExpressible(FEW);
        }
        return d;
    }

    /// The same for one cell, in which every tree is a function of its own.
    private void confirm(List<Term> terms, int potentials, int remainders) {
        Sum found = Sum.of(potential.subList(potentials, potential.size()).stream().map(Gradient::unbound).toList());
        Sum left = Sum.of(remainder.subList(remainders, remainder.size()).stream().map(Gradient::unbound).toList());
        Sum off = Sum.of(terms.stream().map(Gradient::unbound).toList()).minus(left).minus(found.gradient(slot, rules));
        if (!off.isZero()) {
            throw new IllegalStateException("the potential " + found + " is off by " + off);
        }
    }

    /// In a space of known coordinates trees with unit vectors are not independent.
    private static boolean readsCoordinates(Term t, Slot slot) {
        boolean[] found = {t.coef().generators().stream()
                .anyMatch(g -> g instanceof Scalars.Coordinate && Moving.isMoving(g, slot))};
        t.forEachVertex(v -> found[0] |= v.kind() == Vertex.Kind.AXIS);
        return found[0];
    }

    /// A potential that can be read off term by term, index sums untouched, so that averages stay averages; when there is
    /// none the canonical form has to decide.
    private static Optional<Sum> direct(Sum field, Slot slot, Rules rules) {
        Sum rest = field;
        Sum potential = Sum.ZERO;
        while (!rest.isZero()) {
            Term t = rest.terms().iterator().next();
            Tree open = t.open().orElseThrow();
            if (open.rootOutput() || !open.node().vertex().isLive(slot)) {
                return Optional.empty();
            }
            List<Node> scalars = new ArrayList<>(t.scalars());
            scalars.add(open.closed());
            Sum closed = Sum.of(List.of(new Term(t.coef(), scalars, Optional.empty(), t.bound(), t.domain())));
            Sum gradient = closed.gradient(slot, rules);
            Optional<Coef> share = gradient.share(t);
            // only a constant may be taken out of a gradient, and an index is none: it belongs to the sum
            if (share.isEmpty() || Moving.isMoving(share.get(), slot) || !Scalars.indices(share.get()).isEmpty()
                    && !java.util.Collections.disjoint(Scalars.indices(share.get()), t.bound())) {
                return Optional.empty();
            }
            Coef factor = share.get().reciprocal();
            Sum left = rest.minus(gradient.times(factor));
            if (left.size() >= rest.size()) {
                return Optional.empty();
            }
            rest = left;
            potential = potential.plus(closed.times(factor));
        }
        return Optional.of(potential);
    }

    /// The canonical terms by cell.
    static Map<Cell, List<Term>> cells(Sum field, Setting setting) {
        Map<Cell, List<Term>> cells = new LinkedHashMap<>();
        Canonical.of(field, setting).values().forEach(
                t -> cells.computeIfAbsent(new Cell(t.bound(), t.domain()), c -> new ArrayList<>()).add(t));
        return cells;
    }

    /// The summation of some terms; inside it their indices are mere names.
    record Cell(Set<String> bound, Domain domain) {
        /// Whether a sum over this cell says of itself for which counts there is anything to sum: something is summed, and
        /// no index has only one value, which would be put in its place.
        boolean isPlain(Setting setting) {
            return !bound.isEmpty() && domain.equality(bound).isEmpty()
                    && setting.counts().stream().noneMatch(n -> domain.upper(n, Set.of()).isPresent());
        }

        Term restore(Term t, Coef factor) {
            return new Term(t.coef().times(factor), t.scalars(), t.open(), bound, domain);
        }
    }

    static Term unbound(Term t) {
        return new Term(t.coef(), t.scalars(), t.open(), Set.of(), Domain.ALL);
    }

    private void cell(Cell cell, List<Term> terms) {
        plain &= cell.isPlain(setting);
        int potentials = potential.size();
        int remainders = remainder.size();
        solve(cell, terms);
        confirm(terms, potentials, remainders);
    }

    private void solve(Cell cell, List<Term> terms) {
        Map<String, Piece> field = new TreeMap<>();
        for (Term t : terms) {
            Optional<List<Piece>> pieces = Moving.pieces(unbound(t), slot);
            if (pieces.isEmpty()) {
                general(cell, terms);
                return;
            }
            pieces.get().forEach(p -> field.put(p.key(), p));
        }
        Candidates candidates = new Candidates(slot, rules);
        candidates.add(field.values());
        Set<String> done = new LinkedHashSet<>();
        for (String key : field.keySet()) {
            if (!done.contains(key)) {
                component(cell, key, field, candidates, done);
            }
        }
    }

    private void general(Cell cell, List<Term> terms) {
        Optional<Sum> found = General.potential(terms.stream().map(Gradient::unbound).toList(), slot, rules);
        if (found.isPresent()) {
            found.get().terms().forEach(t -> potential.add(cell.restore(t, Coef.ONE)));
        } else if (Curl.surelyNot(Sum.of(terms), slot, setting, rules)) {
            remainder.addAll(terms);
        } else {
            throw new NotExpressible("a gradient decision where a function of an undifferentiated loss is a factor");
        }
    }

    /// Solves for the potentials that share trees, directly or not, with the tree `first`.
    private void component(Cell cell, String first, Map<String, Piece> field, Candidates candidates,
            Set<String> done) {
        Set<String> mine = new LinkedHashSet<>();
        Set<String> trees = new LinkedHashSet<>();
        candidates.connected(first, trees, mine);
        done.addAll(trees);
        LinearSystem system = new LinearSystem(mine.size());
        for (String k : trees) {
            Coef[] row = mine.stream().map(c -> candidates.coefficient(c, k)).toArray(Coef[]::new);
            system.equation(row, field.containsKey(k) ? field.get(k).factor() : Coef.ZERO);
        }
        Optional<LinearSystem.Solution> x = system.solve();
        if (x.isEmpty()) {
            List<Piece> left = trees.stream().filter(field::containsKey).map(field::get).toList();
            if (remainder.isEmpty()) {
                requireCurl(left);
            }
            left.forEach(p -> remainder.add(cell.restore(p.unit(), p.factor())));
            return;
        }
        int i = 0;
        for (String c : mine) {
            potential.add(cell.restore(candidates.unit(c), x.get().values().get(i++)));
        }
    }

    private void requireCurl(List<Piece> left) {
        requireCurl(Sum.of(left.stream().map(p -> Moving.with(p.unit(), p.unit().coef().times(p.factor()))).toList()),
                slot, setting, rules);
    }

    /// The part of a field of plain trees that belongs to the free tree of its first term.
    private static Sum component(Sum field, Slot slot) {
        Tree first = field.terms().iterator().next().open().orElseThrow();
        if (first.rootOutput()) {
            return Sum.of(List.of(field.terms().iterator().next()));
        }
        Set<String> rootings = new LinkedHashSet<>();
        first.node().rootings().forEach(r -> rootings.add(r.key()));
        return Sum.of(field.terms().stream().filter(t -> rootings.contains(t.open().orElseThrow().node().key()))
                .toList());
    }

    /// That no potential was found must not rest on the search for potentials alone.
    private static void requireCurl(Sum field, Slot slot, Setting setting, Rules rules) {
        if (!Curl.surelyNot(field, slot, setting, rules)) {
            throw new NotExpressible("a gradient decision: no potential was found, but nothing speaks against one");
        }
    }

    static Sum scalar(Term t, Node closed) {
        List<Node> scalars = new ArrayList<>(t.scalars());
        scalars.add(closed);
        return Sum.of(List.of(new Term(t.coef(), scalars, Optional.empty(), Set.of(), Domain.ALL)));
    }
}
