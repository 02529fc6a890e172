package bea.derivation;

import bea.algebra.TooLarge;
import bea.elaborate.Budget;
import bea.language.Problem;
import bea.language.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What kept parts of a run from being finished. A failure must not take the verdicts on everything else with it.
final class Mishaps {
    private static final int LONGEST = 300;

    private final List<String> internalErrors = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private Optional<String> unfinished = Optional.empty();

    List<String> internalErrors() {
        return internalErrors;
    }

    List<Problem> problems() {
        return problems;
    }

    /// Why the rest of the file was left out, if it was.
    Optional<String> unfinished() {
        return unfinished;
    }

    /// Does the work; when it fails the failure is noted, and what comes after it can be done.
    ///
    /// @param where what the work is about, such as `claim c3 of "gradient descent"`
    /// @param span  its place
    void guard(String where, Span span, Runnable work) {
        try {
            work.run();
        } catch (Budget.Exhausted | TooLarge spent) {
            unfinished = Optional.of(spent.getMessage());
        } catch (OutOfMemoryError e) {
            unfinished = Optional.of("out of memory; the question is too large (a lower --order, fewer players)");
        } catch (StackOverflowError e) {
            problems.add(new Problem(Problem.Code.TOO_DEEP, span, "this is nested too deeply to be worked out",
                    Optional.empty()));
        } catch (RuntimeException | Error e) {
            internalErrors.add(text(e) + ", in " + where);
        }
    }

    /// Without a stack trace, but with the line where it happened.
    private static String text(Throwable e) {
        StackTraceElement[] at = e.getStackTrace();
        String message = e.getMessage() == null ? "" : ": " + e.getMessage();
        return e.getClass().getSimpleName()
                + (message.length() > LONGEST ? message.substring(0, LONGEST) + " …" : message)
                + (at.length == 0 ? "" : " (" + at[0].getFileName() + ":" + at[0].getLineNumber() + ")");
    }
}
