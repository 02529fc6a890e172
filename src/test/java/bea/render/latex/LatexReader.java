package bea.render.latex;

import bea.language.Expr;
import bea.language.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the LaTeX that [LatexExpr] and [LatexDocument] print, as a person would: it knows the names of the derivation
/// and what they are, and nothing of the printer's insides.
///
/// Not kept: which slot is meant when there is one state, the grouping of products, decimal numbers, whether a mean is
/// a mean or a sum with a coefficient.
final class LatexReader extends TexCursor {
    private static final Map<String, String> ELEMENTARY = Map.of("\\log", "log", "\\exp", "exp", "\\sin", "sin",
            "\\cos", "cos", "\\tan", "tan", "\\tanh", "tanh", "\\arctan", "atan", "\\operatorname{sigmoid}", "sigmoid",
            "\\operatorname{stop}", "stop");
    private static final Set<String> ENDS = Set.of("+", "-", ")", "]", "}", ",", ";", "=", "\\neq", "\\leftarrow",
            "\\rVert", "\\}", TexTokens.BAR, "^", "_", "'");

    private final Notation notation;
    private final Evaluations evaluations;
    private final List<Known> known = new ArrayList<>();

    /// A name with the tokens that it is printed with.
    private record Known(String name, List<String> tokens) {}

    /// An equation of a document.
    ///
    /// @param id   the mark that stands before it
    /// @param left empty when the equation goes on from the one before it
    record Equation(String id, Optional<Expr> left, String relation, Expr right, List<Expr.Binder> ranges) {}

    private LatexReader(String tex, Notation notation, Collection<String> otherNames) {
        super(tex);
        this.notation = notation;
        this.evaluations = new Evaluations(notation);
        Set<String> names = new LinkedHashSet<>(notation.names());
        names.removeAll(notation.batches().keySet());
        names.addAll(otherNames);
        for (String name : names) {
            String tex1 = notation.state(name).map(notation::stateTex).orElseGet(() -> notation.tex(name));
            known.add(new Known(name, TexTokens.of(tex1)));
        }
        known.sort(Comparator.comparingInt((Known k) -> -k.tokens.size()));
    }

    /// Reads one formula.
    ///
    /// @param otherNames names that the notation does not have: scalars, counts, indices
    /// @throws IllegalArgumentException when the text is no such formula
    static Expr parse(String tex, Notation notation, Collection<String> otherNames) {
        LatexReader reader = new LatexReader(tex, notation, otherNames);
        Expr e = reader.sum();
        reader.require(reader.atEnd(), "the end");
        return e;
    }

    /// Reads the marked equations of a document or fragment, in order.
    static List<Equation> equations(String document, Notation notation, Collection<String> otherNames) {
        List<Equation> found = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        String id = null;
        for (String line : document.lines().toList()) {
            if (line.startsWith("% bea: ")) {
                if (id != null) {
                    found.add(equation(id, body.toString(), notation, otherNames));
                }
                String mark = line.substring("% bea: ".length());
                id = mark.equals("begin") || mark.equals("end") ? null : mark;
                body.setLength(0);
            } else if (id != null && !line.startsWith("\\end{align*}")) {
                body.append(line).append('\n');
            }
        }
        return found;
    }

    private static Equation equation(String id, String tex, Notation notation, Collection<String> otherNames) {
        LatexReader reader = new LatexReader(tex, notation, otherNames);
        Optional<Expr> left = reader.peek("=") || reader.peek("\\leftarrow") || reader.peek("\\neq")
                ? Optional.empty() : Optional.of(reader.sum());
        String relation = reader.next();
        Expr right = reader.sum();
        List<Expr.Binder> ranges = new ArrayList<>();
        while (reader.accept(",")) {
            ranges.add(reader.range());
        }
        reader.require(reader.atEnd(), "the end of the equation");
        return new Equation(id, left, relation, right, ranges);
    }

    // ---- sums and products

    private Expr sum() {
        Expr sum = accept("-") ? new Expr.Neg(product(), Span.NONE) : product();
        while (peek("+") || peek("-")) {
            boolean minus = next().equals("-");
            Expr term = product();
            sum = minus ? new Expr.Sub(sum, term, Span.NONE) : new Expr.Add(sum, term, Span.NONE);
        }
        return sum;
    }

    private Expr product() {
        Expr product = null;
        do {
            Expr factor = factor();
            if (peek(List.of("^", "{", "\\mathsf{T}", "}"))) {
                at += 4;
                factor = new Expr.Call("dot", List.of(List.of(factor, product())), Span.NONE);
            }
            product = product == null ? factor : new Expr.Mul(product, factor, Span.NONE);
        } while (more());
        return product;
    }

    private boolean more() {
        boolean product = false;
        while (accept("\\cdot") || accept("\\,")) {
            product = true;
        }
        return product || at < tokens.size() && !ENDS.contains(tokens.get(at));
    }

    /// A prefix chain with what is written behind it as a whole: powers, evaluation bars.
    private Expr factor() {
        boolean group = peek("(") || peek("[");
        Expr e = prefixed();
        while (peek("^") && !peek(List.of("^", "{", "\\mathsf{T}", "}")) || peek(TexTokens.BAR)) {
            e = accept("^") ? new Expr.Pow(e, braced(this::sum), Span.NONE) : evaluated(e, group);
        }
        return e;
    }

    private Expr evaluated(Expr e, boolean group) {
        expect(TexTokens.BAR);
        expect("_");
        List<Expr> point = braced(() -> list("}"));
        return group ? new Expr.AtStart(e, Span.NONE) : evaluations.at(e, point);
    }

    private List<Expr> list(String end) {
        List<Expr> list = new ArrayList<>();
        do {
            list.add(argument());
        } while (accept(","));
        require(peek(end) || peek(";"), end);
        return list;
    }

    private Expr argument() {
        boolean dot = peek("\\cdot");
        at += dot ? 1 : 0;
        return dot ? Evaluations.DOT : sum();
    }

    // ---- prefix operators and what they stand before

    private Expr prefixed() {
        if (accept("\\nabla")) {
            return nabla();
        }
        if (accept("\\frac")) {
            return fraction();
        }
        if (accept("\\dot")) {
            return new Expr.TimeDerivative(braced(this::sum), Span.NONE);
        }
        if (accept("\\ddot")) {
            return new Expr.TimeDerivative(new Expr.TimeDerivative(braced(this::sum), Span.NONE), Span.NONE);
        }
        Expr e = primary();
        while (peek("'")) {
            e = primed(e);
        }
        return e;
    }

    private Expr nabla() {
        List<String> slots = new ArrayList<>();
        if (accept("_")) {
            expect("{");
            while (!accept("}")) {
                slots.add(name());
            }
        }
        int order = accept("^") ? Integer.parseInt(braced(this::next)) : 1;
        Expr body = operand();
        if (!accept("[")) {
            return derivative(slots, order, body);
        }
        List<Expr> directions = list("]");
        expect("]");
        List<String> all = slots.size() == 1 ? java.util.Collections.nCopies(order, slots.getFirst()) : slots;
        int inner = order - directions.size();
        Expr inside = inner == 0 ? body : derivative(all.subList(0, Math.min(inner, all.size())), inner, body);
        return new Expr.Deriv(all.subList(Math.min(inner, all.size()), all.size()), inside, directions, Span.NONE);
    }

    private Expr derivative(List<String> slots, int order, Expr body) {
        require(order <= 2, "directions of a derivative of order " + order);
        return order == 2 ? new Expr.Hess(slots, body, Span.NONE)
                : new Expr.Grad(slots.stream().findFirst(), body, Span.NONE);
    }

    private Expr operand() {
        boolean norm = peek("\\lVert");
        Expr e = prefixed();
        return norm && !peek(List.of("^", "{", "\\mathsf{T}", "}")) && accept("^")
                ? new Expr.Pow(e, braced(this::sum), Span.NONE) : e;
    }

    private Expr fraction() {
        int start = at;
        expect("{");
        if (accept("d")) {
            Optional<Expr> above = peek("}") ? Optional.empty() : Optional.of(factor());
            expect("}");
            expect("{");
            require(accept("d"), "a derivative");
            boolean time = peek("t");
            String slot = time ? next() : name();
            expect("}");
            Expr body = above.orElseGet(this::operand);
            return time ? new Expr.TimeDerivative(body, Span.NONE) : new Expr.Jac(Optional.of(slot), body, Span.NONE);
        }
        at = start;
        Expr above = braced(this::sum);
        return new Expr.Div(above, braced(this::sum), Span.NONE);
    }

    private Expr primed(Expr field) {
        int order = 0;
        while (accept("'")) {
            order++;
        }
        Expr function = field;
        List<Expr> directions = List.of();
        if (accept("(")) {
            List<List<Expr>> groups = groups();
            directions = groups.getFirst();
            if (peek("[") && field instanceof Expr.Name n) {
                function = call(n.id(), groups);
                directions = List.of();
            }
        } else if (!peek("[") && at < tokens.size() && !peek("\\,") && !ENDS.contains(tokens.get(at))) {
            directions = List.of(prefixed());
        }
        if (accept("[")) {
            directions = list("]");
            expect("]");
        }
        return new Expr.Prime(function, order, directions, Span.NONE);
    }

    // ---- primaries

    private Expr primary() {
        String token = at < tokens.size() ? tokens.get(at) : "";
        if (Character.isDigit(token.isEmpty() ? ' ' : token.charAt(0))) {
            return Exprs.number(Long.parseLong(next()));
        }
        if (ELEMENTARY.containsKey(token)) {
            return elementary(ELEMENTARY.get(next()));
        }
        return switch (token) {
            case "(" -> group("(", ")");
            case "[" -> group("[", "]");
            case "\\lVert" -> new Expr.Call("norm", List.of(List.of(group("\\lVert", "\\rVert"))), Span.NONE);
            case "\\sqrt" -> {
                at++;
                yield new Expr.Call("sqrt", List.of(List.of(braced(this::sum))), Span.NONE);
            }
            case "\\sum" -> summation();
            case "\\operatorname*{mean}" -> mean();
            case "\\mathbb" -> expectation();
            case "\\mathcal" -> order();
            default -> token.startsWith("\\text{") ? side(next()) : applied();
        };
    }

    private Expr group(String open, String close) {
        expect(open);
        Expr e = sum();
        expect(close);
        return e;
    }

    private Expr elementary(String function) {
        Expr argument = accept("(") ? closed(sum()) : prefixed();
        return new Expr.Call(function, List.of(List.of(argument)), Span.NONE);
    }

    private Expr closed(Expr e) {
        expect(")");
        return e;
    }

    private Expr summation() {
        expect("\\sum");
        expect("_");
        expect("{");
        String variable = name();
        Optional<Expr> from = accept("=") ? Optional.of(sum()) : Optional.empty();
        List<Expr.Distinct> conditions = conditions();
        expect("}");
        Optional<Expr> to = accept("^") ? Optional.of(braced(this::sum)) : Optional.empty();
        Expr.Binder binder = new Expr.Binder(variable, from, to, Span.NONE);
        return new Expr.Sum(false, List.of(binder), conditions, product(), Span.NONE);
    }

    private List<Expr.Distinct> conditions() {
        List<Expr.Distinct> conditions = new ArrayList<>();
        while (accept(",")) {
            Expr left = sum();
            expect("\\neq");
            conditions.add(new Expr.Distinct(left, sum()));
        }
        return conditions;
    }

    private Expr mean() {
        at++;
        expect("_");
        expect("{");
        List<Expr.Binder> binders = new ArrayList<>();
        do {
            binders.add(range());
        } while (accept(";"));
        List<Expr.Distinct> conditions = conditions();
        expect("}");
        return new Expr.Sum(true, binders, conditions, product(), Span.NONE);
    }

    /// `\mu=0,\dots,n-1`.
    private Expr.Binder range() {
        String variable = name();
        if (!accept("=")) {
            return new Expr.Binder(variable, Optional.empty(), Optional.empty(), Span.NONE);
        }
        Expr from = sum();
        require(accept(List.of(",", "\\dots", ",")), "dots");
        return new Expr.Binder(variable, Optional.of(from), Optional.of(sum()), Span.NONE);
    }

    private Expr expectation() {
        require(accept(List.of("\\mathbb", "{", "E", "}", "_", "{")), "an expectation");
        boolean shuffles = accept("\\sigma");
        String batch = notation.batches().size() == 1 ? notation.batches().keySet().iterator().next() : null;
        if (shuffles && accept("(")) {
            batch = family().orElseThrow();
            expect(")");
        } else if (!shuffles) {
            batch = family().orElseThrow();
        }
        expect("}");
        return new Expr.Expect(shuffles, batch, group("[", "]"), Span.NONE);
    }

    private Expr order() {
        require(accept(List.of("\\mathcal", "{", "O", "}", "(", "h")), "an order");
        int power = accept("^") ? Integer.parseInt(braced(this::next)) : 1;
        expect(")");
        return new Expr.BigO(power, Span.NONE);
    }

    private static Expr side(String text) {
        check(text.matches("\\\\text\\{[lr]\\.h\\.s\\. of .*}"), text);
        return new Expr.EquationSide(text.startsWith("\\text{l"), text.substring(16, text.length() - 1), Span.NONE);
    }

    private static void check(boolean condition, Object found) {
        if (!condition) {
            throw new IllegalArgumentException("unexpected " + found);
        }
    }

    // ---- names and what they are applied to

    private Expr applied() {
        Optional<String> family = family();
        if (family.isPresent()) {
            expect("^");
            return new Expr.Index(family.get(), time(family.get(), braced(this::sum), 0), Span.NONE);
        }
        for (Notation.State state : notation.states()) {
            if (accept(TexTokens.of(notation.openSubscript(state)))) {
                Expr index = time(null, sum(), 1);
                expect("}");
                return position(state, index);
            }
        }
        if (accept("\\mathrm{start}")) {
            return Exprs.name("start");
        }
        String name = name();
        if (Names.correction(name).isPresent() && accept(List.of("^", "{", "("))) {
            Expr slot = Exprs.name(name());
            require(accept(List.of(")", "}")), "the end of a slot");
            return starred(new Expr.Index(name, slot, Span.NONE));
        }
        if (Names.correction(name).isPresent()) {
            return starred(Exprs.name(name));
        }
        boolean callable = notation.functions().containsKey(name) || notation.state(name).isPresent();
        if (!callable || !accept("(")) {
            return Exprs.name(name);
        }
        List<List<Expr>> groups = groups();
        return call(choose(name, groups), groups);
    }

    private Expr position(Notation.State state, Expr index) {
        boolean start = index instanceof Expr.Num n && n.value().isZero();
        return !start ? new Expr.Index(state.name(), index, Span.NONE)
                : notation.states().size() == 1 ? Exprs.name("start")
                : new Expr.Index("start", Exprs.name(state.name()), Span.NONE);
    }

    /// `f_1(\theta_0)` is a value at the start.
    private Expr starred(Expr correction) {
        if (!accept("(")) {
            return correction;
        }
        groups();
        return new Expr.AtStart(correction, Span.NONE);
    }

    private Optional<String> family() {
        return notation.batches().keySet().stream()
                .sorted(Comparator.comparingInt((String f) -> -TexTokens.of(notation.batchTex(f)).size()))
                .filter(f -> accept(TexTokens.of(notation.batchTex(f))))
                .findFirst();
    }

    /// Undoes the printer's origin of time.
    private Expr time(String family, Expr index, int offset) {
        if (notation.clock().isEmpty() || family != null && !notation.startsAtZero(family)) {
            return index;
        }
        Counts clock = Counts.of(Exprs.name(notation.clock().get())).orElseThrow();
        return Counts.of(index).orElseThrow().plus(clock, -1).plus(offset).expr();
    }

    private List<List<Expr>> groups() {
        List<List<Expr>> groups = new ArrayList<>();
        do {
            groups.add(peek("\\{") ? List.of(set()) : list(")"));
        } while (accept(";"));
        expect(")");
        return groups;
    }

    /// `\{\mathbf{X}^{0},\dots,\mathbf{X}^{n-1}\}`, as a sum over nothing that only carries the range.
    private Expr set() {
        expect("\\{");
        List<Expr.Index> members = new ArrayList<>();
        do {
            if (!accept("\\dots")) {
                members.add((Expr.Index) applied());
            }
        } while (accept(","));
        expect("\\}");
        Expr.Binder binder = new Expr.Binder("?", Optional.of(members.getFirst().index()),
                Optional.of(members.getLast().index()), Span.NONE);
        return new Expr.Sum(true, List.of(binder), List.of(), Exprs.name(members.getFirst().name()), Span.NONE);
    }

    /// Of functions that print alike, the one that takes these arguments.
    private String choose(String name, List<List<Expr>> groups) {
        List<String> printed = TexTokens.of(notation.tex(name));
        return known.stream().filter(k -> k.tokens.equals(printed)).map(Known::name)
                .filter(n -> notation.functions().containsKey(n) && takes(notation.functions().get(n), groups))
                .findFirst().orElse(name);
    }

    private boolean takes(Notation.Function function, List<List<Expr>> groups) {
        boolean fits = function.groups().size() == groups.size();
        for (int g = 0; fits && g < groups.size(); g++) {
            List<Expr> group = groups.get(g);
            fits = group.size() == function.groups().get(g).size() && (!(group.getFirst() instanceof Expr.Index i)
                    || !notation.batches().containsKey(i.name()) || function.groups().get(g).equals(List.of(i.name())));
        }
        return fits;
    }

    private Expr call(String name, List<List<Expr>> groups) {
        Optional<Notation.State> state = notation.state(name);
        if (state.isPresent()) {
            String flow = notation.states().size() == 1 ? "flow" : "flow[" + name + "]";
            return new Expr.Call(flow, groups, Span.NONE);
        }
        List<List<Expr>> settled = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            settled.add(evaluations.slots(name, g, groups.get(g)));
        }
        Optional<Expr.Sum> set = groups.stream().flatMap(List::stream).filter(Expr.Sum.class::isInstance)
                .map(Expr.Sum.class::cast).filter(s -> s.binders().getFirst().variable().equals("?")).findFirst();
        return set.map(s -> average(name, settled, s)).orElseGet(() -> new Expr.Call(name, settled, Span.NONE));
    }

    private Expr average(String function, List<List<Expr>> groups, Expr.Sum set) {
        String family = ((Expr.Name) set.body()).id();
        Expr.Binder range = set.binders().getFirst();
        Notation.Average average = new Notation.Average(function, family,
                new Notation.Range(range.from().orElseThrow(), range.to().orElseThrow()));
        List<List<Expr>> others = groups.stream().filter(g -> !g.equals(List.of(set))).toList();
        Optional<String> let = notation.averageLet(average);
        if (let.isPresent()) {
            return new Expr.Call(let.get(), others, Span.NONE);
        }
        String variable = groups.stream().flatMap(List::stream).anyMatch(e -> Exprs.mentions(e, "mu")) ? "nu" : "mu";
        List<List<Expr>> all = groups.stream().map(g -> g.equals(List.of(set))
                ? List.<Expr>of(new Expr.Index(family, Exprs.name(variable), Span.NONE)) : g).toList();
        Expr.Binder binder = new Expr.Binder(variable, range.from(), range.to(), Span.NONE);
        return new Expr.Sum(true, List.of(binder), List.of(), new Expr.Call(function, all, Span.NONE), Span.NONE);
    }

    /// A name: one that is known, or else a letter with what belongs to it.
    private String name() {
        for (Known k : known) {
            int end = at + k.tokens.size();
            boolean longer = end < tokens.size() && tokens.get(end).equals("_");
            if (!longer && accept(k.tokens)) {
                return k.name;
            }
        }
        String base = base();
        StringBuilder name = new StringBuilder(base);
        if (peek(List.of("_", "{"))) {
            at += 2;
            while (!accept("}")) {
                name.append(accept(",") ? "" : "_" + base());
            }
        }
        return name.toString();
    }

    private String base() {
        String token = next();
        if (token.equals("\\bar") || token.equals("\\tilde") || token.equals("\\hat")) {
            return braced(this::base) + token.substring(1);
        }
        if (token.startsWith("\\mathrm{") || token.startsWith("\\mathit{")) {
            return token.substring(8, token.length() - 1).replace("\\_", "_");
        }
        String word = token.startsWith("\\") ? token.substring(1) : token;
        check(word.matches("[A-Za-z0-9]+") && (!token.startsWith("\\") || Names.isCommand(word)), token);
        return word;
    }
}
