// Fits of the polygamma functions beyond ten.

extension Fit {
  /// (|ψ⁽¹⁾(x)| − 1/x − 1/(2x²)) x³ as a function of 1/x².
  ///
  /// Degree 7, relative error 5.6e-17 on [0.0, 0.01].
  @inline(__always) static func polygammaFar1(_ x: Double) -> Double {
    let w = x * x
    let v = w * w
    var r = Row(0.07575656066948268, -0.2528927592674452, 1.139657784266559, -5.307066329276469)
    r = r * v + Row(0.16666666666666666, -0.03333333333333183, 0.02380952380635343, -0.033333330779398276)
    return (r.x + x * r.y) + w * (r.z + x * r.w)
  }

  /// (|ψ⁽²⁾(x)| − 1/x² − 1/x³) x⁴ as a function of 1/x².
  ///
  /// Degree 7, relative error 8.6e-18 on [0.0, 0.01].
  @inline(__always) static func polygammaFar2(_ x: Double) -> Double {
    let w = x * x
    let v = w * w
    var r = Row(0.8333146767350027, -3.2864100490952954, 17.00082825338304, -87.33130242679675)
    r = r * v + Row(0.5, -0.16666666666663907, 0.1666666666085079, -0.29999995311642763)
    return (r.x + x * r.y) + w * (r.z + x * r.w)
  }

  /// (|ψ⁽³⁾(x)| − 2/x³ − 3/x⁴) x⁵ as a function of 1/x².
  ///
  /// Degree 7, relative error 4.1e-17 on [0.0, 0.01].
  @inline(__always) static func polygammaFar3(_ x: Double) -> Double {
    let w = x * x
    let v = w * w
    var r = Row(9.99963954195664, -45.98794165849689, 270.2993058577, -1519.319917870755)
    r = r * v + Row(2.0, -0.9999999999994683, 1.3333333322118976, -2.999999095307671)
    return (r.x + x * r.y) + w * (r.z + x * r.w)
  }

  /// (|ψ⁽⁴⁾(x)| − 6/x⁴ − 12/x⁵) x⁶ as a function of 1/x².
  ///
  /// Degree 7, relative error 1.7e-16 on [0.0, 0.01].
  @inline(__always) static func polygammaFar4(_ x: Double) -> Double {
    let w = x * x
    let v = w * w
    var r = Row(129.99269705129436, -689.4015267660545, 4562.260817332212, -27858.954716912976)
    r = r * v + Row(10.0, -6.999999999989254, 11.999999977326604, -32.999981694638755)
    return (r.x + x * r.y) + w * (r.z + x * r.w)
  }
}
