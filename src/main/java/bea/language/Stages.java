package bea.language;

import bea.language.Problem.Code;
import bea.language.Resolver.Mistake;
import bea.model.Exp;
import bea.model.Parts;
import bea.model.Slot;
import bea.model.Symbol;
import bea.model.Type;
import bea.model.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Resolves the stages of an update. A stage that reads itself or a later one of the same run of `let`s is implicit, and
/// is solved together with all up to that one.
final class Stages {
    /// Assignments of states to implicit stages that are tried before they count as ill-typed.
    private static final int MOST_TRIES = 64;
    /// The power of `h` through which a value reads what it does not read.
    private static final int NEVER = 1 << 20;

    private final Resolver scope;
    private final List<Syntax.LetStage> block;

    /// @param block one of [#blocks]
    Stages(Resolver scope, List<Syntax.LetStage> block) {
        this.scope = scope;
        this.block = block;
    }

    /// The statements one by one, but stages together that read later ones.
    static List<List<Syntax.Stmt>> blocks(List<Syntax.Stmt> body) {
        List<List<Syntax.Stmt>> all = new ArrayList<>();
        for (int from = 0, to; from < body.size(); from = to) {
            to = from + 1;
            for (int i = from; i < to; i++) {
                to = Math.max(to, lastRead(body, i) + 1);
            }
            all.add(body.subList(from, to));
        }
        return all;
    }

    /// The last stage of the run of stages from `i` on that the stage `i` reads, or -1.
    private static int lastRead(List<Syntax.Stmt> body, int i) {
        int last = -1;
        for (int k = i; k < body.size() && body.get(k) instanceof Syntax.LetStage later
                && body.get(i) instanceof Syntax.LetStage l; k++) {
            // its own name is its own, even where a later stage has it again
            if (reads(l, later.name().text()) && (k == i || !later.name().text().equals(l.name().text()))) {
                last = k;
            }
        }
        return last;
    }

    private static boolean reads(Syntax.LetStage l, String name) {
        boolean[] found = {false};
        Walk.names(l.value(), n -> found[0] |= n.equals(name));
        return found[0];
    }

    Update.Stmt resolve() {
        if (block.size() == 1 && !reads(block.getFirst(), block.getFirst().name().text())) {
            return explicit(block.getFirst());
        }
        if (block.size() > 1) {
            distinct();
        }
        Update.Implicit implicit = new Update.Implicit(typed());
        determined(implicit.stages());
        return implicit;
    }

    private Update.Stage explicit(Syntax.LetStage l) {
        Resolver.Typed t = scope.resolve(l.value());
        Slot s = scope.needVector(t, l.value().span()).slot();
        scope.stages.put(l.name().text(), s);
        return new Update.Stage(l.name().text(), s, plain(t.exp(), l.value()));
    }

    /// What a name means that an earlier stage has as well would depend on the order.
    private void distinct() {
        Set<String> names = new HashSet<>(scope.stages.keySet());
        for (Syntax.LetStage l : block) {
            if (!names.add(l.name().text())) {
                throw Resolver
                        .mistake(Code.DUPLICATE_NAME, l.name().span(),
                                "'" + l.name().text() + "' is solved together with "
                                        + "the stages beside it, and an earlier stage has that name too",
                                "a name of its own");
            }
        }
    }

    /// The stages with the first states, nearest to what the right sides look like, that give all of them a meaning.
    private List<Update.Stage> typed() {
        List<Slot> slots = List.copyOf(scope.slots.values());
        if (slots.isEmpty()) {
            throw Resolver.consequence(block.getFirst().span());
        }
        List<Integer> guess = guess(slots);
        Optional<Mistake> first = Optional.empty();
        int all = (int) Math.min(Math.pow(slots.size(), block.size()), MOST_TRIES);
        for (int t = 0; t < all; t++) {
            int rest = t;
            for (int i = 0; i < block.size(); i++, rest /= slots.size()) {
                scope.stages.put(block.get(i).name().text(), slots.get((guess.get(i) + rest) % slots.size()));
            }
            try {
                return block.stream().map(this::implicit).toList();
            } catch (Mistake m) {
                first = first.or(() -> Optional.of(m));
            }
        }
        throw first.orElseThrow();
    }

    private Update.Stage implicit(Syntax.LetStage l) {
        Slot s = scope.stages.get(l.name().text());
        return new Update.Stage(l.name().text(), s, plain(
                scope.need(scope.resolve(l.value()), new Type.Vector(s), l.value().span()), l.value()));
    }

    /// The state that each right side speaks of first; of another stage, if of nothing else, what that one does.
    private List<Integer> guess(List<Slot> slots) {
        block.forEach(l -> scope.stages.remove(l.name().text()));
        for (Syntax.LetStage _ : block) {
            for (Syntax.LetStage l : block) {
                List<Slot> found = new ArrayList<>();
                Walk.all(l.value(), e -> spokenOf(e).ifPresent(found::add));
                found.stream().findFirst().ifPresent(s -> scope.stages.putIfAbsent(l.name().text(), s));
            }
        }
        return block.stream()
                .map(l -> slots.indexOf(scope.stages.getOrDefault(l.name().text(), slots.getFirst()))).toList();
    }

    private Optional<Slot> spokenOf(Expr e) {
        return switch (e) {
            case Expr.Grad g -> g.slot().map(scope.slots::get);
            case Expr.Hess h -> h.slots().stream().findFirst().map(scope.slots::get);
            case Expr.Call c -> Optional.ofNullable(scope.symbols.get(c.function())).flatMap(Symbol::output);
            case Expr.Name n when scope.stages.containsKey(n.id()) -> Optional.of(scope.stages.get(n.id()));
            case Expr.Name n when scope.symbols.containsKey(n.id()) -> scope.symbols.get(n.id()).output();
            case Expr.Name n -> Optional.ofNullable(scope.slots.get(n.id()));
            default -> Optional.empty();
        };
    }

    // ---- whether the powers of h determine them

    /// Around every circle of stages that read each other there must be a factor `h`.
    private void determined(List<Update.Stage> stages) {
        int n = stages.size();
        int[][] power = new int[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                power[i][j] = through(stages.get(i).value(), stages.get(j).name());
            }
        }
        for (int via = 0; via < n; via++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    power[i][j] = Math.min(power[i][j], power[i][via] + power[via][j]);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            if (power[i][i] < 1) {
                throw Resolver.mistake(Code.NOT_EXPRESSIBLE, block.get(i).value().span(), "the stage '"
                        + stages.get(i).name() + "' reads itself" + (n > 1 ? ", through others," : "")
                        + " without a factor h, so that no power of h determines it",
                        "times h, where it reads stages");
            }
        }
    }

    /// The lowest power of `h` that stands between a value and a stage in it.
    private static int through(Exp e, String stage) {
        return switch (e) {
            case Exp.Local l -> l.name().equals(stage) ? 0 : NEVER;
            case Exp.At a -> Math.min(through(a.body(), stage), power(a.body()) + through(positions(a.point()), stage));
            case Exp.Derivative d -> Math.min(product(factors(e), stage),
                    power(e) + through(positions(d.point()), stage));
            case Exp.Scale _,Exp.Dot _,Exp.MatVec _ -> product(Parts.of(e), stage);
            default -> through(Parts.of(e), stage);
        };
    }

    private static int through(List<Exp> parts, String stage) {
        return parts.stream().mapToInt(p -> through(p, stage)).min().orElse(NEVER);
    }

    private static int product(List<Exp> factors, String stage) {
        int all = factors.stream().mapToInt(Stages::power).sum();
        return factors.stream().mapToInt(f -> all - power(f) + through(f, stage)).min().orElse(NEVER);
    }

    private static List<Exp> factors(Exp e) {
        if (!(e instanceof Exp.Derivative d)) {
            return Parts.of(e);
        }
        List<Exp> all = new ArrayList<>(positions(d.directions()));
        all.add(d.body());
        return all;
    }

    private static List<Exp> positions(List<Exp.Shift> shifts) {
        return shifts.stream().map(Exp.Shift::position).toList();
    }

    /// A power of `h` that the value has for a factor. Reciprocals are of what is not zero at `h = 0`.
    private static int power(Exp e) {
        return switch (e) {
            case Exp.StepSize _ -> 1;
            case Exp.Scale _,Exp.Dot _,Exp.MatVec _,Exp.Derivative _ -> factors(e).stream().mapToInt(Stages::power)
                    .sum();
            case Exp.Add a -> a.terms().stream().mapToInt(Stages::power).min().orElse(0);
            case Exp.At a -> power(a.body());
            case Exp.Grad g -> power(g.body());
            case Exp.Jac j -> power(j.body());
            case Exp.Sum s -> power(s.body());
            default -> 0;
        };
    }

    /// What comes of an update cannot be a part of it.
    static Exp beforehand(Exp e, Expr written) {
        Parts.forEach(e, p -> {
            if (p instanceof Exp.FlowAt || p instanceof Exp.TimeDerivative || p instanceof Exp.Correction
                    || p instanceof Exp.Iterate) {
                throw Resolver.mistake(Code.NOT_EXPRESSIBLE, written.span(), (p instanceof Exp.Iterate ? "an iterate"
                        : p instanceof Exp.Correction ? "a correction" : "the modified flow")
                        + " follows from the update and is no part of it", "what it stands for, written out");
            }
        });
        return e;
    }

    /// A stage is a value; a derivative of it would be zero, which nobody means.
    static Exp plain(Exp e, Expr written) {
        beforehand(e, written);
        if (differentiatesStage(e, false)) {
            throw Resolver.mistake(Code.NOT_A_FUNCTION, written.span(),
                    "a stage is a value, not a function that could be differentiated; write out what it stands for");
        }
        return e;
    }

    private static boolean differentiatesStage(Exp e, boolean inside) {
        return switch (e) {
            case Exp.Local _ -> inside;
            case Exp.Stop _ -> false;
            case Exp.Grad g -> differentiatesStage(g.body(), true);
            case Exp.Jac j -> differentiatesStage(j.body(), true);
            case Exp.Derivative d -> differentiatesStage(d.body(), true)
                    || d.directions().stream().anyMatch(x -> differentiatesStage(x.position(), inside))
                    || d.point().stream().anyMatch(x -> differentiatesStage(x.position(), inside));
            default -> Parts.of(e).stream().anyMatch(x -> differentiatesStage(x, inside));
        };
    }
}
