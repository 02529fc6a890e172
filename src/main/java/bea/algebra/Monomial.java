package bea.algebra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A product of positive powers of generators, sorted by generator; ordered by degree, then lexicographically.
public record Monomial(List<Power> powers) implements Comparable<Monomial> {
    public record Power(Generator base, int exponent) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Power p && exponent == p.exponent && base.key().equals(p.base.key());
        }

        @Override
        public int hashCode() {
            return base.key().hashCode() * 31 + exponent;
        }
    }

    public static final Monomial ONE = new Monomial(List.of());

    public static Monomial of(Generator g) {
        return new Monomial(List.of(new Power(g, 1)));
    }

    public int degree() {
        int sum = 0;
        for (Power p : powers) {
            sum += p.exponent;
        }
        return sum;
    }

    public int exponentOf(Generator g) {
        for (Power p : powers) {
            if (p.base.compareTo(g) == 0) {
                return p.exponent;
            }
        }
        return 0;
    }

    public Monomial times(Monomial o) {
        if (powers.isEmpty()) {
            return o;
        }
        if (o.powers.isEmpty()) {
            return this;
        }
        return merge(o, 1).orElseThrow();
    }

    /// The quotient, when `o` divides this.
    public Optional<Monomial> dividedBy(Monomial o) {
        return o.powers.isEmpty() ? Optional.of(this) : merge(o, -1);
    }

    private Optional<Monomial> merge(Monomial o, int sign) {
        List<Power> result = new ArrayList<>(powers.size() + o.powers.size());
        int i = 0;
        int j = 0;
        while (i < powers.size() || j < o.powers.size()) {
            int c = i == powers.size() ? 1
                    : j == o.powers.size() ? -1 : powers.get(i).base.compareTo(o.powers.get(j).base);
            Generator base = c <= 0 ? powers.get(i).base : o.powers.get(j).base;
            int e = (c <= 0 ? powers.get(i++).exponent : 0) + (c >= 0 ? sign * o.powers.get(j++).exponent : 0);
            if (e < 0) {
                return Optional.empty();
            }
            if (e > 0) {
                result.add(new Power(base, e));
            }
        }
        return Optional.of(new Monomial(List.copyOf(result)));
    }

    /// Graded lexicographic: a true monomial order, so that polynomial division ends.
    @Override
    public int compareTo(Monomial o) {
        int d = Integer.compare(degree(), o.degree());
        if (d != 0) {
            return d;
        }
        for (int i = 0; i < Math.min(powers.size(), o.powers.size()); i++) {
            int c = o.powers.get(i).base.compareTo(powers.get(i).base);
            if (c != 0) {
                return c;
            }
            c = Integer.compare(powers.get(i).exponent, o.powers.get(i).exponent);
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(powers.size(), o.powers.size());
    }
}
