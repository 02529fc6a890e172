package bea.check;

/// Enumerates the tuples of non-negative integers with a given sum, in descending lexicographic order.
final class Grades {
    private final int[] current;
    private boolean started;

    Grades(int length, int sum) {
        current = new int[length];
        current[0] = sum;
    }

    /// The next tuple, or null.
    int[] next() {
        if (!started) {
            started = true;
            return current.clone();
        }
        int last = current.length - 1;
        int i = last - 1;
        while (i >= 0 && current[i] == 0) {
            i--;
        }
        if (i < 0) {
            return null;
        }
        int rest = current[last];
        current[last] = 0;
        current[i]--;
        current[i + 1] = rest + 1;
        return current.clone();
    }
}
