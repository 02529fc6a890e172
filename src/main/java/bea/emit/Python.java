package bea.emit;

import java.util.Set;

/// Spelling of Python.
final class Python {
    private static final Set<String> RESERVED = Set.of("False", "None", "True", "and", "as", "assert", "async", "await",
            "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
            "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
            "with", "yield", "h", "params", "start", "batches", "losses", "loss_fn", "keep", "torch", "jax", "cache",
            "range", "len", "sum", "dict", "directions", "value", "copy", "contextlib", "functools", "k", "terms");

    private Python() {}

    /// A name of the language as an identifier that means nothing else.
    static String identifier(String name) {
        String plain = name.replace(bea.model.Affine.INDEX, "").replaceAll("[^A-Za-z0-9_]", "_");
        return RESERVED.contains(plain) ? plain + "_" : plain;
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
