package bea;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The layers of the code, held against the constant pools of the compiled classes.
///
/// The table is the rule: a package may use itself, the packages and libraries named in its row, and the JDK; only
/// the shells may also touch files, the environment, standard streams and the clock. A package without a row
/// fails. What javac inlines (constants of other classes) leaves no trace in a class file and is not seen.
class LayersTest {
    /// What a package may use: other packages of bea (a single class where the name has a capital), library
    /// packages, and whether it is one of the outer shells. A package inside another shares its row, unless it has
    /// its own.
    private record Layer(Set<String> uses, Set<String> libraries, boolean shell) {}

    private static final Set<String> ALL = Set.of("algebra", "bseries", "tree", "series", "gradient", "model",
            "language",
            "elaborate", "present", "check", "kernel", "emit", "tensor", "numeric", "closedform", "derivation",
            "render",
            "plot", "lab", "files", "cli", "api", "junit");

    private static final Map<String, Layer> LAYERS = Map.ofEntries(
            row("algebra"),
            // numbers on trees: it knows no losses and no fields
            row("bseries", "algebra"),
            // The mathematics knows the names of the model, single classes, and nothing of its expressions:
            // a tree's vertices are symbols at batch labels, its edges slots.
            row("tree", "algebra", "model.Slot", "model.Symbol", "model.Affine"),
            row("series", "tree", "algebra", "model.Slot", "model.Symbol", "model.Affine", "model.Power"),
            row("gradient", "series", "tree", "algebra", "model.Slot", "model.Symbol", "model.Affine"),
            row("model", "algebra"),
            // the generated parser is an affair of bea.language alone
            entry("language.parser", new Layer(Set.of(), Set.of("org.antlr"), false)),
            entry("language", new Layer(Set.of("language.parser", "algebra", "model"), Set.of("org.antlr"), false)),
            row("elaborate", "model", "series", "gradient", "tree", "bseries", "algebra", "language"),
            // writes sums of trees as expressions of the language again
            row("present", "model", "series", "tree", "algebra", "language"),
            // an independent checker shares rational numbers with what it checks, and nothing else
            entry("check", new Layer(Set.of("model", "algebra.Rational"), Set.of("org.apfloat"), false)),
            // programs for the back-ends
            row("kernel", "model", "algebra"),
            // runs experiments
            entry("numeric",
                    new Layer(Set.of("tensor", "kernel", "model", "algebra"), Set.of("org.hipparchus"), false)),
            row("emit", "kernel", "model", "algebra"),
            // writes what it finds through the presenter, and confirms it by the zero test of elaborate
            entry("closedform",
                    new Layer(Set.of("present", "elaborate", "language", "model", "algebra", "tree", "series"),
                            Set.of("org.matheclipse", "org.hipparchus"), false)),
            // tensor expressions, their derivatives and compiled plans: no mathematics of the others
            row("tensor"),
            entry("derivation",
                    new Layer(without(ALL, "derivation", "emit", "tensor", "numeric", "render", "plot", "lab", "files",
                            "cli", "api",
                            "junit"), Set.of(), false)),
            entry("render",
                    new Layer(Set.of("derivation", "elaborate", "gradient", "series", "tree", "algebra", "model",
                            "language"), Set.of("com.google.gson"), false)),
            // numbers in, pictures out; the only package that sees the plotting library
            entry("plot", new Layer(Set.of(), Set.of("org.jfree", "de.erichseifert", "javax.imageio", "org.w3c.dom"),
                    false)),
            // experiments, from files to files
            entry("lab",
                    new Layer(
                            Set.of("derivation", "numeric", "kernel", "model", "algebra", "plot", "files", "language"),
                            Set.of("com.google.gson"), true)),
            entry("files", new Layer(Set.of("language"), Set.of(), true)),
            entry("cli", new Layer(without(ALL, "api", "junit"), Set.of("picocli", "com.google.gson"), true)),
            // asks the engine from Java, without JUnit and without the command line
            entry("api", new Layer(without(ALL, "emit", "cli", "junit"), Set.of(), true)),
            entry("junit", new Layer(without(ALL, "cli"), Set.of("org.junit", "org.opentest4j"), true)));

    /// Packages, classes and members of the JDK that only the shells touch.
    private static final Set<String> OUTSIDE_WORLD = Set.of("java.nio.file", "java.nio.channels", "java.net",
            "java.io.File", "java.io.FileInputStream", "java.io.FileOutputStream", "java.io.FileReader",
            "java.io.FileWriter", "java.io.RandomAccessFile", "java.io.Console", "java.lang.Process",
            "java.lang.ProcessBuilder", "java.lang.ProcessHandle", "java.time", "java.util.Date",
            "java.lang.System.in", "java.lang.System.out", "java.lang.System.err", "java.lang.System.exit",
            "java.lang.System.getenv", "java.lang.System.console", "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime", "java.lang.Runtime.exit", "java.lang.Runtime.halt",
            "java.lang.Runtime.exec", "java.lang.Thread.sleep");

    @Test
    void everyPackageUsesOnlyWhatItsRowNames() throws IOException {
        Path classes = Path.of(System.getProperty("basedir", "."), "target", "classes");
        var violations = new ArrayList<String>();
        try (Stream<Path> files = Files.exists(classes) ? Files.walk(classes) : Stream.empty()) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                violations.addAll(violations(ClassFile.of().parse(file)));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        assertEquals("", String.join("\n", violations));
    }

    @Test
    void everyNameInTheTableHasARowAndNoLayerUsesItselfThroughOthers() {
        LAYERS.forEach((name, layer) -> {
            for (String used : layer.uses()) assertTrue(LAYERS.containsKey(packageOf(used)), name + " uses " + used);
            if (!layer.shell()) assertTrue(!reach(name).contains(name), name + " is above itself");
        });
    }

    @Test
    void aPlantedUseOfAHigherPackageIsFound() {
        assertEquals(List.of("bea.tree.Planted uses bea.series.Series"), planted("tree", "bea.series.Series"));
        assertEquals(List.of("bea.tree.Planted uses bea.model.Exp"), planted("tree", "bea.model.Exp"));
        assertEquals(List.of("bea.algebra.Planted uses bea.model.Exp$Sum"), planted("algebra", "bea.model.Exp$Sum"));
        assertEquals(List.of("bea.derivation.Planted uses bea.render.Latex"),
                planted("derivation", "bea.render.Latex"));
        assertEquals(List.of("bea.elaborate.Planted uses bea.language.parser.BeaParser"),
                planted("elaborate", "bea.language.parser.BeaParser"));
        assertEquals(List.of("bea.check.Planted uses bea.algebra.Poly"), planted("check", "bea.algebra.Poly"));
        assertEquals(List.of("bea.cli.Planted uses org.matheclipse.core.expression.F"),
                planted("cli", "org.matheclipse.core.expression.F"));
        assertEquals(List.of("bea.render.Planted uses org.antlr.v4.runtime.Token"),
                planted("render", "org.antlr.v4.runtime.Token"));
        assertEquals(List.of("bea.elaborate.Planted uses java.nio.file.Path"),
                planted("elaborate", "java.nio.file.Path"));
        assertEquals(List.of("bea.tools.Planted is in a package without a row"), planted("tools", "java.util.List"));
    }

    @Test
    void aPlantedUseOfTheOutsideWorldIsFound() {
        assertEquals(List.of("bea.series.Planted uses java.lang.System.nanoTime"),
                violations(plant("series", b -> b.withMethodBody("f", MethodTypeDesc.ofDescriptor("()J"),
                        ClassFile.ACC_STATIC, code -> code.invokestatic(ClassDesc.of("java.lang.System"), "nanoTime",
                                MethodTypeDesc.ofDescriptor("()J")).lreturn()))));
        assertEquals(List.of("bea.series.Planted uses java.lang.System.out"),
                violations(plant("series", b -> b.withMethodBody("f", MethodTypeDesc.ofDescriptor("()V"),
                        ClassFile.ACC_STATIC, code -> code.getstatic(ClassDesc.of("java.lang.System"), "out",
                                ClassDesc.of("java.io.PrintStream")).pop().return_()))));
    }

    @Test
    void whatARowAllowsIsNotReported() {
        assertEquals(List.of(), planted("series", "bea.tree.Tree"));
        assertEquals(List.of(), planted("series", "bea.series.Term$Key"));
        assertEquals(List.of(), planted("render.latex", "bea.render.Style"));
        assertEquals(List.of(), planted("render", "bea.render.latex.Row"));
        assertEquals(List.of(), planted("check", "bea.algebra.Rational"));
        assertEquals(List.of(), planted("language", "bea.language.parser.BeaParser"));
        assertEquals(List.of(), planted("language", "org.antlr.v4.runtime.Token"));
        assertEquals(List.of(), planted("closedform", "org.matheclipse.core.expression.F"));
        assertEquals(List.of(), planted("cli", "java.nio.file.Path"));
        assertEquals(List.of(), planted("junit", "bea.render.Latex"));
    }

    /// The rule: what the class uses and its row does not allow, in the order of names.
    private static List<String> violations(ClassModel model) {
        String name = model.thisClass().asInternalName().replace('/', '.');
        Layer layer = LAYERS.get(layerOf(name.substring("bea.".length())));
        if (layer == null) return List.of(name + " is in a package without a row");
        return uses(model).stream().filter(used -> !allowed(name, layer, used)).map(u -> name + " uses " + u).toList();
    }

    private static boolean allowed(String user, Layer layer, String used) {
        if (used.startsWith("bea.")) {
            String inside = used.substring("bea.".length());
            String outermost = inside.replaceFirst("\\$.*", "");
            return layerOf(inside).equals(layerOf(user.substring("bea.".length())))
                    || layer.uses().contains(layerOf(inside)) || layer.uses().contains(outermost);
        }
        if (used.startsWith("java.")) return layer.shell() || OUTSIDE_WORLD.stream().noneMatch(w -> within(used, w));
        return layer.libraries().stream().anyMatch(library -> within(used, library));
    }

    private static boolean within(String name, String parent) {
        return name.equals(parent) || name.startsWith(parent + ".") || name.startsWith(parent + "$");
    }

    private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L((?:[\\w$]+/)+[\\w$]+)(?=[;<])");

    /// Names of the types that the constant pool mentions, in class entries, descriptors and signatures, and of the
    /// JDK's members that the code refers to.
    private static Set<String> uses(ClassModel model) {
        var uses = new TreeSet<String>();
        var texts = new HashSet<Integer>();
        for (PoolEntry e : model.constantPool()) {
            if (e instanceof StringEntry s) texts.add(s.utf8().index());
        }
        for (PoolEntry e : model.constantPool()) {
            switch (e) {
                case ClassEntry c when c.asInternalName().startsWith("[") -> addTypes(uses, c.asInternalName());
                case ClassEntry c -> uses.add(c.asInternalName().replace('/', '.'));
                case MemberRefEntry m when m.owner().asInternalName().startsWith("java/") -> uses
                        .add(m.owner().asInternalName().replace('/', '.') + "." + m.name().stringValue());
                case Utf8Entry u when !texts.contains(u.index()) -> addTypes(uses, u.stringValue());
                default -> {
                }
            }
        }
        return uses;
    }

    private static void addTypes(Set<String> uses, String descriptor) {
        Matcher m = TYPE_IN_DESCRIPTOR.matcher(descriptor);
        while (m.find()) uses.add(m.group(1).replace('/', '.'));
    }

    /// The row that a class or package falls under: its package's own, or that of the nearest package around it.
    /// `language.parser` for `language.parser.BeaParser`, `render` for `render.latex.Row`.
    private static String layerOf(String name) {
        String layer = packageOf(name);
        while (!LAYERS.containsKey(layer) && layer.contains(".")) layer = layer.substring(0, layer.lastIndexOf('.'));
        return layer;
    }

    /// Packages are lower case, classes are not.
    private static String packageOf(String name) {
        int dot = name.lastIndexOf('.');
        boolean isClass = Character.isUpperCase(name.charAt(dot + 1)) || name.endsWith(".package-info");
        return isClass ? name.substring(0, Math.max(dot, 0)) : name;
    }

    private static Set<String> reach(String name) {
        var reached = new HashSet<String>();
        var open = new ArrayList<>(LAYERS.get(name).uses());
        while (!open.isEmpty()) {
            String next = layerOf(open.removeLast());
            if (reached.add(next)) open.addAll(LAYERS.get(next).uses());
        }
        return reached;
    }

    private static List<String> planted(String in, String used) {
        return violations(plant(in, b -> b.withField("planted", ClassDesc.of(used), 0)));
    }

    private static ClassModel plant(String in, Consumer<? super java.lang.classfile.ClassBuilder> content) {
        return ClassFile.of().parse(ClassFile.of().build(ClassDesc.of("bea." + in + ".Planted"), content));
    }

    private static Map.Entry<String, Layer> row(String name, String... uses) {
        return entry(name, new Layer(Set.of(uses), Set.of(), false));
    }

    private static Set<String> without(Set<String> names, String... removed) {
        var rest = new HashSet<>(names);
        rest.removeAll(Set.of(removed));
        return Set.copyOf(rest);
    }
}
