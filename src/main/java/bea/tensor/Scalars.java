package bea.tensor;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Code for one entry of an operation, with the entries of the arguments on the stack.
final class Scalars {
    private static final ClassDesc MATH = Compiler.describe(Math.class);
    private static final ClassDesc REALS = Compiler.describe(Reals.class);
    private static final MethodTypeDesc UNARY = MethodTypeDesc.of(CD_double, CD_double);
    private static final MethodTypeDesc BINARY = MethodTypeDesc.of(CD_double, CD_double, CD_double);
    private static final MethodTypeDesc POWER = MethodTypeDesc.of(CD_double, CD_double, CD_int);

    private Scalars() {}

    static void apply(CodeBuilder code, Op op) {
        switch (op) {
            case Op.Map(var f) -> apply(code, f);
            case Op.Power(int n) -> code.loadConstant(n).invokestatic(REALS, "pow", POWER);
            case Op.Zip(var operation) -> apply(code, operation);
            case Op.Fill _,Op.RepeatRow _,Op.RepeatColumn _ -> {
            }
            case Op.Input _,Op.Constant _,Op.Number _,Op.MatMul _,Op.SumRows _,Op.SumColumns _,Op.Sum _,Op.Dot _,Op.Slice _,Op.Scatter _,Op.LogSumExp _,Op.Softmax _,Op.Detach _ ->
                throw new IllegalStateException("not entry by entry: " + op);
        }
    }

    private static void apply(CodeBuilder code, Elementary f) {
        switch (f) {
            case NEG -> code.dneg();
            case EXP -> code.invokestatic(REALS, "exp", UNARY);
            case LOG -> code.invokestatic(MATH, "log", UNARY);
            case SIN -> code.invokestatic(MATH, "sin", UNARY);
            case COS -> code.invokestatic(MATH, "cos", UNARY);
            case TAN -> code.invokestatic(MATH, "tan", UNARY);
            case TANH -> code.invokestatic(REALS, "tanh", UNARY);
            case SQRT -> code.invokestatic(MATH, "sqrt", UNARY);
            case ATAN -> code.invokestatic(MATH, "atan", UNARY);
            case SIGMOID -> code.invokestatic(REALS, "sigmoid", UNARY);
            case SOFTPLUS -> code.invokestatic(REALS, "softplus", UNARY);
            case RECIPROCAL -> code.invokestatic(REALS, "reciprocal", UNARY);
            case RELU -> code.loadConstant(0.0).invokestatic(MATH, "max", BINARY);
            case STEP -> code.invokestatic(REALS, "step", UNARY);
        }
    }

    private static void apply(CodeBuilder code, Arithmetic operation) {
        switch (operation) {
            case ADD -> code.dadd();
            case SUB -> code.dsub();
            case MUL -> code.dmul();
            case DIV -> code.ddiv();
        }
    }
}
