package bea.closedform;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.elaborate.Budget;
import bea.elaborate.Identities;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.model.Slot;
import bea.present.Presenter;
import bea.present.Write;
import bea.series.Scalars;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.matheclipse.core.expression.F;
import org.matheclipse.core.interfaces.IAST;
import org.matheclipse.core.interfaces.IExpr;
import org.matheclipse.core.interfaces.IInteger;

/// Closed forms, for print and for potentials.
///
/// Symja proposes, exact arithmetic disposes: an answer is read back as a coefficient and compared with what was asked,
/// and what is not confirmed is not used. Polynomial questions that need no factoring never load it.
public final class ClosedForm {
    /// Terms beyond which a coefficient is printed as it is.
    private static final int MAX_TERMS = 150;

    private final Budget budget;

    public ClosedForm(Budget budget) {
        this.budget = budget;
    }

    /// The coefficient as it reads best: after identities between its functions and factored, where that is shorter,
    /// else term by term.
    public Expr tidy(Coef c, Presenter presenter) {
        Expr written = form(c, presenter);
        if (c.generators().stream().noneMatch(Scalars.Function.class::isInstance)) {
            return written;
        }
        try {
            Expr normal = form(Identities.normal(c), presenter);
            return length(normal) < length(written) ? normal : written;
        } catch (ArithmeticException noNormalForm) {
            return written;
        }
    }

    private Expr form(Coef c, Presenter presenter) {
        Expr plain = presenter.coefficient(c);
        int terms = c.numerator().terms().size();
        if (c.isRational() || c.denominator().isEmpty() && terms < 2) {
            return plain;
        }
        Expr shorter = shorter(plain, confirmed(withoutContent(c), c, presenter));
        return terms > MAX_TERMS ? shorter : shorter(shorter, factored(c, presenter));
    }

    private static Expr shorter(Expr a, Optional<Expr> b) {
        return b.filter(e -> length(e) <= length(a)).orElse(a);
    }

    /// The common number and the common powers of the terms in front.
    private static List<Factor> withoutContent(Coef c) {
        BigInteger top = BigInteger.ZERO;
        BigInteger bottom = BigInteger.ONE;
        Poly p = c.numerator();
        for (Rational r : p.terms().values()) {
            top = top.gcd(r.numerator());
            bottom = bottom.multiply(r.denominator()).divide(bottom.gcd(r.denominator()));
        }
        List<Factor> result = new ArrayList<>();
        Rational content = Rational.of(top, bottom);
        result.add(new Factor(Coef.of(content), 1));
        p = p.times(content.reciprocal());
        for (Generator g : p.generators()) {
            int e = p.terms().keySet().stream().mapToInt(m -> m.exponentOf(g)).min().orElse(0);
            if (e > 0) {
                p = p.dividedBy(Poly.generator(g).pow(e)).orElseThrow();
                result.add(new Factor(Coef.generator(g), e));
            }
        }
        result.add(new Factor(Coef.of(p), 1));
        c.denominator().forEach((q, e) -> result.add(new Factor(Coef.of(q), -e)));
        return result;
    }

    private static int length(Expr e) {
        return ExprPrinter.print(e).length();
    }

    // functions are dummies here: factoring needs to know nothing of them
    private Optional<Expr> factored(Coef c, Presenter presenter) {
        Symja symja = new Symja(f -> false);
        IExpr question = symja.write(c);
        return Symja.ask(() -> F.Factor(question), budget).flatMap(answer -> {
            try {
                return confirmed(factors(answer, symja), c, presenter);
            } catch (Symja.Unreadable | ArithmeticException e) {
                return Optional.empty();
            }
        });
    }

    /// A factor and its power, not 0.
    record Factor(Coef base, int exponent) {}

    private static List<Factor> factors(IExpr e, Symja symja) {
        List<Factor> result = new ArrayList<>();
        for (IExpr x : e.isTimes() ? ((IAST) e).stream().toList() : List.of(e)) {
            if (x.isPower() && ((IAST) x).arg2() instanceof IInteger n && n.toBigNumerator().bitLength() < 10) {
                result.add(new Factor(symja.read(((IAST) x).arg1()), n.toBigNumerator().intValue()));
            } else {
                result.add(new Factor(symja.read(x), 1));
            }
        }
        return result;
    }

    /// The product of the factors as an expression, when it is the coefficient.
    static Optional<Expr> confirmed(List<Factor> factors, Coef c, Presenter presenter) {
        Coef value = Coef.ONE;
        Coef number = Coef.ONE;
        Expr top = null;
        Expr bottom = null;
        for (Factor f : sorted(factors)) {
            value = value.times(f.base.pow(f.exponent));
            if (f.base.isRational()) {
                number = number.times(f.base.pow(f.exponent));
                continue;
            }
            boolean negative = f.base.numerator().leadingCoefficient().signum() < 0;
            number = negative && f.exponent % 2 != 0 ? number.negate() : number;
            Expr written = Write.pow(presenter.coefficient(negative ? f.base.negate() : f.base), Math.abs(f.exponent));
            top = f.exponent > 0 ? Write.times(top, written) : top;
            bottom = f.exponent < 0 ? Write.times(bottom, written) : bottom;
        }
        if (!value.sameAs(c) || !number.isRational()) {
            return Optional.empty();
        }
        Expr product = Write.times(Write.rational(number.rationalValue().abs()), top);
        Expr all = bottom == null ? product : Write.divide(product, bottom);
        return Optional.of(number.rationalValue().signum() < 0 ? Write.negate(all) : all);
    }

    /// Numbers, then single names, then sums.
    private static List<Factor> sorted(List<Factor> factors) {
        List<Factor> result = new ArrayList<>(factors);
        result.sort(java.util.Comparator.<Factor>comparingInt(f -> f.base.numerator().terms().size())
                .thenComparing(f -> f.base.toString()));
        return result;
    }

    /// The scalar whose gradient in the slot's coordinates is the field; empty when the field is not closed or no
    /// elementary potential is found. What comes back is confirmed by differentiation.
    public Optional<Coef> potential(Coef[] field, Slot slot) {
        Coef sum = Coef.ZERO;
        for (int i = 0; i < field.length; i++) {
            budget.tick();
            Generator x = new Scalars.Coordinate(slot, i, false);
            Coef rest = field[i].minus(Scalars.derivative(sum, x));
            if (Identities.isZero(rest)) {
                continue;
            }
            for (int j = 0; j < i; j++) {
                if (!Identities.isZero(Scalars.derivative(rest, new Scalars.Coordinate(slot, j, false)))) {
                    return Optional.empty();
                }
            }
            Optional<Coef> part = integral(rest, x);
            if (part.isEmpty()) {
                return part;
            }
            sum = sum.plus(part.get());
        }
        return isPotential(sum, field, slot) ? Optional.of(sum) : Optional.empty();
    }

    /// Whether the gradient of the scalar in the slot's coordinates is certainly the field.
    public static boolean isPotential(Coef scalar, Coef[] field, Slot slot) {
        for (int i = 0; i < field.length; i++) {
            Coef d = Scalars.derivative(scalar, new Scalars.Coordinate(slot, i, false));
            if (!Identities.isZero(d.minus(field[i]))) {
                return false;
            }
        }
        return true;
    }

    private Optional<Coef> integral(Coef c, Generator x) {
        Integral.Split split = Integral.of(c, x);
        return split.left().isZero() ? Optional.of(split.done()) : proposed(split.left(), x).map(split.done()::plus);
    }

    private Optional<Coef> proposed(Coef c, Generator x) {
        Symja symja = new Symja(f -> Integral.dependsOn(f.argument(), x));
        IExpr question = symja.write(c);
        IExpr variable = symja.write(x);
        return Symja.ask(() -> F.Integrate(question, variable), budget).flatMap(answer -> {
            try {
                Coef result = symja.read(answer);
                Coef off = Scalars.derivative(result, x).minus(c);
                return Identities.isZero(off) ? Optional.of(result) : Optional.empty();
            } catch (Symja.Unreadable | ArithmeticException | bea.series.NotExpressible e) {
                return Optional.empty();
            }
        });
    }
}
