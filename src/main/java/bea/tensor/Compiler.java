package bea.tensor;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import bea.tensor.Lanes.Step;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the class that runs a plan: for each lane one method that calls its segments, methods of straight-line code
/// short enough for the just-in-time compiler; and one method for each loop.
final class Compiler {
    /// HotSpot leaves methods of more than 8000 bytes to the interpreter. A step has a few dozen at most.
    private static final int SEGMENT_BYTES = 4000;

    static final ClassDesc SELF = ClassDesc.of("bea.tensor.Compiled");
    static final ClassDesc ARRAY = CD_double.arrayType();
    static final ClassDesc ARRAYS = ARRAY.arrayType();
    static final ClassDesc WORK = describe(Work.class);
    static final MethodTypeDesc SEGMENT = MethodTypeDesc.of(CD_void, ARRAYS, WORK);
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_void, CD_int, ARRAYS, WORK);
    private static final MethodTypeDesc RUN_LANE = MethodTypeDesc.of(CD_void, ARRAYS, WORK);

    private final List<Step> steps;
    private final Layout layout;
    private final Map<Step, Integer> segments;

    Compiler(List<Step> steps, Layout layout, Map<Step, Integer> segments) {
        this.steps = steps;
        this.layout = layout;
        this.segments = segments;
    }

    static ClassDesc describe(Class<?> c) {
        return ClassDesc.ofDescriptor(c.descriptorString());
    }

    /// The segment of each step, numbered through both lanes.
    static Map<Step, Integer> segments(List<Step> steps) {
        var segments = new LinkedHashMap<Step, Integer>();
        int next = -1;
        for (int lane = 0; lane < 2; lane++) {
            int bytes = SEGMENT_BYTES;
            for (Step s : steps) {
                if (s.lane() != lane) continue;
                bytes += Steps.bytes(s.unit());
                if (bytes > SEGMENT_BYTES) {
                    next++;
                    bytes = Steps.bytes(s.unit());
                }
                segments.put(s, next);
            }
        }
        return segments;
    }

    Program program() {
        byte[] bytes = ClassFile.of().build(SELF, this::write);
        try {
            var lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return (Program) lookup
                    .findConstructor(lookup.lookupClass(), java.lang.invoke.MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("a compiled plan does not load", e);
        }
    }

    private void write(ClassBuilder type) {
        type.withFlags(ClassFile.ACC_FINAL).withInterfaceSymbols(describe(Program.class));
        type.withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, code -> code.aload(0)
                .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_());
        type.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, Compiler::run);
        var bySegment = new LinkedHashMap<Integer, List<Step>>();
        steps.forEach(s -> bySegment.computeIfAbsent(segments.get(s), _ -> new ArrayList<>()).add(s));
        bySegment.forEach((segment, inside) -> type.withMethodBody("segment" + segment, SEGMENT, ClassFile.ACC_STATIC,
                code -> new Steps(code, layout).write(inside)));
        for (int lane = 0; lane < 2; lane++) {
            int l = lane;
            type.withMethodBody("lane" + lane, RUN_LANE, ClassFile.ACC_STATIC, code -> {
                bySegment.entrySet().stream().filter(e -> e.getValue().getFirst().lane() == l)
                        .map(Map.Entry::getKey).sorted().forEach(s -> callSegment(code, "segment" + s));
                code.return_();
            });
        }
        for (Step s : steps) {
            Steps.writePieces(type, layout, s.unit().result());
            if (s.unit().isLoop()) {
                type.withMethodBody(Steps.loopName(s.unit()), Loop.TYPE, ClassFile.ACC_STATIC,
                        code -> new Loop(code, layout, s.unit()).write());
            }
        }
    }

    private static void run(CodeBuilder code) {
        code.iload(1).ifThenElse(c -> c.aload(2).aload(3).invokestatic(SELF, "lane1", RUN_LANE),
                c -> c.aload(2).aload(3).invokestatic(SELF, "lane0", RUN_LANE)).return_();
    }

    private static void callSegment(CodeBuilder code, String name) {
        code.aload(0).aload(1).invokestatic(SELF, name, SEGMENT);
    }
}
