package bea.render.latex;

/// The comments by which equations can be found again in a `.tex` file, so that what is published can be read back:
///
/// ```
/// % bea: begin
/// \begin{align*}
/// % bea: c3
/// ... &= ... \\
/// % bea: c3.2
/// &= ...
/// \end{align*}
/// % bea: end
/// ```
///
/// Between a line's comment and the next one stands one equation. One without a left-hand side goes on from the
/// equation before it.
final class Marks {
    static final String BEGIN = "% bea: begin\n";
    static final String END = "% bea: end\n";

    private Marks() {}

    static String line(String id) {
        return "% bea: " + Texts.comment(id) + "\n";
    }
}
