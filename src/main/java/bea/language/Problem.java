package bea.language;

import java.util.Optional;

/// A mistake in a file, as a value.
///
/// @param help what to write instead, when there is something to suggest
public record Problem(Code code, Span span, String message, Optional<String> help) {
    /// The kinds of mistake; the name in lower case is what JSON shows.
    public enum Code {
        SYNTAX, EMPTY_FILE, TOO_LARGE, TOO_DEEP, TOO_LONG, UNKNOWN_CHARACTER, UNCLOSED_TEXT, UNCLOSED_COMMENT,
        UNCLOSED_BRACKET,
        UNOPENED_BRACKET, RESERVED_WORD, MISSING_PRODUCT_SIGN, ASSIGNMENT_SIGN, UNKNOWN_NAME, DUPLICATE_NAME,
        DUPLICATE_LABEL, TYPE_MISMATCH,
        SCALAR_EXPECTED, VECTOR_EXPECTED, OPERATOR_EXPECTED, VECTOR_PRODUCT, WRONG_SLOT, SLOT_NEEDED, MISSING_BATCH,
        UNEXPECTED_BATCH, WRONG_ARGUMENTS, INDEX_OUT_OF_RANGE, NOT_AN_INDEX, BAD_RANGE, BAD_EXPONENT, BAD_CORRECTION,
        NO_UPDATE, NO_STATE, UNBALANCED_UPDATE, SEVERAL_UPDATES, UNKNOWN_LABEL, BAD_RELATION, NOT_EXPRESSIBLE,
        BAD_SCALAR,
        NORM_ALONE, DIVISION_BY_ZERO, BAD_ORDER, NOT_A_FUNCTION, DUPLICATE_INDEX, STAGE_OUTSIDE,
        SEVERAL_QUESTIONS, TRANSIENT, AMBIGUOUS_POINT,
        /// of a file that cannot be read at all; nothing in its text is to blame
        BAD_EXPERIMENT, UNREADABLE,
        /// of an earlier problem; never shown
        CONSEQUENCE
    }

    static Problem of(Code code, Span span, String message) {
        return new Problem(code, span, message, Optional.empty());
    }

    static Problem of(Code code, Span span, String message, String help) {
        return new Problem(code, span, message, Optional.of(help));
    }
}
