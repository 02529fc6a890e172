package bea.tensor;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The second lane of a plan, on a thread of its own.
///
/// Threads come from a pool that grows as needed: a lane that waits for another must not take the thread that the
/// other waits for. To wake a thread takes about as long as a small plan, so a thread that has finished stays awake for
/// a moment, in case the plan runs again.
final class Second implements Runnable {
    private static final ExecutorService THREADS = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("bea-tensor-", 0).factory());

    /// For how many looks a thread stays awake; about a millisecond.
    private static final int PATIENCE = 4000;

    private final Program program;
    private final double[][] arrays;
    private final Work work;
    private final Baton baton = new Baton();
    private Throwable failure;

    Second(Program program, double[][] arrays, Work work) {
        this.program = program;
        this.arrays = arrays;
        this.work = work;
    }

    void start() {
        work.restart();
        failure = null;
        if (!baton.offer()) THREADS.execute(this);
    }

    @Override
    public void run() {
        do {
            try {
                program.run(1, arrays, work);
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                baton.finish();
                Work.done(work, 1, Integer.MAX_VALUE);
            }
        } while (baton.taken(PATIENCE));
    }

    void join() {
        Work.await(work, 1, Integer.MAX_VALUE);
        if (failure != null) throw new IllegalStateException("the second lane failed", failure);
    }
}
