package bea.tree;

import bea.algebra.Generator;
import bea.model.Affine;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One derivative tensor: a symbol on a batch with some slots frozen at the start, or one of the constants below.
///
/// @param kind   what stands here
/// @param symbol for [Kind#SYMBOL]
/// @param label  the batch, an affine form in index variables and counts
/// @param frozen bit `i`: slot `i` is frozen at the start of the update; only slots that the symbol reads are set
/// @param slot   the slot of a position, a hole or an axis
/// @param number which hole, or which component of an axis
public record Vertex(Kind kind, Symbol symbol, Optional<Affine> label, int frozen, Slot slot, int number) {
    /// In `frozen`: a constant for the derivatives that are under way (stop-gradient), wherever it is.
    private static final int STOPPED = 1 << 30;

    public enum Kind {
        /// A loss or a field.
        SYMBOL,
        /// The position of a slot itself; its derivative is the identity.
        POSITION,
        /// A place where a vector is still to be put: a constant.
        HOLE,
        /// A constant unit vector of a slot with named coordinates.
        AXIS
    }

    public static Vertex symbol(Symbol symbol, Optional<Affine> label) {
        return new Vertex(Kind.SYMBOL, symbol, label, 0, null, 0);
    }

    public static Vertex position(Slot slot, boolean start) {
        return new Vertex(Kind.POSITION, null, Optional.empty(), start ? 1 << slot.index() : 0, slot, 0);
    }

    public static Vertex hole(Slot slot, int number) {
        return new Vertex(Kind.HOLE, null, Optional.empty(), 0, slot, number);
    }

    public static Vertex axis(Slot slot, int component) {
        return new Vertex(Kind.AXIS, null, Optional.empty(), 0, slot, component);
    }

    /// Whether this tensor changes when the live position of `s` moves.
    public boolean isLive(Slot s) {
        return switch (kind) {
            case SYMBOL -> symbol.slots().contains(s) && (frozen & (STOPPED | 1 << s.index())) == 0;
            case POSITION -> slot.equals(s) && frozen == 0;
            case HOLE, AXIS -> false;
        };
    }

    /// Whether this is taken, in the slot of a position, at that position.
    boolean isAt(Vertex position) {
        int here = STOPPED | 1 << position.slot.index();
        return (frozen & here) == (position.frozen & here);
    }

    /// Frozen additionally in every slot of the bit set.
    public Vertex freeze(int slots) {
        int mask = 0;
        switch (kind) {
            case SYMBOL -> {
                for (Slot s : symbol.slots()) {
                    mask |= slots & 1 << s.index();
                }
            }
            case POSITION -> mask = slots & 1 << slot.index();
            case HOLE, AXIS -> {
                return this;
            }
        }
        return withFrozen(frozen | mask);
    }

    public Vertex stopped() {
        return kind == Kind.HOLE || kind == Kind.AXIS ? this : withFrozen(frozen | STOPPED);
    }

    /// What [#stopped] did undone.
    public Vertex resumed() {
        return withFrozen(frozen & ~STOPPED);
    }

    public Vertex withFrozen(int slots) {
        return slots == frozen ? this : new Vertex(kind, symbol, label, slots, slot, number);
    }

    public Vertex relabel(UnaryOperator<Affine> change) {
        return label.isEmpty() ? this
                : new Vertex(kind, symbol, Optional.of(change.apply(label.get())), frozen, slot, number);
    }

    public boolean isHole(int id) {
        return kind == Kind.HOLE && number == id;
    }

    public String key() {
        return switch (kind) {
            case SYMBOL -> symbol.name() + label.map(l -> "[" + l + "]").orElse("") + (frozen == 0 ? "" : "!" + frozen);
            case POSITION -> "@" + slot.name() + (frozen == 0 ? "" : frozen >= STOPPED ? "!" + frozen : "!");
            case HOLE -> "?" + slot.name() + number;
            case AXIS -> "^" + slot.name() + number;
        };
    }

    /// The undifferentiated value of a loss, as an indeterminate of coefficients.
    public record Value(Vertex vertex, String key) implements Generator {
        public Value(Vertex vertex) {
            this(vertex, "{" + vertex.key() + "}");
        }
    }
}
