package bea.render.latex;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// Runs `pdflatex`. Where it is missing a test is skipped, but not in CI, where a skip would hide a failure.
final class Tex {
    private static final Pattern OVERFULL = Pattern.compile("Overfull \\\\hbox \\(([0-9.]+)pt too wide\\)[^\n]*");
    private static final double TOLERANCE = 10;

    private Tex() {}

    static void require() {
        boolean there = List.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).stream()
                .anyMatch(p -> Files.isExecutable(Path.of(p, "pdflatex")));
        if (!there && System.getenv("CI") != null) {
            fail("pdflatex is not on the PATH, and in CI this test must not be skipped");
        }
        Assumptions.assumeTrue(there, "pdflatex is not on the PATH");
    }

    /// Compiles a document in a folder and returns the log; fails on errors and on lines that leave the page.
    static String compile(Path folder, String name, String tex) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(name + ".tex"), tex, StandardCharsets.US_ASCII);
        Path out = folder.resolve(name + ".out");
        Process process = new ProcessBuilder("pdflatex", "-interaction=nonstopmode", "-halt-on-error",
                "-file-line-error", name + ".tex").directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(out.toFile()).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        Path logFile = folder.resolve(name + ".log");
        String log = Files.exists(logFile) ? Files.readString(logFile, StandardCharsets.ISO_8859_1) : "";
        assertTrue(ended && process.exitValue() == 0, () -> name + ": " + errors(log));
        assertNull(overfull(log), () -> name + ": " + overfull(log));
        return log;
    }

    private static String errors(String log) {
        int at = Math.max(log.indexOf("\n!"), log.indexOf(".tex:"));
        return at < 0 ? "no log" : log.substring(at, Math.min(log.length(), at + 600));
    }

    private static String overfull(String log) {
        Matcher m = OVERFULL.matcher(log);
        while (m.find()) {
            if (Double.parseDouble(m.group(1)) > TOLERANCE) {
                return log.substring(m.start(), Math.min(log.length(), m.end() + 200));
            }
        }
        return null;
    }
}
