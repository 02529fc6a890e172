package bea.model;

import java.util.List;
import java.util.Optional;

/// One state variable of the method: the parameters `theta`, a player, a memory.
///
/// @param coordinates the names of its components when the file names them (`state theta = (a, b)`, or a state
///                    that a concrete loss uses as a number), otherwise empty: then the dimension is arbitrary
/// @param of          an earlier state in whose space it is, for those that share one
/// @param memory      whether it is a buffer that is eliminated (theory, section 6)
public record Slot(String name, int index, List<String> coordinates, Optional<Slot> of, boolean memory) {
    /// A state in a space of its own.
    public Slot(String name, int index, List<String> coordinates) {
        this(name, index, coordinates, Optional.empty(), false);
    }

    /// A buffer beside the state `of`.
    public static Slot memory(String name, int index, Slot of) {
        return new Slot(name, index, List.of(), Optional.of(of), true);
    }

    /// Whether it is one-dimensional, its name that of its only component.
    public boolean isNumber() {
        return coordinates.size() == 1 && coordinates.getFirst().equals(name);
    }

    /// The first state of the space in which its values are.
    public Slot space() {
        return of.map(Slot::space).orElse(this);
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
