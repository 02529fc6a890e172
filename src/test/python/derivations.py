"""Compares emitted modules with the formulas that were printed, and with the update.

For each case: the modified loss is the printed one, evaluated by explicit Jacobians; minus its gradient is the modified
field; the field is the printed one; over one update its flow is as close to the update as is claimed, and that of the
leading field is one power of h less close.
"""

import itertools
import json
import math
import os
import sys

import torch

from called import Called
from formulas import Point, total, update, value

if "--jax" in sys.argv:
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), "standin"))
torch.set_num_threads(1)
DOUBLE = dict(dtype=torch.float64)


class Case:
    def __init__(self, case):
        self.case = case
        self.slots = case["slots"]
        self.numbers = {c["name"]: c["fixed"] or max(3, c["atLeast"]) for c in case["counts"]}
        self.numbers.update({s: 0.3 for s in case["scalars"]})
        self.random = torch.Generator().manual_seed(1)
        for name, e in case["values"].items():
            self.numbers[name] = float(value(e, Point({}, {}, {}, self.numbers, 1.0)))
        self.dimension = {s: 3 - self.slots.index(case["spaces"][s]) for s in self.slots}
        self.losses = {loss["name"]: self.loss(loss) for loss in case["losses"]}
        for r in case["relations"]:
            if r["op"] == "Multiple":
                factor = float(r["factor"]["number"])
                self.losses[r["symbol"]] = (lambda f, o: lambda x, b: f * o(x, b))(factor, self.losses[r["other"]])
        self.start = {s: self.draw(self.dimension[s]) for s in self.slots}
        self.live = {s: self.start[s] + 0.3 * self.draw(self.dimension[s]) for s in self.slots}
        self.families = {b["name"]: self.labels(b) for b in case["batches"]}
        self.called = Called(case["module"], self.slots, self.losses, self.numbers, self.families)

    def labels(self, b):
        at = Point({}, {}, {}, self.numbers, 1.0)
        return list(range(at.affine(b["from"]), at.affine(b["to"]) + 1))

    def draw(self, *shape):
        return torch.randn(*shape, generator=self.random, **DOUBLE)

    def loss(self, loss):
        """A random polynomial of degree four, or two; its coefficients depend on the batch unless all are equal.

        Of directions where it is scale-invariant.
        """
        invariant = {r["slot"] for r in self.case["relations"]
                     if r["op"] == "Invariant" and r["symbol"] == loss["name"]}
        kinds = {r["op"] for r in self.case["relations"] if r.get("symbol", loss["name"]) == loss["name"]}
        d = sum(self.dimension[s] for s in loss["slots"])
        made = {}

        def polynomial(states, batch):
            key = None if "EqualBatches" in kinds else batch
            if key not in made:
                a = self.draw(d, d) / d
                made[key] = (self.draw(d), a + a.T, self.draw(2, d) / d)
            b, a, c = made[key]
            x = torch.cat([(states[s] / states[s].norm() if s in invariant else states[s]).reshape(-1)
                           for s in loss["slots"]])
            rest = 0 if "Quadratic" in kinds else ((c @ x) ** 4).sum() / 4 + ((c @ x) ** 3).sum() / 3
            return b @ x / 2 + x @ a @ x / 2 + rest

        return polynomial

    def at(self, live, h):
        return Point(self.losses, live, self.start, self.numbers, h)

    # ---- the emitted functions

    def arguments(self, live, h):
        return self.called.arguments(live, self.start, h)

    def field(self, live, h):
        return self.called.fields(live, self.start, h)

    # ---- the comparisons

    def values(self):
        h = 0.1
        live = {s: x.clone().requires_grad_() for s, x in self.live.items()}
        joint = self.field(live, h)
        for p in self.case["players"]:
            slot = p["slot"]
            at = self.at(self.live, h)
            epsilon = value(self.case["epsilon"], at)
            printed = total(epsilon**k * value(f, at) for k, f in enumerate(p["fields"]))
            near(joint[slot], printed, "field of " + slot)
            own = self.called.function("modified_field", slot)(**self.arguments(live, h))
            near(own, printed, "own field of " + slot)
            if p["loss"] is None:
                assert self.called.function("modified_loss", slot) is None
                continue
            arguments = self.arguments(live, h)
            loss = self.called.function("modified_loss", slot)(**arguments)
            near(loss, value(p["loss"], at), "loss of " + slot)
            gradient, = torch.autograd.grad(loss, live[slot], create_graph=True)
            near(-gradient, printed, "gradient of the loss of " + slot)
            v = self.draw(self.dimension[slot])
            again, = torch.autograd.grad(gradient @ v, live[slot])
            of_field, = torch.autograd.grad(-joint[slot] @ v, live[slot], retain_graph=True)
            near(again, of_field, "derivative of the field of " + slot)
            extra = self.called.function("explicit_regulariser", slot)(**arguments)
            terms = self.called.function("regulariser_terms", slot)(**arguments)
            near(extra, total(terms.values()), "terms of " + slot)
            plain = value(p["loss"], self.at(self.live, 0.0))
            near(loss - extra, plain, "plain loss of " + slot)

    def discrete(self, h):
        """The update, averaged where that is what the derivation is about."""
        average = self.case["expectation"]
        if average is None:
            return update(self.case["update"]["body"], self.at(self.start, h))
        labels = self.families[average["batch"]]
        orders = list(itertools.permutations(labels) if average["kind"] == "SHUFFLES"
                      else itertools.product(labels, repeat=len(labels)))
        ends = []
        for order in orders:
            names = dict(zip(labels, order))
            at = self.at(self.start, h)
            at.losses = {n: (lambda f: lambda x, b: f(x, names[b]))(f) for n, f in self.losses.items()}
            ends.append(update(self.case["update"]["body"], at))
        return {s: sum(e[s] for e in ends) / len(ends) for s in self.slots}

    def leading(self, live, h):
        at = self.at(live, h)
        return {p["slot"]: value(p["fields"][0], at).detach() for p in self.case["players"]}

    def flow(self, field, h, steps=12):
        """The flow over the time of one update, by the classical Runge-Kutta method."""
        dt = float(value(self.case["time"], self.at(self.start, h))) / steps
        x = self.start
        move = lambda x, a, k: {s: x[s] + a * k[s] for s in x}
        with torch.no_grad():
            for _ in range(steps):
                with torch.no_grad() if field == self.field and "--jax" not in sys.argv else torch.enable_grad():
                    k1 = field(x, h)
                    k2 = field(move(x, dt / 2, k1), h)
                    k3 = field(move(x, dt / 2, k2), h)
                    k4 = field(move(x, dt, k3), h)
                x = {s: x[s] + dt / 6 * (k1[s] + 2 * k2[s] + 2 * k3[s] + k4[s]) for s in x}
                x = {s: v.detach() for s, v in x.items()}
        return x

    def slope(self, field, coarse):
        errors = []
        for h in (coarse, coarse / 2, coarse / 4):
            end, reached = self.discrete(h), self.flow(field, h)
            errors.append(math.sqrt(sum(float(((end[s] - reached[s]) ** 2).sum()) for s in self.slots)))
        if errors[-1] < 1e-13:
            return math.inf
        # h/4 against h/2, with the next power of h extrapolated away: what remains of it is far below 0.1
        first, second = math.log2(errors[0] / errors[1]), math.log2(errors[1] / errors[2])
        return 2 * second - first

    def orders(self):
        claimed = self.case["order"] + 2
        coarse = 0.01 if self.case["order"] == 1 else 0.02
        modified, plain = self.slope(self.field, coarse), self.slope(self.leading, coarse)
        assert modified >= claimed - 0.1, f"the local error is of order {modified:.2f}, not {claimed}"
        assert plain < modified - 0.5 or not self.case["corrected"], f"without corrections the local error is of order {plain:.2f}"
        return modified, plain


def near(a, b, what):
    scale = 1 + float(torch.as_tensor(b).abs().max())
    error = float((torch.as_tensor(a) - b).abs().max()) / scale
    assert error < 1e-10, f"{what}: off by {error:.2e}"


def main(path):
    with open(path) as f:
        cases = json.load(f)
    wrong = 0
    for c in cases:
        try:
            case = Case(c)
            case.values()
            if not c["runs"]:
                print(f"{c['name']}: values only")
                continue
            modified, plain = case.orders()
            print(f"{c['name']}: local error of order {modified:.2f}, unmodified {plain:.2f}")
        except Exception as e:
            wrong += 1
            print(f"{c['name']}: {type(e).__name__}: {e}")
            if "-v" in sys.argv:
                import traceback
                traceback.print_exc()
    print(f"{len(cases)} modules, " + ("all as expected" if not wrong else f"{wrong} wrong"))
    return 1 if wrong else 0


sys.exit(main(sys.argv[1]))
