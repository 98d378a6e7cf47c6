// A tail of a distribution at a point: the one that is known to a small relative error, from which the other follows.

internal import RealModule

/// The probability below or above a point, whichever is computed, and the other one as its complement.
///
/// The functions choose the tail of which they have a small relative error.
struct Tail {
  var isLower: Bool
  var probability: ScaledNumber

  @inline(__always) var lower: Double { isLower ? probability.value : 1 - probability.value }

  @inline(__always) var upper: Double { isLower ? 1 - probability.value : probability.value }

  @inline(__always) var logLower: Double { isLower ? probability.logarithm : logComplement }

  @inline(__always) var logUpper: Double { isLower ? logComplement : probability.logarithm }

  @inline(__always) private var logComplement: Double { Double.log(onePlus: -probability.value) }

  /// A multiple of this tail over the other one; the product is rounded once where the tail itself is subnormal.
  @inline(__always) private func odds(times factor: Double) -> Double {
    (probability * factor).value / (1 - probability.value)
  }

  /// The derivative of the probability below, where that of the logarithm of this tail is `logSlope`.
  @inline(__always) func lowerSlope(_ logSlope: Double) -> Double {
    let slope = (probability * logSlope).value
    return isLower ? slope : -slope
  }

  /// The derivative of the logarithm of the probability below, where that of the logarithm of this tail is `logSlope`.
  @inline(__always) func logLowerSlope(_ logSlope: Double) -> Double { isLower ? logSlope : odds(times: -logSlope) }

  /// The derivative of the logarithm of the probability above, where that of the logarithm of this tail is `logSlope`.
  @inline(__always) func logUpperSlope(_ logSlope: Double) -> Double { isLower ? odds(times: -logSlope) : logSlope }

  /// A density over the probability below.
  @inline(__always) func lowerHazard(_ density: ScaledNumber) -> Double {
    isLower ? (density / probability).value : density.value / lower
  }

  /// A density over the probability above.
  @inline(__always) func upperHazard(_ density: ScaledNumber) -> Double {
    isLower ? density.value / upper : (density / probability).value
  }
}
