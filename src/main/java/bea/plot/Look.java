package bea.plot;

import java.util.List;

/// How a curve is drawn. Those of [#series] differ in colour, in dashes and in marks, so that a copy in black and white can
/// be read; their colours can be told apart by people who do not see all of them (Okabe & Ito 2008).
///
/// @param rgb   of the line and the marks
/// @param width of the line, in points
public record Look(int rgb, float width, Dash dash, Mark mark) {
    public static final int BLACK = 0x000000;
    private static final int BLUE = 0x0072B2;
    private static final int VERMILLION = 0xD55E00;
    private static final int GREEN = 0x009E73;
    private static final int PURPLE = 0xCC79A7;
    private static final int ORANGE = 0xE69F00;
    private static final int SKY = 0x56B4E9;
    private static final int GREY = 0x606060;

    private static final List<Look> SERIES = List.of(new Look(VERMILLION, 1.4f, Dash.DASHED, Mark.SQUARE),
            new Look(BLUE, 1.4f, Dash.SOLID, Mark.CIRCLE), new Look(GREEN, 1.4f, Dash.DASH_DOT, Mark.TRIANGLE),
            new Look(PURPLE, 1.4f, Dash.SHORT, Mark.DIAMOND), new Look(ORANGE, 1.4f, Dash.LONG, Mark.TRIANGLE_DOWN),
            new Look(SKY, 1.4f, Dash.DASH_DOT_DOT, Mark.CROSS), new Look(BLACK, 1.2f, Dash.DOTTED, Mark.PLUS),
            new Look(GREY, 1.2f, Dash.SOLID, Mark.NONE));

    static final Look ITERATES = new Look(BLACK, 0, Dash.NONE, Mark.DOT);
    static final Look MANY_ITERATES = new Look(BLACK, 0, Dash.NONE, Mark.SMALL_DOT);
    static final Look RESTART = new Look(GREEN, 1, Dash.NONE, Mark.DIAMOND);
    static final Look START = new Look(BLACK, 1, Dash.NONE, Mark.START);
    static final Look REFERENCE = new Look(0x8C8C8C, 0.9f, Dash.DASHED, Mark.NONE);
    static final Look ONWARD = new Look(0x8C8C8C, 0.9f, Dash.SHORT, Mark.NONE);
    static final Look ZERO = new Look(0x8C8C8C, 0.9f, Dash.SOLID, Mark.NONE);
    static final Look CONTOUR = new Look(0xC4C4C4, 0.7f, Dash.SOLID, Mark.NONE);
    static final Look OTHER_CONTOUR = new Look(0x9A9A9A, 0.7f, Dash.SHORT, Mark.NONE);
    static final Look FIELD = new Look(0xC0C0C0, 0.7f, Dash.SOLID, Mark.NONE);

    /// The looks of series that stand in one panel, in their order.
    static Look series(int i) {
        return SERIES.get(i % SERIES.size());
    }

    Look unmarked() {
        return new Look(rgb, width, dash, Mark.NONE);
    }

    Look wide(float w) {
        return new Look(rgb, w, dash, mark);
    }
}
