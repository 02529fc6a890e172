package bea.series;

/// Something that the series engine cannot represent; the message completes "not expressible: ".
public class NotExpressible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotExpressible(String reason) {
        super(reason, null, false, false);
    }
}
