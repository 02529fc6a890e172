"""The modified loss of n-step SGD and its gradient by double backward on the CPU, and one plain gradient for comparison.

Each is written in two ways, batch by batch and with batches stacked into one tensor; the faster counts.
Arguments: threads, repetitions. `modified-loss.sh` runs it beside bea.tensor."""
import statistics
import sys
import time
import torch

torch.set_num_threads(int(sys.argv[1]))
torch.set_default_dtype(torch.float64)
SIZES, BATCH, N, H = (64, 32, 10), 64, 4, 0.05
torch.manual_seed(1)
x = torch.randn(N, BATCH, SIZES[0])
labels = torch.randint(0, SIZES[2], (N, BATCH))
shapes = [(SIZES[0], SIZES[1]), (SIZES[1],), (SIZES[1], SIZES[2]), (SIZES[2],)]
theta = [0.2 * torch.randn(s) for s in shapes]
start = [0.2 * torch.randn(s) for s in shapes]


def loss(params, mu):
    w1, b1, w2, b2 = params
    z = torch.addmm(b2, torch.tanh(torch.addmm(b1, x[mu], w1)), w2)
    return torch.nn.functional.cross_entropy(z, labels[mu])


def leaf(params):
    return [p.detach().requires_grad_() for p in params]


def plain():
    p = leaf(theta)
    return torch.autograd.grad(sum(loss(p, mu) for mu in range(N)) / N, p)


def dot(a, b):
    return sum(torch.dot(u.reshape(-1), v.reshape(-1)) for u, v in zip(a, b))


def loop():
    p, q = leaf(theta), leaf(start)
    losses = [loss(p, mu) for mu in range(N)]
    grads = [torch.autograd.grad(e, p, create_graph=True) for e in losses]
    mean = [sum(g) / N for g in zip(*grads)]
    value = sum(losses) / N + N * H / 4 * dot(mean, mean)
    before = None
    for mu in range(1, N):
        g = torch.autograd.grad(loss(q, mu - 1), q)
        before = g if before is None else [a + b for a, b in zip(before, g)]
        value = value - H / N * dot(grads[mu], before)
    return value, torch.autograd.grad(value, p)


def stacked_losses(params, xs, ls):
    w1, b1, w2, b2 = params
    n = xs.shape[0]
    z = torch.baddbmm(b2.unsqueeze(1), torch.tanh(torch.baddbmm(b1.unsqueeze(1), xs, w1)), w2)
    return torch.nn.functional.cross_entropy(z.reshape(n * BATCH, -1), ls.reshape(-1), reduction='sum') / BATCH


def stacked():
    p, q = leaf(theta), leaf(start)
    pe = [a.unsqueeze(0).expand(N, *a.shape) for a in p]
    total = stacked_losses(pe, x, labels)
    grads = torch.autograd.grad(total, pe, create_graph=True)
    mean = [g.mean(0) for g in grads]
    qe = [a.unsqueeze(0).expand(N - 1, *a.shape) for a in q]
    before = [g.cumsum(0) for g in torch.autograd.grad(stacked_losses(qe, x[:N - 1], labels[:N - 1]), qe)]
    value = total / N + N * H / 4 * dot(mean, mean) - H / N * dot([g[1:] for g in grads], before)
    return value, torch.autograd.grad(value, p)


def plain_stacked():
    p = leaf(theta)
    w1, b1, w2, b2 = p
    z = torch.addmm(b2, torch.tanh(torch.addmm(b1, x.reshape(N * BATCH, -1), w1)), w2)
    return torch.autograd.grad(torch.nn.functional.cross_entropy(z, labels.reshape(-1)), p)


def times_us(f, repetitions):
    for _ in range(30):
        f()
    times = []
    for _ in range(repetitions):
        t = time.perf_counter()
        f()
        times.append(1e6 * (time.perf_counter() - t))
    return statistics.median(times), min(times)


a, b = loop(), stacked()
assert all(torch.allclose(u, v, rtol=1e-12, atol=1e-15) for u, v in zip(a[1], b[1])) and torch.allclose(a[0], b[0], rtol=1e-13)
repetitions = int(sys.argv[2])
for name, fs in (('plain', (plain, plain_stacked)), ('modified', (loop, stacked))):
    median, fastest = map(min, zip(*(times_us(f, repetitions) for f in fs)))
    print('torch-%s-%s %.0f %.0f 0' % (name, sys.argv[1], median, fastest))
