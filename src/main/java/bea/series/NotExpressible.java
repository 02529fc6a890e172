package bea.series;

/// Something that the series engine cannot represent; the message completes "not expressible: ".
public class NotExpressible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotExpressible(String reason) {
        super(reason, null, false, false);
    }

    /// A condition on indices that the engine has no form for. It knows the indices by names of its own; who has the
    /// expression can say which label or bound is meant.
    public static final class OfIndex extends NotExpressible {
        private static final long serialVersionUID = 1L;

        public OfIndex() {
            super("a batch label or a bound that is not an index or a count, plus or minus a number");
        }
    }

    /// A sum without a closed form.
    public static final class OfFunction extends NotExpressible {
        private static final long serialVersionUID = 1L;

        public OfFunction() {
            super("a sum of a function of its index that is no polynomial");
        }
    }
}
