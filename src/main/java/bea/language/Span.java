package bea.language;

/// A half-open range of character offsets in a source text.
public record Span(int start, int end) {
    public static final Span NONE = new Span(0, 0);

    public Span to(Span other) {
        return new Span(Math.min(start, other.start), Math.max(end, other.end));
    }
}
