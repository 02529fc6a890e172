package bea.kernel;

/// Something that no program is made of; the message completes "a program for …".
public final class NotLowered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotLowered(String what) {
        super(what);
    }
}
