// Functions of the half-angle of an arc that vanish as powers of it, without cancellation for short arcs.

/// The half-angle x of an arc between 0 and π, with its sine and cosine.
///
/// Below ½ the functions are power series, accurate to 1e-16; above, their closed forms lose a digit at most.
struct Arc {
  let angle: Double
  let sin: Double
  let cos: Double

  /// x − sin x cos x: twice the area of the segment of a unit disc, per half-angle.
  var segment: Double {
    guard angle < 0.5 else { return angle - sin * cos }
    let square = angle * angle
    let series = PowerSeries(at: square).sum(
      0.66666666666666667, -0.13333333333333333, 0.012698412698412698, -0.0007054673721340388, 2.565335898669232e-5,
      -6.5777843555621333e-7, 1.2529113058213587e-8, -1.8425166262078805e-10, 2.1549902060910883e-12, 0, 0)
    return angle * square * series
  }

  /// ∫₀ˣ sin⁴t dt.
  var fourthPower: Double {
    guard angle < 0.5 else { return 0.375 * segment - 0.25 * sin * sin * sin * cos }
    let square = angle * angle
    let series = PowerSeries(at: square).sum(
      0.2, -0.095238095238095238, 0.022222222222222222, -0.0032708032708032708, 0.00033645366978700312,
      -2.565335898669232e-5, 1.5092974943581853e-6, -7.0613641578089736e-8, 2.6900742742635055e-9,
      -8.5061880495086125e-11, 2.2683184356304586e-12)
    return angle * square * square * series
  }

  /// ∫₀ˣ (cos t − cos x) sin²t dt.
  var cap: Double {
    guard angle < 0.5 else { return sin * sin * sin / 3 - 0.5 * cos * segment }
    let square = angle * angle
    let series = PowerSeries(at: square).sum(
      0.066666666666666667, -0.01746031746031746, 0.0022486772486772487, -0.00018478435145101812, 1.0667059278170389e-5,
      -4.5719638973607228e-7, 1.5127979160814517e-8, -3.9810524087893255e-10, 8.530827999514597e-12, 0, 0)
    return angle * square * square * series
  }

  /// ∫₀ˣ t sin t dt = sin x − x cos x.
  var moment: Double {
    guard angle < 0.5 else { return sin - angle * cos }
    let square = angle * angle
    let series = PowerSeries(at: square).sum(
      0.33333333333333333, -0.033333333333333333, 0.0011904761904761905, -2.2045855379188713e-5, 2.5052108385441719e-7,
      -1.9270852604185938e-9, 1.0706029224547743e-11)
    return angle * square * series
  }
}
