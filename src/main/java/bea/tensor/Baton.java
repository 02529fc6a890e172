package bea.tensor;

import java.util.concurrent.atomic.AtomicInteger;

/// Hands runs to a thread that may have gone to sleep: each run is taken up by exactly one of the thread that is still
/// awake and a new one.
final class Baton {
    private static final int ASLEEP = 0;
    private static final int WAITING = 1;
    private static final int OFFERED = 2;

    private final AtomicInteger state = new AtomicInteger(ASLEEP);

    /// Offers a run to the thread that is awake; false if there is none.
    boolean offer() {
        return state.compareAndSet(WAITING, OFFERED);
    }

    /// The thread has finished a run and will look for the next.
    void finish() {
        state.set(WAITING);
    }

    /// Waits for an offer; false once the thread may go to sleep.
    boolean taken(int looks) {
        for (int i = 0; i < looks; i++) {
            if (state.get() == OFFERED) return true;
            Work.pause(i);
        }
        return !state.compareAndSet(WAITING, ASLEEP);
    }
}
