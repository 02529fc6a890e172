package bea.language;

import bea.language.Problem.Code;
import bea.language.parser.BeaLexer;
import bea.language.parser.BeaParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNConfig;
import org.antlr.v4.runtime.atn.PredictionContext;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Keeps the first syntax error of a text and says it in the words of the language.
final class SyntaxMistake extends BaseErrorListener {
    private static final Set<Integer> ENDS_FACTOR = Set.of(BeaLexer.NAME, BeaLexer.INT, BeaLexer.DECIMAL,
            BeaLexer.SUPERSCRIPT);
    private static final Set<Integer> BEGINS_FACTOR = Set.of(BeaLexer.NAME, BeaLexer.INT, BeaLexer.DECIMAL,
            BeaLexer.GRAD, BeaLexer.HESS, BeaLexer.SUM);

    private Problem problem;

    Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void syntaxError(Recognizer<?, ?> recognizer, Object symbol, int line, int column, String message,
            RecognitionException e) {
        if (problem == null) {
            problem = problem((BeaParser) recognizer, (Token) symbol, e);
        }
    }

    private static Problem problem(BeaParser p, Token t, RecognitionException e) {
        IntervalSet expected = expected(p, e);
        Token before = t.getTokenIndex() > 0 ? previous(p, t) : null;
        String found = t.getText();
        boolean end = t.getType() == Token.EOF;
        // what is missing at the end of a part is shown behind its last word
        Span place = end && before != null ? new Span(before.getStopIndex() + 1, before.getStopIndex() + 2)
                : Reading.span(t);
        if (found.equals("=") && expected.contains(BeaLexer.ARROW)) {
            return Problem.of(Code.ASSIGNMENT_SIGN, place, "an update assigns with '<-', not with '='",
                    before.getText() + " <- …");
        }
        if (found.equals("=") && before != null && before.getText().equals("=")) {
            return Problem.of(Code.SYNTAX, place, "one '=' is enough", "f_1 = …");
        }
        Optional<Token> foreign = foreign(p, before);
        if (foreign.isPresent()) {
            String text = foreign.get().getText();
            return Problem.of(Code.UNKNOWN_NAME, Reading.span(foreign.get()), "there is no '" + text + "' here",
                    "did you mean '" + Names.here(text).orElseThrow() + "'?");
        }
        if (before != null && before.getText().equals("claim") && t.getType() == BeaLexer.NAME) {
            return Problem.of(Code.SYNTAX, place, "a colon is missing after 'claim'", "claim: " + found + " …");
        }
        if (!end && before != null
                && (expected.contains(BeaLexer.TIMES) || expected.contains(BeaLexer.INT)) && endsFactor(before)
                && beginsFactor(t)) {
            return Problem.of(Code.MISSING_PRODUCT_SIGN, Reading.span(before).to(Reading.span(t)),
                    "a product sign is missing between '" + before.getText() + "' and '" + found + "'",
                    before.getText() + " * " + found);
        }
        List<String> names = names(p, expected);
        if (!end && names.contains("a name") && Character.isLetter(found.charAt(0)) && t.getType() != BeaLexer.NAME) {
            return Problem.of(Code.RESERVED_WORD, place,
                    "'" + found + "' is a word of the language and cannot be a name");
        }
        String what = end ? "something is missing here" : "'" + found + "' cannot stand here";
        return new Problem(Code.SYNTAX, place, what,
                names.isEmpty() || names.size() > 8 ? Optional.empty() : Optional.of("expected " + list(names)));
    }

    private static Token previous(BeaParser p, Token t) {
        for (int i = t.getTokenIndex() - 1; i >= 0; i--) {
            Token b = p.getTokenStream().get(i);
            if (b.getChannel() == Token.DEFAULT_CHANNEL) {
                return b;
            }
        }
        return null;
    }

    /// What is not written so here, among the two words before a mistake.
    private static Optional<Token> foreign(BeaParser p, Token before) {
        Token t = before;
        for (int i = 0; i < 2 && t != null; i++) {
            // f1 may be declared
            if (t.getType() == BeaLexer.NAME
                    && Names.here(t.getText()).filter(n -> !n.startsWith("f") && !n.startsWith("1")).isPresent()) {
                return Optional.of(t);
            }
            t = t.getTokenIndex() > 0 ? previous(p, t) : null;
        }
        return Optional.empty();
    }

    private static boolean endsFactor(Token t) {
        return ENDS_FACTOR.contains(t.getType()) || t.getText().equals(")") || t.getText().equals("]");
    }

    private static boolean beginsFactor(Token t) {
        return BEGINS_FACTOR.contains(t.getType()) || Set.of("(", "jac", "ddt", "mean").contains(t.getText());
    }

    // ---- what would have been right

    private static IntervalSet expected(BeaParser p, RecognitionException e) {
        try {
            IntervalSet set = new IntervalSet();
            if (e instanceof NoViableAltException n && n.getDeadEndConfigs() != null) {
                for (ATNConfig c : n.getDeadEndConfigs()) {
                    follow(p.getATN(), c.state.stateNumber, c.context, set, 0);
                }
            } else {
                set.addAll(p.getExpectedTokens());
            }
            return set;
        } catch (IllegalStateException | IllegalArgumentException unknown) {
            return new IntervalSet();
        }
    }

    /// The tokens that may come next in `state`, and where its rule may end, those that may follow the rule.
    private static void follow(ATN atn, int state, PredictionContext context, IntervalSet set, int depth) {
        IntervalSet next = atn.nextTokens(atn.states.get(state));
        set.addAll(next);
        if (!next.contains(Token.EPSILON) || context == null || depth > 40) {
            return;
        }
        for (int i = 0; i < context.size(); i++) {
            if (context.getReturnState(i) != PredictionContext.EMPTY_RETURN_STATE) {
                follow(atn, context.getReturnState(i), context.getParent(i), set, depth + 1);
            }
        }
    }

    private static List<String> names(BeaParser p, IntervalSet set) {
        List<String> names = new ArrayList<>();
        boolean expression = set.contains(BeaLexer.NAME) && set.contains(BeaLexer.INT);
        boolean operator = set.contains(BeaLexer.TIMES) && set.contains(BeaLexer.MINUS) && !expression;
        if (expression) {
            names.add("an expression");
        } else if (set.contains(BeaLexer.NAME)) {
            names.add("a name");
        }
        if (operator) {
            names.add("an operator");
        }
        for (int type : set.toList()) {
            if (type > 0 && !(expression && beginsExpression(p, type)) && !(operator && continuesExpression(p, type))
                    && !(set.contains(BeaLexer.NAME) && isSoftWord(p, type))) {
                names.add(name(p, type));
            }
        }
        return names.stream().distinct().toList();
    }

    private static boolean beginsExpression(BeaParser p, int type) {
        return Set
                .of("'('", "'+'", "'jac'", "'ddt'", "'deriv'", "'mean'", "'expect'", "'lhs'", "'rhs'", "MINUS", "GRAD",
                        "HESS", "SUM", "INT", "DECIMAL", "'\\u2016'", "FACTOR", "NAME")
                .contains(p.getVocabulary().getDisplayName(type));
    }

    private static boolean continuesExpression(BeaParser p, int type) {
        return Set.of("'('", "'+'", "'/'", "'^'", "'['", "MINUS", "TIMES", "SUPERSCRIPT", "PRIMES")
                .contains(p.getVocabulary().getDisplayName(type));
    }

    /// Words that mean something in one place only and are names elsewhere.
    private static boolean isSoftWord(BeaParser p, int type) {
        return Set.of("NAME", "FACTOR", "'a'", "'of'", "'time'", "'equal'", "'quadratic'", "'scale'", "'invariant'",
                "'nothing'", "'paper'",
                "'least'", "'own'", "'clocks'", "'powers'", "'start'", "'gradient'", "'choice'", "'any'", "'the'",
                "'expected'", "'shuffles'", "'draws'", "'flow'", "'no'", "'as'", "'order'", "'on'", "'such'",
                "'that'", "'experiment'", "'set'", "'model'", "'with'", "'data'", "'from'", "'rows'", "'scaled'",
                "'by'",
                "'seed'", "'steps'", "'compare'", "'misses'", "'average'", "'averaged'", "'memoryless'", "'modifying'",
                "'hamiltonian'",
                "'integrator'", "'residual'", "'slot'", "'only'", "'keeping'", "'live'", "'after'", "'transient'")
                .contains(p.getVocabulary().getDisplayName(type));
    }

    private static String name(BeaParser p, int type) {
        String token = p.getVocabulary().getDisplayName(type);
        return switch (token) {
            case "INT", "DECIMAL" -> "a number";
            case "STRING" -> "a text in quotes";
            case "ARROW" -> "'<-'";
            case "MINUS" -> "'-'";
            case "TIMES" -> "'*'";
            case "DOTS" -> "'..'";
            case "IN" -> "'in'";
            case "GE" -> "'>='";
            case "LE" -> "'<='";
            case "NE" -> "'!='";
            case "PRIMES" -> "a prime";
            case "SUPERSCRIPT" -> "a power";
            default -> token;
        };
    }

    private static String list(List<String> names) {
        return names.size() == 1 ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }
}
