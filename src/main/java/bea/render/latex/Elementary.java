package bea.render.latex;

import java.util.Map;

/// The elementary functions of a scalar, with their TeX operators; the stop of a gradient is set like one.
final class Elementary {
    static final Map<String, String> OPERATORS = Map.of("log", "\\log", "exp", "\\exp", "sin", "\\sin", "cos", "\\cos",
            "tan", "\\tan", "tanh", "\\tanh", "atan", "\\arctan", "sigmoid", "\\operatorname{sigmoid}", "stop",
            "\\operatorname{stop}");

    private Elementary() {}

    static boolean isFunction(String name) {
        return OPERATORS.containsKey(name) || name.equals("sqrt");
    }
}
