package bea.sweep;

import bea.language.Expr;
import bea.language.Span;
import bea.language.Syntax;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All texts that differ from a derivation in one place.
final class Mutants {
    enum Kind {
        COEFFICIENT("coefficient"), SIGN("sign"), DROPPED("term dropped"), PLAYER("players swapped"),
        INDEX("batch index"),
        RANGE("end of a sum"), FROZEN("frozen flag"), ORDER("claimed order"), EXPONENT("exponent"),
        POLARITY("is / is not");

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /// @param system whether the system was changed rather than a claim
    /// @param text   the whole derivation, changed
    /// @param what   the change, for a person
    record Mutant(Kind kind, boolean system, String text, String what) {}

    private static final Pattern TOKEN = Pattern.compile(
            "//[^\\n]*|/\\*.*?\\*/|\"(?:\\\\.|[^\"\\\\])*\"|\\.\\.|<-|!=|>=|<=|[0-9]+(?:\\.[0-9]+)?|[A-Za-z_][A-Za-z_0-9]*|\\S",
            Pattern.DOTALL);

    private record Token(String text, int start, int end) {}

    private final String text;
    private final Syntax.Derivation syntax;
    private final Model model;
    private final List<Mutant> found = new ArrayList<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final List<Token> tokens = new ArrayList<>();
    private final Set<String> indices = new LinkedHashSet<>();
    private boolean system;
    private int line;

    private Mutants(String file, Syntax.Derivation syntax, Model model) {
        this.text = file;
        this.syntax = syntax;
        this.model = model;
    }

    static List<Mutant> of(String file, Syntax.Derivation syntax, Model model) {
        Mutants m = new Mutants(file, syntax, model);
        m.all();
        return m.found;
    }

    private void all() {
        everywhere(syntax, x -> {
            switch (x) {
                case Expr.Binder b -> indices.add(b.variable());
                case Syntax.For f -> indices.add(f.variable().text());
                default -> {
                }
            }
        });
        for (Syntax.Item item : syntax.items()) {
            if (item instanceof Syntax.Source || item instanceof Syntax.PrintDecl || item instanceof Syntax.StateDecl) {
                continue;
            }
            system = !(item instanceof Syntax.Claim || item instanceof Syntax.Misprint);
            tokens.clear();
            Matcher m = TOKEN.matcher(text).region(item.span().start(), item.span().end());
            while (m.find()) {
                if (!m.group().startsWith("//") && !m.group().startsWith("/*") && !m.group().startsWith("\"")) {
                    tokens.add(new Token(m.group(), m.start(), m.end()));
                }
            }
            for (int i = 0; i < tokens.size(); i++) {
                token(i);
            }
            everywhere(item, x -> {
                switch (x) {
                    case Expr.Add a -> dropped(a.span(), a.left(), a.right(), "");
                    case Expr.Sub s -> dropped(s.span(), s.left(), s.right(), "-");
                    default -> {
                    }
                }
            });
        }
    }

    private void dropped(Span whole, Expr left, Expr right, String sign) {
        if (left instanceof Expr.Num && right instanceof Expr.Num || right instanceof Expr.BigO) {
            return;
        }
        change(Kind.DROPPED, whole.start(), whole.end(), cut(left.span()));
        change(Kind.DROPPED, whole.start(), whole.end(), sign + cut(right.span()));
    }

    private String cut(Span s) {
        return text.substring(s.start(), s.end());
    }

    private void token(int i) {
        Token t = tokens.get(i);
        String before = at(i - 1);
        String after = at(i + 1);
        if (Character.isDigit(t.text.charAt(0))) {
            number(i, t, before, after);
        } else if (Character.isLetter(t.text.charAt(0))) {
            name(i, t, before, after);
        } else if (t.text.equals("+")) {
            put(Kind.SIGN, t, "-");
        } else if (t.text.equals("-") && !depthIsIndex(i)) {
            put(Kind.SIGN, t, "+");
        } else if (t.text.equals("..")) {
            range(i);
        } else if (t.text.equals("!=")) {
            Token comma = tokens.get(i - 2);
            change(Kind.RANGE, comma.start, tokens.get(i + 1).end, "");
        }
    }

    private void number(int i, Token t, String before, String after) {
        if (t.text.contains(".")) {
            return;
        }
        int k = Integer.parseInt(t.text);
        if (before.equals("^")) {
            boolean order = at(i - 2).equals("h") && (at(i - 3).equals("through") || at(i - 4).equals("O"));
            put(order ? Kind.ORDER : Kind.EXPONENT, t, "" + (k + 1));
            if (k > 1) {
                put(order ? Kind.ORDER : Kind.EXPONENT, t, "" + (k - 1));
            }
        } else if (depthIsIndex(i)) {
            put(Kind.INDEX, t, "" + (k + 1));
            if (k > 0) {
                put(Kind.INDEX, t, "" + (k - 1));
            }
        } else if (!before.equals("..") && !after.equals("..") && !at(i - 2).equals("count") && !before.equals(">=")) {
            put(Kind.COEFFICIENT, t, "" + (k + 1));
            put(Kind.COEFFICIENT, t, "" + 2 * k);
            put(Kind.COEFFICIENT, t, k % 2 == 0 ? "" + k / 2 : "(" + k + "/2)");
        }
    }

    private void name(int i, Token t, String before, String after) {
        String s = t.text;
        List<String> slots = model.slots().stream().map(Slot::name).toList();
        boolean target = after.equals("<-");
        if (s.equals("h") && !after.equals("^") || model.counts().stream().anyMatch(c -> c.name().equals(s))) {
            boolean ends = before.equals("..") || depthIsIndex(i) || before.equals("count") || at(i + 1).equals(">=");
            if (!ends) {
                put(Kind.COEFFICIENT, t, s.equals("h") ? "(2*h)" : "(" + s + "+1)");
                put(Kind.COEFFICIENT, t, s.equals("h") ? "(h/2)" : "(" + s + "*2)");
            }
        } else if (s.equals("start")) {
            if (before.equals("at")) {
                change(Kind.FROZEN, tokens.get(i - 1).start, t.end, "");
            } else if (before.equals("(") && (after.equals(")") || after.equals(";"))) {
                put(Kind.FROZEN, t, String.join(", ", slots));
            } else {
                slots.forEach(x -> put(Kind.FROZEN, t, x));
            }
        } else if (slots.contains(s)) {
            boolean argument = (before.equals("(") || before.equals(",")) && !depthIsIndex(i);
            if (argument && !target && !(system && inHead(i))) {
                put(Kind.FROZEN, t, "start");
            }
            slots.stream().filter(x -> !x.equals(s)).forEach(x -> put(Kind.PLAYER, t, x));
        } else if (model.symbols().stream().anyMatch(x -> x.name().equals(s))) {
            model.symbols().stream().map(Symbol::name).filter(x -> !x.equals(s)).forEach(x -> put(Kind.PLAYER, t, x));
            // a loss without arguments, at the start
            if (!after.equals("(") && !after.equals("[") && !system) {
                put(Kind.FROZEN, t, s + "(start)");
            }
        } else if (indices.contains(s) && !after.equals("in")) {
            indices.stream().filter(x -> !x.equals(s)).forEach(x -> put(Kind.INDEX, t, x));
        } else if (s.equals("is") && at(i + 2).equals("gradient")) {
            put(Kind.POLARITY, t, "is not");
        } else if (s.equals("not")) {
            put(Kind.POLARITY, t, "");
        } else if (s.equals("no") && after.equals("modified")) {
            put(Kind.POLARITY, t, "");
        } else if (s.equals("modified") && !before.equals("no")) {
            put(Kind.POLARITY, t, "no modified");
        } else if (before.equals("freezing")) {
            List.of("paper", "nothing", "least").forEach(x -> put(Kind.FROZEN, t, x));
        } else if (s.matches("f_[12]") && !system) {
            put(Kind.ORDER, t, s.equals("f_1") ? "f_2" : "f_1");
        } else if (s.equals("quadratic")) {
            change(Kind.DROPPED, tokens.get(i - 2).start, t.end, "");
        } else if (s.equals("simultaneously")) {
            put(Kind.FROZEN, t, "");
        } else if (s.equals("mean") || s.equals("sum")) {
            put(Kind.COEFFICIENT, t, s.equals("mean") ? "sum" : "mean");
        }
    }

    /// `a .. b`: each end moved by one.
    private void range(int i) {
        Token from = tokens.get(i - 1);
        Token to = tokens.get(i + 1);
        if (from.text.equals("0")) {
            put(Kind.RANGE, from, "1");
        } else {
            change(Kind.RANGE, from.end, from.end, "+1");
            change(Kind.RANGE, from.end, from.end, "-1");
        }
        change(Kind.RANGE, to.end, to.end, "+1");
        change(Kind.RANGE, to.end, to.end, "-1");
    }

    /// Whether a token stands in brackets.
    private boolean depthIsIndex(int i) {
        int depth = 0;
        for (int k = i - 1; k >= 0; k--) {
            String s = at(k);
            depth += s.equals("]") ? 1 : s.equals("[") ? -1 : 0;
            if (depth < 0) {
                return true;
            }
            if (s.equals("(") && depth == 0) {
                return false;
            }
        }
        return false;
    }

    /// Whether a token stands before the `=` of a declaration.
    private boolean inHead(int i) {
        return !(at(0).equals("update") || at(0).equals("find"))
                && tokens.subList(0, i).stream().noneMatch(t -> t.text.equals("="));
    }

    private String at(int i) {
        return i >= 0 && i < tokens.size() ? tokens.get(i).text : "";
    }

    private void put(Kind kind, Token t, String by) {
        change(kind, t.start, t.end, by);
    }

    private void change(Kind kind, int start, int end, String by) {
        int from = syntax.span().start();
        String changed = text.substring(from, start) + by + text.substring(end, syntax.span().end());
        if (!seen.add(changed)) {
            return;
        }
        line = (int) text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
        String old = text.substring(Math.max(start - 14, from), start) + "⟦" + text.substring(start, end) + "→" + by
                + "⟧"
                + text.substring(end, Math.min(end + 14, text.length()));
        found.add(new Mutant(kind, system, changed, line + ": " + old.replaceAll("\\s+", " ")));
    }

    /// Every record below a syntax node.
    static void everywhere(Object node, Consumer<Object> action) {
        switch (node) {
            case List<?> l -> l.forEach(x -> everywhere(x, action));
            case Optional<?> o -> o.ifPresent(x -> everywhere(x, action));
            case Record r -> {
                action.accept(r);
                for (RecordComponent c : r.getClass().getRecordComponents()) {
                    try {
                        everywhere(c.getAccessor().invoke(r), action);
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(e);
                    }
                }
            }
            case null, default -> {
            }
        }
    }
}
