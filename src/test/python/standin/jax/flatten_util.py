"""Part of the stand-in for JAX: states are single arrays."""


def ravel_pytree(x):
    return x.reshape(-1), lambda flat: flat.view(x.shape)
