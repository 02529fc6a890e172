package bea.elaborate;

import java.util.function.BooleanSupplier;

/// A limit on work, so that no file can hang the tool; and what the work is at, for whoever waits for it.
public final class Budget {
    /// Thrown when the budget is spent; carries what was exceeded.
    public static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Exhausted(String message) {
            super(message, null, false, false);
        }
    }

    private final BooleanSupplier expired;
    private final boolean limited;
    private volatile String stage = "";

    private Budget(BooleanSupplier expired, boolean limited) {
        this.expired = expired;
        this.limited = limited;
    }

    /// @param expired tells whether the time is up; the clock is the caller's
    public Budget(BooleanSupplier expired) {
        this(expired, true);
    }

    public static Budget unlimited() {
        return new Budget(() -> false, false);
    }

    /// Whether there is a limit of time. Where there is none, work that would never end must not begin.
    public boolean isLimited() {
        return limited;
    }

    public boolean isSpent() {
        return expired.getAsBoolean();
    }

    /// Says what is being worked out from now on, such as `f_3`.
    public void at(String what) {
        stage = what;
    }

    /// What is being worked out; another thread may ask.
    public String stage() {
        return stage;
    }

    /// @throws Exhausted when the time is up
    public void tick() {
        if (expired.getAsBoolean()) {
            throw new Exhausted("the time limit was reached");
        }
    }
}
