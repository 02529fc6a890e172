/// Programs as code for training loops: a program in, the text of a Python module out.
///
/// [Emitter] is the entry. [Arguments] finds what a function takes, [Body] turns operations into statements, and a
/// [Target] knows how one library differentiates: [PyTorch], [Jax]. Loops stay loops, and what is evaluated once is:
/// the loss and the gradient of a batch at a place; sums up to an index, which are running sums; and one
/// Hessian–vector product for each batch, along the sum of all its directions.
package bea.emit;
