"""A stand-in for JAX on PyTorch, with the few functions that emitted modules call: it tells whether they would compute the
right thing, and nothing of tracing or compiling."""

import torch


class _Lax:
    @staticmethod
    def stop_gradient(x):
        return x.detach()


class _Nn:
    sigmoid = staticmethod(torch.sigmoid)


lax, nn = _Lax(), _Nn()


def _copy(x):
    return x.view_as(x) if x.requires_grad else x.detach().requires_grad_()


def grad(function, argnums=0):
    def gradient(*point):
        x = _copy(point[argnums])
        value = function(*point[:argnums], x, *point[argnums + 1:])
        if not value.requires_grad:
            return torch.zeros_like(x)
        d, = torch.autograd.grad(value, x, create_graph=True, allow_unused=True)
        return torch.zeros_like(x) if d is None else d

    return gradient


def jvp(function, primals, tangents):
    x, v = _copy(primals[0]), tangents[0]
    value = function(x)
    u = torch.zeros_like(value, requires_grad=True)
    if not value.requires_grad:
        return value, torch.zeros_like(value)
    g, = torch.autograd.grad(value, x, u, create_graph=True, allow_unused=True)
    if g is None or not g.requires_grad:
        return value, torch.zeros_like(value)
    return value, torch.autograd.grad(g, u, v, create_graph=True)[0]
