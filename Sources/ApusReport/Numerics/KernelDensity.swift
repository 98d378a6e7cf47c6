// The density of draws of one quantity: a Gaussian kernel whose width fits several modes, with the draws' range as its edges.

package import ApusFigures
internal import ApusSystem

/// A smooth density of finite numbers.
///
/// The numbers are counted in cells over their range, and the counts are smoothed through their cosine series. That reflects the
/// kernel at both edges, so that no density leaks beyond a bound such as τ > 0. The kernel's width is the mean of Silverman's
/// rule and of the improved rule of Sheather and Jones. The latter sees modes that are far apart, over which the former smooths: the
/// width is at most 1.4 times the latter, unless many numbers are equal, which deceives it.
///
/// Numbers far out of the rest are left out, so that they do not press all others into one line; `outsideCount` says how many.
///
/// Reference: Botev, Grotowski and Kroese (2010), Ann. Stat. 38, 2916; Silverman (1986), Density Estimation, eq. 3.31.
package struct KernelDensity {
  /// Where the density is given, in equal steps over the range.
  package let x: [Double]
  /// The density there; its integral is the share of the numbers that lie in the range.
  package let y: [Double]
  /// How many finite numbers lie outside of the range.
  package let outsideCount: Int

  private static let cellCount = 256
  private static let cosines = (0..<4 * cellCount).map { cos(Double.pi * Double($0) / Double(2 * cellCount)) }

  /// The density of the finite numbers of a list; nil where they do not vary, or there are fewer than 3.
  ///
  /// - Parameter limits: the range; nil: that of the numbers, without those far out.
  package init?(_ values: [Double], within limits: Interval? = nil, pointCount: Int = 64) {
    let finite = values.filter(\.isFinite).sorted()
    guard finite.count >= 3, pointCount >= 2, let range = limits ?? Self.range(ofSorted: finite),
      range.upper > range.lower
    else { return nil }
    let length = range.upper - range.lower
    guard length.isFinite, length > 1e-13 * max(abs(range.lower), abs(range.upper)) else { return nil }
    let n = Self.cellCount
    let inside = finite.filter { range.contains($0) }
    outsideCount = finite.count - inside.count
    guard inside.count >= 3 else { return nil }
    var cells = [Double](repeating: 0, count: n)
    for value in inside {
      let place = Int((value - range.lower) / length * Double(n))
      cells[min(max(place, 0), n - 1)] += 1 / Double(inside.count)
    }
    let coefficients = Self.transform(cells)
    let count = Double(inside.count)
    let silverman = Self.silverman(inside) / length
    let sheatherJones = Self.sheatherJones(coefficients, count: count)?.squareRoot() ?? silverman
    let repeated = zip(inside, inside.dropFirst()).count { $0 == $1 }
    let widest = 5 * repeated > inside.count ? Double.infinity : 1.4 * sheatherJones
    let width = min(max(min(0.5 * (silverman + sheatherJones), widest), 0.5 / Double(n)), 1)
    let smoothed = coefficients.enumerated().map { k, a in
      a * exp(-0.5 * (Double(k) * Double.pi * width) * (Double(k) * Double.pi * width))
    }
    let last = max(smoothed.lastIndex { abs($0) > 1e-7 } ?? 0, 0)
    let share = count / Double(finite.count)
    x = (0..<pointCount).map { range.lower + length * (Double($0) / Double(pointCount - 1)) }
    y = (0..<pointCount).map { point in
      let u = Double(point) / Double(pointCount - 1)
      var sum = 1.0
      if last >= 1 { for k in 1...last { sum += 2 * smoothed[k] * cos(Double.pi * Double(k) * u) } }
      return max(sum, 0) / length * share
    }
  }

  /// The range of ascending numbers, cut where the last hundredth of them reaches far beyond all others; nil where all are equal.
  static func range(ofSorted sorted: [Double]) -> Interval? {
    guard let first = sorted.first, let last = sorted.last, last > first else { return nil }
    let tail = sorted.count / 200
    let (low, high) = (sorted[tail], sorted[sorted.count - 1 - tail])
    let span = high - low
    guard tail > 0, span > 0, span.isFinite else { return Interval(first, last) }
    return Interval(max(first, low - span), min(last, high + span))
  }

  /// a[k] = ∑ p[j] cos(πk (j + ½)/n).
  private static func transform(_ cells: [Double]) -> [Double] {
    (0..<cellCount).map { k in
      var sum = 0.0
      for j in 0..<cellCount where cells[j] != 0 { sum += cells[j] * cosines[k * (2 * j + 1) % (4 * cellCount)] }
      return sum
    }
  }

  /// 0.9 times the lesser of the standard deviation and the interquartile range over 1.34, times n^(−1/5).
  private static func silverman(_ sorted: [Double]) -> Double {
    let n = Double(sorted.count)
    let mean = sorted.reduce(0) { $0 + $1 / n }
    let deviation = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / n }.squareRoot()
    let range = (sorted[3 * sorted.count / 4] - sorted[sorted.count / 4]) / 1.34
    return 0.9 * (range > 0 ? min(deviation, range) : deviation) * pow(n, -0.2)
  }

  /// The square of the kernel's width in units of the range: the root of t = ξ γ(t), found by bisection of log t; nil where there is none.
  private static func sheatherJones(_ coefficients: [Double], count: Double) -> Double? {
    let squares = coefficients.dropFirst().map { $0 * $0 }
    func derivative(_ s: Int, _ t: Double) -> Double {
      var sum = 0.0
      for (index, square) in squares.enumerated() {
        let k = Double((index + 1) * (index + 1)) * Double.pi * Double.pi
        let decay = k * t
        if decay > 700 { break }
        sum += pow(k, Double(s)) * square * exp(-decay)
      }
      return 2 * sum
    }
    func excess(_ t: Double) -> Double {
      var f = derivative(7, t)
      for s in stride(from: 6, through: 2, by: -1) {
        let odd = stride(from: 1, through: 2 * s - 1, by: 2).reduce(1.0) { $0 * Double($1) }
        let factor = (1 + pow(0.5, Double(s) + 0.5)) / 3
        let time = pow(2 * factor * odd / (2 * Double.pi).squareRoot() / (count * f), 2 / Double(3 + 2 * s))
        f = derivative(s, time)
      }
      return t - pow(2 * count * Double.pi.squareRoot() * f, -0.4)
    }
    var (low, high) = (log(1e-9), log(0.1))
    guard excess(exp(low)) < 0, excess(exp(high)) > 0 else { return nil }
    for _ in 0..<24 {
      let middle = 0.5 * (low + high)
      if excess(exp(middle)) < 0 { low = middle } else { high = middle }
    }
    return exp(low)
  }
}
