package bea.closedform;

import bea.algebra.Coef;
import bea.algebra.Generator;
import bea.algebra.Monomial;
import bea.algebra.Poly;
import bea.algebra.Rational;
import bea.elaborate.Budget;
import bea.series.Scalars;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.matheclipse.core.basic.Config;
import org.matheclipse.core.eval.EvalEngine;
import org.matheclipse.core.expression.F;
import org.matheclipse.core.expression.S;
import org.matheclipse.core.interfaces.IAST;
import org.matheclipse.core.interfaces.IExpr;
import org.matheclipse.core.interfaces.IFraction;
import org.matheclipse.core.interfaces.IInteger;
import org.matheclipse.core.interfaces.ISymbol;

/// Coefficients as Symja expressions and back. Symja is loaded when this class is, and only here.
///
/// Its string parser is never used, and no name of a file reaches it: generators become numbered dummies.
final class Symja {
    /// Polls of a twentieth of a second that one question may take.
    private static final int MAX_POLLS = 200;

    static {
        // no logging implementation is shipped; its absence need not be reported
        silence("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        silence("org.apache.logging.log4j.simplelog.level", "OFF");
        silence("org.apache.logging.log4j.simplelog.StatusLogger.level", "OFF");
        // or its threads keep the virtual machine alive
        Config.JAS_NO_THREADS = true;
    }

    private static void silence(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /// One question at a time: Symja keeps much of its state in statics.
    private static final Object LOCK = new Object();

    private final Predicate<Scalars.Function> open;
    private final Map<String, ISymbol> dummies = new HashMap<>();
    private final Map<ISymbol, Generator> generators = new LinkedHashMap<>();

    /// @param open which functions Symja may know for what they are; the others are dummies
    Symja(Predicate<Scalars.Function> open) {
        this.open = open;
    }

    /// What Symja makes of the expression; empty when it fails or takes too long.
    static Optional<IExpr> ask(Supplier<IExpr> question, Budget budget) {
        synchronized (LOCK) {
            EvalEngine[] engine = new EvalEngine[1];
            FutureTask<IExpr> task = new FutureTask<>(() -> {
                PrintStream silent = new PrintStream(OutputStream.nullOutputStream());
                engine[0] = new EvalEngine("closedform", 256, 256, silent, silent, true);
                engine[0].setQuietMode(true);
                EvalEngine.set(engine[0]);
                try {
                    return engine[0].evaluate(question.get());
                } finally {
                    EvalEngine.remove();
                }
            });
            Thread thread = new Thread(null, task, "closed forms", 64L << 20);
            thread.setDaemon(true);
            thread.start();
            return result(task, engine, budget);
        }
    }

    private static Optional<IExpr> result(FutureTask<IExpr> task, EvalEngine[] engine, Budget budget) {
        try {
            for (int i = 0; i < MAX_POLLS; i++) {
                try {
                    return Optional.of(task.get(50, TimeUnit.MILLISECONDS));
                } catch (TimeoutException notYet) {
                    budget.tick();
                }
            }
        } catch (ExecutionException failed) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!task.isDone() && engine[0] != null) {
                engine[0].stopRequest();
            }
        }
        return Optional.empty();
    }

    // ---- there

    IExpr write(Coef c) {
        IExpr product = write(c.numerator());
        for (Map.Entry<Poly, Integer> e : c.denominator().entrySet()) {
            product = F.Times(product, F.Power(write(e.getKey()), F.ZZ(-e.getValue())));
        }
        return product;
    }

    private IExpr write(Poly p) {
        IExpr[] terms = p.terms().entrySet().stream().map(t -> write(t.getKey(), t.getValue())).toArray(IExpr[]::new);
        return terms.length == 0 ? F.C0 : terms.length == 1 ? terms[0] : F.Plus(terms);
    }

    private IExpr write(Monomial m, Rational c) {
        IExpr product = F.QQ(F.ZZ(c.numerator()), F.ZZ(c.denominator()));
        for (Monomial.Power p : m.powers()) {
            product = F.Times(product, F.Power(write(p.base()), F.ZZ(p.exponent())));
        }
        return product;
    }

    IExpr write(Generator g) {
        if (g instanceof Scalars.Function f && open.test(f)) {
            IExpr a = write(f.argument());
            return switch (f.name()) {
                case "exp" -> F.Exp(a);
                case "log" -> F.Log(a);
                case "sin" -> F.Sin(a);
                case "cos" -> F.Cos(a);
                case "tan" -> F.Tan(a);
                case "tanh" -> F.Tanh(a);
                case "atan" -> F.ArcTan(a);
                case "sqrt" -> F.Sqrt(a);
                case "sigmoid" -> F.Power(F.Plus(F.C1, F.Exp(F.Negate(a))), F.CN1);
                default -> dummy(g);
            };
        }
        return dummy(g);
    }

    private ISymbol dummy(Generator g) {
        return dummies.computeIfAbsent(g.key(), k -> {
            ISymbol s = F.Dummy("bea" + dummies.size());
            generators.put(s, g);
            return s;
        });
    }

    // ---- and back

    /// @throws Unreadable when the answer is not an elementary expression in what was asked about
    Coef read(IExpr e) {
        if (e instanceof IInteger i) {
            return Coef.of(Rational.of(i.toBigNumerator(), BigInteger.ONE));
        }
        if (e instanceof IFraction f) {
            return Coef.of(Rational.of(f.toBigNumerator(), f.toBigDenominator()));
        }
        if (e instanceof ISymbol s && generators.containsKey(s)) {
            return Coef.generator(generators.get(s));
        }
        if (e.isPlus()) {
            return ((IAST) e).stream().map(this::read).reduce(Coef.ZERO, Coef::plus);
        }
        if (e.isTimes()) {
            return ((IAST) e).stream().map(this::read).reduce(Coef.ONE, Coef::times);
        }
        if (e.isPower()) {
            return power((IAST) e);
        }
        if (e instanceof IAST a && a.argSize() == 1) {
            return Coef.generator(new Scalars.Function(name(a), read(a.arg1())));
        }
        if (e.equals(S.E)) {
            return Coef.generator(new Scalars.Function("exp", Coef.ONE));
        }
        throw new Unreadable();
    }

    private Coef power(IAST p) {
        if (p.arg1().equals(S.E)) {
            return Coef.generator(new Scalars.Function("exp", read(p.arg2())));
        }
        Coef base = read(p.arg1());
        if (p.arg2() instanceof IInteger n) {
            return base.pow(exponent(n.toBigNumerator()));
        }
        if (p.arg2() instanceof IFraction f && f.toBigDenominator().equals(BigInteger.TWO)) {
            return Coef.generator(new Scalars.Function("sqrt", base)).pow(exponent(f.toBigNumerator()));
        }
        throw new Unreadable();
    }

    private static int exponent(BigInteger n) {
        if (n.bitLength() > 10) {
            throw new Unreadable();
        }
        return n.intValue();
    }

    private static String name(IAST a) {
        IExpr head = a.head();
        return head.equals(S.Log) ? "log" : head.equals(S.Sin) ? "sin" : head.equals(S.Cos) ? "cos"
                : head.equals(S.Tan) ? "tan" : head.equals(S.Tanh) ? "tanh" : head.equals(S.ArcTan) ? "atan"
                : unknown();
    }

    private static String unknown() {
        throw new Unreadable();
    }

    /// An answer that the coefficients cannot say.
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            super(null, null, false, false);
        }
    }
}
