package bea.elaborate;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Parts;
import bea.model.Power;
import bea.model.Update;
import bea.series.NotExpressible;
import bea.series.Scalars;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the engine has to say, in the names of the file.
public final class Wording {
    /// More than this of a formula does not help a reader.
    private static final int LONGEST = 300;
    private static final String NOT_SIMPLE = "is not an index or a count, plus or minus a number";

    private Wording() {}

    // ---- coefficients

    /// A coefficient in the language, its functions and coordinates by their names.
    public static String of(Coef c) {
        String text = full(c);
        return text.length() <= LONGEST ? text : text.substring(0, text.lastIndexOf(' ', LONGEST)) + " …";
    }

    private static String full(Coef c) {
        String top = polynomial(c.numerator());
        if (c.denominator().isEmpty()) {
            return top;
        }
        List<String> factors = new ArrayList<>();
        c.denominator().forEach((p, e) -> factors.add(grouped(p) + (e == 1 ? "" : "^" + e)));
        String bottom = String.join("*", factors);
        return grouped(c.numerator()) + "/" + (factors.size() == 1 ? bottom : "(" + bottom + ")");
    }

    private static String grouped(Poly p) {
        return p.terms().size() == 1 && !polynomial(p).contains("*") ? polynomial(p) : "(" + polynomial(p) + ")";
    }

    private static String polynomial(Poly p) {
        StringBuilder b = new StringBuilder();
        for (Map.Entry<Monomial, Rational> t : p.terms().descendingMap().entrySet()) {
            boolean minus = t.getValue().signum() < 0;
            b.append(b.isEmpty() ? minus ? "-" : "" : minus ? " - " : " + ")
                    .append(term(t.getKey(), t.getValue().abs()));
        }
        return b.isEmpty() ? "0" : b.toString();
    }

    private static String term(Monomial m, Rational c) {
        List<String> factors = new ArrayList<>();
        if (!c.isOne() || m.powers().isEmpty()) {
            factors.add(c.toString());
        }
        m.powers().forEach(f -> factors.add(f.base() instanceof Power p && f.exponent() > 1
                ? p.base() + "^(" + f.exponent() + "*" + name(p.exponent()) + ")"
                : generator(f.base()) + (f.exponent() == 1 ? "" : "^" + f.exponent())));
        return String.join("*", factors);
    }

    private static String generator(Generator g) {
        return switch (g) {
            case Scalars.Coordinate x when x.start() -> "(" + x.slot().coordinates().get(x.component()) + ") at start";
            case Scalars.Coordinate x -> x.slot().coordinates().get(x.component());
            case Scalars.Index i -> name(i.name());
            case Power p -> p.base() + "^" + name(p.exponent());
            case Scalars.Function f -> f.name() + "(" + full(f.argument()) + ")";
            case Vertex.Value v ->
                v.vertex().symbol().name() + v.vertex().label().map(l -> "(…; " + label(l) + ")").orElse("");
            default -> g.key();
        };
    }

    /// A bound index has no name that the file knows.
    private static String name(String index) {
        return index.startsWith(Affine.INDEX) ? index.substring(1) : index.startsWith("$") ? "i" : index;
    }

    private static String label(Affine a) {
        return a.coefficients().keySet().stream().anyMatch(n -> n.startsWith("$")) ? "…" : written(a);
    }

    /// `where a - b is not 0`.
    public static Optional<String> where(List<String> conditions) {
        return conditions.isEmpty() ? Optional.empty()
                : Optional.of("where " + String.join(" and ", conditions)
                        + (conditions.size() == 1 ? " is not 0" : " are not 0"));
    }

    // ---- indices

    /// Why something is not expressible, with the label or bound that is to blame.
    public static String reason(NotExpressible e, Model model, Optional<Model.Body> body) {
        if (!(e instanceof NotExpressible.OfIndex)) {
            return "not expressible: " + e.getMessage().replace(Affine.INDEX, "");
        }
        Optional<String> both = model.update().flatMap(u -> bothWays(u.body()));
        if (both.isPresent()) {
            return "not expressible: " + both.get();
        }
        List<String> odd = new ArrayList<>();
        body.ifPresent(b -> Parts.of(b).forEach(x -> odd(x, odd)));
        model.lets().forEach(l -> odd(l.body(), odd));
        model.update().ifPresent(u -> odd(u.body(), odd));
        return "not expressible: " + odd.stream().findFirst().orElse(e.getMessage());
    }

    /// Labels of one pass that move in opposite directions.
    private static Optional<String> bothWays(List<Update.Stmt> body) {
        return body.stream().flatMap(s -> s instanceof Update.Loop l ? ofPass(l.body()).stream() : null).findFirst();
    }

    private static Optional<String> ofPass(List<Update.Stmt> pass) {
        List<Exp.Apply> all = new ArrayList<>();
        Parts.forEach(pass, e -> {
            if (e instanceof Exp.Apply a && a.label().isPresent()) {
                all.add(a);
            }
        });
        for (Exp.Apply back : all) {
            Affine l = back.label().orElseThrow();
            for (Exp.Apply there : all) {
                Affine k = there.label().orElseThrow();
                if (backwards(l) && k.coefficients().keySet().stream()
                        .anyMatch(n -> n.startsWith(Affine.INDEX) && k.factor(n) > 0 && l.factor(n) < 0)) {
                    return Optional.of("the labels " + label(there, k) + " and " + label(back, l)
                            + " in one pass, because they run both ways");
                }
            }
        }
        return Optional.empty();
    }

    private static String label(Exp.Apply a, Affine label) {
        return a.symbol().batch().orElse("") + "[" + written(label) + "]";
    }

    private static void odd(List<Update.Stmt> body, List<String> found) {
        for (Update.Stmt s : body) {
            switch (s) {
                case Update.Assign a -> odd(a.value(), found);
                case Update.Together t -> t.assigns().forEach(a -> odd(a.value(), found));
                case Update.Stage g -> odd(g.value(), found);
                case Update.Implicit i -> i.stages().forEach(g -> odd(g.value(), found));
                case Update.Loop l -> {
                    bound(l.from(), found);
                    bound(l.to(), found);
                    odd(l.body(), found);
                }
                case Update.Average a -> {
                    bound(a.from(), found);
                    bound(a.to(), found);
                    odd(a.body(), found);
                }
            }
        }
    }

    private static void odd(Exp e, List<String> found) {
        Parts.forEach(e, p -> {
            switch (p) {
                case Exp.Apply a -> a.label().filter(l -> !simple(l)).ifPresent(l -> found.add("the label "
                        + a.symbol().batch().orElse("") + "[" + written(l) + "], which "
                        + (backwards(l) ? "runs backwards" : NOT_SIMPLE)));
                case Exp.Sum s -> {
                    bound(s.from(), found);
                    bound(s.to(), found);
                }
                default -> {
                }
            }
        });
    }

    private static void bound(Affine a, List<String> found) {
        if (!simple(a)) {
            found.add("the bound " + written(a) + ", which " + NOT_SIMPLE);
        }
    }

    /// An index or a count, plus or minus a number, or a number alone.
    private static boolean simple(Affine a) {
        return a.coefficients().size() <= 1 && a.coefficients().values().stream().allMatch(c -> c == 1);
    }

    private static boolean backwards(Affine a) {
        return a.coefficients().entrySet().stream().filter(e -> e.getKey().startsWith(Affine.INDEX))
                .mapToInt(e -> e.getValue() == -1 ? 1 : 2).sum() == 1;
    }

    /// What is added first, then what is subtracted: `n-1-mu`.
    private static String written(Affine a) {
        StringBuilder plus = new StringBuilder();
        StringBuilder minus = new StringBuilder();
        a.coefficients().forEach((n, c) -> {
            String factor = (Math.abs(c) == 1 ? "" : Math.abs(c) + "*") + n.replace(Affine.INDEX, "");
            (c < 0 ? minus : plus).append(c < 0 ? "-" : plus.isEmpty() ? "" : "+").append(factor);
        });
        int k = a.constant();
        return plus + (k < 0 ? String.valueOf(k) : k == 0 ? "" : plus.isEmpty() ? "" + k : "+" + k) + minus;
    }
}
