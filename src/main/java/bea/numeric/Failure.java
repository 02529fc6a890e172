package bea.numeric;

/// An experiment that cannot be run as it is written, or that left the numbers that a computer has; the message is for
/// the person who wrote it.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }
}
