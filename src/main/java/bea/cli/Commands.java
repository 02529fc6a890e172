package bea.cli;

import bea.derivation.Engine;
import bea.derivation.Report;
import bea.elaborate.Budget;
import bea.files.Inputs;
import bea.files.Whole;
import bea.language.Names;
import bea.language.Problem;
import bea.language.Source;
import bea.language.Span;
import bea.render.ClaimsText;
import bea.render.JsonReport;
import bea.render.LatexReport;
import bea.render.Style;
import bea.render.TextDerivation;
import bea.render.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands of `bea`.
@Command(name = "bea", version = "bea "
        + Commands.VERSION, mixinStandardHelpOptions = true, sortOptions = false, description = "Backward error analysis: derive the flow that a discrete update follows, and check what a paper says of it.", footer = {
                "", "Exit codes: 0 as expected, 1 unexpected verdict, 2 unreadable file or wrong usage,",
                "3 the two engines disagree, 4 a budget ran out, 70 internal error."}, subcommands = {
                        Commands.Derive.class,
                        Commands.Verify.class, Commands.Explain.class, Commands.Latex.class, Emit.class,
                        Commands.Format.class, Experiments.Eval.class,
                        Experiments.Run.class, CommandLine.HelpCommand.class,
                        picocli.AutoComplete.GenerateCompletion.class})
final class Commands implements Callable<Integer> {
    static final String VERSION = "0.1.0";

    @Spec
    CommandSpec spec;

    private Commands() {}

    /// `verify PATH…` without options is what editors run at every save, and loading the option parser costs more than a
    /// small derivation; so it is not loaded for that.
    static boolean isPlainVerify(String[] args) {
        return args.length > 1 && args[0].equals("verify")
                && java.util.Arrays.stream(args).skip(1).noneMatch(a -> a.startsWith("-") && a.length() > 1);
    }

    static int plainVerify(String[] args, PrintWriter out, PrintWriter err) {
        Verify v = new Verify();
        v.writers(out, err);
        v.paths = List.of(args).subList(1, args.length);
        return v.call();
    }

    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Commands());
        line.setOut(out);
        line.setErr(err);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setExecutionExceptionHandler((e, c, r) -> {
            if (e instanceof Inputs.Unreadable) {
                err.println("bea: " + e.getMessage());
                return Exit.USAGE;
            }
            return Main.failed(e, err);
        });
        return line.execute(args);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Exit.USAGE;
    }

    /// On its own, so that a plain verification loads nothing of the option parser.
    private static final class Wrong {
        static RuntimeException usage(CommandSpec spec, String message) {
            return new CommandLine.ParameterException(spec.commandLine(), message);
        }
    }

    /// What every command that runs the engine understands.
    abstract static class Running implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        private Double timeout;

        @Option(names = "--name", paramLabel = "NAME", description = "Only the derivation of this name.")
        String name;

        @Option(names = "--no-check", description = "Leave the independent check out.")
        boolean noCheck;

        /// Another one in tests of what happens when it fails.
        BiFunction<Source, Engine.Options, Report> engine = Engine::run;

        private PrintWriter plainOut;
        private PrintWriter plainErr;

        @Option(names = "--timeout", paramLabel = "SECONDS", description = "Stop after this time and print what is finished.")
        void timeout(double seconds) {
            if (!(seconds > 0)) {
                throw Wrong.usage(spec,
                        "bea: --timeout takes a number of seconds above 0");
            }
            timeout = seconds;
        }

        PrintWriter out() {
            return plainOut != null ? plainOut : spec.commandLine().getOut();
        }

        PrintWriter err() {
            return plainErr != null ? plainErr : spec.commandLine().getErr();
        }

        /// Used without the command line's library.
        void writers(PrintWriter out, PrintWriter err) {
            plainOut = out;
            plainErr = err;
        }

        Style style() {
            return new Style(
                    System.console() != null && System.console().isTerminal() && System.getenv("NO_COLOR") == null
                            && !"dumb".equals(System.getenv("TERM")));
        }

        Budget budget() {
            if (timeout == null) {
                return Budget.unlimited();
            }
            long end = System.nanoTime() + (long) (timeout * 1e9);
            return new Budget(() -> System.nanoTime() - end > 0);
        }

        Report run(String file, Engine.Options options) throws Inputs.Unreadable {
            Report report = report(file, options);
            if (name != null && complete(report) && report.derivations().isEmpty()) {
                throw new Inputs.Unreadable("there is no derivation \"" + name + "\" in '" + file + "'");
            }
            return report;
        }

        Report report(String file, Engine.Options options) throws Inputs.Unreadable {
            Source source = Inputs.read(file);
            begin(source.name(), options.budget());
            try {
                return engine.apply(source, options);
            } finally {
                Progress.end();
            }
        }

        /// A person at a terminal is told how far it is, a program is not.
        void begin(String what, Budget budget) {
            if (!forPrograms()) {
                Progress.begin(what, budget);
            }
        }

        /// A long result takes long to be written down.
        String written(Report of, Supplier<String> text) {
            Budget stage = Budget.unlimited();
            stage.at("writing the result");
            begin(of.source().name(), stage);
            try {
                return text.get();
            } finally {
                Progress.end();
            }
        }

        /// Whether a program reads what is printed.
        boolean forPrograms() {
            return false;
        }

        /// Whether what is not in the report is not in the file.
        static boolean complete(Report r) {
            return r.problems().isEmpty() && r.unfinished().isEmpty() && r.internalErrors().isEmpty();
        }

        /// `there is no claim "2"` with the label that is nearest to it.
        static String noClaim(String label, List<Report> reports, String where) {
            Set<String> known = new TreeSet<>();
            reports.forEach(r -> r.derivations().forEach(d -> d.resolved().model().claims().forEach(c -> {
                known.add(c.label().isEmpty() ? c.id() : c.label());
            })));
            return "bea: there is no claim \"" + label + "\"" + where
                    + Names.nearest(label, known).map(n -> "; did you mean \"" + n + "\"?").orElse("");
        }

        /// Writes to a file, or to standard output when there is none.
        int write(String text, String output) {
            if (output == null) {
                out().print(text);
                return Exit.OK;
            }
            try {
                Whole.write(Path.of(output), text.getBytes(StandardCharsets.UTF_8));
                return Exit.OK;
            } catch (IOException e) {
                err().println("bea: '" + output + "' cannot be written: " + e.getMessage());
                return Exit.USAGE;
            }
        }

        void problems(Report r) {
            TextReport text = new TextReport(style());
            r.problems().forEach(p -> err().println(text.problem(r.source(), p)));
            r.unfinished().ifPresent(u -> err().println("bea: unfinished: " + u));
            bugs(r);
        }

        void bugs(Report r) {
            r.internalErrors().forEach(e -> err().println("bea: '" + r.source().name() + "': internal error: " + e));
            if (!r.internalErrors().isEmpty()) {
                err().println(Main.A_BUG);
            }
        }
    }

    @Command(name = "derive", sortOptions = false, description = "Derive the modified flow and the modified loss.", mixinStandardHelpOptions = true)
    static final class Derive extends Running {
        @Parameters(paramLabel = "FILE", description = "A .bea file, or - for standard input.")
        String file;

        @Option(names = "--order", paramLabel = "K", description = "Derive f_1 to f_K instead of what the file asks for.")
        Integer order;

        @Option(names = "--json", description = "Print every step as JSON.")
        boolean json;

        @Option(names = "--latex", description = "Print a LaTeX document.")
        boolean latex;

        @Option(names = "--choices", description = "List all gradient choices, not only those that freeze least.")
        boolean choices;

        @Option(names = "--trees", description = "Also the trees: order, symmetry, density and coefficients.")
        boolean trees;

        @Option(names = "--claims", description = "Print the result as claims to paste into a .bea file.")
        boolean claims;

        @Override
        boolean forPrograms() {
            return json;
        }

        @Override
        public Integer call() throws Inputs.Unreadable {
            if (order != null && (order < 1 || order > 60)) {
                err().println("bea: --order takes a number from 1 to 60");
                return Exit.USAGE;
            }
            Report r = run(file, new Engine.Options(order == null ? 0 : order, Optional.ofNullable(name),
                    Optional.empty(), true, false, !noCheck, choices, budget()));
            if (json) {
                bugs(r);
                out().println(JsonReport.derive(List.of(r), d -> e -> LatexReport.formula(d, e)));
            } else {
                problems(r);
                r.derivations().forEach(d -> print(r, d));
            }
            return Exit.worst(r.exitCode(),
                    r.derivations().stream().anyMatch(d -> d.failure().isPresent() || isUndecided(d))
                            ? Exit.UNEXPECTED : Exit.OK);
        }

        private static boolean isUndecided(Report.Derivation d) {
            return d.derived().stream().flatMap(x -> x.players().stream()).flatMap(p -> p.orders().stream())
                    .anyMatch(o -> o.undecided().isPresent());
        }

        private void print(Report r, Report.Derivation d) {
            d.failure().ifPresent(f -> err().println("bea: \"" + d.name() + "\": " + f));
            if (d.derived().isEmpty()) {
                return;
            }
            out().print(written(r, () -> latex ? LatexReport.render(d, trees)
                    : claims ? ClaimsText.render(d, budget()) : TextDerivation.render(d, style(), trees)));
        }
    }

    @Command(name = "verify", sortOptions = false, description = "Decide all claims of files and folders.", mixinStandardHelpOptions = true)
    static final class Verify extends Running {
        @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, folders, or - for standard input.")
        List<String> paths;

        @Option(names = "--claim", paramLabel = "LABEL", description = "Only claims with this label.")
        String claim;

        @Option(names = "--json", description = "Print one JSON object.")
        boolean json;

        @Option(names = {"-v", "--verbose"}, description = "Also list what is as expected.")
        boolean verbose;

        private final List<Report> reports = new ArrayList<>();

        @Override
        boolean forPrograms() {
            return json;
        }

        @Override
        public Integer call() {
            TextReport text = new TextReport(style());
            List<String> files = files();
            Engine.Options options = new Engine.Options(0, Optional.ofNullable(name), Optional.ofNullable(claim), false,
                    true, !noCheck, budget());
            for (String f : files) {
                Report r = file(f, options);
                reports.add(r);
                bugs(r);
                if (!json && r.problems().stream().noneMatch(p -> p.code() == Problem.Code.UNREADABLE)) {
                    out().print(text.file(r, verbose || files.size() == 1));
                    out().flush();
                }
            }
            Optional<String> slip = slip();
            slip.ifPresent(err()::println);
            if (json || slip.isEmpty()) {
                out().println(json ? JsonReport.verify(reports) : text.summary(reports));
            }
            return reports.stream().mapToInt(Report::exitCode)
                    .reduce(slip.isPresent() ? Exit.USAGE : Exit.OK, Exit::worst);
        }

        private List<String> files() {
            List<String> files = new ArrayList<>();
            for (String p : paths) {
                try {
                    files.addAll(Inputs.expand(List.of(p)));
                } catch (Inputs.Unreadable e) {
                    reports.add(unreadable(p, e));
                }
            }
            return files;
        }

        /// A failure outside of the engine, too, is one of this file only.
        private Report file(String f, Engine.Options options) {
            try {
                return report(f, options);
            } catch (Inputs.Unreadable e) {
                return unreadable(f, e);
            } catch (RuntimeException e) {
                return new Report(new Source(f, ""), List.of(), List.of(), Optional.empty(), List.of(e.toString()));
            }
        }

        /// A name or label that no file has, unless it may be where something went wrong.
        private Optional<String> slip() {
            List<Report.Derivation> found = reports.stream().flatMap(r -> r.derivations().stream()).toList();
            if (!reports.stream().allMatch(Running::complete)) {
                return Optional.empty();
            }
            if (name != null && found.isEmpty()) {
                return Optional.of("bea: there is no derivation \"" + name + "\"");
            }
            return claim != null && found.stream().allMatch(d -> d.claims().isEmpty())
                    ? Optional.of(noClaim(claim, reports, "")) : Optional.empty();
        }

        private Report unreadable(String path, Inputs.Unreadable e) {
            Problem p = new Problem(Problem.Code.UNREADABLE, Span.NONE, e.getMessage(), Optional.empty());
            if (!json) {
                err().println("bea: " + e.getMessage());
            }
            return new Report(new Source(path, ""), List.of(p), List.of(), Optional.empty(), List.of());
        }
    }

    @Command(name = "explain", sortOptions = false, description = "One verdict in full.", mixinStandardHelpOptions = true)
    static final class Explain extends Running {
        @Parameters(index = "0", paramLabel = "FILE", description = "A .bea file, or - for standard input.")
        String file;

        @Parameters(index = "1", paramLabel = "LABEL", description = "The label of a claim, or its id such as c3.")
        String label;

        @Override
        public Integer call() throws Inputs.Unreadable {
            Report r = run(file,
                    new Engine.Options(0, Optional.ofNullable(name), Optional.of(label), false, true, !noCheck,
                            budget()));
            problems(r);
            TextReport text = new TextReport(style());
            boolean found = false;
            for (Report.Derivation d : r.derivations()) {
                for (Report.Claim c : d.claims()) {
                    found = true;
                    out().println(text.claim(r.source(), c) + bea.render.Explanation.render(d, c));
                }
            }
            if (!found && complete(r)) {
                err().println(noClaim(label, List.of(r), " in '" + file + "'"));
                return Exit.USAGE;
            }
            return r.exitCode();
        }
    }

    @Command(name = "latex", sortOptions = false, description = "Typeset the derivation and its claims.", mixinStandardHelpOptions = true)
    static final class Latex extends Running {
        @Parameters(paramLabel = "FILE", description = "A .bea file, or - for standard input.")
        String file;

        @Option(names = "-o", paramLabel = "OUT.tex", description = "Write to this file instead of standard output.")
        String output;

        @Option(names = "--trees", description = "Also the trees, drawn with TikZ.")
        boolean trees;

        @Option(names = "--fragment", description = "Without preamble, to \\input.")
        boolean fragment;

        @Override
        public Integer call() throws Inputs.Unreadable {
            Report r = run(file,
                    new Engine.Options(0, Optional.ofNullable(name), Optional.empty(), true, true, !noCheck,
                            budget()));
            problems(r);
            boolean nothing = r.derivations().stream().allMatch(d -> d.derived().isEmpty() && d.claims().isEmpty());
            if (!r.problems().isEmpty() || nothing && !complete(r)) {
                return r.exitCode();
            }
            String tex = written(r, () -> LatexReport.render(r.derivations(), fragment, trees));
            return Exit.worst(r.exitCode(), write(tex, output));
        }
    }

    @Command(name = "format", sortOptions = false, description = "Print a file in canonical layout.", mixinStandardHelpOptions = true)
    static final class Format implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "A .bea file, or - for standard input.")
        String file;

        @Option(names = {"-w", "--write"}, description = "Change the file instead of printing it.")
        boolean write;

        @Override
        public Integer call() throws Inputs.Unreadable {
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            Source source = Inputs.read(file);
            bea.language.Formatter.Result result = bea.language.Formatter.format(source);
            if (result.text().isEmpty()) {
                TextReport text = new TextReport(Style.PLAIN);
                result.problems().forEach(p -> err.println(text.problem(source, p)));
                return Exit.USAGE;
            }
            if (!write || file.equals("-")) {
                out.print(result.text().get());
                return Exit.OK;
            }
            try {
                Whole.write(Path.of(file), result.text().get().getBytes(StandardCharsets.UTF_8));
                return Exit.OK;
            } catch (IOException e) {
                err.println("bea: '" + file + "' cannot be written: " + e.getMessage());
                return Exit.USAGE;
            }
        }
    }
}
