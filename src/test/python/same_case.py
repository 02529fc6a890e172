"""Runs an emitted module on a network and batches that are given as JSON, and prints the loss and its gradient.

usage: same_case.py MODULE.py CASE.json
"""

import importlib.util
import json
import sys

import torch

torch.set_default_dtype(torch.float64)
spec = importlib.util.spec_from_file_location("emitted", sys.argv[1])
emitted = importlib.util.module_from_spec(spec)
spec.loader.exec_module(emitted)
with open(sys.argv[2]) as f:
    case = json.load(f)
sizes = case["sizes"]


def parameters(flat):
    tensors, at = [], 0
    for rows, columns in zip(sizes, sizes[1:]):
        for shape in ((rows, columns), (columns,)):
            size = torch.Size(shape).numel()
            tensors.append(torch.tensor(flat[at:at + size]).reshape(shape).requires_grad_())
            at += size
    return tensors


def loss(params, batch):
    x, labels = batch
    for k in range(0, len(params), 2):
        x = x @ params[k] + params[k + 1]
        x = torch.tanh(x) if k + 2 < len(params) else x
    return torch.nn.functional.cross_entropy(x, labels)


batches = [(torch.tensor(b["features"]).reshape(-1, sizes[0]), torch.tensor(b["labels"])) for b in case["batches"]]
live, start = parameters(case["live"]), parameters(case["start"])
value = emitted.modified_loss(loss, live, batches, start, h=case["h"])
gradient = torch.autograd.grad(value, live)
field = emitted.modified_field(loss, live, batches, start, h=case["h"])
print(json.dumps({"loss": value.item(), "gradient": torch.cat([g.reshape(-1) for g in gradient]).tolist(),
                  "field": torch.cat([g.reshape(-1) for g in field]).tolist()}))
