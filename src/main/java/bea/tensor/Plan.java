package bea.tensor;

import bea.tensor.Lanes.Step;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Nodes of a graph compiled to machine code, to be evaluated many times.
///
/// The stages: [Fusion] cuts the nodes into units, [Order] finds an order that needs little memory, [Lanes] shares
/// the units among threads, [Layout] gives each result a place, and [Compiler] writes a class. Results do not
/// depend on the number of threads. A plan runs one evaluation at a time.
public final class Plan {
    private final List<Node> inputs;
    private final List<Node> outputs;
    private final Layout layout;
    private final Program program;
    private final Work work;
    private final Second second;
    private final double[][] arrays;
    private final double[][] results;

    private Plan(Graph g, List<Node> outputs, int threads) {
        this.outputs = outputs;
        var needed = Dependence.needed(g, outputs);
        var nodes = IntStream.range(0, needed.length).filter(i -> needed[i]).mapToObj(g::node).toList();
        this.inputs = nodes.stream().filter(Node::isInput).toList();
        var leaves = new LinkedHashSet<>(inputs);
        nodes.stream().filter(x -> x.op() instanceof Op.Constant).forEach(leaves::add);
        var numbers = numbers(nodes);
        leaves.addAll(numbers);
        var steps = Lanes.share(new Order(new Fusion(g, outputs).units(), outputs).best(), threads);
        Map<Step, Integer> segments = Compiler.segments(steps);
        this.layout = new Layout(steps, List.copyOf(leaves), outputs, segments);
        this.program = new Compiler(steps, layout, segments).program();
        this.work = new Work(product(steps, 0), product(steps, 1));
        this.arrays = new double[leaves.size() + 1][];
        this.results = outputs.stream().map(o -> new double[o.shape().size()]).toArray(double[][]::new);
        this.second = steps.stream().anyMatch(s -> s.lane() == 1) ? new Second(program, arrays, work) : null;
        fillArrays(List.copyOf(leaves));
    }

    /// Compiles the evaluation of some nodes.
    ///
    /// @param threads 1, or 2 to let a second thread take part where it pays
    public static Plan of(Graph g, List<Node> outputs, int threads) {
        Graph.require(threads == 1 || threads == 2, "one or two threads, not " + threads);
        return new Plan(g, List.copyOf(outputs), threads);
    }

    /// Numbers that are read from an array: as outputs, or in another shape.
    private List<Node> numbers(List<Node> nodes) {
        var used = new HashSet<>(outputs.stream().map(Fusion::root).toList());
        nodes.stream().flatMap(y -> y.args().stream()).map(Fusion::root).forEach(used::add);
        return nodes.stream().filter(x -> x.isNumber() && used.contains(x)).toList();
    }

    private static Product product(List<Step> steps, int lane) {
        var products = steps.stream().filter(s -> s.lane() == lane).map(s -> s.unit().result())
                .filter(y -> y.op() instanceof Op.MatMul).toList();
        return new Product(products.stream().mapToInt(Plan::inner).max().orElse(0),
                products.stream().mapToInt(y -> Math.max(y.shape().rows(), y.shape().columns())).max().orElse(0));
    }

    private static int inner(Node product) {
        boolean transposed = ((Op.MatMul) product.op()).transposeLeft();
        return transposed ? product.arg(0).shape().rows() : product.arg(0).shape().columns();
    }

    private void fillArrays(List<Node> leaves) {
        arrays[Layout.ARENA] = new double[layout.size()];
        for (int i = 0; i < leaves.size(); i++) {
            switch (leaves.get(i).op()) {
                case Op.Constant(var data) -> arrays[i + 1] = data.entries();
                case Op.Number(double v) -> arrays[i + 1] = new double[]{v};
                default -> {
                }
            }
        }
    }

    /// The inputs that the outputs need, in the order they were made.
    public List<Node> inputs() {
        return inputs;
    }

    /// The outputs' entries, for the entries of [#inputs()]. The arrays are this plan's: the next run overwrites them.
    public double[][] run(double[]... values) {
        Graph.require(values.length == inputs.size(), values.length + " values for the inputs " + inputs);
        for (int i = 0; i < values.length; i++) {
            Graph.require(values[i].length == inputs.get(i).shape().size(),
                    values[i].length + " numbers for " + inputs.get(i));
            arrays[i + 1] = values[i];
        }
        runLanes();
        for (int i = 0; i < results.length; i++) {
            var place = layout.place(outputs.get(i));
            System.arraycopy(arrays[place.array()], place.offset(), results[i], 0, results[i].length);
        }
        return results;
    }

    private void runLanes() {
        if (second == null) {
            program.run(0, arrays, work);
        } else {
            second.start();
            try {
                program.run(0, arrays, work);
            } finally {
                Work.done(work, 0, Integer.MAX_VALUE);
                second.join();
            }
        }
    }

    /// The numbers that an evaluation holds besides its inputs and constants: intermediate results, copied blocks of
    /// matrices, and the outputs.
    public int peakDoubles() {
        int outputSize = outputs.stream().mapToInt(o -> o.shape().size()).sum();
        return layout.size() + work.products[0].size() + work.products[1].size() + outputSize;
    }
}
