import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Replaces the run-time linkage of `switch` over types, and of `equals` and `hashCode` of records, by plain code in
/// compiled classes.
///
/// The compiler links these through bootstrap methods that spin hidden classes at their first use, which an AOT cache
/// does not keep. A small verification passes some fifty of them, and they cost more than all of its mathematics. The
/// sources keep their exhaustive switches and their records; only the class files change.
///
/// Usage: `java -cp CLASSES:LIBRARIES LinkAtBuildTime.java CLASSES`
public class LinkAtBuildTime {
    /// A method that takes the place of a call site.
    private record Plain(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {}

    private final List<Plain> added = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        int total = 0;
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            for (Path f : files.filter(p -> p.toString().endsWith(".class")).toList()) {
                total += new LinkAtBuildTime().rewrite(f);
            }
        }
        System.out.println("linked " + total + " call sites");
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
            Optional<Consumer<CodeBuilder>> body = element instanceof InvokeDynamicInstruction i ? plain(i)
                    : Optional.empty();
            if (body.isPresent()) {
                MethodTypeDesc type = ((InvokeDynamicInstruction) element).typeSymbol();
                Plain p = new Plain("linked$" + added.size(), type, body.get());
                added.add(p);
                builder.invokestatic(owner, p.name, p.type, isInterface);
            } else {
                builder.with(element);
            }
        };
        byte[] changed = cf.transformClass(model, ClassTransform.transformingMethodBodies(code).andThen(ClassTransform
                .endHandler(builder -> added.forEach(p -> builder.withMethodBody(p.name, p.type,
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, p.body)))));
        if (!added.isEmpty()) {
            Files.write(file, changed);
        }
        return added.size();
    }

    /// What a call site does, as plain code; empty for the kinds that are left alone.
    private static Optional<Consumer<CodeBuilder>> plain(InvokeDynamicInstruction i) {
        if (isTypeSwitch(i)) {
            return Optional.of(body -> typeSwitch(body, i.bootstrapArgs().stream().map(a -> (ClassDesc) a).toList()));
        }
        if (!i.bootstrapMethod().owner().equals(ClassDesc.of("java.lang.runtime.ObjectMethods"))) {
            return Optional.empty();
        }
        ClassDesc record = (ClassDesc) i.bootstrapArgs().getFirst();
        List<DirectMethodHandleDesc> fields = i.bootstrapArgs().stream().skip(2)
                .map(a -> (DirectMethodHandleDesc) a).toList();
        return switch (i.name().stringValue()) {
            case "equals" -> Optional.of(body -> recordEquals(body, record, fields));
            case "hashCode" -> Optional.of(body -> recordHash(body, record, fields));
            default -> Optional.empty();
        };
    }

    private static void typeSwitch(CodeBuilder body, List<ClassDesc> labels) {
        Label present = body.newLabel();
        body.aload(0).ifnonnull(present).loadConstant(-1).ireturn().labelBinding(present);
        for (int k = 0; k < labels.size(); k++) {
            Label next = body.newLabel();
            body.iload(1).loadConstant(k).if_icmpgt(next);
            body.aload(0).instanceOf(labels.get(k)).ifeq(next);
            body.loadConstant(k).ireturn().labelBinding(next);
        }
        body.loadConstant(labels.size()).ireturn();
    }

    /// `static boolean equals(R a, Object b)`: all components are, primitives as by their wrappers' `compare`.
    private static void recordEquals(CodeBuilder body, ClassDesc record, List<DirectMethodHandleDesc> fields) {
        Label different = body.newLabel();
        body.aload(1).instanceOf(record).ifeq(different);
        body.aload(1).checkcast(record).astore(2);
        for (DirectMethodHandleDesc f : fields) {
            ClassDesc type = f.invocationType().returnType();
            body.aload(0).getfield(record, f.methodName(), type);
            body.aload(2).getfield(record, f.methodName(), type);
            if (type.isPrimitive()) {
                body.invokestatic(wrapper(type), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type))
                        .ifne(different);
            } else {
                body.invokestatic(ClassDesc.of("java.util.Objects"), "equals", MethodTypeDesc
                        .of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                        .ifeq(different);
            }
        }
        body.loadConstant(1).ireturn().labelBinding(different).loadConstant(0).ireturn();
    }

    /// `static int hashCode(R a)`.
    private static void recordHash(CodeBuilder body, ClassDesc record, List<DirectMethodHandleDesc> fields) {
        body.loadConstant(0);
        for (DirectMethodHandleDesc f : fields) {
            ClassDesc type = f.invocationType().returnType();
            body.loadConstant(31).imul().aload(0).getfield(record, f.methodName(), type);
            if (type.isPrimitive()) {
                body.invokestatic(wrapper(type), "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, type));
            } else {
                body.invokestatic(ClassDesc.of("java.util.Objects"), "hashCode",
                        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
            }
            body.iadd();
        }
        body.ireturn();
    }

    private static ClassDesc wrapper(ClassDesc primitive) {
        return switch (primitive.displayName()) {
            case "int" -> ConstantDescs.CD_Integer;
            case "char" -> ConstantDescs.CD_Character;
            default -> ClassDesc.of("java.lang", Character.toUpperCase(primitive.displayName().charAt(0))
                    + primitive.displayName().substring(1));
        };
    }

    private static boolean isTypeSwitch(InvokeDynamicInstruction i) {
        return i.bootstrapMethod().owner().equals(ClassDesc.of("java.lang.runtime.SwitchBootstraps"))
                && i.bootstrapMethod().methodName().equals("typeSwitch")
                && i.bootstrapArgs().stream().allMatch(LinkAtBuildTime::isClass);
    }

    private static boolean isClass(ConstantDesc d) {
        return d instanceof ClassDesc c && !c.isPrimitive();
    }
}
