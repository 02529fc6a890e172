package bea.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Values, gradients and Hessian-vector products of every built-in model, against PyTorch.
class TorchTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final double TOLERANCE = 1e-12;

    /// Models by the names of their tests, and what PyTorch has in place of them. Parameters come as one vector.
    private static final String SCRIPT = """
            import json, sys, torch
            import torch.nn.functional as F
            torch.set_default_dtype(torch.float64)
            torch.set_num_threads(1)
            act = {'TANH': torch.tanh, 'SIGMOID': torch.sigmoid, 'SOFTPLUS': F.softplus, 'SIN': torch.sin,
                   'RELU': torch.relu}

            def net(theta, sizes, f, x):
                at = 0
                for l, (i, o) in enumerate(zip(sizes, sizes[1:])):
                    w, b = theta[at:at + i * o].reshape(i, o), theta[at + i * o:at + (i + 1) * o]
                    x, at = (x if l == 0 else f(x)) @ w + b, at + (i + 1) * o
                return x

            def loss(name, v):
                kind = name.split()[0]
                if kind == 'linear':
                    z = v['x'] @ v['theta'][:3] + (v['theta'][3] if len(v['theta']) > 3 else 0)
                    return 0.5 * ((z - v['y']) ** 2).mean()
                if kind == 'logistic':
                    return F.binary_cross_entropy_with_logits(v['x'] @ v['theta'][:3] + v['theta'][3], v['y'])
                if kind == 'regression':
                    out = net(v['theta'], [3, 4, 2, 3], act[name.split()[1]], v['x'])
                    return 0.5 * ((out - v['y']) ** 2).sum(1).mean()
                if kind == 'classification':
                    out = net(v['theta'], [3, 4, 2, 3], act[name.split()[1]], v['x'])
                    return F.cross_entropy(out, v['y'].argmax(1))
                d = lambda x: net(v['phi'], [2, 3, 1], F.softplus, x)
                fake = d(net(v['theta'], [2, 3, 2], torch.tanh, v['z']))
                if kind == 'discriminator':
                    return -F.logsigmoid(d(v['x'])).mean() - F.logsigmoid(-fake).mean()
                return F.logsigmoid(-fake).mean() if kind == 'saturating' else -F.logsigmoid(fake).mean()

            answers = {}
            for name, inputs in json.load(open(sys.argv[1])).items():
                v = {k: torch.tensor(e['value']).reshape(e['shape']) for k, e in inputs.items()}
                result = {}
                for wrt in [k for k in ('theta', 'phi') if k in v]:
                    v[wrt].requires_grad_()
                    e = loss(name, v)
                    g, = torch.autograd.grad(e, v[wrt], create_graph=True)
                    h, = torch.autograd.grad(g @ torch.tensor(inputs[wrt]['direction']), v[wrt])
                    result[wrt] = [[e.item()], g.tolist(), h.tolist()]
                    v[wrt].requires_grad_(False)
                answers[name] = result
            print(json.dumps(answers))
            """;

    /// What the script reads for an input, and for an input that derivatives are with respect to.
    private record Entry(List<Integer> shape, double[] value, double[] direction) {}

    @Test
    void modelsAgree(@TempDir Path folder) throws IOException, InterruptedException {
        requireTorch(folder);
        var models = ModelsTest.models();
        var entries = new LinkedHashMap<String, Map<String, Entry>>();
        models.forEach((name, model) -> entries.put(name, entries(name, model)));
        Files.writeString(folder.resolve("models.json"), new Gson().toJson(entries));
        Files.writeString(folder.resolve("models.py"), SCRIPT);
        var answers = new Gson().fromJson(run(folder, "models.py", "models.json"), Answers.class);
        assertEquals(models.keySet(), answers.keySet());
        models.forEach((name, model) -> answers.get(name)
                .forEach((wrt, expected) -> compare(name, model, wrt, expected, entries.get(name))));
    }

    private static final class Answers extends LinkedHashMap<String, Map<String, double[][]>> {}

    private static Map<String, Entry> entries(String name, ModelsTest.Case model) {
        var random = new SplittableRandom(name.hashCode());
        var entries = new LinkedHashMap<String, Entry>();
        for (Node input : Plan.of(model.g(), List.of(model.loss()), 1).inputs()) {
            int n = input.shape().size();
            double[] value = model.given().getOrDefault(input, random.doubles(n, -1, 1).toArray());
            var shape = input.shape().rank() == 1 ? List.of(n) : List.of(input.shape().rows(), input.shape().columns());
            entries.put(name(input), new Entry(shape, value, random.doubles(n, -1, 1).toArray()));
        }
        return entries;
    }

    private static String name(Node input) {
        return ((Op.Input) input.op()).name();
    }

    private static void compare(String name, ModelsTest.Case model, String wrt, double[][] expected,
            Map<String, Entry> entries) {
        Graph g = model.g();
        Node x = g.input(wrt, entries.get(wrt).value().length);
        Node v = g.input("v " + wrt, x.shape().size());
        Node gradient = g.gradient(model.loss(), x);
        Plan plan = Plan.of(g, List.of(model.loss(), gradient, g.directional(gradient, Map.of(x, v))), 1);
        double[][] actual = plan.run(plan.inputs().stream()
                .map(i -> i == v ? entries.get(wrt).direction() : entries.get(name(i)).value())
                .toArray(double[][]::new));
        var what = List.of("value", "gradient", "Hessian times v");
        for (int i = 0; i < expected.length; i++) {
            double distance = Derivatives.distance(actual[i], expected[i]);
            String where = name + ", " + what.get(i) + " for " + wrt;
            assertTrue(distance < TOLERANCE, () -> where + ": off by " + distance);
        }
    }

    private static void requireTorch(Path folder) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("probe.py"), "import torch\nprint('there')\n");
        if (Files.isExecutable(Path.of(PYTHON)) && run(folder, "probe.py").strip().equals("there")) return;
        String reason = PYTHON + " cannot import torch (Debian: python3-torch)";
        if ("true".equals(System.getenv("CI"))) fail(reason);
        System.out.println("TorchTest skipped: " + reason);
        Assumptions.abort(reason);
    }

    /// What a script prints, run in its folder.
    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(PYTHON));
        line.addAll(List.of(command));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        int code = new ProcessBuilder(line).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile()).start().waitFor();
        if (code != 0) System.out.println(Files.readString(err));
        return Files.readString(out);
    }
}
