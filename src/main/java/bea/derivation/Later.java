package bea.derivation;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Supplier;

/// A list that is made when it is first read: of long ones most reports show nothing.
final class Later<T> extends AbstractList<T> {
    private final Supplier<List<T>> maker;
    private List<T> made;

    Later(Supplier<List<T>> maker) {
        this.maker = maker;
    }

    private synchronized List<T> made() {
        made = made == null ? maker.get() : made;
        return made;
    }

    @Override
    public T get(int i) {
        return made().get(i);
    }

    @Override
    public int size() {
        return made().size();
    }
}
