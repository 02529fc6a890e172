"""n steps of SGD, modified loss  (Rosca & Deisenroth 2023, Theorem 4)

bea emit derivations/paper/n-step-sgd.bea --target pytorch --name 'n steps of SGD, modified loss'

Made by bea from a derivation, for PyTorch.

    loss = Ebar
         - h/n * sum(mu in 1..n-1) sum(tau in 0..mu-1) dot(grad E(theta; X[mu]), grad E(start; X[tau]))
         + 1/4*n*h * norm(grad Ebar)^2
    dtheta/dt = -grad loss

where

    Ebar(theta) = mean(mu in 0..n-1) E(theta; X[mu])

The flow runs for the time n*h for one update, and follows it through h^2.
In f_0 + epsilon*f_1 + ..., epsilon is n*h.

"start" in the formulas is where the update starts. These factors do not move along the flow, so that the
argument start is due: a copy of params, taken before the update.

loss_fn(params, batch) is your loss E(theta; X), a scalar.
batches is the list X[0..n - 1], in the order of the update.

Parameters are a tensor, a module, or a list, tuple or dict of tensors (nested, too); those that require a
gradient are meant. A module's field is a dict of tensors by parameter name. The losses are differentiable
like any other tensor. The field is so when a parameter requires a gradient and gradients are enabled; call
it under torch.no_grad() when its own derivative is not needed.

Example:

    loss_fn = lambda params, batch: ...
    start = copy.deepcopy(params)  # where the update starts
    loss = modified_loss(loss_fn, params, batches, start, h=0.1)
    terms = regulariser_terms(loss_fn, params, batches, start, h=0.1)
    field = modified_field(loss_fn, params, batches, start, h=0.1)
"""

import copy
import functools

import torch


class _State:
    """The parameters in a container of any kind: what the loss is called with, and the tensors to differentiate by.

    :param like: the state whose parameters these are the start of
    :param copied: whether the caller differentiates through values at the start, which must not reach a module
    """

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
        """A vector in the form of the parameters; 0 for what is none."""
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
    """The gradient of a loss, or the derivative of a gradient along a vector, as one flat vector."""
    parts = [None] * len(state.leaves)
    vector = along is None or torch.is_tensor(along)  # an empty sum of vectors is the number 0
    if torch.is_tensor(value) and value.requires_grad and vector:
        parts = torch.autograd.grad(
            value, state.leaves, along, retain_graph=True, create_graph=keep, allow_unused=True)
    return torch.cat([(torch.zeros_like(p) if d is None else d).reshape(-1) for d, p in zip(parts, state.leaves)])


def _kept(*states):
    """Whether the caller may differentiate what is computed."""
    return torch.is_grad_enabled() and not all(state.fresh for state in states)


def _trained(*states):
    if torch.is_grad_enabled() and not _kept(*states):
        raise ValueError("no parameter requires a gradient: call requires_grad_(), or use torch.no_grad()")
    return torch.is_grad_enabled()


def _detached(loss, terms):
    plain = lambda value: value.detach() if torch.is_tensor(value) else value
    return plain(loss), {name: plain(value) for name, value in terms.items()}


def _dot(u, v):
    return torch.dot(u, v) if torch.is_tensor(u) and torch.is_tensor(v) else 0


def _square(u):
    return _dot(u, u)


def _sum(terms):
    total = None
    for term in terms:
        total = term if total is None else total + term
    return 0 if total is None else total


def _add(table, key, vector):
    table[key] = table[key] + vector if key in table else vector


class _Running:
    """term(first) + ... + term(i) for any i, each sum made from the one before it."""

    def __init__(self, term, first, step=1):
        self.term, self.first, self.step, self.sums = term, first, step, [0]

    def __call__(self, i):
        count = max((i - self.first) * self.step + 1, 0)
        while len(self.sums) <= count:
            done = len(self.sums) - 1
            term = self.term(self.first + done * self.step)
            self.sums.append(self.sums[-1] + term if done else term)
        return self.sums[count]


def _require(holds, what):
    if not holds:
        raise ValueError("this derivation needs " + what)


def modified_loss(loss_fn, params, batches, start, h):
    """The modified loss.

        Ebar
        - h/n * sum(mu in 1..n-1) sum(tau in 0..mu-1) dot(grad E(theta; X[mu]), grad E(start; X[tau]))
        + 1/4*n*h * norm(grad Ebar)^2
    """
    loss, terms = _terms(loss_fn, params, batches, start, h)
    return _sum([loss, *terms.values()])


def explicit_regulariser(loss_fn, params, batches, start, h):
    """The modified loss without the plain one: the sum of all terms below."""
    return _sum(regulariser_terms(loss_fn, params, batches, start, h).values())


def regulariser_terms(loss_fn, params, batches, start, h):
    """What the update adds to the plain loss, by name.

        alignment_with_start: -h/n * sum(mu in 1..n-1) sum(tau in 0..mu-1) dot(grad E(theta; X[mu]), grad E(start; X[tau]))
        gradient_norm: 1/4*n*h * norm(grad Ebar)^2
    """
    return _terms(loss_fn, params, batches, start, h)[1]


def _terms(loss_fn, params, batches, start, h):
    """The plain loss, and what the update adds to it by name."""
    n = len(batches)
    _require(n >= 1, "n >= 1")
    theta = _State(params)
    theta_start = _State(start, like=theta)
    keep = _trained(theta)
    with torch.enable_grad():

        @functools.lru_cache(maxsize=None)
        def E(k):  # E(theta; X[k])
            return loss_fn(theta.value, batches[k])

        @functools.lru_cache(maxsize=None)
        def grad_E(k):  # grad E(theta; X[k])
            return _gradient(E(k), theta, keep)

        @functools.lru_cache(maxsize=None)
        def grad_E_start(k):  # grad E(start; X[k])
            return _gradient(loss_fn(theta_start.value, batches[k]), theta_start, False)

        grad_E_start_through = _Running(grad_E_start, 0)
        total_grad_E = _sum(grad_E(mu) for mu in range(n))
        loss = 1 / n * _sum(E(mu) for mu in range(n))
        terms = {
            "alignment_with_start": -h / n * _sum(_dot(grad_E(mu), grad_E_start_through(mu - 1)) for mu in range(1, n)),
            "gradient_norm": n * h / 4 * _square(1 / n * total_grad_E),
        }
        return (loss, terms) if keep else _detached(loss, terms)


def modified_field(loss_fn, params, batches, start, h):
    """The modified field: minus the gradient of the modified loss."""
    n = len(batches)
    _require(n >= 1, "n >= 1")
    theta = _State(params)
    theta_start = _State(start, like=theta)
    keep = _kept(theta)
    with torch.enable_grad():

        @functools.lru_cache(maxsize=None)
        def grad_E_start(k):  # grad E(start; X[k])
            return _gradient(loss_fn(theta_start.value, batches[k]), theta_start, False)

        @functools.lru_cache(maxsize=None)
        def grad_E(k):  # grad E(theta; X[k])
            return _gradient(loss_fn(theta.value, batches[k]), theta, True)

        grad_E_start_through = _Running(grad_E_start, 0)
        total_grad_E = _sum(grad_E(mu) for mu in range(n))
        directions = {}  # one Hessian-vector product for each batch, along the sum of its directions
        for mu in range(1, n):
            _add(directions, mu, h / n * grad_E_start_through(mu - 1))
        for mu in range(n):
            _add(directions, mu, -h / n / 2 * total_grad_E)
        field = -1 / n * total_grad_E
        field = field + _sum(_gradient(grad_E(k), theta, keep, along=v) for k, v in directions.items())
        return theta.packed(field, keep)
