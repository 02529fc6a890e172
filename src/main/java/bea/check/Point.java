package bea.check;

import bea.algebra.Rational;
import bea.model.Slot;
import java.util.HashMap;
import java.util.Map;

/// A position of every slot, with what has been computed there.
final class Point {
    /// A value of a symbol: which, on which batch, under which relabelling of the batches.
    record Key(String symbol, long label, int relabelling) {
        // written out: the generated ones of a record cost milliseconds when a program starts
        @Override
        public boolean equals(Object other) {
            return other instanceof Key k && k.label == label && k.relabelling == relabelling
                    && k.symbol.equals(symbol);
        }

        @Override
        public int hashCode() {
            return (symbol.hashCode() * 31 + (int) label) * 31 + relabelling;
        }
    }

    /// @param limit the power of `h` that the value is known through
    record Known(Jet[] value, int limit) {}

    private final Jet[][] slots;
    final Map<Key, Known> known = new HashMap<>();
    private final Map<Integer, Point> incremented = new HashMap<>();
    private final Map<Integer, Point> frozen = new HashMap<>();

    Point(Jet[][] slots) {
        this.slots = slots;
    }

    static Point of(Rational[][] numbers) {
        Jet[][] slots = new Jet[numbers.length][];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Jet[numbers[i].length];
            for (int j = 0; j < slots[i].length; j++) {
                slots[i][j] = Jet.of(numbers[i][j]);
            }
        }
        return new Point(slots);
    }

    Jet[] get(Slot slot) {
        return slots[slot.index()];
    }

    /// Whether the slot is a state, or a memory that has a value of its own here.
    boolean holds(Slot slot) {
        return slot.index() < slots.length;
    }

    Jet[][] all() {
        return slots;
    }

    /// The states, and memories with these values.
    Point with(Jet[][] memories) {
        Jet[][] all = java.util.Arrays.copyOf(slots, slots.length + memories.length);
        System.arraycopy(memories, 0, all, slots.length, memories.length);
        return new Point(all);
    }

    Point with(Slot slot, Jet[] position) {
        Jet[][] copy = slots.clone();
        copy[slot.index()] = position;
        return new Point(copy);
    }

    Point plus(Point o) {
        Jet[][] sum = new Jet[slots.length][];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Vectors.plus(slots[i], o.slots[i]);
        }
        return new Point(sum);
    }

    /// Without the increments of `level` and those inside it.
    Point below(int level) {
        Jet[][] rest = new Jet[slots.length][];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = slots[i].clone();
            for (int j = 0; j < rest[i].length; j++) {
                rest[i][j] = rest[i][j].below(level);
            }
        }
        return new Point(rest);
    }

    Point scaled(Rational factor) {
        Jet[][] scaled = new Jet[slots.length][];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Vectors.scale(Jet.of(factor), slots[i], Jet.MAX);
        }
        return new Point(scaled);
    }

    /// Every component of `slot` with an increment of its own, all of one level.
    Point incremented(Slot slot, int level) {
        int key = level << 16 | slot.index();
        Point p = incremented.get(key);
        if (p == null) {
            Jet[] here = get(slot);
            Jet[] moved = new Jet[here.length];
            for (int i = 0; i < moved.length; i++) {
                moved[i] = here[i].plus(Jet.increment(level, i + 1));
            }
            p = with(slot, moved);
            incremented.put(key, p);
        }
        return p;
    }

    /// This point with the slots of the mask where they are in `start`; the same object whenever asked.
    Point frozen(int mask, Point start) {
        int all = (1 << slots.length) - 1;
        if (mask == 0) {
            return this;
        }
        if ((mask & all) == all || this == start) {
            return start;
        }
        Point p = frozen.get(mask);
        if (p == null) {
            Jet[][] copy = slots.clone();
            for (int i = 0; i < copy.length; i++) {
                if ((mask >> i & 1) == 1) {
                    copy[i] = start.slots[i];
                }
            }
            p = new Point(copy);
            frozen.put(mask, p);
        }
        return p;
    }
}
