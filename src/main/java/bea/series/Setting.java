package bea.series;

import bea.model.Affine;
import java.util.Map;
import java.util.Set;

/// What is known about counts and batches.
///
/// @param atLeast  the smallest value of each symbolic count
/// @param families the first and last label of each family of batches
public record Setting(Map<String, Integer> atLeast, Map<String, Range> families) {
    public record Range(Affine from, Affine to) {}

    public Set<String> counts() {
        return atLeast.keySet();
    }

    /// The facts `n - atLeast >= 0` for the counts that occur in `forms`.
    public java.util.List<Affine> facts(java.util.List<Affine> forms) {
        java.util.TreeSet<String> used = new java.util.TreeSet<>();
        forms.forEach(f -> used.addAll(f.coefficients().keySet()));
        used.retainAll(atLeast.keySet());
        return used.stream().map(n -> Affine.variable(n).plus(-atLeast.get(n))).toList();
    }
}
