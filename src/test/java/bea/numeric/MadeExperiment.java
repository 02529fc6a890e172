package bea.numeric;

import bea.language.BeaFile;
import bea.language.Source;
import bea.language.Syntax;
import bea.model.Experiment;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// An experiment for a derivation that has none: networks on drawn batches where losses have batches, expressions in a
/// few coordinates where they have none, small numbers for counts and scalars. It is written as text and read by the
/// language, so that what a person may write is what is run.
final class MadeExperiment {
    private static final int BATCHES = 8;

    private final BeaFile.Resolved resolved;
    private final Model model;
    private final Path folder;
    private final Map<Slot, List<String>> coordinates = new HashMap<>();

    /// @param folder where its data are written to
    MadeExperiment(BeaFile.Resolved resolved, Path folder) {
        this.resolved = resolved;
        this.model = resolved.model();
        this.folder = folder;
        for (Slot s : model.slots()) {
            coordinates.put(s, s.coordinates().isEmpty()
                    ? IntStream.range(0, 3 - s.space().index()).mapToObj(k -> "q" + s.index() + (char) ('a' + k))
                            .toList()
                    : s.coordinates());
        }
    }

    /// @param source the file of the derivation
    Experiment of(Source source) throws IOException {
        int end = source.text().lastIndexOf('}', resolved.syntax().span().end() - 1);
        String text = source.text().substring(resolved.syntax().span().start(), end) + text() + "}\n";
        BeaFile.Analysis a = BeaFile.analyse(new Source(source.name(), text));
        if (!a.problems().isEmpty()) {
            throw new AssertionError(source.name() + ": " + a.problems() + "\n" + text);
        }
        return a.derivations().getFirst().model().experiments().getLast();
    }

    private String text() throws IOException {
        StringBuilder s = new StringBuilder("\n  experiment \"made\" {\n");
        boolean networks = model.symbols().stream().anyMatch(x -> x.batch().isPresent());
        if (networks) {
            s.append(data()).append("    batches of ").append(functions().isEmpty() ? 5 : 1).append(" seed 3\n");
        } else {
            model.slots().stream().filter(x -> x.coordinates().isEmpty()).forEach(x -> s.append("    state ")
                    .append(x.name()).append(" = (").append(String.join(", ", coordinates.get(x))).append(")\n"));
        }
        Map<String, String> written = new HashMap<>();
        for (Symbol x : model.symbols()) {
            if (x.definition().isEmpty()) {
                s.append("    ").append(networks ? network(x) : formula(x, written)).append('\n');
            }
        }
        model.counts().stream().filter(c -> c.fixed().isEmpty())
                .forEach(c -> s.append("    set ").append(c.name()).append(" = ").append(Math.max(3, c.atLeast()))
                        .append(
                                '\n'));
        List<String> open = new ArrayList<>(model.scalars().stream().map(Model.Scalar::name).toList());
        model.solves().forEach(x -> open.removeAll(x.unknowns()));
        open.forEach(x -> s.append("    set ").append(x).append(" = 3/7\n"));
        return s.append("    start seed 4\n  }\n").toString();
    }

    // ---- networks

    /// Functions that losses are composed of; their batches are single samples.
    private List<String> functions() {
        return resolved.syntax().items().stream().filter(Syntax.SymbolDecl.class::isInstance)
                .map(Syntax.SymbolDecl.class::cast).filter(d -> d.kind() == Syntax.SymbolDecl.Kind.FUNCTION)
                .flatMap(d -> d.symbols().stream()).map(h -> h.name().text()).toList();
    }

    private boolean is(Class<? extends Model.Relation> relation) {
        return model.relations().stream().anyMatch(relation::isInstance);
    }

    /// Where all batches are equal, all rows are.
    private String data() throws IOException {
        if (is(Model.Relation.EqualBatches.class)) {
            Files.writeString(folder.resolve("equal.csv"),
                    "1/2,-1/3,2/5,1\n".replace("1/2", "0.5").replace("1/3", "0.3")
                            .replace("2/5", "0.4").repeat(5 * BATCHES));
            return "    data points from \"equal.csv\"\n";
        }
        return "    data points is blobs(" + 5 * BATCHES + ", 3) seed 5\n    data noise is line(" + 5 * BATCHES
                + ", 2) seed 6\n";
    }

    private String network(Symbol x) {
        if (functions().contains(x.name())) {
            return "model " + x.name() + " is probability(3, 4) with tanh on "
                    + (x.slots().size() == 1 ? "points" : "noise");
        }
        return "model " + x.name() + (is(Model.Relation.Quadratic.class) ? " is linear on points"
                : " is mlp(3, 4, 2) with tanh, cross_entropy on points");
    }

    // ---- expressions

    /// A loss that is another's multiple is written so.
    private String formula(Symbol x, Map<String, String> written) {
        String body = model.relations().stream().filter(Model.Relation.Multiple.class::isInstance)
                .map(Model.Relation.Multiple.class::cast).filter(r -> r.symbol().equals(x)).findFirst()
                .map(r -> "(" + r.factor() + ") * (" + written.get(r.other().name()) + ")")
                .orElseGet(() -> smooth(x, written.size() + 1));
        written.put(x.name(), body);
        return "loss " + x.name() + "(" + String.join(", ", x.slots().stream().map(Slot::name).toList()) + ") = "
                + body;
    }

    /// A different one for each number, with derivatives of all orders, unless it is to be quadratic.
    private String smooth(Symbol x, int number) {
        List<String> c = x.slots().stream().flatMap(s -> coordinates.get(s).stream()).toList();
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < c.size(); i++) {
            for (int j = i; j < c.size(); j++) {
                s.append(i + j == 0 ? "" : " + ").append(1 + (i + 2 * j) % 3).append('/').append(4 + number + j)
                        .append(" * ").append(c.get(i)).append(" * ").append(c.get(j));
            }
        }
        String line = String.join(" ", IntStream.range(0, c.size())
                .mapToObj(i -> (i % 2 == 0 ? "+ " : "- ") + (i + number) + "/5*" + c.get(i)).toList()).substring(2);
        if (!is(Model.Relation.Quadratic.class)) {
            s.append(" + 1/3 * sin(").append(line).append(") + 1/4 * log(1 + exp(").append(line).append(")) + 1/6 * ")
                    .append(c.getFirst()).append("^3 * ").append(c.getLast());
        }
        return s.toString();
    }
}
