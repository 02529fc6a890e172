package bea.series;

import bea.algebra.Generator;
import bea.model.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Batches whose number is given, treated like a symbolic count that has this one value: the order patterns of a few
/// indices are as many for ten thousand batches as for five, while index tuples are not to be written out.
///
/// What is near the end of the range is measured from there. Cells that the one value does not have are left out; on
/// the others, trees are independent functions, as for a symbolic count. A coefficient that reads the position of an
/// index is a polynomial in positions, and may vanish on all of a short range without being zero, so such sums are
/// written out instead.
record Numeric(String count, int value) {
    /// Up to this many index tuples a sum is written out, batch by batch.
    private static final int WRITTEN_OUT = 300;
    /// No name of a file.
    private static final String NAME = "#";

    static Optional<Numeric> of(Sum sum, Setting setting) {
        Optional<Integer> size = size(setting);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        double tuples = 0;
        for (Term t : sum.terms()) {
            tuples = Math.max(tuples, Math.pow(size.get(), t.bound().size()));
            for (Generator g : t.coef().generators()) {
                if (!(g instanceof Generator.Named)) {
                    return Optional.empty();
                }
            }
        }
        return tuples <= WRITTEN_OUT ? Optional.empty() : Optional.of(new Numeric(NAME, size.get()));
    }

    /// A batch between the ends of every family, where their numbers of batches are given.
    static Optional<Integer> middle(Setting setting) {
        int from = 0;
        int to = size(setting).orElse(0) - 1;
        for (Setting.Range r : setting.families().values()) {
            from = r.from().isConstant() ? Math.max(from, r.from().constant()) : Integer.MAX_VALUE;
        }
        return from <= to ? Optional.of(from + (to - from) / 2) : Optional.empty();
    }

    private static Optional<Integer> size(Setting setting) {
        TreeSet<Integer> ends = new TreeSet<>();
        for (Setting.Range r : setting.families().values()) {
            ends.add(r.to().isConstant() ? r.to().constant() + 1 : -1);
        }
        return setting.counts().isEmpty() && ends.size() == 1 && ends.first() >= 2 ? Optional.of(ends.first())
                : Optional.empty();
    }

    Setting setting(Setting given) {
        Map<String, Setting.Range> families = new TreeMap<>();
        given.families().forEach((name, r) -> families.put(name,
                new Setting.Range(r.from(), Affine.variable(count).plus(-1))));
        return new Setting(Map.of(count, value), families, given.rules());
    }

    /// That the count has its value.
    List<Affine> facts() {
        Affine n = Affine.variable(count);
        return List.of(n.plus(-value), Affine.constant(value).minus(n));
    }

    Term symbolic(Term t) {
        Term changed = t.map(v -> v.relabel(a -> a.isConstant() ? anchored(a.constant()) : anchored(a)), c -> c);
        List<Affine> conditions = new ArrayList<>();
        for (Affine a : t.domain().essential(t.domain().names())) {
            conditions.add(anchored(a));
        }
        return new Term(changed.coef(), changed.scalars(), changed.open(), t.bound(), Domain.ALL.and(conditions));
    }

    /// Of `x - c` and `c - x`, and of sums of positions that are one like them, `c` is a position.
    private Affine anchored(Affine a) {
        int[] positions = {0};
        a.forEach((name, factor) -> positions[0] += factor);
        return switch (positions[0]) {
            case -1 -> a.plus(-a.constant()).plus(anchored(a.constant()));
            case 1 -> a.plus(-a.constant()).minus(anchored(-a.constant()));
            default -> a;
        };
    }

    /// A position, from the end that is nearer.
    private Affine anchored(int c) {
        return 2 * c < value ? Affine.constant(c) : Affine.variable(count).plus(c - value);
    }

    SortedMap<String, Term> numbers(SortedMap<String, Term> cells) {
        Affine number = Affine.constant(value);
        TreeMap<String, Term> result = new TreeMap<>();
        cells.forEach((key, t) -> {
            Term n = t.relabel(a -> a.substitute(x -> x.equals(count) ? number : null), t.bound());
            if (!n.coef().isZero()) {
                result.put(key, n);
            }
        });
        return result;
    }
}
