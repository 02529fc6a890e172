package bea.check;

import bea.algebra.Rational;

/// Reproducible small numbers (SplitMix64): the same seed gives the same instance on every machine.
final class Random {
    private long state;

    Random(long seed) {
        state = seed;
    }

    /// A generator that depends on the seed and on all of the names.
    static Random of(long seed, String name, int... numbers) {
        long s = mix(seed + 0x632BE59BD9B4E019L);
        for (int i = 0; i < name.length(); i++) {
            s = mix(s ^ name.charAt(i));
        }
        for (int n : numbers) {
            s = mix(s ^ n + 0x9E3779B97F4A7C15L);
        }
        return new Random(s);
    }

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    int below(int bound) {
        state += 0x9E3779B97F4A7C15L;
        return (int) ((mix(state) >>> 33) % bound);
    }

    /// One of -3 … 3, without 0.
    Rational coefficient() {
        int c = below(6);
        return Rational.of(c < 3 ? c - 3 : c - 2);
    }

    /// A multiple of 1/2 between -5/2 and 5/2, without 0.
    Rational coordinate() {
        int c = below(10);
        return Rational.of(c < 5 ? c - 5 : c - 4, 2);
    }
}
