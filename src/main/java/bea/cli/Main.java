package bea.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// The command line: `bea COMMAND …`. Exit codes are listed in [Exit].
public final class Main {
    /// Deep expressions are refused by the reader, but recursion over deep results still needs room.
    private static final long STACK = 512L << 20;

    static final String A_BUG = "This is a bug in bea, not in your file; please report it with the file and the command.";

    /// The process's own.
    static final PrintWriter ERR = new PrintWriter(new java.io.FileOutputStream(java.io.FileDescriptor.err), false,
            StandardCharsets.UTF_8);

    private Main() {}

    public static void main(String[] args) {
        AtomicInteger code = new AtomicInteger(Exit.INTERNAL);
        PrintWriter out = new PrintWriter(new java.io.FileOutputStream(java.io.FileDescriptor.out), false,
                StandardCharsets.UTF_8);
        Thread work = new Thread(null, () -> code.set(run(args, out, ERR)), "bea", STACK);
        work.start();
        // meanwhile on the second core: the tables of the parser, for which the first file would wait
        bea.language.BeaFile.prepare();
        try {
            if (Boolean.getBoolean("bea.progress")) {
                Progress.until(work);
            } else {
                work.join();
            }
        } catch (InterruptedException e) {
            code.set(Exit.INTERNAL);
        }
        out.flush();
        ERR.flush();
        // nothing is left to do at exit, and looking for exit hooks costs as much as a small derivation
        Runtime.getRuntime().halt(code.get());
    }

    /// Runs one command line in this JVM; never throws and never exits, so that tests can call it.
    ///
    /// @return the exit code
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        try {
            return Commands.isPlainVerify(args) ? Commands.plainVerify(args, out, err)
                    : Commands.execute(args, out, err);
        } catch (RuntimeException | Error e) {
            return failed(e, err);
        }
    }

    /// Says what went wrong, without a stack trace, and gives the exit code for it.
    static int failed(Throwable e, PrintWriter err) {
        if (e instanceof OutOfMemoryError) {
            err.println("bea: out of memory; the question is too large (a lower --order, fewer players)");
            return Exit.BUDGET;
        }
        if (e instanceof StackOverflowError) {
            err.println("bea: the input is nested too deeply");
            return Exit.USAGE;
        }
        StackTraceElement[] at = e.getStackTrace();
        err.println("bea: internal error: " + e.getClass().getSimpleName()
                + (e.getMessage() == null ? "" : ": " + e.getMessage()) + (at.length == 0 ? "" : " (" + at[0] + ")"));
        err.println(A_BUG);
        return Exit.INTERNAL;
    }
}
