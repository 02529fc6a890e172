package bea.check;

import java.util.List;
import java.util.Optional;

/// What the instances say of a statement.
///
/// @param holds          whether it was true of every instance
/// @param run            whether it could be evaluated at all; `holds` means nothing otherwise
/// @param enough         whether the instances are so many that, being true of all of them, it is never false
/// @param reason         where it failed, or why it was not run; empty when it holds
/// @param instances      the instances, in words: `n = 2..5, dimension 3, degree 4, seed 1`
/// @param counterexample a failing instance that a person can read, when one was looked for and found
public record Outcome(boolean holds, boolean run, boolean enough, String reason, List<String> instances,
        Optional<Counterexample> counterexample) {

    static Outcome notRun(String reason) {
        return new Outcome(false, false, false, reason, List.of(), Optional.empty());
    }
}
