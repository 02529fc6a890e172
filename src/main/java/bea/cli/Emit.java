package bea.cli;

import bea.derivation.Engine;
import bea.derivation.Programs;
import bea.derivation.Report;
import bea.emit.Emitter;
import bea.files.Inputs;
import bea.kernel.NotLowered;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bea emit`.
@Command(name = "emit", sortOptions = false, description = "Write the modified loss and field as code for training loops.", mixinStandardHelpOptions = true)
final class Emit extends Commands.Running {
    @Parameters(paramLabel = "FILE", description = "A .bea file, or - for standard input.")
    String file;

    @Option(names = "--target", paramLabel = "TARGET", required = true, description = "pytorch or jax.")
    String target;

    @Option(names = "-o", paramLabel = "MODULE.py", description = "Write to this file instead of standard output.")
    String output;

    @Override
    public Integer call() throws Inputs.Unreadable {
        if (!Emitter.targets().contains(target)) {
            err().println("bea: --target takes " + String.join(" or ", Emitter.targets()));
            return Exit.USAGE;
        }
        Report r = run(file, new Engine.Options(0, Optional.ofNullable(name), Optional.empty(), true, false,
                !noCheck, budget()));
        problems(r);
        if (r.exitCode() != Exit.OK) {
            return r.exitCode();
        }
        if (r.derivations().size() != 1) {
            err().println("bea: '" + file + "' has several derivations; choose one with --name: " + r.derivations()
                    .stream().map(d -> '"' + d.name() + '"').collect(java.util.stream.Collectors.joining(", ")));
            return Exit.USAGE;
        }
        return emit(r.derivations().getFirst());
    }

    private int emit(Report.Derivation d) {
        try {
            String module = Emitter.emit(Programs.of(d), target, command());
            Emitter.warning(target).ifPresent(w -> err().println("bea: " + w));
            return write(module, output);
        } catch (NotLowered e) {
            err().println("bea: no code can be emitted for " + e.getMessage());
            return Exit.UNEXPECTED;
        }
    }

    private String command() {
        return "bea emit " + word(file) + " --target " + target
                + (name == null ? "" : " --name " + word(name))
                + (output == null ? "" : " -o " + word(output));
    }

    /// As a shell reads it.
    private static String word(String text) {
        return text.matches("[\\w./+,:=@-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
