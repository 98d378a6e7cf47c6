// How much of a posterior lies where its prior lies: the overlap of two kernel densities.

internal import RealModule

/// The overlap of prior and posterior of each quantity: 1 where the data say nothing of it, 0 where both lie apart.
///
/// It is ∫ min(p̂, q̂), where p̂ and q̂ are Gaussian kernel densities of draws from prior and posterior, with Silverman's bandwidth
/// 0.9 min(s, IQR/1.349) n^(−1/5). The integral is a trapezoidal sum where both have draws within four bandwidths, in steps of a quarter
/// of the smaller bandwidth, at least 512 and at most 16384. Densities that end abruptly are smoothed over their ends alike.
///
/// Reference: Garrett, Zeger (2000), Biometrics 56, 1055, who call a parameter weakly identified above 0.35. Checked against: SciPy 1.17
/// `gaussian_kde`.
public struct PriorPosteriorOverlap: Sendable {
  /// One quantity.
  public struct Row: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// The overlap in [0, 1]; NaN where all draws are equal or one is not finite.
    public let overlap: Double
  }

  /// The overlap above which the data say little of a quantity: 0.35.
  public static let greatestOverlap = 0.35

  /// The quantities, in the order given.
  public let rows: [Row]

  /// The overlap of a quantity; nil where there is none of that name.
  public subscript(name: String) -> Double? { rows.first { $0.name == name }?.overlap }

  /// The overlaps of quantities with draws from their priors and posteriors.
  public init(_ quantities: [(name: String, prior: ScalarDraws, posterior: ScalarDraws)]) {
    rows = quantities.map { Row(name: $0.name, overlap: Self.overlap($0.prior.values, $0.posterior.values)) }
  }

  private static func overlap(_ a: [Double], _ b: [Double]) -> Double {
    guard let p = KernelDensity(a), let q = KernelDensity(b) else { return .nan }
    let (low, high) = (max(p.range.lowerBound, q.range.lowerBound), min(p.range.upperBound, q.range.upperBound))
    guard high > low else { return 0 }
    let wanted = ((high - low) / (min(p.bandwidth, q.bandwidth) / 4)).rounded(.up)
    let steps = Int(min(max(wanted, 512), 16384))
    let grid = (0...steps).map { low + (high - low) * Double($0) / Double(steps) }
    let heights = zip(p.values(at: grid), q.values(at: grid)).map { min($0, $1) }
    var sum = 0.0
    for step in 0..<steps { sum += (heights[step] + heights[step + 1]) / 2 * (grid[step + 1] - grid[step]) }
    return min(sum, 1)
  }
}

/// A Gaussian kernel density.
private struct KernelDensity {
  let bandwidth: Double
  private let draws: [Double]

  /// Nil where the draws have no width, or one is not finite.
  init?(_ draws: [Double]) {
    guard draws.count > 1, draws.allSatisfy(\.isFinite) else { return nil }
    self.draws = draws.sorted()
    let deviation = ScalarDraws([draws]).standardDeviation()
    let quartiles = interpolatedQuantile(0.75, ofSorted: self.draws) - interpolatedQuantile(0.25, ofSorted: self.draws)
    let width = quartiles > 0 ? min(deviation, quartiles / 1.349) : deviation
    bandwidth = 0.9 * width * .pow(Double(draws.count), -0.2)
    guard bandwidth > 0, bandwidth.isFinite else { return nil }
  }

  /// Where draws are near.
  var range: ClosedRange<Double> {
    (draws[0] - 4 * bandwidth)...(draws[draws.count - 1] + 4 * bandwidth)
  }

  /// The density at ascending points. Draws beyond nine bandwidths add less than 3e-18 of their height.
  func values(at points: [Double]) -> [Double] {
    var first = 0
    let height = 1 / (bandwidth * (2 * Double.pi).squareRoot() * Double(draws.count))
    return points.map { point in
      while first < draws.count, draws[first] < point - 9 * bandwidth { first += 1 }
      var sum = 0.0
      var index = first
      while index < draws.count, draws[index] <= point + 9 * bandwidth {
        let z = (point - draws[index]) / bandwidth
        sum += .exp(-z * z / 2)
        index += 1
      }
      return sum * height
    }
  }
}

extension PriorPosteriorOverlap: CustomStringConvertible {
  /// A row for each quantity, and those of which the data say little.
  public var description: String {
    let table = NumberText.table([
      [""] + rows.map(\.name), ["overlap"] + rows.map { NumberText.fixed($0.overlap, decimals: 3) },
    ])
    let weak = rows.filter { $0.overlap > Self.greatestOverlap }.map(\.name)
    let note =
      weak.isEmpty
      ? []
      : [
        "",
        "- Prior and posterior of \(weak.joined(separator: ", ")) overlap by more than \(Self.greatestOverlap): the data say little of "
          + "\(weak.count == 1 ? "it" : "them").",
      ]
    return (table + note).joined(separator: "\n")
  }
}
