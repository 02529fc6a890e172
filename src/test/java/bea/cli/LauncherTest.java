package bea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole command as a person starts it, on a pseudo terminal and in pipes.
class LauncherTest {
    /// Takes a few seconds.
    private static final String LONG = """
            derivation "gd" { state theta  loss E(theta)  update { theta <- theta - h * grad E }  find f_10 }
            """;
    private static final String LINE = "\rbea: long.bea: ";
    private static final String ERASED = "\r" + " ".repeat(78) + "\r";

    @TempDir
    Path folder;

    /// A copy of the script with the classes under test as what was built.
    @BeforeEach
    void install() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")) && Files.exists(Path.of("/proc/self/status")));
        Path script = Files.copy(Path.of("bea"), folder.resolve("bea"));
        assertTrue(script.toFile().setExecutable(true));
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, "bea.cli.Main");
        main.put(Attributes.Name.CLASS_PATH, Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(p -> Path.of(p).toUri().toString()).collect(Collectors.joining(" ")));
        Files.createDirectories(folder.resolve("target"));
        try (OutputStream out = Files.newOutputStream(folder.resolve("target").resolve("bea.jar"))) {
            new JarOutputStream(out, manifest).close();
        }
        Files.writeString(folder.resolve("long.bea"), LONG);
    }

    private Process start(String command) throws IOException {
        ProcessBuilder b = new ProcessBuilder(List.of("/usr/bin/script", "-qec", command, "/dev/null"))
                .directory(folder.toFile()).redirectErrorStream(true);
        b.environment().put("BEA_JAVA_HOME", System.getProperty("java.home"));
        b.environment().put("BEA_NO_BUILD", "1");
        b.environment().put("BEA_FAST_START", "0");
        b.environment().put("TERM", "xterm");
        return b.start();
    }

    private String onATerminal(String command, int code) throws IOException, InterruptedException {
        Process p = start(command);
        p.getOutputStream().close();
        String all = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, p.waitFor(), all);
        return all;
    }

    @Test
    void longWorkSaysWhatItIsAtAndLeavesNothingOfIt() throws IOException, InterruptedException {
        String all = onATerminal("./bea latex long.bea -o long.tex", 0);
        assertTrue(all.contains(LINE), all);
        assertTrue(all.contains(" terms  ") && all.contains(" s "), all);
        assertTrue(all.endsWith(ERASED), all);
        assertEquals(List.of("bea", "long.bea", "long.tex", "target"), names());
    }

    @Test
    void programsAreToldNothing() throws IOException, InterruptedException {
        assertFalse(onATerminal("./bea derive --json long.bea", 0).contains(LINE));
        assertFalse(onATerminal("./bea derive long.bea | cat", 0).contains(LINE));
        assertFalse(onATerminal("./bea derive long.bea 2>&1 >/dev/null | cat", 0).contains(LINE));
    }

    /// As Ctrl-C does.
    @Test
    void anInterruptedRunLeavesTheTerminalAndItsFilesAsTheyWere() throws IOException, InterruptedException {
        assumeTrue(!isInterruptIgnored());
        Files.writeString(folder.resolve("long.tex"), "as it was");
        Process p = start("exec ./bea latex long.bea -o long.tex");
        StringBuilder all = new StringBuilder();
        InputStream in = p.getInputStream();
        for (int c = in.read(); c >= 0 && all.indexOf(LINE) < 0; c = in.read()) {
            all.append((char) c);
        }
        List<ProcessHandle> java = p.descendants().filter(d -> d.info().command().orElse("").endsWith("java")).toList();
        assertEquals(1, java.size(), all.toString());
        new ProcessBuilder("kill", "-INT", Long.toString(java.getFirst().pid())).start().waitFor();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        in.transferTo(rest);
        assertTrue(p.waitFor(30, TimeUnit.SECONDS));
        String text = all + rest.toString(StandardCharsets.UTF_8);
        assertEquals(130, p.exitValue(), text);
        assertTrue(text.endsWith(ERASED), text);
        assertFalse(text.contains("Exception") || text.contains("\tat "), text);
        assertEquals("as it was", Files.readString(folder.resolve("long.tex")));
        assertEquals(List.of("bea", "long.bea", "long.tex", "target"), names());
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(f -> f.getFileName().toString()).sorted().forEach(names::add);
        }
        return names;
    }

    /// What starts in the background of a shell script ignores the signal, and so does what it starts.
    private static boolean isInterruptIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith("SigIgn:"))
                .anyMatch(l -> (Long.parseUnsignedLong(l.substring(7).trim(), 16) & 2) != 0);
    }
}
