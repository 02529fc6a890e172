"""simultaneous gradient descent  (Rosca & Deisenroth 2023, section 3 and appendix C)

bea emit derivations/paper/simultaneous-game.bea --target jax --name 'simultaneous gradient descent'

Made by bea from a derivation, for JAX.

    dphi/dt = f_0[phi] + h*f_1[phi]
    f_0[phi] = -grad[phi] E_phi
    f_1[phi] = -1/2 * hess[phi] E_phi * grad[phi] E_phi - 1/2 * jac[theta] (grad[phi] E_phi) * grad[theta] E_theta
    No modified loss[phi]: the field is not a gradient. "find f_1 freezing least" in the
    file gives one that keeps some factors at the start.

    dtheta/dt = f_0[theta] + h*f_1[theta]
    f_0[theta] = -grad[theta] E_theta
    f_1[theta] = -1/2 * jac[phi] (grad[theta] E_theta) * grad[phi] E_phi - 1/2 * hess[theta] E_theta * grad[theta] E_theta
    No modified loss[theta]: the field is not a gradient. "find f_1 freezing least" in the
    file gives one that keeps some factors at the start.

The flow runs for the time h for one update, and follows it through h^2.
In f_0 + epsilon*f_1 + ..., epsilon is h.

losses["E_phi"]({"phi": ..., "theta": ...}) is your loss E_phi(phi, theta), a scalar.
losses["E_theta"]({"phi": ..., "theta": ...}) is your loss E_theta(phi, theta), a scalar.
params is a dict by state: phi, theta.

Parameters are any pytree, and the field has the same form. All functions can be differentiated and
compiled (jax.jit with loss_fn static or bound); loops over batches are unrolled by the trace.

This target is unrun: bea's tests run its modules on a stand-in for JAX, and on JAX itself only where it is
installed.

Example:

    field = modified_field(losses, params, h=0.1)
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


def modified_field_phi(losses, params, h):
    """The modified field, which is not a gradient; see the top of this module."""
    phi, phi_packed = ravel_pytree(params["phi"])
    theta, theta_packed = ravel_pytree(params["theta"])

    def E_phi_at(phi, theta):  # E_phi(phi, theta)
        return losses["E_phi"]({"phi": phi_packed(phi), "theta": theta_packed(theta)})

    # grad[phi] E_phi(phi, theta)
    grad_phi_E_phi = _derivative(E_phi_at, (phi, theta), 0)

    def E_theta_at(phi, theta):  # E_theta(phi, theta)
        return losses["E_theta"]({"phi": phi_packed(phi), "theta": theta_packed(theta)})

    # grad[theta] E_theta(phi, theta)
    grad_theta_E_theta = _derivative(E_theta_at, (phi, theta), 1)
    field = -grad_phi_E_phi
    hess_E_phi = _derivative(E_phi_at, (phi, theta), 0, (0, grad_phi_E_phi))
    field = field - h / 2 * hess_E_phi
    jac_theta_grad_phi_E_phi = _derivative(E_phi_at, (phi, theta), 0, (1, grad_theta_E_theta))
    field = field - h / 2 * jac_theta_grad_phi_E_phi
    return phi_packed(jnp.zeros_like(phi) + field)


def modified_field_theta(losses, params, h):
    """The modified field, which is not a gradient; see the top of this module."""
    phi, phi_packed = ravel_pytree(params["phi"])
    theta, theta_packed = ravel_pytree(params["theta"])

    def E_theta_at(phi, theta):  # E_theta(phi, theta)
        return losses["E_theta"]({"phi": phi_packed(phi), "theta": theta_packed(theta)})

    # grad[theta] E_theta(phi, theta)
    grad_theta_E_theta = _derivative(E_theta_at, (phi, theta), 1)

    def E_phi_at(phi, theta):  # E_phi(phi, theta)
        return losses["E_phi"]({"phi": phi_packed(phi), "theta": theta_packed(theta)})

    # grad[phi] E_phi(phi, theta)
    grad_phi_E_phi = _derivative(E_phi_at, (phi, theta), 0)
    field = -grad_theta_E_theta
    jac_phi_grad_theta_E_theta = _derivative(E_theta_at, (phi, theta), 1, (0, grad_phi_E_phi))
    field = field - h / 2 * jac_phi_grad_theta_E_theta
    hess_E_theta = _derivative(E_theta_at, (phi, theta), 1, (1, grad_theta_E_theta))
    field = field - h / 2 * hess_E_theta
    return theta_packed(jnp.zeros_like(theta) + field)


def modified_field(losses, params, h):
    """The modified field of all states at once, as a dict by state."""
    phi, phi_packed = ravel_pytree(params["phi"])
    theta, theta_packed = ravel_pytree(params["theta"])

    def E_phi_at(phi, theta):  # E_phi(phi, theta)
        return losses["E_phi"]({"phi": phi_packed(phi), "theta": theta_packed(theta)})

    # grad[phi] E_phi(phi, theta)
    grad_phi_E_phi = _derivative(E_phi_at, (phi, theta), 0)

    def E_theta_at(phi, theta):  # E_theta(phi, theta)
        return losses["E_theta"]({"phi": phi_packed(phi), "theta": theta_packed(theta)})

    # grad[theta] E_theta(phi, theta)
    grad_theta_E_theta = _derivative(E_theta_at, (phi, theta), 1)
    field_phi = -grad_phi_E_phi
    hess_E_phi = _derivative(E_phi_at, (phi, theta), 0, (0, grad_phi_E_phi))
    field_phi = field_phi - h / 2 * hess_E_phi
    jac_theta_grad_phi_E_phi = _derivative(E_phi_at, (phi, theta), 0, (1, grad_theta_E_theta))
    field_phi = field_phi - h / 2 * jac_theta_grad_phi_E_phi
    field_theta = -grad_theta_E_theta
    jac_phi_grad_theta_E_theta = _derivative(E_theta_at, (phi, theta), 1, (0, grad_phi_E_phi))
    field_theta = field_theta - h / 2 * jac_phi_grad_theta_E_theta
    hess_E_theta = _derivative(E_theta_at, (phi, theta), 1, (1, grad_theta_E_theta))
    field_theta = field_theta - h / 2 * hess_E_theta
    return {
        "phi": phi_packed(jnp.zeros_like(phi) + field_phi),
        "theta": theta_packed(jnp.zeros_like(theta) + field_theta),
    }
