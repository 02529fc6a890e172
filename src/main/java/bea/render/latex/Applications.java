package bea.render.latex;

import bea.language.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names, and functions at their arguments: losses on batches, averages, iterates, the start.
final class Applications {
    /// Stands for the arguments that a bar behind the formula gives.
    static final String DOT = "\\cdot";

    private final Notation notation;
    private final LatexExpr printer;

    Applications(Notation notation, LatexExpr printer) {
        this.notation = notation;
        this.printer = printer;
    }

    Row name(String id) {
        if (id.equals(DOT)) {
            return Row.of(DOT);
        }
        if (id.equals("start")) {
            return notation.states().size() == 1 ? Row.of(start(notation.states().getFirst()))
                    : Row.of("\\mathrm{start}");
        }
        if (notation.averages().containsKey(id)) {
            return application(new Expr.Call(id, List.of(live()), bea.language.Span.NONE));
        }
        Optional<Notation.State> state = notation.state(id);
        if (state.isPresent()) {
            return Row.of(notation.stateTex(state.get()));
        }
        return Row.of(Names.correction(id).filter(_ -> !notation.prints().containsKey(id)).map(k -> "f_{" + k + "}")
                .orElseGet(() -> notation.tex(id)));
    }

    /// Whether parentheses behind this name would be read as its arguments.
    boolean isFunction(String id) {
        return notation.functions().containsKey(id) || notation.averages().containsKey(id)
                || notation.state(id).isPresent() || Names.correction(id).isPresent();
    }

    private List<Expr> live() {
        return notation.states().stream().<Expr>map(s -> Exprs.name(s.name())).toList();
    }

    /// `\boldsymbol{\theta}_{0}`, or `\boldsymbol{\theta}_{t-1}` where time has a name.
    String start(Notation.State state) {
        return iterate(state, Exprs.number(0));
    }

    /// The state after so many steps.
    private String iterate(Notation.State state, Expr steps) {
        return notation.openSubscript(state) + time(steps, -1, notation.clock()) + "}";
    }

    private String time(Expr index, int offset, Optional<String> origin) {
        if (origin.isEmpty()) {
            return printer.row(index).tex();
        }
        String clock = Names.tex(origin.get());
        Counts shifted = Counts.of(index).orElseThrow(
                () -> new IllegalStateException("an index is an affine form: " + index)).plus(offset);
        if (shifted.expr() instanceof Expr.Num n && n.value().isZero()) {
            return clock;
        }
        String rest = printer.row(shifted.expr()).tex();
        return clock + (rest.startsWith("-") ? "" : "+") + rest;
    }

    Row index(String name, Expr index) {
        Optional<Notation.State> of = index instanceof Expr.Name n ? notation.state(n.id()) : Optional.empty();
        if (notation.batches().containsKey(name)) {
            return batch(name, index);
        }
        if (name.equals("start") && of.isPresent()) {
            return Row.of(start(of.get()));
        }
        if (Names.correction(name).isPresent() && of.isPresent()) {
            return Row.of("f_{" + Names.correction(name).get() + "}^{(" + notation.stateTex(of.get()) + ")}");
        }
        return Row.of(notation.state(name).map(s -> iterate(s, index))
                .orElseGet(() -> subscripted(notation.tex(name), printer.row(index).tex())));
    }

    private static String subscripted(String tex, String index) {
        return (tex.contains("_") ? "{" + tex + "}" : tex) + "_{" + index + "}";
    }

    private Row batch(String family, Expr index) {
        return Row.of(notation.batchTex(family)).superscript(
                time(index, 0, notation.clock().filter(_ -> notation.startsAtZero(family))));
    }

    Row call(Expr.Call call) {
        List<Expr> first = call.groups().isEmpty() ? List.of() : call.groups().getFirst();
        boolean single = call.groups().size() == 1 && first.size() == 1;
        if (call.function().equals("norm") && single) {
            return printer.row(first.getFirst()).delimited("\\lVert ", "\\rVert");
        }
        if (call.function().equals("sqrt") && single) {
            Row body = printer.row(first.getFirst());
            return Row.of("\\sqrt{" + body.tex() + "}", body.size());
        }
        if (Elementary.OPERATORS.containsKey(call.function()) && single) {
            return elementary(Elementary.OPERATORS.get(call.function()), first.getFirst());
        }
        return flow(call).orElseGet(() -> application(call));
    }

    /// `\log D(\dots)`, `\log(1-D(\dots))`.
    private Row elementary(String operator, Expr argument) {
        Row body = printer.row(argument);
        return Row.of(operator).then(asCall(printer.shown(argument)).isPresent() ? body : body.delimited("(", ")"));
    }

    /// A position on the modified flow, `\boldsymbol{\theta}(T)`.
    private Optional<Row> flow(Expr.Call call) {
        Optional<Notation.State> state = call.function().equals("flow") && notation.states().size() == 1
                ? Optional.of(notation.states().getFirst())
                : call.function().startsWith("flow[") && call.function().endsWith("]")
                        ? notation.state(call.function().substring(5, call.function().length() - 1))
                : Optional.empty();
        return state.map(s -> Row.of(notation.stateTex(s)).then(arguments(call)));
    }

    private Row application(Expr.Call call) {
        return head(call).then(arguments(call));
    }

    /// A function with its arguments, also where they are left out because it is an average.
    Optional<Expr.Call> asCall(Expr e) {
        return switch (e) {
            case Expr.Call c when notation.functions().containsKey(c.function()) -> Optional.of(c);
            case Expr.Name n when notation.averages().containsKey(n.id()) ->
                Optional.of(new Expr.Call(n.id(), List.of(live()), n.span()));
            default -> Optional.empty();
        };
    }

    /// The function of a call without its arguments; an average is its function at several batches.
    Row head(Expr.Call call) {
        Notation.Average average = notation.averages().get(call.function());
        return average == null ? name(call.function()) : Row.of(notation.tex(average.function()));
    }

    /// The argument list alone, with its delimiters; the start stands for the slot whose place it takes.
    Row arguments(Expr.Call call) {
        Notation.Average average = notation.averages().get(call.function());
        if (average != null) {
            return arguments(average, call.groups());
        }
        Row row = Row.EMPTY;
        for (int g = 0; g < call.groups().size(); g++) {
            row = row.then(g == 0 ? "" : ";").then(list(call, g));
        }
        return row.delimited("(", ")");
    }

    /// One group of arguments, without delimiters.
    Row list(Expr.Call call, int group) {
        List<Expr> arguments = expand(call, group);
        Row row = Row.EMPTY;
        for (int i = 0; i < arguments.size(); i++) {
            Expr argument = arguments.get(i);
            Optional<Notation.State> slot = notation.slot(call.function(), group, i);
            Row next = Exprs.isName(argument, "start") && slot.isPresent() ? Row.of(start(slot.get()))
                    : printer.row(argument);
            row = row.isEmpty() ? next : row.then(",").then(next);
        }
        return row;
    }

    /// `A(start)` is `A(start, start)`.
    private List<Expr> expand(Expr.Call call, int group) {
        List<Expr> arguments = call.groups().get(group);
        Notation.Function function = notation.functions().get(call.function());
        int places = function != null && group < function.groups().size() ? function.groups().get(group).size() : 0;
        return arguments.size() == 1 && places > 1 && Exprs.isName(arguments.getFirst(), "start")
                ? java.util.Collections.nCopies(places, arguments.getFirst()) : arguments;
    }

    /// `E(\boldsymbol{\theta};\{\mathbf{X}^{0},\dots,\mathbf{X}^{n-1}\})`.
    Row average(Averages.Found found) {
        return Row.of(notation.tex(found.average().function())).then(arguments(found.average(), found.groups()));
    }

    /// `(\boldsymbol{\theta};\{\mathbf{X}^{0},\dots,\mathbf{X}^{n-1}\})`; the batches stand where the function has its
    /// family.
    private Row arguments(Notation.Average average, List<List<Expr>> groups) {
        List<List<String>> declared = notation.functions().get(average.function()).groups();
        Row row = Row.EMPTY;
        int next = 0;
        for (int g = 0; g < declared.size(); g++) {
            boolean batches = declared.get(g).equals(List.of(average.batch()));
            if (batches || next < groups.size()) {
                Row list = batches ? Row.of(set(average), 0)
                        : list(new Expr.Call(average.function(), pad(groups.get(next++), g), bea.language.Span.NONE),
                                g);
                row = row.isEmpty() ? list : row.then(";").then(list);
            }
        }
        return row.delimited("(", ")");
    }

    private static List<List<Expr>> pad(List<Expr> group, int position) {
        List<List<Expr>> groups = new ArrayList<>();
        for (int i = 0; i < position; i++) {
            groups.add(List.of());
        }
        groups.add(group);
        return groups;
    }

    private String set(Notation.Average average) {
        String first = batch(average.batch(), average.range().from()).tex();
        String last = batch(average.batch(), average.range().to()).tex();
        Optional<Integer> length = Counts.of(Counts.length(average.range().from(), average.range().to()))
                .filter(c -> c.factors().isEmpty()).map(Counts::constant);
        if (length.isEmpty() || length.get() < 1 || length.get() > 3) {
            return "\\{" + first + ",\\dots," + last + "\\}";
        }
        Expr middle = Counts.of(average.range().from()).map(c -> c.plus(1).expr()).orElseThrow();
        return switch (length.get()) {
            case 1 -> "\\{" + first + "\\}";
            case 2 -> "\\{" + first + "," + last + "\\}";
            default -> "\\{" + first + "," + batch(average.batch(), middle).tex() + "," + last + "\\}";
        };
    }
}
