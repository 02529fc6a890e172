package bea.emit;

import java.util.Set;

/// What emitted modules begin with; each part only where it is called.
final class Prelude {
    private static final String REQUIRE = """


            def _require(holds, what):
                if not holds:
                    raise ValueError("this derivation needs " + what)
            """;

    private static final String SUM = """


            def _sum(terms):
                total = None
                for term in terms:
                    total = term if total is None else total + term
                return 0 if total is None else total
            """;

    private static final String ADD = """


            def _add(table, key, vector):
                table[key] = table[key] + vector if key in table else vector
            """;

    private static final String RUNNING = """


            class _Running:
                \"""term(first) + ... + term(i) for any i, each sum made from the one before it.\"""

                def __init__(self, term, first, step=1):
                    self.term, self.first, self.step, self.sums = term, first, step, [0]

                def __call__(self, i):
                    count = max((i - self.first) * self.step + 1, 0)
                    while len(self.sums) <= count:
                        done = len(self.sums) - 1
                        term = self.term(self.first + done * self.step)
                        self.sums.append(self.sums[-1] + term if done else term)
                    return self.sums[count]
            """;

    private static final String TORCH_STATE = """


            class _State:
                \"""The parameters in a container of any kind: what the loss is called with, and the tensors to differentiate by.

                :param like: the state whose parameters these are the start of
                :param copied: whether the caller differentiates through values at the start, which must not reach a module
                \"""

                def __init__(self, container, like=None, copied=False):
                    self.module = isinstance(container, torch.nn.Module)
                    tensors = dict(container.named_parameters() if self.module else _tensors(container))
                    if self.module and like is not None and (copied or not all(t.requires_grad for t in tensors.values())):
                        container = copy.deepcopy(container)
                        tensors = dict(container.named_parameters())
                    trained = [name for name, t in tensors.items() if t.requires_grad]
                    if like is None and self.module and not trained:
                        raise ValueError("no parameter of the module requires a gradient")
                    real = [name for name, t in tensors.items() if t.is_floating_point()]
                    self.names = like.names if like is not None else trained or real
                    if not self.names or not set(self.names) <= set(tensors):
                        raise ValueError("there are no parameters, or start has not those of params")
                    self.fresh = like is not None or not trained
                    if self.fresh and self.module:
                        for name in self.names:
                            tensors[name].requires_grad_()
                    elif self.fresh:
                        tensors.update({name: tensors[name].detach().requires_grad_() for name in self.names})
                        container = _replaced(container, tensors)
                    self.value, self.leaves = container, [tensors[name] for name in self.names]

                def vector(self):
                    return torch.cat([p.reshape(-1) for p in self.leaves])

                def packed(self, vector, keep):
                    \"""A vector in the form of the parameters; 0 for what is none.\"""
                    if not torch.is_tensor(vector):
                        vector = self.leaves[0].new_zeros(sum(p.numel() for p in self.leaves))
                    parts = (vector if keep else vector.detach()).split([p.numel() for p in self.leaves])
                    named = {name: d.view(p.shape) for name, d, p in zip(self.names, parts, self.leaves)}
                    if self.module:
                        return named
                    zeros = {name: torch.zeros_like(t) for name, t in _tensors(self.value)}
                    return _replaced(self.value, {**zeros, **named})


            def _tensors(container, name=""):
                if torch.is_tensor(container):
                    yield name, container
                elif isinstance(container, (dict, list, tuple)):
                    for key, part in container.items() if isinstance(container, dict) else enumerate(container):
                        yield from _tensors(part, f"{name}.{key}")
                else:
                    raise TypeError(f"parameters are tensors, lists, tuples or dicts of them, or a module, no {type(container)}")


            def _replaced(container, tensors, name=""):
                if torch.is_tensor(container):
                    return tensors[name]
                if isinstance(container, dict):
                    return {key: _replaced(part, tensors, f"{name}.{key}") for key, part in container.items()}
                parts = [_replaced(part, tensors, f"{name}.{i}") for i, part in enumerate(container)]
                return type(container)(*parts) if hasattr(container, "_fields") else type(container)(parts)


            def _gradient(value, state, keep, along=None):
                \"""The gradient of a loss, or the derivative of a gradient along a vector, as one flat vector.\"""
                parts = [None] * len(state.leaves)
                vector = along is None or torch.is_tensor(along)  # an empty sum of vectors is the number 0
                if torch.is_tensor(value) and value.requires_grad and vector:
                    parts = torch.autograd.grad(
                        value, state.leaves, along, retain_graph=True, create_graph=keep, allow_unused=True)
                return torch.cat([(torch.zeros_like(p) if d is None else d).reshape(-1) for d, p in zip(parts, state.leaves)])


            def _kept(*states):
                \"""Whether the caller may differentiate what is computed.\"""
                return torch.is_grad_enabled() and not all(state.fresh for state in states)
            """;

    private static final String TORCH_LOSS = """


            def _trained(*states):
                if torch.is_grad_enabled() and not _kept(*states):
                    raise ValueError("no parameter requires a gradient: call requires_grad_(), or use torch.no_grad()")
                return torch.is_grad_enabled()


            def _detached(loss, terms):
                plain = lambda value: value.detach() if torch.is_tensor(value) else value
                return plain(loss), {name: plain(value) for name, value in terms.items()}
            """;

    private static final String TORCH_DERIVATIVE = """


            def _derivative(loss, states, slot, along):
                \"""The gradient of a loss, differentiated along vectors that are held fixed.

                The loss is evaluated at copies of the parameters of which the vectors do not know.
                \"""
                copies = [copy.copy(state) for state in states]
                for state in copies:
                    state.leaves = [p.view_as(p) for p in state.leaves]
                with contextlib.ExitStack() as stack:
                    values = [_placed(state, stack) for state in copies]
                    value = loss(*values)
                vector = None
                for i, direction in [*along, (slot, None)]:
                    value = _gradient(value, copies[i], True, vector)
                    vector = direction
                return value


            def _placed(state, stack):
                if not state.module:
                    return _replaced(state.value, {**dict(_tensors(state.value)), **dict(zip(state.names, state.leaves))})
                originals = dict(state.value.named_parameters())
                other = {id(originals[name]): p for name, p in zip(state.names, state.leaves)}
                for module in state.value.modules():
                    for name, p in list(module._parameters.items()):
                        if id(p) in other:
                            stack.callback(module._parameters.__setitem__, name, p)
                            module._parameters[name] = other[id(p)]
                return state.value
            """;

    private static final String TORCH_DOT = """


            def _dot(u, v):
                return torch.dot(u, v) if torch.is_tensor(u) and torch.is_tensor(v) else 0
            """;

    private static final String JAX_DERIVATIVE = """


            def _derivative(loss, point, slot, *along):
                \"""The gradient of a loss, differentiated along vectors that are held fixed.\"""
                derivative = jax.grad(loss, argnums=slot)
                for i, vector in along:
                    derivative = _along(derivative, i, vector)
                return derivative(*point)


            def _along(function, i, vector):
                def derivative(*point):
                    moved = lambda x: function(*point[:i], x, *point[i + 1:])
                    return jax.jvp(moved, (point[i],), (jnp.zeros_like(point[i]) + vector,))[1]

                return derivative
            """;

    private static final String JAX_DOT = """


            def _dot(u, v):
                return jnp.vdot(u, v) if jnp.ndim(u) and jnp.ndim(v) else 0
            """;

    private static final String SQUARE = """


            def _square(u):
                return _dot(u, u)
            """;

    private Prelude() {}

    static String torch(Arguments a, Set<String> used) {
        boolean higher = used.contains("_derivative");
        return (higher ? "import contextlib\n" : "") + "import copy\n"
                + (used.contains("lru_cache") ? "import functools\n" : "") + "\nimport torch\n" + TORCH_STATE
                + (used.contains("_trained") ? TORCH_LOSS : "") + (higher ? TORCH_DERIVATIVE : "")
                + shared(used, TORCH_DOT);
    }

    static String jax(Arguments a, Set<String> used) {
        return (a.families().isEmpty() ? "" : "import functools\n\n")
                + "import jax\nimport jax.numpy as jnp\nfrom jax.flatten_util import ravel_pytree\n" + JAX_DERIVATIVE
                + shared(used, JAX_DOT);
    }

    private static String shared(Set<String> used, String dot) {
        return (used.contains("_dot") || used.contains("_square") ? dot : "")
                + (used.contains("_square") ? SQUARE : "") + (used.contains("_sum") ? SUM : "")
                + (used.contains("_add") ? ADD : "") + (used.contains("_Running") ? RUNNING : "")
                + (used.contains("_require") ? REQUIRE : "");
    }
}
