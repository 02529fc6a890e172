package bea.emit;

import bea.algebra.Rational;
import bea.model.Affine;
import bea.model.Slot;
import bea.model.Symbol;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Any record as maps and lists, for a reader in another language.
public final class Dump {
    private Dump() {}

    public static Object of(Object value) {
        return switch (value) {
            case Rational r -> Map.of("number", r.toString());
            case Slot s -> s.name();
            case Symbol s -> s.name();
            case Affine a -> Map.of("names", a.coefficients(), "constant", a.constant());
            case Optional<?> o -> o.map(Dump::of).orElse(null);
            case List<?> l -> l.stream().map(Dump::of).toList();
            case Record r -> record(r);
            case null -> null;
            default -> value;
        };
    }

    private static Map<String, Object> record(Record r) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("op", r.getClass().getSimpleName());
        for (RecordComponent c : r.getClass().getRecordComponents()) {
            try {
                c.getAccessor().setAccessible(true);
                fields.put(c.getName(), of(c.getAccessor().invoke(r)));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return fields;
    }
}
