package bea.language;

import bea.language.Problem.Code;
import bea.language.parser.BeaLexer;
import bea.language.parser.BeaParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/// From text to syntax trees. A file is first read as a whole; when that fails, derivation by derivation and item by
/// item, so that one mistake hides no other and nothing that is sound.
final class Reading {
    private static final Set<String> ITEMS = Set.of("source", "count", "scalar", "state", "memory", "batches",
            "function", "field", "given", "print", "let", "find", "claim", "misprint", "experiment");
    /// Words that begin an item but also stand inside claims.
    private static final Set<String> ALSO_IN_CLAIMS = Set.of("loss", "update");

    private final List<Problem> problems;

    private Reading(List<Problem> problems) {
        this.problems = problems;
    }

    /// Loads the parser's tables.
    static void prepare() {
        parser(List.of(new org.antlr.v4.runtime.CommonToken(Token.EOF)));
    }

    static Span span(Token t) {
        int start = Math.max(t.getStartIndex(), 0);
        return new Span(start, Math.max(t.getStopIndex() + 1, start));
    }

    /// The derivations that could be read.
    static Syntax.File file(String text, List<Problem> problems) {
        List<Token> tokens = tokens(text, problems);
        Reading r = new Reading(problems);
        if (!problems.isEmpty()) {
            return new Syntax.File(List.of(), Span.NONE);
        }
        Optional<Syntax.File> whole = r.parse(tokens, BeaParser::file).map(AstBuilder::file);
        return whole.orElseGet(() -> new Syntax.File(r.derivations(tokens), new Span(0, text.length())));
    }

    /// A file's parse tree with all its tokens, comments among them.
    record Tree(BeaParser.FileContext file, List<Token> tokens) {}

    /// The parse tree of a file without mistakes.
    static Optional<Tree> tree(String text, List<Problem> problems) {
        List<Token> tokens = tokens(text, problems);
        Reading r = new Reading(problems);
        Optional<BeaParser.FileContext> file = problems.isEmpty() ? r.parse(tokens, BeaParser::file) : Optional.empty();
        if (file.isEmpty() && problems.isEmpty()) {
            r.derivations(tokens);
        }
        return file.map(f -> new Tree(f, tokens));
    }

    /// One expression, to the end of the text. It may be a result, and longer than what a file may have.
    static Optional<Expr> expression(String text, List<Problem> problems) {
        List<Token> tokens = tokens(text, problems, Brackets.MAX_RESULT);
        Reading r = new Reading(problems);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        Optional<Expr> e = r.parse(tokens, BeaParser::lone).map(c -> AstBuilder.expr(c.expr()));
        if (e.isEmpty()) {
            r.report(tokens, BeaParser::lone);
        }
        return e;
    }

    /// All tokens, comments among them; problems of brackets and bounds are found here.
    static List<Token> tokens(String text, List<Problem> problems) {
        return tokens(text, problems, Brackets.MAX_OPERATORS);
    }

    private static List<Token> tokens(String text, List<Problem> problems, int operators) {
        BeaLexer lexer = new BeaLexer(new Utf16(text));
        lexer.removeErrorListeners();
        CommonTokenStream stream = new CommonTokenStream(lexer);
        stream.fill();
        Brackets.check(stream.getTokens(), operators).ifPresent(problems::add);
        return stream.getTokens();
    }

    private static BeaParser parser(List<Token> tokens) {
        BeaParser p = new BeaParser(new CommonTokenStream(new ListTokenSource(tokens)));
        p.removeErrorListeners();
        return p;
    }

    /// The tree when there is no mistake: the fast prediction first, the exact one when that fails.
    private <T extends ParserRuleContext> Optional<T> parse(List<Token> tokens, Function<BeaParser, T> rule) {
        for (PredictionMode mode : List.of(PredictionMode.SLL, PredictionMode.LL)) {
            BeaParser p = parser(tokens);
            p.setErrorHandler(new BailErrorStrategy());
            p.getInterpreter().setPredictionMode(mode);
            try {
                return Optional.of(rule.apply(p));
            } catch (ParseCancellationException e) {
                // the next mode, or the report, tells more
            }
        }
        return Optional.empty();
    }

    /// Reports the first mistake in these tokens.
    private boolean report(List<Token> tokens, Function<BeaParser, ? extends ParserRuleContext> rule) {
        BeaParser p = parser(tokens);
        SyntaxMistake listener = new SyntaxMistake();
        p.addErrorListener(listener);
        p.setErrorHandler(new DefaultErrorStrategy());
        var _ = rule.apply(p);
        listener.problem().ifPresent(problems::add);
        return listener.problem().isPresent();
    }

    private List<Syntax.Derivation> derivations(List<Token> tokens) {
        List<Syntax.Derivation> sound = new ArrayList<>();
        for (List<Token> part : split(tokens, 0, (t, _) -> t.getText().equals("derivation"))) {
            Optional<Syntax.File> f = parse(part, BeaParser::file).map(AstBuilder::file);
            if (f.isPresent()) {
                sound.addAll(f.get().derivations());
                continue;
            }
            boolean any = false;
            for (List<Token> item : split(inside(part), 0, Reading::beginsItem)) {
                any |= parse(item, BeaParser::items).isEmpty() && report(item, BeaParser::items);
            }
            if (!any) {
                report(part, BeaParser::file);
            }
        }
        if (problems.isEmpty()) {
            report(tokens, BeaParser::file);
        }
        return sound;
    }

    private interface Border {
        boolean at(Token t, List<Token> part);
    }

    private static boolean beginsItem(Token t, List<Token> part) {
        String word = t.getText();
        Token last = part.isEmpty() ? null : part.getLast();
        boolean claim = !part.isEmpty() && Set.of("claim", "misprint").contains(part.getFirst().getText());
        boolean declares = last != null && Set.of("expected", "the", "modified").contains(last.getText());
        return ITEMS.contains(word) || ALSO_IN_CLAIMS.contains(word) && !claim && !declares;
    }

    /// Cuts before the tokens, at this level of braces, that begin a new part.
    private static List<List<Token>> split(List<Token> tokens, int level, Border border) {
        List<List<Token>> parts = new ArrayList<>();
        List<Token> part = new ArrayList<>();
        int depth = 0;
        for (Token t : tokens) {
            if (t.getChannel() != Token.DEFAULT_CHANNEL || t.getType() == Token.EOF) {
                continue;
            }
            if (depth == level && border.at(t, part) && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
            }
            depth += t.getText().equals("{") ? 1 : t.getText().equals("}") ? -1 : 0;
            part.add(t);
        }
        parts.add(part);
        return parts;
    }

    /// The tokens between the braces of a derivation.
    private static List<Token> inside(List<Token> derivation) {
        int from = 0;
        while (from < derivation.size() && !derivation.get(from).getText().equals("{")) {
            from++;
        }
        int to = derivation.size() - 1;
        while (to > from && !derivation.get(to).getText().equals("}")) {
            to--;
        }
        return from + 1 <= to ? derivation.subList(from + 1, to) : List.of();
    }

    static Problem tooLarge(int characters, int limit) {
        return Problem.of(Code.TOO_LARGE, Span.NONE,
                "the file has " + characters + " characters; at most " + limit + " are read");
    }
}
