package bea.language;

import bea.algebra.Rational;
import bea.language.parser.BeaParser.*;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Turns the parser's tree into the syntax tree. Only for files that parsed without errors.
final class AstBuilder {
    private AstBuilder() {}

    static Span span(ParserRuleContext c) {
        int end = c.stop == null ? c.start.getStartIndex() : c.stop.getStopIndex() + 1;
        return new Span(c.start.getStartIndex(), Math.max(end, c.start.getStartIndex()));
    }

    private static Span span(Token t) {
        return new Span(t.getStartIndex(), t.getStopIndex() + 1);
    }

    static Syntax.File file(FileContext c) {
        return new Syntax.File(c.derivation().stream().map(AstBuilder::derivation).toList(), span(c));
    }

    private static Syntax.Derivation derivation(DerivationContext c) {
        return new Syntax.Derivation(text(c.STRING()).text(), c.item().stream().map(AstBuilder::item).toList(),
                span(c));
    }

    static Syntax.Text text(TerminalNode n) {
        String raw = n.getText();
        return new Syntax.Text(unescaped(raw.substring(1, raw.length() - 1)), span(n.getSymbol()));
    }

    /// `\"` is a quote and `\\` a backslash; before any other sign a backslash stays, for TeX.
    private static String unescaped(String s) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            boolean escape = s.charAt(i) == '\\' && i + 1 < s.length() && "\"\\".indexOf(s.charAt(i + 1)) >= 0;
            b.append(s.charAt(escape ? ++i : i));
        }
        return b.toString();
    }

    static Syntax.Id id(IdContext c) {
        return new Syntax.Id(Names.ascii(c.getText()), span(c));
    }

    static List<Syntax.Id> ids(List<IdContext> list) {
        return list.stream().map(AstBuilder::id).toList();
    }

    private static Syntax.Item item(ItemContext c) {
        Span s = span(c);
        return switch (c) {
            case SourceItemContext i -> new Syntax.Source(text(i.STRING()), s);
            case CountItemContext i -> new Syntax.CountDecl(id(i.id()), i.op.getText().equals("="),
                    small(i.INT()), s);
            case ScalarItemContext i -> new Syntax.ScalarDecl(scalars(i.scalarDecl()), s);
            case StateItemContext i -> new Syntax.StateDecl(states(i.stateDecl()), s);
            case MemoryItemContext i -> new Syntax.MemoryDecl(i.memoryDecl().stream().map(m -> new Syntax.Memory(
                    id(m.id(0)), m.id().size() > 1 ? Optional.of(id(m.id(1))) : Optional.empty())).toList(), s);
            case BatchItemContext i -> new Syntax.BatchDecl(i.batchRange().stream().map(b -> new Syntax.BatchRange(
                    id(b.id()), expr(b.expr(0)), expr(b.expr(1)))).toList(), s);
            case SymbolItemContext i -> new Syntax.SymbolDecl(
                    Syntax.SymbolDecl.Kind.valueOf(i.kind.getText().toUpperCase(java.util.Locale.ROOT)),
                    i.symbolHead().stream().map(AstBuilder::head).toList(), s);
            case GivenItemContext i -> new Syntax.GivenDecl(given(i.given()), s);
            case PrintItemContext i -> new Syntax.PrintDecl(id(i.id()), text(i.STRING()), s);
            case LetItemContext i -> new Syntax.LetDecl(id(i.id(0)), ids(i.id().subList(1, i.id().size())),
                    expr(i.expr()), s);
            case UpdateItemContext i -> update(i.updateDecl());
            case FindItemContext i -> find(i);
            case SolveItemContext i -> new Syntax.Solve(ids(i.id()), body(i.body()), s);
            case ClaimItemContext i -> new Syntax.Claim(Optional.ofNullable(i.STRING()).map(AstBuilder::text),
                    header(i.headerPart()), body(i.body()), s);
            case MisprintItemContext i -> misprint(i);
            case ExperimentItemContext i -> new Syntax.Experiment(text(i.STRING()),
                    i.setup().stream().map(Setups::of).toList(), s);
            default -> throw new IllegalStateException("unknown item");
        };
    }

    /// A space is that of all names before it that have none.
    static List<Syntax.State> states(List<StateDeclContext> list) {
        List<Syntax.State> states = new ArrayList<>();
        Optional<Syntax.Id> space = Optional.empty();
        for (StateDeclContext d : list.reversed()) {
            space = d.space() == null ? space : Optional.of(new Syntax.Id(d.space().getText(), span(d.space())));
            states.addFirst(new Syntax.State(id(d.id(0)), ids(d.id().subList(1, d.id().size())), space));
        }
        return states;
    }

    private static Syntax.Misprint misprint(MisprintItemContext i) {
        boolean labelled = i.getChild(1) == (ParseTree) (i.STRING().isEmpty() ? null : i.STRING(0));
        int because = labelled ? 1 : 0;
        return new Syntax.Misprint(labelled ? Optional.of(text(i.STRING(0))) : Optional.empty(), header(i.headerPart()),
                body(i.printed), body(i.corrected),
                i.STRING().size() > because ? Optional.of(text(i.STRING(because))) : Optional.empty(), span(i));
    }

    static int small(TerminalNode n) {
        String t = n.getText();
        return t.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(t);
    }

    /// An interval is that of all names before it that have none.
    private static List<Syntax.Scalar> scalars(List<ScalarDeclContext> list) {
        List<Syntax.Scalar> scalars = new ArrayList<>();
        Optional<Syntax.Interval> range = Optional.empty();
        for (ScalarDeclContext d : list.reversed()) {
            range = d.interval() == null ? range : Optional.of(interval(d.interval()));
            scalars.addFirst(new Syntax.Scalar(id(d.id()), range));
        }
        return scalars;
    }

    private static Syntax.Interval interval(IntervalContext c) {
        if (c.cmp != null) {
            Optional<Expr> bound = Optional.of(expr(c.expr(0)));
            String op = c.cmp.getText().replace("≥", ">=").replace("≤", "<=");
            boolean closed = op.endsWith("=");
            return op.startsWith(">") ? new Syntax.Interval(bound, closed, Optional.empty(), false)
                    : new Syntax.Interval(Optional.empty(), false, bound, closed);
        }
        return new Syntax.Interval(Optional.of(expr(c.expr(0))), c.open.getText().equals("["),
                Optional.of(expr(c.expr(1))), c.close.getText().equals("]"));
    }

    static Syntax.SymbolHead head(SymbolHeadContext c) {
        return new Syntax.SymbolHead(id(c.id(0)), c.id().size() > 1 ? Optional.of(id(c.id(1))) : Optional.empty(),
                c.idList().stream().map(l -> ids(l.id())).toList(),
                Optional.ofNullable(c.expr()).map(AstBuilder::expr));
    }

    private static Syntax.Given given(GivenContext c) {
        return switch (c) {
            case GivenQuadraticContext g -> new Syntax.GivenQuadratic(id(g.id()));
            case GivenInvariantContext g -> new Syntax.GivenInvariant(id(g.id(0)),
                    g.id().size() > 1 ? Optional.of(id(g.id(1))) : Optional.empty());
            case GivenEqualContext g -> new Syntax.GivenEqual(id(g.id()));
            case GivenMultipleContext g -> new Syntax.GivenMultiple(id(g.id()), expr(g.expr()));
            default -> throw new IllegalStateException("unknown relation");
        };
    }

    private static Syntax.UpdateDecl update(UpdateDeclContext c) {
        Span s = span(c);
        return switch (c) {
            case UpdateTogetherContext u -> new Syntax.UpdateDecl(List.of(together(u.together(), s)), s);
            case UpdateForContext u -> new Syntax.UpdateDecl(List.of(new Syntax.For(id(u.id()), expr(u.expr(0)),
                    expr(u.expr(1)), statements(u.block()), s)), s);
            case UpdateAverageContext u -> new Syntax.UpdateDecl(List.of(new Syntax.Average(id(u.id()), expr(u.expr(0)),
                    expr(u.expr(1)), statements(u.block()), s)), s);
            case UpdateBlockContext u -> new Syntax.UpdateDecl(statements(u.block()), s);
            default -> throw new IllegalStateException("unknown update");
        };
    }

    private static Syntax.Simultaneously together(TogetherContext b, Span s) {
        return new Syntax.Simultaneously(b.assignment().stream().map(AstBuilder::assign).toList(), s);
    }

    private static Syntax.Assign assign(AssignmentContext a) {
        return new Syntax.Assign(id(a.id()), expr(a.expr()), span(a));
    }

    private static List<Syntax.Stmt> statements(BlockContext b) {
        List<Syntax.Stmt> all = new ArrayList<>();
        for (StmtContext c : b.stmt()) {
            Span s = span(c);
            all.add(switch (c) {
                case AssignStmtContext a -> assign(a.assignment());
                case LetStmtContext l -> new Syntax.LetStage(id(l.id()), expr(l.expr()), s);
                case ForStmtContext f -> new Syntax.For(id(f.id()), expr(f.expr(0)), expr(f.expr(1)),
                        statements(f.block()), s);
                case TogetherStmtContext t -> together(t.together(), s);
                case AverageStmtContext f -> new Syntax.Average(id(f.id()), expr(f.expr(0)), expr(f.expr(1)),
                        statements(f.block()), s);
                default -> throw new IllegalStateException("unknown statement");
            });
        }
        return all;
    }

    private static Syntax.Find find(FindItemContext c) {
        return new Syntax.Find(ids(c.id()), c.findPart().stream().map(AstBuilder::part).toList(), span(c));
    }

    private static Syntax.FindPart part(FindPartContext p) {
        Span s = span(p);
        return switch (p) {
            case FindPowersContext x -> new Syntax.Powers(expr(x.expr()), s);
            case FindTimeContext x -> new Syntax.Time(x.expr().stream().map(AstBuilder::expr).toList(), ids(x.id()), s);
            case FindSenseContext x -> new Syntax.Sense(sense(x.sense()), s);
            case FindFreezingContext x -> new Syntax.Freezing(
                    Syntax.Freezing.Kind.valueOf(x.word.getText().toUpperCase(java.util.Locale.ROOT)), x.own != null,
                    x.batch().stream().map(b -> new Syntax.Batched(id(b.id()), expr(b.expr()))).toList(), s);
            case FindGivenContext x -> new Syntax.GivenChoice(id(x.id(0)),
                    x.id().size() > 1 ? Optional.of(id(x.id(1))) : Optional.empty(), expr(x.expr()), s);
            case FindExpectationContext x -> new Syntax.Over(averaging(x.averaging()), false, s);
            case FindAveragedContext x -> new Syntax.Over(averaging(x.averaging()), true, s);
            case FindClocksContext _ -> new Syntax.OwnClocks(s);
            case FindTransientContext _ -> new Syntax.AfterTransient(s);
            default -> throw new IllegalStateException("unknown part of a question");
        };
    }

    private static Syntax.Sense.Kind sense(SenseContext c) {
        return switch (c) {
            case SenseFlowContext _ -> Syntax.Sense.Kind.FLOW;
            case SenseMemorylessContext _ -> Syntax.Sense.Kind.MEMORYLESS;
            case SenseModifyingContext _ -> Syntax.Sense.Kind.MODIFYING;
            case SenseResidualContext _ -> Syntax.Sense.Kind.RESIDUAL;
            default -> throw new IllegalStateException("unknown question");
        };
    }

    private static Syntax.Expectation averaging(AveragingContext c) {
        return new Syntax.Expectation(c.kind.getText().equals("shuffles"), id(c.id()));
    }

    private static Syntax.Header header(List<HeaderPartContext> parts) {
        List<Syntax.Id> any = new ArrayList<>();
        Optional<Syntax.Text> reading = Optional.empty();
        List<Syntax.Text> using = new ArrayList<>();
        for (HeaderPartContext p : parts) {
            switch (p) {
                case ForAnyPartContext f -> any.addAll(ids(f.id()));
                case ReadingPartContext r -> reading = Optional.of(text(r.STRING()));
                case UsingPartContext u -> u.STRING().forEach(s -> using.add(text(s)));
                default -> throw new IllegalStateException("unknown header");
            }
        }
        return new Syntax.Header(any, reading, using);
    }

    static List<Syntax.FlowOf> flows(List<FlowOfContext> list) {
        List<Syntax.FlowOf> flows = new ArrayList<>();
        for (FlowOfContext f : list) {
            switch (f) {
                case FlowOfFieldContext x -> flows.add(new Syntax.FlowOf(x.kind.getText().equals("loss"),
                        Optional.ofNullable(x.id()).map(AstBuilder::id), expr(x.expr())));
                case FlowOfHamiltonianContext x -> {
                    Expr g = expr(x.expr());
                    Syntax.Id q = id(x.q);
                    Syntax.Id p = id(x.p);
                    flows.add(new Syntax.FlowOf(false, Optional.of(q),
                            new Expr.Grad(Optional.of(p.text()), g, g.span())));
                    flows.add(new Syntax.FlowOf(false, Optional.of(p),
                            new Expr.Neg(new Expr.Grad(Optional.of(q.text()), g, g.span()), g.span())));
                }
                default -> throw new IllegalStateException("unknown flow");
            }
        }
        return flows;
    }

    private static Syntax.Body body(BodyContext c) {
        Span s = span(c);
        return switch (c) {
            case UpdateBodyContext b -> new Syntax.SameUpdate(update(b.updateDecl()), s);
            case FollowsBodyContext b -> new Syntax.Follows(flows(b.flowOf()), reach(b.reach()),
                    Optional.ofNullable(b.averaging()).map(AstBuilder::averaging), s);
            case ExistsBodyContext b -> new Syntax.LossExists(Optional.ofNullable(b.slot).map(AstBuilder::id),
                    Optional.ofNullable(b.order).map(AstBuilder::id), b.negative == null, s);
            case SaidBodyContext b -> said(expr(b.expr()), b.said(), s);
            default -> throw new IllegalStateException("unknown claim");
        };
    }

    private static int reach(ReachContext c) {
        if (c.SUPERSCRIPT() != null) {
            return superscript(c.SUPERSCRIPT()) instanceof Expr.Num n && n.value().compareTo(Rational.of(100)) < 0
                    ? n.value().intValueExact() : 0;
        }
        return c.INT() == null ? 1 : small(c.INT());
    }

    private static Syntax.Body said(Expr first, SaidContext c, Span s) {
        return switch (c) {
            case SaidGradientContext g -> new Syntax.IsGradient(first, Optional.ofNullable(g.id()).map(AstBuilder::id),
                    g.negative == null, s);
            case SaidChoiceContext o -> new Syntax.Choice(first, expr(o.expr()), s);
            case SaidEqualContext e -> equation(first, e, s);
            default -> throw new IllegalStateException("unknown claim");
        };
    }

    private static Syntax.Equation equation(Expr first, SaidEqualContext b, Span s) {
        boolean atStart = b.atStart() != null || first instanceof Expr.AtStart;
        List<Syntax.Link> links = new ArrayList<>();
        for (LinkContext l : b.link()) {
            Expr right = expr(l.member().expr());
            atStart |= l.member().atStart() != null || right instanceof Expr.AtStart;
            links.add(new Syntax.Link(Optional.ofNullable(l.STRING()).map(AstBuilder::text), right, span(l)));
        }
        List<Expr.Binder> ranges = b.quantifier().stream().map(q -> new Expr.Binder(id(q.id()).text(),
                Optional.of(expr(q.expr(0))), Optional.of(expr(q.expr(1))), span(q))).toList();
        return new Syntax.Equation(first, links, atStart, ranges, s);
    }

    // ---- expressions

    static Expr expr(ExprContext c) {
        Expr sum = signed(c.signed(0));
        for (int i = 1; i < c.signed().size(); i++) {
            Expr right = signed(c.signed(i));
            Span s = sum.span().to(right.span());
            sum = c.op.get(i - 1).getText().equals("+") ? new Expr.Add(sum, right, s) : new Expr.Sub(sum, right, s);
        }
        return sum;
    }

    private static Expr signed(SignedContext c) {
        return switch (c) {
            case NegativeContext n -> new Expr.Neg(signed(n.signed()), span(c));
            case PositiveContext p -> signed(p.signed());
            case UnsignedContext u -> product(u.product());
            default -> throw new IllegalStateException("unknown sign");
        };
    }

    private static Expr product(ProductContext c) {
        Expr result = null;
        String op = null;
        for (ParseTree child : c.children) {
            if (child instanceof TerminalNode t) {
                op = t.getText();
                continue;
            }
            Expr next = switch (child) {
                case AdjacentContext a -> power(a.power());
                case UnaryContext u -> unary(u);
                default -> factor((FactorContext) child);
            };
            if (result == null) {
                result = next;
            } else {
                Span s = result.span().to(next.span());
                result = "/".equals(op) ? new Expr.Div(result, next, s) : new Expr.Mul(result, next, s);
            }
            op = null;
        }
        return result;
    }

    private static Expr unary(UnaryContext c) {
        return switch (c) {
            case NegatedContext n -> new Expr.Neg(unary(n.unary()), span(c));
            case PlusContext p -> unary(p.unary());
            case PlainContext p -> factor(p.factor());
            default -> throw new IllegalStateException("unknown sign");
        };
    }

    private static Expr factor(FactorContext c) {
        Span s = span(c);
        return switch (c) {
            case BigSumContext b -> new Expr.Sum(b.SUM() == null, b.binder().stream().map(AstBuilder::binder).toList(),
                    b.distinct().stream().map(d -> new Expr.Distinct(expr(d.expr(0)), expr(d.expr(1)))).toList(),
                    signed(b.signed()), s);
            case ExpectationContext x -> new Expr.Expect(x.averaging().kind.getText().equals("shuffles"),
                    id(x.averaging().id()).text(), signed(x.signed()), s);
            case SimpleFactorContext f -> power(f.power());
            default -> throw new IllegalStateException("unknown factor");
        };
    }

    private static Expr.Binder binder(BinderContext b) {
        boolean range = !b.expr().isEmpty();
        return new Expr.Binder(id(b.id()).text(), range ? Optional.of(expr(b.expr(0))) : Optional.empty(),
                range ? Optional.of(expr(b.expr(1))) : Optional.empty(), span(b));
    }

    private static Expr power(PowerContext c) {
        Expr base = prefix(c.prefix());
        if (c.SUPERSCRIPT() != null) {
            return new Expr.Pow(base, superscript(c.SUPERSCRIPT()), span(c));
        }
        return c.exponent() == null ? base : new Expr.Pow(base, exponent(c.exponent()), span(c));
    }

    private static Expr superscript(TerminalNode n) {
        Span s = span(n.getSymbol());
        StringBuilder digits = new StringBuilder();
        n.getText().chars().filter(c -> c != '⁻').forEach(c -> digits.append("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c)));
        Expr number = new Expr.Num(Rational.parse(digits.toString()), s);
        return n.getText().startsWith("⁻") ? new Expr.Neg(number, s) : number;
    }

    private static Expr exponent(ExponentContext e) {
        if (e.INT() != null) {
            Expr n = new Expr.Num(Rational.parse(e.INT().getText()), span(e));
            return e.getChildCount() == 2 ? new Expr.Neg(n, span(e)) : n;
        }
        return e.id() != null ? new Expr.Name(id(e.id()).text(), span(e)) : expr(e.expr());
    }

    private static Optional<String> slot(IdContext c) {
        return Optional.ofNullable(c).map(x -> id(x).text());
    }

    private static Expr prefix(PrefixContext c) {
        Span s = span(c);
        return switch (c) {
            case GradientContext g -> applied(g.prefix(), e -> new Expr.Grad(slot(g.id()), e, s), s);
            case HessianContext h -> applied(h.prefix(),
                    e -> new Expr.Hess(h.id().stream().map(i -> id(i).text()).toList(), e, s), s);
            case JacobianContext j -> applied(j.prefix(), e -> new Expr.Jac(slot(j.id()), e, s), s);
            case TimeDerivativeContext t -> applied(t.prefix(), e -> new Expr.TimeDerivative(e, s), s);
            case DerivativeContext d ->
                new Expr.Deriv(d.id().stream().map(i -> id(i).text()).toList(), base(d.derivBase()),
                        d.expr().stream().map(AstBuilder::expr).toList(), s);
            case SimpleContext p -> primary(p.primary());
            default -> throw new IllegalStateException("unknown derivative");
        };
    }

    /// In `grad (e) at start` the gradient is taken at the start; the gradient of what is frozen would be zero.
    private static Expr applied(PrefixContext operand, UnaryOperator<Expr> operator, Span s) {
        Expr e = prefix(operand);
        return e instanceof Expr.AtStart frozen && endsAtStart(operand)
                ? new Expr.AtStart(operator.apply(frozen.body()), s) : operator.apply(e);
    }

    /// Whether the words `at start` end it, outside of all parentheses.
    private static boolean endsAtStart(PrefixContext c) {
        return switch (c) {
            case GradientContext g -> endsAtStart(g.prefix());
            case HessianContext h -> endsAtStart(h.prefix());
            case JacobianContext j -> endsAtStart(j.prefix());
            case TimeDerivativeContext t -> endsAtStart(t.prefix());
            case SimpleContext p -> p.primary() instanceof ParenthesisedContext && p.primary().getChildCount() > 3;
            default -> false;
        };
    }

    private static Expr base(DerivBaseContext c) {
        Span s = span(c);
        return switch (c) {
            case BaseGradientContext g -> new Expr.Grad(slot(g.id()), base(g.derivBase()), s);
            case BaseHessianContext h -> new Expr.Hess(h.id().stream().map(i -> id(i).text()).toList(),
                    base(h.derivBase()), s);
            case BaseJacobianContext j -> new Expr.Jac(slot(j.id()), base(j.derivBase()), s);
            case BaseNameContext n -> named(n.id(), n.arguments(), s);
            case BaseIndexContext i -> new Expr.Index(id(i.id()).text(), expr(i.expr()), s);
            case BaseGroupContext g -> expr(g.expr());
            default -> throw new IllegalStateException("unknown derivative");
        };
    }

    private static Expr named(IdContext id, ArgumentsContext arguments, Span s) {
        String name = id(id).text();
        if (arguments == null) {
            return new Expr.Name(name, s);
        }
        List<List<Expr>> groups = arguments(arguments);
        return name.equals("O") ? bigO(groups, s) : new Expr.Call(name, groups, s);
    }

    private static Expr bigO(List<List<Expr>> groups, Span s) {
        if (groups.size() == 1 && groups.getFirst().size() == 1) {
            Expr e = groups.getFirst().getFirst();
            if (e instanceof Expr.Name n && n.id().equals("h")) {
                return new Expr.BigO(1, s);
            }
            if (e instanceof Expr.Pow p && p.base() instanceof Expr.Name n && n.id().equals("h")
                    && p.exponent() instanceof Expr.Num k && k.value().isInteger() && k.value().signum() >= 0
                    && k.value().compareTo(Rational.of(1000)) < 0) {
                return new Expr.BigO(k.value().intValueExact(), s);
            }
        }
        return new Expr.Call("O", groups, s);
    }

    private static List<List<Expr>> arguments(ArgumentsContext c) {
        return c.group().stream().map(g -> g.expr().stream().map(AstBuilder::expr).toList()).toList();
    }

    private static Expr primary(PrimaryContext c) {
        Span s = span(c);
        return switch (c) {
            case IntegerContext n -> new Expr.Num(Rational.parse(n.getText()), s);
            case DecimalContext n -> decimal(Rational.parse(n.getText()), s);
            case BarsContext n -> new Expr.Call("norm", List.of(List.of(expr(n.expr()))), s);
            case PrimesContext p -> prime(p.primable(), p.PRIMES(), List.of(direction(p.primeDirection())), s);
            case PrimesManyContext p -> prime(p.primable(), p.PRIMES(),
                    p.expr().stream().map(AstBuilder::expr).toList(), s);
            case EquationSideContext e -> new Expr.EquationSide(e.side.getText().equals("lhs"),
                    text(e.STRING()).text(), s);
            case IndexedCallContext i -> indexedCall(i.id(), i.expr(), i.arguments(), s);
            case IndexedContext i -> new Expr.Index(id(i.id()).text(), expr(i.expr()), s);
            case CallContext k -> named(k.id(), k.arguments(), s);
            case NameContext n -> named(n.id(), null, s);
            case ParenthesisedContext p -> p.getChildCount() > 3 ? new Expr.AtStart(expr(p.expr()), s) : expr(p.expr());
            default -> throw new IllegalStateException("unknown expression");
        };
    }

    /// `0.5` is kept as the fraction `1/2`, which is how it prints.
    private static Expr decimal(Rational r, Span s) {
        Expr top = new Expr.Num(Rational.of(r.numerator(), java.math.BigInteger.ONE), s);
        return r.isInteger() ? top
                : new Expr.Div(top, new Expr.Num(Rational.of(r.denominator(), java.math.BigInteger.ONE), s), s);
    }

    private static Expr indexedCall(IdContext id, ExprContext index, ArgumentsContext arguments, Span s) {
        return new Expr.Call(id(id).text() + "[" + Names.ascii(index.getText()) + "]", arguments(arguments), s);
    }

    private static Expr prime(PrimableContext field, TerminalNode primes, List<Expr> directions, Span s) {
        int order = primes.getText().equals("″") ? 2 : primes.getText().length();
        return new Expr.Prime(primable(field), order, directions, s);
    }

    private static Expr direction(PrimeDirectionContext c) {
        Span s = span(c);
        return switch (c) {
            case PrimesInsideContext p -> prime(p.primable(), p.PRIMES(), List.of(direction(p.primeDirection())), s);
            case PrimesManyInsideContext p -> prime(p.primable(), p.PRIMES(),
                    p.expr().stream().map(AstBuilder::expr).toList(), s);
            case IndexedCallInsideContext i -> indexedCall(i.id(), i.expr(), i.arguments(), s);
            case IndexedInsideContext i -> new Expr.Index(id(i.id()).text(), expr(i.expr()), s);
            case NameInsideContext n -> named(n.id(), n.arguments(), s);
            default -> throw new IllegalStateException("unknown direction");
        };
    }

    private static Expr primable(PrimableContext c) {
        Span s = span(c);
        if (c.expr() != null && c.id() != null) {
            return new Expr.Index(id(c.id()).text(), expr(c.expr()), s);
        }
        return c.id() != null ? named(c.id(), c.arguments(), s) : expr(c.expr());
    }
}
