package bea.check;

import bea.algebra.Rational;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A polynomial with rational coefficients: a loss, or one component of a field.
///
/// It is written around a centre. Random ones are centred at the start of the update, where most evaluations happen:
/// their derivatives there can be read off.
final class Polynomial {
    /// `coefficient` times the product of the listed variables, which ascend; each stands for variable minus centre.
    record Monomial(int[] variables, Rational coefficient) {}

    private final Rational[] centre;
    private final List<Monomial> monomials;
    private final Map<List<Rational>, Taylor> expansions = new HashMap<>();

    Polynomial(Rational[] centre, List<Monomial> monomials) {
        this.centre = centre;
        this.monomials = monomials;
    }

    /// A random polynomial of the given degree: all monomials while there are not too many, and then a sample.
    static Polynomial random(Rational[] centre, int degree, Random random) {
        List<Monomial> monomials = new ArrayList<>();
        monomials.add(new Monomial(new int[0], random.coefficient()));
        for (int d = 1; d <= degree; d++) {
            add(monomials, new int[d], 0, 0, centre.length, share(centre.length, d), random);
        }
        return new Polynomial(centre, monomials);
    }

    /// Which one of so many monomials of degree `d` is drawn: about 60 of every degree.
    private static int share(int variables, int d) {
        long count = 1;
        for (int i = 0; i < d; i++) {
            count = count * (variables + i) / (i + 1);
        }
        return d <= 2 ? 1 : (int) Math.min(1000, (count + 59) / 60);
    }

    private static void add(List<Monomial> out, int[] chosen, int filled, int from, int variables, int share,
            Random random) {
        if (filled == chosen.length) {
            if (share == 1 || random.below(share) == 0) {
                out.add(new Monomial(chosen.clone(), random.coefficient()));
            }
            return;
        }
        for (int v = from; v < variables; v++) {
            chosen[filled] = v;
            add(out, chosen, filled + 1, v, variables, share, random);
        }
    }

    /// The value at a point that is a constant plus something nilpotent, through `h^limit`.
    Jet at(Jet[] point, int limit) {
        Rational[] constants = new Rational[point.length];
        Jet[] moves = new Jet[point.length];
        for (int i = 0; i < point.length; i++) {
            constants[i] = point[i].constant();
            moves[i] = point[i].withoutConstant();
        }
        List<Rational> key = Arrays.asList(constants);
        Taylor t = expansions.get(key);
        if (t == null) {
            t = expand(constants);
            expansions.put(key, t);
        }
        return t.at(moves, limit);
    }

    private Taylor expand(Rational[] point) {
        Rational[] offset = new Rational[point.length];
        for (int i = 0; i < point.length; i++) {
            offset[i] = point[i].minus(centre[i]);
        }
        Taylor t = new Taylor();
        for (Monomial m : monomials) {
            expand(m, 0, 0, m.coefficient, offset, t);
        }
        return t;
    }

    /// Multiplies out (offset + move) for the variables from `i` on; `node` stands for the moves taken so far.
    private static void expand(Monomial m, int i, int node, Rational coefficient, Rational[] offset, Taylor t) {
        if (i == m.variables.length) {
            t.add(node, coefficient);
            return;
        }
        int v = m.variables[i];
        if (!offset[v].isZero()) {
            expand(m, i + 1, node, coefficient.times(offset[v]), offset, t);
        }
        expand(m, i + 1, t.child(node, v), coefficient, offset, t);
    }

    /// Readable when the centre is the origin: `x^2*y`, `-1/2*x`.
    String text(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (Monomial m : monomials) {
            boolean negative = m.coefficient.signum() < 0;
            Rational size = m.coefficient.abs();
            text.append(text.isEmpty() ? negative ? "-" : "" : negative ? " - " : " + ");
            String product = product(m.variables, names);
            text.append(product.isEmpty() ? size.toString() : size.isOne() ? product : size + "*" + product);
        }
        return text.isEmpty() ? "0" : text.toString();
    }

    private static String product(int[] variables, List<String> names) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < variables.length;) {
            int j = i;
            while (j < variables.length && variables[j] == variables[i]) {
                j++;
            }
            // of ratios the last one is 1
            if (!names.get(variables[i]).equals("1")) {
                text.append(text.isEmpty() ? "" : "*").append(names.get(variables[i]));
                text.append(j - i > 1 ? "^" + (j - i) : "");
            }
            i = j;
        }
        return text.toString();
    }
}
