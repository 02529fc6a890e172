"""Runs an emitted module on JAX itself: the field is minus the gradient of the modified loss, also when compiled."""

import functools
import importlib.util
import sys

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
spec = importlib.util.spec_from_file_location("emitted", sys.argv[1])
emitted = importlib.util.module_from_spec(spec)
spec.loader.exec_module(emitted)


def loss_fn(params, batch):
    x, y = batch
    return jnp.mean((jnp.tanh(x @ params["w"]) @ params["v"] - y) ** 2)


keys = jax.random.split(jax.random.PRNGKey(0), 8)
params = {"w": jax.random.normal(keys[0], (3, 4)), "v": jax.random.normal(keys[1], (4,))}
start = jax.tree_util.tree_map(lambda p: p + 0.1, params)
batches = [(jax.random.normal(k, (5, 3)), jax.random.normal(k, (5,))) for k in keys[2:6]]
loss = jax.jit(functools.partial(emitted.modified_loss, loss_fn))
field = jax.jit(functools.partial(emitted.modified_field, loss_fn))(params, batches, start, 0.1)
gradient = jax.grad(loss)(params, batches, start, 0.1)
for name in params:
    assert jnp.allclose(field[name], -gradient[name], rtol=1e-9), name
print("all as expected")
