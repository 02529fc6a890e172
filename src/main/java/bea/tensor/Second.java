package bea.tensor;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The second lane of a plan, on a thread of its own.
///
/// Threads come from a pool that grows as needed: a lane that waits for another must not take the thread that the
/// other waits for.
final class Second implements Runnable {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("bea-tensor-", 0).factory());

    private final Program program;
    private final double[][] arrays;
    private final Work work;
    private Throwable failure;

    Second(Program program, double[][] arrays, Work work) {
        this.program = program;
        this.arrays = arrays;
        this.work = work;
    }

    void start() {
        work.restart();
        failure = null;
        THREADS.execute(this);
    }

    @Override
    public void run() {
        try {
            program.run(1, arrays, work);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            Work.done(work, 1, Integer.MAX_VALUE);
        }
    }

    void join() {
        Work.await(work, 1, Integer.MAX_VALUE);
        if (failure != null) throw new IllegalStateException("the second lane failed", failure);
    }
}
