package bea.check;

/// Why a statement cannot be evaluated on instances; becomes the reason of an [Outcome] that was not run.
final class NotChecked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotChecked(String reason) {
        super(reason, null, false, false);
    }
}
