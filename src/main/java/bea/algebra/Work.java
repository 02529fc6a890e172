package bea.algebra;

/// Lets a caller look in on long sums: one step is reported for every term that is collected.
///
/// The algebra knows no clock; whoever runs it may stop it by throwing from the watcher.
public final class Work {
    private static final ThreadLocal<Runnable> WATCHER = new ThreadLocal<>();
    private static final int EVERY = 256;
    private static final ThreadLocal<int[]> COUNT = ThreadLocal.withInitial(() -> new int[1]);

    private Work() {}

    /// Runs `task` on this thread, calling `watcher` now and then.
    public static void watched(Runnable watcher, Runnable task) {
        Runnable before = WATCHER.get();
        WATCHER.set(watcher);
        try {
            task.run();
        } finally {
            WATCHER.set(before);
        }
    }

    /// The task for another thread, under the watcher of this one.
    public static Runnable watchedAsHere(Runnable task) {
        Runnable watcher = WATCHER.get();
        return () -> watched(watcher, task);
    }

    public static void step() {
        int[] count = COUNT.get();
        if (++count[0] >= EVERY) {
            count[0] = 0;
            Runnable watcher = WATCHER.get();
            if (watcher != null) {
                watcher.run();
            }
        }
    }
}
