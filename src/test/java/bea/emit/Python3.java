package bea.emit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The Python that runs emitted modules: that of the system, which is where packages of the distribution are.
public final class Python3 {
    public static final String COMMAND = Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3"
            : "python3";

    private Python3() {}

    public record Ran(int code, String output) {}

    public static Ran run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(COMMAND));
        command.addAll(List.of(arguments));
        ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
        b.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        b.environment().put("OMP_NUM_THREADS", "1");
        Process p;
        try {
            p = b.start();
        } catch (java.io.IOException none) {
            return new Ran(127, none.getMessage());
        }
        String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(p.waitFor(), output);
    }

    public static boolean imports(String module) throws Exception {
        return run("-c", "import " + module).code() == 0;
    }
}
