// The mean of an exponential of the cosine over a sphere of any dimension, by Bessel functions of the first kind.

internal import RealModule

extension Special {
  /// log M with M the mean of e^{κ(cos θ − 1)} over the unit sphere of vectors of p elements, and the defect 1 − A = −(log M)′, the mean of
  /// 1 − cos θ under the density in proportion to it; κ ≥ 0, p ≥ 2.
  ///
  /// With v = p/2 − 1, M = Γ(v + 1) (2/κ)^v I_v(κ) e^−κ and A = I_{v+1}(κ)/I_v(κ). Where the largest term of the series of I_v is
  /// among the first 60, its terms, all positive, are added. Elsewhere s = √(v² + κ²) > 120, and Debye's expansion has the terms
  /// w^k P_k(v² w²) with w = 1/s, of which eight are taken.
  ///
  /// Edges: 0 and 1 at 0, −∞ and 0 at ∞; NaN for κ < 0.
  /// Accuracy: 1e-14 of the value, 1e-12 of the defect.
  /// Reference: DLMF 10.25.2, 10.41.3, 10.41.9.
  package static func sphericalMean(_ kappa: Double, dimension: Int) -> (logMean: Double, defect: Double) {
    guard kappa >= 0 else { return (.nan, .nan) }
    guard kappa < .infinity else { return (-.infinity, 0) }
    let v = 0.5 * Double(dimension) - 1
    let s = kappa < 0x1p500 ? (v * v + kappa * kappa).squareRoot() : kappa
    return s - v <= 120 ? meanBySeries(kappa, v) : meanByExpansion(kappa, v, s)
  }

  private static func meanBySeries(_ kappa: Double, _ v: Double) -> (logMean: Double, defect: Double) {
    let square = 0.25 * kappa * kappa
    // Of each sum the first term, 1, is left out.
    func rest(_ order: Double) -> Double {
      var (term, sum, k) = (1.0, 0.0, 1.0)
      while true {
        term *= square / (k * (order + k))
        sum += term
        if term <= 0x1p-60 * sum || term == 0 { return sum }
        k += 1
      }
    }
    let (own, next) = (rest(v), rest(v + 1))
    let ratio = 0.5 * kappa / (v + 1) * ((1 + next) / (1 + own))
    return (Double.log(onePlus: own) - kappa, 1 - ratio)
  }

  private static func meanByExpansion(
    _ kappa: Double, _ v: Double, _ s: Double
  ) -> (logMean: Double, defect: Double) {
    let w = 1 / s
    let t = (v * w) * (v * w)
    var (sum, slope, power) = (1.0, 0.0, 1.0)
    for (index, row) in debyeCoefficients.enumerated() {
      power *= w
      var (value, derivative) = (0.0, 0.0)
      for c in row.reversed() {
        derivative = derivative * t + value
        value = value * t + c
      }
      sum += power * value
      slope += power * (Double(index + 1) * value + 2 * t * derivative)
    }
    let defect = v * ((s + kappa - v) / (kappa * (s + kappa))) + kappa * w * w * (0.5 + slope / sum)
    if v == 0 { return (-0.5 * log(2 * Double.pi * s) + log(sum), defect) }
    // log Γ(v + 1) less v log v − v + ½ log 2πv.
    let stirling = logGamma(v + 1) - (v * log(v) - v + 0.5 * log(2 * Double.pi * v))
    let powers = v * log(2 * v / (v + s)) - v + v * v / (s + kappa) + 0.5 * log(v / s)
    return (powers + stirling + log(sum), defect)
  }

  /// P_k for k from 1 to 8: u_k(t)/t^k in powers of t², with u_{k+1} = t²(1 − t²) u_k′/2 + ∫₀ᵗ (1 − 5x²) u_k dx/8.
  private static let debyeCoefficients: [[Double]] = [
    [0.125, -0.20833333333333334],
    [0.0703125, -0.4010416666666667, 0.3342013888888889],
    [0.0732421875, -0.8912109375, 1.8464626736111112, -1.0258125964506173],
    [0.112152099609375, -2.3640869140625, 8.78912353515625, -11.207002616222994, 4.669584423426247],
    [
      0.22710800170898438, -7.368794359479632, 42.53499874538846, -91.81824154324002, 84.63621767460073,
      -28.212072558200244,
    ],
    [
      0.5725014209747314, -26.491430486951554, 218.1905117442116, -699.5796273761325, 1059.9904525279999,
      -765.2524681411817, 212.57013003921713,
    ],
    [
      1.7277275025844574, -108.09091978839466, 1200.9029132163525, -5305.646978613403, 11655.393336864534,
      -13586.550006434138, 8061.722181737309, -1919.457662318407,
    ],
    [
      6.074042001273483, -493.915304773088, 7109.514302489364, -41192.65496889755, 122200.46498301746,
      -203400.17728041555, 192547.00123253153, -96980.59838863752, 20204.29133096615,
    ],
  ]
}
