package bea.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.derivation.Report;
import bea.elaborate.Verdict;
import bea.files.Inputs;
import bea.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The table of all numbered equations of the paper is what the engine says today.
class PaperTableTest {
    private static final Path PAPER = Library.FOLDER.resolve("paper");
    private static final int LAST = 144;
    private static final int MAX_EXEMPT = 5;
    /// `(26)`, or `(29)-(30)` for a display with a number for each of its lines.
    private static final Pattern LABEL = Pattern.compile("\\((\\d+)\\)(?:-\\((\\d+)\\))?");
    /// Equations that only introduce a symbol.
    private static final List<Integer> DEFINITIONS = IntStream
            .of(1, 20, 21, 22, 24, 25, 50, 51, 110, 111, 112, 113, 130, 131)
            .boxed().toList();

    private static final String HEAD = """
            # The numbered equations of the paper

            M. Rosca and M. Deisenroth, *Implicit regularisation in stochastic gradient descent: from single-objective to
            two-player games*, 2023. Every number, where it is transcribed, and what `bea verify` says of it. This table is
            generated from the `.bea` files by a test, `PaperTableTest`, which fails and rewrites it when it is out of date.

            """;

    /// Where a number is, and what became of it.
    private record Entry(String where, String verdict) {}

    @Test
    void theTableIsUpToDateAndComplete() throws IOException, Inputs.Unreadable {
        Map<Integer, List<Entry>> entries = entries();
        Map<Integer, String> exempt = exempt();
        List<Integer> missing = new ArrayList<>();
        int misprints = 0;
        int plain = 0;
        int without = 0;
        StringBuilder rows = new StringBuilder("| number | where | verdict |\n|---|---|---|\n");
        for (int n = 1; n <= LAST; n++) {
            List<Entry> found = entries.getOrDefault(n, List.of());
            if (!found.isEmpty()) {
                boolean misprint = found.stream().anyMatch(e -> e.verdict().startsWith("misprint"));
                misprints += misprint ? 1 : 0;
                plain += misprint ? 0 : 1;
                found.forEach(e -> assertTrue(!e.verdict().contains("undecided"), e.toString()));
            } else if (DEFINITIONS.contains(n)) {
                found = List.of(new Entry("", "introduces a symbol"));
                without++;
            } else if (exempt.containsKey(n)) {
                found = List.of(new Entry("", "no claim: " + exempt.get(n)));
                without++;
            } else {
                found = List.of(new Entry("", "**missing**"));
                missing.add(n);
            }
            rows.append("| (").append(n).append(") | ")
                    .append(String.join("<br>", found.stream().map(Entry::where).toList()))
                    .append(" | ").append(String.join("<br>", found.stream().map(Entry::verdict).toList()))
                    .append(" |\n");
        }
        String table = HEAD + "Of " + LAST + " numbers, " + plain + " hold as printed, " + misprints
                + " are misprinted, "
                + without + " claim nothing.\n\n" + rows;
        Path file = PAPER.resolve("README.md");
        String committed = Files.exists(file) ? Files.readString(file) : "";
        if (!committed.equals(table)) Files.writeString(file, table);
        assertEquals(List.of(), missing, "numbers without a claim");
        assertEquals(committed, table,
                "derivations/paper/README.md was out of date and has been written again; commit it");
    }

    @Test
    void exemptionsAreFewReasonedAndNeeded() throws IOException, Inputs.Unreadable {
        Map<Integer, String> exempt = exempt();
        assertTrue(exempt.size() <= MAX_EXEMPT, "at most five: " + exempt.keySet());
        exempt.forEach((n, reason) -> {
            assertTrue(n >= 1 && n <= LAST && !DEFINITIONS.contains(n), "no number to exempt: " + n);
            assertTrue(reason.length() > 10, "(" + n + ") has no reason");
        });
        Map<Integer, List<Entry>> entries = entries();
        exempt.keySet().forEach(n -> assertTrue(!entries.containsKey(n), "(" + n + ") is exempt and has a claim"));
    }

    private static Map<Integer, String> exempt() throws IOException {
        Map<Integer, String> exempt = new TreeMap<>();
        for (String line : Files.readAllLines(PAPER.resolve("exempt.txt"))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] parts = line.split("\\|", 2);
            assertEquals(2, parts.length, line);
            exempt.put(Integer.valueOf(parts[0].strip()), parts[1].strip());
        }
        return exempt;
    }

    private static Map<Integer, List<Entry>> entries() throws Inputs.Unreadable {
        Map<Integer, List<Entry>> entries = new TreeMap<>();
        for (Map.Entry<Path, Report> file : Library.reports().entrySet()) {
            if (!file.getKey().startsWith("paper")) continue;
            assertEquals(List.of(), file.getValue().problems(), file.getKey().toString());
            for (Report.Derivation d : file.getValue().derivations()) {
                collect(file.getKey().getFileName().toString(), file.getValue(), d.claims(), entries);
            }
        }
        return entries;
    }

    private static void collect(String name, Report report, List<Report.Claim> claims,
            Map<Integer, List<Entry>> entries) {
        for (int i = 0; i < claims.size(); i++) {
            Report.Claim c = claims.get(i);
            Matcher label = LABEL.matcher(c.claim().label());
            if (c.claim().kind() == Model.Claim.Kind.MISPRINT_CORRECTED || !label.matches()) continue;
            boolean misprint = c.claim().kind() == Model.Claim.Kind.MISPRINT_PRINTED;
            if (misprint) assertEquals(Model.Claim.Kind.MISPRINT_CORRECTED, claims.get(i + 1).claim().kind());
            String verdict = !misprint ? status(c.verdict())
                    : "misprint: " + status(c.verdict()) + " as printed, " + status(claims.get(i + 1).verdict())
                            + " as corrected";
            String reading = c.claim().reading().map(r -> " (reading: " + r.replace("|", "\\|") + ")").orElse("");
            int line = report.source().place(c.claim().spanStart()).line();
            Entry entry = new Entry("[" + name + ":" + line + "](" + name + "#L" + line + ")", verdict + reading);
            int first = Integer.parseInt(label.group(1));
            int last = label.group(2) == null ? first : Integer.parseInt(label.group(2));
            for (int n = first; n <= last; n++) entries.computeIfAbsent(n, _ -> new ArrayList<>()).add(entry);
        }
    }

    private static String status(Verdict v) {
        return switch (v.status()) {
            case HOLDS -> "holds";
            case REFUTED -> "refuted";
            case UNDECIDED -> "undecided";
        };
    }
}
