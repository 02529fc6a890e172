package bea.plot;

/// A word beside a point, to its right.
public record Label(String text, double x, double y) {}
