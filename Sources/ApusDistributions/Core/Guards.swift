// How a density treats values outside its support and parameters outside their domain, without harm to gradients.

internal import ApusGraph
internal import ApusOps

extension Tensor {
  /// The tensor where `condition` does not hold, a harmless constant where it does: what a formula is given in place of a
  /// value outside the support, so that neither it nor its derivative is bad there.
  func replacing(_ condition: Tensor, with harmless: Double) -> Tensor { select(condition, Tensor(harmless), self) }

  /// The tensor where `condition` does not hold, −∞ where it does: the log density outside the support.
  func minusInfinity(where condition: Tensor) -> Tensor { select(condition, Tensor(-Double.infinity), self) }

  /// The tensor where `condition` holds, NaN elsewhere: what comes of a parameter outside its domain.
  func valid(where condition: Tensor) -> Tensor { select(condition, self, Tensor(Double.nan)) }

  /// Whether the width of an interval is beyond the numbers, as far as its bounds are constants.
  static func isWide(_ lower: Tensor, _ upper: Tensor) -> Bool {
    guard let low = lower.constantValue?.doubles.min(), let high = upper.constantValue?.doubles.max() else {
      return false
    }
    return low.isFinite && high.isFinite && !(high - low).isFinite
  }

  /// log(upper − lower).
  static func logWidth(_ lower: Tensor, _ upper: Tensor) -> Tensor {
    isWide(lower, upper) ? log(0.5 * upper - 0.5 * lower) + 0.6931471805599453 : log(upper - lower)
  }

  /// Whether each element is no integer; NaN and ±∞ count as integers here.
  var isFractional: Tensor { floor(self) .< self }
}
