"""What users pass: modules, dicts, lists and tensors, parts that are constant; errors; and how often PyTorch differentiates."""

import copy
import sys

import torch

sys.path.insert(0, sys.argv[1])
import game  # noqa: E402
import plain  # noqa: E402
import second  # noqa: E402
import steps  # noqa: E402

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
N = 4


class Net(torch.nn.Module):
    """Two layers, a frozen scale, a parameter that no loss sees, and one parameter under two names."""

    def __init__(self):
        super().__init__()
        self.first, self.second = torch.nn.Linear(3, 3), torch.nn.Linear(3, 3)
        self.second.weight = self.first.weight
        self.scale = torch.nn.Parameter(torch.ones(3) * 1.5, requires_grad=False)
        self.unused = torch.nn.Parameter(torch.ones(2))

    def forward(self, x):
        return self.second(torch.tanh(self.first(x)) * self.scale)


def shape(w, b, c, scale, x):
    return torch.nn.functional.linear(torch.tanh(torch.nn.functional.linear(x, w, b)) * scale, w, c)


batches = [(torch.randn(5, 3), torch.randn(5, 3)) for _ in range(N)]
net = Net()
before = copy.deepcopy(net)
with torch.no_grad():
    for p in net.parameters():
        p += 0.1 * torch.randn_like(p) if p.requires_grad else 0


def squares(prediction, y):
    return ((prediction - y) ** 2).mean()


def tensors(module, gradient):
    """The same parameters as a nested dict, a list, and one flat tensor, with the losses that read them."""
    w, b, c = (p.detach().clone().requires_grad_(gradient)
               for p in (module.first.weight, module.first.bias, module.second.bias))
    flat = torch.cat([p.detach().reshape(-1) for p in (w, b, c)]).requires_grad_(gradient)
    scale = module.scale.detach()
    return {
        "dict": ({"one": {"w": w, "b": b}, "two": (c,), "scale": scale},
                 lambda p, d: squares(shape(p["one"]["w"], p["one"]["b"], p["two"][0], p["scale"], d[0]), d[1])),
        "list": ([w, b, c], lambda p, d: squares(shape(*p, scale, d[0]), d[1])),
        "tensor": (flat, lambda p, d: squares(shape(p[:9].view(3, 3), p[9:12], p[12:], scale, d[0]), d[1])),
    }


def near(a, b, what):
    assert torch.allclose(torch.as_tensor(a), torch.as_tensor(b), rtol=1e-10, atol=1e-12), what


def raises(kind, words, call):
    try:
        call()
    except kind as e:
        assert words in str(e), f"{e} does not say: {words}"
    else:
        raise AssertionError("no error about " + words)


def loss(module, d):
    return squares(module(d[0]), d[1])


class Counted:
    """Counts the calls of torch.autograd.grad, and of a loss."""

    def __enter__(self):
        self.calls, self.created, self.losses, self.original = 0, 0, 0, torch.autograd.grad

        def grad(*a, **k):
            self.calls += 1
            self.created += bool(k.get("create_graph"))
            return self.original(*a, **k)

        torch.autograd.grad = grad
        return self

    def __exit__(self, *_):
        torch.autograd.grad = self.original

    def loss(self, module, d):
        self.losses += 1
        return loss(module, d)


def containers():
    h = 0.05
    value = steps.modified_loss(loss, net, batches, before, h)
    value.backward()
    gradient = [net.first.weight.grad, net.first.bias.grad, net.second.bias.grad]
    assert all(p.grad is None for p in before.parameters()), "the start was reached by a gradient"
    field = steps.modified_field(loss, net, batches, before, h)
    assert list(field) == ["first.weight", "first.bias", "second.bias", "unused"] or set(field) == {
        "first.weight", "first.bias", "second.bias", "unused"}, list(field)
    assert not field["unused"].any()
    assert field["first.weight"].requires_grad
    for f, g in zip([field["first.weight"], field["first.bias"], field["second.bias"]], gradient):
        near(f, -g, "the field of a module is minus the gradient")
    started = tensors(before, False)
    for kind, (params, other) in tensors(net, True).items():
        same = steps.modified_loss(other, params, batches, started[kind][0], h)
        near(same, value, kind)
        made = steps.modified_field(other, params, batches, started[kind][0], h)
        assert type(made) is type(params), kind
        parts = {"dict": lambda m: [m["one"]["w"], m["one"]["b"], m["two"][0]], "list": list,
                 "tensor": lambda m: [m[:9].view(3, 3), m[9:12], m[12:]]}[kind](made)
        for f, g in zip(parts, gradient):
            near(f, -g, "the field of a " + kind)
        if kind == "dict":
            assert not made["scale"].any(), "what is constant does not move"
    # without parameters that require a gradient: a field of numbers
    params, other = tensors(net, False)["list"]
    made = steps.modified_field(other, params, batches, started["list"][0], h)
    assert not any(f.requires_grad for f in made)
    near(made[0], -gradient[0], "a field of constants")
    with torch.no_grad():
        near(steps.modified_loss(loss, net, batches, before, h), value, "a loss without a graph")
        assert not steps.modified_loss(loss, net, batches, before, h).requires_grad
        assert not steps.explicit_regulariser(loss, net, batches, before, h).requires_grad
        assert not steps.modified_field(loss, net, batches, before, h)["first.weight"].requires_grad


def start_is_the_same_object():
    h = 0.05
    same = steps.modified_loss(loss, net, batches, net, h)
    near(same, steps.modified_loss(loss, net, batches, copy.deepcopy(net), h), "value")
    mine = torch.autograd.grad(same, net.first.weight)[0]
    copied = torch.autograd.grad(steps.modified_loss(loss, net, batches, copy.deepcopy(net), h), net.first.weight)[0]
    near(mine, copied, "the start is detached")
    fixed = copy.deepcopy(net).requires_grad_(False)
    near(steps.modified_loss(loss, net, batches, fixed, h), same, "a start without gradients")


def terms():
    h = 0.05
    parts = steps.regulariser_terms(loss, net, batches, before, h)
    assert list(parts) == ["alignment_with_start", "gradient_norm"], list(parts)
    whole = steps.explicit_regulariser(loss, net, batches, before, h)
    near(sum(parts.values()), whole, "terms")
    mean = sum(loss(net, b) for b in batches) / N
    near(steps.modified_loss(loss, net, batches, before, h), mean + whole, "the modified loss")


def second_order():
    """A third derivative, along vectors that depend on the parameters, through a module."""
    data = batches[0]
    whole = lambda module: loss(module, data)
    field = second.modified_field(whole, net, before, 0.05)
    value = second.modified_loss(whole, net, before, 0.05)
    for name, p in [("first.weight", net.first.weight), ("second.bias", net.second.bias)]:
        near(field[name], -torch.autograd.grad(value, p, retain_graph=True)[0], "second correction, " + name)
    v = torch.randn_like(net.first.bias)
    grad = lambda y, p: torch.autograd.grad(y, p, create_graph=True)[0]
    near(grad(field["first.bias"] @ v, net.first.weight), grad(-grad(value, net.first.bias) @ v, net.first.weight),
         "derivative of the second correction")
    assert all(isinstance(p, torch.nn.Parameter) for p in net.parameters())


def players():
    h = 0.05
    phi, theta = torch.nn.Linear(2, 3), torch.nn.Linear(3, 2)
    x = torch.randn(4, 2)
    losses = {"E_phi": lambda s: (s["theta"](torch.tanh(s["phi"](x))) ** 2).mean(),
              "E_theta": lambda s: (torch.sin(s["theta"](torch.tanh(s["phi"](x))))).mean()}
    params = {"phi": phi, "theta": theta}
    joint = game.modified_field(losses, params, params, h)
    for name, module in params.items():
        value = getattr(game, "modified_loss_" + name)(losses, params, params, h)
        own = getattr(game, "modified_field_" + name)(losses, params, params, h)
        for key, p in module.named_parameters():
            near(joint[name][key], own[key], "joint and own field")
            near(own[key], -torch.autograd.grad(value, p, retain_graph=True)[0], "field of " + name)


def errors():
    frozen = copy.deepcopy(net).requires_grad_(False)
    raises(ValueError, "requires a gradient", lambda: plain.modified_loss(lambda m: loss(m, batches[0]), frozen, 0.1))
    w = torch.ones(3)
    raises(ValueError, "requires a gradient", lambda: plain.modified_loss(lambda p: (p**4).sum(), w, 0.1))
    raises(TypeError, "parameters are", lambda: plain.modified_loss(lambda p: p, 1.0, 0.1))
    raises(ValueError, "n >= ", lambda: steps.modified_loss(loss, net, [], before, 0.1))
    raises(ValueError, "start", lambda: steps.modified_loss(loss, net, batches, torch.nn.Linear(2, 2), 0.1))


def passes():
    with Counted() as c:
        steps.modified_loss(c.loss, net, batches, before, 0.1)
    assert (c.calls, c.created, c.losses) == (2 * N - 1, N, 2 * N - 1), (c.calls, c.created, c.losses)
    with Counted() as c:
        steps.modified_field(c.loss, net, batches, before, 0.1)
    assert (c.calls, c.losses) == (3 * N - 1, 2 * N - 1), (c.calls, c.losses)
    with Counted() as c, torch.no_grad():
        steps.modified_field(c.loss, net, batches, before, 0.1)
    assert (c.calls, c.created) == (3 * N - 1, N), (c.calls, c.created)
    with Counted() as c:
        plain.modified_loss(lambda m: c.loss(m, batches[0]), net, 0.1)
    assert (c.calls, c.losses) == (1, 1), (c.calls, c.losses)
    with Counted() as c:
        plain.modified_field(lambda m: c.loss(m, batches[0]), net, 0.1)
    assert (c.calls, c.losses) == (2, 1), (c.calls, c.losses)


for test in (containers, start_is_the_same_object, terms, second_order, players, errors, passes):
    test()
    print("ok", test.__name__)
print("all as expected")
