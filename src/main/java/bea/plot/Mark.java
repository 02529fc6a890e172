package bea.plot;

/// The shape at each point of a curve.
public enum Mark {
    NONE, DOT, CIRCLE, SQUARE, TRIANGLE, DIAMOND, TRIANGLE_DOWN, CROSS, PLUS, START
}
