package bea.algebra;

/// An expression that has more terms than anybody could read, and takes longer than anybody would wait.
public final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
        super(message, null, false, false);
    }
}
