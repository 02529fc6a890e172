"""gradient descent  (Rosca & Deisenroth 2023, section 1 and appendix A)

bea emit derivations/paper/gradient-descent.bea --target jax --name 'gradient descent'

Made by bea from a derivation, for JAX.

    loss = E
         + 1/4*h * norm(grad E)^2
    dtheta/dt = -grad loss

The flow runs for the time h for one update, and follows it through h^2.
In f_0 + epsilon*f_1 + ..., epsilon is h.

loss_fn(params) is your loss E(theta), a scalar.

Parameters are any pytree, and the field has the same form. All functions can be differentiated and
compiled (jax.jit with loss_fn static or bound); loops over batches are unrolled by the trace.

This target is unrun: bea's tests run its modules on a stand-in for JAX, and on JAX itself only where it is
installed.

Example:

    loss_fn = lambda params: ...
    loss = modified_loss(loss_fn, params, h=0.1)
    terms = regulariser_terms(loss_fn, params, h=0.1)
    field = modified_field(loss_fn, params, h=0.1)
"""

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


def modified_loss(loss_fn, params, h):
    """The modified loss.

        E
        + 1/4*h * norm(grad E)^2
    """
    loss, terms = _terms(loss_fn, params, h)
    return _sum([loss, *terms.values()])


def explicit_regulariser(loss_fn, params, h):
    """The modified loss without the plain one: the sum of all terms below."""
    return _sum(regulariser_terms(loss_fn, params, h).values())


def regulariser_terms(loss_fn, params, h):
    """What the update adds to the plain loss, by name.

        gradient_norm: 1/4*h * norm(grad E)^2
    """
    return _terms(loss_fn, params, h)[1]


def _terms(loss_fn, params, h):
    """The plain loss, and what the update adds to it by name."""
    theta, theta_packed = ravel_pytree(params)

    def E_at(theta):  # E(theta)
        return loss_fn(theta_packed(theta))

    # E(theta)
    E = E_at(theta)
    # grad E(theta)
    grad_E = _derivative(E_at, (theta,), 0)
    loss = E
    terms = {
        "gradient_norm": h / 4 * _square(grad_E),
    }
    return loss, terms


def modified_field(loss_fn, params, h):
    """The modified field: minus the gradient of the modified loss."""
    theta, theta_packed = ravel_pytree(params)

    def E_at(theta):  # E(theta)
        return loss_fn(theta_packed(theta))

    # grad E(theta)
    grad_E = _derivative(E_at, (theta,), 0)
    field = -grad_E
    hess_E = _derivative(E_at, (theta,), 0, (0, grad_E))
    field = field - h / 2 * hess_E
    return theta_packed(jnp.zeros_like(theta) + field)
