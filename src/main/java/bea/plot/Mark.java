package bea.plot;

/// The shape at each point of a curve.
public enum Mark {
    NONE, DOT, SMALL_DOT, CIRCLE, SQUARE, TRIANGLE, DIAMOND, TRIANGLE_DOWN, CROSS, PLUS, START
}
