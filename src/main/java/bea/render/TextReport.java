package bea.render;

import bea.derivation.Report;
import bea.elaborate.Verdict;
import bea.language.Problem;
import bea.language.Source;
import bea.language.Span;
import bea.model.Model;
import java.util.ArrayList;
import java.util.List;

/// Verdicts and problems as text, with file, line and caret.
public final class TextReport {
    private final Style style;

    public TextReport(Style style) {
        this.style = style;
    }

    public String problem(Source source, Problem p) {
        StringBuilder b = new StringBuilder(style.bad("error") + ": " + p.message() + "\n");
        excerpt(b, source, p.span(), p.help().orElse(""));
        return b.toString();
    }

    /// `  --> file:line:column` and the line with a caret and a note.
    private void excerpt(StringBuilder b, Source source, Span span, String note) {
        Source.Place place = source.place(span.start());
        String number = String.valueOf(place.line());
        String pad = " ".repeat(number.length());
        String text = source.line(place.line());
        int length = Math.max(1, Math.min(span.end() - span.start(), text.length() - place.column() + 1));
        b.append(pad).append(" --> ").append(source.name()).append(':').append(place.line()).append(':')
                .append(place.column()).append('\n');
        b.append(pad).append("  |\n");
        b.append(number).append(" | ").append(clipped(text)).append('\n');
        if (place.column() <= 200) {
            b.append(pad).append("  | ").append(indent(text, place.column() - 1))
                    .append(style.warning("^".repeat(Math.min(length, 200)))).append(note.isEmpty() ? "" : " " + note)
                    .append('\n');
        }
    }

    private static String clipped(String line) {
        return line.length() > 200 ? line.substring(0, 200) + " …" : line;
    }

    private static String indent(String line, int columns) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            b.append(i < line.length() && line.charAt(i) == '\t' ? '\t' : ' ');
        }
        return b.toString();
    }

    /// All claims of a file: one line for each that is as expected, an explanation for the others.
    public String file(Report r, boolean verbose) {
        StringBuilder b = new StringBuilder();
        r.problems().forEach(p -> b.append(problem(r.source(), p)).append('\n'));
        for (Report.Derivation d : r.derivations()) {
            d.check().filter(c -> c.agreement() == Report.Agreement.DISAGREES)
                    .ifPresent(c -> b.append(disagreement(r.source(), d, c)));
            for (Report.Claim c : d.claims()) {
                if (!c.asExpected() || c.check().agreement() == Report.Agreement.DISAGREES) {
                    b.append(claim(r.source(), c)).append('\n');
                } else if (verbose) {
                    b.append(line(c)).append('\n');
                }
            }
        }
        r.unfinished().ifPresent(u -> b.append(style.bad("unfinished")).append(": ").append(u).append('\n'));
        return b.toString();
    }

    private String disagreement(Source s, Report.Derivation d, Report.Check c) {
        return style.bad("the two engines disagree") + " about the derivation \"" + d.name() + "\" in " + s.name()
                + ": "
                + c.reason() + "\n  This is a bug in bea; please report it with the file.\n";
    }

    private static String name(Report.Claim c) {
        String kind = switch (c.claim().kind()) {
            case CLAIM -> "claim";
            case MISPRINT_PRINTED -> "misprint (as printed)";
            case MISPRINT_CORRECTED -> "misprint (as corrected)";
        };
        return kind + " " + (c.claim().label().isEmpty() ? c.claim().id() : "\"" + c.claim().label() + "\"");
    }

    private static String status(Verdict v) {
        return v.status().name().toLowerCase(java.util.Locale.ROOT);
    }

    private String line(Report.Claim c) {
        String mark = style.good("ok");
        return "  " + mark + " " + status(c.verdict()) + ": " + name(c)
                + (c.verdict().reason().isEmpty() ? "" : ": " + c.verdict().reason()) + checkNote(c);
    }

    private static String checkNote(Report.Claim c) {
        return switch (c.check().agreement()) {
            case AGREES -> ", confirmed";
            case DISAGREES -> ", NOT CONFIRMED";
            case NOT_RUN -> c.check().reason().isEmpty() ? "" : ", not checked: " + c.check().reason();
        };
    }

    /// One claim in full.
    public String claim(Source source, Report.Claim c) {
        StringBuilder b = new StringBuilder();
        Verdict v = c.verdict();
        b.append(v.isHolds() ? style.good(status(v)) : style.bad(status(v))).append(": ").append(name(c));
        b.append(c.asExpected() ? "" : c.claim().expectedToHold() ? "" : ", which was expected to be refuted")
                .append('\n');
        Span whole = new Span(c.claim().spanStart(), c.claim().spanEnd());
        Span at = c.claim().body() instanceof Model.IllTyped i ? new Span(i.spanStart(), i.spanEnd()) : whole;
        if (c.hint().isPresent()) {
            for (Report.Change change : c.hint().get().places()) {
                excerpt(b, source, change.span(), change.text());
            }
        } else {
            excerpt(b, source, at, "");
        }
        String pad = "   ";
        facts(c).forEach(f -> b.append(pad).append("= ").append(f).append('\n'));
        return b.toString();
    }

    private List<String> facts(Report.Claim c) {
        List<String> facts = new ArrayList<>();
        c.claim().reading().ifPresent(r -> facts.add("reading: " + r));
        Verdict v = c.verdict();
        if (v.difference().isPresent() && v.difference().get().claimed() > 0) {
            facts.add(difference(c, v.difference().get()));
        }
        if (!v.reason().isEmpty() && (v.difference().isEmpty() || !v.reason().startsWith("the two sides differ"))) {
            facts.add(v.reason());
        }
        c.hint().filter(h -> !h.unique()).ifPresent(h -> facts.add("note: other changes would do as well"));
        if (v.status() == Verdict.Status.REFUTED && c.hint().isEmpty() && c.difference().isPresent()
                && c.claim().expectedToHold() && v.difference().filter(d -> d.claimed() > 0).isPresent()) {
            facts.add("no change of its coefficients makes it true; the difference above is a missing term");
        }
        c.counterexample().ifPresent(x -> facts.add("counterexample: " + x));
        Report.Check k = c.check();
        if (k.agreement() == Report.Agreement.DISAGREES) {
            facts.add(
                    "the independent check does NOT agree: " + k.reason() + "; this is a bug in bea, please report it");
        } else if (k.agreement() == Report.Agreement.AGREES) {
            facts.add("confirmed by the independent check" + (k.instances().isEmpty() ? ""
                    : " on " + String.join("; ", k.instances())));
        } else if (!k.reason().isEmpty()) {
            facts.add("not checked: " + k.reason());
        }
        return facts;
    }

    /// The first terms of a long sum; all of them are in `explain` and in JSON.
    private static String shortened(bea.language.Expr e) {
        List<String> terms = TextDerivation.terms(e);
        StringBuilder b = new StringBuilder(terms.getFirst());
        int shown = 1;
        while (shown < terms.size() && b.length() + terms.get(shown).length() < 400) {
            b.append(' ').append(terms.get(shown++));
        }
        return shown == terms.size() ? b.toString() : b + " … (" + terms.size() + " terms)";
    }

    private String difference(Report.Claim c, Verdict.Difference d) {
        if (c.difference().isEmpty() && c.claim().body() instanceof Model.Equation e && !e.ranges().isEmpty()) {
            return "the two sides differ at h^" + d.power() + " for some value of the free index";
        }
        String rest = c.difference().map(TextReport::shortened).orElse("a difference that has no short form");
        String slot = d.slot().isEmpty() ? "" : " in " + d.slot();
        String reached = "(claimed: O(h^" + d.claimed() + "), reached: O(h^" + d.power() + "))";
        return switch (c.claim().body()) {
            case Model.Follows _ ->
                "its flow leaves the update" + slot + " at h^" + d.power() + " by  " + rest + "   " + reached;
            case Model.IsGradient _,Model.LossExists _ -> "what fits no gradient" + slot + ": " + rest;
            default -> "left minus right" + slot + (d.power() > 0 ? " at h^" + d.power() : "") + " is  " + rest;
        };
    }

    /// `12 hold, 3 refuted, …` for any number of files.
    public String summary(List<Report> reports) {
        int[] n = counts(reports);
        List<String> parts = new ArrayList<>();
        parts.add(n[0] + " hold");
        parts.add(n[1] + " refuted");
        if (n[2] > 0) {
            parts.add(style.bad(n[2] + " undecided"));
        }
        if (n[3] > 0) {
            parts.add(style.bad(n[3] + " not as expected"));
        } else if (n[4] == 0 && reports.stream().allMatch(TextReport::complete)) {
            parts.add(style.good("all as expected"));
        }
        if (n[4] > 0) {
            parts.add(style.bad(n[4] + (n[4] == 1 ? " problem" : " problems")));
        }
        if (reports.stream().anyMatch(r -> r.unfinished().isPresent())) {
            parts.add(style.bad("not finished"));
        }
        int bugs = reports.stream().mapToInt(r -> r.internalErrors().size()).sum();
        if (bugs > 0) {
            parts.add(style.bad(bugs + (bugs == 1 ? " internal error" : " internal errors")));
        }
        return String.join(", ", parts);
    }

    private static boolean complete(Report r) {
        return r.unfinished().isEmpty() && r.internalErrors().isEmpty();
    }

    /// Holds, refuted, undecided, unexpected, problems.
    public static int[] counts(List<Report> reports) {
        int[] n = new int[5];
        for (Report r : reports) {
            n[4] += r.problems().size();
            r.derivations().forEach(d -> d.claims().forEach(c -> {
                n[c.verdict().status().ordinal()]++;
                n[3] += c.asExpected() ? 0 : 1;
            }));
        }
        return n;
    }
}
