// The light curve of a star whose planets pass in front of it.

public import ApusGraph
internal import ApusOps

/// How long the light of a measurement was gathered, and at how many instants the model is averaged over that time.
public struct Exposure: Sendable {
  /// Days: one number, or one for each time.
  public var duration: Tensor
  /// The number of instants, in the middles of as many equal parts of the exposure.
  public var samples: Int

  /// An exposure; `samples` is at least 1.
  public init(days duration: some TensorConvertible, samples: Int = 7) {
    precondition(samples >= 1, "an exposure is averaged over at least one instant, not \(samples)")
    self.duration = duration.tensor
    self.samples = samples
  }
}

/// The light curve of a star with transiting planets: the relative flux less 1.
///
/// - Parameters:
///   - orbit: the planets' orbits.
///   - radiusRatio: their radii in stellar radii, of shape (planets,) or a single number.
///   - u1: the star's linear limb-darkening coefficient.
///   - u2: its quadratic coefficient; see ``limbDarkeningCoefficients(q1:q2:)``.
///   - times: days at the middle of each exposure, of shape (times,).
///   - exposure: the exposures; nil for instants.
/// - Returns: of shape (times,): 0 outside of transits, and where planets are behind the star; negative in transits.
///   Planets add up; that one may cover another is not considered.
///
/// Reference: Winn 2010, in Exoplanets (ed. Seager); Kipping 2010, MNRAS 408, 1758 for exposures. Checked against:
/// mpmath, jaxoplanet 0.2.0.
public func transitLightCurve(
  _ orbit: TransitOrbit, radiusRatio: some TensorConvertible, u1: some TensorConvertible, u2: some TensorConvertible,
  times: some TensorConvertible, exposure: Exposure? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let middles = times.tensor.asFloat64
  let count = middles.shape.elementCount
  var instants = middles
  if let exposure {
    let fractions = (0..<exposure.samples).map { (Double($0) + 0.5) / Double(exposure.samples) - 0.5 }
    let offsets = exposure.duration.reshaped(to: [1, exposure.duration.shape.elementCount])
    let spread = middles.reshaped(to: [1, count]) + offsets * Tensor(fractions).reshaped(to: [exposure.samples, 1])
    instants = spread.reshaped(to: [exposure.samples * count])
  }
  let (separation, isInFront) = orbit.skySeparation(times: instants, file: file, line: line)
  // Where a planet is behind the star, it is put beside it: nothing is covered, and nothing depends on where it is.
  let radius = radiusRatio.tensor.asFloat64
  let column = radius.reshaped(to: [radius.shape.elementCount, 1])
  let impact = select(isInFront, separation, column + 2)
  let decrease = quadraticLimbDarkening(
    impact: impact, radiusRatio: column, u1: u1, u2: u2, file: file, line: line)
  let curve = -sum(decrease, axes: [0])
  guard let exposure else { return curve }
  return mean(curve.reshaped(to: [exposure.samples, count]), axes: [0])
}
