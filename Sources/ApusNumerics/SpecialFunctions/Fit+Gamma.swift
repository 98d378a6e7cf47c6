// Fits of the logarithm of the gamma function, Stirling's correction and the digamma function.

extension Fit {
  /// log Γ(1 + x) / (x (x − 1)).
  ///
  /// Degrees 8 and 8, relative error 3.5e-17 on [-0.25, 1.25].
  @inline(__always) static func logGammaOverZeros(_ x: Double) -> Double {
    let w = x * x
    var r = Row(6.614352111463532e-07, 0, 8.05889217984538e-05, 0)
    r = r * w + Row(0.011018304912742992, 0.00031641170651255956, 0.07568293496149685, 0.0044928542551770905)
    r = r * w + Row(0.671067638051868, 0.12729312089582775, 2.2296691042615104, 0.5686154165566684)
    r = r * w + Row(2.6650504594025155, 1.8292029438980064, 5.976330528394837, 4.8756371814772885)
    r = r * w + Row(0.5772156649015329, 1.9671383967492293, 1.0, 3.8328650793793355)
    return (r.x + x * r.y) / (r.z + x * r.w)
  }

  /// x times Stirling's correction to log Γ(x), as a function of 1/x.
  ///
  /// Degrees 9 and 9, relative error 3.9e-17 on [0.125, 1.0].
  @inline(__always) static func stirlingNear(_ x: Double) -> Double {
    let w = x * x
    var r = Row(-0.021006970744505152, -0.00014168680127437115, -0.4128867875816931, -0.01784465213237825)
    r = r * w + Row(-0.07190838389867875, -0.17528045421265057, -0.06111265290245268, -1.9266885900958035)
    r = r * w + Row(2.375355253898197, 0.9840800209250024, 29.109139574878437, 12.778200835854932)
    r = r * w + Row(1.5332272570644867, 2.5514217885594124, 18.432060410824356, 30.820500081323647)
    r = r * w + Row(0.08333333333366942, 0.5085962164903842, 1.0, 6.103154598135129)
    return (r.x + x * r.y) / (r.z + x * r.w)
  }

  /// x times Stirling's correction to log Γ(x), as a function of 1/x².
  ///
  /// Degree 7, relative error 5.6e-17 on [0.0, 0.015625].
  @inline(__always) static func stirlingFar(_ x: Double) -> Double {
    let w = x * x
    let v = w * w
    var r = Row(0.0008417325268022405, -0.001914965912162907, 0.0062081367662297935, -0.020855820837463117)
    r = r * v + Row(0.08333333333333333, -0.0027777777777776747, 0.0007936507935117282, -0.0005952380234291254)
    return (r.x + x * r.y) + w * (r.z + x * r.w)
  }

  /// ψ(1 + x) / (1 + x − x₀), where x₀ is the positive zero of ψ.
  ///
  /// Degrees 7 and 7, relative error 6.2e-17 on [0.0, 2.0].
  @inline(__always) static func digammaOverRoot(_ x: Double) -> Double {
    let w = x * x
    var r = Row(3.9117651665683125e-05, 4.097361930526724e-08, 0.0006000004112100302, 7.3778476243478865e-06)
    r = r * w + Row(0.04049350826567144, 0.002235289521967761, 0.14810832904594673, 0.014396602345897333)
    r = r * w + Row(1.1741604116033721, 0.31649933632550714, 1.9022022748824643, 0.7470495002328587)
    r = r * w + Row(1.2503801375034054, 2.0079983521060054, 1.0, 2.2894571233542136)
    return (r.x + x * r.y) / (r.z + x * r.w)
  }

  /// ψ(3 + x).
  ///
  /// Degrees 8 and 8, relative error 5.6e-17 on [0.0, 7.0].
  @inline(__always) static func digammaMiddle(_ x: Double) -> Double {
    let w = x * x
    var r = Row(2.3214687884669043e-09, 0, 3.168433793043332e-10, 0)
    r = r * w + Row(5.671692044646975e-05, 7.393198722013521e-07, 1.3910078286656079e-05, 1.4219030752587332e-07)
    r = r * w + Row(0.024773495585498413, 0.001715276111921588, 0.00925089709320249, 0.0005208821351757527)
    r = r * w + Row(0.7204333496349604, 0.18507950954321872, 0.42071350284745584, 0.0855614195608486)
    r = r * w + Row(0.9227843350984671, 1.3511973634549281, 1.0, 1.0362803747688938)
    return (r.x + x * r.y) / (r.z + x * r.w)
  }

  /// (log x − 1/(2x) − ψ(x)) x² as a function of 1/x².
  ///
  /// Degree 7, relative error 5.6e-17 on [0.0, 0.01].
  @inline(__always) static func digammaFar(_ x: Double) -> Double {
    let w = x * x
    let v = w * w
    var r = Row(0.007575699357598426, -0.021080156991782954, 0.0817924750293092, -0.3421318584841549)
    r = r * v + Row(0.08333333333333333, -0.008333333333333246, 0.003968253968071808, -0.0041666665200247215)
    return (r.x + x * r.y) + w * (r.z + x * r.w)
  }
}
