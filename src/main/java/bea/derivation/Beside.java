package bea.derivation;

import bea.algebra.Work;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// A second core that does what it is given, one thing after the other. It has a thread while there is something to do.
final class Beside {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    /// The result waits for the work to be done; what that throws is thrown there.
    <T> Supplier<T> give(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Runnable watched = Work.watchedAsHere(task);
        boolean idle;
        synchronized (waiting) {
            waiting.add(watched);
            idle = !busy;
            busy = true;
        }
        if (idle) {
            BigStack.start(this::run);
        }
        return () -> BigStack.result(task);
    }

    private Boolean run() {
        while (true) {
            Runnable next;
            synchronized (waiting) {
                next = waiting.poll();
                if (next == null) {
                    busy = false;
                    return true;
                }
            }
            next.run();
        }
    }
}
