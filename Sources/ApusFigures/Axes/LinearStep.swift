// The step of linear ticks, and its multiples within limits.

/// The distance of two ticks: 1, 2 or 5 times a power of ten.
struct LinearStep {
  let factor: Int
  let exponent: Int

  /// The next longer step.
  var next: LinearStep {
    switch factor {
    case 1: LinearStep(factor: 2, exponent: exponent)
    case 2: LinearStep(factor: 5, exponent: exponent)
    default: LinearStep(factor: 1, exponent: exponent + 1)
    }
  }

  private init(factor: Int, exponent: Int) { (self.factor, self.exponent) = (factor, exponent) }

  /// The shortest step of at least this length.
  init(atLeast length: Double) {
    let exponent = Decimal.leadingExponent(length)
    var step = LinearStep(factor: 1, exponent: exponent)
    while step.length < length * (1 - 1e-12) && step.exponent <= exponent + 1 { step = step.next }
    self = step
  }

  /// The ticks of the longest of this and the next three steps that has two labels with room, be it at every second, third or
  /// fourth tick.
  func first(_ limits: Interval, room: TickRoom) -> TickSet? {
    for step in [next.next.next, next.next, next, self] {
      guard var ticks = step.ticks(limits, room: room) else { continue }
      let all = ticks.major
      for stride in 1...4 {
        let kept = all.indices.filter { $0 % stride == 0 }
        guard kept.count >= 2, room.fits(kept.map { all[$0] }) else { continue }
        ticks.major = kept.map { all[$0] }
        ticks.minor += all.indices.filter { $0 % stride != 0 }.map { all[$0].value }
        return ticks
      }
    }
    return nil
  }

  var length: Double { Decimal(mantissa: factor, exponent: exponent).value }

  /// The multiples of the step within the limits, with labels, and smaller ticks between them; nil if they cannot be counted.
  func ticks(_ limits: Interval, room: TickRoom) -> TickSet? {
    guard let multiples = Self.multiples(of: Decimal(mantissa: factor, exponent: exponent), in: limits) else {
      return nil
    }
    var result = TickSet()
    let numbers = multiples.map { $0 * factor }
    let labels = TickLabels(numbers, unit: exponent, digitLimit: room.digitLimit)
    (result.offset, result.exponent) = (labels.offset, labels.exponent)
    result.major = zip(numbers, labels.labels).map {
      Tick(Decimal(mantissa: $0, exponent: exponent).value, RichText($1))
    }
    result.major = room.inside(result.major)

    // A step of 1 has five parts, a step of 2 four, a step of 5 five.
    let (part, count) = factor == 5 ? (10, 5) : factor == 2 ? (5, 4) : (2, 5)
    result.minor = Self.minor(Decimal(mantissa: part, exponent: exponent - 1), count: count, limits, room)
    return result
  }

  /// Multiples of a part of the step that are not multiples of the step; none if they are closer than four pixels.
  private static func minor(_ part: Decimal, count: Int, _ limits: Interval, _ room: TickRoom) -> [Double] {
    guard part.value / (2 * limits.halfSpan) * room.map.length >= 4 else { return [] }
    return (multiples(of: part, in: limits) ?? []).filter { $0 % count != 0 }.map {
      Decimal(mantissa: $0 * part.mantissa, exponent: part.exponent).value
    }
  }

  private static func multiples(of step: Decimal, in limits: Interval) -> [Int]? {
    let (first, last) = ((limits.lower / step.value).rounded(.up), (limits.upper / step.value).rounded(.down))
    guard abs(first) < 1e15, abs(last) < 1e15, last - first < 1000 else { return nil }
    // The division's rounding must not lose a tick at a limit.
    var (low, high) = (Int(first), Int(last))
    if Decimal(mantissa: (low - 1) * step.mantissa, exponent: step.exponent).value >= limits.lower { low -= 1 }
    if Decimal(mantissa: (high + 1) * step.mantissa, exponent: step.exponent).value <= limits.upper { high += 1 }
    return low <= high ? Array(low...high) : []
  }
}
