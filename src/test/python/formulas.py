"""Evaluates formulas of the language by explicit Jacobians: slow, and independent of programs and of emitted code."""

from fractions import Fraction

import torch
from torch.autograd.functional import jacobian


class Point:
    """Where a formula is read.

    :param losses: functions of (states, batch) by name
    :param live: the positions of all states
    """

    def __init__(self, losses, live, start, numbers, h):
        self.losses, self.live, self.start, self.numbers, self.h = losses, dict(live), dict(start), dict(numbers), h
        self.stages = {}

    def but(self, live=None, numbers=None):
        other = Point(self.losses, {**self.live, **(live or {})}, self.start, {**self.numbers, **(numbers or {})}, self.h)
        other.stages = self.stages
        return other

    def affine(self, a):
        return a["constant"] + sum(c * self.numbers[n] for n, c in a["names"].items())

    def indices(self, e):
        out = [self.affine(x) for x in e.get("excluded", [])]
        return [i for i in range(self.affine(e["from"]), self.affine(e["to"]) + 1) if i not in out]


def moved(at, slot, function):
    """The Jacobian of a value when one state moves."""
    return jacobian(lambda x: function(at.but({slot: x})), at.live[slot], create_graph=True)


def value(e, at):
    op = e["op"]
    if op == "Const":
        return torch.tensor(float(Fraction(e["value"]["number"])), dtype=torch.float64)
    if op == "StepSize":
        return torch.tensor(at.h, dtype=torch.float64)
    if op == "Param":
        return torch.tensor(float(at.numbers[e["name"]]), dtype=torch.float64)
    if op == "IndexValue":
        return torch.tensor(float(at.affine(e["value"])), dtype=torch.float64)
    if op == "Apply":
        return at.losses[e["symbol"]](at.live, None if e["label"] is None else at.affine(e["label"]))
    if op == "Position":
        return at.live[e["slot"]]
    if op == "Coordinate":
        return at.live[e["slot"]][e["component"]]
    if op == "Start":
        return at.start[e["slot"]]
    if op == "Stop":
        return value(e["body"], at).detach()
    if op == "Local":
        return at.stages[e["name"]]
    if op == "At":
        return value(e["body"], at.but({s["slot"]: value(s["position"], at) for s in e["point"]}))
    if op in ("Grad", "Jac"):
        return moved(at, e["slot"], lambda q: value(e["body"], q))
    if op == "Derivative":
        vectors = [(d["slot"], value(d["position"], at)) for d in e["directions"]]
        place = at.but({s["slot"]: value(s["position"], at) for s in e["point"]})
        function = lambda q: value(e["body"], q)
        for slot, v in vectors:
            function = (lambda f, s, u: lambda q: moved(q, s, f) @ u)(function, slot, v)
        return function(place)
    if op == "MatVec":
        return value(e["operator"], at) @ value(e["vector"], at)
    if op == "Dot":
        return value(e["left"], at) @ value(e["right"], at)
    if op == "Scale":
        return value(e["scalar"], at) * value(e["body"], at)
    if op == "Add":
        return total(value(t, at) for t in e["terms"])
    if op == "Recip":
        return 1 / value(e["body"], at)
    if op == "Fun":
        return getattr(torch, e["name"])(value(e["body"], at))
    if op == "Sum":
        return total(value(e["body"], at.but(numbers={e["variable"]: i})) for i in at.indices(e))
    raise NotImplementedError(op)


def total(terms):
    result = torch.zeros((), dtype=torch.float64)
    for t in terms:
        result = result + t
    return result


def update(statements, at):
    """Runs an update in place of the live state."""
    for s in statements:
        if s["op"] == "Assign":
            at.live[s["slot"]] = value(s["value"], at).detach()
        elif s["op"] == "Together":
            new = {a["slot"]: value(a["value"], at).detach() for a in s["assigns"]}
            at.live.update(new)
        elif s["op"] == "Stage":
            at.stages[s["name"]] = value(s["value"], at).detach()
        elif s["op"] == "Loop":
            for i in at.indices(s):
                at.numbers[s["variable"]] = i
                update(s["body"], at)
        elif s["op"] == "Average":
            before, ends = dict(at.live), []
            for i in at.indices(s):
                at.numbers[s["variable"]] = i
                at.live.update(before)
                ends.append(dict(update(s["body"], at)))
            at.live.update({k: sum(e[k] for e in ends) / len(ends) for k in before})
        else:
            raise NotImplementedError(s["op"])
    return at.live
