package bea.cli;

/// Exit codes. Where several apply the first of 70, 3, 2, 4, 1 wins.
final class Exit {
    /// All as expected.
    static final int OK = 0;
    /// An unexpected verdict or an undecided claim.
    static final int UNEXPECTED = 1;
    /// A file that cannot be read or understood, or wrong usage.
    static final int USAGE = 2;
    /// The two engines disagree.
    static final int DISAGREE = 3;
    /// A budget or the time limit ran out.
    static final int BUDGET = 4;
    /// A bug.
    static final int INTERNAL = 70;

    private Exit() {}

    /// The code that tells most.
    static int worst(int a, int b) {
        for (int c : new int[]{INTERNAL, DISAGREE, USAGE, BUDGET, UNEXPECTED}) {
            if (a == c || b == c) {
                return c;
            }
        }
        return OK;
    }
}
