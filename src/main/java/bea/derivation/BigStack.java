package bea.derivation;

import bea.algebra.Work;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Threads with room for recursion over deep expressions, whatever the stack of the calling thread.
public final class BigStack {
    private static final long BYTES = 512L << 20;

    private BigStack() {}

    /// The result of the work, done in a thread of its own; what it throws is thrown here.
    public static <T> T call(Supplier<T> work) {
        return start(work).get();
    }

    /// Begins the work in a thread of its own, under the watcher of this one. The result waits for its end; what it
    /// throws is thrown there.
    static <T> Supplier<T> start(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(null, Work.watchedAsHere(task), "bea", BYTES);
        thread.setDaemon(true);
        thread.start();
        return () -> result(task);
    }

    static <T> T result(FutureTask<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Error error -> throw error;
                case RuntimeException failure -> throw failure;
                case Throwable other -> throw new IllegalStateException(other);
            }
        }
    }
}
