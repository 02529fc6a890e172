package bea.tensor;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import bea.tensor.Lanes.Step;
import bea.tensor.Layout.Place;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The code of a segment: scalars are computed in place and kept in local variables, tensors by calls of loops and
/// kernels.
final class Steps {
    private static final ClassDesc KERNELS = Compiler.describe(Kernels.class);
    private static final ClassDesc PRODUCT = Compiler.describe(Product.class);
    private static final MethodTypeDesc MULTIPLY = MethodTypeDesc.of(CD_void, Compiler.ARRAY, CD_int, CD_boolean,
            Compiler.ARRAY, CD_int, CD_boolean, Compiler.ARRAY, CD_int, CD_int, CD_int, CD_int, PRODUCT);
    private static final MethodTypeDesc PROGRESS = MethodTypeDesc.of(CD_void, Compiler.WORK, CD_int, CD_int);

    /// More pieces of a vector than this are placed by methods of their own.
    private static final int PIECES = 80;
    private static final MethodTypeDesc PIECES_TYPE = MethodTypeDesc.of(CD_void, Compiler.ARRAYS);

    private final CodeBuilder code;
    private final Layout layout;
    private final Map<Node, Integer> locals = new HashMap<>();

    Steps(CodeBuilder code, Layout layout) {
        this.code = code;
        this.layout = layout;
    }

    /// At most how many bytes of code a unit takes in its segment.
    static int bytes(Unit u) {
        if (!(u.result().op() instanceof Op.Scatter(var offsets))) return 60;
        return 60 + (offsets.size() <= PIECES ? 40 * offsets.size() : 12 * offsets.size() / PIECES);
    }

    static String loopName(Unit u) {
        return "loop" + u.result().id();
    }

    void write(List<Step> steps) {
        steps.forEach(this::write);
        code.return_();
    }

    private void write(Step s) {
        Step before = layout.waitsFor(s);
        if (before != null) progress("await", before);
        Node y = s.unit().result();
        if (s.unit().isScalar()) scalar(y);
        else if (s.unit().isLoop()) code.aload(0).invokestatic(Compiler.SELF, loopName(s.unit()), Loop.TYPE);
        else tensor(y, s.lane());
        if (layout.isAwaited(s)) progress("done", s);
    }

    private void progress(String method, Step step) {
        code.aload(1).loadConstant(step.lane()).loadConstant(step.index());
        code.invokestatic(Compiler.WORK, method, PROGRESS);
    }

    private void scalar(Node y) {
        Place place = layout.place(y);
        if (place != null) code.aload(0).loadConstant(place.array()).aaload().loadConstant(place.offset());
        value(y);
        if (place != null) code.dup2_x2().dastore();
        int local = code.allocateLocal(TypeKind.DOUBLE);
        code.dstore(local);
        locals.put(y, local);
    }

    private void value(Node y) {
        switch (y.op()) {
            case Op.Slice(int offset) -> {
                array(y.arg(0), offset);
                code.daload();
            }
            case Op.Sum _ -> call("sum", CD_double, List.of(y.arg(0)), y.arg(0).shape().size());
            case Op.Dot _ -> call("dot", CD_double, y.args(), y.arg(0).shape().size());
            case Op.Map _,Op.Power _,Op.Zip _ -> {
                y.args().forEach(this::load);
                Scalars.apply(code, y.op());
            }
            case Op.Input _,Op.Constant _,Op.Number _,Op.Fill _,Op.MatMul _,Op.SumRows _,Op.SumColumns _,Op.RepeatRow _,Op.RepeatColumn _,Op.Scatter _,Op.LogSumExp _,Op.Softmax _,Op.Detach _ ->
                throw new IllegalStateException("no scalar to compute: " + y);
        }
    }

    private void load(Node scalar) {
        Node x = Fusion.root(scalar);
        if (x.op() instanceof Op.Number(double v)) code.loadConstant(v);
        else if (locals.containsKey(x)) code.dload(locals.get(x));
        else {
            array(x, 0);
            code.daload();
        }
    }

    private void tensor(Node y, int lane) {
        switch (y.op()) {
            case Op.MatMul(boolean ta, boolean tb) -> multiply(y, ta, tb, lane);
            case Op.SumRows _ -> overRows("sumRows", y);
            case Op.SumColumns _ -> overRows("sumColumns", y);
            case Op.LogSumExp _ -> overRows("logSumExp", y);
            case Op.Softmax _ -> overRows("softmax", y);
            case Op.Scatter(var offsets) -> scatter(y, offsets);
            case Op.Input _,Op.Constant _,Op.Number _,Op.Fill _,Op.Map _,Op.Power _,Op.Zip _,Op.RepeatRow _,Op.RepeatColumn _,Op.Sum _,Op.Dot _,Op.Slice _,Op.Detach _ ->
                throw new IllegalStateException("no tensor to compute: " + y);
        }
    }

    private void overRows(String kernel, Node y) {
        call(kernel, CD_void, List.of(y.arg(0), y), y.arg(0).shape().rows(), y.arg(0).shape().columns());
    }

    private void multiply(Node y, boolean ta, boolean tb, int lane) {
        array(y.arg(0), 0);
        code.loadConstant(ta ? 1 : 0);
        array(y.arg(1), 0);
        code.loadConstant(tb ? 1 : 0);
        array(y, 0);
        int inner = ta ? y.arg(0).shape().rows() : y.arg(0).shape().columns();
        code.loadConstant(y.shape().rows()).loadConstant(inner).loadConstant(y.shape().columns());
        code.aload(1).getfield(Compiler.WORK, "products", PRODUCT.arrayType()).loadConstant(lane).aaload();
        code.invokestatic(PRODUCT, "multiply", MULTIPLY);
    }

    /// Copies the pieces to their places and fills the gaps; pieces that overlap are added up.
    private void scatter(Node y, List<Integer> offsets) {
        boolean gaps = y.args().stream().mapToInt(x -> x.shape().size()).sum() != y.shape().size();
        boolean overlap = overlap(y, offsets);
        if (gaps || overlap) call("zero", CD_void, List.of(y), y.shape().size());
        if (offsets.size() <= PIECES) pieces(y, 0, overlap);
        else for (int i = 0; i < offsets.size(); i += PIECES) {
            code.aload(0).invokestatic(Compiler.SELF, piecesName(y, i), PIECES_TYPE);
        }
    }

    private static boolean overlap(Node y, List<Integer> offsets) {
        int end = 0;
        for (int i = 0; i < offsets.size(); i++) {
            if (offsets.get(i) < end) return true;
            end = offsets.get(i) + y.arg(i).shape().size();
        }
        return false;
    }

    /// The methods that place the pieces of a vector, if they are too many for a segment.
    static void writePieces(ClassBuilder type, Layout layout, Node y) {
        if (!(y.op() instanceof Op.Scatter(var offsets)) || offsets.size() <= PIECES) return;
        for (int i = 0; i < offsets.size(); i += PIECES) {
            int from = i;
            type.withMethodBody(piecesName(y, from), PIECES_TYPE, ClassFile.ACC_STATIC, code -> {
                new Steps(code, layout).pieces(y, from, overlap(y, offsets));
                code.return_();
            });
        }
    }

    private static String piecesName(Node scatter, int from) {
        return "pieces" + scatter.id() + "from" + from;
    }

    private void pieces(Node y, int from, boolean overlap) {
        var offsets = ((Op.Scatter) y.op()).offsets();
        int to = Math.min(from + PIECES, offsets.size());
        for (int i = from; i < to; i++) piece(y, offsets.get(i), y.arg(i), overlap);
    }

    private void piece(Node y, int offset, Node x, boolean overlap) {
        if (x.isScalar()) {
            array(y, offset);
            if (overlap) code.dup2().daload();
            load(x);
            if (overlap) code.dadd();
            code.dastore();
            return;
        }
        array(x, 0);
        array(y, offset);
        code.loadConstant(x.shape().size());
        code.invokestatic(KERNELS, overlap ? "accumulate" : "copy", type(CD_void, 2, 1));
    }

    private void call(String kernel, ClassDesc result, List<Node> tensors, int... extents) {
        tensors.forEach(x -> array(x, 0));
        for (int n : extents) code.loadConstant(n);
        code.invokestatic(KERNELS, kernel, type(result, tensors.size(), extents.length));
    }

    private static MethodTypeDesc type(ClassDesc result, int tensors, int extents) {
        var parameters = new ArrayList<ClassDesc>();
        for (int i = 0; i < tensors; i++) Collections.addAll(parameters, Compiler.ARRAY, CD_int);
        for (int i = 0; i < extents; i++) parameters.add(CD_int);
        return MethodTypeDesc.of(result, parameters);
    }

    /// The array of a tensor and the offset of an entry.
    private void array(Node x, int offset) {
        Place place = layout.place(x);
        code.aload(0).loadConstant(place.array()).aaload().loadConstant(place.offset() + offset);
    }
}
