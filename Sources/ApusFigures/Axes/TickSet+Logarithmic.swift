// Ticks of a logarithmic scale: powers of ten, and 2 or 5 times these where there is room.

internal import RealModule

extension TickSet {
  /// Ticks of a logarithmic scale.
  package init(logarithmic limits: Interval, room: TickRoom) {
    let (first, last) = (Decimal.leadingExponent(limits.lower), Decimal.leadingExponent(limits.upper))
    let decades = Double.log10(limits.upper) - Double.log10(limits.lower)
    for factors in [[1, 2, 5], [1, 3], [1]] where decades < 4 || factors.count == 1 {
      let ticks = room.inside(Self.ticks(factors, first...last, limits))
      if ticks.count >= 2 && ticks.count < 12 && room.fits(ticks) {
        major = ticks
        break
      }
    }
    if major.isEmpty && decades >= 2 {
      for stride in [1, 2, 3, 5, 10, 20, 50, 100, 200] {
        let exponents = (first...last).filter { $0 % stride == 0 }
        let ticks = room.inside(Self.ticks([1], exponents, limits))
        if ticks.count < 12 && room.fits(ticks) {
          major = ticks
          break
        }
      }
    }
    // Within a part of a decade powers of ten are too rare.
    if major.count < 2 && decades < 2 { self = Self.within(limits, room: room) }
    if decades <= 12 {
      let labelled = Set(major.map(\.value))
      minor = Self.ticks(Array(1...9), first...last, limits).map(\.value).filter { !labelled.contains($0) }
    }
  }

  /// Equally spaced numbers, whose labels get closer towards the upper end: those that do not fit are left out.
  private static func within(_ limits: Interval, room: TickRoom) -> TickSet {
    var step = LinearStep(atLeast: 2 * limits.halfSpan / max(2, room.map.length / room.spacing))
    var result = TickSet()
    for _ in 0..<6 {
      guard let ticks = step.ticks(limits, room: room) else { break }
      if result.major.isEmpty || ticks.major.count >= 2 { result = ticks }
      if room.fits(ticks.major) { break }
      step = step.next
    }
    while result.major.count > 1 && !room.fits(result.major) { result.major.removeLast() }
    result.minor = []
    return result
  }

  private static func ticks(
    _ factors: [Int], _ exponents: some Collection<Int>, _ limits: Interval
  ) -> [Tick] {
    let arePlain = exponents.allSatisfy { (-3...5).contains($0) }
    return exponents.flatMap { exponent in
      factors.compactMap { factor in
        let number = Decimal(mantissa: factor, exponent: exponent)
        guard limits.contains(number.value) else { return nil }
        if arePlain { return Tick(number.value, RichText(number.text)) }
        let power = RichText("10") + .raised(Decimal.minus(exponent))
        return Tick(number.value, factor == 1 ? power : RichText("\(factor) × ") + power)
      }
    }
  }
}
