package bea.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A separate Maven project, `src/test/resources/consumer`, tests its derivations with the packaged jar.
///
/// Runs after packaging. The jar and its pom stand in a local repository of their own, as `mvn install` would put them
/// there; everything else in it are links to the repository of this build, so that next to
/// nothing is downloaded, and nothing when this build is offline.
class ConsumerProjectTest {
    private static final Path BASE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
    private static final Path JAR = BASE.resolve("target/bea.jar");
    private static final String VERSION = System.getProperty("bea.version", "");

    @TempDir
    static Path folder;
    private static Path repository;

    @BeforeAll
    static void install() throws IOException {
        assumeTrue(System.getProperty("maven.home") != null && Files.exists(JAR),
                "needs the packaged jar and Maven: run `mvn verify`");
        repository = Files.createDirectories(folder.resolve("repository"));
        try (Stream<Path> groups = Files.list(Path.of(System.getProperty("bea.localRepository")))) {
            for (Path group : groups.filter(g -> !g.endsWith("bea")).toList()) {
                Files.createSymbolicLink(repository.resolve(group.getFileName()), group);
            }
        }
        Path artifact = Files.createDirectories(repository.resolve("bea/bea").resolve(VERSION));
        Files.copy(JAR, artifact.resolve("bea-" + VERSION + ".jar"));
        Files.copy(BASE.resolve("pom.xml"), artifact.resolve("bea-" + VERSION + ".pom"));
    }

    @AfterAll
    static void unlink() throws IOException {
        if (repository == null) return;
        try (Stream<Path> links = Files.list(repository)) {
            for (Path link : links.filter(Files::isSymbolicLink).toList()) Files.delete(link);
        }
    }

    @Test
    void claimsOfAnotherProjectAreItsTests() throws IOException, InterruptedException {
        Path project = copy("passing");
        Build build = build(project);
        assertEquals(0, build.code(), build.output());
        assertTrue(build.output().contains("Tests run: 5, Failures: 0, Errors: 0, Skipped: 0"), build.output());
    }

    @Test
    void aFalseClaimFailsTheBuildWithLineAndCaret() throws IOException, InterruptedException {
        Path project = copy("failing");
        Path file = project.resolve("derivations/gradient-descent.bea");
        Files.writeString(file, Files.readString(file).replace("h/4", "h/3"));
        Build build = build(project);
        assertEquals(1, build.code(), build.output());
        assertTrue(build.output().contains("Tests run: 5, Failures: 2, Errors: 0, Skipped: 0"), build.output());
        assertTrue(build.output().contains("gradient-descent.bea:11:"), build.output());
        assertTrue(build.output().contains("^^^"), build.output());
    }

    private static Path copy(String name) throws IOException {
        Path from = BASE.resolve("src/test/resources/consumer");
        Path to = folder.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path f : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(f));
                Files.createDirectories(copy.getParent());
                Files.copy(f, copy);
            }
        }
        return to;
    }

    private record Build(int code, String output) {}

    private static Build build(Path project) throws IOException, InterruptedException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn").toString(), "-B", "-ntp",
                "test",
                "-Dmaven.repo.local=" + repository, "-Dbea.version=" + VERSION,
                "-Djunit.version=" + System.getProperty("junit.version")));
        if (System.getProperty("bea.offline", "").endsWith("true")) command.add("-o");
        // the plugins of this build, which are already there
        Matcher plugin = Pattern.compile("<artifactId>(maven-\\w+-plugin)</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(BASE.resolve("pom.xml")));
        while (plugin.find()) command.add("-D" + plugin.group(1) + ".version=" + plugin.group(2));
        Path log = project.resolve("build.log");
        Process maven = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        if (!maven.waitFor(5, TimeUnit.MINUTES)) maven.destroyForcibly().waitFor();
        return new Build(maven.exitValue(), Files.readString(log));
    }
}
