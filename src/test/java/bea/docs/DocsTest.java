package bea.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every example of the README and the manual is run, and what the page shows must be what `bea` prints.
///
/// - A block ` ```bea file=NAME ` is a file. One that no command of the page names must verify with exit code 0.
/// - A block ` ```console ` is a session: lines `$ bea ARGUMENTS`, each followed by all that it prints, standard output
///   before standard error. `# exit CODE` after the arguments states an exit code other than 0; `| head -N` keeps the
///   first N lines and leaves the exit code open.
///
/// `mvn test -Dtest=DocsTest -Dbea.docs=write` puts the present output into the pages; read the difference then.
class DocsTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."));
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```([^\\n]*)\\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("bea file=([\\w.-]+\\.bea)");
    private static final Pattern COMMAND = Pattern
            .compile("\\$ bea (?<arguments>.*?)(?: *\\| head -(?<head>\\d+))?(?: *# exit (?<code>\\d+))?");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path folder;

    /// What a command printed, and how it ended.
    private record Ran(int code, String text) {}

    @TestFactory
    Stream<DynamicTest> everyExampleIsRun() throws IOException {
        return pages().stream().map(p -> DynamicTest.dynamicTest(ROOT.relativize(p).toString(), p.toUri(), () -> {
            Path files = Files.createTempDirectory(folder, "page");
            String text = Files.readString(p);
            write(text, files);
            String rerun = rerun(text, files);
            if ("write".equals(System.getProperty("bea.docs"))) {
                Files.writeString(p, rerun);
            } else {
                assertEquals(text, rerun);
            }
            assertEquals(List.of(), unusedThatFail(text, files));
        }));
    }

    @Test
    void everyBeaBlockHasAName() throws IOException {
        for (Path p : pages()) {
            BLOCK.matcher(Files.readString(p)).results().map(m -> m.group(1)).filter(h -> h.startsWith("bea"))
                    .forEach(h -> assertTrue(FILE.matcher(h).matches(), p + ": ```" + h));
        }
    }

    @Test
    void aWrongOutputIsFound() throws IOException {
        String page = "```console\n$ bea --version\nbea of yesterday\n```\n";
        assertEquals(page.replace("bea of yesterday", run("--version", folder).text().strip()), rerun(page, folder));
        String failing = "```console\n$ bea verify absent.bea\n```\n";
        assertTrue(rerun(failing, folder).contains("$ bea verify absent.bea # exit 2\n"));
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(p -> p.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    private static void write(String page, Path files) throws IOException {
        for (var block : BLOCK.matcher(page).results().toList()) {
            Matcher name = FILE.matcher(block.group(1));
            if (name.matches()) {
                Files.writeString(files.resolve(name.group(1)), block.group(2));
            }
        }
    }

    /// The page with the output that its commands have now.
    private static String rerun(String page, Path files) {
        return BLOCK.matcher(page).replaceAll(m -> Matcher.quoteReplacement(m.group(1).equals("console")
                ? "```console\n" + session(m.group(2), files) + "```"
                : m.group()));
    }

    private static String session(String block, Path files) {
        StringBuilder b = new StringBuilder();
        for (String line : block.split("\n")) {
            Matcher command = COMMAND.matcher(line);
            if (command.matches()) {
                b.append(b.isEmpty() ? "" : "\n").append(command(command, files));
            }
        }
        return b.toString();
    }

    private static String command(Matcher command, Path files) {
        Ran ran = run(command.group("arguments"), files);
        String head = command.group("head");
        String line = "$ bea " + command.group("arguments");
        if (head == null) {
            return line + (ran.code() == 0 ? "" : " # exit " + ran.code()) + "\n" + ran.text();
        }
        return line + " | head -" + head + "\n"
                + ran.text().lines().limit(Integer.parseInt(head)).map(l -> l + "\n").collect(Collectors.joining());
    }

    /// Runs a command in this JVM. Names of the page's files lead to the folder where they were written, and so does what
    /// is written with `-o`.
    private static Ran run(String arguments, Path files) {
        String[] words = words(arguments).stream()
                .map(a -> Files.exists(files.resolve(a)) ? files.resolve(a).toString() : a).toArray(String[]::new);
        for (int i = 1; i < words.length; i++) {
            words[i] = words[i - 1].equals("-o") ? files.resolve(words[i]).toString() : words[i];
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(words, new PrintWriter(out), new PrintWriter(err));
        String text = (out.toString() + err).replace(files + "/", "").lines().map(l -> l.stripTrailing() + "\n")
                .collect(Collectors.joining());
        return new Ran(code, text.replaceAll("\n+$", "\n"));
    }

    private static List<String> words(String line) {
        return WORD.matcher(line).results().map(m -> Optional.ofNullable(m.group(1)).orElse(m.group(2))).toList();
    }

    /// Files of the page that no command names and that do not verify, with what `bea` says of them.
    private static List<String> unusedThatFail(String page, Path files) throws IOException {
        Set<String> named = new TreeSet<>();
        page.lines().map(COMMAND::matcher).filter(Matcher::matches)
                .forEach(m -> named.addAll(words(m.group("arguments"))));
        try (Stream<Path> all = Files.list(files)) {
            return all.filter(Files::isRegularFile).map(p -> p.getFileName().toString()).filter(n -> !named.contains(n))
                    .sorted()
                    .map(n -> run("verify " + n, files)).filter(r -> r.code() != 0).map(Ran::text).toList();
        }
    }
}
