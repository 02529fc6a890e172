"""The modified loss of n steps of SGD as one would write it by hand for speed, timed against the emitted module."""

import copy
import statistics
import sys
import time

import emitted
import torch


def expert(loss_fn, model, batches, start, h):
    """Ebar - h/n sum_mu <sum_{tau > mu} g_tau, g0_mu> + n h/4 |gbar|^2, with one pass over the batches.

    The sum over pairs is arranged by tau: each gradient meets the running sum of those at the start before it.
    """
    n = len(batches)
    params, params0 = list(model.parameters()), list(start.parameters())
    loss, pairs, before, total = 0.0, 0.0, None, None
    for mu, batch in enumerate(batches):
        e = loss_fn(model, batch)
        g = torch.cat([x.reshape(-1) for x in torch.autograd.grad(e, params, create_graph=True)])
        loss = loss + e
        total = g if total is None else total + g
        if before is not None:
            pairs = pairs + torch.dot(g, before)
        if mu < n - 1:
            g0 = torch.cat([x.reshape(-1) for x in torch.autograd.grad(loss_fn(start, batch), params0)])
            before = g0 if before is None else before + g0
    return loss / n - h / n * pairs + h / (4 * n) * torch.dot(total, total)


def main(runs, bar):
    torch.manual_seed(0)
    torch.set_num_threads(2)
    torch.set_default_dtype(torch.float64)
    model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Tanh(), torch.nn.Linear(32, 10))
    start = copy.deepcopy(model)
    with torch.no_grad():
        for p in model.parameters():
            p += 0.01 * torch.randn_like(p)
    batches = [(torch.randn(64, 64), torch.randint(10, (64,))) for _ in range(4)]
    loss_fn = lambda net, batch: torch.nn.functional.cross_entropy(net(batch[0]), batch[1])

    def run(function):
        model.zero_grad(set_to_none=True)
        begin = time.perf_counter()
        value = function(loss_fn, model, batches, start, 0.1)
        value.backward()
        took = time.perf_counter() - begin
        return took, value.detach(), torch.cat([p.grad.reshape(-1) for p in model.parameters()])

    for f in (expert, emitted.modified_loss):
        for _ in range(20):
            run(f)
    _, v, g = run(expert)
    _, w, k = run(emitted.modified_loss)
    assert torch.allclose(v, w, rtol=1e-12) and torch.allclose(g, k, rtol=1e-9, atol=1e-12), "they differ"
    times = {expert: [], emitted.modified_loss: []}
    for _ in range(runs):  # in turn, so that whatever else the machine does meets both
        for f, all_of_it in times.items():
            all_of_it.append(run(f)[0])
    a, b = (statistics.median(t) * 1e3 for t in times.values())
    print(f"by hand {a:.2f} ms, emitted {b:.2f} ms, ratio {b / a:.3f} (bar {bar})")
    least = [min(t) * 1e3 for t in times.values()]  # what a busy machine disturbs least
    print(f"fastest: by hand {least[0]:.2f} ms, emitted {least[1]:.2f} ms, ratio {least[1] / least[0]:.3f}")
    return b / a > bar


sys.exit(main(int(sys.argv[1]), float(sys.argv[2])))
