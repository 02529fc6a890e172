package bea.language;

import java.util.List;
import java.util.Optional;

/// A `.bea` file as it is written: declarations, update, questions, claims, in file order.
public final class Syntax {
    private Syntax() {}

    public record File(List<Derivation> derivations, Span span) {}

    public record Derivation(String name, List<Item> items, Span span) {}

    /// A name with its place.
    public record Id(String text, Span span) {}

    /// A quoted string without its quotes, with its place.
    public record Text(String text, Span span) {}

    public sealed interface Item {
        Span span();
    }

    /// `source "..."`.
    public record Source(Text text, Span span) implements Item {}

    /// `count n >= 2`, `count n = 3`.
    public record CountDecl(Id name, boolean fixed, int value, Span span) implements Item {}

    /// `scalar beta in [0, 1)`, `scalar lambda > 0, c`.
    public record ScalarDecl(List<Scalar> scalars, Span span) implements Item {}

    public record Scalar(Id name, Optional<Interval> range) {}

    public record Interval(Optional<Expr> from, boolean fromClosed, Optional<Expr> to, boolean toClosed) {}

    /// `state phi, theta`, `state theta = (a, b)`.
    public record StateDecl(List<State> states, Span span) implements Item {}

    /// `memory v`, or of several states `memory u of phi, v of theta`.
    public record MemoryDecl(List<Memory> memories, Span span) implements Item {}

    public record Memory(Id name, Optional<Id> of) {}

    /// @param space the name of the space, which states share that name the same
    public record State(Id name, List<Id> coordinates, Optional<Id> space) {}

    /// `batches X[0 .. n-1], Y[0 .. n-1]`.
    public record BatchDecl(List<BatchRange> families, Span span) implements Item {}

    public record BatchRange(Id name, Expr from, Expr to) {}

    /// `loss E(theta; X)`, `loss A(phi, theta), B(phi, theta)`, `function D(z; phi, theta)`,
    /// `field f[phi](phi, theta)`, each possibly with `= expression`.
    public record SymbolDecl(Kind kind, List<SymbolHead> symbols, Span span) implements Item {
        public enum Kind {
            LOSS, FUNCTION, FIELD
        }
    }

    public record SymbolHead(Id name, Optional<Id> output, List<List<Id>> groups, Optional<Expr> definition) {}

    /// `given B = -A`, `given E quadratic`, `given E scale-invariant in theta`, `given X equal`.
    public record GivenDecl(Given given, Span span) implements Item {}

    public sealed interface Given {}

    public record GivenMultiple(Id left, Expr right) implements Given {}

    public record GivenQuadratic(Id symbol) implements Given {}

    public record GivenInvariant(Id symbol, Optional<Id> slot) implements Given {}

    public record GivenEqual(Id batch) implements Given {}

    /// `print E_phi as "E_{\phi}"`.
    public record PrintDecl(Id name, Text as, Span span) implements Item {}

    /// `let Ebar(theta) = ...`, `let c = ...`.
    public record LetDecl(Id name, List<Id> parameters, Expr body, Span span) implements Item {}

    /// `update { … }`, `update simultaneously { … }`, `update for mu in 0 .. n-1 { … }`.
    public record UpdateDecl(List<Stmt> body, Span span) implements Item {}

    public sealed interface Stmt {
        Span span();
    }

    public record Assign(Id target, Expr value, Span span) implements Stmt {}

    public record Simultaneously(List<Assign> assigns, Span span) implements Stmt {}

    public record For(Id variable, Expr from, Expr to, List<Stmt> body, Span span) implements Stmt {}

    /// `average over c in 0 .. M-1 { … }`.
    public record Average(Id variable, Expr from, Expr to, List<Stmt> body, Span span) implements Stmt {}

    public record LetStage(Id name, Expr value, Span span) implements Stmt {}

    /// `find f_1 in powers of n*h over time n*h freezing least in expectation over shuffles of X`.
    public record Find(List<Id> corrections, List<FindPart> parts, Span span) implements Item {}

    public sealed interface FindPart {
        Span span();
    }

    public record Powers(Expr epsilon, Span span) implements FindPart {}

    /// `over time n*h`, or each player's: `over time a*h for phi, b*h for theta`; then `slots` has as many as `times`.
    public record Time(List<Expr> times, List<Id> slots, Span span) implements FindPart {}

    /// `of the memoryless update`.
    public record Sense(Kind kind, Span span) implements FindPart {
        public enum Kind {
            FLOW, MEMORYLESS, MODIFYING, RESIDUAL
        }
    }

    /// `freezing least in own slot only keeping X[n-1] live`.
    public record Freezing(Kind kind, boolean ownSlotOnly, List<Batched> live, Span span) implements FindPart {
        public enum Kind {
            NOTHING, PAPER, LEAST
        }
    }

    public record Batched(Id family, Expr label) {}

    /// `freezing f_1[phi] = …`.
    public record GivenChoice(Id correction, Optional<Id> slot, Expr field, Span span) implements FindPart {}

    /// `in expectation over shuffles of X`; `averaged` for `averaged over shuffles of X`.
    public record Over(Expectation expectation, boolean averaged, Span span) implements FindPart {}

    public record OwnClocks(Span span) implements FindPart {}

    public record AfterTransient(Span span) implements FindPart {}

    public record Expectation(boolean shuffles, Id batch) {}

    /// `find c such that f_1 = 0`.
    public record Solve(List<Id> unknowns, Body body, Span span) implements Item {}

    /// `claim "(78)-(79)" for any f_1 reading "…" using "(33)": …`.
    public record Claim(Optional<Text> label, Header header, Body body, Span span) implements Item {}

    public record Header(List<Id> forAny, Optional<Text> reading, List<Text> using) {}

    /// `misprint "(11)": printed … corrected … because "…"`.
    public record Misprint(Optional<Text> label, Header header, Body printed, Body corrected, Optional<Text> because,
            Span span) implements Item {}

    /// `experiment "digits" { … }`.
    public record Experiment(Text name, List<Setup> setups, Span span) implements Item {}

    /// A line of an experiment.
    public sealed interface Setup {
        Span span();
    }

    public record SetupState(List<State> states, Span span) implements Setup {}

    public record SetupValues(List<Id> names, List<Expr> values, Span span) implements Setup {}

    public record SetupLoss(SymbolHead head, Span span) implements Setup {}

    /// `model E is mlp(64, 32, 10) with tanh, cross_entropy on digits`.
    public record SetupModel(Id symbol, Id kind, List<Integer> sizes, List<Id> options, Id data, Span span)
            implements
            Setup {}

    /// `data digits from "digits.csv" rows 256 scaled by 1/16`.
    public record SetupFile(Id name, Text path, Optional<Integer> rows, Optional<Expr> scale, Span span)
            implements
            Setup {}

    /// `data points is line(64, 2) seed 1`.
    public record SetupGenerated(Id name, Id kind, List<Integer> sizes, int seed, Span span) implements Setup {}

    public record SetupBatches(int size, int seed, Span span) implements Setup {}

    public record SetupStart(List<Id> slots, List<List<Expr>> values, Span span) implements Setup {}

    public record SetupSeed(int seed, Span span) implements Setup {}

    public record SetupSteps(Expr from, Expr to, Span span) implements Setup {}

    public record SetupTime(Expr time, Span span) implements Setup {}

    /// `compare "as printed" loss … order 2`; `misses order 2` for one that is said to follow no further.
    public record SetupCompare(Text name, List<FlowOf> flows, boolean misses, int order, Span span) implements Setup {}

    public sealed interface Body {
        Span span();
    }

    /// `a = b`, and chains `a = b "label": = c`, with `at start` after any member.
    public record Equation(Expr first, List<Link> links, boolean atStart, List<Expr.Binder> ranges, Span span)
            implements Body {}

    public record Link(Optional<Text> label, Expr right, Span span) {}

    /// `expr is a choice of f_1`, with `f_1[phi]` for a player.
    public record Choice(Expr field, Expr target, Span span) implements Body {}

    /// `loss[phi] L, flow[theta] F follow the update through h^2`, `… the expected update over shuffles of X …`.
    public record Follows(List<FlowOf> flows, int order, Optional<Expectation> expected, Span span) implements Body {}

    public record FlowOf(boolean loss, Optional<Id> slot, Expr expression) {}

    /// `expr is a gradient`, `expr is not a gradient`.
    public record IsGradient(Expr field, Optional<Id> slot, boolean positive, Span span) implements Body {}

    /// `modified loss exists`, `no modified loss exists`, `modified loss[phi] exists through f_1`.
    public record LossExists(Optional<Id> slot, Optional<Id> order, boolean positive, Span span) implements Body {}

    /// `update { … }` inside a claim: the printed program does what the declared one does.
    public record SameUpdate(UpdateDecl update, Span span) implements Body {}
}
