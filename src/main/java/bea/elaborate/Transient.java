package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.LinearSystem;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Model;
import bea.model.Power;
import bea.model.Slot;
import bea.series.NotExpressible;
import bea.series.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether memories forget their start for all declared values of the scalars: the eigenvalues of `M`, what one update
/// keeps of them at leading order, are smaller than 1 in size.
///
/// Memories that feed each other are looked at together, the others one by one. On the way from values for which their
/// eigenvalues are small to others for which they are not, two of them (perhaps the same twice) have the product 1, which
/// is where `det(I - B (x) B)` vanishes.
final class Transient {
    private static final int SQUARINGS = 8;

    private final Coef[][] keeps;
    private final List<Slot> memories;
    private final Model model;

    /// @param less `M - I`
    Transient(Coef[][] less, List<Slot> memories, Model model) {
        int n = less.length;
        this.memories = memories;
        this.model = model;
        this.keeps = new Coef[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                keeps[i][j] = i == j ? less[i][j].plus(Coef.ONE) : less[i][j];
            }
        }
    }

    /// @throws NotExpressible when some values do not let it end
    void requireEnd() {
        boolean[] done = new boolean[keeps.length];
        for (int i = 0; i < keeps.length; i++) {
            if (!done[i]) {
                List<Integer> block = block(i);
                block.forEach(k -> done[k] = true);
                requireEnd(block);
            }
        }
    }

    /// Those that feed `i` and are fed by it.
    private List<Integer> block(int i) {
        List<Integer> block = new ArrayList<>();
        for (int j = 0; j < keeps.length; j++) {
            if (j == i || reaches(i, j) && reaches(j, i)) {
                block.add(j);
            }
        }
        return block;
    }

    private boolean reaches(int from, int to) {
        boolean[] seen = new boolean[keeps.length];
        List<Integer> next = new ArrayList<>(List.of(from));
        while (!next.isEmpty()) {
            int k = next.removeLast();
            for (int j = 0; j < keeps.length; j++) {
                if (!keeps[k][j].isZero() && !seen[j]) {
                    seen[j] = true;
                    next.add(j);
                }
            }
        }
        return seen[to];
    }

    private void requireEnd(List<Integer> block) {
        if (block.size() == 1 && isSmallProduct(keeps[block.getFirst()][block.getFirst()])) {
            return;
        }
        Vanishing.Answer a = Vanishing.of(List.of(determinant(block)), model);
        Optional<Map<String, Rational>> bad = a.values().stream().findFirst();
        if (!a.sure() && bad.isEmpty()) {
            throw new NotExpressible(
                    name(block) + ", because it is not clear that its start is forgotten for all values "
                            + "of the scalars in it; a narrower range, or a number, may make it so");
        }
        if (a.sure() && decays(block)) {
            return;
        }
        boolean named = bad.isPresent() && !bad.get().isEmpty();
        throw new NotExpressible(name(block) + ", because "
                + (named ? "for " + String.join(", ", bad.get().entrySet().stream()
                        .map(e -> e.getKey() + " = " + e.getValue()).toList())
                        + " its start is never forgotten; declare a range without it, such as scalar "
                        + bad.get().keySet().iterator().next() + " in [0, 1)"
                        : "its start is never forgotten: what an update keeps of it is not less than it was"));
    }

    /// Whether a product of scalars and powers, such as `beta^(n-1)`, is smaller than 1 in size for all values: no factor is larger, and
    /// one is smaller.
    private boolean isSmallProduct(Coef c) {
        if (c.numerator().terms().size() != 1) {
            return false;
        }
        Map<String, Affine> exponents = new TreeMap<>();
        c.numerator().leadingMonomial().powers().forEach(f -> book(f.base(), f.exponent(), exponents));
        for (Map.Entry<Poly, Integer> d : c.denominator().entrySet()) {
            if (d.getKey().terms().size() != 1) {
                return false;
            }
            d.getKey().leadingMonomial().powers().forEach(f -> book(f.base(), -d.getValue() * f.exponent(), exponents));
        }
        Rational one = Rational.ONE;
        boolean smaller = c.numerator().leadingCoefficient().abs().compareTo(one) < 0;
        if (c.numerator().leadingCoefficient().abs().compareTo(one) > 0) {
            return false;
        }
        for (Map.Entry<String, Affine> e : exponents.entrySet()) {
            Optional<Model.Scalar> base = model.scalars().stream().filter(s -> s.name().equals(e.getKey())
                    && s.above().filter(a -> a.compareTo(one.negate()) >= 0).isPresent()
                    && s.below().filter(b -> b.compareTo(one) <= 0).isPresent()).findFirst();
            boolean number = Character.isDigit(e.getKey().charAt(0));
            Optional<Integer> least = least(number ? e.getValue().times(-1) : e.getValue());
            if (!number && base.isEmpty() || least.isEmpty() || least.get() < 0) {
                return false;
            }
            smaller |= least.get() > 0 && (number || !base.get().contains(one) && !base.get().contains(one.negate()));
        }
        return smaller;
    }

    private static void book(Generator g, int times, Map<String, Affine> exponents) {
        exponents.merge(g instanceof Power p ? p.base() : g.key(),
                g instanceof Power p ? Affine.variable(p.exponent()).times(times) : Affine.constant(times),
                Affine::plus);
    }

    /// The smallest value of a form in counts, if it has one.
    private Optional<Integer> least(Affine a) {
        int[] sum = {a.constant()};
        boolean[] bounded = {true};
        a.forEach((name, factor) -> {
            Optional<Model.Count> n = model.counts().stream().filter(x -> x.name().equals(name)).findFirst();
            bounded[0] &= n.isPresent() && factor > 0;
            sum[0] += n.map(x -> factor * x.atLeast()).orElse(0);
        });
        return bounded[0] ? Optional.of(sum[0]) : Optional.empty();
    }

    private String name(List<Integer> block) {
        return (block.size() == 1 ? "the memory " : "the memories ")
                + String.join(", ", block.stream().map(i -> memories.get(i).name()).toList());
    }

    /// `det(I - B (x) B)`.
    private Coef determinant(List<Integer> block) {
        int n = block.size();
        Coef[][] m = new Coef[n * n][n * n];
        for (int i = 0; i < n * n; i++) {
            for (int j = 0; j < n * n; j++) {
                Coef product = keeps[block.get(i / n)][block.get(j / n)]
                        .times(keeps[block.get(i % n)][block.get(j % n)]);
                m[i][j] = i == j ? Coef.ONE.minus(product) : product.negate();
            }
        }
        return LinearSystem.determinant(m);
    }

    // ---- some values

    /// Whether a power of the block is small for some values in the range.
    private boolean decays(List<Integer> block) {
        int n = block.size();
        Rational[][] b = new Rational[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                b[i][j] = Scalars.substitute(keeps[block.get(i)][block.get(j)], this::sample)
                        .rationalValue();
            }
        }
        for (int k = 0; k <= SQUARINGS; k++) {
            if (isSmall(b)) {
                return true;
            }
            b = squared(b);
        }
        return false;
    }

    private static boolean isSmall(Rational[][] b) {
        for (Rational[] row : b) {
            Rational sum = Rational.ZERO;
            for (Rational x : row) {
                sum = sum.plus(x.signum() < 0 ? x.negate() : x);
            }
            if (sum.minus(Rational.ONE).signum() >= 0) {
                return false;
            }
        }
        return true;
    }

    private static Rational[][] squared(Rational[][] b) {
        Rational[][] square = new Rational[b.length][b.length];
        for (int i = 0; i < b.length; i++) {
            for (int j = 0; j < b.length; j++) {
                square[i][j] = Rational.ZERO;
                for (int k = 0; k < b.length; k++) {
                    square[i][j] = square[i][j].plus(b[i][k].times(b[k][j]));
                }
            }
        }
        return square;
    }

    /// A value of a declared scalar, inside its range.
    private Coef sample(Generator g) {
        if (g instanceof Power p) {
            int exponent = model.counts().stream().filter(n -> n.name().equals(p.exponent()))
                    .mapToInt(Model.Count::atLeast).findFirst().orElse(0);
            return p.baseValue().substitute(this::sample).pow(exponent);
        }
        for (Model.Scalar s : model.scalars()) {
            if (Coef.generator(g).equals(Coef.named(s.name()))) {
                return Coef.of(s.inside());
            }
        }
        throw new NotExpressible("a memory with " + g.key() + " in what it keeps of itself");
    }
}
