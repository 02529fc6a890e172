package bea.model;

import java.util.List;

/// One state variable of the method: the parameters `theta`, a player, a memory.
///
/// @param coordinates the names of its components when the file names them (`state theta = (a, b)`, or a state
///                    that a concrete loss uses as a number), otherwise empty: then the dimension is arbitrary
/// @param memory      whether it is a buffer that is eliminated (theory: slow manifold)
public record Slot(String name, int index, List<String> coordinates, boolean memory) {
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
