"""n steps of SGD, modified loss  (Rosca & Deisenroth 2023, Theorem 4)

bea emit derivations/paper/n-step-sgd.bea --target jax --name 'n steps of SGD, modified loss'

Made by bea from a derivation, for JAX.

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

Parameters are any pytree, and the field has the same form. All functions can be differentiated and
compiled (jax.jit with loss_fn static or bound); loops over batches are unrolled by the trace.

This target is unrun: bea's tests run its modules on a stand-in for JAX, and on JAX itself only where it is
installed.

Example:

    loss_fn = lambda params, batch: ...
    start = copy.deepcopy(params)  # where the update starts
    loss = modified_loss(loss_fn, params, batches, start, h=0.1)
    terms = regulariser_terms(loss_fn, params, batches, start, h=0.1)
    field = modified_field(loss_fn, params, batches, start, h=0.1)
"""

import functools

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree


def _derivative(loss, point, slot, *along):
    """The gradient of a loss, differentiated along vectors that are held fixed."""
    derivative = jax.grad(loss, argnums=slot)
    for i, vector in along:
        derivative = _along(derivative, i, vector)
    return derivative(*point)


def _along(function, i, vector):
    def derivative(*point):
        moved = lambda x: function(*point[:i], x, *point[i + 1:])
        return jax.jvp(moved, (point[i],), (jnp.zeros_like(point[i]) + vector,))[1]

    return derivative


def _dot(u, v):
    return jnp.vdot(u, v) if jnp.ndim(u) and jnp.ndim(v) else 0


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
    theta, theta_packed = ravel_pytree(params)
    theta_start = jax.lax.stop_gradient(ravel_pytree(start)[0])

    def E_at(k, theta):  # E(theta; X[k])
        return loss_fn(theta_packed(theta), batches[k])

    @functools.lru_cache(maxsize=None)
    def E(k):  # E(theta; X[k])
        return E_at(k, theta)

    @functools.lru_cache(maxsize=None)
    def grad_E(k):  # grad E(theta; X[k])
        return _derivative(functools.partial(E_at, k), (theta,), 0)

    @functools.lru_cache(maxsize=None)
    def grad_E_start(k):  # grad E(start; X[k])
        return _derivative(functools.partial(E_at, k), (theta_start,), 0)

    grad_E_start_through = _Running(grad_E_start, 0)
    total_grad_E = _sum(grad_E(mu) for mu in range(n))
    loss = 1 / n * _sum(E(mu) for mu in range(n))
    terms = {
        "alignment_with_start": -h / n * _sum(_dot(grad_E(mu), grad_E_start_through(mu - 1)) for mu in range(1, n)),
        "gradient_norm": n * h / 4 * _square(1 / n * total_grad_E),
    }
    return loss, terms


def modified_field(loss_fn, params, batches, start, h):
    """The modified field: minus the gradient of the modified loss."""
    n = len(batches)
    _require(n >= 1, "n >= 1")
    theta, theta_packed = ravel_pytree(params)
    theta_start = jax.lax.stop_gradient(ravel_pytree(start)[0])

    def E_at(k, theta):  # E(theta; X[k])
        return loss_fn(theta_packed(theta), batches[k])

    @functools.lru_cache(maxsize=None)
    def grad_E_start(k):  # grad E(start; X[k])
        return _derivative(functools.partial(E_at, k), (theta_start,), 0)

    @functools.lru_cache(maxsize=None)
    def grad_E(k):  # grad E(theta; X[k])
        return _derivative(functools.partial(E_at, k), (theta,), 0)

    grad_E_start_through = _Running(grad_E_start, 0)
    total_grad_E = _sum(grad_E(mu) for mu in range(n))
    directions = {}  # one Hessian-vector product for each batch, along the sum of its directions
    for mu in range(1, n):
        _add(directions, mu, h / n * grad_E_start_through(mu - 1))
    for mu in range(n):
        _add(directions, mu, -h / n / 2 * total_grad_E)
    field = -1 / n * total_grad_E
    field = field + _sum(_derivative(functools.partial(E_at, k), (theta,), 0, (0, v)) for k, v in directions.items())
    return theta_packed(jnp.zeros_like(theta) + field)
