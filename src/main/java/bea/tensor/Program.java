package bea.tensor;

/// The compiled form of a plan.
interface Program {
    /// Runs one lane, on results, inputs and constants as laid out.
    void run(int lane, double[][] arrays, Work work);
}
