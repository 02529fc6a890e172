package bea.render;

import bea.derivation.Concrete;
import bea.derivation.Derived;
import bea.derivation.Report;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.language.Problem;
import bea.language.Source;
import bea.model.Model;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Reports as JSON; the shapes are described in the manual, "Machine-readable output".
public final class JsonReport {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
    private static final int SCHEMA = 1;

    private JsonReport() {}

    public static String verify(List<Report> reports) {
        JsonObject root = new JsonObject();
        root.addProperty("schema", SCHEMA);
        root.add("files", array(reports, JsonReport::file));
        int[] n = TextReport.counts(reports);
        JsonObject summary = new JsonObject();
        summary.addProperty("holds", n[0]);
        summary.addProperty("refuted", n[1]);
        summary.addProperty("undecided", n[2]);
        summary.addProperty("unexpected", n[3]);
        summary.addProperty("problems", n[4]);
        root.add("summary", summary);
        return GSON.toJson(root);
    }

    private static <T> JsonArray array(List<T> list, Function<T, JsonElement> f) {
        JsonArray a = new JsonArray();
        list.forEach(x -> a.add(f.apply(x)));
        return a;
    }

    private static JsonObject file(Report r) {
        JsonObject o = new JsonObject();
        o.addProperty("file", r.source().name());
        o.add("problems", array(r.problems(), p -> problem(r.source(), p)));
        o.add("derivations", array(r.derivations(), d -> {
            JsonObject x = new JsonObject();
            x.addProperty("name", d.name());
            x.add("claims", array(d.claims(), c -> claim(r.source(), c)));
            return x;
        }));
        ended(r, o);
        return o;
    }

    private static void ended(Report r, JsonObject o) {
        r.unfinished().ifPresent(u -> o.addProperty("unfinished", u));
        if (!r.internalErrors().isEmpty()) {
            o.addProperty("internalError", String.join("; ", r.internalErrors()));
        }
    }

    private static JsonObject problem(Source s, Problem p) {
        JsonObject o = new JsonObject();
        Source.Place place = s.place(p.span().start());
        o.addProperty("line", place.line());
        o.addProperty("column", place.column());
        o.addProperty("code", p.code().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        o.addProperty("message", p.message() + p.help().map(h -> " (" + h + ")").orElse(""));
        return o;
    }

    private static JsonObject claim(Source s, Report.Claim c) {
        JsonObject o = new JsonObject();
        o.addProperty("id", c.claim().id());
        o.addProperty("label", c.claim().label());
        o.addProperty("kind", c.claim().kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        o.addProperty("verdict", c.verdict().status().name().toLowerCase(Locale.ROOT));
        o.addProperty("expected", c.claim().expectedToHold() ? "holds" : "refuted");
        o.addProperty("line", s.place(c.claim().spanStart()).line());
        o.addProperty("reason", c.verdict().reason());
        o.addProperty("check", c.check().agreement().text());
        if (c.check().agreement() == Report.Agreement.NOT_RUN && !c.check().reason().isEmpty()) {
            o.addProperty("notChecked", c.check().reason());
        }
        o.addProperty("hint", c.hint().map(Report.Hint::text).orElse(null));
        c.claim().reading().ifPresent(r -> o.addProperty("reading", r));
        c.difference().ifPresent(d -> o.addProperty("difference", ExprPrinter.print(d)));
        c.counterexample().ifPresent(x -> o.addProperty("counterexample", x));
        return o;
    }

    /// @param latex how a formula is typeset
    public static String derive(List<Report> reports, Function<Report.Derivation, Function<Expr, String>> latex) {
        JsonObject root = new JsonObject();
        root.addProperty("schema", SCHEMA);
        root.add("files", array(reports, r -> {
            JsonObject o = new JsonObject();
            o.addProperty("file", r.source().name());
            o.add("problems", array(r.problems(), p -> problem(r.source(), p)));
            o.add("derivations", array(r.derivations(), d -> derivation(d, latex)));
            ended(r, o);
            return o;
        }));
        return GSON.toJson(root);
    }

    private static JsonObject derivation(Report.Derivation d,
            Function<Report.Derivation, Function<Expr, String>> latex) {
        JsonObject o = new JsonObject();
        o.addProperty("name", d.name());
        d.resolved().model().source().ifPresent(s -> o.addProperty("source", s));
        d.failure().ifPresent(f -> o.addProperty("failure", f));
        d.check().ifPresent(c -> {
            JsonObject x = new JsonObject();
            x.addProperty("result", c.agreement().text());
            x.addProperty("reason", c.reason());
            x.add("instances", array(c.instances(), com.google.gson.JsonPrimitive::new));
            c.beyond().ifPresent(b -> {
                x.addProperty("through", c.through());
                x.addProperty("notChecked", b);
                x.addProperty("text", c.partial().orElseThrow());
            });
            o.add("check", x);
        });
        Function<Expr, String> tex = latex.apply(d);
        if (!d.solved().isEmpty()) {
            JsonObject solved = new JsonObject();
            d.solved().forEach(v -> solved.addProperty(v.name(), v.value().map(bea.language.ExprPrinter::print)
                    .orElse("any")));
            o.add("solved", solved);
        }
        JsonObject witnesses = new JsonObject();
        d.witnesses().forEach(witnesses::addProperty);
        o.add("witnesses", witnesses);
        d.concrete().ifPresent(c -> o.add("closedForm", array(c.players(), p -> closedForm(p, tex))));
        d.derived().ifPresent(x -> {
            o.addProperty("sense", x.sense().name().toLowerCase(Locale.ROOT));
            o.add("epsilon", formula(x.epsilon(), tex));
            o.add("time", formula(x.time(), tex));
            o.add("players", array(x.players(), p -> player(p, x.sense(), tex)));
            x.hamiltonian().ifPresent(h -> {
                JsonObject g = new JsonObject();
                g.addProperty("q", h.q().name());
                g.addProperty("p", h.p().name());
                g.add("terms", array(h.terms(), e -> formula(e, tex)));
                g.add("whole", formula(h.whole(), tex));
                h.end().ifPresent(e -> g.addProperty("end", e));
                o.add("hamiltonian", g);
            });
            if (!x.notes().isEmpty()) {
                o.add("notes", array(x.notes(), com.google.gson.JsonPrimitive::new));
            }
        });
        return o;
    }

    private static JsonObject formula(Expr e, Function<Expr, String> tex) {
        JsonObject o = new JsonObject();
        o.addProperty("text", ExprPrinter.print(e));
        o.addProperty("latex", tex.apply(e));
        return o;
    }

    private static JsonElement formula(Optional<Expr> e, Function<Expr, String> tex) {
        return e.<JsonElement>map(x -> formula(x, tex)).orElse(com.google.gson.JsonNull.INSTANCE);
    }

    private static JsonObject player(Derived.Player p, Model.Sense sense, Function<Expr, String> tex) {
        JsonObject o = new JsonObject();
        o.addProperty("slot", p.slot().name());
        o.add("update", formula(p.update(), tex));
        o.add("time", formula(p.time(), tex));
        o.add(sense == Model.Sense.FLOW ? "flow" : "matched", formula(p.matched(), tex));
        o.add("corrections", array(p.orders(), k -> order(k, tex)));
        o.add("loss", formula(p.loss(), tex));
        return o;
    }

    private static JsonObject closedForm(Concrete.Player p, Function<Expr, String> tex) {
        JsonObject o = new JsonObject();
        o.addProperty("slot", p.slot().name());
        o.add("corrections", array(p.orders(), k -> {
            JsonObject x = new JsonObject();
            x.addProperty("k", k.k());
            x.add("components", array(k.components(), e -> formula(e, tex)));
            x.addProperty("gradient", k.closed().name().toLowerCase(Locale.ROOT));
            x.add("asymmetry", formula(k.asymmetry(), tex));
            x.add("potential", formula(k.potential(), tex));
            return x;
        }));
        o.add("loss", formula(p.loss(), tex));
        p.domain().ifPresent(d -> o.addProperty("domain", d));
        return o;
    }

    private static JsonObject order(Derived.Order k, Function<Expr, String> tex) {
        JsonObject o = new JsonObject();
        o.addProperty("k", k.k());
        JsonObject matched = new JsonObject();
        matched.add("left", formula(k.left(), tex));
        matched.add("right", formula(k.right(), tex));
        o.add("matched", matched);
        o.add("value", formula(k.value(), tex));
        o.add("terms", array(k.terms(), t -> {
            JsonObject x = new JsonObject();
            x.addProperty("tree", t.tree());
            x.addProperty("coefficient", t.coefficient());
            x.addProperty("order", t.order());
            x.addProperty("symmetry", t.symmetry());
            x.addProperty("density", t.density());
            x.addProperty("b", t.b());
            x.addProperty("b/sigma", t.divided());
            return x;
        }));
        o.add("choice", formula(k.choice(), tex));
        k.undecided().ifPresentOrElse(u -> o.addProperty("undecided", u), () -> {
            o.addProperty("gradient", k.gradient());
            o.addProperty("choiceIsGradient", k.chosenGradient());
        });
        k.because().ifPresent(b -> o.addProperty("because", b));
        k.exception().ifPresent(e -> o.addProperty("exception", e));
        o.add("potential", formula(k.potential(), tex));
        o.add("gradientPart", formula(k.gradientPart(), tex));
        o.add("remainder", formula(k.remainder(), tex));
        choices(k.choices(), o, tex);
        return o;
    }

    private static void choices(Derived.Choices c, JsonObject o, Function<Expr, String> tex) {
        o.add("paperChoice", formula(c.paper(), tex));
        o.add("leastFrozen", array(c.least(), l -> formula(l, tex)));
        if (!c.least().isEmpty()) {
            o.addProperty("leastFrozenTotal", c.total());
        }
        c.paperLeast().ifPresent(i -> o.addProperty("paperChoiceIsLeastFrozen", i));
        if (c.impossible()) {
            o.addProperty("noChoiceExists", true);
        }
        c.note().ifPresent(n -> o.addProperty("leastFrozenNote", n));
        c.dimension().ifPresent(d -> o.addProperty("familyDimension", d));
        if (!c.basis().isEmpty()) {
            o.add("familyBasis", array(c.basis(), b -> formula(b, tex)));
        }
    }
}
