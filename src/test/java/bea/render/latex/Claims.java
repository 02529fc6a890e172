package bea.render.latex;

import bea.language.Expr;
import bea.language.Span;
import bea.language.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The claims of a derivation as a document, for tests: equations as they are, losses as modified losses.
final class Claims {
    private Claims() {}

    static Document document(Samples.Sample sample) {
        List<Document.Block> blocks = new ArrayList<>();
        int number = 0;
        for (Syntax.Item item : sample.derivation().items()) {
            if (item instanceof Syntax.Claim c) {
                lines("c" + ++number, c.label(), c.body()).ifPresent(blocks::add);
            }
            if (item instanceof Syntax.Misprint m) {
                m.because().ifPresent(b -> blocks.add(Document.Paragraph.of("Misprint: " + b.text() + ".")));
                lines("m" + ++number, m.label(), m.printed()).ifPresent(blocks::add);
                lines("m" + number + "'", m.label(), m.corrected()).ifPresent(blocks::add);
            }
        }
        return new Document(sample.name(), Optional.of("Rosca & Deisenroth 2023"),
                List.of(new Document.Section("Claims", blocks)));
    }

    private static Optional<Document.Block> lines(String id, Optional<Syntax.Text> label, Syntax.Body body) {
        List<Document.Line> lines = new ArrayList<>();
        switch (body) {
            case Syntax.Equation e -> {
                int link = 0;
                for (Syntax.Link l : e.links()) {
                    Document.Line line = ++link == 1 ? Document.Line.of(id, e.first(), l.right())
                            : Document.Line.then(id + "." + link, l.right());
                    Optional<Syntax.Text> tag = link == 1 ? label : l.label();
                    line = tag.isPresent() ? line.tagged(tag.get().text()) : line;
                    lines.add((e.atStart() ? line.valuesAtStart() : line).over(e.ranges()));
                }
            }
            case Syntax.Choice c -> lines.add(tagged(Document.Line.of(id, c.target(), c.field()), label));
            case Syntax.Follows f -> {
                int flow = 0;
                for (Syntax.FlowOf x : f.flows()) {
                    String name = "Etilde" + x.slot().map(s -> "_" + s.text()).orElse("");
                    Expr left = x.loss() ? new Expr.Name(name, Span.NONE) : new Expr.TimeDerivative(
                            new Expr.Name(x.slot().map(Syntax.Id::text).orElse("theta"), Span.NONE), Span.NONE);
                    lines.add(tagged(Document.Line.of(id + "." + ++flow, left, x.expression()), label));
                }
            }
            case Syntax.IsGradient _,Syntax.LossExists _,Syntax.SameUpdate _ -> {
                /* no equation */ }
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Document.Equations(lines));
    }

    private static Document.Line tagged(Document.Line line, Optional<Syntax.Text> label) {
        return label.map(l -> line.tagged(l.text())).orElse(line);
    }
}
