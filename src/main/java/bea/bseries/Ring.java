package bea.bseries;

import bea.algebra.Coef;
import bea.algebra.Rational;

/// What the coefficients of a series are: rational numbers, or elements of `Q(symbols)` where an update has some.
public interface Ring<C> {
    C of(Rational r);

    C plus(C a, C b);

    C times(C a, C b);

    /// `a` times a rational number.
    C scaled(C a, Rational r);

    /// @throws ArithmeticException when `b` is zero
    C over(C a, C b);

    boolean isZero(C a);

    default C zero() {
        return of(Rational.ZERO);
    }

    Ring<Rational> RATIONALS = new Ring<>() {
        @Override
        public Rational of(Rational r) {
            return r;
        }

        @Override
        public Rational plus(Rational a, Rational b) {
            return a.plus(b);
        }

        @Override
        public Rational times(Rational a, Rational b) {
            return a.times(b);
        }

        @Override
        public Rational scaled(Rational a, Rational r) {
            return a.times(r);
        }

        @Override
        public Rational over(Rational a, Rational b) {
            return a.dividedBy(b);
        }

        @Override
        public boolean isZero(Rational a) {
            return a.isZero();
        }
    };

    Ring<Coef> SYMBOLS = new Ring<>() {
        @Override
        public Coef of(Rational r) {
            return Coef.of(r);
        }

        @Override
        public Coef plus(Coef a, Coef b) {
            return a.plus(b);
        }

        @Override
        public Coef times(Coef a, Coef b) {
            return a.times(b);
        }

        @Override
        public Coef scaled(Coef a, Rational r) {
            return a.times(r);
        }

        @Override
        public Coef over(Coef a, Coef b) {
            return a.dividedBy(b);
        }

        @Override
        public boolean isZero(Coef a) {
            return a.isZero();
        }
    };
}
