package bea.series;

import bea.model.Affine;
import bea.tree.Rules;
import java.util.Map;
import java.util.Set;

/// What is known about counts, batches and losses.
///
/// @param atLeast  the smallest value of each symbolic count
/// @param families the first and last label of each family of batches
/// @param rules    what is known about losses
public record Setting(Map<String, Integer> atLeast, Map<String, Range> families, Rules rules) {
    public Setting(Map<String, Integer> atLeast, Map<String, Range> families) {
        this(atLeast, families, Rules.NONE);
    }

    public record Range(Affine from, Affine to) {}

    /// The same without any knowledge about losses.
    public Setting withoutRules() {
        return new Setting(atLeast, families);
    }

    public Set<String> counts() {
        return atLeast.keySet();
    }

    /// Whether a domain of counts alone has all that are declared.
    public boolean covers(Domain d) {
        return Domain.ALL.and(facts()).missing(d).isEmpty();
    }

    /// The facts `n - atLeast >= 0` for all counts.
    public java.util.List<Affine> facts() {
        return facts(counts().stream().map(Affine::variable).toList());
    }

    /// The facts `n - atLeast >= 0` for the counts that occur in `forms`.
    public java.util.List<Affine> facts(java.util.List<Affine> forms) {
        java.util.TreeSet<String> used = new java.util.TreeSet<>();
        forms.forEach(f -> used.addAll(f.coefficients().keySet()));
        used.retainAll(atLeast.keySet());
        return used.stream().map(n -> Affine.variable(n).plus(-atLeast.get(n))).toList();
    }
}
