/// Experiments: the losses of a derivation made concrete, its update run, its flows integrated, the errors measured.
///
/// ```
/// Experiment ──► Losses (a symbol on a batch as tensors) ──► Field, Update (compiled) ──► Flow ──► Measurement
/// program (kernel) ───────────────────────────────────────────┘
/// ```
package bea.numeric;
