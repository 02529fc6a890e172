package bea.emit;

/// A piece of an expression, and how tightly it holds together.
record Text(String code, int level) {
    static final int SUM = 1;
    static final int PRODUCT = 2;
    static final int ATOM = 3;

    static Text atom(String code) {
        return new Text(code, ATOM);
    }

    /// As it stands where something of this level is due.
    String at(int due) {
        return level < due ? "(" + code + ")" : code;
    }
}
