"""Part of the stand-in for JAX."""

import torch

zeros_like = torch.zeros_like
exp, log, sin, cos, tan, tanh, sqrt, arctan = (
    torch.exp, torch.log, torch.sin, torch.cos, torch.tan, torch.tanh, torch.sqrt, torch.arctan)


def ndim(x):
    return x.dim() if torch.is_tensor(x) else 0


def vdot(u, v):
    return torch.dot(u, v)
