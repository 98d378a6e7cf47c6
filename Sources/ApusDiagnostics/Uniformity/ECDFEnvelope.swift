// Bands in which the whole empirical distribution function of uniform numbers, or of the ranks of chains, lies.

internal import ApusRandom

/// A simultaneous envelope of empirical distribution functions (ECDFs).
///
/// The ECDF of a sample from the uniform distribution lies inside at all points at once with a probability of at least
/// ``probability``. All points share one pointwise probability, which is greater; it is found without simulation.
///
/// Reference: Säilynoja, Bürkner, Vehtari (2022), Graphical test for discrete uniformity, Stat. Comput. 32, 32. Checked against: ArviZ
/// 0.23 `ecdf_confidence_band`.
public struct ECDFEnvelope: Hashable, Sendable {
  /// The points in (0, 1).
  public let points: [Double]
  /// The least value of the ECDF at each point.
  public let lower: [Double]
  /// The greatest value of the ECDF at each point.
  public let upper: [Double]
  /// How probable it is at least that the whole ECDF lies inside.
  public let probability: Double
  /// How probable it is at least that the ECDF lies inside at one point.
  public let pointwiseProbability: Double

  /// The envelope of a sample of independent uniform numbers.
  ///
  /// - Parameters:
  ///   - sampleCount: the size of the sample.
  ///   - points: ascending points in (0, 1). Numbers that are uniform on 1/m, 2/m, …, 1 need points that are multiples of 1/m.
  ///   - probability: in (0, 1).
  public init(sampleCount: Int, points: [Double], probability: Double = 0.95) {
    self.init(ECDFBand(sampleCount: sampleCount, points: points), probability)
  }

  package init(_ band: ECDFBand, _ probability: Double) {
    let pointwise = band.pointwiseProbability(simultaneous: probability)
    let ranges = band.pointwise(pointwise)
    self.init(band.points, ranges, of: band.sampleCount, probability, pointwise)
  }

  init(_ points: [Double], _ ranges: [ClosedRange<Int>], of count: Int, _ probability: Double, _ pointwise: Double) {
    self.points = points
    lower = ranges.map { Double($0.lowerBound) / Double(count) }
    upper = ranges.map { Double($0.upperBound) / Double(count) }
    self.probability = probability
    pointwiseProbability = pointwise
  }

  /// Points that divide [0, 1] into so many steps.
  public static func evenPoints(steps: Int) -> [Double] {
    steps > 1 ? (1..<steps).map { Double($0) / Double(steps) } : []
  }

  /// The envelope of the ranks of several chains among the draws of all of them: every chain's ECDF lies inside at all points at once.
  ///
  /// Ranks of chains depend on each other, so that the pointwise probability is simulated, by permutations of the ranks.
  ///
  /// - Parameters:
  ///   - steps: into how many steps the points divide [0, 1].
  ///   - simulations: the number of permutations.
  public static func ofRanks(
    chainCount: Int, drawCount: Int, steps: Int = 100, probability: Double = 0.95, simulations: Int = 1000,
    seed: UInt64 = 0
  ) -> ECDFEnvelope {
    ChainRankBand(chainCount: chainCount, drawCount: drawCount, steps: steps).envelope(
      probability, simulations: simulations, seed: seed)
  }
}

extension ECDFEnvelope: CustomStringConvertible {
  /// Its probability and its points, in a line.
  public var description: String {
    "simultaneous \(NumberText.percent(100 * probability)) envelope at \(points.count) points (pointwise "
      + "\(NumberText.percent(100 * pointwiseProbability)))"
  }
}
