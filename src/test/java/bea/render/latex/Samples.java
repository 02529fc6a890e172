package bea.render.latex;

import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.Source;
import bea.language.Syntax;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The expressions of all derivations of the repository, each with its notation.
final class Samples {
    private Samples() {}

    /// @param names scalars, counts and other names that the notation does not have
    record Sample(String name, Syntax.Derivation derivation, Notation notation, List<String> names,
            List<Expr> expressions) {}

    static List<Sample> all() throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("derivations"))) {
            files.filter(f -> f.toString().endsWith(".bea")).sorted().forEach(f -> samples.addAll(of(f)));
        }
        return samples;
    }

    private static List<Sample> of(Path file) {
        try {
            return of(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Sample> of(String name, String text) {
        BeaFile.Analysis analysis = BeaFile.analyse(new Source(name, text));
        return analysis.syntax().derivations().stream().map(Samples::sample).toList();
    }

    private static Sample sample(Syntax.Derivation d) {
        List<String> names = new ArrayList<>(List.of("h"));
        List<Expr> expressions = new ArrayList<>();
        for (Syntax.Item item : d.items()) {
            switch (item) {
                case Syntax.CountDecl c -> names.add(c.name().text());
                case Syntax.ScalarDecl s -> s.scalars().forEach(n -> names.add(n.name().text()));
                case Syntax.SymbolDecl s -> s.symbols().forEach(x -> x.definition().ifPresent(expressions::add));
                case Syntax.LetDecl l -> expressions.add(l.body());
                case Syntax.UpdateDecl u -> u.body().forEach(s -> statement(s, names, expressions));
                case Syntax.Find f -> {
                    f.parts().forEach(x -> {
                        switch (x) {
                            case Syntax.Powers w -> expressions.add(w.epsilon());
                            case Syntax.Time w -> expressions.addAll(w.times());
                            default -> {
                            }
                        }
                    });
                }
                case Syntax.Claim c -> expressions.addAll(body(c.body()));
                case Syntax.Misprint m -> {
                    expressions.addAll(body(m.printed()));
                    expressions.addAll(body(m.corrected()));
                }
                default -> {
                    /* has no expression that is printed */ }
            }
        }
        return new Sample(d.name(), d, Notation.of(d), names, expressions);
    }

    private static void statement(Syntax.Stmt s, List<String> names, List<Expr> expressions) {
        switch (s) {
            case Syntax.Assign a -> expressions.add(a.value());
            case Syntax.Simultaneously t -> t.assigns().forEach(a -> expressions.add(a.value()));
            case Syntax.For f -> f.body().forEach(b -> statement(b, names, expressions));
            case Syntax.Average a -> a.body().forEach(b -> statement(b, names, expressions));
            case Syntax.LetStage l -> {
                names.add(l.name().text());
                expressions.add(l.value());
            }
        }
    }

    static List<Expr> body(Syntax.Body body) {
        return switch (body) {
            case Syntax.Equation e -> {
                List<Expr> sides = new ArrayList<>(List.of(e.first()));
                e.links().forEach(l -> sides.add(l.right()));
                yield sides;
            }
            case Syntax.Choice c -> List.of(c.field());
            case Syntax.Follows f -> f.flows().stream().map(Syntax.FlowOf::expression).toList();
            case Syntax.IsGradient g -> List.of(g.field());
            case Syntax.LossExists _,Syntax.SameUpdate _ -> List.of();
        };
    }
}
