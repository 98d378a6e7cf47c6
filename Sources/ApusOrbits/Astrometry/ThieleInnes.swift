// The Thiele-Innes constants of an orbit: its projection onto the sky as a linear map.

public import ApusGraph
internal import ApusOps

/// The constants A, B, F and G, in the unit of the semi-major axis, of one orbit or of several.
///
/// With X = cos E − e and Y = √(1 − e²) sin E a companion stands A X + F Y north and B X + G Y east.
///
/// Conventions: the position angle is measured from north to east. The *ascending node* Ω is where the companion moves
/// away from the observer. ω belongs to the companion's orbit around the star; that of the star, as in
/// ``KeplerianElements``, is ω + π. The inclination is below π/2 where the position angle grows.
///
/// Reference: Binnendijk 1960, Properties of Double Stars; Wright & Howard 2009, ApJS 182, 205, section 5.
/// Checked against: mpmath, jaxoplanet 0.2.0.
public struct ThieleInnes: Sendable {
  /// North for each X.
  public var A: Tensor
  /// East for each X.
  public var B: Tensor
  /// North for each Y.
  public var F: Tensor
  /// East for each Y.
  public var G: Tensor

  /// Given constants, as a linear fit has them.
  public init(
    A: some TensorConvertible, B: some TensorConvertible, F: some TensorConvertible, G: some TensorConvertible
  ) {
    (self.A, self.B, self.F, self.G) = (A.tensor, B.tensor, F.tensor, G.tensor)
  }

  /// The constants of Campbell's elements.
  ///
  /// - Parameters:
  ///   - semiMajorAxis: a, such as in mas.
  ///   - argumentOfPeriastron: ω of the companion, in radians.
  ///   - ascendingNode: Ω, the position angle of the node, in radians.
  ///   - inclination: i in radians.
  public init(
    semiMajorAxis: some TensorConvertible, argumentOfPeriastron: some TensorConvertible,
    ascendingNode: some TensorConvertible, inclination: some TensorConvertible
  ) {
    let a = semiMajorAxis.tensor
    let (cosPeriastron, sinPeriastron) = (cos(argumentOfPeriastron.tensor), sin(argumentOfPeriastron.tensor))
    let (cosNode, sinNode) = (cos(ascendingNode.tensor), sin(ascendingNode.tensor))
    let tilt = cos(inclination.tensor)
    A = a * (cosPeriastron * cosNode - sinPeriastron * sinNode * tilt)
    B = a * (cosPeriastron * sinNode + sinPeriastron * cosNode * tilt)
    F = a * (-sinPeriastron * cosNode - cosPeriastron * sinNode * tilt)
    G = a * (-sinPeriastron * sinNode + cosPeriastron * cosNode * tilt)
  }

  /// The orbit scaled about its focus.
  ///
  /// The star's own orbit around the barycentre is the companion's relative one, scaled by −m/(M + m); its
  /// photocentre's, where the companion gives a part β of the light, by β − m/(M + m).
  public func scaled(by factor: some TensorConvertible) -> ThieleInnes {
    let factor = factor.tensor
    return ThieleInnes(A: factor * A, B: factor * B, F: factor * F, G: factor * G)
  }

  /// The semi-major axis a, of the constants' unit. Its derivatives are NaN where the orbit is seen face-on.
  public var semiMajorAxis: Tensor {
    let (u, v) = invariants
    return sqrt(u + sqrt((u - v) * (u + v)))
  }

  /// The inclination in [0, π]. Its derivatives are infinite at 0 and π, where the node is not defined.
  public var inclination: Tensor {
    let (u, v) = invariants
    return acos(v / (u + sqrt((u - v) * (u + v))))
  }

  /// The position angle Ω of the ascending node in [0, π): by astrometry alone it is not told from Ω + π, ω + π.
  public var ascendingNode: Tensor {
    let node = 0.5 * (atan2(B - F, A + G) + atan2(B + F, A - G))
    return select(node .< 0, node + Double.pi, select(node .>= Double.pi, node - Double.pi, node))
  }

  /// The companion's argument of periastron ω in [0, 2π) that belongs to ``ascendingNode``.
  public var argumentOfPeriastron: Tensor {
    let omega = atan2(B - F, A + G) - ascendingNode
    return select(omega .< 0, omega + 2 * Double.pi, omega)
  }

  /// a² (1 + cos² i)/2 and a² cos i.
  private var invariants: (u: Tensor, v: Tensor) {
    (0.5 * (A.squared() + B.squared() + F.squared() + G.squared()), A * G - B * F)
  }
}
