package bea.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What the lanes of a running plan share: how far each has come, and room for products.
final class Work {
    private static final VarHandle PROGRESS = MethodHandles.arrayElementVarHandle(long[].class);

    /// The numbers between the two counters keep them in different cache lines.
    private static final int APART = 16;

    final Product[] products;
    private final long[] progress = new long[3 * APART];

    Work(Product... products) {
        this.products = products;
    }

    void restart() {
        set(0, -1);
        set(1, -1);
    }

    /// Says that a lane is past a step.
    static void done(Work work, int lane, int step) {
        work.set(lane, step);
    }

    /// Waits until a lane is past a step.
    static void await(Work work, int lane, int step) {
        for (int i = 0; (long) PROGRESS.getAcquire(work.progress, at(lane)) < step; i++) pause(i);
    }

    /// Between two looks at what another thread does. Soon it lets others run: the system may have put both threads on
    /// one processor, and moves them apart only while both want to run.
    static void pause(int looks) {
        if (looks < 300) Thread.onSpinWait();
        else Thread.yield();
    }

    private void set(int lane, int step) {
        PROGRESS.setRelease(progress, at(lane), (long) step);
    }

    private static int at(int lane) {
        return (lane + 1) * APART;
    }
}
