package bea.derivation;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.LinearSystem;
import bea.elaborate.Context;
import bea.elaborate.Residual;
import bea.elaborate.Statement;
import bea.model.Model;
import bea.series.Canonical;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.series.Setting;
import bea.series.Term;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Coefficient repair: the fewest coefficients of a refuted equality that have to change for it to hold, and to what.
///
/// Every additive term carries a free factor; what must vanish is then a set of polynomials in the factors. For each
/// small set of factors the equations that are linear in it are solved and the rest is verified.
public final class Repair {
    private static final int MAX_CHANGES = 3;
    private static final int MAX_ATTEMPTS = 2000;

    private Repair() {}

    /// @param factors how much each changed term has to be multiplied by, by the number of its mark
    public record Proposal(Map<Integer, Coef> factors) {}

    /// The sparsest proposals: all with the smallest number of changes, at most four.
    ///
    /// @param marked the statement with free factors `?0 … ?(terms-1)`
    public static List<Proposal> propose(Model.Body marked, int terms, Context plain) {
        Set<Integer> all = new TreeSet<>();
        for (int i = 0; i < terms; i++) {
            all.add(i);
        }
        List<Coef> equations;
        Context c = new Context(plain.model(), plain.reading().unknowns(all), plain.budget());
        try {
            equations = equations(new Statement(c).residual(marked), c.setting());
        } catch (NotExpressible e) {
            return List.of();
        }
        List<Proposal> found = new ArrayList<>();
        int[] attempts = {0};
        for (int size = 1; size <= Math.min(MAX_CHANGES, terms) && found.isEmpty(); size++) {
            supports(equations, terms, size, new ArrayList<>(), c.setting().counts(), found, attempts);
        }
        return found;
    }

    private static List<Coef> equations(Residual r, Setting setting) {
        List<Coef> result = new ArrayList<>();
        for (Residual.Part p : r.parts()) {
            for (Term t : Canonical.of(p.sum(), setting).values()) {
                result.add(t.coef());
            }
        }
        return result;
    }

    private static void supports(List<Coef> equations, int terms, int size, List<Integer> chosen, Set<String> counts,
            List<Proposal> found, int[] attempts) {
        if (found.size() >= 4 || attempts[0] > MAX_ATTEMPTS) {
            return;
        }
        if (chosen.size() == size) {
            attempts[0]++;
            solve(equations, chosen, counts).ifPresent(found::add);
            return;
        }
        for (int i = chosen.isEmpty() ? 0 : chosen.getLast() + 1; i < terms; i++) {
            chosen.add(i);
            supports(equations, terms, size, chosen, counts, found, attempts);
            chosen.removeLast();
        }
    }

    private static Optional<Proposal> solve(List<Coef> equations, List<Integer> free, Set<String> counts) {
        LinearSystem system = new LinearSystem(free.size());
        List<Coef> restricted = new ArrayList<>();
        for (Coef e : equations) {
            Coef r = e.substitute(g -> isUnknown(g) && !free.contains(number(g)) ? Coef.ONE : null);
            restricted.add(r);
            linear(r, free).ifPresent(row -> system.equation(row, r.substitute(
                    g -> isUnknown(g) ? Coef.ZERO : null).negate()));
        }
        Optional<LinearSystem.Solution> s = system.solve().filter(x -> x.free().isEmpty());
        if (s.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, Coef> values = new LinkedHashMap<>();
        for (int i = 0; i < free.size(); i++) {
            values.put(free.get(i), s.get().values().get(i));
        }
        boolean all = values.values().stream().noneMatch(v -> v.isOne() || moves(v, counts)) && restricted.stream()
                .allMatch(r -> r.substitute(g -> isUnknown(g) ? values.get(number(g)) : null).isZero());
        return all ? Optional.of(new Proposal(values)) : Optional.empty();
    }

    /// The coefficients of the free factors, when the expression is affine in them.
    private static Optional<Coef[]> linear(Coef e, List<Integer> free) {
        Coef[] row = new Coef[free.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = e.derivative(new Generator.Named("?" + free.get(i)));
            if (row[i].generators().stream().anyMatch(Repair::isUnknown)) {
                return Optional.empty();
            }
        }
        return Optional.of(row);
    }

    /// Whether a factor is no constant: it depends on the position, on losses, or on an index that is summed over.
    private static boolean moves(Coef v, Set<String> counts) {
        return !counts.containsAll(Scalars.indices(v))
                || v.generators().stream().anyMatch(g -> g instanceof Scalars.Coordinate || g instanceof Vertex.Value);
    }

    private static boolean isUnknown(Generator g) {
        return g.key().startsWith("?");
    }

    private static int number(Generator g) {
        return Integer.parseInt(g.key().substring(1));
    }
}
