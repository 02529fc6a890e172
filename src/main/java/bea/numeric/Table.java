package bea.numeric;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Rows of data: features and a target each.
///
/// @param features row by row, `columns` numbers each
public record Table(int rows, int columns, double[] features, double[] targets) {

    /// Of a rectangle of numbers the last column is the target.
    ///
    /// @param scale what the features are multiplied by
    public static Table of(double[][] cells, double scale) {
        int columns = cells[0].length - 1;
        double[] features = new double[cells.length * columns];
        double[] targets = new double[cells.length];
        for (int i = 0; i < cells.length; i++) {
            for (int j = 0; j < columns; j++) {
                features[i * columns + j] = cells[i][j] * scale;
            }
            targets[i] = cells[i][columns];
        }
        return new Table(cells.length, columns, features, targets);
    }

    /// Data of a known kind, drawn with a seed: `line` (a linear function with noise), `blobs` (two classes of points),
    /// `ring` (points near a circle, for a GAN; the target is 1).
    static Table generated(String kind, int rows, int columns, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] features = new double[rows * columns];
        double[] targets = new double[rows];
        for (int i = 0; i < rows; i++) {
            double turn = 2 * Math.PI * random.nextDouble();
            int label = random.nextInt(2);
            double value = 0;
            for (int j = 0; j < columns; j++) {
                double noise = random.nextGaussian();
                double x = switch (kind) {
                    case "ring" -> (j == 0 ? Math.cos(turn) : j == 1 ? Math.sin(turn) : 0) + 0.1 * noise;
                    case "blobs" -> noise + (2 * label - 1);
                    default -> noise;
                };
                features[i * columns + j] = x;
                value += x / (j + 1);
            }
            targets[i] = switch (kind) {
                case "ring" -> 1;
                case "blobs" -> label;
                default -> value + 0.1 * random.nextGaussian();
            };
        }
        return new Table(rows, columns, features, targets);
    }

    /// The rows in another order, as many as are named.
    Table pick(int[] order) {
        double[] f = new double[order.length * columns];
        double[] t = new double[order.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(features, order[i] * columns, f, i * columns, columns);
            t[i] = targets[order[i]];
        }
        return new Table(order.length, columns, f, t);
    }

    /// The `k`-th batch of `size` rows after the rows have been shuffled.
    Table batch(int k, int size, int seed) {
        if ((long) (k + 1) * size > rows) {
            throw new Failure("there are " + rows + " rows of data, too few for batch " + k + " of " + size + " rows");
        }
        int[] order = new int[rows];
        Arrays.setAll(order, i -> i);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = rows - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return pick(Arrays.copyOfRange(order, k * size, (k + 1) * size));
    }

    /// @throws Failure when a target is no class
    int[] labels() {
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = (int) targets[i];
            if (labels[i] != targets[i] || labels[i] < 0) {
                throw new Failure("a class is a whole number from 0 on; row " + (i + 1) + " has " + targets[i]);
            }
        }
        return labels;
    }
}
