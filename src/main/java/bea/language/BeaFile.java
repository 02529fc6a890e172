package bea.language;

import bea.language.parser.BeaLexer;
import bea.language.parser.BeaParser;
import bea.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/// Reads `.bea` text: the only door to the parser.
public final class BeaFile {
    /// Characters that a file may have.
    static final int MAX_SIZE = 2_000_000;
    /// Levels of brackets that an expression may have.
    static final int MAX_DEPTH = 200;

    private BeaFile() {}

    /// @param derivations what could be resolved, in file order
    public record Analysis(Source source, Syntax.File syntax, List<Resolved> derivations, List<Problem> problems) {}

    /// @param usable whether the declarations and the update are free of problems
    /// @param written how each claim is written, by its id
    public record Resolved(Syntax.Derivation syntax, Model model, Resolver resolver, Map<String, Claims.Written> written,
            boolean usable) {}

    /// A claim with other expressions in its place.
    ///
    /// @throws Resolver.Mistake when an expression has no meaning
    public static Model.Body restated(Resolved r, Syntax.Body body, Optional<Expr> left, Optional<Expr> right) {
        return Claims.again(r.resolver(), body, left, right);
    }

    /// Reads and resolves a whole file; all of its problems are collected.
    public static Analysis analyse(Source source) {
        List<Problem> problems = new ArrayList<>();
        Syntax.File nothing = new Syntax.File(List.of(), Span.NONE);
        Optional<BeaParser> parser = parser(source.text(), problems);
        if (parser.isEmpty()) {
            return new Analysis(source, nothing, List.of(), problems);
        }
        BeaParser.FileContext tree = parser.get().file();
        if (!problems.isEmpty()) {
            return new Analysis(source, nothing, List.of(), problems);
        }
        Syntax.File file = AstBuilder.file(tree);
        if (file.derivations().isEmpty()) {
            problems.add(Problem.of(Problem.Code.EMPTY_FILE, Span.NONE, "there is no derivation in this file",
                    "derivation \"name\" { … }"));
        }
        List<Resolved> resolved = new ArrayList<>();
        for (Syntax.Derivation d : file.derivations()) {
            resolved.add(Resolver.resolve(d, problems));
        }
        return new Analysis(source, file, resolved, problems);
    }

    /// Reads one expression, such as a printed result.
    ///
    /// @throws IllegalArgumentException when the text is no expression
    public static Expr expression(String text) {
        List<Problem> problems = new ArrayList<>();
        BeaParser p = parser(text, problems).orElseThrow(() -> new IllegalArgumentException(text));
        BeaParser.ExprContext tree = p.expr();
        if (!problems.isEmpty() || p.getCurrentToken().getType() != Token.EOF) {
            throw new IllegalArgumentException("not an expression: " + text);
        }
        return AstBuilder.expr(tree);
    }

    private static Optional<BeaParser> parser(String text, List<Problem> problems) {
        if (text.length() > MAX_SIZE) {
            problems.add(Problem.of(Problem.Code.TOO_LARGE, Span.NONE,
                    "the file has " + text.length() + " characters; at most " + MAX_SIZE + " are read"));
            return Optional.empty();
        }
        String normal = text.replace('−', '-').replace('·', '*').replace('×', '*');
        BeaLexer lexer = new BeaLexer(CharStreams.fromString(normal));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        check(tokens, problems);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        BeaParser parser = new BeaParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(new Listener(problems));
        return Optional.of(parser);
    }

    private static void check(CommonTokenStream tokens, List<Problem> problems) {
        int depth = 0;
        for (Token t : tokens.getTokens()) {
            if (t.getType() == BeaLexer.UNKNOWN) {
                problems.add(Problem.of(Problem.Code.UNKNOWN_CHARACTER, span(t),
                        t.getText().equals("\"") ? "this text in quotes does not end on its line"
                                : "the character '" + t.getText() + "' has no meaning here"));
                return;
            }
            switch (t.getText()) {
                case "(", "[", "{" -> depth++;
                case ")", "]", "}" -> depth--;
                default -> { }
            }
            if (depth > MAX_DEPTH) {
                problems.add(Problem.of(Problem.Code.TOO_DEEP, span(t),
                        "brackets are nested more than " + MAX_DEPTH + " deep"));
                return;
            }
        }
    }

    static Span span(Token t) {
        int start = Math.max(t.getStartIndex(), 0);
        return new Span(start, Math.max(t.getStopIndex() + 1, start));
    }

    /// Keeps the first syntax error; what follows it is mostly noise.
    private static final class Listener extends BaseErrorListener {
        private final List<Problem> problems;

        Listener(List<Problem> problems) {
            this.problems = problems;
        }

        @Override
        public void syntaxError(Recognizer<?, ?> recognizer, Object symbol, int line, int column, String message,
                RecognitionException e) {
            if (!problems.isEmpty()) {
                return;
            }
            Token t = (Token) symbol;
            String found = t.getType() == Token.EOF ? "the end of the text" : "'" + t.getText() + "'";
            BeaParser p = (BeaParser) recognizer;
            List<String> expected = new ArrayList<>();
            try {
                p.getExpectedTokens().toList().stream().limit(8)
                        .forEach(k -> expected.add(name(p.getVocabulary().getDisplayName(k))));
            } catch (IllegalStateException none) {
                expected.clear();
            }
            problems.add(new Problem(Problem.Code.SYNTAX, span(t), "unexpected " + found,
                    expected.isEmpty() ? Optional.empty() : Optional.of("expected " + String.join(", ", expected))));
        }

        private static String name(String token) {
            return switch (token) {
                case "NAME" -> "a name";
                case "INT", "DECIMAL" -> "a number";
                case "STRING" -> "a text in quotes";
                case "ARROW" -> "'<-'";
                case "EOF", "<EOF>" -> "the end";
                default -> token;
            };
        }
    }
}
