package bea.language;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/// A text as the lexer reads it. Its positions are those of [String#charAt], which spans are made of; ANTLR's own
/// streams count code points.
final class Utf16 implements CharStream {
    private final String text;
    private int position;

    Utf16(String text) {
        this.text = text;
    }

    @Override
    public String getText(Interval i) {
        return i.a >= text.length() ? "" : text.substring(i.a, Math.min(i.b + 1, text.length()));
    }

    @Override
    public void consume() {
        position++;
    }

    @Override
    public int LA(int offset) {
        int i = position + offset - (offset > 0 ? 1 : 0);
        return i < 0 || i >= text.length() || offset == 0 ? IntStream.EOF : text.charAt(i);
    }

    @Override
    public int mark() {
        return -1;
    }

    @Override
    public void release(int marker) {
        // the whole text stays in memory
    }

    @Override
    public int index() {
        return position;
    }

    @Override
    public void seek(int index) {
        position = index;
    }

    @Override
    public int size() {
        return text.length();
    }

    @Override
    public String getSourceName() {
        return "text";
    }
}
