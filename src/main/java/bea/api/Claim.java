package bea.api;

/// A claim of a file and what became of it.
///
/// @param derivation the name of the derivation it belongs to
/// @param label      what the file calls it, or empty
/// @param kind       a claim, or one of the two forms of a misprint
/// @param verdict    what the engine decided
/// @param asExpected whether that is what the file expects, and the independent check does not disagree
/// @param line       where it starts in the file, from 1
/// @param report     the verdict in words, with file, line and caret
public record Claim(String derivation, String label, Kind kind, Verdict verdict, boolean asExpected, int line,
        String report) {
    /// What a file expects of a statement.
    public enum Kind {
        /// expected to hold
        CLAIM,
        /// what a misprint has in print: expected to be refuted
        PRINTED,
        /// the corrected form of a misprint: expected to hold
        CORRECTED
    }

    /// What the engine says.
    public enum Verdict {
        HOLDS, REFUTED, UNDECIDED
    }
}
