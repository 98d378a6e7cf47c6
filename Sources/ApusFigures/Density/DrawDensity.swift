// The density of draws in a plane, and the contours that hold given parts of them.

internal import RealModule

/// A smooth density of points in the plane.
///
/// The points are whitened by their covariance, counted on a grid over ±5 standard deviations, and smoothed there by a
/// Gaussian. Contours are therefore the same for any linear map of the axes, however correlated they are.
package struct DrawDensity {
  private static let nodeCount = 121
  private static let reach = 5.0
  private static let spacing = 2 * reach / Double(nodeCount - 1)

  private let center: (x: Double, y: Double)
  /// The lower triangle of the covariance's root.
  private let root: (xx: Double, yx: Double, yy: Double)
  private let bounds: (x: Interval, y: Interval)
  private var heights: [Double]
  /// The density at the draws, in ascending order.
  private var densities: [Double] = []

  /// The density of the finite points; nil if there are fewer than 30, or if they lie on a line.
  ///
  /// - Precondition: `x` and `y` have the same count.
  package init?(x: [Double], y: [Double]) {
    precondition(x.count == y.count, "\(x.count) x and \(y.count) y")
    let shown = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    guard shown.count >= 30, let across = Interval(shown.map { x[$0] }), let along = Interval(shown.map { y[$0] }),
      across.halfSpan > 0, along.halfSpan > 0
    else { return nil }
    bounds = (across, along)
    // In units of the half-ranges, so that no scale overflows.
    let points = shown.map { index in
      (
        x: (0.5 * x[index] - 0.5 * across.middle) / (0.5 * across.halfSpan),
        y: (0.5 * y[index] - 0.5 * along.middle) / (0.5 * along.halfSpan)
      )
    }
    let n = Double(points.count)
    let mean = (x: points.reduce(0) { $0 + $1.x } / n, y: points.reduce(0) { $0 + $1.y } / n)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      let (dx, dy) = (point.x - mean.x, point.y - mean.y)
      (xx, xy, yy) = (xx + dx * dx / n, xy + dx * dy / n, yy + dy * dy / n)
    }
    let rest = yy - xy * xy / xx
    guard xx > 0, rest > 1e-10 * yy else { return nil }
    center = mean
    root = (xx.squareRoot(), xy / xx.squareRoot(), rest.squareRoot())
    heights = [Double](repeating: 0, count: Self.nodeCount * Self.nodeCount)

    let whitened = points.map { point in
      let u = (point.x - mean.x) / root.xx
      return (x: u, y: (point.y - mean.y - root.yx * u) / root.yy)
    }
    for point in whitened { spread(point) }
    let rule = Double.exp(-Double.log(n) / 6)
    let widths = (
      x: rule * Self.robustScale(whitened.map(\.x)), y: rule * Self.robustScale(whitened.map(\.y))
    )
    smooth(width: widths.x, isAlongX: true)
    smooth(width: widths.y, isAlongX: false)
    densities = whitened.map { density($0) }.sorted()
  }

  /// The contour that holds the given part of the draws: of the densest region, as Hyndman 1996 (Am. Stat. 50, 120) defines it.
  package func level(_ content: Double) -> Contours.Level {
    let index = min(max(Int((1 - content) * Double(densities.count)), 0), densities.count - 1)
    let height = max(densities[index], Double.leastNormalMagnitude)
    let loops = IsoLines(heights, count: Self.nodeCount, level: height).loops.map { loop in
      loop.map { point in
        let (u, v) = (point.x * Self.spacing - Self.reach, point.y * Self.spacing - Self.reach)
        let place = (x: center.x + root.xx * u, y: center.y + root.yx * u + root.yy * v)
        // Smoothing must not reach beyond an edge of the draws, such as e = 0.
        return (
          x: bounds.x.middle + bounds.x.halfSpan * min(max(place.x, -1), 1),
          y: bounds.y.middle + bounds.y.halfSpan * min(max(place.y, -1), 1)
        )
      }
    }
    return Contours.Level(content: content, loops: loops)
  }

  /// The lesser of 1 and the interquartile range as that of a normal distribution, at least 0.1.
  private static func robustScale(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let range = sorted[3 * sorted.count / 4] - sorted[sorted.count / 4]
    return min(1, max(0.1, range / 1.349))
  }

  /// The node below a place, and the weights of the four nodes around it; nil outside the grid.
  private static func nodes(_ point: (x: Double, y: Double)) -> (index: Int, across: Double, along: Double)? {
    let (u, v) = ((point.x + reach) / spacing, (point.y + reach) / spacing)
    guard u >= 0, v >= 0, u < Double(nodeCount - 1), v < Double(nodeCount - 1) else { return nil }
    return (Int(v) * nodeCount + Int(u), u - u.rounded(.down), v - v.rounded(.down))
  }

  private mutating func spread(_ point: (x: Double, y: Double)) {
    guard let (index, p, q) = Self.nodes(point) else { return }
    heights[index] += (1 - p) * (1 - q)
    heights[index + 1] += p * (1 - q)
    heights[index + Self.nodeCount] += (1 - p) * q
    heights[index + Self.nodeCount + 1] += p * q
  }

  private func density(_ point: (x: Double, y: Double)) -> Double {
    guard let (index, p, q) = Self.nodes(point) else { return 0 }
    let below = (1 - p) * heights[index] + p * heights[index + 1]
    let above = (1 - p) * heights[index + Self.nodeCount] + p * heights[index + Self.nodeCount + 1]
    return (1 - q) * below + q * above
  }

  /// Convolves the rows or the columns with a Gaussian.
  private mutating func smooth(width: Double, isAlongX: Bool) {
    let sigma = max(width / Self.spacing, 0.5)
    let radius = Int((4 * sigma).rounded(.up))
    let weights = (-radius...radius).map { Double.exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
    let sum = weights.reduce(0, +)
    let (stride, line) = isAlongX ? (1, Self.nodeCount) : (Self.nodeCount, 1)
    for index in 0..<Self.nodeCount {
      let old = (0..<Self.nodeCount).map { heights[index * line + $0 * stride] }
      for place in 0..<Self.nodeCount {
        var total = 0.0
        for offset in max(-radius, -place)...min(radius, Self.nodeCount - 1 - place) {
          total += weights[offset + radius] * old[place + offset]
        }
        heights[index * line + place * stride] = total / sum
      }
    }
  }
}
