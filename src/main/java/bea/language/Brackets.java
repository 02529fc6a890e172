package bea.language;

import bea.language.Problem.Code;
import bea.language.parser.BeaLexer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/// What can be told before parsing: signs that mean nothing, brackets that do not match, expressions beyond all bounds.
/// Later stages recurse over expressions and rely on these bounds.
final class Brackets {
    /// Levels of brackets.
    static final int MAX_DEPTH = 200;
    /// Operators in a row, over all open brackets.
    static final int MAX_OPERATORS = 1000;
    /// The same in a result of our own: its long sums are read without recursion.
    static final int MAX_RESULT = 200_000;

    private static final Set<String> ITEMS = Set.of("derivation", "source", "count", "scalar", "state", "memory",
            "batches", "given", "print", "find", "claim", "misprint", "experiment");
    private static final Set<String> STATEMENTS = Set.of("printed", "corrected", "because", "update", "let", "for",
            "loss", "function", "field");

    /// An open bracket and the operators since it was opened.
    private static final class Open {
        final Token token;
        final boolean interval;
        /// Whether a text stands before it, as before the braces of derivations and experiments.
        final boolean titled;
        int operators;

        Open(Token token, Token previous) {
            this.token = token;
            this.interval = previous != null && previous.getType() == BeaLexer.IN;
            this.titled = previous != null && previous.getType() == BeaLexer.STRING;
        }
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private final int most;
    private int operators;

    private Brackets(int most) {
        this.most = most;
    }

    /// The first problem; what follows it would be noise.
    ///
    /// @param most the operators that an expression may have
    static Optional<Problem> check(List<? extends Token> tokens, int most) {
        Brackets b = new Brackets(most);
        Token previous = null;
        for (Token t : tokens) {
            if (t.getChannel() != Token.DEFAULT_CHANNEL) {
                continue;
            }
            Optional<Problem> p = character(t).or(() -> b.bounds(t));
            p = p.isPresent() ? p : b.bracket(t, previous);
            if (p.isPresent()) {
                return p;
            }
            previous = t;
        }
        return Optional.empty();
    }

    private static Optional<Problem> character(Token t) {
        Span s = Reading.span(t);
        return switch (t.getType()) {
            case BeaLexer.OPEN_STRING -> Optional.of(Problem.of(Code.UNCLOSED_TEXT, s,
                    "this text in quotes does not end on its line", t.getText().stripTrailing() + "\""));
            case BeaLexer.OPEN_COMMENT -> Optional.of(Problem.of(Code.UNCLOSED_COMMENT,
                    new Span(s.start(), s.start() + 2), "this comment never ends", "close it with */"));
            case BeaLexer.UNKNOWN -> Optional.of(new Problem(Code.UNKNOWN_CHARACTER, s,
                    "the character '" + t.getText() + "' has no meaning here", switch (t.getText()) {
                        case "\\" -> Optional.of("formulas are plain text: h/4 * norm(grad E)^2");
                        case "|", "‖" -> Optional.of("norm(grad E)^2, dot(u, v)");
                        default -> Optional.empty();
                    }));
            default -> Optional.empty();
        };
    }

    private Optional<Problem> bounds(Token t) {
        switch (t.getType()) {
            case BeaLexer.MINUS, BeaLexer.TIMES, BeaLexer.PRIMES, BeaLexer.GRAD, BeaLexer.HESS, BeaLexer.SUM -> count();
            default -> {
                switch (t.getText()) {
                    case "+", "/", "jac", "ddt", "deriv", "mean", "expect" -> count();
                    case ",", ";", "=", ":", "<-", "←" -> reset();
                    default -> {
                        if (ITEMS.contains(t.getText()) || STATEMENTS.contains(t.getText())) {
                            reset();
                        }
                    }
                }
            }
        }
        return operators <= most ? Optional.empty() : Optional.of(Problem.of(Code.TOO_LONG, Reading.span(t),
                "this expression has more than " + most + " operators",
                "give names to parts of it with 'let'"));
    }

    private void count() {
        operators++;
        if (!open.isEmpty()) {
            open.peek().operators++;
        }
    }

    private void reset() {
        operators -= open.isEmpty() ? operators : open.peek().operators;
        if (!open.isEmpty()) {
            open.peek().operators = 0;
        }
    }

    private Optional<Problem> bracket(Token t, Token previous) {
        String text = t.getText();
        switch (text) {
            case "(", "[", "{" -> {
                open.push(new Open(t, previous));
                return open.size() <= MAX_DEPTH ? Optional.empty() : Optional.of(Problem.of(Code.TOO_DEEP,
                        Reading.span(t), "brackets are nested more than " + MAX_DEPTH + " deep"));
            }
            case ")", "]", "}" -> {
                return closed(t);
            }
            default -> {
                boolean end = t.getType() == Token.EOF;
                if (!open.isEmpty() && (end || interrupted(text))) {
                    return Optional.of(unclosed(end ? "the end of the text" : "'" + text + "'"));
                }
                return Optional.empty();
            }
        }
    }

    /// Whether a word begins something that cannot stand inside the innermost open bracket.
    private boolean interrupted(String word) {
        boolean brace = open.peek().token.getText().equals("{");
        if (brace && open.peek().titled && Set.of("state", "batches").contains(word)) {
            return false;
        }
        return brace ? ITEMS.contains(word) && (open.size() > 1 || word.equals("derivation"))
                : ITEMS.contains(word) || STATEMENTS.contains(word);
    }

    private Problem unclosed(String before) {
        Token t = open.peek().token;
        return Problem.of(Code.UNCLOSED_BRACKET, Reading.span(t), "this '" + t.getText() + "' is not closed before "
                + before, "a '" + closing(t.getText()) + "' is missing");
    }

    private Optional<Problem> closed(Token t) {
        if (open.isEmpty() || open.peek().token.getText().equals("{") && !t.getText().equals("}")) {
            return Optional.of(Problem.of(Code.UNOPENED_BRACKET, Reading.span(t),
                    "this '" + t.getText() + "' closes nothing"));
        }
        String opening = open.peek().token.getText();
        boolean matches = closing(opening).equals(t.getText())
                || open.peek().interval && !opening.equals("{") && !t.getText().equals("}");
        if (matches) {
            operators -= open.pop().operators;
            return Optional.empty();
        }
        return t.getText().equals("}") ? Optional.of(unclosed("'}'")) : Optional.of(Problem.of(Code.UNOPENED_BRACKET,
                Reading.span(t), "this '" + t.getText() + "' does not close the '" + opening + "' that is open",
                "a '" + closing(opening) + "' is due first"));
    }

    private static String closing(String opening) {
        return switch (opening) {
            case "(" -> ")";
            case "[" -> "]";
            default -> "}";
        };
    }
}
