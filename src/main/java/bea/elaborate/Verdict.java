package bea.elaborate;

import bea.algebra.Rational;
import bea.series.Sum;
import java.util.Map;
import java.util.Optional;

/// What the engine says of a claim.
///
/// @param reason     one sentence for a person; for [Status#UNDECIDED] what is missing
/// @param difference where a refuted equality fails first
/// @param at         values of scalars for which alone a statement fails that is true in general
public record Verdict(Status status, String reason, Optional<Difference> difference, Map<String, Rational> at) {
    public Verdict(Status status, String reason, Optional<Difference> difference) {
        this(status, reason, difference, Map.of());
    }

    public enum Status {
        HOLDS, REFUTED, UNDECIDED
    }

    /// @param power   the first power of `h` that differs
    /// @param claimed the claim leaves `O(h^claimed)` open
    public record Difference(String slot, int power, int claimed, Sum sum) {}

    static Verdict holds(String reason) {
        return new Verdict(Status.HOLDS, reason, Optional.empty());
    }

    static Verdict refuted(String reason) {
        return new Verdict(Status.REFUTED, reason, Optional.empty());
    }

    static Verdict undecided(String reason) {
        return new Verdict(Status.UNDECIDED, reason, Optional.empty());
    }

    public boolean isHolds() {
        return status == Status.HOLDS;
    }
}
