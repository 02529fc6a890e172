package bea.algebra;

/// An indeterminate of a coefficient: a declared symbol, an index, the value of a loss at a point.
///
/// Two generators are the same exactly when their keys are equal; the order of keys is the order of variables.
public interface Generator extends Comparable<Generator> {
    String key();

    @Override
    default int compareTo(Generator o) {
        return key().compareTo(o.key());
    }

    /// A named symbol such as `n` or `beta`.
    record Named(String key) implements Generator {
        @Override
        public String toString() {
            return key;
        }
    }
}
