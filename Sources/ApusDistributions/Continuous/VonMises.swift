// The von Mises distribution on the circle.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The von Mises distribution with mean direction μ and concentration κ ≥ 0, on the circle of angles.
///
/// log f(x) = −2κ sin²((x − μ)/2) − log(2π I₀(κ) e^{−κ}): neither a large κ nor a small angle loses digits. It is periodic,
/// so that any real number is taken as an angle; it integrates to 1 over one turn. The derivative in κ has a relative error of
/// about 1e-16 κ.
///
/// The distribution function begins at −π, as angles in [−π, π) do, and not opposite of the mean direction: F(x) is the probability of
/// the arc from −π to x, 0 below −π and 1 from π on. Both tails are integrals over arcs. In far
/// tails their derivatives have a relative error of 1e-16 of the logarithm.
///
/// Reference: Mardia and Jupp (2000), Directional Statistics, section 3.5. Checked against: mpmath, scipy.stats.vonmises.
public struct VonMises: UnivariateDistribution, BuiltInFormula {
  /// The mean direction μ in radians.
  public let direction: Tensor
  /// The concentration κ ≥ 0; 0 is uniform on the circle.
  public let concentration: Tensor

  /// A von Mises distribution.
  public init(_ direction: some TensorConvertible, _ concentration: some TensorConvertible) {
    self.direction = direction.tensor
    self.concentration = concentration.tensor
  }

  /// The same, its parameters by name.
  public init(direction: some TensorConvertible, concentration: some TensorConvertible) {
    self.init(direction, concentration)
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("direction", direction, .finite),
      DistributionParameter("concentration", concentration, .nonnegative),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> VonMises { VonMises(operands[0], operands[1]) }
  public var support: Support { .circle }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let kappa = concentration.valid(where: concentration .>= 0)
      let halfSine = sin(0.5 * (x - direction))
      // At κ = 0, where the scaled function has a kink, it is taken from within the domain.
      let isUniform = kappa .== 0
      let logScale = select(isUniform, -kappa, log(besselI0e(kappa.replacing(isUniform, with: 1))))
      let density = -2 * kappa * halfSine.squared() - (logScale + 2 * Normal.logRootTwoPi)
      return density.minusInfinity(where: abs(x) .== Double.infinity)
    }
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { logTail($0, direction) }
  }

  /// The lower tail at −x for the direction −μ.
  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { logTail(-$0, -direction) }
  }

  /// The lower tail at x for the direction μ, by whichever of both tails is the smaller one.
  private func logTail(_ x: Tensor, _ direction: Tensor) -> Tensor {
    let (isNone, isAll) = (x .<= -Double.pi, x .>= Double.pi)
    let place = x.replacing(isNone .| isAll, with: 0)
    let kappa = concentration.valid(where: concentration .>= 0)
    func logMass(_ start: Tensor, _ length: Tensor) -> Tensor { .apply(LogArcMass(), start, length, kappa) }
    let whole = logMass(Tensor(-Double.pi), Tensor(2 * Double.pi))
    let own = logMass(-Double.pi - direction, Double.pi + place) - whole
    let other = logMass(-Double.pi + direction, Double.pi - place) - whole
    let isMost = own .> -0.6931471805599453
    let smaller = select(isMost, log1mexp(select(isMost, other, -1)), own)
    return smaller.replacing(isAll, with: 0).minusInfinity(where: isNone)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      (p[0] + generator.vonMises(concentration: p[1])).remainder(dividingBy: 2 * Double.pi)
    }
  }
}
