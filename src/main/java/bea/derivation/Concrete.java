package bea.derivation;

import bea.algebra.Coef;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.closedform.ClosedForm;
import bea.closedform.Combination;
import bea.elaborate.Budget;
import bea.elaborate.Components;
import bea.elaborate.Context;
import bea.elaborate.Evaluator;
import bea.elaborate.Identities;
import bea.elaborate.ZeroTest;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import bea.present.Presenter;
import bea.present.Write;
import bea.series.NotExpressible;
import bea.series.Scalars;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The modified flow of losses that are given by expressions, in closed form.
public final class Concrete {
    /// Said of closed forms with denominators, logarithms or roots (theory, section 8).
    public static final String DOMAIN = "closed-form where the denominators do not vanish and the logarithms and roots "
            + "are defined";

    /// @param players slots with named coordinates
    public record Result(List<Player> players) {}

    /// @param loss   the modified loss through the last order, when all of its terms are known
    /// @param domain what the closed forms of this player presuppose, when that is anything
    public record Player(Slot slot, List<Order> orders, Optional<Expr> loss, Optional<String> domain) {}

    public enum Closed {
        YES, NO, UNDECIDED
    }

    /// @param components of `f_k`, one for each coordinate of the slot
    /// @param closed     whether the Jacobian is symmetric, exactly
    /// @param asymmetry  when it is not: the first difference of two of its entries
    /// @param potential  minus the loss that `f_k` descends, without epsilon^k, when it was found and confirmed
    public record Order(int k, List<Expr> components, Closed closed, Optional<Expr> asymmetry,
            Optional<Expr> potential) {}

    private final Context context;
    private final Presenter presenter;
    private final ClosedForm forms;
    private final int order;

    private Concrete(Model model, int order, Budget budget) {
        this.context = new Context(model, Context.Reading.PLAIN.expanded(), budget);
        this.presenter = new Presenter(model, context.setting(), Map.of());
        this.forms = new ClosedForm(budget);
        this.order = order;
    }

    /// Empty when no player has named coordinates, or something abstract is left in every one.
    ///
    /// @throws Budget.Exhausted when the budget is spent
    public static Optional<Result> of(Model model, int order, Budget budget) {
        if (model.slots().stream().allMatch(s -> s.coordinates().isEmpty()) || model.update().isEmpty()) {
            return Optional.empty();
        }
        Concrete c = new Concrete(model, order, budget);
        List<Player> players = new ArrayList<>();
        for (Slot s : model.slots()) {
            if (!s.coordinates().isEmpty()) {
                c.player(s).ifPresent(players::add);
            }
        }
        return players.isEmpty() ? Optional.empty() : Optional.of(new Result(List.copyOf(players)));
    }

    private Optional<Player> player(Slot s) {
        List<Coef[]> fields = new ArrayList<>();
        try {
            for (int k = 0; k <= order; k++) {
                fields.add(Components.of(context.correction(k, s), s));
            }
        } catch (NotExpressible abstractPart) {
            return Optional.empty();
        }
        List<Order> orders = new ArrayList<>();
        Optional<Expr> loss = Optional.of(Write.number(0));
        boolean partial = fields.stream().flatMap(Arrays::stream).anyMatch(Concrete::isPartial);
        for (int k = 0; k <= order; k++) {
            Optional<Coef> potential = potential(fields.get(k), s, k);
            orders.add(order(k, fields.get(k), s, potential));
            partial |= potential.filter(Concrete::isPartial).isPresent();
            Optional<Expr> term = potential.map(Coef::negate).map(this::tidy);
            int power = k;
            loss = loss.flatMap(l -> term.map(t -> append(l, t, power)));
        }
        return Optional.of(new Player(s, List.copyOf(orders), loss, partial ? Optional.of(DOMAIN) : Optional.empty()));
    }

    /// `loss + epsilon^k term`, a leading number of the term written as `h/4`.
    private Expr append(Expr loss, Expr term, int k) {
        if (isZero(term)) {
            return loss;
        }
        boolean negative = term instanceof Expr.Neg;
        Expr part = k == 0 ? unsigned(term) : scaled(unsigned(term), k);
        if (isZero(loss)) {
            return negative ? Write.negate(part) : part;
        }
        return negative ? Write.subtract(loss, part) : Write.add(loss, part);
    }

    private static Expr unsigned(Expr e) {
        return e instanceof Expr.Neg n ? n.body() : e;
    }

    private Expr scaled(Expr term, int k) {
        Rational number = number(term);
        Coef scale = context.corrections().epsilon().pow(k);
        Expr h = Write.times(scale.isOne() ? null : presenter.coefficient(scale), Write.power("h", k));
        Expr top = number.numerator().equals(BigInteger.ONE) ? h
                : Write.times(Write.rational(Rational.of(number.numerator(), BigInteger.ONE)), h);
        Expr factor = number.isInteger() ? top
                : Write.divide(top, Write.rational(Rational.of(number.denominator(), BigInteger.ONE)));
        Expr rest = number.isOne() ? term : rest(term);
        return rest instanceof Expr.Div d ? Write.divide(Write.times(factor, d.left()), d.right())
                : Write.times(factor, rest);
    }

    /// The number that a product begins with.
    private static Rational number(Expr e) {
        return switch (e) {
            case Expr.Num n -> n.value();
            case Expr.Div(Expr.Num a, Expr.Num b, var _) -> a.value().dividedBy(b.value());
            case Expr.Div d -> number(d.left());
            case Expr.Mul m -> number(m.left());
            default -> Rational.ONE;
        };
    }

    /// The product without its number; null when nothing is left.
    private static Expr rest(Expr e) {
        return switch (e) {
            case Expr.Num _ -> null;
            case Expr.Div(Expr.Num _, Expr.Num _, var _) -> null;
            case Expr.Div d -> Write.divide(rest(d.left()) instanceof Expr top ? top : Write.number(1), d.right());
            case Expr.Mul m -> Write.times(rest(m.left()), m.right());
            default -> e;
        };
    }

    private static boolean isZero(Expr e) {
        return e instanceof Expr.Num n && n.value().isZero();
    }

    private Order order(int k, Coef[] field, Slot s, Optional<Coef> potential) {
        List<Expr> components = Arrays.stream(field).map(this::tidy).toList();
        Closed closed = Closed.YES;
        Optional<Expr> asymmetry = Optional.empty();
        if (potential.isEmpty()) {
            for (Coef c : asymmetries(field, s)) {
                if (!ZeroTest.looksZero(c)) {
                    closed = Closed.NO;
                    asymmetry = Optional.of(tidy(c));
                    break;
                }
                closed = Closed.UNDECIDED;
            }
        }
        return new Order(k, components, closed, asymmetry, potential.map(this::tidy));
    }

    /// The differences of mirrored entries of the Jacobian that no identity shows to vanish.
    private static List<Coef> asymmetries(Coef[] field, Slot s) {
        List<Coef> result = new ArrayList<>();
        for (int i = 0; i < field.length; i++) {
            for (int j = 0; j < i; j++) {
                Coef c = Scalars.derivative(field[i], new Scalars.Coordinate(s, j, false))
                        .minus(Scalars.derivative(field[j], new Scalars.Coordinate(s, i, false)));
                if (!Identities.isZero(c)) {
                    result.add(c);
                }
            }
        }
        return result;
    }

    /// Of `f_0` the declared loss itself where that is it, with the constants that integration would lose; of `f_1`
    /// inner products of gradients, which it is made of where it is a gradient for a general loss.
    private Optional<Coef> potential(Coef[] field, Slot s, int k) {
        List<Coef> likely = switch (k) {
            case 0 -> losses();
            case 1 -> products();
            default -> List.of();
        };
        return Combination.of(likely, field, s).map(c -> lean(c, s))
                // to look for what cannot be there would take long
                .or(() -> asymmetries(field, s).stream().allMatch(ZeroTest::looksZero) ? forms.potential(field, s)
                        : Optional.empty());
    }

    /// Without the terms that the player does not see, when that reads better.
    private Coef lean(Coef c, Slot s) {
        if (!c.denominator().isEmpty()) {
            return c;
        }
        Coef seen = Coef.ZERO;
        for (var t : c.numerator().terms().entrySet()) {
            Coef term = Coef.of(Poly.monomial(t.getKey(), t.getValue()));
            for (int i = 0; i < s.coordinates().size(); i++) {
                if (!Scalars.derivative(term, new Scalars.Coordinate(s, i, false)).isZero()) {
                    seen = seen.plus(term);
                    break;
                }
            }
        }
        return ExprPrinter.print(tidy(seen)).length() < ExprPrinter.print(tidy(c)).length() ? seen : c;
    }

    private List<Coef> products() {
        List<Coef> losses = losses();
        List<Coef> result = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            for (int j = i; j < losses.size(); j++) {
                // all slots together first: the simplest potential is then preferred
                Coef all = Coef.ZERO;
                List<Coef> parts = new ArrayList<>();
                for (Slot s : context.model().slots()) {
                    Coef product = product(losses.get(i), losses.get(j), s);
                    all = all.plus(product);
                    parts.add(product);
                }
                result.add(all);
                result.addAll(parts);
            }
        }
        result.removeIf(Coef::isZero);
        return result;
    }

    private static Coef product(Coef a, Coef b, Slot s) {
        Coef sum = Coef.ZERO;
        for (int i = 0; i < s.coordinates().size(); i++) {
            Scalars.Coordinate x = new Scalars.Coordinate(s, i, false);
            sum = sum.plus(Scalars.derivative(a, x).times(Scalars.derivative(b, x)));
        }
        return sum;
    }

    private List<Coef> losses() {
        List<Coef> result = new ArrayList<>();
        for (Symbol x : context.model().symbols()) {
            if (x.definition().isPresent() && x.output().isEmpty() && x.batch().isEmpty()) {
                try {
                    new Evaluator(context, 0).evaluate(x.definition().get()).at(0).asCoef().ifPresent(result::add);
                } catch (NotExpressible abstractPart) {
                    continue;
                }
            }
        }
        return result;
    }

    private static boolean isPartial(Coef c) {
        return !c.denominator().isEmpty() || c.generators().stream().anyMatch(g -> g instanceof Scalars.Function f
                && (List.of("log", "sqrt", "tan").contains(f.name()) || isPartial(f.argument())));
    }

    private Expr tidy(Coef c) {
        return forms.tidy(c, presenter);
    }
}
