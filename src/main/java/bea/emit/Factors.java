package bea.emit;

import bea.algebra.Rational;
import bea.kernel.Op;
import bea.kernel.Ops;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A product taken apart: a number, powers of names, and what is left, in front of one core.
final class Factors {
    private Rational number = Rational.ONE;
    private final Map<String, Integer> powers = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();
    private final Function<Op, Text> write;

    /// @param write how anything that is no product is written
    Factors(Function<Op, Text> write) {
        this.write = write;
    }

    /// Takes the factors in front of a core.
    ///
    /// @return the core
    Op take(Op op) {
        Op core = op;
        while (core instanceof Op.Scale s) {
            multiply(s.scalar());
            core = s.body();
        }
        if (core instanceof Op.Number || core instanceof Op.Step || core instanceof Op.Parameter
                || core instanceof Op.Index || core instanceof Op.Reciprocal) {
            multiply(core);
            return Ops.ONE;
        }
        return core;
    }

    void multiply(Op scalar) {
        switch (scalar) {
            case Op.Number n -> number = number.times(n.value());
            case Op.Step _,Op.Parameter _,Op.Index _ -> power(write.apply(scalar).at(Text.ATOM), 1);
            case Op.Scale s -> {
                multiply(s.scalar());
                multiply(s.body());
            }
            case Op.Reciprocal r -> divide(r.body());
            default -> others.add(write.apply(scalar).at(Text.PRODUCT));
        }
    }

    private void divide(Op op) {
        switch (op) {
            case Op.Number n -> number = number.dividedBy(n.value());
            case Op.Scale s -> {
                divide(s.scalar());
                divide(s.body());
            }
            case Op.Reciprocal r -> multiply(r.body());
            default -> power(write.apply(op).at(Text.ATOM), -1);
        }
    }

    private void power(String name, int by) {
        powers.merge(name, by, Integer::sum);
    }

    boolean negative() {
        return number.signum() < 0;
    }

    /// The product without its sign, in front of `core` (null: in front of nothing).
    Text unsigned(Text core) {
        List<String> up = new ArrayList<>();
        List<String> down = new ArrayList<>();
        Rational size = number.abs();
        if (!size.numerator().equals(BigInteger.ONE)) {
            up.add(size.numerator().toString());
        }
        powers.forEach((name, n) -> {
            if (n != 0) {
                (n > 0 ? up : down).add(Math.abs(n) == 1 ? name : name + "**" + Math.abs(n));
            }
        });
        if (!size.denominator().equals(BigInteger.ONE)) {
            down.add(size.denominator().toString());
        }
        String below = down.isEmpty() ? "" : " / " + String.join(" / ", down);
        List<String> behind = new ArrayList<>(others);
        if (core != null) {
            behind.add(core.at(Text.PRODUCT));
        }
        String front = up.isEmpty() ? below.isEmpty() ? "" : "1" + below : String.join(" * ", up) + below;
        if (front.isEmpty() && behind.size() == 1 && core != null) {
            return core;
        }
        if (!front.isEmpty()) {
            behind.addFirst(front);
        }
        return behind.isEmpty() ? Text.atom("1") : new Text(String.join(" * ", behind), Text.PRODUCT);
    }

    /// With its sign.
    Text signed(Text core) {
        Text t = unsigned(core);
        return negative() ? new Text("-" + t.at(Text.PRODUCT), Text.PRODUCT) : t;
    }
}
