package bea.render.latex;

import java.util.Map;

/// The elementary functions of a scalar, with their TeX operators.
final class Elementary {
    static final Map<String, String> OPERATORS = Map.of("log", "\\log", "exp", "\\exp", "sin", "\\sin", "cos", "\\cos",
            "tan", "\\tan", "tanh", "\\tanh", "atan", "\\arctan", "sigmoid", "\\operatorname{sigmoid}");

    private Elementary() {}

    static boolean isFunction(String name) {
        return OPERATORS.containsKey(name) || name.equals("sqrt");
    }
}
