package bea.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bea.algebra.Coef;
import bea.model.Affine;
import bea.model.Slot;
import bea.model.Symbol;
import bea.tree.Node;
import bea.tree.Tree;
import bea.tree.Vertex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Terms that differ by a renaming of their indices get one name, others do not.
class NamingTest {
    private static final Slot THETA = new Slot("theta", 0, List.of());
    private static final Symbol LOSS = new Symbol("E", List.of(THETA), Optional.empty(), Optional.of("X"),
            Optional.empty());
    private static final int INDICES = 4;

    private static Node tree(Random r, int size) {
        List<Node.Branch> branches = new ArrayList<>();
        for (int left = size - 1; left > 0;) {
            int part = 1 + r.nextInt(left);
            branches.add(new Node.Branch(THETA, false, THETA, false, tree(r, part)));
            left -= part;
        }
        Affine label = Affine.variable("$" + r.nextInt(INDICES)).plus(r.nextInt(5) == 0 ? 1 : 0);
        return new Node(Vertex.symbol(LOSS, Optional.of(label)), branches);
    }

    private static Term term(Random r) {
        Set<String> bound = new TreeSet<>();
        List<Affine> conditions = new ArrayList<>();
        for (int i = 0; i < INDICES; i++) {
            Affine x = Affine.variable("$" + i);
            bound.add(x.toString());
            conditions.add(x);
            conditions.add(Affine.variable("n").minus(x).plus(-1));
            int j = r.nextInt(INDICES);
            if (j < i && r.nextBoolean()) {
                conditions.add(Affine.variable("$" + j).minus(x).times(r.nextBoolean() ? 1 : -1).plus(-1));
            }
        }
        List<Node> scalars = new ArrayList<>();
        for (int i = r.nextInt(3); i > 0; i--) {
            scalars.add(tree(r, 2).free());
        }
        Collections.sort(scalars);
        Coef coef = r.nextInt(4) == 0 ? Coef.generator(new Scalars.Index("$" + r.nextInt(INDICES))) : Coef.ONE;
        return new Term(coef, scalars, Optional.of(new Tree(THETA, false, tree(r, 1 + r.nextInt(4)))), bound,
                Domain.ALL.and(conditions));
    }

    private static List<Term> renamings(Term t) {
        List<Term> all = new ArrayList<>();
        List<List<String>> orders = List.of(List.of());
        for (String b : t.bound()) {
            List<List<String>> more = new ArrayList<>();
            for (List<String> o : orders) {
                for (int i = 0; i <= o.size(); i++) {
                    List<String> p = new ArrayList<>(o);
                    p.add(i, b);
                    more.add(p);
                }
            }
            orders = more;
        }
        for (List<String> o : orders) {
            Map<String, String> names = new HashMap<>();
            int i = 0;
            for (String b : t.bound()) {
                names.put(b, o.get(i++));
            }
            all.add(t.rename(names));
        }
        return all;
    }

    @Test
    void namesDoNotDependOnTheNamesBefore() {
        Random r = new Random(7);
        Map<String, Set<String>> classes = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            Set<String> names = new HashSet<>();
            Set<String> written = new TreeSet<>();
            for (Term t : renamings(term(r))) {
                Term c = Naming.canonical(t);
                names.add(c.key() + " * " + c.coef());
                written.add(t.key() + " * " + t.coef());
            }
            assertEquals(1, names.size(), names::toString);
            // the name is one of the class, and no other class has it
            assertTrue(written.containsAll(names));
            assertEquals(written, classes.computeIfAbsent(names.iterator().next(), n -> written));
        }
    }
}
