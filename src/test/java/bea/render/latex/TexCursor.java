package bea.render.latex;

import java.util.List;
import java.util.function.Supplier;

/// A place in the tokens of a formula.
class TexCursor {
    final List<String> tokens;
    int at;

    TexCursor(String tex) {
        this.tokens = TexTokens.of(tex);
    }

    boolean peek(String token) {
        return at < tokens.size() && tokens.get(at).equals(token);
    }

    boolean peek(List<String> sequence) {
        return at + sequence.size() <= tokens.size() && tokens.subList(at, at + sequence.size()).equals(sequence);
    }

    boolean accept(String token) {
        boolean there = peek(token);
        at += there ? 1 : 0;
        return there;
    }

    boolean accept(List<String> sequence) {
        boolean there = peek(sequence);
        at += there ? sequence.size() : 0;
        return there;
    }

    String next() {
        require(at < tokens.size(), "more");
        return tokens.get(at++);
    }

    void expect(String token) {
        require(accept(token), "'" + token + "'");
    }

    void require(boolean condition, String wanted) {
        if (!condition) {
            throw new IllegalArgumentException("expected " + wanted + " after "
                    + String.join(" ", tokens.subList(Math.max(0, at - 12), at)) + " before "
                    + String.join(" ", tokens.subList(at, Math.min(tokens.size(), at + 12))));
        }
    }

    <T> T braced(Supplier<T> inside) {
        expect("{");
        T value = inside.get();
        expect("}");
        return value;
    }

    boolean atEnd() {
        return at == tokens.size();
    }
}
