package bea.kernel;

import java.util.stream.Collectors;

/// Programs in a line, for tests: `D[w,v] E(X[mu]; start theta)` is a derivative along vectors, `grad` the open slot.
final class Text {
    private Text() {}

    static String of(Op op) {
        return switch (op) {
            case Op.Number n -> n.value().toString();
            case Op.Step _ -> "h";
            case Op.Parameter p -> p.name();
            case Op.Index i -> i.value().toString().replace("~", "");
            case Op.Value v -> along(v.along()) + loss(v.loss().name(), v.batch(), v.frozen());
            case Op.Slope s ->
                "grad[" + s.open() + "] " + along(s.along()) + loss(s.loss().name(), s.batch(), s.frozen());
            case Op.Position p -> p.slot().name();
            case Op.Start s -> "start[" + s.slot() + "]";
            case Op.Add a -> a.terms().stream().map(Text::of).collect(Collectors.joining(" + ", "(", ")"));
            case Op.Scale s -> of(s.scalar()) + "*" + of(s.body());
            case Op.Dot d -> "<" + of(d.left()) + ", " + of(d.right()) + ">";
            case Op.Reciprocal r -> "1/(" + of(r.body()) + ")";
            case Op.Function f -> f.name() + "(" + of(f.body()) + ")";
            case Op.Sum s -> "sum(" + (s.variable() + " in " + s.from() + ".." + s.to()).replace("~", "") + ") "
                    + of(s.body());
            case Op.Given g -> "?" + g.number();
        };
    }

    private static String along(java.util.List<Op.Along> along) {
        return along.isEmpty() ? "" : along.stream().map(a -> a.slot() + ": " + of(a.vector()))
                .collect(Collectors.joining(", ", "D[", "] "));
    }

    private static String loss(String name, java.util.Optional<bea.model.Affine> batch, java.util.Set<String> frozen) {
        return name + batch.map(b -> "{" + b.toString().replace("~", "") + "}").orElse("")
                + (frozen.isEmpty() ? "" : "@" + String.join(",", frozen));
    }
}
