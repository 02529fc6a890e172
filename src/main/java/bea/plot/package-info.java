/// Pictures of experiments: numbers in, the text of an SVG or the bytes of a PNG out.
///
/// ```
/// Figure = Panel+                     side by side over one legend
/// Panel  = title Axis Axis Curve* Label*
/// Curve  = name points Look           a gap where a point is NaN
/// Look   = colour width Dash Mark     told apart without colour
/// ```
///
/// [ErrorPlot], [Portrait] and [ValuePlot] make figures from what was measured; only [Chart] and what draws for it see the
/// plotting library.
package bea.plot;
