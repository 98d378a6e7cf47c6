// The departure of numbers from the uniform distribution: their ECDF less its expectation, an envelope, and a p-value.

/// The empirical distribution function (ECDF) of numbers that should be uniform, with its simultaneous envelope: data for a plot.
///
/// A curve above 0 at small points has too many small numbers; ∩ over the whole is a bias to low numbers, an S is a spread that is too
/// wide or too narrow.
public struct ECDFDifference: Hashable, Sendable {
  /// The envelope of uniform numbers, with the points.
  public let envelope: ECDFEnvelope
  /// The ECDF at each point.
  public let ecdf: [Double]
  /// The probability that uniform numbers leave their expectation at some point as far as these do: the test that the envelope draws.
  ///
  /// The distance is that of the thinnest tail of the counts at single points; NaN where a number is NaN.
  public let pValue: Double

  init(envelope: ECDFEnvelope, ecdf: [Double], pValue: Double) {
    self.envelope = envelope
    self.ecdf = ecdf
    self.pValue = pValue
  }

  /// Numbers in [0, 1] that should be independent and uniform.
  ///
  /// - Parameters:
  ///   - steps: into how many steps the points divide [0, 1]; where nil, as many as there are numbers up to 1000, and fewer for more:
  ///     20 from 50,000 on. For numbers that can only be 1/m, 2/m, …, 1 it must be m or a divisor of it.
  ///   - probability: that of the envelope.
  public init(of numbers: [Double], steps: Int? = nil, probability: Double = 0.95) {
    let steps = steps ?? Self.steps(for: numbers.count)
    let points = ECDFEnvelope.evenPoints(steps: steps)
    let band = ECDFBand(sampleCount: numbers.count, points: points)
    let sorted = numbers.sorted()
    var place = 0
    let counts = points.map { point in
      // A quotient of integers may be rounded above its point.
      while place < sorted.count, sorted[place] <= point * (1 + 1e-14) { place += 1 }
      return place
    }
    self.init(band, ECDFEnvelope(band, probability), counts, hasNaN: numbers.contains { $0.isNaN })
  }

  /// The counts of a sample at the points of a band, which many samples may share.
  init(_ band: ECDFBand, _ envelope: ECDFEnvelope, _ counts: [Int], hasNaN: Bool = false) {
    self.envelope = envelope
    ecdf = counts.map { Double($0) / Double(max(band.sampleCount, 1)) }
    pValue = hasNaN ? .nan : band.pValue(of: counts)
  }

  /// The work for an envelope grows as the number of points times that of the sample.
  private static func steps(for count: Int) -> Int {
    count <= 1000 ? max(count, 2) : max(1_000_000 / count, 20)
  }

  /// The points in (0, 1).
  public var points: [Double] { envelope.points }
  /// The ECDF less the points.
  public var difference: [Double] { zip(ecdf, points).map { $0 - $1 } }
  /// The lower end of the envelope less the points.
  public var lower: [Double] { zip(envelope.lower, points).map { $0 - $1 } }
  /// The upper end of the envelope less the points.
  public var upper: [Double] { zip(envelope.upper, points).map { $0 - $1 } }
  /// Whether the ECDF lies inside the envelope everywhere.
  public var isInside: Bool {
    ecdf.indices.allSatisfy { envelope.lower[$0] <= ecdf[$0] && ecdf[$0] <= envelope.upper[$0] }
  }
}

extension ECDFDifference: CustomStringConvertible {
  /// Whether the numbers are uniform, in a line.
  public var description: String {
    let greatest = difference.max { $0.magnitude < $1.magnitude } ?? 0
    return "\(isInside ? "inside" : "outside") the \(envelope); greatest difference "
      + "\(NumberText.fixed(greatest, decimals: 3)), p = \(NumberText.probability(pValue))"
  }
}
