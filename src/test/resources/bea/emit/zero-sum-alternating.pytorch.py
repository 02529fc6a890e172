"""zero-sum game, alternating  (Rosca & Deisenroth 2023, section 3; Rosca et al. 2021)

bea emit derivations/paper/zero-sum-alternating.bea --target pytorch

Made by bea from a derivation, for PyTorch.

    loss[phi] = E_phi
              + 1/4*h * norm(grad[phi] E_phi)^2
              - 1/4*h * norm(grad[theta] E_phi)^2
    dphi/dt = -grad[phi] loss[phi]

    loss[theta] = -E_phi
                + 1/4*h * norm(grad[phi] E_phi)^2
                + 1/4*h * norm(grad[theta] E_phi)^2
    dtheta/dt = -grad[theta] loss[theta]

where

    E_theta = -E_phi

The flow runs for the time h for one update, and follows it through h^2.
In f_0 + epsilon*f_1 + ..., epsilon is h.

losses["E_phi"]({"phi": ..., "theta": ...}) is your loss E_phi(phi, theta), a scalar.
params is a dict by state: phi, theta.

Parameters are a tensor, a module, or a list, tuple or dict of tensors (nested, too); those that require a
gradient are meant. A module's field is a dict of tensors by parameter name. The losses are differentiable
like any other tensor. The field is so when a parameter requires a gradient and gradients are enabled; call
it under torch.no_grad() when its own derivative is not needed.

Example:

    loss = modified_loss_phi(losses, params, h=0.1)
    terms = regulariser_terms_phi(losses, params, h=0.1)
    field = modified_field(losses, params, h=0.1)
"""

import copy

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


def modified_loss_phi(losses, params, h):
    """The modified loss.

        E_phi
        + 1/4*h * norm(grad[phi] E_phi)^2
        - 1/4*h * norm(grad[theta] E_phi)^2
    """
    loss, terms = _terms_phi(losses, params, h)
    return _sum([loss, *terms.values()])


def explicit_regulariser_phi(losses, params, h):
    """The modified loss without the plain one: the sum of all terms below."""
    return _sum(regulariser_terms_phi(losses, params, h).values())


def regulariser_terms_phi(losses, params, h):
    """What the update adds to the plain loss, by name.

        gradient_norm: 1/4*h * norm(grad[phi] E_phi)^2
        gradient_norm_2: -1/4*h * norm(grad[theta] E_phi)^2
    """
    return _terms_phi(losses, params, h)[1]


def _terms_phi(losses, params, h):
    """The plain loss, and what the update adds to it by name."""
    phi = _State(params["phi"])
    theta = _State(params["theta"])
    keep = _trained(phi, theta)
    with torch.enable_grad():
        # E_phi(phi, theta)
        E_phi = losses["E_phi"]({"phi": phi.value, "theta": theta.value})
        # grad[phi] E_phi(phi, theta)
        grad_phi_E_phi = _gradient(E_phi, phi, keep)
        # grad[theta] E_phi(phi, theta)
        grad_theta_E_phi = _gradient(E_phi, theta, keep)
        loss = E_phi
        terms = {
            "gradient_norm": h / 4 * _square(grad_phi_E_phi),
            "gradient_norm_2": -h / 4 * _square(grad_theta_E_phi),
        }
        return (loss, terms) if keep else _detached(loss, terms)


def modified_field_phi(losses, params, h):
    """The modified field: minus the gradient of the modified loss[phi]."""
    phi = _State(params["phi"])
    theta = _State(params["theta"])
    keep = _kept(phi, theta)
    with torch.enable_grad():
        # E_phi(phi, theta)
        E_phi = losses["E_phi"]({"phi": phi.value, "theta": theta.value})
        # grad[phi] E_phi(phi, theta)
        grad_phi_E_phi = _gradient(E_phi, phi, True)
        # grad[theta] E_phi(phi, theta)
        grad_theta_E_phi = _gradient(E_phi, theta, True)
        field = -grad_phi_E_phi
        hess_E_phi = _gradient(grad_phi_E_phi, phi, keep, along=grad_phi_E_phi)
        field = field - h / 2 * hess_E_phi
        jac_theta_grad_phi_E_phi = _gradient(grad_theta_E_phi, phi, keep, along=grad_theta_E_phi)
        field = field + h / 2 * jac_theta_grad_phi_E_phi
        return phi.packed(field, keep)


def modified_loss_theta(losses, params, h):
    """The modified loss.

        -E_phi
        + 1/4*h * norm(grad[phi] E_phi)^2
        + 1/4*h * norm(grad[theta] E_phi)^2
    """
    loss, terms = _terms_theta(losses, params, h)
    return _sum([loss, *terms.values()])


def explicit_regulariser_theta(losses, params, h):
    """The modified loss without the plain one: the sum of all terms below."""
    return _sum(regulariser_terms_theta(losses, params, h).values())


def regulariser_terms_theta(losses, params, h):
    """What the update adds to the plain loss, by name.

        gradient_norm: 1/4*h * norm(grad[phi] E_phi)^2
        gradient_norm_2: 1/4*h * norm(grad[theta] E_phi)^2
    """
    return _terms_theta(losses, params, h)[1]


def _terms_theta(losses, params, h):
    """The plain loss, and what the update adds to it by name."""
    phi = _State(params["phi"])
    theta = _State(params["theta"])
    keep = _trained(phi, theta)
    with torch.enable_grad():
        # E_phi(phi, theta)
        E_phi = losses["E_phi"]({"phi": phi.value, "theta": theta.value})
        # grad[phi] E_phi(phi, theta)
        grad_phi_E_phi = _gradient(E_phi, phi, keep)
        # grad[theta] E_phi(phi, theta)
        grad_theta_E_phi = _gradient(E_phi, theta, keep)
        loss = -E_phi
        terms = {
            "gradient_norm": h / 4 * _square(grad_phi_E_phi),
            "gradient_norm_2": h / 4 * _square(grad_theta_E_phi),
        }
        return (loss, terms) if keep else _detached(loss, terms)


def modified_field_theta(losses, params, h):
    """The modified field: minus the gradient of the modified loss[theta]."""
    phi = _State(params["phi"])
    theta = _State(params["theta"])
    keep = _kept(phi, theta)
    with torch.enable_grad():
        # E_phi(phi, theta)
        E_phi = losses["E_phi"]({"phi": phi.value, "theta": theta.value})
        # grad[theta] E_phi(phi, theta)
        grad_theta_E_phi = _gradient(E_phi, theta, True)
        # grad[phi] E_phi(phi, theta)
        grad_phi_E_phi = _gradient(E_phi, phi, True)
        field = grad_theta_E_phi
        jac_phi_grad_theta_E_phi = _gradient(grad_phi_E_phi, theta, keep, along=grad_phi_E_phi)
        field = field - h / 2 * jac_phi_grad_theta_E_phi
        hess_E_phi = _gradient(grad_theta_E_phi, theta, keep, along=grad_theta_E_phi)
        field = field - h / 2 * hess_E_phi
        return theta.packed(field, keep)


def modified_field(losses, params, h):
    """The modified field of all states at once, as a dict by state."""
    phi = _State(params["phi"])
    theta = _State(params["theta"])
    keep = _kept(phi, theta)
    with torch.enable_grad():
        # E_phi(phi, theta)
        E_phi = losses["E_phi"]({"phi": phi.value, "theta": theta.value})
        # grad[phi] E_phi(phi, theta)
        grad_phi_E_phi = _gradient(E_phi, phi, True)
        # grad[theta] E_phi(phi, theta)
        grad_theta_E_phi = _gradient(E_phi, theta, True)
        field_phi = -grad_phi_E_phi
        hess_E_phi = _gradient(grad_phi_E_phi, phi, keep, along=grad_phi_E_phi)
        field_phi = field_phi - h / 2 * hess_E_phi
        jac_theta_grad_phi_E_phi = _gradient(grad_theta_E_phi, phi, keep, along=grad_theta_E_phi)
        field_phi = field_phi + h / 2 * jac_theta_grad_phi_E_phi
        field_theta = grad_theta_E_phi
        jac_phi_grad_theta_E_phi = _gradient(grad_phi_E_phi, theta, keep, along=grad_phi_E_phi)
        field_theta = field_theta - h / 2 * jac_phi_grad_theta_E_phi
        hess_E_phi_2 = _gradient(grad_theta_E_phi, theta, keep, along=grad_theta_E_phi)
        field_theta = field_theta - h / 2 * hess_E_phi_2
        return {
            "phi": phi.packed(field_phi, keep),
            "theta": theta.packed(field_theta, keep),
        }
