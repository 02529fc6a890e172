package bea.language;

import bea.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `.bea` text: the only door to the parser.
public final class BeaFile {
    /// Characters that a file may have.
    static final int MAX_SIZE = 2_000_000;

    private BeaFile() {}

    /// @param derivations what could be resolved, in file order
    public record Analysis(Source source, Syntax.File syntax, List<Resolved> derivations, List<Problem> problems) {}

    /// @param usable whether the declarations and the update are free of problems
    /// @param written how each claim is written, by its id
    public record Resolved(Syntax.Derivation syntax, Model model, Resolver resolver,
            Map<String, Claims.Written> written,
            boolean usable) {
        /// The same text with another meaning.
        public Resolved with(Model other) {
            return new Resolved(syntax, other, resolver, written, usable);
        }
    }

    /// A claim with other expressions in its place.
    ///
    /// @throws Resolver.Mistake when an expression has no meaning
    public static Model.Body restated(Resolved r, Syntax.Body body, Optional<Expr> left, Optional<Expr> right) {
        synchronized (r.resolver()) {
            return Claims.again(r.resolver(), body, left, right);
        }
    }

    /// Reads and resolves a whole file; all of its problems are collected, in the order of the text.
    public static Analysis analyse(Source source) {
        List<Problem> problems = new ArrayList<>();
        try {
            return analyse(source, problems);
        } catch (StackOverflowError e) {
            // the bounds of Brackets are meant to keep this from happening
            problems.add(Problem.of(Problem.Code.TOO_DEEP, Span.NONE, "this file is nested too deeply to be read"));
            return new Analysis(source, new Syntax.File(List.of(), Span.NONE), List.of(), problems);
        }
    }

    private static Analysis analyse(Source source, List<Problem> problems) {
        if (source.text().length() > MAX_SIZE) {
            problems.add(Reading.tooLarge(source.text().length(), MAX_SIZE));
            return new Analysis(source, new Syntax.File(List.of(), Span.NONE), List.of(), problems);
        }
        Syntax.File file = Reading.file(source.text(), problems);
        if (file.derivations().isEmpty() && problems.isEmpty()) {
            problems.add(Problem.of(Problem.Code.EMPTY_FILE, Span.NONE, "there is no derivation in this file",
                    "derivation \"name\" { … }"));
        }
        List<Resolved> resolved = new ArrayList<>();
        for (Syntax.Derivation d : file.derivations()) {
            resolved.add(Resolver.resolve(d, problems));
        }
        problems.sort((a, b) -> Integer.compare(a.span().start(), b.span().start()));
        return new Analysis(source, file, resolved, problems);
    }

    /// Sets up what reading any file needs. Not required; it may run beside the reading of the first one.
    public static void prepare() {
        Reading.prepare();
    }

    /// Reads one expression, such as a printed result.
    ///
    /// @throws IllegalArgumentException when the text is no expression
    /// @throws TooLong                  when it is longer than what is read
    public static Expr expression(String text) {
        List<Problem> problems = new ArrayList<>();
        return Reading.expression(text, problems).orElseThrow(() -> refused(text, problems));
    }

    /// Whether a text is within the bounds that an expression of a file has.
    public static boolean fits(String text) {
        List<Problem> problems = new ArrayList<>();
        var _ = Reading.tokens(text, problems);
        return problems.isEmpty();
    }

    /// A result that is too long to be read again.
    public static final class TooLong extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        public TooLong(String message) {
            super(message);
        }
    }

    private static IllegalArgumentException refused(String text, List<Problem> problems) {
        boolean tooLong = problems.stream().anyMatch(p -> p.code() == Problem.Code.TOO_LONG);
        String why = problems.stream().map(p -> "; " + p.message()).findFirst().orElse("");
        String begin = text.length() > 200 ? text.substring(0, 200) + " …" : text;
        return tooLong ? new TooLong(problems.getFirst().message())
                : new IllegalArgumentException("not an expression: " + begin + why);
    }
}
