package bea.render;

/// Colour on a terminal, or none.
public record Style(boolean colour) {
    public static final Style PLAIN = new Style(false);

    public String bold(String s) {
        return wrap("1", s);
    }

    public String heading(String s) {
        return wrap("36", s);
    }

    public String good(String s) {
        return wrap("32", s);
    }

    public String bad(String s) {
        return wrap("31", s);
    }

    public String warning(String s) {
        return wrap("33", s);
    }

    private String wrap(String code, String s) {
        return colour ? "\u001b[" + code + "m" + s + "\u001b[0m" : s;
    }
}
