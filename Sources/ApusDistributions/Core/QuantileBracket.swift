// The search for one quantile: a bracket, and the next place to look at.

internal import ApusNumerics
internal import ApusRandom

/// A place that moves towards the smallest x with F(x) ≥ p, between numbers that are known to be below and not below it.
struct QuantileBracket {
  /// Where the tails are to be evaluated next, or the quantile.
  private(set) var x = Double.nan
  /// Whether `x` is the quantile.
  private(set) var isDone = true
  /// F is below p here, or no value is.
  private var low = -Double.infinity
  /// F is at least p here.
  private var high = Double.infinity
  /// The logarithm of the smaller tail, and which it is.
  private var target = 0.0
  private var isLower = true
  private var isDiscrete = false
  /// The distance of the tail's logarithm from the target at the last place.
  private var lastResidual = Double.infinity
  private var turn = 0

  init() {}

  /// A search on the support from `lower` to `upper`. It starts where a normal distribution of the same moments has the quantile.
  init(logit: Double, lower: Double, upper: Double, mean: Double, variance: Double, isDiscrete: Bool) {
    guard !logit.isNaN, lower <= upper else { return }
    if logit.isInfinite {
      x = logit < 0 ? lower : upper
      return
    }
    isDone = false
    self.isDiscrete = isDiscrete
    isLower = logit < 0
    target = -Special.log1pexp(abs(logit))
    low = max(isDiscrete ? lower - 1 : lower, -.greatestFiniteMagnitude)
    high = min(upper, .greatestFiniteMagnitude)
    let start = mean + variance.squareRoot() * Special.normalQuantile(ofLogit: logit)
    propose(isDiscrete ? start.rounded() : start)
  }

  /// Takes in what the tails are at `x`, and moves on.
  mutating func advance(logCDF: Double, logSurvival: Double, logDensity: Double) {
    let tail = isLower ? logCDF : logSurvival
    let residual = tail - target
    guard !residual.isNaN else {
      (x, isDone) = (.nan, true)
      return
    }
    // A step of a discrete F is reached where it is missed by rounding alone.
    let slack = isDiscrete ? 0x1p-46 * max(1, abs(target)) : 0
    if isLower ? residual >= -slack : residual <= slack { high = x } else { low = x }
    // Of a discrete tail the difference of one step: log S(k − 1) − log S(k), or nearly log F(k + 1) − log F(k).
    let slope = isDiscrete ? Special.log1pexp(logDensity - tail) : Stable.exp(logDensity - tail)
    let step = (isLower ? -residual : residual) / slope
    let isSlow = abs(residual) > 0.5 * abs(lastResidual)
    lastResidual = residual
    turn += 1
    // Whatever the slopes are, the bracket shrinks.
    let isDue = turn % 8 == 0
    if isDiscrete {
      propose(isDue || isSlow && !(abs(step) < 2) ? .nan : (x + step).rounded(.up))
    } else if abs(residual) <= 0x1p-50 * max(1, abs(target)) || (abs(step) <= 1e-9 * abs(x) && abs(residual) <= 1e-5) {
      // The error of Newton's next place is of the order of the step times the residual.
      let next = x + step
      if next >= low && next <= high { x = next }
      isDone = true
    } else {
      propose(isDue || isSlow ? .nan : x + step)
    }
  }

  /// Looks at `next` if it is inside the bracket, else at its middle; ends where the bracket has no inside.
  private mutating func propose(_ next: Double) {
    if isDiscrete {
      // Whole numbers that are doubles: beyond 2⁵³ not all are.
      let (first, last) = (max(low + 1, low.nextUp), min(high - 1, high.nextDown))
      x = next.isNaN ? Self.middle(first, last).rounded(.down) : next
      x = max(first, min(last, x))
      if first > last { (x, isDone) = (high, true) }
    } else if next > low && next < high {
      x = next
    } else {
      x = Self.middle(low, high)
      if x == low || x == high { (x, isDone) = (high, true) }
    }
  }

  /// The double halfway between two in the order of doubles: the mean of numbers of one size, a geometric one of far sizes.
  private static func middle(_ a: Double, _ b: Double) -> Double {
    let (low, high) = (rank(a), rank(b))
    let middle = (low & high) + ((low ^ high) >> 1)
    return Double(bitPattern: UInt64(bitPattern: middle < 0 ? Int64.min &- middle : middle))
  }

  /// The place of a number among all doubles; 0 for zero.
  private static func rank(_ x: Double) -> Int64 {
    let bits = Int64(bitPattern: x.bitPattern)
    return bits < 0 ? Int64.min &- bits : bits
  }
}
