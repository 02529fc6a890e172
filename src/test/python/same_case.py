"""Runs emitted modules on the losses and numbers of experiments, and writes what they compute.

usage: same_case.py CASES.json SEEN.json
"""

import json
import sys

import torch

from called import Called
from formulas import Point, value

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
ACTIVATIONS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "softplus": torch.nn.functional.softplus,
               "sin": torch.sin, "relu": torch.relu}


def network(x, parameters, options):
    activation = next((ACTIVATIONS[o] for o in options if o in ACTIVATIONS), torch.tanh)
    for k in range(0, len(parameters), 2):
        x = x @ parameters[k] + parameters[k + 1]
        x = activation(x) if k + 2 < len(parameters) else x
    return x


class Rows:
    def __init__(self, table):
        self.x = torch.tensor(table["features"]).reshape(-1, table["columns"])
        self.y = torch.tensor(table["targets"])
        self.latents = torch.tensor(table["latents"]).reshape(len(self.x), -1) if table["latents"] else None


class Case:
    def __init__(self, case):
        self.case, self.slots = case, case["slots"]
        self.numbers = {n: int(x) if x.is_integer() else x for n, x in case["numbers"].items()}
        self.layers = {}
        self.losses = {loss["name"]: self.loss(loss) for loss in case["losses"]}
        self.called = Called(case["module"], self.slots, self.losses, self.numbers, case["families"])

    # ---- losses: functions of (states, batch)

    def loss(self, loss):
        if loss["kind"] == "formula":
            return lambda states, batch=None: value(loss["definition"], Point(self.losses, states, {}, self.numbers, 0.0))
        rows = {label: Rows(t) for label, t in loss["tables"].items()}
        columns = next(iter(rows.values())).x.shape[1]
        self.shapes(loss, columns)
        kind = getattr(self, loss["kind"])
        return lambda states, batch=None: kind(loss, [states[s] for s in loss["slots"]],
                                               rows["all" if batch is None else str(batch)])

    def shapes(self, loss, columns):
        """Parameters of a network are a list of weights and biases, those of a linear model a vector."""
        kind, sizes, slots = loss["kind"], loss["sizes"], loss["slots"]
        if kind == "mlp":
            self.layers[slots[0]] = sizes
        elif kind in ("discriminator", "generator"):
            self.layers[slots[0]] = [columns, sizes[1], 1]
            self.layers[slots[1]] = [sizes[0], sizes[1], columns]
        elif kind == "probability":
            self.layers[slots[0]] = [sizes[0], sizes[1], 1]
            if len(slots) == 2:
                self.layers[slots[1]] = [columns, sizes[1], sizes[0]]

    def linear(self, loss, states, rows):
        w, = states
        return ((rows.x @ w[:-1] + w[-1] - rows.y) ** 2).mean() / 2

    def logistic(self, loss, states, rows):
        w, = states
        return torch.nn.functional.binary_cross_entropy_with_logits(rows.x @ w[:-1] + w[-1], rows.y)

    def mlp(self, loss, states, rows):
        out = network(rows.x, states[0], loss["options"])
        if "squared" in loss["options"]:
            return ((out[:, 0] - rows.y) ** 2).mean() / 2
        return torch.nn.functional.cross_entropy(out, rows.y.long())

    def probability(self, loss, states, rows):
        x = rows.x if len(states) == 1 else network(rows.x, states[1], loss["options"])
        return torch.sigmoid(network(x, states[0], loss["options"])).mean()

    def fake(self, loss, states, rows):
        return network(network(rows.latents, states[1], loss["options"]), states[0], loss["options"])

    def discriminator(self, loss, states, rows):
        log = torch.nn.functional.logsigmoid
        return -log(network(rows.x, states[0], loss["options"])).mean() - log(-self.fake(loss, states, rows)).mean()

    def generator(self, loss, states, rows):
        log = torch.nn.functional.logsigmoid
        fake = self.fake(loss, states, rows)
        return log(-fake).mean() if "saturating" in loss["options"] else -log(fake).mean()

    # ---- parameters

    def parameters(self, flat, slot):
        if slot not in self.layers:
            return torch.tensor(flat).requires_grad_()
        tensors, at = [], 0
        for rows, columns in zip(self.layers[slot], self.layers[slot][1:]):
            for shape in ((rows, columns), (columns,)):
                size = torch.Size(shape).numel()
                tensors.append(torch.tensor(flat[at:at + size]).reshape(shape).requires_grad_())
                at += size
        assert at == len(flat)
        return tensors

    def run(self):
        case = self.case
        live = {s: self.parameters(x, s) for s, x in zip(self.slots, case["live"])}
        start = {s: self.parameters(x, s) for s, x in zip(self.slots, case["start"])}
        arguments = self.called.arguments(live, start, case["h"])
        joint = self.called.fields(live, start, case["h"])
        return {s: self.player(s, live[s], joint[s], arguments) for s in self.slots}

    def player(self, slot, parameters, field, arguments):
        seen = {"field": flat(field)}
        modified_loss = self.called.function("modified_loss", slot)
        if modified_loss is not None:
            loss = modified_loss(**arguments)
            extra = self.called.function("explicit_regulariser", slot)(**arguments)
            terms = self.called.function("regulariser_terms", slot)(**arguments)
            gradient = torch.autograd.grad(loss, parameters)
            seen |= {"loss": [float(loss)], "plain": [float(loss - extra)], "descent": flat([-g for g in gradient])}
            seen |= {f"term {k}": [float(t)] for k, t in enumerate(terms.values(), 1)}
        own = flat(self.called.function("modified_field", slot)(**arguments))
        assert torch.allclose(torch.tensor(own), torch.tensor(seen["field"]), rtol=1e-12, atol=1e-14)
        return seen


def flat(x):
    return torch.cat([t.detach().reshape(-1) for t in (x if isinstance(x, (list, tuple)) else [x])]).tolist()


with open(sys.argv[1]) as f:
    cases = json.load(f)
seen = {}
for c in cases:
    try:
        seen[c["name"]] = Case(c).run()
    except Exception as e:
        raise RuntimeError(c["name"]) from e
with open(sys.argv[2], "w") as f:
    json.dump(seen, f)
