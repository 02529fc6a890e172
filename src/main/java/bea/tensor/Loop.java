package bea.tensor;

import static java.lang.constant.ConstantDescs.CD_void;

import bea.tensor.Layout.Place;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;

/// The code of one loop over the entries of tensors of one shape.
///
/// Offsets are constants in the code, so that C2 sees that what is read and written does not overlap, and uses vector
/// instructions. Two nested loops are written only if a row or column is repeated.
final class Loop {
    static final MethodTypeDesc TYPE = MethodTypeDesc.of(CD_void, Compiler.ARRAYS);

    private final CodeBuilder code;
    private final Layout layout;
    private final Unit unit;
    private final Shape shape;
    private final boolean nested;
    private final Map<Integer, Integer> arrays = new HashMap<>();
    /// Local variables with the value of a scalar, an entry of a repeated column, or an entry computed already.
    private final Map<Node, Integer> values = new HashMap<>();
    private final int row;
    private final int column;
    private final int entry;

    Loop(CodeBuilder code, Layout layout, Unit unit) {
        this.code = code;
        this.layout = layout;
        this.unit = unit;
        this.shape = unit.result().shape();
        this.nested = unit.nodes().stream()
                .anyMatch(x -> x.op() instanceof Op.RepeatRow || x.op() instanceof Op.RepeatColumn);
        this.row = code.allocateLocal(TypeKind.INT);
        this.column = code.allocateLocal(TypeKind.INT);
        this.entry = code.allocateLocal(TypeKind.INT);
    }

    void write() {
        unit.reads().forEach(x -> loadArray(layout.place(x)));
        loadArray(layout.place(unit.result()));
        unit.nodes().stream().flatMap(y -> y.args().stream()).filter(x -> x.isScalar() && !x.isNumber()).distinct()
                .forEach(x -> keep(x, () -> load(layout.place(x), () -> code.loadConstant(0))));
        if (nested) {
            count(row, shape.rows(), () -> {
                unit.nodes().stream().filter(x -> x.op() instanceof Op.RepeatColumn)
                        .forEach(x -> keep(x, () -> load(layout.place(x.arg(0)), () -> code.iload(row))));
                count(column, shape.columns(), () -> {
                    code.iload(row).loadConstant(shape.columns()).imul().iload(column).iadd().istore(entry);
                    body();
                });
            });
        } else {
            count(entry, shape.size(), this::body);
        }
        code.return_();
    }

    private void body() {
        Node result = unit.result();
        for (Node y : unit.nodes()) if (y != result && !values.containsKey(y)) keep(y, () -> value(y));
        store(layout.place(result), () -> {
            if (values.containsKey(result)) code.dload(values.get(result));
            else value(result);
        });
    }

    private void value(Node y) {
        if (y.op() instanceof Op.RepeatRow) {
            load(layout.place(y.arg(0)), () -> code.iload(column));
            return;
        }
        y.args().forEach(this::argument);
        Scalars.apply(code, y.op());
    }

    private void argument(Node x) {
        if (values.containsKey(x)) code.dload(values.get(x));
        else if (x.op() instanceof Op.Number(double v)) code.loadConstant(v);
        else load(layout.place(x), () -> code.iload(entry));
    }

    private void keep(Node x, Runnable value) {
        value.run();
        int local = code.allocateLocal(TypeKind.DOUBLE);
        code.dstore(local);
        values.put(x, local);
    }

    private void loadArray(Place place) {
        if (arrays.containsKey(place.array())) return;
        int local = code.allocateLocal(TypeKind.REFERENCE);
        code.aload(0).loadConstant(place.array()).aaload().astore(local);
        arrays.put(place.array(), local);
    }

    private void address(Place place, Runnable index) {
        code.aload(arrays.get(place.array()));
        index.run();
        if (place.offset() != 0) code.loadConstant(place.offset()).iadd();
    }

    private void load(Place place, Runnable index) {
        address(place, index);
        code.daload();
    }

    private void store(Place place, Runnable value) {
        address(place, () -> code.iload(entry));
        value.run();
        code.dastore();
    }

    private void count(int variable, int to, Runnable body) {
        Label again = code.newLabel();
        Label end = code.newLabel();
        code.loadConstant(0).istore(variable).labelBinding(again);
        code.iload(variable).loadConstant(to).if_icmpge(end);
        body.run();
        code.iinc(variable, 1).goto_(again).labelBinding(end);
    }
}
