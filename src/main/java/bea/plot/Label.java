package bea.plot;

/// A word beside a point, to its left.
public record Label(String text, double x, double y) {}
