package bea.algebra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Rationals form an ordered field, and nothing is lost where a machine word ends.
class RationalTest {
    private static final List<Long> EDGES = List.of(0L, 1L, -1L, 2L, -2L, 3L, (long) Integer.MAX_VALUE,
            (long) Integer.MIN_VALUE, Integer.MAX_VALUE + 1L, 3037000499L, 3037000500L, Long.MAX_VALUE,
            Long.MAX_VALUE - 1, -Long.MAX_VALUE, Long.MIN_VALUE);

    private static Rational random(Random r) {
        return switch (r.nextInt(4)) {
            case 0 -> Rational.of(r.nextInt(21) - 10, 1 + r.nextInt(12));
            case 1 -> Rational.of(r.nextInt(), r.nextInt(Integer.MAX_VALUE - 1) + 1L);
            case 2 -> {
                long d = EDGES.get(r.nextInt(EDGES.size()));
                yield Rational.of(EDGES.get(r.nextInt(EDGES.size())), d == 0 ? 1 : d);
            }
            default -> Rational.of(new BigInteger(90, r).subtract(BigInteger.TWO.pow(89)),
                    new BigInteger(80, r).add(BigInteger.ONE));
        };
    }

    @Test
    void fieldLaws() {
        Random r = new Random(1);
        for (int i = 0; i < 3000; i++) {
            Rational a = random(r);
            Rational b = random(r);
            Rational c = random(r);
            assertEquals(a.plus(b), b.plus(a));
            assertEquals(a.times(b), b.times(a));
            assertEquals(a.plus(b).plus(c), a.plus(b.plus(c)));
            assertEquals(a.times(b).times(c), a.times(b.times(c)));
            assertEquals(a.times(b.plus(c)), a.times(b).plus(a.times(c)));
            assertEquals(Rational.ZERO, a.minus(a));
            assertEquals(a, a.plus(Rational.ZERO));
            assertEquals(a, a.times(Rational.ONE));
            assertEquals(a, a.negate().negate());
            if (!b.isZero()) {
                assertEquals(a, a.times(b).dividedBy(b));
                assertEquals(Rational.ONE, b.times(b.reciprocal()));
                assertEquals(b.pow(5).reciprocal(), b.pow(-5));
            }
        }
    }

    /// The same by cross multiplication of big integers, with every value in lowest terms.
    @Test
    void agreesWithBigIntegers() {
        for (long a : EDGES) {
            for (long b : EDGES) {
                for (long c : List.of(1L, 3L, -7L, Long.MAX_VALUE, Long.MIN_VALUE)) {
                    Rational x = Rational.of(a, c);
                    Rational y = Rational.of(b, Integer.MAX_VALUE);
                    BigInteger n = x.numerator().multiply(y.denominator()).add(y.numerator().multiply(x.denominator()));
                    same(n, x.denominator().multiply(y.denominator()), x.plus(y));
                    same(x.numerator().multiply(y.numerator()), x.denominator().multiply(y.denominator()), x.times(y));
                    assertEquals(n.signum(), x.compareTo(y.negate()));
                }
            }
        }
    }

    private static void same(BigInteger num, BigInteger den, Rational value) {
        assertEquals(num.multiply(value.denominator()), value.numerator().multiply(den));
        assertTrue(value.denominator().signum() > 0);
        assertEquals(BigInteger.ONE, value.numerator().gcd(value.denominator()));
        assertEquals(value, Rational.of(num, den));
        assertEquals(value.hashCode(), Rational.of(num, den).hashCode());
    }

    @Test
    void widensAndComesBack() {
        Rational max = Rational.of(Long.MAX_VALUE);
        Rational more = max.plus(Rational.ONE);
        assertEquals("9223372036854775808", more.toString());
        assertEquals(max, more.minus(Rational.ONE));
        assertEquals(more, Rational.of(Long.MIN_VALUE).negate());
        assertEquals(more.hashCode(), Rational.of(Long.MIN_VALUE).negate().hashCode());
        assertEquals(Rational.ONE, more.times(more).dividedBy(more.pow(2)));
        assertEquals(Rational.of(1, 2), Rational.of(Long.MIN_VALUE, Long.MIN_VALUE).times(Rational.of(1, 2)));
    }

    @Test
    void readsWhatItPrints() {
        Random r = new Random(2);
        for (int i = 0; i < 300; i++) {
            Rational a = random(r);
            assertEquals(a, Rational.parse(a.toString()));
        }
        assertEquals(Rational.of(-1, 4), Rational.parse("-0.25"));
        assertThrows(ArithmeticException.class, () -> Rational.of(1, 0));
        assertThrows(ArithmeticException.class, Rational.ZERO::reciprocal);
    }
}
