package bea.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.model.Affine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Domains against the integer points of a box.
class DomainTest {
    private static final List<String> NAMES = List.of("x", "y", "z");
    private static final int SIZE = 6;

    private static Affine form(Random r) {
        Affine plus = r.nextInt(4) == 0 ? Affine.ZERO : Affine.variable(NAMES.get(r.nextInt(3)));
        Affine minus = r.nextInt(4) == 0 ? Affine.ZERO : Affine.variable(NAMES.get(r.nextInt(3)));
        return plus.minus(minus).plus(r.nextInt(7) - 3);
    }

    private static List<Affine> box() {
        List<Affine> all = new ArrayList<>();
        NAMES.forEach(n -> all.addAll(
                List.of(Affine.variable(n), Affine.constant(SIZE - 1).minus(Affine.variable(n)))));
        return all;
    }

    private static Set<List<Integer>> points(List<Affine> forms) {
        Set<List<Integer>> result = new HashSet<>();
        for (int i = 0; i < SIZE * SIZE * SIZE; i++) {
            List<Integer> p = List.of(i % SIZE, i / SIZE % SIZE, i / SIZE / SIZE);
            Map<String, Long> at = new HashMap<>();
            for (int k = 0; k < 3; k++) {
                at.put(NAMES.get(k), (long) p.get(k));
            }
            if (forms.stream().allMatch(f -> f.evaluate(at::get) >= 0)) {
                result.add(p);
            }
        }
        return result;
    }

    @Test
    void closureKeepsThePoints() {
        Random r = new Random(21);
        Map<Set<List<Integer>>, Domain> seen = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            List<Affine> forms = box();
            for (int k = r.nextInt(4); k >= 0; k--) {
                forms.add(form(r));
            }
            Domain d = Domain.ALL.and(forms);
            Set<List<Integer>> expected = points(forms);
            assertEquals(expected.isEmpty(), d.isEmpty(), forms::toString);
            if (d.isEmpty()) {
                continue;
            }
            assertEquals(expected, points(d.inequalities()));
            assertEquals(expected, points(d.essential(Set.copyOf(NAMES))));
            // equal points, equal objects
            assertEquals(seen.computeIfAbsent(expected, e -> d), d);
            Collections.shuffle(forms, r);
            assertEquals(d, Domain.ALL.and(forms.subList(0, 3)).and(Domain.ALL.and(forms.subList(3, forms.size()))));
            extremes(d, expected);
        }
        assertTrue(seen.size() > 300);
    }

    private static void extremes(Domain d, Set<List<Integer>> points) {
        for (int k = 0; k < 3; k++) {
            int at = k;
            int low = points.stream().mapToInt(p -> p.get(at)).min().orElseThrow();
            int high = points.stream().mapToInt(p -> p.get(at)).max().orElseThrow();
            assertEquals(Affine.constant(low), d.lower(NAMES.get(k), Set.of()).orElseThrow());
            assertEquals(Affine.constant(high), d.upper(NAMES.get(k), Set.of()).orElseThrow());
            Set<List<Integer>> shadow = new HashSet<>();
            points.forEach(p -> {
                for (int v = 0; v < SIZE; v++) {
                    List<Integer> q = new ArrayList<>(p);
                    q.set(at, v);
                    shadow.add(q);
                }
            });
            List<Affine> left = new ArrayList<>(d.project(NAMES.get(k)).inequalities());
            left.addAll(box());
            assertEquals(shadow, points(left));
        }
        d.equality(Set.copyOf(NAMES)).ifPresent(e -> {
            for (List<Integer> p : points) {
                Map<String, Long> at = new HashMap<>();
                for (int k = 0; k < 3; k++) {
                    at.put(NAMES.get(k), (long) p.get(k));
                }
                assertEquals(at.get(e.getKey()), e.getValue().evaluate(at::get));
            }
        });
    }
}
