// The von Mises–Fisher distribution on the sphere.

internal import ApusNumerics
public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The von Mises–Fisher distribution of unit vectors of p ≥ 2 elements with mean direction μ, a unit vector, and concentration κ ≥ 0: uniform
/// on the sphere at κ = 0.
///
/// log f(x) = κ μᵀx + (p/2 − 1) log κ − p/2 log 2π − log I_{p/2−1}(κ), a density by the area of the sphere. It is computed from −κ‖x − μ‖²/2,
/// in which nothing cancels for large κ. Vectors whose squared norm differs from 1 by more than 2e-8 are outside the support.
///
/// Reference: Mardia and Jupp (2000), Directional Statistics, section 9.3.2. Checked against: mpmath, scipy.stats.vonmises_fisher.
public struct VonMisesFisher: Distribution, BuiltInFormula {
  /// The mean direction μ, of norm 1.
  public let direction: Tensor
  /// The concentration κ ≥ 0.
  public let concentration: Tensor

  /// A von Mises–Fisher distribution.
  public init(_ direction: some TensorConvertible, _ concentration: some TensorConvertible) {
    self.direction = direction.tensor
    self.concentration = concentration.tensor
  }

  /// A von Mises–Fisher distribution, by labels.
  public init(direction: some TensorConvertible, concentration: some TensorConvertible) {
    self.init(direction, concentration)
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("direction", direction, .unitVector),
      DistributionParameter("concentration", concentration, .nonnegative),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> VonMisesFisher { VonMisesFisher(operands[0], operands[1]) }
  public var support: Support { .unitVector(count: direction.lastExtent) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard direction.shape.rank > 0, direction.shape[-1] >= 2, value.shape.rank > 0,
      value.shape[-1] == direction.shape[-1], Shape.common([value.shape, shape]) != nil
    else { return poisoned(value, "the value and the direction are no vectors of one extent, of two elements or more") }
    let size = direction.shape[-1]
    let x = value.asFloat64
    let isOutside = abs(x.squaredNorm - 1) .> 2e-8
    let kappa = concentration.valid(where: concentration .>= 0)
    let isUnit = abs(direction.squaredNorm - 1) .<= 2e-8
    let distance = (x - direction).squaredNorm.valid(where: isUnit)
    let half = 0.5 * Double(size)
    // Half the area of the sphere is π^(p/2)/Γ(p/2).
    let logArea = half * 1.144_729_885_849_400_174_14 + 0.693_147_180_559_945_309_42 - Special.logGamma(half)
    let normalizer = Tensor.apply(LogSphericalMean(dimension: size), kappa.asFloat64)
    return (-0.5 * kappa * distance - normalizer - logArea).minusInfinity(where: isOutside)
  }

  /// Wood's sampler: the component along μ by rejection, the rest uniform on its sphere.
  ///
  /// Reference: Wood (1994), Simulation of the von Mises Fisher distribution.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = direction.lastExtent
    return drawEvents(shape, parameters) { blocks in
      guard blocks[0].count == size, size >= 2, let kappa = blocks[1].first, kappa >= 0, kappa < .infinity else {
        return []
      }
      let mu = Array(blocks[0])
      guard abs(mu.reduce(-1) { $0 + $1 * $1 }) <= 2e-8 else { return [] }
      let (along, across) = generator.sphericalCosine(size, concentration: kappa)
      // A normal vector without its part along μ.
      let z = generator.standardNormals(size)
      let part = zip(z, mu).reduce(0.0) { $0 + $1.0 * $1.1 }
      let rest = zip(z, mu).map { $0 - part * $1 }
      let norm = rest.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
      let vector = zip(mu, rest).map { along * $0 + across / norm * $1 }
      let length = vector.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
      return vector.map { $0 / length }
    }
  }
}

extension Philox4x64 {
  /// The cosine of the angle to the mean direction, and its sine.
  fileprivate mutating func sphericalCosine(
    _ size: Int, concentration: Double
  ) -> (cosine: Double, sine: Double) {
    let d = Double(size - 1)
    // b = (−2κ + √(4κ² + d²))/d without its difference; w = (1 − (1 + b) z)/(1 − (1 − b) z) = 1 − 2bz/(1 − (1 − b) z).
    let double = 2 * concentration
    let root = double > 1e150 ? double : (double * double + d * d).squareRoot()
    let b = d / (double + root)
    // 1 − x₀ for x₀ = (1 − b)/(1 + b).
    let gap = 2 * b / (1 + b)
    guard gap > 0 else { return (1, 0) }
    while true {
      let z = beta(0.5 * d, 0.5 * d)
      let denominator = 1 - (1 - b) * z
      let fall = 2 * b * z / denominator
      // κ(w − x₀) + d log((1 − x₀ w)/(1 − x₀²)) ≥ log u.
      let (w, x0) = (1 - fall, 1 - gap)
      let ratio = (gap + x0 * fall) / (gap * (2 - gap))
      if concentration * (gap - fall) + d * Stable.log(ratio) >= Stable.log(openUniform()) {
        return (w, (fall * (2 - fall)).squareRoot())
      }
    }
  }
}
