package bea.bseries;

import java.util.Arrays;

/// The colours that vertices may have and how they may hang together.
///
/// @param allowed `allowed[p][c]`: a vertex of colour `c` may hang from one of colour `p`
/// @param most    how many children a vertex of each colour has at most (a linear field: one)
public record Colours(boolean[][] allowed, int[] most) {

    /// Every colour from every colour, any number of children.
    public static Colours all(int count) {
        boolean[][] allowed = new boolean[count][count];
        int[] most = new int[count];
        for (int c = 0; c < count; c++) {
            Arrays.fill(allowed[c], true);
            most[c] = Integer.MAX_VALUE;
        }
        return new Colours(allowed, most);
    }

    public int count() {
        return most.length;
    }

    /// Whether every tree of these colours is there.
    boolean areFree() {
        for (int c = 0; c < count(); c++) {
            for (boolean a : allowed[c]) {
                if (!a) {
                    return false;
                }
            }
            if (most[c] != Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }
}
