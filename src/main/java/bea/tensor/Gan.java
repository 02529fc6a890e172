package bea.tensor;

/// The two losses of a generative adversarial network, as in Rosca & Deisenroth 2023. The discriminator's output is a
/// logit, D its sigmoid; logarithms of D and 1 - D are written as softplus of the logit.
///
/// @param generator     maps latent vectors to samples
/// @param discriminator maps samples to one logit
public record Gan(Mlp generator, Mlp discriminator) {
    public Gan {
        Graph.require(generator.sizes().getLast().equals(discriminator.sizes().getFirst()),
                "samples of the generator go into the discriminator");
        Graph.require(discriminator.sizes().getLast() == 1, "the discriminator gives one logit");
    }

    /// -mean log D(x) - mean log (1 - D(G(z))), over real samples x and latent vectors z.
    public Node discriminatorLoss(Graph g, Node phi, Node theta, Node x, Node z) {
        Node real = discriminator.output(g, phi, x);
        return g.add(g.mean(g.softplus(g.neg(real))), g.mean(g.softplus(fake(g, phi, theta, z))));
    }

    /// -mean log D(G(z))
    public Node generatorLoss(Graph g, Node phi, Node theta, Node z) {
        return g.mean(g.softplus(g.neg(fake(g, phi, theta, z))));
    }

    /// mean log (1 - D(G(z)))
    public Node saturatingGeneratorLoss(Graph g, Node phi, Node theta, Node z) {
        return g.neg(g.mean(g.softplus(fake(g, phi, theta, z))));
    }

    private Node fake(Graph g, Node phi, Node theta, Node z) {
        return discriminator.output(g, phi, generator.output(g, theta, z));
    }
}
