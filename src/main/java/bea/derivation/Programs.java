package bea.derivation;

import bea.kernel.Lowering;
import bea.kernel.NotLowered;
import bea.kernel.Op;
import bea.kernel.Ops;
import bea.kernel.Program;
import bea.language.BeaFile;
import bea.language.Expr;
import bea.language.ExprPrinter;
import bea.language.Resolver;
import bea.language.Syntax;
import bea.model.Exp;
import bea.model.Model;
import bea.model.Slot;
import bea.model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes a program of a derivation. Like the second engine it reads the formulas *as they are printed*, so that what a
/// reader sees is what is evaluated.
public final class Programs {
    private final Report.Derivation report;
    private final Derived derived;
    private final Lowering lowering = new Lowering();

    Programs(Report.Derivation report) {
        this.report = report;
        this.derived = report.derived().orElseThrow(
                () -> new NotLowered("\"" + report.name() + "\", which " + report.failure().orElse("has no update")));
        if (derived.sense() != Model.Sense.FLOW) {
            throw new NotLowered("\"" + report.name() + "\", which does not ask for the modified flow");
        }
        if (report.resolved().model().finds().stream().anyMatch(Model.Find::ownClocks)) {
            throw new NotLowered("\"" + report.name() + "\", because on own clocks the players follow no common flow");
        }
    }

    /// @throws NotLowered when the result is made of something that no program evaluates
    public static Program of(Report.Derivation report) {
        Programs p = new Programs(report);
        Derived d = p.derived;
        List<Program.Player> players = d.players().stream().map(p::player).toList();
        return new Program(report.name(), report.resolved().model().source(), ExprPrinter.print(d.epsilon()),
                ExprPrinter.print(d.time()), d.order(), p.where(), report.resolved().model(), players);
    }

    private List<String> where() {
        String formulas = derived.players().stream().flatMap(p -> java.util.stream.Stream.concat(p.loss().stream(),
                p.orders().stream().map(Programs::chosen))).map(ExprPrinter::print)
                .collect(java.util.stream.Collectors.joining(" "));
        List<String> where = new ArrayList<>();
        for (Syntax.Item item : report.resolved().syntax().items()) {
            switch (item) {
                case Syntax.LetDecl l when named(formulas, l.name()) ->
                    where.add(
                            l.name().text() + arguments(List.of(l.parameters())) + " = " + ExprPrinter.print(l.body()));
                case Syntax.SymbolDecl d -> d.symbols().stream().filter(s -> named(formulas, s.name()))
                        .forEach(s -> s.definition().ifPresent(e -> where.add(
                                s.name().text() + arguments(s.groups()) + " = " + ExprPrinter.print(e))));
                case Syntax.GivenDecl g -> where.add(switch (g.given()) {
                    case Syntax.GivenMultiple m -> m.left().text() + " = " + ExprPrinter.print(m.right());
                    case Syntax.GivenQuadratic q -> q.symbol().text() + " is quadratic";
                    case Syntax.GivenInvariant i -> i.symbol().text() + " is scale-invariant"
                            + i.slot().map(s -> " in " + s.text()).orElse("");
                    case Syntax.GivenEqual e -> "all " + e.batch().text() + " are equal";
                });
                default -> {
                }
            }
        }
        return where;
    }

    private static boolean named(String formulas, Syntax.Id name) {
        return formulas.matches("(?s).*\\b" + name.text() + "\\b.*");
    }

    private static String arguments(List<List<Syntax.Id>> groups) {
        return groups.stream().map(g -> g.stream().map(Syntax.Id::text)
                .collect(java.util.stream.Collectors.joining(", ")))
                .collect(java.util.stream.Collectors.joining("; ", "(", ")")).replace("()", "");
    }

    private Program.Player player(Derived.Player p) {
        java.util.Optional<Program.Loss> loss = p.loss().map(l -> loss(l, p));
        List<String> formulas = p.orders().stream().map(o -> ExprPrinter.print(chosen(o))).toList();
        Op field = loss.map(l -> lowering.descent(whole(l), p.slot())).orElseGet(() -> field(p, derived.order()));
        return new Program.Player(p.slot(), loss, new Program.Field(formulas, field));
    }

    private static Op whole(Program.Loss l) {
        List<Op> all = new ArrayList<>(List.of(l.plain().value()));
        l.terms().forEach(t -> all.add(t.value()));
        return Ops.add(all);
    }

    static Expr chosen(Derived.Order o) {
        return o.choice().orElse(o.value());
    }

    /// `f_0 + … + epsilon^last f_last`, in the choice of the file.
    Op field(Derived.Player p, int last) {
        List<Op> terms = new ArrayList<>();
        Op epsilon = scalar(derived.epsilon());
        Op power = Ops.ONE;
        for (Derived.Order o : p.orders().subList(0, last + 1)) {
            terms.add(Ops.scale(power, vector(chosen(o), p.slot())));
            power = Ops.scale(epsilon, power);
        }
        return Ops.add(terms);
    }

    /// The terms of the leading order come first; the others were appended.
    private Program.Loss loss(Expr loss, Derived.Player p) {
        Expr plain = p.orders().getFirst().potential().orElseThrow();
        List<Expr> all = terms(loss);
        List<Program.Term> added = new ArrayList<>();
        for (Expr e : all.subList(terms(plain).size(), all.size())) {
            added.add(term(e));
        }
        return new Program.Loss(term(plain), added);
    }

    Program.Term term(Expr e) {
        return new Program.Term(ExprPrinter.print(e), scalar(e));
    }

    /// The terms of a sum, with their signs.
    static List<Expr> terms(Expr e) {
        List<Expr> parts = new ArrayList<>();
        switch (e) {
            case Expr.Add a -> {
                parts.addAll(terms(a.left()));
                parts.add(a.right());
            }
            case Expr.Sub s -> {
                parts.addAll(terms(s.left()));
                parts.add(bea.present.Write.negate(s.right()));
            }
            default -> parts.add(e);
        }
        return parts;
    }

    Op scalar(Expr e) {
        return known(lowering.lower(exp(e, Type.SCALAR)));
    }

    Op scalar(Exp e) {
        return known(lowering.lower(e));
    }

    Model model() {
        return report.resolved().model();
    }

    Op vector(Expr e, Slot slot) {
        return known(lowering.lower(exp(e, new Type.Vector(slot))));
    }

    private Exp exp(Expr e, Type type) {
        Resolver resolver = report.resolved().resolver();
        // experiments of one derivation run side by side, and a resolver keeps the indices that it is inside of
        synchronized (resolver) {
            return resolver.resolve(BeaFile.expression(ExprPrinter.print(e)), type);
        }
    }

    /// With the values of coefficients that were solved for.
    private Op known(Op op) {
        Map<String, Exp> values = report.resolved().model().values();
        return op instanceof Op.Parameter p && values.containsKey(p.name()) ? lowering.lower(values.get(p.name()))
                : Ops.map(op, this::known);
    }
}
