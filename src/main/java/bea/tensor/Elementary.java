package bea.tensor;

/// A function of one real variable that is applied entry by entry.
public enum Elementary {
    NEG, EXP, LOG, SIN, COS, TAN, TANH, SQRT, ATAN, SIGMOID,
    /// log(1 + exp x)
    SOFTPLUS, RECIPROCAL,
    /// max(x, 0)
    RELU,
    /// 1 where x > 0, else 0: the derivative of RELU
    STEP;

    /// The value at x, by the same code that compiled plans call.
    public double at(double x) {
        return switch (this) {
            case NEG -> -x;
            case EXP -> Reals.exp(x);
            case LOG -> Math.log(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TAN -> Math.tan(x);
            case TANH -> Reals.tanh(x);
            case SQRT -> Math.sqrt(x);
            case ATAN -> Math.atan(x);
            case SIGMOID -> Reals.sigmoid(x);
            case SOFTPLUS -> Reals.softplus(x);
            case RECIPROCAL -> 1 / x;
            case RELU -> Math.max(x, 0);
            case STEP -> Reals.step(x);
        };
    }

    /// The derivative at x as a tensor, where y is this function at x.
    Node derivative(Graph g, Node x, Node y) {
        return switch (this) {
            case NEG -> g.number(-1);
            case EXP -> y;
            case LOG -> g.reciprocal(x);
            case SIN -> g.cos(x);
            case COS -> g.neg(g.sin(x));
            case TAN -> g.add(g.number(1), g.mul(y, y));
            case TANH -> g.sub(g.number(1), g.mul(y, y));
            case SQRT -> g.div(g.number(0.5), y);
            case ATAN -> g.reciprocal(g.add(g.number(1), g.mul(x, x)));
            case SIGMOID -> g.mul(y, g.sub(g.number(1), y));
            case SOFTPLUS -> g.sigmoid(x);
            case RECIPROCAL -> g.neg(g.mul(y, y));
            case RELU -> g.apply(STEP, x);
            case STEP -> g.number(0);
        };
    }
}
