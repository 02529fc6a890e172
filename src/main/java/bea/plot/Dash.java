package bea.plot;

/// How a line is broken; lengths in points.
public enum Dash {
    NONE, SOLID, DASHED(6, 3), DOTTED(1.2f, 2.6f), DASH_DOT(7, 2.5f, 1.2f, 2.5f), LONG(11, 3),
    DASH_DOT_DOT(8, 2.2f, 1.2f, 2.2f,
            1.2f, 2.2f),
    SHORT(3, 2);

    private final float[] lengths;

    Dash(float... lengths) {
        this.lengths = lengths;
    }

    /// Lengths of dash and gap in turn; empty for a line without gaps.
    float[] lengths() {
        return lengths.clone();
    }
}
