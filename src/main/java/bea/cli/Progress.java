package bea.cli;

import bea.elaborate.Budget;
import java.io.PrintWriter;

/// The line on a terminal that says what long work is at. It is there only between [#begin] and [#end], while nothing else
/// is printed. The thread that waits for the work shows it, so that short work pays nothing for it.
final class Progress {
    /// Shorter than terminals are wide.
    private static final int WIDTH = 78;
    private static final long FIRST_MILLIS = 500;
    private static final long EVERY_MILLIS = 250;
    private static final String ERASE = "\r" + " ".repeat(WIDTH) + "\r";

    private static String name = "";
    private static Budget work;
    private static long since;
    private static boolean shown;

    private Progress() {}

    /// @param what   what the work is about, such as a path, of which the last part is shown
    /// @param budget says what it is at
    static synchronized void begin(String what, Budget budget) {
        String last = what.substring(what.lastIndexOf('/') + 1);
        since = last.equals(name) ? since : System.nanoTime();
        name = last;
        work = budget;
    }

    /// From here on the terminal is free.
    static synchronized void end() {
        work = null;
        if (shown) {
            Main.ERR.print(ERASE);
            Main.ERR.flush();
            shown = false;
        }
    }

    /// Returns when the thread has ended. An interrupted run, too, leaves no line behind.
    static void until(Thread ended) throws InterruptedException {
        ended.join(FIRST_MILLIS);
        if (ended.isAlive()) {
            Runtime.getRuntime().addShutdownHook(new Thread(Progress::end));
        }
        while (ended.isAlive()) {
            show();
            ended.join(EVERY_MILLIS);
        }
    }

    private static synchronized void show() {
        if (work != null) {
            String time = "  " + (System.nanoTime() - since) / 1_000_000_000 + " s";
            String line = "bea: " + name + ": " + work.stage();
            int room = WIDTH - time.length();
            Main.ERR.print("\r" + (line.length() > room ? line.substring(0, room - 1) + "…" : line) + time
                    + " ".repeat(Math.max(0, room - line.length())));
            Main.ERR.flush();
            shown = true;
        }
    }
}
