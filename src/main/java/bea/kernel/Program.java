package bea.kernel;

import bea.model.Model;
import bea.model.Slot;
import java.util.List;
import java.util.Optional;

/// What one derivation evaluates: modified losses and fields, beside their formulas as the language writes them.
///
/// @param epsilon what the corrections are multiplied by
/// @param time    how long the flow runs for one update
/// @param order   the number of the last correction
/// @param where   what the formulas rest on: names for expressions, definitions and relations of losses, as they are written
/// @param model   what is declared: states, batches, counts, scalars
public record Program(String name, Optional<String> source, String epsilon, String time, int order, List<String> where,
        Model model,
        List<Player> players) {

    /// @param loss  the modified loss, when there is one
    /// @param field the modified field, in the choice that the file asks for
    public record Player(Slot slot, Optional<Loss> loss, Field field) {}

    /// @param plain what is minimised without the discretisation: the loss of the leading field
    /// @param terms what the discretisation adds to it
    public record Loss(Term plain, List<Term> terms) {}

    /// A summand of a modified loss.
    public record Term(String formula, Op value) {}

    /// @param formulas `f_0`, `f_1`, … in order
    public record Field(List<String> formulas, Op value) {}

    /// All that is evaluated.
    public List<Op> values() {
        return players.stream().flatMap(p -> java.util.stream.Stream.concat(
                p.loss.stream().flatMap(l -> java.util.stream.Stream.concat(java.util.stream.Stream.of(l.plain),
                        l.terms.stream())).map(Term::value),
                java.util.stream.Stream.of(p.field.value))).toList();
    }
}
