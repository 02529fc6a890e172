import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Replaces the run-time linkage of `switch` over types by plain `instanceof` tests in compiled classes.
///
/// The compiler links such a switch through a bootstrap method that spins a hidden class at its first use, which an
/// AOT cache does not keep. A small verification passes some fifty of them, and they cost more than all of its
/// mathematics. The sources keep their exhaustive switches; only the class files change.
///
/// Usage: `java -cp CLASSES:LIBRARIES FlattenTypeSwitches.java CLASSES`
public class FlattenTypeSwitches {
    private record Switch(String name, MethodTypeDesc type, List<ClassDesc> labels) {}

    private final List<Switch> switches = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        int total = 0;
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            for (Path f : files.filter(p -> p.toString().endsWith(".class")).toList()) {
                total += new FlattenTypeSwitches().rewrite(f);
            }
        }
        System.out.println("flattened " + total + " type switches");
    }

    private int rewrite(Path file) throws IOException {
        // frames are computed anew, which needs the supertypes of all classes in sight
        ClassFile cf = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver
                .ofResourceParsing(ClassLoader.getSystemClassLoader())
                .orElse(ClassHierarchyResolver.defaultResolver()).cached()));
        ClassModel model = cf.parse(file);
        boolean isInterface = model.flags().has(AccessFlag.INTERFACE);
        ClassDesc owner = model.thisClass().asSymbol();
        CodeTransform code = (builder, element) -> {
            if (element instanceof InvokeDynamicInstruction i && isTypeSwitch(i)) {
                List<ClassDesc> labels = i.bootstrapArgs().stream().map(a -> (ClassDesc) a).toList();
                Switch s = new Switch("typeSwitch$" + switches.size(), i.typeSymbol(), labels);
                switches.add(s);
                builder.invokestatic(owner, s.name, s.type, isInterface);
            } else {
                builder.with(element);
            }
        };
        byte[] changed = cf.transformClass(model,
                ClassTransform.transformingMethodBodies(code).andThen(ClassTransform.endHandler(builder -> {
                    for (Switch s : switches) {
                        builder.withMethodBody(s.name, s.type,
                                ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, body -> {
                                    Label present = body.newLabel();
                                    body.aload(0).ifnonnull(present).loadConstant(-1).ireturn().labelBinding(present);
                                    for (int k = 0; k < s.labels.size(); k++) {
                                        Label next = body.newLabel();
                                        body.iload(1).loadConstant(k).if_icmpgt(next);
                                        body.aload(0).instanceOf(s.labels.get(k)).ifeq(next);
                                        body.loadConstant(k).ireturn().labelBinding(next);
                                    }
                                    body.loadConstant(s.labels.size()).ireturn();
                                });
                    }
                })));
        if (!switches.isEmpty()) {
            Files.write(file, changed);
        }
        return switches.size();
    }

    private static boolean isTypeSwitch(InvokeDynamicInstruction i) {
        return i.bootstrapMethod().owner().equals(ClassDesc.of("java.lang.runtime.SwitchBootstraps"))
                && i.bootstrapMethod().methodName().equals("typeSwitch")
                && i.bootstrapArgs().stream().allMatch(FlattenTypeSwitches::isClass);
    }

    private static boolean isClass(ConstantDesc d) {
        return d instanceof ClassDesc c && !c.isPrimitive();
    }
}
