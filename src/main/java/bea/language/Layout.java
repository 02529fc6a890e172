package bea.language;

import bea.language.parser.BeaLexer;
import bea.language.parser.BeaParser.*;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/// What the formatter has to know of every word of a file: where it may stand, and how far from the word before it.
final class Layout {
    /// What a word that begins a line begins.
    enum Role {
        /// a derivation, an item or a statement
        START,
        /// a part of a misprint
        PART,
        /// a label in a chain of equations
        LABEL,
        /// nothing: it closes a block
        CLOSE,
        /// nothing: it goes on with an item
        CONTINUES
    }

    /// A word or a comment.
    ///
    /// @param space  how many spaces before it when it does not begin a line
    /// @param breaks whether it begins a line
    /// @param blank  whether an empty line is before it
    /// @param inside whether more of the same line follows a comment
    /// @param line   where it was
    /// @param column where it was
    record Piece(String text, boolean comment, Role role, int space, boolean breaks, boolean blank, boolean inside,
            boolean opens, boolean closes, int line, int column) {}

    private static final Set<String> DECLARATIONS = Set.of("count", "scalar", "state", "memory", "batches", "loss",
            "function", "field", "given", "print");

    private final String source;
    private final List<Token> tokens;
    private final Map<Token, ParserRuleContext> parents = new HashMap<>();
    private final Map<Token, Role> roles = new HashMap<>();
    private final Set<Token> opens = new HashSet<>();
    private final Set<Token> closes = new HashSet<>();
    /// Braces of blocks that the author wrote on one line.
    private final Set<Token> flat = new HashSet<>();
    private final Map<Token, Integer> widths = new HashMap<>();

    private Layout(String source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    static List<Piece> pieces(String source, Reading.Tree tree) {
        Layout l = new Layout(source, tree.tokens().stream().filter(t -> t.getType() != Token.EOF).toList());
        l.visit(tree.file());
        l.align();
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < l.tokens.size(); i++) {
            pieces.add(l.piece(i));
        }
        return pieces;
    }

    // ---- what the tree says

    private void visit(ParseTree t) {
        switch (t) {
            case TerminalNode n -> parents.put(n.getSymbol(), (ParserRuleContext) n.getParent());
            case DerivationContext d -> {
                roles.put(d.start, Role.START);
                braces(d, false);
            }
            case ItemContext i -> {
                roles.put(i.start, Role.START);
                if (i instanceof MisprintItemContext) {
                    parts(i);
                }
            }
            case BlockContext b -> braces(b, oneLine(b));
            case TogetherContext b -> braces(b, oneLine(b));
            case LinkContext l when l.STRING() != null -> roles.put(l.start, Role.LABEL);
            default -> {
            }
        }
        for (int i = 0; i < t.getChildCount(); i++) {
            visit(t.getChild(i));
        }
        boolean statement = t instanceof StmtContext || t instanceof AssignmentContext;
        if (statement) {
            ParserRuleContext c = (ParserRuleContext) t;
            ParserRuleContext block = c.getParent() instanceof StmtContext s ? s.getParent() : c.getParent();
            if (!flat.contains(block.start)) {
                roles.put(c.start, Role.START);
            }
        }
    }

    private void parts(ParserRuleContext misprint) {
        for (ParseTree c : misprint.children) {
            if (c instanceof TerminalNode n && Set.of("printed", "corrected", "because").contains(n.getText())) {
                roles.put(n.getSymbol(), Role.PART);
            }
        }
    }

    private static boolean oneLine(ParserRuleContext block) {
        return block.start.getLine() == block.stop.getLine();
    }

    private void braces(ParserRuleContext c, boolean oneLine) {
        for (ParseTree child : c.children) {
            if (child instanceof TerminalNode n && n.getText().equals("{")) {
                opens.add(n.getSymbol());
                if (oneLine) {
                    flat.add(n.getSymbol());
                }
            } else if (child instanceof TerminalNode n && n.getText().equals("}")) {
                closes.add(n.getSymbol());
                if (!oneLine && c.getChildCount() > 2) {
                    roles.put(n.getSymbol(), Role.CLOSE);
                }
            }
        }
    }

    /// The names of neighbouring declarations, and the arrows of neighbouring assignments, begin in one column.
    private void align() {
        List<Token> run = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token t = tokens.get(i);
            boolean starts = roles.get(t) == Role.START;
            if (comment(t) ? newlines(i) > 0 : starts && !joins(run, i)) {
                widen(run);
                run.clear();
            }
            if (starts && (declares(t) || assigns(t))) {
                run.add(t);
            }
        }
        widen(run);
    }

    private boolean joins(List<Token> run, int i) {
        Token t = tokens.get(i);
        return newlines(i) <= 1 && !run.isEmpty() && (declares(t) && declares(run.getLast())
                || assigns(t) && assigns(run.getLast()));
    }

    private boolean declares(Token t) {
        return DECLARATIONS.contains(t.getText()) && parents.get(t) instanceof ItemContext;
    }

    private boolean assigns(Token t) {
        return parents.get(t) instanceof IdContext id && id.getParent() instanceof AssignmentContext a && a.start == t;
    }

    private void widen(List<Token> run) {
        int width = run.stream().mapToInt(t -> text(t).length()).max().orElse(0);
        run.forEach(t -> widths.put(t, width));
    }

    // ---- one word

    private Piece piece(int i) {
        Token t = tokens.get(i);
        boolean comment = comment(t);
        Token before = i == 0 ? null : tokens.get(i - 1);
        int newlines = newlines(i);
        Role role = roles.getOrDefault(t, Role.CONTINUES);
        if (comment) {
            role = beforeWhat(i);
        }
        boolean bounded = before == null || before.getText().equals("{") || role == Role.CLOSE;
        boolean inside = comment && i + 1 < tokens.size() && !breaks(i + 1);
        return new Piece(text(t), comment, role, space(before, t), breaks(i), newlines > 1 && !bounded, inside,
                opens.contains(t), closes.contains(t), t.getLine(), t.getCharPositionInLine());
    }

    private boolean breaks(int i) {
        Token t = tokens.get(i);
        boolean behindComment = i > 0 && tokens.get(i - 1).getType() == BeaLexer.COMMENT;
        return newlines(i) > 0 || behindComment || !comment(t) && roles.containsKey(t);
    }

    /// A comment on its own line is indented like what follows it.
    private Role beforeWhat(int i) {
        for (int j = i + 1; j < tokens.size(); j++) {
            if (!comment(tokens.get(j))) {
                Role r = roles.getOrDefault(tokens.get(j), Role.CONTINUES);
                return r == Role.CLOSE ? Role.START : r;
            }
        }
        return Role.START;
    }

    private static boolean comment(Token t) {
        return t.getChannel() != Token.DEFAULT_CHANNEL;
    }

    /// Line ends between this word and the one before it.
    private int newlines(int i) {
        int from = i == 0 ? 0 : tokens.get(i - 1).getStopIndex() + 1;
        return (int) source.substring(from, tokens.get(i).getStartIndex()).chars().filter(c -> c == '\n').count();
    }

    private String text(Token t) {
        return switch (t.getType()) {
            case BeaLexer.NAME -> Names.ascii(t.getText());
            case BeaLexer.GRAD -> "grad";
            case BeaLexer.HESS -> "hess";
            case BeaLexer.SUM -> "sum";
            case BeaLexer.IN -> "in";
            case BeaLexer.ARROW -> "<-";
            case BeaLexer.DOTS -> "..";
            case BeaLexer.NE -> "!=";
            case BeaLexer.GE -> ">=";
            case BeaLexer.LE -> "<=";
            case BeaLexer.MINUS -> "-";
            case BeaLexer.TIMES -> "*";
            case BeaLexer.PRIMES -> t.getText().equals("″") ? "''" : t.getText().replace('′', '\'');
            case BeaLexer.SUPERSCRIPT -> superscript(t.getText());
            case BeaLexer.NORM -> parents.get(t).start == t ? "norm(" : ")";
            case BeaLexer.BLOCK_COMMENT -> t.getText().replace("\r", "");
            case BeaLexer.COMMENT -> t.getText().stripTrailing();
            default -> t.getText();
        };
    }

    private static String superscript(String raised) {
        StringBuilder b = new StringBuilder("^");
        raised.chars().forEach(c -> b.append(c == '⁻' ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c)));
        return b.toString();
    }

    // ---- spaces

    private int space(Token a, Token b) {
        if (a == null) {
            return 0;
        }
        if (comment(a) || comment(b)) {
            return 1;
        }
        if (widths.containsKey(a)) {
            return 1 + widths.get(a) - text(a).length();
        }
        if (roles.get(a) == Role.PART && a.getText().equals("printed")) {
            return "corrected".length() - "printed".length() + 1;
        }
        return together(a, b) ? 0 : 1;
    }

    private boolean together(Token a, Token b) {
        String x = text(a);
        String y = text(b);
        ParserRuleContext of = parents.get(b);
        if (Set.of("(", "[", "^", "norm(").contains(x) || a.getType() == BeaLexer.PRIMES || signs(a)) {
            return true;
        }
        if (Set.of(")", "]", ",", ";", ":", "^").contains(y) || b.getType() == BeaLexer.PRIMES
                || b.getType() == BeaLexer.SUPERSCRIPT) {
            return true;
        }
        if (operator(a)) {
            return tight(a);
        }
        if (y.equals("[")) {
            return !(of instanceof IntervalContext);
        }
        if (y.equals("(")) {
            return calls(of);
        }
        return operator(b) && tight(b);
    }

    private static boolean calls(ParserRuleContext of) {
        return of instanceof ArgumentsContext || of instanceof LetItemContext || of instanceof SymbolHeadContext
                || of instanceof BigSumContext || of instanceof ExpectationContext || of instanceof PrimesManyContext
                || of instanceof PrimesManyInsideContext;
    }

    private boolean signs(Token t) {
        ParserRuleContext of = parents.get(t);
        return of instanceof NegativeContext || of instanceof NegatedContext || of instanceof PositiveContext
                || of instanceof PlusContext || of instanceof ExponentContext && t.getType() == BeaLexer.MINUS;
    }

    private boolean operator(Token t) {
        return !signs(t)
                && (t.getType() == BeaLexer.MINUS || t.getType() == BeaLexer.TIMES || t.getType() == BeaLexer.DOTS
                        || t.getText().equals("+") || t.getText().equals("/"));
    }

    /// Sums are tight in indices and bounds only; products and ranges as the author wrote them.
    private boolean tight(Token t) {
        if (t.getType() == BeaLexer.MINUS || t.getText().equals("+")) {
            // scale-invariant is one word
            return parents.get(t) instanceof GivenInvariantContext || inIndex(parents.get(t));
        }
        int from = t.getStartIndex();
        int to = t.getStopIndex() + 1;
        return !Character.isWhitespace(source.charAt(from - 1)) && !Character.isWhitespace(source.charAt(to));
    }

    private static boolean inIndex(ParserRuleContext sum) {
        for (ParserRuleContext c = sum.getParent(); c != null; c = c.getParent()) {
            switch (c) {
                case IndexedContext _,IndexedInsideContext _,IndexedCallContext _,BatchRangeContext _,BinderContext _,QuantifierContext _,ForStmtContext _,UpdateForContext _,AverageStmtContext _,UpdateAverageContext _,DistinctContext _ -> {
                    return true;
                }
                case ArgumentsContext _,ParenthesisedContext _,BodyContext _,ItemContext _,AssignmentContext _,BigSumContext _,GroupContext _ -> {
                    return false;
                }
                default -> {
                }
            }
        }
        return false;
    }
}
