// Fits of parts of the logarithm and the exponential near zero.

extension Fit {
  /// (artanh r − r) / r³ as a function of w = r².
  ///
  /// Degree 11, relative error 5.6e-17 on [0.0, 0.11111111].
  @inline(__always) static func areaTangentExcess(_ x: Double) -> Double {
    let w = x * x
    let v = w * w
    var r = Row(0.05240199617182637, 0.04971012448277368, 0.03167055425885123, 0.07615631309714492)
    r = r * v + Row(0.09090909043002827, 0.07692310126902081, 0.06666588474569089, 0.05883998883620518)
    r = r * v + Row(0.3333333333333333, 0.20000000000000007, 0.1428571428571097, 0.11111111111665993)
    return (r.x + x * r.y) + w * (r.z + x * r.w)
  }

  /// (eˣ − 1 − x) / x².
  ///
  /// Degree 15, relative error 1.8e-17 on [-1.0, 1.0].
  @inline(__always) static func exponentialExcess(_ x: Double) -> Double {
    let w = x * x
    let v = w * w
    var r = Row(1.1469721885352242e-11, 7.646625361656657e-13, 4.842346201844238e-14, 2.8445264169895285e-15)
    r = r * v + Row(2.755731918331876e-07, 2.505210836405804e-08, 2.0876765658642154e-09, 1.6059048396350562e-10)
    r = r * v + Row(0.001388888888888876, 0.00019841269841269773, 2.4801587301690853e-05, 2.755731922404034e-06)
    r = r * v + Row(0.5, 0.16666666666666666, 0.041666666666666664, 0.008333333333333333)
    return (r.x + x * r.y) + w * (r.z + x * r.w)
  }
}
