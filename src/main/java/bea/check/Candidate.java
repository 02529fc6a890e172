package bea.check;

import bea.algebra.Rational;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A small instance, together with the names of everything in it.
final class Candidate {
    private static final String LETTERS = "xyzuvwpqr";

    /// The polynomials that were asked for, in this order, under the names of symbol and batch.
    final Map<String, List<String>> used = new LinkedHashMap<>();
    /// Whether some choice was past the end of the list of monomials.
    boolean exhausted;
    final Instance instance;
    private final Model model;
    private final Supplier<Candidate> again;
    private int number;
    /// Whether there are batches that are zero.
    private boolean batched;

    Candidate(Model model, Map<String, Long> counts, Rational[][] start, Rational[][] live, Support support,
            Monomials.Choice choice) {
        this(model, counts, start, live, support, choice, 1);
    }

    private Candidate(Model model, Map<String, Long> counts, Rational[][] start, Rational[][] live,
            Support support, Monomials.Choice choice, long seed) {
        this.model = model;
        this.again = () -> new Candidate(model, counts, start, live, support, choice, seed + 1);
        Map<String, Rational> scalars = Instance.random(model, counts, 1, 1, 1).scalars;
        this.instance = new Instance(model, counts, new TreeMap<>(scalars), start, live, seed, support,
                (symbol, label, component, centre, maximum) -> choose(choice, symbol, label, component, centre,
                        maximum));
    }

    private Polynomial choose(Monomials.Choice choice, Symbol symbol, long label, int component, Rational[] centre,
            int maximum) {
        Rational[] origin = centre.clone();
        java.util.Arrays.fill(origin, Rational.ZERO);
        Polynomial p = choice.polynomial(symbol, label, component, origin, maximum, number++);
        if (p == null) {
            exhausted = true;
            throw new NotChecked("there are no more monomials");
        }
        batched |= instance.support.isPartial(symbol);
        used.computeIfAbsent(name(symbol, label), k -> new ArrayList<>()).add(p.text(variables(symbol)));
        return p;
    }

    /// The same instance, but for the values that stand for those of elementary functions.
    Candidate again() {
        return again.get();
    }

    int choices() {
        return number;
    }

    private static String name(Symbol symbol, long label) {
        if (symbol.batch().isEmpty()) {
            return symbol.name();
        }
        String slots = String.join(", ", symbol.slots().stream().map(Slot::name).toList());
        return symbol.name() + "(" + slots + "; " + symbol.batch().get() + "[" + label + "])";
    }

    private List<String> variables(Symbol symbol) {
        List<String> names = new ArrayList<>();
        for (Slot s : symbol.slots()) {
            List<String> own = coordinates(s);
            String last = own.getLast();
            names.addAll(!instance.isInvariant(symbol, s) ? own
                    : own.stream().map(x -> x.equals(last) ? "1" : "(" + x + "/" + last + ")").toList());
        }
        return names;
    }

    private List<String> coordinates(Slot slot) {
        if (!slot.coordinates().isEmpty()) {
            return slot.coordinates();
        }
        int first = 0;
        for (Slot s : model.slots().subList(0, slot.index())) {
            first += s.coordinates().isEmpty() ? instance.dimension(s) : 0;
        }
        List<String> names = new ArrayList<>();
        for (int i = first; i < first + instance.dimension(slot); i++) {
            names.add(i < LETTERS.length() ? LETTERS.substring(i, i + 1) : "x" + (i + 1));
        }
        return names;
    }

    /// `E` is `x^2*y`, `f` is `(x^2*y, x)`.
    Map<String, String> names() {
        Map<String, String> texts = new LinkedHashMap<>();
        used.forEach((name, parts) -> texts.put(name, parts.size() == 1 ? parts.getFirst()
                : "(" + String.join(", ", parts) + ")"));
        if (batched) {
            texts.put("all other batches", "0");
        }
        return texts;
    }

    /// `(1, 1)`, or `(1, 1), theta = (2, 1)` when the position is another than the start; with counts and scalars.
    String point() {
        boolean single = model.slots().size() == 1;
        List<String> parts = new ArrayList<>();
        for (Slot s : model.slots()) {
            parts.add((single ? "" : s.name() + " = ") + position(s, instance.start));
        }
        for (Slot s : model.slots()) {
            if (Vectors.difference(instance.live.get(s), instance.start.get(s), 0) >= 0) {
                parts.add((single ? "" : "later ") + s.name() + " = " + position(s, instance.live));
            }
        }
        for (Model.Count c : model.counts()) {
            if (c.fixed().isEmpty()) {
                parts.add(c.name() + " = " + instance.counts.get(c.name()));
            }
        }
        instance.scalars.forEach((name, value) -> {
            if (!model.values().containsKey(name)) {
                parts.add(name + " = " + value);
            }
        });
        return String.join(", ", parts);
    }

    private String position(Slot s, Point at) {
        return Vectors.text(at.get(s), instance.dimension(s), 0);
    }
}
