package bea.model;

import java.util.List;
import java.util.Optional;

/// One state variable of the method: the parameters `theta`, a player, a memory.
///
/// @param coordinates the names of its components when the file names them (`state theta = (a, b)`, or a state
///                    that a concrete loss uses as a number), otherwise empty: then the dimension is arbitrary
/// @param of          for a buffer that is eliminated (theory, section 6) the state in whose space it is
public record Slot(String name, int index, List<String> coordinates, Optional<Slot> of) {
    /// A state.
    public Slot(String name, int index, List<String> coordinates) {
        this(name, index, coordinates, Optional.empty());
    }

    public boolean memory() {
        return of.isPresent();
    }

    /// The state in whose space its values are.
    public Slot space() {
        return of.orElse(this);
    }

    /// Two slots of one model are the same when their names are. (Written out: linking a record's own equality at run time
    /// costs milliseconds of every start.)
    @Override
    public boolean equals(Object other) {
        return other instanceof Slot s && s.name.equals(name) && s.index == index;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
