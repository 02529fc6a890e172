package bea.check;

/// Whoever waits for an answer: may stop the work, and is told how far it is.
@FunctionalInterface
public interface Watch {
    /// Whether the time is up; the clock is the caller's.
    boolean expired();

    /// @param what what is tried now, such as `instance 1 of 2`
    default void at(String what) {}
}
