package bea.check;

import bea.algebra.Rational;
import bea.model.Exp;
import bea.model.Model;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Which batch each label stands for: itself, the first one when all are equal, and inside an expectation what the
/// permutation or draw under way says.
final class Relabelling {
    /// More relabellings than this are not enumerated.
    static final int MAX_CASES = 720;

    private record Image(long from, int[] of) {}

    private final Instance instance;
    private final Map<String, Image> active = new HashMap<>();
    private int id;

    Relabelling(Instance instance) {
        this.instance = instance;
    }

    /// Names the relabelling under way; 0 when there is none.
    int id() {
        return id;
    }

    long of(Optional<String> batch, long label) {
        if (batch.isEmpty()) {
            return label;
        }
        for (Model.Relation r : instance.model().relations()) {
            if (r instanceof Model.Relation.EqualBatches e && e.batch().equals(batch.get())) {
                return 0;
            }
        }
        Image map = active.isEmpty() ? null : active.get(batch.get());
        return map == null || label < map.from || label >= map.from + map.of.length ? label
                : map.from + map.of[(int) (label - map.from)];
    }

    /// The number of relabellings that an expectation over `size` batches runs through.
    static long cases(Exp.Expect.Kind kind, long size) {
        long count = 1;
        for (long i = 1; i <= size && count <= MAX_CASES; i++) {
            count *= kind == Exp.Expect.Kind.SHUFFLES ? i : size;
        }
        return count;
    }

    /// The exact average of `value` over all relabellings of the batch.
    Jet[] average(Exp.Expect over, Supplier<Jet[]> value) {
        Model.Batch batch = instance.model().batches().stream().filter(b -> b.name().equals(over.batch())).findFirst()
                .orElseThrow(() -> new NotChecked("the batches " + over.batch() + " are not declared"));
        long from = instance.value(batch.from());
        int size = (int) (instance.value(batch.to()) - from + 1);
        long cases = cases(over.kind(), size);
        if (cases > MAX_CASES) {
            throw new NotChecked("an expectation over " + size + " batches has too many cases");
        }
        Image outer = active.get(over.batch());
        int outerId = id;
        Jet[][] sum = {null};
        int[] image = new int[size];
        active.put(over.batch(), new Image(from, image));
        each(over.kind() == Exp.Expect.Kind.SHUFFLES, image, 0, 0, () -> {
            id = instance.nextRelabelling();
            sum[0] = Vectors.plus(sum[0], value.get());
        });
        if (outer == null) {
            active.remove(over.batch());
        } else {
            active.put(over.batch(), outer);
        }
        id = outerId;
        return Vectors.scale(Jet.of(Rational.of(1, cases)), sum[0], Jet.MAX);
    }

    private static void each(boolean distinct, int[] image, int filled, int used, Runnable action) {
        if (filled == image.length) {
            action.run();
            return;
        }
        for (int i = 0; i < image.length; i++) {
            if (!distinct || (used >> i & 1) == 0) {
                image[filled] = i;
                each(distinct, image, filled + 1, used | 1 << i, action);
            }
        }
    }
}
