package bea.render.latex;

import bea.language.Expr;
import java.util.List;
import java.util.Optional;

/// What is to be set: text, equations and verdicts, with no TeX in it. [LatexDocument] sets it.
public record Document(String title, Optional<String> subtitle, List<Section> sections) {

    /// @param level 1 for a section, 2 for a subsection
    public record Section(String title, int level, List<Block> blocks) {
        public Section(String title, List<Block> blocks) {
            this(title, 1, blocks);
        }
    }

    public sealed interface Block {}

    /// Running text with formulas in it.
    public record Paragraph(List<Inline> parts) implements Block {
        public static Paragraph of(String text) {
            return new Paragraph(List.of(new Text(text)));
        }
    }

    public sealed interface Inline {}

    public record Text(String text) implements Inline {}

    /// The start of a step, in bold.
    public record Strong(String text) implements Inline {}

    /// A term that is introduced.
    public record Emphasis(String text) implements Inline {}

    /// A file name or a piece of a `.bea` file.
    public record Code(String text) implements Inline {}

    public record Formula(Expr expression) implements Inline {}

    /// Lines that are aligned at their relations.
    public record Equations(List<Line> lines) implements Block {
        public static Equations of(Line... lines) {
            return new Equations(List.of(lines));
        }
    }

    /// `left = right`; without `left` the line goes on from the one before it.
    ///
    /// @param id      what it is: the id of a claim or the name of a result; [LatexDocument] marks it in the file
    /// @param tag     what the source calls it: `(19)`, `my notes, p. 3`
    /// @param note    why it holds, in a few words, beside the tag: `Taylor expansion`
    /// @param atStart both sides are values at the start of the update
    /// @param ranges  free indices with their ranges
    public record Line(String id, Optional<Expr> left, Relation relation, Expr right, Optional<String> tag,
            Optional<String> note, boolean atStart, List<Expr.Binder> ranges, List<Brace> braces) {

        public static Line of(String id, Expr left, Expr right) {
            return new Line(id, Optional.of(left), Relation.EQUAL, right, Optional.empty(), Optional.empty(), false,
                    List.of(), List.of());
        }

        public static Line then(String id, Expr right) {
            return new Line(id, Optional.empty(), Relation.EQUAL, right, Optional.empty(), Optional.empty(), false,
                    List.of(), List.of());
        }

        public Line tagged(String text) {
            return new Line(id, left, relation, right, Optional.of(text), note, atStart, ranges, braces);
        }

        public Line noted(String text) {
            return new Line(id, left, relation, right, tag, Optional.of(text), atStart, ranges, braces);
        }

        public Line relation(Relation other) {
            return new Line(id, left, other, right, tag, note, atStart, ranges, braces);
        }

        public Line valuesAtStart() {
            return new Line(id, left, relation, right, tag, note, true, ranges, braces);
        }

        public Line over(List<Expr.Binder> indices) {
            return new Line(id, left, relation, right, tag, note, atStart, indices, braces);
        }

        public Line braced(Brace... terms) {
            return new Line(id, left, relation, right, tag, note, atStart, ranges, List.of(terms));
        }
    }

    /// What stands between the sides: `a = b`; `a <- b` of an update; `a` is not `b`, of a refuted equation.
    public enum Relation {
        EQUAL("="), ASSIGN("\\leftarrow"), UNEQUAL("\\neq");

        final String tex;

        Relation(String tex) {
            this.tex = tex;
        }
    }

    /// A text under a term of the right-hand side.
    ///
    /// @param path `[1]` is the second term; `[1, 0]` the first term of the sum that is a factor of the second term
    public record Brace(List<Integer> path, String text) {
        public static Brace under(int term, String text) {
            return new Brace(List.of(term), text);
        }
    }

    /// A numbered table of trees, each drawn.
    public record Trees(List<bea.derivation.Derived.Tree> rows) implements Block {}

    /// A table of statements and what became of them.
    public record Verdicts(List<Verdict> rows) implements Block {}

    /// @param verdict `holds`, `refuted`, `undecided`, as it is to be read
    /// @param good    whether that is what was expected
    public record Verdict(String label, String statement, String verdict, boolean good, String remark) {}
}
